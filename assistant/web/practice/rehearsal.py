"""The page of rehearsals: a scenario, turn by turn, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from assistant.errors import UsageError
from assistant.knowledge.corpus.rehearsals import Scenario, Turn
from assistant.knowledge.encoding.encoder import Vectors
from assistant.practice.exports.docx import docx
from assistant.practice.exports.markdown import markdown
from assistant.practice.rehearsal.debrief import debrief
from assistant.practice.rehearsal.engine import Place, Rehearsal, back, choices, most_left, place, say
from assistant.practice.rehearsal.hearing import ByMeaning
from assistant.practice.rehearsal.script import LONGEST_TYPED
from assistant.practice.rehearsal.sheet import sheet
from assistant.practice.sheet import Sheet
from assistant.web.pages.files import download
from assistant.web.pages.sent import Sent, SpoiledError, holding_together
from assistant.web.practice.showing import shown
from assistant.web.practice.stock import Stock

ENDINGS = ("docx", "md")
MEANT = "meant-"
NOT_HEARD = "That isn't near enough to a reply that this scenario knows. Put it otherwise, or choose one."


class RehearsalPage:
    """Plays rehearsals."""

    name = "rehearsal"

    def __init__(self, stock: Stock) -> None:
        self._stock = stock

    def asked(self, query: Mapping[str, str]) -> Response:
        """Show the scenarios, or the beginning of the one that the address names."""
        named = query.get("scenario", "")
        scenario = next((one for one in self._stock.scenarios() if one.id == named), None)
        if scenario is None:
            return shown(
                "rehearsals.html",
                status=404 if named else 200,
                at=self.name,
                scenarios=self._stock.scenarios(),
                missing=named[:60],
            )
        return self._turn(scenario, Rehearsal(scenario=scenario.id))

    def sent(self, sent: Sent) -> Response:
        """Take a reply, a step back or the end, or hand the debrief over as a file."""
        rehearsal = sent.thing(Rehearsal)
        scenario = next((one for one in self._stock.scenarios() if one.id == rehearsal.scenario), None)
        if scenario is None:
            raise SpoiledError(f"there is no scenario {rehearsal.scenario[:60]!r}")
        try:
            at = place(scenario, rehearsal)
        except UsageError as error:
            raise SpoiledError(str(error)) from None
        do = sent.fields.get("do", "say")
        if do in ENDINGS:
            with holding_together():
                told = self._debrief(scenario, at)
                return download(docx(told) if do == "docx" else markdown(told).encode(), told.title, do)
        if do == "back":
            return self._turn(scenario, back(rehearsal))
        if do == "stop" or at.turn is None:
            with holding_together():
                return self._ended(scenario, rehearsal, at)
        return self._answered(scenario, rehearsal, at.turn, do, sent)

    def _answered(self, scenario: Scenario, rehearsal: Rehearsal, turn: Turn, do: str, sent: Sent) -> Response:
        """Take a reply that was chosen by its number, or said in own words."""
        offered = choices(scenario, turn)
        numbers = {str(n): way for n, (way, _) in enumerate(offered, 1)}
        if do in numbers:
            return self._turn(scenario, say(scenario, rehearsal, numbers[do]))
        meant = numbers.get(do.removeprefix(MEANT)) if do.startswith(MEANT) else None
        typed = sent.text("typed", LONGEST_TYPED, needed="Type what you would say, or choose one of the replies.")
        if sent.mistakes:
            return self._turn(scenario, rehearsal, typed=typed[:LONGEST_TYPED], mistake=sent.mistakes["typed"])
        if meant is not None:
            return self._turn(scenario, say(scenario, rehearsal, meant, typed))
        heard = ByMeaning(self._see).hear(typed, [reply for _, reply in offered])
        if heard is None:
            return self._turn(scenario, rehearsal, typed=typed, mistake=NOT_HEARD)
        way, reply = offered[heard.place]
        if not heard.plain:
            return self._turn(
                scenario, rehearsal, typed=typed, perhaps=f"{MEANT}{heard.place + 1}", perhaps_as=reply.say
            )
        return self._turn(scenario, say(scenario, rehearsal, way, typed), taken_as=reply.say)

    def _see(self, text: str) -> Vectors:
        with self._stock.coach.desk() as desk:
            return desk.search.see(text).vector

    def _turn(
        self,
        scenario: Scenario,
        rehearsal: Rehearsal,
        *,
        typed: str = "",
        mistake: str = "",
        taken_as: str = "",
        perhaps: str = "",
        perhaps_as: str = "",
    ) -> Response:
        at = place(scenario, rehearsal)
        return shown(
            "rehearsal.html",
            status=422 if mistake else 200,
            at=self.name,
            scenario=scenario,
            place=at,
            choices=choices(scenario, at.turn) if at.turn else (),
            left=most_left(scenario, at),
            thing=rehearsal.model_dump_json(),
            typed=typed,
            mistake=mistake,
            taken_as=taken_as,
            perhaps=perhaps,
            perhaps_as=perhaps_as,
            longest=LONGEST_TYPED,
        )

    def _debrief(self, scenario: Scenario, at: Place) -> Sheet:
        with self._stock.coach.desk() as desk:
            library = desk.search.library
            topic = next(topic for topic in library.topics.inside if topic.id == scenario.topic)
            passages = {passage.id: passage for passage in library.passages if desk.frameworks.knows(passage.id)}
            return sheet(debrief(scenario, at, topic), desk.frameworks, passages)

    def _ended(self, scenario: Scenario, rehearsal: Rehearsal, at: Place) -> Response:
        return shown(
            "debrief.html",
            at=self.name,
            sheet=self._debrief(scenario, at),
            scenario=scenario,
            thing=rehearsal.model_dump_json(),
            endings=ENDINGS,
        )

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
from assistant.web.practice.made import Made
from assistant.web.practice.showing import shown
from assistant.web.practice.stock import Stock

ENDINGS = ("docx", "md")
MEANT = "meant-"
SHOWN_AGAIN = frozenset({"show", "keep"})
NOT_HEARD = "That isn't near enough to a reply that this scenario knows. Put it otherwise, or choose one."


class RehearsalPage:
    """Plays rehearsals."""

    name = "rehearsal"

    def __init__(self, stock: Stock) -> None:
        self._stock = stock

    def asked(self, query: Mapping[str, str]) -> Response | Made:
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

    def sent(self, sent: Sent) -> Response | Made:
        """Take a reply, a step back or the end, or hand the debrief over as a file."""
        scenario, rehearsal, at = self._back(sent)
        do = sent.fields.get("do", "say")
        if do in SHOWN_AGAIN:
            return self._turn(scenario, rehearsal)
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

    def stale(self, sent: Sent) -> Made:
        """Show the conversation where it is, with what was typed."""
        scenario, rehearsal, _ = self._back(sent)
        return self._turn(scenario, rehearsal, typed=sent.text("typed", LONGEST_TYPED)[:LONGEST_TYPED])

    def _back(self, sent: Sent) -> tuple[Scenario, Rehearsal, Place]:
        """Return the rehearsal that travelled in the page, its scenario, and where it is.

        Raises:
            SpoiledError: It isn't one any more.
        """
        rehearsal = sent.thing(Rehearsal)
        scenario = next((one for one in self._stock.scenarios() if one.id == rehearsal.scenario), None)
        if scenario is None:
            raise SpoiledError(f"there is no scenario {rehearsal.scenario[:60]!r}")
        try:
            return scenario, rehearsal, place(scenario, rehearsal)
        except UsageError as error:
            raise SpoiledError(str(error)) from None

    def _answered(self, scenario: Scenario, rehearsal: Rehearsal, turn: Turn, do: str, sent: Sent) -> Made:
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
    ) -> Made:
        at = place(scenario, rehearsal)
        values = {
            "scenario": scenario,
            "place": at,
            "choices": choices(scenario, at.turn) if at.turn else (),
            "left": most_left(scenario, at),
            "typed": typed,
            "mistake": mistake,
            "taken_as": taken_as,
            "perhaps": perhaps,
            "perhaps_as": perhaps_as,
            "longest": LONGEST_TYPED,
        }
        return self._made("rehearsal.html", scenario, rehearsal, values, status=422 if mistake else 200)

    def _made(
        self, template: str, scenario: Scenario, rehearsal: Rehearsal, values: dict[str, object], *, status: int = 200
    ) -> Made:
        thing = rehearsal.model_dump_json()
        return Made(template=template, status=status, at=self.name, title=scenario.title, thing=thing, values=values)

    def _debrief(self, scenario: Scenario, at: Place) -> Sheet:
        with self._stock.coach.desk() as desk:
            library = desk.search.library
            topic = next(topic for topic in library.topics.inside if topic.id == scenario.topic)
            passages = {passage.id: passage for passage in library.passages if desk.frameworks.knows(passage.id)}
            return sheet(debrief(scenario, at, topic), desk.frameworks, passages)

    def _ended(self, scenario: Scenario, rehearsal: Rehearsal, at: Place) -> Made:
        values = {"sheet": self._debrief(scenario, at), "scenario": scenario, "endings": ENDINGS}
        return self._made("debrief.html", scenario, rehearsal, values)

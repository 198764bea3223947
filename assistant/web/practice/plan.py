"""The page of plans: asked for by a form or made of an assessment, shown, changed in words or by place, downloaded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from starlette.responses import Response

from assistant.answer import Passage
from assistant.errors import CoachError, UsageError
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.practice.plan.editing import change
from assistant.practice.plan.files import checked_plan, rendered
from assistant.practice.plan.making import plan_from_request
from assistant.practice.plan.model import FEWEST_DAYS, MOST_DAYS, Plan, Setting
from assistant.practice.plan.ordering import in_line, placed
from assistant.practice.plan.reading_edits import THERE_ARE
from assistant.practice.plan.request import USUAL_DAYS, Request, read_request
from assistant.practice.plan.sheet import plan_sheet
from assistant.practice.plan.window import span_of
from assistant.studio.plan import subject_of_plan
from assistant.web.pages.files import download
from assistant.web.pages.section import sentence
from assistant.web.pages.sent import LONGEST_THING, THING, Sent, SpoiledError, holding_together
from assistant.web.practice.made import Made
from assistant.web.practice.placing import MOVE, Row, move_in
from assistant.web.practice.showing import shown
from assistant.web.practice.stock import Stock

ENDINGS = ("docx", "md", "csv", "ics", "json")
MOST_YEARS_AWAY = 10
EDITS = tuple(THERE_ARE.split("; "))
SETTINGS: tuple[Setting, ...] = ("school", "district")
FROM_ANSWER = re.compile(r"([A-Za-z0-9_-]{22})/\d+")
"""What a step names as its origin that came from a kept answer: the conversation and the turn."""


class PlanPage:
    """Makes plans."""

    name = "plan"

    def __init__(self, stock: Stock) -> None:
        self._stock = stock

    def asked(self, query: Mapping[str, str]) -> Response:
        """Show the form, filled with what the address says."""
        return self._form(query)

    def sent(self, sent: Sent) -> Response | Made:
        """Make a plan, open one, change it, or hand it over as a file."""
        if MOVE in sent.fields:
            return self._placed(self._back(sent), sent)
        do = sent.fields.get("do", "make")
        if do == "make":
            return self._make(sent)
        if do == "open":
            return self._open(sent)
        plan = self._back(sent)
        if do == "edit":
            return self._edited(plan, sent)
        with holding_together():
            return self._file(plan, do) if do in ENDINGS else self._shown(plan)

    def stale(self, sent: Sent) -> Made:
        """Show the plan as it is, with what was typed."""
        return self._shown(self._back(sent), words=sent.text("words"))

    def _form(self, typed: Mapping[str, str], mistakes: Mapping[str, str] | None = None) -> Response:
        return shown(
            "plan_form.html",
            status=422 if mistakes else 200,
            at=self.name,
            typed=typed,
            mistakes=mistakes or {},
            limits=(FEWEST_DAYS, MOST_DAYS),
            usual=USUAL_DAYS,
        )

    def _make(self, sent: Sent) -> Response | Made:
        about = sent.text("about", needed="Say what the plan is for, as in “a 90-day plan for our AI task force”.")
        days = sent.number("days", FEWEST_DAYS, MOST_DAYS)
        start = self._start(sent)
        if sent.mistakes:
            return self._form(sent.fields, sent.mistakes)
        try:
            things = self._stock.things()
            request = _filled(read_request(about, things), sent)
            subject = subject_of_plan(self._stock.coach, request.subject)
            span = span_of(request.window, days or request.days, USUAL_DAYS, self._stock.today(), start)
            made = plan_from_request(subject, request, things, start=span.start, days=span.days, when=span.said)
        except CoachError as error:
            return self._form(sent.fields, {"about": sentence(error)})
        return self._shown(made)

    def _start(self, sent: Sent) -> date | None:
        """Return the first day where one was given."""
        said, today = sent.fields.get("start", "").strip(), self._stock.today()
        if not said:
            return None
        try:
            day = date.fromisoformat(said)
        except ValueError:
            sent.mistakes["start"] = f"“{said[:20]}” is no date; write it as 2027-01-11."
            return today
        if abs(day - today) > timedelta(days=366 * MOST_YEARS_AWAY):
            sent.mistakes["start"] = f"Choose a day within {MOST_YEARS_AWAY} years."
        return day

    def _open(self, sent: Sent) -> Response | Made:
        """Show a plan that was kept as JSON, and may have been edited by hand."""
        if "kept" not in sent.files:
            return self._form({}, {"kept": "Choose the .json file of a plan that you downloaded here."})
        name, content = sent.files["kept"]
        try:
            with holding_together():
                return self._shown(checked_plan(content, name, self._ground()[0]))
        except CoachError as error:
            return self._form({}, {"kept": sentence(error)})

    def _back(self, sent: Sent) -> Plan:
        """Return the plan that travelled in the page.

        Raises:
            SpoiledError: It isn't one any more.
        """
        said = sent.fields.get(THING, "")
        if len(said) > LONGEST_THING:
            raise SpoiledError(f"it is {len(said):,} characters long, and at most {LONGEST_THING:,} are read")
        try:
            return checked_plan(said, "plan", self._ground()[0])
        except CoachError as error:
            raise SpoiledError(
                str(error).removeprefix("plan: ").removesuffix("; mend it and read the file again")
            ) from None

    def _edited(self, plan: Plan, sent: Sent) -> Made:
        words = sent.text("words", needed="Say what to change; the edits that there are stand below.")
        if sent.mistakes:
            return self._shown(plan, words=words, mistake=sent.mistakes["words"])
        try:
            with holding_together():
                plan = change(plan, words, self._stock.things(), on=self._stock.today())
        except UsageError as error:
            return self._shown(plan, words=words, mistake=sentence(error))
        return self._shown(plan, changes=plan.changes[-1].said)

    def _placed(self, plan: Plan, sent: Sent) -> Made:
        """Put a step at another place; what was typed stays."""
        words, step = sent.text("words"), ""
        try:
            step, place = move_in(sent)
            with holding_together():
                anew = placed(plan, step, place, on=self._stock.today())
        except UsageError as error:
            return self._shown(plan, words=words, moved=step, refused=sentence(error))
        if anew is plan:
            return self._shown(plan, words=words, moved=step)
        return self._shown(anew, words=words, changes=anew.changes[-1].said, moved=step)

    def _ground(self) -> tuple[Frameworks, Mapping[str, Passage]]:
        with self._stock.coach.desk() as desk:
            frameworks, library = desk.frameworks, desk.search.library
            return frameworks, {passage.id: passage for passage in library.passages if frameworks.knows(passage.id)}

    def _file(self, plan: Plan, ending: str) -> Response:
        frameworks, passages = self._ground()
        content = rendered(plan, f".{ending}", passages, frameworks, stamp=datetime.now(UTC))
        return download(content, plan.title, ending)

    def _shown(
        self,
        plan: Plan,
        *,
        words: str = "",
        mistake: str = "",
        changes: tuple[str, ...] = (),
        moved: str = "",
        refused: str = "",
    ) -> Made:
        frameworks, passages = self._ground()
        values = {
            "sheet": plan_sheet(plan, passages, frameworks, self._stock.today()),
            "endings": ENDINGS,
            "edits": EDITS,
            "words": words,
            "mistake": mistake,
            "changes": changes,
            "order": tuple(
                Row(id=step.id, called=f"step {step.number}", label=step.told(plan.topic)) for step in in_line(plan)
            ),
            "ordered": "the steps",
            "moved": moved,
            "refused": refused,
            "answers": _answers_of(plan),
        }
        return Made(
            template="made.html",
            status=422 if mistake or refused else 200,
            at=self.name,
            title=plan.title,
            thing=plan.model_dump_json(),
            values=values,
        )


def _filled(request: Request, sent: Sent) -> Request:
    """Return a request with what the form says beside its words."""
    setting: Setting | None = next((one for one in SETTINGS if sent.fields.get("for") == one), None)
    return replace(
        request, setting=request.setting or setting, there=tuple(dict.fromkeys((*request.there, *sent.lines("have"))))
    )


def _answers_of(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return the answers that steps of a plan came from: where the conversation can be read again, and the question."""
    found = {step.origin.id: step.origin.title for step in plan.steps if step.origin.kind == "answer"}
    return tuple(
        (kept[1], title) for origin, title in found.items() if (kept := FROM_ANSWER.fullmatch(origin)) is not None
    )

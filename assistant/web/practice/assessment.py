"""The page of self-assessments: chosen, filled in, scored, downloaded, made a plan of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from assistant.errors import CoachError
from assistant.practice.assessment.answers_file import read_table, table
from assistant.practice.assessment.comparing import Spread, side_by_side, team_values
from assistant.practice.assessment.exchange import exported, opened, team_table
from assistant.practice.assessment.form import domain_title, form
from assistant.practice.assessment.model import LEVELS, Answer, Assessment, Level, Person
from assistant.practice.assessment.report import Report, report, sheet
from assistant.practice.assessment.team import side_by_side_blocks
from assistant.practice.exports.docx import docx
from assistant.practice.exports.markdown import markdown
from assistant.practice.sheet import Sheet
from assistant.studio.assessment import Started, start
from assistant.web.pages.files import download
from assistant.web.pages.section import sentence
from assistant.web.pages.sent import Sent, SpoiledError, holding_together
from assistant.web.practice.interviewing import ASKING, interviewed, shown_turn, titled
from assistant.web.practice.made import Made
from assistant.web.practice.showing import shown
from assistant.web.practice.stock import Stock

FORM_ENDINGS = ("docx", "csv")
BLANK = "form-"
REPORT_ENDINGS = ("docx", "csv", "md", "json")
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What an assessment came to; ``spreads`` are a team's answers side by side."""

    report: Report
    spreads: tuple[Spread, ...]
    sheet: Sheet


class AssessmentPage:
    """Makes self-assessments and takes their answers."""

    name = "assessment"

    def __init__(self, stock: Stock) -> None:
        self._stock = stock

    def asked(self, query: Mapping[str, str]) -> Response:
        """Show what can be assessed, filled with what the address says."""
        return self._choice(query)

    def sent(self, sent: Sent) -> Response | Made:
        """Begin, take answers, say what they come to, or hand something over as a file."""
        do = sent.fields.get("do", "begin")
        if do == "begin":
            return self._begin(sent)
        if do == "upload":
            return self._upload(sent)
        return self._done(self._back(sent), do, sent)

    def stale(self, sent: Sent) -> Made:
        """Show the assessment as it is, with what was typed."""
        assessment = self._back(sent)
        with holding_together():
            if "said" in sent.fields:
                return self._interview(assessment, ASKING, Sent({}), said=sent.text("said", LONGEST_NOTE))
            return self._again(assessment, sent)

    def _done(self, assessment: Assessment, do: str, sent: Sent) -> Response | Made:
        blank = do.removeprefix(BLANK) if do.startswith(BLANK) else ""
        with holding_together():
            if do == "form":
                return self._form(assessment)
            if do in ("show", "keep"):
                return self._again(assessment, sent)
            if do == ASKING or "said" in sent.fields:
                return self._interview(assessment, do, sent)
            if do == "score":
                return self._scored(assessment, sent)
            if blank in FORM_ENDINGS:
                return self._blank_form(assessment, blank)
            return self._file(assessment, do) if do in REPORT_ENDINGS else self._results(assessment)

    def _again(self, assessment: Assessment, sent: Sent) -> Made:
        """Show an assessment where it was left: its form, an open question, or what the answers come to."""
        if "level-0" in sent.fields:
            return self._form(self._answered(assessment, sent), mistakes=sent.mistakes)
        if assessment.interview is not None and assessment.interview.at is not None:
            return self._interview(assessment, ASKING, Sent({}))
        return self._results(assessment) if assessment.rated else self._form(assessment)

    def _interview(self, assessment: Assessment, do: str, sent: Sent, said: str = "") -> Made:
        """Ask the next item; show what the answers come to after the last one, or where it was stopped."""
        ground = self._stock.material().ground
        items = [ground.item(identifier) for identifier in assessment.items]
        turn = interviewed(assessment, items, do, sent)
        if turn.state == "asking":
            return shown_turn(turn, items, self.name, dict(sent.mistakes), said)
        return self._results(turn.assessment.model_copy(update={"on": self._stock.today()}))

    def _scored(self, assessment: Assessment, sent: Sent) -> Made:
        """Show what the answers come to; the form once more where one of them can't be taken."""
        answered = self._answered(assessment, sent)
        return self._form(answered, mistakes=sent.mistakes) if sent.mistakes else self._results(answered)

    def _choice(self, typed: Mapping[str, str], mistakes: Mapping[str, str] | None = None) -> Response:
        frameworks = self._stock.material().ground.frameworks
        held = [
            (framework, [domain for domain in frameworks.domains if domain.framework == framework.id])
            for framework in frameworks.frameworks
        ]
        return shown(
            "assessment_choice.html",
            status=422 if mistakes else 200,
            at=self.name,
            typed=typed,
            mistakes=mistakes or {},
            frameworks=held,
        )

    def _begin(self, sent: Sent) -> Response | Made:
        words = sent.text("about") or sent.text("scope", needed="Choose a part of a framework, or type a subject.")
        if sent.mistakes:
            return self._choice(sent.fields, {"about": next(iter(sent.mistakes.values()))})
        try:
            started = start([words], self._stock.coach, self._stock.material())
        except CoachError as error:
            return self._choice(sent.fields, {"about": sentence(error)})
        return self._form(started.assessment, read_as=started.read_as)

    def _upload(self, sent: Sent) -> Response | Made:
        """Show what a filled table or an exported assessment comes to."""
        if "filled" not in sent.files:
            return self._choice({}, {"filled": "Choose the .csv that you filled in, or a .json from here."})
        name, content = sent.files["filled"]
        material = self._stock.material()
        try:
            with holding_together():
                if name.lower().endswith(".json"):
                    assessment = self._known(opened(content, name))
                    people = assessment.people
                else:
                    people = read_table(content, name, material.ground)
                    items = material.ground.items(a.item for person in people for a in person.answers)
                    title = name.rpartition(".")[0] or name
                    assessment = Assessment(title=title, items=tuple(i.id for i in items), people=people)
                changed = {"on": assessment.on or self._stock.today(), "people": _unnamed(people)}
                return self._results(assessment.model_copy(update=changed))
        except CoachError as error:
            return self._choice({}, {"filled": sentence(error)})

    def _back(self, sent: Sent) -> Assessment:
        return self._known(sent.thing(Assessment))

    def _known(self, assessment: Assessment) -> Assessment:
        """Return an assessment of items that there are.

        Raises:
            SpoiledError: One of them there isn't.
        """
        known = self._stock.material().ground.known
        for item in assessment.items:
            if item not in known:
                raise SpoiledError(f"there is no item {item[:80]!r}")
        return assessment

    def _form(
        self, assessment: Assessment, *, read_as: str | None = None, mistakes: Mapping[str, str] | None = None
    ) -> Made:
        ground = self._stock.material().ground
        groups: dict[str, list[tuple[int, object]]] = {}
        for n, identifier in enumerate(assessment.items):
            item = ground.item(identifier)
            groups.setdefault(domain_title(ground.domain_of(identifier), ground), []).append((n, item))
        values = {
            "mistakes": mistakes or {},
            "assessment": assessment,
            "groups": groups,
            "answers": assessment.person.by_item,
            "read_as": read_as,
            "endings": FORM_ENDINGS,
            "longest": LONGEST_NOTE,
        }
        return self._made("assessment_form.html", assessment, values, status=422 if mistakes else 200, again="form")

    def _answered(self, assessment: Assessment, sent: Sent) -> Assessment:
        """Return an assessment with what was filled in on the page."""
        answers = []
        for n, item in enumerate(assessment.items):
            level = _level(sent.fields.get(f"level-{n}", ""))
            note, link = sent.text(f"note-{n}", LONGEST_NOTE), sent.text(f"link-{n}", LONGEST_NOTE)
            if level or note or link:
                answers.append(Answer(item=item, level=level, note=note, link=link))
        people = (Person(answers=tuple(answers)),) if answers else ()
        return assessment.model_copy(update={"people": people, "on": self._stock.today()})

    def _results(self, assessment: Assessment) -> Made:
        told = self._told(assessment)
        values = {
            "sheet": told.sheet,
            "plan": told.report.plan.model_dump_json() if told.report.plan else "",
            "alone": len(assessment.people) < 2,
            "endings": REPORT_ENDINGS,
        }
        return self._made("assessment.html", assessment, values)

    def _made(
        self, template: str, assessment: Assessment, values: dict[str, object], *, status: int = 200, again: str = ""
    ) -> Made:
        return Made(
            template=template,
            status=status,
            at=self.name,
            title=titled(assessment),
            thing=assessment.model_dump_json(),
            values=values,
            again=again,
        )

    def _told(self, assessment: Assessment) -> _Told:
        material = self._stock.material()
        spreads = side_by_side(assessment) if len(assessment.people) > 1 else ()
        told = report(
            assessment,
            material.ground,
            today=self._stock.today(),
            near=self._started(assessment.scope).near if assessment.scope else (),
            values=team_values(spreads) if spreads else None,
        )
        blocks = tuple(side_by_side_blocks(assessment, told.items, spreads)) if spreads else ()
        return _Told(report=told, spreads=spreads, sheet=sheet(told, material.ground, material.passages, blocks))

    def _started(self, scope: Sequence[str]) -> Started:
        try:
            return start(scope, self._stock.coach, self._stock.material())
        except CoachError as error:
            raise SpoiledError(str(error)) from None

    def _blank_form(self, assessment: Assessment, ending: str) -> Response:
        material = self._stock.material()
        title = f"Self-assessment: {assessment.title}"
        if ending == "csv":
            items = tuple(material.ground.item(identifier) for identifier in assessment.items)
            return download(table(items).encode("utf-8-sig"), title, ending)
        return download(docx(form(assessment, material.ground, material.passages)), title, ending)

    def _file(self, assessment: Assessment, ending: str) -> Response:
        told = self._told(assessment)
        match ending:
            case "docx":
                content = docx(told.sheet)
            case "md":
                content = markdown(told.sheet).encode()
            case "json":
                content = exported(told.report, told.spreads).encode()
            case _:
                content = self._table(assessment, told)
        return download(content, told.sheet.title, ending)

    @staticmethod
    def _table(assessment: Assessment, told: _Told) -> bytes:
        if told.spreads:
            names = {item.id: item.name for item in told.report.items}
            return team_table(told.spreads, names).encode("utf-8-sig")
        return table(told.report.items, assessment.people).encode("utf-8-sig")


def _unnamed(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return a team's levels without names, notes and links, in an order that tells nothing: a page travels on."""
    if len(people) < 2:
        return people
    plain = [
        Person(group=one.group, answers=tuple(Answer(item=a.item, level=a.level) for a in one.answers))
        for one in people
    ]
    plain.sort(key=lambda one: one.model_dump_json())
    return tuple(one.model_copy(update={"name": str(n)}) for n, one in enumerate(plain, 1))


def _level(said: str) -> Level | None:
    return next((level for level in LEVELS if said == str(level)), None)

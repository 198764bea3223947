"""Plans as files: read back by the libraries of each kind, safe to open, and mended by hand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from icalendar import Calendar

from assistant.answer import Passage
from assistant.errors import CoachError, UsageError
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.practice.exports.csv import PLAN_COLUMNS, harmless
from assistant.practice.plan.days import short_date
from assistant.practice.plan.editing import change
from assistant.practice.plan.files import ENDINGS, plans_kept, read_plan, rendered
from assistant.practice.plan.making import plan_from_request
from assistant.practice.plan.model import Plan
from assistant.practice.plan.request import read_request
from assistant.practice.plan.things import Things
from assistant.practice.subject import Subject

MONDAY = date(2027, 1, 11)
STAMP = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)
Render = Callable[..., bytes]


@pytest.fixture
def plan(subject_of: Callable[..., Subject], things: Things) -> Plan:
    return plan_from_request(subject_of(), read_request("a plan for wifi", things), things, start=MONDAY, days=90)


@pytest.fixture
def render(plan: Plan, passages: Mapping[str, Passage], frameworks: Frameworks) -> Render:
    def make(ending: str, of: Plan = plan, stamp: datetime = STAMP) -> bytes:
        return rendered(of, ending, passages, frameworks, stamp=stamp)

    return make


def test_word_has_an_overview_and_a_table_with_a_header_for_each_phase(render: Render, plan: Plan) -> None:
    document = Document(io.BytesIO(render(".docx")))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[0] == "At a glance"
    assert [f"Phase {n}: {p.name}" for n, p in enumerate(plan.phases, 1)] == headings[1:4]
    steps = [t for t in document.tables if t.rows[0].cells[0].text == "No."]
    assert len(steps) == 3
    for table in document.tables:
        assert 'w:tblHeader w:val="true"' in table.rows[0]._tr.xml
    assert [row.cells[0].text for t in steps for row in t.rows[1:]] == [str(s.number) for s in plan.steps]


def test_markdown_tells_every_step_with_its_owner_dates_and_evidence(render: Render, plan: Plan) -> None:
    text = render(".md").decode()
    for step in plan.steps:
        assert step.text.partition(":")[0].lower() in text.lower()
        assert step.done in text
        assert step.indicator in text
    assert text.count("### Review on") == 3
    assert "## About this plan" in text
    assert "Only words were compared" not in text


def test_one_table_holds_all_steps(render: Render, plan: Plan, things: Things) -> None:
    text = render(".md", change(plan, "put it in a table with owners and dates", things, on=MONDAY)).decode()
    assert text.count("| No. |") == 1
    assert "## All steps" in text


def test_status_overdue_notes_and_changes_are_shown(render: Render, plan: Plan, things: Things) -> None:
    edited = change(plan, "step 1 is done; note on step 2: ask Ana; drop step 4", things, on=date(2027, 1, 12))
    day = edited.step("s3").due  # type: ignore[union-attr]
    text = render(".md", edited, datetime.combine(day, time(), UTC)).decode()
    assert f"### Overdue on {short_date(day)}" in text
    assert f"### Due soon on {short_date(day)}" in text
    assert "Note: ask Ana" in text
    assert "## Dropped" in text
    assert "| 2027-01-12 | step 1 is done; note on step 2: ask Ana; drop step 4 |" in text
    assert "| done |" in text
    assert "Overdue" not in render(".md").decode()


def test_csv_is_read_back_whole_and_holds_no_formula(render: Render, plan: Plan, things: Things) -> None:
    edited = change(plan, "note on step 2: =HYPERLINK(1)", things, on=MONDAY)
    rows = list(csv.DictReader(io.StringIO(render(".csv", edited).decode("utf-8-sig"))))
    assert tuple(rows[0]) == PLAN_COLUMNS
    assert [row["Due"] for row in rows] == [s.due.isoformat() for s in plan.steps]
    assert [row["Identifier"] for row in rows] == [s.indicator for s in plan.steps]
    assert next(row for row in rows if row["No."] == "2")["Notes"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\n=1", "  =1"])
def test_a_cell_that_would_be_a_formula_is_guarded(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"a {cell}") == f"a {cell}"


def test_the_calendar_is_valid_and_read_back(render: Render, plan: Plan) -> None:
    content = render(".ics")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(content)
    calendar.validate()
    assert calendar.errors == []
    tasks, events = calendar.walk("VTODO"), calendar.walk("VEVENT")
    assert len(tasks) == len(plan.steps)
    assert len(events) == len(plan.steps) + len(plan.phases)
    for part in (*tasks, *events):
        assert part.errors == []
        assert all(name in part for name in ("UID", "DTSTAMP", "SUMMARY", "SEQUENCE"))
        assert all(name in part.singletons or name in ("UID",) or not isinstance(part[name], list) for name in part)
        assert part.decoded("DTSTAMP") == STAMP
    assert len({str(part["UID"]) for part in (*tasks, *events)}) == len(tasks) + len(events)
    assert [t.decoded("DUE") for t in tasks] == [s.due for s in plan.steps]
    assert [str(t["SUMMARY"]) for t in tasks] == [s.text for s in plan.steps]
    for event in events:
        assert (event.decoded("DTEND") - event.decoded("DTSTART")).days == 1
    reviews = [e.decoded("DTSTART") for e in events if "review" in str(e["UID"])]
    assert reviews == [phase.review.on for phase in plan.phases]


def test_calendar_entries_keep_their_uid_and_count_changes(render: Render, plan: Plan, things: Things) -> None:
    moved = change(plan, "move everything two weeks later", things, on=MONDAY)
    done = change(moved, "step 1 is done; step 2 is under way; drop step 3", things, on=MONDAY)
    first, last = (Calendar.from_ical(render(".ics", of)) for of in (plan, done))
    assert {str(p["UID"]) for p in first.walk("VTODO")} == {str(p["UID"]) for p in last.walk("VTODO")}
    assert {int(p["SEQUENCE"]) for p in first.walk("VTODO")} == {0}
    assert {int(p["SEQUENCE"]) for p in last.walk("VEVENT")} == {2}
    told = {str(p["UID"]).partition("@")[0].rpartition("-")[2]: str(p["STATUS"]) for p in last.walk("VTODO")}
    assert [told[i] for i in ("s1", "s2", "s3")] == ["COMPLETED", "IN-PROCESS", "CANCELLED"]


def test_json_is_read_back_as_it_was(render: Render, plan: Plan, frameworks: Frameworks, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(render(".json"))
    assert read_plan(path, frameworks) == plan


@pytest.mark.parametrize(
    ("at", "value", "said"),
    [
        (("steps", 0, "due"), "2027-01-16", "step s1 is due on 2027-01-16, a Saturday; choose a weekday"),
        (("steps", 0, "due"), "soon", r"steps\.0\.due: .*date"),
        (("steps", 0, "due"), "2029-01-15", "outside the plan"),
        (("steps", 0, "start"), "2027-01-18", "after it is due"),
        (("steps", 1, "id"), "s1", "step s1 stands twice"),
        (("steps", 0, "after"), ["s77"], "comes after s77, which is no step"),
        (("steps", 0, "after"), ["s1"], "each come after the other"),
        (("steps", 0, "status"), "finished", r"steps\.0\.status: Input should be 'not started', .*not 'finished'"),
        (("steps", 0, "indicator"), "", "serves no indicator"),
        (
            ("steps", 0, "indicator"),
            "iste/visionary-planner/2x",
            r"no identifier .*did you mean 'iste/",
        ),
        (("steps", 0, "competencies"), ["juggling"], "no competency 'juggling'; there are"),
        (("steps", 0, "colour"), "red", "Extra inputs are not permitted"),
        (("phases", 1, "start"), "2027-02-11", "leave no gap"),
        (("phases", 2, "end"), "2027-04-11", "the last phase ends on 2027-04-11"),
        (("phases", 0, "review", "on"), "2027-02-06", "put it on a weekday of its phase"),
        (("phases", 0, "review", "evidence"), ["s99"], "looks at s99, which is no step"),
        (("version",), 2, r"version: Input should be 1"),
    ],
)
def test_a_mistake_made_by_hand_is_told(
    render: Render, frameworks: Frameworks, tmp_path: Path, at: tuple[str | int, ...], value: Any, said: str
) -> None:
    data = json.loads(render(".json"))
    place = data
    for part in at[:-1]:
        place = place[part]
    place[at[-1]] = value
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(data))
    with pytest.raises(CoachError, match=said) as raised:
        read_plan(path, frameworks)
    assert str(path) in str(raised.value)


def test_a_later_step_with_an_unknown_identifier_is_told(
    subject_of: Callable[..., Subject], things: Things, frameworks: Frameworks, tmp_path: Path
) -> None:
    plan = plan_from_request(subject_of(), read_request("AI task force", things), things, start=MONDAY, days=30)
    data = json.loads(plan.model_dump_json())
    data["later"][0]["indicator"] = "nope/nope"
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(data))
    with pytest.raises(CoachError, match=r"later\.0\.indicator: no identifier 'nope/nope'"):
        read_plan(path, frameworks)
    with pytest.raises(CoachError, match="name a file that is there"):
        read_plan(tmp_path / "none.json", frameworks)


def test_an_unknown_kind_of_file_names_those_there_are(render: Render) -> None:
    with pytest.raises(UsageError, match=r"\.docx, \.md, \.csv, \.ics, \.json"):
        render(".xls")
    assert all(render(ending) for ending in ENDINGS)


def test_a_plan_is_kept_with_its_changes(plan: Plan, things: Things, tmp_path: Path) -> None:
    shelf = plans_kept(tmp_path)
    shelf.put(plan.id, plan, on=MONDAY, words="made")
    words = "drop step 2"
    kept = shelf.put(plan.id, change(plan, words, things, on=MONDAY), on=MONDAY, words=words)
    assert shelf.open(plan.id) == kept
    assert [revision.words for revision in kept.revisions] == ["made", "drop step 2"]
    assert kept.revisions[0].thing == plan

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pptx import Presentation
from workshops import check, subject_of

from assistant.errors import CorpusError, UsageError
from assistant.knowledge.corpus.activities import Activities, read_activities
from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.topics import Topics, read_topics
from assistant.practice.exports.docx import docx
from assistant.practice.exports.markdown import markdown
from assistant.practice.exports.pptx import pptx
from assistant.practice.subject import Subject
from assistant.practice.workshop.composing import compose
from assistant.practice.workshop.editing import edit
from assistant.practice.workshop.edits import EXAMPLES
from assistant.practice.workshop.grouping import grouping_in_words, groups_of, mixing
from assistant.practice.workshop.model import Workshop
from assistant.practice.workshop.request import Part, Request, made_request
from assistant.practice.workshop.sheets import participants_sheet, run_sheet, whole
from assistant.practice.workshop.slides import slides
from assistant.practice.workshop.timing import Span, in_steps, share_out

DATA = Path(__file__).parents[1] / "data"
FOUR = DATA / "mini-corpus"


@pytest.fixture(scope="module")
def activities() -> Activities:
    return read_activities(FOUR)


@pytest.fixture(scope="module")
def subjects() -> tuple[Subject, ...]:
    frameworks: Frameworks = read_frameworks(DATA / "mini-corpus")
    topics: Topics = read_topics(DATA / "mini-corpus", frameworks)
    return tuple(subject_of(topic, frameworks) for topic in topics.inside)


@pytest.fixture(scope="module")
def subject(subjects: tuple[Subject, ...]) -> Subject:
    return next(one for one in subjects if one.topic.id == "ai-task-force")


requests = st.builds(
    Request,
    subject=st.just("AI task force"),
    people=st.integers(3, 200),
    minutes=st.integers(30, 420),
    online=st.booleans(),
    have=st.sampled_from([(), ("the policy is adopted",), ("we have a charter", "the vision is written")]),
    audience=st.sampled_from([None, "teachers", "the board"]),
)
EDITS = (
    *EXAMPLES,
    "make it 30 minutes",
    "make it a full day",
    "there are 7 people",
    "drop the last activity",
    "unlock block 2",
    "move block 2 to the end",
    "add a practice",
    "drop block 3",
    "make block 2 12 minutes",
)


@given(request=requests, n=st.integers(0, 5))
@hypothesis_settings(max_examples=25, deadline=None)
def test_any_workshop_adds_up_and_covers_its_objectives(
    request: Request, n: int, subjects: tuple[Subject, ...], activities: Activities
) -> None:
    one = subjects[n % len(subjects)]
    made = compose(request, one, activities)
    check(made, activities)
    assert Workshop.model_validate_json(made.model_dump_json()) == made
    assert run_sheet(made, one).cited()
    assert slides(made, one).numbers()


@given(request=requests, edits=st.lists(st.sampled_from(EDITS), min_size=1, max_size=6))
@hypothesis_settings(max_examples=20, deadline=None)
def test_edits_keep_what_holds_for_every_workshop(
    request: Request, edits: list[str], subject: Subject, activities: Activities
) -> None:
    made = compose(request, subject, activities)
    for words in edits:
        try:
            edited = edit(made, words, subject, activities)
        except UsageError:
            continue
        check(edited.workshop, activities)
        assert edited.changes
        locked = {block.id: block.minutes for block in made.activities if block.locked}
        if "lock" not in words:
            kept = {block.id: block.minutes for block in edited.workshop.activities if block.locked}
            assert kept == locked
        made = edited.workshop


@given(
    spans=st.lists(
        st.tuples(st.integers(1, 30), st.integers(0, 30), st.integers(0, 30)).map(
            lambda one: Span(one[0], one[0] + one[1], one[0] + one[1] + one[2])
        ),
        min_size=1,
        max_size=12,
    ),
    part=st.floats(0, 1),
)
def test_minutes_are_shared_out_within_their_spans(spans: list[Span], part: float) -> None:
    low, high = sum(span.low for span in spans), sum(span.high for span in spans)
    total = low + round(part * (high - low))
    given_out = share_out(total, spans)
    assert sum(given_out) == total
    assert all(span.low <= one <= span.high for one, span in zip(given_out, spans, strict=True))


def test_more_minutes_than_can_be_taken_are_refused() -> None:
    with pytest.raises(ValueError, match="don't fit"):
        share_out(20, [Span(1, 2, 3)])


@given(minutes=st.integers(8, 90), shares=st.sampled_from([(0.25, 0.45, 0.3), (1.0,), (0.1, 0.1, 0.8)]))
def test_the_minutes_of_steps_add_up(minutes: int, shares: tuple[float, ...]) -> None:
    found = in_steps(minutes, shares)
    assert sum(found) == minutes
    assert min(found) >= 1


@pytest.mark.parametrize(
    ("people", "size", "words"),
    [
        (29, 4, "six groups of four, one of five"),
        (24, 4, "six groups of four"),
        (12, 2, "six pairs"),
        (25, 2, "eleven pairs, one group of three"),
        (25, 0, "the whole room (25 people)"),
        (9, 1, "each alone (9 people)"),
        (3, 4, "one group of three"),
        (7, 2, "two pairs, one group of three"),
    ],
)
def test_groups_are_told_in_words_that_add_up(people: int, size: int, words: str) -> None:
    groups = groups_of(people, size)
    assert sum(groups) == people
    assert grouping_in_words(groups) == words


def test_part_of_the_people_is_spread_over_the_groups() -> None:
    assert mixing((Part(who="new teachers", count=12),), (4,) * 6) == (
        "Seat two of the 12 new teachers in every group."
    )
    assert mixing((Part(who="new teachers", count=14),), (4,) * 6) == (
        "Spread the 14 new teachers: three in two groups, two in the others."
    )
    assert mixing((Part(who="students", count=2),), (4,) * 6) == "Seat the 2 students in two different groups."


def test_ninety_minutes_have_no_break_and_a_full_day_has_lunch(subject: Subject, activities: Activities) -> None:
    short = compose(Request(subject="x", minutes=90), subject, activities)
    day = compose(Request(subject="x", minutes=420), subject, activities)
    assert not [block for block in short.blocks if block.kind in ("break", "lunch")]
    assert [block.minutes for block in day.blocks if block.kind == "lunch"] == [45]
    assert all(block.minutes in range(10, 16) for block in day.blocks if block.kind == "break")


def test_what_exists_is_not_done_again(subject: Subject, activities: Activities) -> None:
    made = compose(Request(subject="x", have=("we have a charter",)), subject, activities)
    assert any("Left out because it's done" in one for one in made.already)
    assert not any("charter that names" in step.do for step in made.steps)


def test_framework_words_stand_as_the_frameworks_and_are_cited(subject: Subject, activities: Activities) -> None:
    made = compose(Request(subject="x", people=24, minutes=120), subject, activities)
    walk = next(block for block in made.activities if block.id == "evidence-walk")
    assert walk.handout is not None
    theirs = [said for words in walk.handout.lines for said in words if said.kind == "framework"]
    assert theirs
    assert all(said.cites for said in theirs)


@pytest.mark.parametrize("words", EXAMPLES)
def test_each_example_of_an_edit_is_understood(words: str, subject: Subject, activities: Activities) -> None:
    made = compose(Request(subject="x", people=24, minutes=90), subject, activities)
    try:
        assert edit(made, words, subject, activities).changes
    except UsageError as error:
        assert "isn't an edit" not in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("make it 45 minutes", "It takes 45 minutes now (90 before) and ends at 9:45."),
        ("move it online", "It runs online: each block says how it runs there, and paper became files."),
        ("half of them are new teachers", "12 of the 24 are new teachers: the group work says how to mix them."),
        ("there are 60 people", "It is for 60 people now (24 before); groups and materials are counted again."),
        ("start at 1:30 pm", "It begins at 1:30 and ends at 3:00."),
        ("make it 90 minutes", "Nothing changed: it was so already."),
        ("it's for the board", "It is for the board now."),
    ],
)
def test_an_edit_says_what_changed(words: str, said: str, subject: Subject, activities: Activities) -> None:
    made = compose(Request(subject="x", people=24, minutes=90), subject, activities)
    assert edit(made, words, subject, activities).changes[0] == said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("make it more fun", "isn't an edit that I know"),
        ("drop the ninth block", "no block is called"),
        ("make it 900 minutes", "say a number from 30 to 420"),
        ("swap the welcome", "nothing stands in for"),
        ("add begin it here", "nothing is done twice"),
        ("give block 2 90 minutes", "takes"),
    ],
)
def test_an_edit_that_cannot_be_made_says_why(
    words: str, message: str, subject: Subject, activities: Activities
) -> None:
    made = compose(Request(subject="x", people=24, minutes=90), subject, activities)
    with pytest.raises(UsageError, match=message):
        edit(made, words, subject, activities)


def test_a_locked_block_stays_and_is_not_dropped(subject: Subject, activities: Activities) -> None:
    made = compose(Request(subject="x", people=24, minutes=120), subject, activities)
    locked = edit(made, "lock block 2", subject, activities).workshop
    kept = locked.activities[1]
    shorter = edit(locked, "make it 60 minutes", subject, activities).workshop
    assert [one.minutes for one in shorter.activities if one.id == kept.id] == [kept.minutes]
    with pytest.raises(UsageError, match="is locked"):
        edit(locked, "drop the second block", subject, activities)


def test_a_workshop_without_a_close_is_warned_of(subject: Subject, activities: Activities) -> None:
    made = compose(Request(subject="x", people=24, minutes=90), subject, activities)
    without = edit(made, "drop the exit check", subject, activities).workshop
    assert any("no closing" in one for one in without.warnings)


def test_the_word_file_has_real_headings_and_header_rows(subject: Subject, activities: Activities) -> None:
    made = compose(Request(subject="x", people=24, minutes=120), subject, activities)
    read = Document(BytesIO(docx(whole(made, subject))))
    headings = [one.text for one in read.paragraphs if one.style.name.startswith("Heading")]
    assert {"Run sheet", "Participants' sheet", "Agenda", "References"} <= set(headings)
    assert all(table.rows[0]._tr.trPr.xpath("w:tblHeader") for table in read.tables)
    assert [cell.text for cell in read.tables[0].rows[0].cells][:3] == ["Time", "Min", "Block"]


def test_every_slide_has_a_title_and_notes(subject: Subject, activities: Activities) -> None:
    made = compose(Request(subject="x", people=24, minutes=420), subject, activities)
    read = Presentation(BytesIO(pptx(slides(made, subject))))
    assert all(slide.shapes.title.text for slide in read.slides)
    assert all(slide.notes_slide.notes_text_frame.text for slide in read.slides)
    tables = [shape.table for slide in read.slides for shape in slide.shapes if shape.has_table]
    assert tables
    assert all(table.first_row and table.cell(0, 0).text == "Time" for table in tables)
    assert [slide.shapes.title.text for slide in read.slides][-1] == "References"


def test_the_participants_sheet_holds_the_handouts(subject: Subject, activities: Activities) -> None:
    made = compose(Request(subject="x", people=24, minutes=120), subject, activities)
    text = markdown(participants_sheet(made, subject))
    cards = [block.title for block in made.activities if block.handout]
    assert cards
    assert all(f"Handout: {title}" in text for title in cards)
    assert "**References**" in text


def test_a_request_beyond_the_limits_is_refused() -> None:
    with pytest.raises(UsageError, match="minutes"):
        made_request(subject="x", minutes=10)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: short-talk", "id: first-half", "stands in four.yaml too"),
        ("{look_for_1}", "{look_for1}", "no slot 'look_for1'.*did you mean 'look_for_1'"),
        ("stage: learn", "stage: lern", "did you mean 'learn'"),
        ('{share: 0.5, do: "Say', '{share: 0.9, do: "Say', "must sum to 1"),
        ("minutes: {fewest: 15", "minutes: {fewest: 95", "must rise"),
    ],
)
def test_a_mistake_in_an_activity_is_located(tmp_path: Path, old: str, new: str, message: str) -> None:
    folder = tmp_path / "activities"
    folder.mkdir()
    for path in (FOUR / "activities").iterdir():
        (folder / path.name).write_text(path.read_text().replace(old, new))
    with pytest.raises(CorpusError, match=message):
        read_activities(tmp_path)


def test_a_corpus_without_activities_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no activities"):
        read_activities(tmp_path)

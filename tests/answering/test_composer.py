"""Composer and shapes: every side, act and kind has sections of its own that rest on what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from readings import reading_of

from assistant.answer import ACTS, ASPECTS, ROLES, Act, Aspect, Passage, QuestionKind, Role, Source
from assistant.answering.citations import check
from assistant.answering.composer import compose
from assistant.answering.draft import HEADINGS, Draft
from assistant.answering.evidence import Evidence, gather
from assistant.answering.likeliest import Likely
from assistant.answering.shapes.acts import LETTER
from assistant.answering.shapes.made import FOLLOW_UPS
from assistant.answering.shapes.material import (
    CANNOT_REWORD,
    NO_CASE,
    NOTHING_ON_THAT,
    OWN_RECORDS,
    SAID_ALREADY,
    TO_ADAPT,
)
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.encoding.encoder import Encoder
from assistant.knowledge.index.generation import open_generation
from assistant.knowledge.search.near_topics import near_topics
from assistant.knowledge.search.own import Own
from assistant.knowledge.search.search import Search
from assistant.practice.kit import Kit, Means
from assistant.understanding.naming import Mentions
from assistant.understanding.reading import Follows, Made

CORPUS = Path(__file__).parents[2] / "corpus"
AI = "digital-equity/leadership/culture-of-innovation/ai-leadership"
HEADLINE = "How do I start an AI task force?"
OWN_SECTION: dict[Aspect, str] = {
    "begin": "steps",
    "what": "evidence",
    "who": "who",
    "evidence": "signs",
    "own-facts": "check",
    "example": "practice",
    "risk": "pitfalls",
}


@pytest.fixture(scope="module")
def search(built_index: Path, encoder: Encoder) -> Iterator[Search]:
    library = open_generation(built_index / (built_index / "CURRENT").read_text(encoding="utf-8"))
    yield Search(library, encoder)
    library.store.close()


@pytest.fixture(scope="module")
def found(search: Search) -> Callable[..., Evidence]:
    """Gather the evidence for a question: ``found(question, *named)``."""

    def gathered(question: str, *named: str) -> Evidence:
        return gather(search.find(search.see(question)), search.library.passages, named)

    return gathered


@pytest.fixture(scope="module")
def means(search: Search) -> Means:
    """What workshops and plans are made with, on a Friday."""
    library = search.library
    return Means(
        kit=Kit(CORPUS),
        passages=library.passages,
        near=partial(near_topics, library),
        find=lambda words: search.find(search.see(words)),
        today=date(2027, 1, 8),
    )


@pytest.fixture
def composed(found: Callable[..., Evidence], frameworks: Frameworks, means: Means) -> Callable[..., Draft]:
    """Compose the answer to the headline question read in a way: ``composed(aspect="who")``."""

    def made(role: Role = "unknown", **values: Any) -> Draft:
        return compose(reading_of(values.pop("said", HEADLINE), **values), role, found(HEADLINE), frameworks, means)

    return made


def said(draft: Draft) -> list[str]:
    return [statement.text for section in draft.sections for statement in section.statements]


def opening(draft: Draft) -> str:
    return draft.sections[0].statements[0].text


def steps(draft: Draft) -> list[str]:
    return [step.do for section in draft.sections for step in section.steps]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("aspect", ASPECTS)
def test_every_side_is_composed_for_every_role(
    composed: Callable[..., Draft], found: Callable[..., Evidence], frameworks: Frameworks, aspect: Aspect, role: Role
) -> None:
    draft = composed(role, aspect=aspect)
    assert draft.sections[0].key == "opening"
    assert draft.order[0] == AI
    assert 1 <= len(draft.follow_ups) <= 3
    assert all(section.key == "opening" or section.key in HEADINGS for section in draft.sections)
    done = check(draft, found(HEADLINE).retrieved, frameworks)
    assert done.citations[0].id == AI
    for section in done.sections:
        if section.heading:
            assert {done.claims[n].kind for n in section.claims} <= {HEADINGS[section.key].kind}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_composed(
    composed: Callable[..., Draft], found: Callable[..., Evidence], frameworks: Frameworks, act: Act
) -> None:
    follows = Follows(subject=HEADLINE, topic="ai-task-force", aspect="begin", kind="how-to")
    done = check(composed(act=act, follows=follows), found(HEADLINE).retrieved, frameworks)
    assert done.citations[0].id == AI
    assert done.sections[0].key == "opening"


@pytest.mark.parametrize(("aspect", "key"), OWN_SECTION.items())
def test_a_side_has_a_section_of_its_own(composed: Callable[..., Draft], aspect: Aspect, key: str) -> None:
    assert key in {section.key for section in composed(aspect=aspect).sections}


def test_the_opening_is_what_the_topic_says_on_the_side_asked(
    composed: Callable[..., Draft], found: Callable[..., Evidence]
) -> None:
    topic = found(HEADLINE).topic
    assert topic.openings["who"]
    assert opening(composed(aspect="who")) == topic.openings["who"]
    assert opening(composed(aspect="begin")) == topic.gist


def test_own_facts_are_said_to_stand_in_own_records_only(composed: Callable[..., Draft]) -> None:
    assert opening(composed(aspect="own-facts")).startswith(OWN_RECORDS)


def test_a_setting_that_the_question_names_is_spoken_to(
    composed: Callable[..., Draft], found: Callable[..., Evidence]
) -> None:
    angles = found(HEADLINE).topic.angles
    assert composed(settings=("board",)).sections[0].statements[1].text == angles["board"]


def test_no_answer_says_more_than_two_lines_of_the_frameworks(composed: Callable[..., Draft]) -> None:
    for aspect in ASPECTS:
        for section in composed(aspect=aspect).sections:
            assert section.key != "frameworks" or len(section.statements) <= 2


def test_without_a_case_an_example_says_that_none_is_held(
    found: Callable[..., Evidence], frameworks: Frameworks, means: Means
) -> None:
    question = "How do I protect student data and privacy?"
    evidence = found(question)
    assert evidence.case is None
    draft = compose(reading_of(question, aspect="example"), "unknown", evidence, frameworks, means)
    assert opening(draft).startswith(NO_CASE)


def test_frameworks_are_compared_row_by_row_and_each_stands_in_the_table(
    found: Callable[..., Evidence], frameworks: Frameworks, means: Means
) -> None:
    named = ("digital-equity", "iste")
    reading = reading_of(HEADLINE, aspect="compare", mentions=Mentions(known=named, unknown=()))
    evidence = found("How do we write a strategic plan?", *named)
    draft = compose(reading, "unknown", evidence, frameworks, means)
    [table] = [section for section in draft.sections if section.style == "table"]
    assert table.columns[1:] == tuple(frameworks.entries[i].short for i in named)  # type: ignore[union-attr]
    cited = {identifier.split("/")[0] for statement in table.statements for identifier in statement.cites}
    assert cited == {*named}
    assert len(table.statements) == 2 * len(table.names)


def test_a_letter_that_is_asked_for_is_the_letter_itself(composed: Callable[..., Draft]) -> None:
    draft = composed(kind="draft", aspect="wording", said="Write a letter to families about our AI task force")
    text = said(draft)
    assert "Dear families," in text
    assert any(line.startswith("Sincerely") for line in text)
    assert draft.makes is None


@pytest.mark.parametrize("words", ["Write a letter to families about it", "Write a letter to families"])
def test_a_letter_asked_for_later_is_about_the_subject_and_not_the_question(
    composed: Callable[..., Draft], words: str
) -> None:
    follows = Follows(subject=HEADLINE, topic="ai-task-force", kind="how-to")
    text = " ".join(said(composed(act="letter", kind="draft", aspect="wording", said=words, follows=follows)))
    assert "how do I start" not in text
    assert "AI task force" in text


def test_a_letter_without_a_kind_of_draft_holds_no_advice_to_its_writer(composed: Callable[..., Draft]) -> None:
    follows = Follows(subject=HEADLINE, topic="ai-task-force", kind="how-to")
    draft = composed(act="letter", kind="draft", aspect="wording", said="Now put that to them", follows=follows)
    [outline] = [section for section in draft.sections if section.key == "outline"]
    assert [one.text for one in outline.statements] == [*LETTER]
    assert draft.sections[0].statements[0].text.startswith(TO_ADAPT)


def test_a_side_that_was_answered_is_not_answered_with_the_same_words_again(composed: Callable[..., Draft]) -> None:
    follows = Follows(subject=HEADLINE, topic="ai-task-force", aspect="who", kind="who")
    again = composed(act="aspect", aspect="who", kind="who", said="Who decides about that?", follows=follows)
    other = composed(act="aspect", aspect="when", kind="how-to", said="And how often?", follows=follows)
    assert again.sections[0].statements[0].text == SAID_ALREADY
    assert other.sections[0].statements[0].text != SAID_ALREADY


def test_who_asks_how_to_write_gets_advice_and_no_draft(composed: Callable[..., Draft]) -> None:
    draft = composed(kind="draft", aspect="wording", said="How do I write a charter?")
    assert all(section.key != "draft" for section in draft.sections)


def test_a_rubric_keeps_its_table(composed: Callable[..., Draft]) -> None:
    draft = composed(kind="draft", aspect="wording", said="Create a rubric on our AI task force")
    table = next(section for section in draft.sections if section.style == "table")
    assert len(table.statements) == len(table.names) * (len(table.columns) - 1)
    assert {cite for section in draft.sections for one in section.statements for cite in one.cites} <= {
        *draft.brings,
        *draft.order,
    }


def test_indicators_called_by_name_are_compared(
    found: Callable[..., Evidence], frameworks: Frameworks, means: Means
) -> None:
    named = ("digital-equity/leadership/strategic-plan", "iste/visionary-planner/2b")
    reading = reading_of(HEADLINE, aspect="compare", mentions=Mentions(known=named, unknown=()))
    draft = compose(reading, "unknown", found(HEADLINE, *named), frameworks, means)
    [table] = [section for section in draft.sections if section.style == "table"]
    assert [statement.cites[0] for statement in table.statements[::2]] == [*named]


def test_a_workshop_fills_the_time_asked_for_to_the_minute(composed: Callable[..., Draft]) -> None:
    draft = composed(kind="workshop", said="Plan a two-hour workshop on AI task forces for 30 teachers")
    agenda = next(section for section in draft.sections if section.key == "agenda")
    ends = [time for span in agenda.names for time in span.split("–")]
    assert (ends[0], ends[-1]) == ("9:00", "11:00")
    assert ends[1:-1:2] == ends[2::2]
    assert "for 30 teachers" in opening(draft)
    assert draft.makes == "workshop"


def changed(
    composed: Callable[..., Draft], kind: QuestionKind, request: str, *changes: str, act: Act = "revise"
) -> Draft:
    """Compose the answer to the last of some changes to a made thing."""
    thing = Made(kind=kind, request=request, changes=changes[:-1])
    follows = Follows(subject=request, kind=kind, made=thing)
    return composed(act=act, kind=kind, said=changes[-1], follows=follows)


def test_a_change_is_made_on_what_was_changed_before(composed: Callable[..., Draft]) -> None:
    asked = "Plan a 60-minute workshop on AI task forces"
    draft = changed(composed, "workshop", asked, "Make it 45 minutes.", "There are 40 people")
    assert opening(draft).startswith("It is for 40 people now (20 before)")
    assert "for 40 people: " in opening(draft)
    assert "45 minutes, 9:00–9:45" in opening(draft)


@pytest.mark.parametrize("kind", ["workshop", "plan"])
def test_every_follow_up_that_is_offered_changes_the_thing(composed: Callable[..., Draft], kind: QuestionKind) -> None:
    asked = {"workshop": "Plan a 60-minute workshop on AI task forces", "plan": "a 90-day plan for our AI task force"}
    before = composed(kind=kind, said=asked[kind])
    assert before.follow_ups == FOLLOW_UPS[kind]
    for words in before.follow_ups:
        after = changed(composed, kind, asked[kind], words)
        assert after.makes == kind
        assert "as it was" not in opening(after)


def test_a_change_that_is_none_says_which_there_are_and_leaves_it_as_it_was(composed: Callable[..., Draft]) -> None:
    asked = "Plan a 60-minute workshop on AI task forces"
    draft = changed(composed, "workshop", asked, "make it sparkle")
    assert opening(draft).startswith("I don't know that change, so it is as it was")
    assert "“Move it online.”" in opening(draft)
    assert "9:00–10:00" in opening(draft)


def test_a_change_that_cannot_be_made_is_told_with_its_reason(composed: Callable[..., Draft]) -> None:
    draft = changed(composed, "workshop", "Plan a 60-minute workshop on AI task forces", "make it 10 minutes")
    assert opening(draft).startswith("It is as it was: 10 minutes can't be done")


def test_a_circumstance_that_is_no_change_is_answered_as_one(composed: Callable[..., Draft]) -> None:
    draft = changed(composed, "workshop", "Plan a workshop on AI task forces", "our bell rings twice", act="continue")
    assert draft.makes is None


def test_another_thing_is_made_of_the_subject_under_way(composed: Callable[..., Draft]) -> None:
    draft = changed(
        composed, "workshop", "Plan a workshop on AI task forces", "now a 60-day plan for it", act="continue"
    )
    assert draft.makes == "workshop" or draft.makes is None
    thing = Made(kind="workshop", request="Plan a workshop on AI task forces")
    follows = Follows(subject=thing.request, kind="workshop", made=thing)
    plan = composed(act="continue", kind="plan", said="now a 60-day plan for it", follows=follows)
    assert plan.makes == "plan"
    assert opening(plan).startswith("60-day plan: ")


@pytest.mark.parametrize("act", ["ask", "aspect", "continue", "revise"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("our AP leads it", "It is led by the assistant principal now"),
        ("the counselor should own step 2", "Step 2 is the counselor's now."),
        ("let Ms. Ortiz take step 3", "Step 3 is Ms. Ortiz's now."),
        ("it has to be done by the end of May", "It ends on Monday, May 31, 2027 now."),
        ("add a step: train substitutes, owner HR director, by March 1", "is yours: Train substitutes"),
    ],
)
def test_a_command_changes_the_plan_under_way_however_the_turn_is_read(
    composed: Callable[..., Draft], act: Act, words: str, said: str
) -> None:
    draft = changed(composed, "plan", "a 90-day plan for our AI task force", words, act=act)
    assert draft.makes == "plan"
    assert said in opening(draft)


def test_a_change_of_a_plan_that_is_none_says_all_that_can_be_asked(composed: Callable[..., Draft]) -> None:
    draft = changed(composed, "plan", "a 90-day plan for our AI task force", "make it sparkle")
    assert "our assistant principal leads it; we don't have a librarian" in opening(draft)


def test_a_plan_begins_on_the_next_monday_without_what_is_there(
    composed: Callable[..., Draft],
) -> None:
    draft = composed(kind="plan", said="a 90-day plan for our AI task force")
    assert "from Monday, January 11, 2027 to" in opening(draft)
    table = next(section for section in draft.sections if section.key == "step-table")
    assert table.columns == ("No.", "Step", "Owner", "Phase", "From and due", "Done when")
    left = next(section for section in draft.sections if section.key == "left-out")
    assert "you said: our AI task force" in left.statements[0].text


def test_a_step_that_is_picked_is_told_in_detail(
    composed: Callable[..., Draft], found: Callable[..., Evidence]
) -> None:
    own = [step.do for step in found(HEADLINE).topic.next_steps]
    follows = Follows(subject=HEADLINE, next_steps=tuple(reversed(own)))
    assert steps(composed(act="pick", points_at=1, follows=follows)) == [own[-1]]
    assert steps(composed(act="pick", points_at=9, follows=Follows(subject=HEADLINE))) == [own[-1]]
    assert steps(composed(act="pick", follows=Follows(subject=HEADLINE))) == [own[0]]


def test_shorter_is_shorter_and_longer_longer(composed: Callable[..., Draft]) -> None:
    follows = Follows(subject=HEADLINE, aspect="begin")

    def words(act: Act) -> int:
        return sum(len(text.split()) for text in said(composed(act=act, follows=follows)))

    assert words("shorter") < words("ask") < words("longer")


def test_shorter_ends_no_quotation_halfway(composed: Callable[..., Draft]) -> None:
    for aspect in ASPECTS:
        told = opening(composed(act="shorter", follows=Follows(subject=HEADLINE, aspect=aspect)))
        assert told.count('"') % 2 == 0


def test_more_tells_the_steps_that_were_not_told(
    composed: Callable[..., Draft], found: Callable[..., Evidence]
) -> None:
    own = [step.do for step in found(HEADLINE).topic.next_steps]
    follows = Follows(subject=HEADLINE, next_steps=tuple(own[:1]))
    assert own[0] not in steps(composed(act="more", follows=follows))


def test_a_table_has_a_row_a_step_with_owner_and_time(
    composed: Callable[..., Draft], found: Callable[..., Evidence]
) -> None:
    [table] = [section for section in composed(act="table").sections if section.style == "table"]
    assert len(table.names) == len(found(HEADLINE).topic.next_steps)
    assert table.columns == ("", "Step", "Owner", "By when", "Done when")


def test_a_doubt_is_not_answered_with_the_same_advice(
    composed: Callable[..., Draft], found: Callable[..., Evidence]
) -> None:
    assert found(HEADLINE).topic.gist not in said(composed(act="disagree"))


def test_a_circumstance_is_answered_and_the_last_answer_not_said_again(
    composed: Callable[..., Draft], found: Callable[..., Evidence]
) -> None:
    topic = found(HEADLINE).topic
    follows = Follows(subject=HEADLINE, aspect="begin", next_steps=tuple(s.do for s in topic.next_steps[:1]))
    told = composed(act="continue", settings=("board",), follows=follows)
    assert opening(told) == topic.angles["board"]
    assert topic.gist not in said(told)
    assert not {*steps(told)} & {*follows.next_steps}


def test_that_nothing_is_held_on_a_circumstance_is_said(
    composed: Callable[..., Draft], found: Callable[..., Evidence]
) -> None:
    told = composed(act="continue", follows=Follows(subject=HEADLINE, aspect="begin"))
    assert opening(told).startswith(NOTHING_ON_THAT)
    assert found(HEADLINE).topic.gist not in said(told)


def test_another_side_asked_in_going_on_opens(composed: Callable[..., Draft], found: Callable[..., Evidence]) -> None:
    told = composed(act="continue", aspect="who", follows=Follows(subject=HEADLINE, aspect="begin"))
    assert opening(told) == found(HEADLINE).topic.openings["who"]


@pytest.mark.parametrize("act", ["continue", "disagree", "revise"])
def test_what_a_turn_brings_along_is_spoken_beside_and_cited(
    search: Search, frameworks: Frameworks, act: Act, means: Means
) -> None:
    found = search.find(search.see(HEADLINE))
    other = next(t for t in search.library.topics.inside if t.lead[0] not in found.topics[0][0].lead)
    evidence = gather(found, search.library.passages, (), (Likely(other, "begin", 0.6),))
    follows = Follows(subject=HEADLINE, aspect="begin", kind="how-to")
    draft = compose(reading_of(HEADLINE, act=act, follows=follows), "unknown", evidence, frameworks, means)
    beside = next(s for s in draft.sections[0].statements if s.text == f"On “{other.title}”: {other.gist}")
    assert beside.cites == (other.lead[0],)
    assert {*steps(draft)} & {step.do for step in other.next_steps} or act == "revise"


@pytest.mark.parametrize("aspect", ["evidence", "own-facts"])
def test_an_indicator_whose_evidence_is_told_is_not_told_again(composed: Callable[..., Draft], aspect: Aspect) -> None:
    told = {
        section.key: {c for s in section.statements for c in s.cites} for section in composed(aspect=aspect).sections
    }
    assert told["evidence"]
    assert not told["evidence"] & told.get("frameworks", set())


@pytest.mark.parametrize(
    ("values", "says_so"), [({}, True), ({"points_at": 2}, False), ({"settings": ("board",)}, False)]
)
def test_that_rewording_takes_a_model_is_said_where_nothing_else_is_asked(
    composed: Callable[..., Draft], values: dict[str, Any], says_so: bool
) -> None:
    told = composed(act="revise", follows=Follows(subject=HEADLINE, aspect="wording", kind="draft"), **values)
    assert opening(told).startswith(CANNOT_REWORD) is says_so


def test_the_role_that_asks_is_given_its_side(composed: Callable[..., Draft], found: Callable[..., Evidence]) -> None:
    assert found(HEADLINE).topic.angles["board"] in said(composed("board"))


def test_the_board_is_not_told_to_explain_it_to_the_board(composed: Callable[..., Draft]) -> None:
    assert "How do I explain it to my board?" in composed("principal").follow_ups
    assert "How do I explain it to my board?" not in composed("board").follow_ups


def test_the_readings_beside_are_spoken_too(search: Search, frameworks: Frameworks, means: Means) -> None:
    topics = search.library.topics.inside
    found = search.find(search.see(HEADLINE))
    other = next(t for t in topics if t.lead[0] not in found.topics[0][0].lead)
    readings = (Likely(found.topics[0][0], "risk", 0.4), Likely(other, "begin", 0.3))
    evidence = gather(found, search.library.passages, (), readings)
    draft = compose(reading_of(HEADLINE), "unknown", evidence, frameworks, means)
    own, side, beside = draft.sections[0].statements
    assert own.text == evidence.topic.gist
    assert side.text == f"What could go wrong: {readings[0].opening}"
    assert beside.text == f"On “{other.title}”: {other.gist}"
    assert all(
        s.kind == "suggestion" and {*s.cites} <= {*evidence.order, *evidence.more} for s in draft.sections[0].statements
    )
    assert {*steps(draft)} & {step.do for step in other.next_steps}
    assert {*steps(draft)} & {step.do for step in evidence.topic.next_steps}


@pytest.mark.parametrize(("leading", "place"), [(1, 0), (0, -1)])
def test_own_documents_come_first_where_they_are_nearer_and_last_elsewhere(
    search: Search, frameworks: Frameworks, leading: int, place: int, means: Means
) -> None:
    source = Source(title="Charter", publisher="Your own document", edition="charter.md")
    told = [
        Passage(
            id=f"local/charter-md/{n}", title="Charter", text=f"Charter\nThe circle meets {n} times.", source=source
        )
        for n in (1, 2, 3)
    ]
    found = replace(search.find(search.see(HEADLINE)), own=Own(near=tuple((p, 0.7) for p in told), leading=leading))
    evidence = gather(found, search.library.passages)
    draft = compose(reading_of(HEADLINE, aspect="own-facts"), "unknown", evidence, frameworks, means)
    assert [section.key for section in draft.sections].index("local") == place % len(draft.sections)
    own = [statement.cites[0] for statement in draft.sections[place].statements]
    assert own == [p.id for p in told[: leading or 2]]
    done = check(draft, evidence.retrieved, frameworks)
    assert done.citations[0].id == (own[0] if leading else AI)
    advice = next(section.statements[0].text for section in draft.sections if section.key == "opening")
    assert advice.startswith(OWN_RECORDS) == (not leading)
    table = compose(reading_of(HEADLINE, act="table"), "unknown", evidence, frameworks, means)
    assert "local" not in {section.key for section in table.sections}

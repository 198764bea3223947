"""Composer and shapes: every kind of question has sections of its own that rest on what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest

from assistant.answer import QUESTION_KINDS, ROLES, QuestionKind, Role
from assistant.answering.citations import check
from assistant.answering.composer import compose
from assistant.answering.dialogue import Aspect, Standalone
from assistant.answering.draft import HEADINGS, Draft
from assistant.answering.evidence import Evidence, gather
from assistant.knowledge.encoder import Encoder
from assistant.knowledge.frameworks import Frameworks
from assistant.knowledge.generation import open_generation
from assistant.knowledge.search import Search

AI = "digital-equity/leadership/culture-of-innovation/ai-leadership"
PLAN = "digital-equity/leadership/strategic-plan"
HEADLINE = "How do I start an AI task force?"
OWN_SECTION: dict[QuestionKind, str] = {
    "how-to": "steps",
    "what-is": "evidence",
    "evidence": "signs",
    "who": "who",
    "example": "practice",
    "compare": "compare",
    "self-check": "check",
    "draft": "outline",
    "plan": "signs",
    "workshop": "agenda",
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
        return gather(search.find(question), search.library.passages, named)

    return gathered


def asked(
    kind: QuestionKind,
    *,
    aspect: Aspect | None = None,
    step: int | None = None,
    length: Literal["shorter", "longer"] | None = None,
) -> Standalone:
    continues = bool(aspect or step or length)
    return Standalone(
        text=HEADLINE,
        subject=HEADLINE,
        said=HEADLINE,
        kind=kind,
        continues=continues,
        aspect=aspect,
        step=step,
        length=length,
    )


def words(draft: Draft) -> int:
    said = [s.text for section in draft.sections for s in section.statements]
    said += [f"{s.do} {s.who} {s.done}" for section in draft.sections for s in section.steps]
    return sum(len(text.split()) for text in said)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", QUESTION_KINDS)
def test_every_kind_is_composed_for_every_role(
    found: Callable[..., Evidence], frameworks: Frameworks, kind: QuestionKind, role: Role
) -> None:
    evidence = found(HEADLINE)
    draft = compose(asked(kind), role, evidence, frameworks)
    assert draft.sections[0].statements
    assert draft.order[0] == AI
    assert 1 <= len(draft.follow_ups) <= 3
    assert all(section.key is None or section.key in HEADINGS for section in draft.sections)
    done = check(draft, evidence.retrieved, frameworks)
    assert done.citations[0].id == AI
    assert done.next_steps
    for block in done.blocks:
        if block.key:
            assert {claim.kind for claim in block.claims} <= {HEADINGS[block.key].kind}


@pytest.mark.parametrize(("kind", "key"), OWN_SECTION.items())
def test_a_kind_has_a_section_of_its_own(
    found: Callable[..., Evidence], frameworks: Frameworks, kind: QuestionKind, key: str
) -> None:
    named = (AI, PLAN) if kind == "compare" else ()
    draft = compose(asked(kind), "unknown", found(HEADLINE, *named), frameworks)
    assert key in {section.key for section in draft.sections}


def test_a_how_to_takes_under_a_minute_and_a_half_to_read(
    found: Callable[..., Evidence], frameworks: Frameworks
) -> None:
    for question in (HEADLINE, "How do I write a technology plan?", "How do I teach AI literacy?"):
        assert words(compose(asked("how-to"), "board", found(question), frameworks)) <= 330


def test_the_steps_of_a_plan_stand_in_the_order_of_their_time(
    found: Callable[..., Evidence], frameworks: Frameworks
) -> None:
    draft = compose(asked("plan"), "unknown", found("Make a plan for AI literacy for students"), frameworks)
    steps = [step for section in draft.sections for step in section.steps]
    order = ["week", "month", "term", "year"]
    assert [order.index(step.when) for step in steps] == sorted(order.index(step.when) for step in steps)


def test_a_workshop_fills_an_hour(found: Callable[..., Evidence], frameworks: Frameworks) -> None:
    draft = compose(asked("workshop"), "unknown", found(HEADLINE), frameworks)
    agenda = next(section for section in draft.sections if section.key == "agenda")
    assert sum(int(statement.text.split()[0]) for statement in agenda.statements) == 60


def test_without_a_case_an_example_says_that_none_is_held(
    found: Callable[..., Evidence], frameworks: Frameworks
) -> None:
    evidence = found("How do I build and maintain relationships with community stakeholders?")
    draft = compose(asked("example"), "unknown", evidence, frameworks)
    if evidence.case is None:
        assert "hold no documented case" in draft.sections[0].statements[0].text
    assert all(s.cites for section in draft.sections for s in section.statements if s.kind == "practice")


def test_a_follow_up_on_a_step_puts_that_step_first(found: Callable[..., Evidence], frameworks: Frameworks) -> None:
    evidence = found(HEADLINE)
    draft = compose(asked("how-to", step=2), "unknown", evidence, frameworks)
    steps = next(section for section in draft.sections if section.key == "steps").steps
    assert steps[0].do == evidence.topic.next_steps[1].do
    assert draft.sections[0].statements[0].text.startswith("That step in more detail")


def test_a_step_beyond_the_last_is_the_last(found: Callable[..., Evidence], frameworks: Frameworks) -> None:
    evidence = found(HEADLINE)
    draft = compose(asked("how-to", step=5), "unknown", evidence, frameworks)
    steps = next(section for section in draft.sections if section.key == "steps").steps
    assert steps[0].do == evidence.topic.next_steps[-1].do


def test_a_shorter_answer_is_shorter(found: Callable[..., Evidence], frameworks: Frameworks) -> None:
    evidence = found(HEADLINE)
    short = compose(asked("how-to", length="shorter"), "unknown", evidence, frameworks)
    assert words(short) < words(compose(asked("how-to"), "unknown", evidence, frameworks))


def test_an_aspect_with_advice_opens_with_it(found: Callable[..., Evidence], frameworks: Frameworks) -> None:
    evidence = found(HEADLINE)
    draft = compose(asked("how-to", aspect="board"), "unknown", evidence, frameworks)
    assert draft.sections[0].statements[0].text == evidence.topic.angles["board"]


def test_the_role_that_asks_is_given_its_side(found: Callable[..., Evidence], frameworks: Frameworks) -> None:
    evidence = found(HEADLINE)
    said = [
        s.text
        for section in compose(asked("how-to"), "board", evidence, frameworks).sections
        for s in section.statements
    ]
    assert evidence.topic.angles["board"] in said


def test_the_board_is_not_told_to_explain_it_to_the_board(
    found: Callable[..., Evidence], frameworks: Frameworks
) -> None:
    evidence = found(HEADLINE)
    assert "How do I explain it to my board?" in compose(asked("how-to"), "principal", evidence, frameworks).follow_ups
    assert "How do I explain it to my board?" not in compose(asked("how-to"), "board", evidence, frameworks).follow_ups


def test_a_question_that_asks_two_things_gets_the_coaching_of_both(search: Search, frameworks: Frameworks) -> None:
    topics = search.library.topics.inside
    found = search.find(HEADLINE)
    second = next(t for t in topics if t.lead[0] not in found.topics[0][0].lead)
    evidence = gather(found, search.library.passages, (), second)
    assert second.lead[0].startswith(evidence.order[1])
    draft = compose(asked("how-to"), "unknown", evidence, frameworks)
    assert [s.text for s in draft.sections[0].statements] == [evidence.topic.gist, second.gist]
    steps = next(section for section in draft.sections if section.key == "steps").steps
    assert {step.do for step in steps} & {step.do for step in second.next_steps}
    assert {step.do for step in steps} & {step.do for step in evidence.topic.next_steps}


@pytest.mark.parametrize("question", [HEADLINE, "How do I start an AI task force and keep an AI task force going?"])
def test_one_matter_has_no_second_topic(search: Search, question: str) -> None:
    assert search.second_topic(question, search.find(question)) is None

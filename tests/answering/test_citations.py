"""Citations: none stands that is not in the corpus or was not retrieved, and every one that is listed is marked."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Passage, Source
from assistant.answering.citations import Checked, Retrieved, check
from assistant.answering.draft import Draft, Section, Statement, Step
from assistant.knowledge.corpus.frameworks import Frameworks

AI = "digital-equity/leadership/culture-of-innovation/ai-leadership"
CULTURE = "digital-equity/leadership/culture-of-innovation"
PLAN = "digital-equity/leadership/strategic-plan"
VISION = "iste/visionary-planner/2a"
NORWALK = "case/norwalk"
LOCAL = "local/notes.md/1"
INVENTED = "digital-equity/leadership/robot-readiness"
HELD = (AI, CULTURE, VISION, NORWALK, LOCAL)


def passage(identifier: str) -> Passage:
    source = Source(title="A text", publisher="A publisher", edition="1")
    return Passage(id=identifier, title=f"Title of {identifier}", text=f"Text of {identifier}", source=source)


def retrieved(*identifiers: str) -> Retrieved:
    return Retrieved(
        passages={i: passage(i) for i in identifiers}, scores={i: 1 - n / 10 for n, i in enumerate(identifiers)}
    )


def said(kind: str, *cites: str, text: str = "Something is said") -> Statement:
    return Statement(text=text, kind=kind, cites=cites)  # type: ignore[arg-type]


def checked(
    frameworks: Frameworks, *statements: Statement, order: tuple[str, ...] = (), held: Retrieved | None = None
) -> Checked:
    draft = Draft(sections=(Section(key="frameworks", style="bullets", statements=statements),), order=order)
    return check(draft, held or retrieved(*HELD), frameworks)


@pytest.mark.parametrize("missing", [INVENTED, PLAN, "local/other.md/1", "", "iste/visionary-planner/2f"])
@pytest.mark.parametrize("kind", ["framework", "practice"])
def test_a_claim_left_without_a_citation_is_dropped(frameworks: Frameworks, missing: str, kind: str) -> None:
    done = checked(frameworks, said(kind, missing))
    assert done.claims == done.citations == done.sections == ()


def test_an_identifier_that_was_retrieved_but_is_not_in_the_corpus_is_dropped(frameworks: Frameworks) -> None:
    done = checked(frameworks, said("framework", INVENTED), held=retrieved(INVENTED))
    assert done.citations == ()


@pytest.mark.parametrize("missing", [INVENTED, PLAN])
def test_a_claim_keeps_the_citations_that_hold(frameworks: Frameworks, missing: str) -> None:
    done = checked(frameworks, said("framework", missing, AI, missing))
    assert [citation.id for citation in done.citations] == [AI]
    assert done.claims[0].citations == (1,)


def test_a_suggestion_may_stand_without_a_citation(frameworks: Frameworks) -> None:
    done = checked(frameworks, said("suggestion", INVENTED))
    assert [claim.citations for claim in done.claims] == [()]
    assert done.citations == ()


@pytest.mark.parametrize("text", ["", "   ", "**", "# ", "- "])
def test_a_claim_without_words_is_dropped(frameworks: Frameworks, text: str) -> None:
    assert checked(frameworks, said("framework", AI, text=text)).claims == ()


def test_the_lead_of_the_draft_is_number_one_and_is_said_in_full(frameworks: Frameworks) -> None:
    done = checked(frameworks, said("framework", VISION), said("framework", AI), order=(AI, PLAN, VISION))
    assert [(c.n, c.id) for c in done.citations] == [(1, AI), (2, VISION)]
    assert [claim.citations for claim in done.claims] == [(2,), (1,)]
    assert done.citations[0].passage == f"Text of {AI}"
    assert done.citations[0].title == f"Title of {AI}"
    assert 0 <= done.citations[0].score <= 1


def test_what_the_draft_does_not_rank_follows_by_score(frameworks: Frameworks) -> None:
    held = Retrieved(passages={i: passage(i) for i in HELD}, scores={VISION: 0.2, NORWALK: 0.9, AI: 0.1})
    done = checked(frameworks, said("framework", VISION, NORWALK), said("framework", AI), order=(AI,), held=held)
    assert [citation.id for citation in done.citations] == [AI, NORWALK, VISION]


def test_what_no_claim_marks_is_not_listed(frameworks: Frameworks) -> None:
    done = checked(frameworks, said("framework", AI), order=(CULTURE, AI, VISION))
    assert [(c.n, c.id) for c in done.citations] == [(1, AI)]


def test_marks_stand_once_and_in_order(frameworks: Frameworks) -> None:
    done = checked(frameworks, said("framework", NORWALK, VISION, AI, VISION), order=(AI, VISION, NORWALK))
    assert done.claims[0].citations == (1, 2, 3)


def test_a_row_of_a_table_stands_whole_or_not_at_all(frameworks: Frameworks) -> None:
    cells = (said("framework", AI), said("framework", AI), said("framework", VISION), said("framework", INVENTED))
    table = Section(key="compare", style="table", columns=("I", "A", "B"), names=("AI", "Vision"), statements=cells)
    done = check(Draft(sections=(table,), order=(AI, VISION)), retrieved(*HELD), frameworks)
    assert done.sections[0].rows == (("I", "A", "B"), ("AI", "Something is said", "Something is said"))
    assert [citation.id for citation in done.citations] == [AI]
    assert len(done.claims) == 2


def test_a_step_cites_only_what_a_claim_marks(frameworks: Frameworks) -> None:
    def step(*cites: str) -> Step:
        return Step(do="**Do** it", who="principal", when="week", done="Seen | heard", competencies=(), cites=cites)

    steps = Section(key="steps", style="steps", steps=(step(AI), step(CULTURE), step(VISION), step(INVENTED)))
    claims = Section(key="frameworks", style="bullets", statements=(said("framework", AI),))
    done = check(Draft(sections=(steps, claims), order=(AI,)), retrieved(*HELD), frameworks)
    assert [s.citations for s in done.next_steps] == [(1,), (1,), (), ()]
    assert done.next_steps[0].do == "Do it"
    assert done.next_steps[0].done == "Seen / heard"


def test_passages_are_given_best_first() -> None:
    held = Retrieved(passages={i: passage(i) for i in HELD}, scores={VISION: 0.9, AI: 0.5, NORWALK: 0.7})
    assert [p.id for p in held.best_first()][:3] == [VISION, NORWALK, AI]


STATEMENTS = st.builds(
    Statement,
    text=st.text(max_size=30),
    kind=st.sampled_from(["framework", "practice", "suggestion"]),
    cites=st.lists(st.sampled_from([*HELD, PLAN, INVENTED, ""]), max_size=4).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(STATEMENTS, max_size=8), st.lists(st.sampled_from([*HELD, PLAN, INVENTED]), max_size=6))
def test_whatever_is_drafted_the_citations_hold(
    frameworks: Frameworks, statements: list[Statement], order: list[str]
) -> None:
    done = checked(frameworks, *statements, order=tuple(order))
    marked = {n for claim in done.claims for n in claim.citations}
    assert [citation.n for citation in done.citations] == [*range(1, len(done.citations) + 1)]
    assert marked == {citation.n for citation in done.citations}
    assert {citation.id for citation in done.citations} <= {*HELD}
    assert all(claim.citations for claim in done.claims if claim.kind != "suggestion")

"""What a self-assessment is over: identifiers, names and codes, or a subject."""

from __future__ import annotations

import pytest

from assistant.errors import UsageError
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.scope import begun, of_subject, scope_of

INNOVATION = "digital-equity/leadership/culture-of-innovation"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["iste"], ("iste",)),
        (["ISTE Standards"], ("iste",)),
        (["digital-equity/leadership"], ("digital-equity/leadership",)),
        (["2b"], ("iste/visionary-planner/2b",)),
        (["ISTE 2b"], ("iste/visionary-planner/2b",)),
        (["ai-leadership"], (f"{INNOVATION}/ai-leadership",)),
        (["AI", "Leadership"], (f"{INNOVATION}/ai-leadership",)),
        (["Culture of Innovation", "2b"], (INNOVATION, "iste/visionary-planner/2b")),
        (["a self-assessment on the ISTE standards"], ("iste",)),
        (["Seven Pillars"], ("pillars",)),
        (["Privacy and data policies"], ("iste/systems-designer/4c",)),
    ],
)
def test_parts_of_frameworks_are_known_by_name_and_code(
    ground: Ground, words: list[str], found: tuple[str, ...]
) -> None:
    scope = scope_of(words, ground)
    assert (scope.identifiers, scope.subject) == (found, None)


@pytest.mark.parametrize(
    ("said", "subject"),
    [("a self-assessment on digital equity", "digital equity"), ("wifi in old buildings", "wifi in old buildings")],
)
def test_other_words_are_a_subject(ground: Ground, said: str, subject: str) -> None:
    scope = scope_of([said], ground)
    assert (scope.subject, scope.identifiers) == (subject, ())


def test_a_name_beside_something_unknown_is_refused_with_the_nearest(ground: Ground) -> None:
    with pytest.raises(
        UsageError, match=r"'Culture of Innovatoin' is no framework.*did you mean 'culture of innovation'"
    ):
        scope_of(["2b", "Culture of Innovatoin"], ground)
    with pytest.raises(UsageError, match="name a framework"):
        scope_of([" "], ground)


def test_a_case_holds_nothing_to_rate(ground: Ground) -> None:
    with pytest.raises(UsageError, match="holds no indicator"):
        begun(scope_of(["2b"], ground), ["x"], [f"case/{ground.frameworks.cases[0].id}"], ground)


def test_a_subject_takes_what_leads_it_and_its_neighbours(ground: Ground) -> None:
    from types import SimpleNamespace

    held = {topic.id: topic for topic in ground.topics}
    topic, beside = held["ai-task-force"], held["home-internet-and-hotspots"]
    chosen = of_subject(SimpleNamespace(topic=topic, beside=(beside,)), ground)  # type: ignore[arg-type]
    for label in (*topic.lead, *beside.lead):
        assert any(f"{item}/".startswith(f"{label}/") for item in chosen)
    assert list(chosen) == [item.id for item in ground.items(chosen)]

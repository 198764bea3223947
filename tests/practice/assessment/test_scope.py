"""What a self-assessment is over: identifiers, names and codes, or a subject."""

from __future__ import annotations

import pytest

from assistant.errors import UsageError
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.practices import identifiers
from assistant.practice.assessment.scope import begun, scope_of, unsaid

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
        (["ISTE 2b", "ISTE 4c"], ("iste/visionary-planner/2b", "iste/systems-designer/4c")),
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


def test_words_that_no_item_speaks_of_are_told(ground: Ground) -> None:
    items = ground.items(["advice/asset-mindset-and-deficit-talk/1"])
    assert unsaid("student talk in math classrooms", items) == ("talk", "math", "classrooms")


def test_a_practice_is_ours_and_says_at_each_level_what_is_there(ground: Ground) -> None:
    for topic in ground.topics:
        items = ground.items(identifiers(topic))
        assert [item.practice for item in items] == [step.do for step in topic.next_steps]
        for item, step in zip(items, topic.next_steps, strict=True):
            assert item.levels[2].rstrip(".") == step.done.rstrip(".")
            assert len(set(item.levels)) == 4
            assert item.asks is None
            assert not item.evidence
            assert item.cites == step.serves
            assert item.name.lower() in step.do.lower()
            assert not item.name.endswith((",", " and", " or"))
        signs = [item.levels[3] for item in items if "it shows" in item.levels[3]]
        assert len(set(signs)) == len(signs)

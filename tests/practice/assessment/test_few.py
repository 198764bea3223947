"""The few items of an interview in a conversation: bounded, spread, and nothing twice."""

from __future__ import annotations

import pytest

from assistant.practice.assessment.few import MOST, MOST_OF_FRAMEWORKS, of_parts, of_topic, parts_named
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.practices import identifiers, is_practice
from assistant.practice.assessment.scope import Scope, begun


def test_every_topic_has_a_few_items_of_frameworks_first(ground: Ground) -> None:
    for topic in ground.topics:
        chosen = of_topic(topic, topic.title, ground)
        assert 0 < len(set(chosen)) == len(chosen) <= MOST
        advised = [is_practice(identifier) for identifier in chosen]
        assert advised == sorted(advised)
        assert 0 < advised.count(False) <= MOST_OF_FRAMEWORKS
        assert set(chosen) <= set(ground.known)


def test_every_step_of_a_topic_is_rated_and_a_form_has_them_before_the_frameworks(ground: Ground) -> None:
    topic = next(topic for topic in ground.topics if topic.id == "ai-task-force")
    chosen = of_topic(topic, "AI task force", ground)
    assert [item for item in chosen if is_practice(item)] == list(identifiers(topic))
    asked = [item for item in chosen if not is_practice(item)]
    assert all(any(f"{item}/".startswith(f"{label}/") for label in topic.labels) for item in asked)
    assert begun(Scope(title="x"), ["x"], chosen, ground).items == (
        *identifiers(topic),
        *sorted(asked, key=list(ground.levels.by_id).index),
    )


def test_items_of_a_framework_are_spread_over_its_domains(ground: Ground) -> None:
    for framework in ground.frameworks.frameworks:
        chosen = of_parts([framework.id], ground)
        domains = {domain.id for domain in ground.frameworks.domains if domain.framework == framework.id}
        assert len(chosen) == MOST
        assert {ground.domain_of(identifier) for identifier in chosen} == domains


def test_items_of_everything_come_from_every_framework(ground: Ground) -> None:
    frameworks = [framework.id for framework in ground.frameworks.frameworks]
    assert {i.split("/", 1)[0] for i in of_parts(frameworks, ground)} == set(frameworks)


@pytest.mark.parametrize(
    ("subject", "parts"),
    [
        ("digital equity", ("digital-equity",)),
        ("the ISTE visionary planner standard", ("iste/visionary-planner",)),
        ("cell phones", ()),
    ],
)
def test_a_subject_that_names_parts_of_frameworks_is_those(ground: Ground, subject: str, parts: tuple[str]) -> None:
    assert parts_named(subject, ground) == parts

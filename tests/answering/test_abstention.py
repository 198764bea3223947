"""Abstention: what is missing is said, with the nearest places in the frameworks."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.answering.abstention import MOST_NEAREST, decline
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.search.own import Own
from assistant.knowledge.search.search import Found
from assistant.understanding.premises import Premise


def found(frameworks: Frameworks, topics: Topics, off_share: float | None, *, count: int = 5) -> Found:
    none = np.zeros(0, dtype=np.float32)
    return Found(
        topics=((topics.inside[0], 0.1),),
        off=None if off_share is None else (topics.off[0], off_share),
        indicators=tuple((identifier, 0.5 - n / 100) for n, identifier in enumerate([*frameworks.indicators][:count])),
        passages=(),
        own=Own(),
        cosines=none,
        toward_topic=none,
        covered=0.1,
        certainty=0.1,
    )


def test_a_matter_off_scope_is_told_with_whom_to_ask_instead(frameworks: Frameworks, topics: Topics) -> None:
    said = decline(found(frameworks, topics, 0.8), frameworks)
    assert topics.off[0].reason in said.reason
    assert topics.off[0].instead in said.reason


@pytest.mark.parametrize("share", [None, 0.05])
def test_a_matter_that_nothing_comes_close_to_is_told_plainly(
    frameworks: Frameworks, topics: Topics, share: float | None
) -> None:
    assert "nothing in them comes close enough" in decline(found(frameworks, topics, share), frameworks).reason


def test_the_nearest_places_are_few_and_in_order(frameworks: Frameworks, topics: Topics) -> None:
    said = decline(found(frameworks, topics, 0.8), frameworks)
    assert [place.id for place in said.nearest] == [*frameworks.indicators][:MOST_NEAREST]
    assert all(f"- {place.title} `{place.id}`" in said.markdown for place in said.nearest)
    assert all(place.title == frameworks.title(place.id) for place in said.nearest)


def test_a_premise_is_the_reason(frameworks: Frameworks, topics: Topics) -> None:
    premise = Premise(text="There is no item ISTE 2f.", covered=False, nearest=("iste/visionary-planner/2a",))
    said = decline(found(frameworks, topics, 0.8), frameworks, premise=premise)
    assert said.reason == "There is no item ISTE 2f."
    assert said.markdown.startswith("There is no item ISTE 2f.")
    assert said.nearest[0].id == "iste/visionary-planner/2a"
    assert "What does exist" in said.markdown


def test_another_language_has_its_own_reason_and_no_places(frameworks: Frameworks, topics: Topics) -> None:
    said = decline(
        found(frameworks, topics, 0.8), frameworks, language="other", premise=Premise(text="No.", covered=False)
    )
    assert "English and Spanish only" in said.reason
    assert said.nearest == ()
    assert said.markdown == said.reason


def test_without_any_place_only_the_reason_is_shown(frameworks: Frameworks, topics: Topics) -> None:
    said = decline(found(frameworks, topics, None, count=0), frameworks)
    assert said.markdown == said.reason

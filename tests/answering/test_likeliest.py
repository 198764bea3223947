"""The likeliest readings: topics' shares times sides' probabilities, one reading for each opening."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.answer import Aspect
from assistant.answering.likeliest import likeliest
from assistant.coach import MOST_BESIDE, beside
from assistant.knowledge.corpus.topics import Topic, Topics
from assistant.knowledge.search.own import Own
from assistant.knowledge.search.search import Found
from assistant.knowledge.search.weights import WEIGHTS
from assistant.understanding.reading import Follows, Reading
from tests.readings import NOTHING, reading_of

SIDES: tuple[tuple[Aspect, float], ...] = (("who", 0.6), ("why", 0.3), ("cost", 0.1))
OPENINGS: dict[Aspect, str] = {"who": "Whom.", "why": "Because."}


def found(*topics: tuple[Topic, float]) -> Found:
    nothing: Any = ()
    return Found(
        topics=topics,
        off=None,
        indicators=nothing,
        passages=nothing,
        own=Own(),
        cosines=NOTHING,
        toward_topic=NOTHING,
        covered=1.0,
        certainty=1.0,
    )


@pytest.fixture
def two(topics: Topics) -> tuple[Topic, Topic]:
    first, second = topics.inside[:2]
    return first.model_copy(update={"openings": OPENINGS}), second.model_copy(update={"openings": OPENINGS})


def asked(**values: Any) -> Reading:
    return reading_of("Who and why?", **{"aspect": "who", "aspects": SIDES, **values})


def test_share_and_side_are_multiplied(two: tuple[Topic, Topic]) -> None:
    first, second = two
    readings = likeliest(asked(), found((first, 0.8), (second, 0.2)))
    assert [(r.topic.id, r.aspect) for r in readings[:2]] == [(first.id, "who"), (first.id, "why")]
    assert readings[0].probability == pytest.approx(0.48)


def test_two_readings_never_open_alike(two: tuple[Topic, Topic]) -> None:
    first, second = two
    readings = likeliest(asked(), found((first, 0.8), (second, 0.2)))
    assert len({r.opening for r in readings}) == len(readings)
    assert {r.opening for r in readings} == {"Whom.", "Because.", first.gist, second.gist}


def test_a_side_that_is_named_or_gone_on_from_is_certain(two: tuple[Topic, Topic]) -> None:
    first, second = two
    shares = found((first, 0.8), (second, 0.2))
    for reading in (asked(aspect="compare"), asked(follows=Follows(subject="x"))):
        assert {r.aspect for r in likeliest(reading, shares)} == {reading.aspect}


def test_what_is_nearly_as_likely_is_spoken_too(two: tuple[Topic, Topic]) -> None:
    first, second = two
    readings = likeliest(asked(), found((first, 0.9), (second, 0.1)))
    spoken = beside(asked(), readings)
    assert [r.opening for r in spoken] == ["Because."]
    assert all(r.probability >= WEIGHTS.spoken * readings[0].probability for r in spoken)
    assert len(beside(asked(), readings * 3)) <= MOST_BESIDE
    assert beside(asked(follows=Follows(subject="x")), readings) == []

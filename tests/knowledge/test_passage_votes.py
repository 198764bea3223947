"""Votes of the passages: shares by indicator, won by the indicator whose own text is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Passage
from assistant.knowledge.encoder import Encoder
from assistant.knowledge.frameworks import indicator_of
from assistant.knowledge.generation import Library, open_generation
from assistant.knowledge.passage_votes import PassageVoters
from assistant.knowledge.voting import Scores


@pytest.fixture(scope="module")
def library(built_index: Path) -> Iterator[Library]:
    opened = open_generation(built_index / (built_index / "CURRENT").read_text(encoding="utf-8"))
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def indicators(library: Library) -> list[str]:
    return list(library.frameworks.indicators)


@pytest.fixture(scope="module")
def voters(library: Library, indicators: list[str]) -> PassageVoters:
    return PassageVoters.of(library.passages, indicators, library.passage_words)


def owned(library: Library, indicators: list[str]) -> list[Passage]:
    """Return the passages that belong to an indicator."""
    return [passage for passage in library.passages if indicator_of(passage.id) in indicators]


def shares(voters: PassageVoters, library: Library, encoder: Encoder, text: str) -> Scores:
    return voters.shares(text, library.framework_vectors @ encoder.encode([text])[0])


def test_only_passages_of_indicators_vote(voters: PassageVoters, library: Library, indicators: list[str]) -> None:
    assert [library.passages[row] for row in voters.rows] == owned(library, indicators)
    assert 0 < len(voters.rows) < len(library.passages)
    for row, column in zip(voters.rows, voters.columns, strict=True):
        assert indicator_of(library.passages[row].id) == indicators[column]


def test_the_indicator_of_a_passage_asked_by_its_own_words_wins(
    voters: PassageVoters, library: Library, encoder: Encoder, indicators: list[str]
) -> None:
    for passage in owned(library, indicators):
        won = indicators[int(shares(voters, library, encoder, passage.text).argmax())]
        assert won == indicator_of(passage.id)


def test_words_decide_between_passages_whose_vectors_are_alike(
    voters: PassageVoters, library: Library, indicators: list[str]
) -> None:
    level = np.full(len(library.passages), 0.5, dtype=np.float32)
    for passage in owned(library, indicators):
        assert indicators[int(voters.shares(passage.text, level).argmax())] == indicator_of(passage.id)


def test_vectors_decide_where_no_word_is_shared(voters: PassageVoters, library: Library, indicators: list[str]) -> None:
    for row, column in zip(voters.rows, voters.columns, strict=True):
        cosines = np.zeros(len(library.passages), dtype=np.float32)
        cosines[row] = 1.0
        assert int(voters.shares("zzz", cosines).argmax()) == column


@pytest.mark.parametrize("text", ["", " ", "?", "zzz qqq"])
def test_a_text_without_known_words_has_shares_too(
    voters: PassageVoters, library: Library, encoder: Encoder, indicators: list[str], text: str
) -> None:
    given_by_vector = shares(voters, library, encoder, text)
    assert given_by_vector.shape == (len(indicators),)
    assert np.isfinite(given_by_vector).all()
    assert float(given_by_vector.sum()) == pytest.approx(1, abs=1e-5)
    nothing = voters.shares(text, np.zeros(len(library.passages), dtype=np.float32))
    assert np.allclose(nothing, 1 / len(indicators))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_the_shares_of_any_text_sum_to_one(
    voters: PassageVoters, library: Library, encoder: Encoder, text: str
) -> None:
    given_to = shares(voters, library, encoder, text)
    assert (given_to >= 0).all()
    assert float(given_to.sum()) == pytest.approx(1, abs=1e-5)

"""What is counted of a question that was left out: found, answered, cited, sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.index.learned import KnownQuestion
from assistant.knowledge.search.calibration import Calibration, Logistic
from assistant.knowledge.search.voting import Ballot
from assistant.knowledge.search.weights import WEIGHTS
from training.left_out import Asked, splits
from training.searching import Searches, cited, judged

ALWAYS = Calibration(scope=Logistic(np.zeros(4), 9.0), topic=Logistic(np.zeros(4), 9.0), enough=0.5, sure=0.5)
NEVER = replace(ALWAYS, scope=Logistic(np.zeros(4), -9.0), topic=Logistic(np.zeros(4), -9.0))


def ballot(*indicators: float) -> Ballot:
    """A ballot of two topics, the second one in front, with shares by indicator, "off scope" last."""
    shares = np.array([0.2, 0.8], dtype=np.float32)
    return Ballot(
        shares=shares,
        at_a_glance=shares,
        indicators=np.array(indicators, dtype=np.float32),
        nearest=0.9,
        best=0.8,
        off=0.0,
        margin=1.0,
    )


def asked(*, topics: tuple[int, ...] = (1,), leads: tuple[int, ...] = (0,), fits: tuple[int, ...] = (0, 1)) -> Asked:
    known = KnownQuestion(text="?", topics=topics, leads=leads, calibrates=True)
    return Asked(writer="w", known=known, fits=frozenset(fits))


def test_a_question_in_scope_counts_what_leads_what_is_cited_and_what_is_sure() -> None:
    got = dict(judged(asked(leads=(0, 1)), ballot(0.5, 0.1, 0.3, 0.1), ALWAYS, 2, WEIGHTS))
    assert got == {
        "unseen": 1.0,
        "inside": 1.0,
        "answered": 1.0,
        "led": 1.0,
        "fitting": 0.5,
        "recalled": 0.5,
        "topical": 1.0,
        "found": 1.0,
        "silent": 1.0,
        "silent and right": 1.0,
    }


def test_a_wrong_lead_a_wrong_topic_and_a_decline_count_nothing() -> None:
    got = dict(judged(asked(topics=(0,), leads=(1,)), ballot(0.5, 0.1, 0.3, 0.1), NEVER, 2, WEIGHTS))
    assert (got["led"], got["answered"], got["found"], got["silent"], got["silent and right"]) == (0, 0, 0, 0, 0)


def test_a_question_off_scope_counts_whether_it_is_declined() -> None:
    off = asked(topics=(), leads=(3,), fits=())
    assert dict(judged(off, ballot(0.5, 0.1, 0.3, 0.1), NEVER, 2, WEIGHTS)) == {
        "unseen": 1.0,
        "off": 1.0,
        "declined": 1.0,
    }
    assert dict(judged(off, ballot(0.5, 0.1, 0.3, 0.1), ALWAYS, 2, WEIGHTS))["declined"] == 0.0


@pytest.mark.parametrize(("weakest", "shown"), [(0.1, [0, 2, 1]), (0.3, [0, 2]), (0.7, [0])])
def test_what_is_too_weak_beside_the_best_is_not_cited(weakest: float, shown: list[int]) -> None:
    assert cited(ballot(0.5, 0.1, 0.3, 0.9), replace(WEIGHTS, weakest=weakest)) == shown


@pytest.mark.parametrize("left", ["writers", "topics"])
def test_every_question_that_is_left_out_is_asked_once(
    corpus: Corpus, shipped: Mapping[str, Vectors], left: str
) -> None:
    parts = splits(corpus, "writers" if left == "writers" else "topics")
    tally = Searches(corpus, parts, shipped).tally(WEIGHTS)
    wrote = [w.writer for part in parts for w in part.asked for _ in w.questions]
    assert tally.writers == tuple(wrote)
    totals = tally.totals()
    assert totals["inside"] + totals["off"] == len(wrote)
    assert 0 <= totals["led"] <= totals["inside"]

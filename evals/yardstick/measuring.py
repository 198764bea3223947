"""Learns from the intents as an index learns from its corpus, and measures what is told of the questions kept apart."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.index.learned import KnownQuestion, Learned, learn_search
from assistant.knowledge.search.voting import Ballot
from evals.statistics import Interval, auc, design_effect, wilson
from evals.yardstick.intents import Asked, Intents

KEPT = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of questions, with its 95 % interval."""

    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Declining:
    """What comes of declining below a probability.

    Attributes:
        below: The probability.
        kept: Of the questions in scope, those not declined.
        right: Of the questions in scope, those not declined and told their intent; the accuracy of published tables.
        declined: Of the questions off scope, those declined: the recall off scope.
    """

    below: float
    kept: Share
    right: Share
    declined: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All figures.

    Attributes:
        accuracy: In scope, nothing declined: those told their intent.
        from_training_alone: The same, what calibrates kept out of what is known.
        auc: How often a question in scope is held for likelier covered than one off scope.
        product: At the threshold that the product would choose.
        keeping: At the threshold that keeps ``KEPT`` of the questions in scope that calibrate.
        learning_s: Seconds of learning.
        vote_ms: Milliseconds of one vote, the median.
    """

    accuracy: Share
    from_training_alone: Share
    auc: Share
    product: Declining
    keeping: Declining
    learning_s: float
    vote_ms: float


def measure(intents: Intents, train: Vectors, val: Vectors, test: Vectors) -> Measured:
    """Learn from the questions of ``train`` and ``val``, and measure on those of ``test``.

    Every intent is a topic and an indicator of its own, every question to learn from a way of asking; what is off
    scope is one more topic. The questions of ``val`` calibrate, as those of some of the bank's writers do.

    Args:
        intents: The questions.
        train: Their unit vectors, shape (questions, dimensions), in their order.
        val: The same of those that calibrate.
        test: The same of those measured with.
    """
    started = time.perf_counter()
    learned = _learn(intents, train, val)
    learning_s = time.perf_counter() - started
    times_ms, ballots = [], []
    for vector in test:
        started = time.perf_counter()
        ballots.append(learned.voters.vote(vector))
        times_ms.append(1000 * (time.perf_counter() - started))
    off = len(intents.names)
    covered = [learned.calibration.covered(ballot) for ballot in ballots]
    scoped = [p for p, asked in zip(covered, intents.test, strict=True) if asked.intent != off]
    right = [told(ballot, off) == asked.intent for ballot, asked in zip(ballots, intents.test, strict=True)]
    held = [
        told(learned.without.vote(vector), off) == asked.intent
        for vector, asked in zip(test, intents.test, strict=True)
    ]
    value, around = auc(scoped, covered[len(scoped) :])
    return Measured(
        accuracy=_in_scope(intents.test, right, off),
        from_training_alone=_in_scope(intents.test, held, off),
        auc=Share(value=value, low=around.low, high=around.high, questions=len(covered)),
        product=_declining(learned.calibration.enough, intents.test, right, covered, off),
        keeping=_declining(_keeping(learned, intents, val), intents.test, right, covered, off),
        learning_s=learning_s,
        vote_ms=float(np.median(times_ms)),
    )


def told(ballot: Ballot, intents: int) -> int:
    """Return the intent that a vote tells: the best of those in scope."""
    return int(ballot.shares[:intents].argmax())


def _learn(intents: Intents, train: Vectors, val: Vectors) -> Learned:
    """Learn as an index does, from known questions that stand topic by topic."""
    known = [
        KnownQuestion(text=asked.text, topics=(asked.intent,), leads=(asked.intent,), calibrates=calibrates)
        for asked, calibrates in [*((a, False) for a in intents.train), *((a, True) for a in intents.val)]
    ]
    order = sorted(range(len(known)), key=lambda n: known[n].topics)
    vectors = np.concatenate([train, val])[order]
    labels = np.eye(len(intents.names) + 1, dtype=np.float32)
    return learn_search(vectors, [known[n] for n in order], labels, len(intents.names))


def _keeping(learned: Learned, intents: Intents, val: Vectors) -> float:
    """Return the probability that keeps ``KEPT`` of what calibrates and is in scope."""
    off = len(intents.names)
    scoped = val[[n for n, asked in enumerate(intents.val) if asked.intent != off]]
    covered = [learned.calibration.covered(learned.without.vote(vector)) for vector in scoped]
    return float(np.quantile(covered, 1 - KEPT))


def _declining(
    below: float, asked: Sequence[Asked], right: Sequence[bool], covered: Sequence[float], off: int
) -> Declining:
    kept = [p >= below for p in covered]
    declined = [not keeps for question, keeps in zip(asked, kept, strict=True) if question.intent == off]
    around = wilson(sum(declined), len(declined))
    return Declining(
        below=below,
        kept=_in_scope(asked, kept, off),
        right=_in_scope(asked, [keeps and holds for keeps, holds in zip(kept, right, strict=True)], off),
        declined=_share(declined, around),
    )


def _in_scope(asked: Sequence[Asked], holds: Sequence[bool], off: int) -> Share:
    """Return the share over the questions in scope, those of one intent resembling each other."""
    by_intent: dict[str, list[float]] = defaultdict(list)
    for question, value in zip(asked, holds, strict=True):
        if question.intent != off:
            by_intent[str(question.intent)].append(float(value))
    values = [value for own in by_intent.values() for value in own]
    return _share(values, wilson(sum(values), len(values), design_effect(by_intent)))


def _share(values: Sequence[float], around: Interval) -> Share:
    return Share(value=sum(values) / len(values), low=around.low, high=around.high, questions=len(values))

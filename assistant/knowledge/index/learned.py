"""What search learns from known questions when an index is built: proxies, and probabilities that hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.knowledge.corpus.bank import Writer
from assistant.knowledge.corpus.frameworks import Frameworks, indicator_of
from assistant.knowledge.corpus.topics import Topic, Topics
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.search.calibration import (
    Calibration,
    Logistic,
    learn,
    scope_features,
    topic_features,
)
from assistant.knowledge.search.proxies import learn_proxies
from assistant.knowledge.search.voting import Ballot, Known, Scores, Voters, first_rows
from assistant.knowledge.search.weights import WEIGHTS, Weights

VERSION = 6
EVEN = 0.5
ONE_IN = 4
Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQuestion:
    """A question whose answer is known.

    Attributes:
        topics: The numbers of the topics that fit, the best first; none where no topic does.
        leads: The numbers of the indicators that should lead, best first; the number after the last says off scope.
        calibrates: Whether the encoder has not been taught with it.
    """

    text: str
    topics: tuple[int, ...]
    leads: tuple[int, ...]
    calibrates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learned:
    """What search learns from known questions.

    Attributes:
        voters: They know every question.
        without: They know those alone that do not calibrate.
        calibration: Learned from how ``without`` vote on those that do.
    """

    voters: Voters
    without: Voters
    calibration: Calibration

    def arrays(self) -> Arrays:
        """Return what an index stores of it."""
        return {
            "topics": self.voters.topics,
            "indicators": self.voters.indicators,
            **self.calibration.arrays(),
        }


def known_questions(
    frameworks: Frameworks, topics: Topics, bank: Sequence[Writer], gloss: Callable[[str], str] = str
) -> list[KnownQuestion]:
    """Return the questions that an index knows, topic by topic, those that no topic fits behind.

    Args:
        frameworks: The frameworks whose indicators lead.
        topics: Their ways of asking are known.
        bank: The questions of its writers are, but of those who are measured with.
        gloss: Puts a Spanish question into English, as it will be put when somebody asks it.
    """
    columns = {indicator: n for n, indicator in enumerate(frameworks.indicators)}
    off = len(columns)
    brought = topics.brought
    known: list[KnownQuestion] = []
    for n, topic in enumerate(brought):
        leads = _columns(topic.lead, columns) if isinstance(topic, Topic) else (off,)
        asked = (gloss(q.text) if q.form == "spanish" else q.text for q in topic.questions)
        texts = dict.fromkeys([topic.title, *asked])
        known += [KnownQuestion(text=text, topics=(n,), leads=leads) for text in texts]
    for writer in bank:
        if writer.use != "measuring":
            known += known_of_writer(writer, frameworks, topics, gloss)
    return sorted(known, key=lambda question: question.topics[0] if question.topics else len(brought))


def known_of_writer(
    writer: Writer, frameworks: Frameworks, topics: Topics, gloss: Callable[[str], str] = str
) -> list[KnownQuestion]:
    """Return the questions of one writer of the bank, in their order, by numbers."""
    columns = {indicator: n for n, indicator in enumerate(frameworks.indicators)}
    places = {topic.id: n for n, topic in enumerate(topics.brought)}
    return [
        KnownQuestion(
            text=gloss(question.text) if question.language == "spanish" else question.text,
            topics=tuple(places[topic] for topic in question.topics),
            leads=_columns(question.lead, columns) if question.scope == "in" else (len(columns),),
            calibrates=writer.use == "calibrating",
        )
        for question in writer.questions
    ]


def _columns(labels: Sequence[str], columns: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(columns[indicator_of(label)] for label in labels))


def label_matrix(leads: Sequence[Sequence[int]], count: int) -> Scores:
    """Return each row's shares of its leading indicators, best first, shape (rows, count), rows summing to 1."""
    matrix = np.zeros((len(leads), count), dtype=np.float32)
    for row, numbers in enumerate(leads):
        for place, number in enumerate(numbers):
            matrix[row, number] = 1.0 / (place + 2)
    return matrix / np.maximum(matrix.sum(1, keepdims=True), 1e-9)  # type: ignore[no-any-return]


def topic_labels(frameworks: Frameworks, topics: Topics) -> Scores:
    """Return what each topic says for each indicator, "off scope" last, shape (topics, indicators + 1)."""
    columns = {indicator: n for n, indicator in enumerate(frameworks.indicators)}
    leads = [_columns(topic.lead, columns) for topic in topics.inside]
    return label_matrix([*leads, *[(len(columns),)] * len(topics.off)], len(columns) + 1)


def learning_digest(vectors: Vectors, known: Sequence[KnownQuestion], weights: Weights) -> str:
    """Return what identifies the questions that something is learned from, and the way of learning."""
    labels = repr([(question.topics, question.leads, question.calibrates) for question in known])
    return hashlib.sha256(vectors.tobytes() + f"{labels}{VERSION}{weights.digest}".encode()).hexdigest()


def learn_search(vectors: Vectors, known: Sequence[KnownQuestion], labels: Scores, inside: int) -> Learned:
    """Learn proxies, and probabilities from questions kept apart from them.

    Args:
        vectors: The unit vectors of the known questions, shape (questions, dimensions).
        known: The known questions, topic by topic.
        labels: What each topic says for each indicator, shape (topics, indicators + 1).
        inside: How many topics, the first ones, are in scope.
    """
    strangers = [n for n, question in enumerate(known) if question.calibrates]
    calibrating = strangers or list(range(0, len(known), ONE_IN))
    apart = np.zeros(len(known), dtype=bool)
    apart[calibrating] = True
    taught = [question for n, question in enumerate(known) if not apart[n]]
    without = learn_voters(vectors[~apart], taught, labels, inside)
    ballots = [without.vote(vector) for vector in vectors[apart]]
    calibration = calibrated(ballots, [known[n] for n in calibrating], inside)
    if not strangers:  # what the topics' own writers ask is nearer than what strangers will
        calibration = replace(calibration, enough=min(calibration.enough, EVEN))
    return Learned(voters=learn_voters(vectors, known, labels, inside), without=without, calibration=calibration)


def learn_voters(
    vectors: Vectors, known: Sequence[KnownQuestion], labels: Scores, inside: int, weights: Weights = WEIGHTS
) -> Voters:
    """Return voters of known questions that stand topic by topic; the rest as of ``learn_search``."""
    count, indicators = labels.shape
    by_topic = np.zeros((len(known), count), dtype=np.float32)
    for row, question in enumerate(known):
        by_topic[row, list(question.topics)] = 1 / max(1, len(question.topics))
    by_indicator = label_matrix([question.leads for question in known], indicators)
    return Voters(
        known=known_of(vectors, known, count, by_indicator),
        topics=learn_proxies(vectors, by_topic, weights),
        indicators=learn_proxies(vectors, by_indicator, weights),
        labels=labels,
        inside=inside,
        weights=weights,
    )


def known_of(vectors: Vectors, known: Sequence[KnownQuestion], count: int, labels: Scores) -> Known:
    """Return known questions as they are compared with a new one."""
    first = np.array([question.topics[0] if question.topics else count for question in known], dtype=np.int32)
    return Known(vectors=vectors, starts=first_rows(first, count), labels=labels)


def calibrated(
    ballots: Sequence[Ballot], known: Sequence[KnownQuestion], inside: int, weights: Weights = WEIGHTS
) -> Calibration:
    """Learn probabilities from ballots on known questions, by voters that have not seen these.

    Args:
        ballots: A ballot a question.
        known: The questions.
        inside: How many topics, the first ones, are in scope.
        weights: How many of those in scope must stay answered, and what is sure.
    """
    covers = [question.leads[0] < len(ballot.indicators) - 1 for ballot, question in zip(ballots, known, strict=True)]
    scope = _learned([scope_features(ballot) for ballot in ballots], covers, otherwise=True)
    asked = [(ballot, question) for ballot, question, held in zip(ballots, known, covers, strict=True) if held]
    right = [int(ballot.shares[:inside].argmax()) in question.topics for ballot, question in asked]
    topic = _learned([topic_features(ballot) for ballot, _ in asked], right, otherwise=True)
    calibration = Calibration(scope=scope, topic=topic, enough=0.0, sure=weights.sure)
    covered = [calibration.covered(ballot) for ballot, _ in asked]
    enough = float(np.quantile(covered, 1 - weights.kept_answered)) if covered else EVEN
    return replace(calibration, enough=enough)


def _learned(features: Sequence[Any], holds: Sequence[bool], *, otherwise: bool) -> Logistic:
    """Learn where both outcomes are there; else what holds of all (``otherwise`` where there are none) is certain."""
    if len({*holds}) == 2:
        return learn(features, holds)
    certain = holds[0] if holds else otherwise
    width = len(features[0]) if features else 4
    return Logistic(np.zeros(width), 4.0 if certain else -4.0)

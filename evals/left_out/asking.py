"""Search learned from a fold, and what it makes of the questions left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.index.learned import known_questions, learn_search, topic_labels
from assistant.knowledge.search.voting import Ballot, Cosines
from evals.cases.case import domain_of
from evals.left_out.folds import Asked, Fold

BLOCK = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A question left out, with what each figure that it bears on comes to."""

    group: str
    cluster: str
    figures: Mapping[str, float]


def ask(corpus: Corpus, fold: Fold, vectors: EmbeddingCache) -> list[Judged]:
    """Learn voters and probabilities as an index does, from the fold alone, and ask what it left out."""
    known = known_questions(corpus.frameworks, fold.topics, fold.bank, corpus.glossary.gloss)
    labels = topic_labels(corpus.frameworks, fold.topics)
    learned = learn_search(
        vectors.encode([question.text for question in known]), known, labels, len(fold.topics.inside)
    )
    indicators = tuple(corpus.frameworks.indicators)
    judgements = []
    for start in range(0, len(fold.asked), BLOCK):
        block = fold.asked[start : start + BLOCK]
        seen = vectors.encode([one.text for one in block])
        voters = learned.voters
        by_known = seen @ voters.known.vectors.T
        for one, vector, cosines in zip(block, seen, by_known, strict=True):
            ballot = voters.count(
                Cosines(topics=voters.topics @ vector, indicators=voters.indicators @ vector, known=cosines)
            )
            answered = learned.calibration.covered(ballot) >= learned.calibration.enough
            figures = dict(judged(one, ballot, indicators, answered=answered))
            judgements.append(Judged(group=one.group, cluster=one.cluster, figures=figures))
    return judgements


def judged(one: Asked, ballot: Ballot, indicators: Sequence[str], *, answered: bool) -> Iterator[tuple[str, float]]:
    """Yield each figure that a question bears on; as of ``evals.held_out``, a declined one leads with nothing."""
    if not one.lead:
        yield "abstained", float(not answered)
        return
    first = indicators[int(np.argmax(ballot.indicators[:-1]))]
    yield "lead@1", float(answered and first in one.lead)
    yield "domain@1", float(answered and domain_of(first) in set(map(domain_of, one.lead)))
    yield "answered", float(answered)

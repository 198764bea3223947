"""Search with other weights: what is found, answered and cited of questions left out of what was learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.index.learned import calibrated
from assistant.knowledge.search.calibration import Calibration
from assistant.knowledge.search.voting import Ballot
from assistant.knowledge.search.weights import Weights
from training.left_out import Asked, Ballots, Learned, Split
from training.tally import Figure, Row, Tally, mean, share

FIRST_CITED, CITED, MOST_LED = 3, 6, 5
ANSWERED, ABSTAINED = share("answered", "inside"), share("declined", "off")
FIGURES: Mapping[str, Figure] = {
    "lead@1": share("led", "inside"),
    "balanced": mean(ANSWERED, ABSTAINED),
    "topic@1": share("found", "topical"),
    "precision": share("fitting", "inside"),
    "lead-recall": share("recalled", "inside"),
    "answered": ANSWERED,
    "abstained": ABSTAINED,
    "silent": share("silent", "topical"),
    "right where silent": share("silent and right", "silent"),
}


class Searches:
    """The splits of a corpus, asked with any weights."""

    def __init__(self, corpus: Corpus, parts: Sequence[Split], vectors: Mapping[str, Vectors]) -> None:
        """Take the corpus, its splits and the vectors that it ships."""
        self._learned = [Learned(corpus, part, vectors) for part in parts]

    def tally(self, weights: Weights) -> Tally:
        """Return what comes of the questions of all splits."""
        cast = [learned.ballots(weights) for learned in self._learned]
        rows: list[tuple[str, Row]] = []
        for learned, (ballots, _) in zip(self._learned, cast, strict=True):
            calibration = self._calibration(learned, cast, weights)
            for one, ballot in zip(learned.asked, ballots, strict=True):
                rows.append((one.writer, dict(judged(one, ballot, calibration, learned.inside, weights))))
        return Tally.of(rows)

    def _calibration(self, left: Learned, cast: Sequence[Ballots], weights: Weights) -> Calibration:
        """Learn probabilities from ballots on questions of which none is asked of this split."""
        own = next(ballots for learned, (_, ballots) in zip(self._learned, cast, strict=True) if learned is left)
        held = list(zip(left.calibrating, own, strict=True))
        if not held:
            held = [
                pair
                for learned, (ballots, _) in zip(self._learned, cast, strict=True)
                if learned is not left
                for pair in zip(learned.asked, ballots, strict=True)
                if pair[0].known.calibrates
            ]
        return calibrated([ballot for _, ballot in held], [one.known for one, _ in held], left.inside, weights)


def judged(
    one: Asked, ballot: Ballot, calibration: Calibration, inside: int, weights: Weights
) -> Iterator[tuple[str, float]]:
    """Yield what is counted of a question."""
    answered = calibration.covered(ballot) >= calibration.enough
    yield "unseen", float(one.known.calibrates)
    if not one.fits:
        yield "off", 1.0
        yield "declined", float(not answered)
        return
    leads = {*one.known.leads}
    found = cited(ballot, weights)
    yield "inside", 1.0
    yield "answered", float(answered)
    yield "led", float(found[0] in leads)
    first = found[:FIRST_CITED]
    yield "fitting", sum(n in one.fits for n in first) / len(first)
    yield "recalled", min(1.0, len({*found} & leads) / min(MOST_LED, len(leads)))
    if one.known.topics:
        right = int(ballot.shares[:inside].argmax()) in one.known.topics
        silent = calibration.certainty(ballot) >= calibration.sure
        yield "topical", 1.0
        yield "found", float(right)
        yield "silent", float(silent)
        yield "silent and right", float(silent and right)


def cited(ballot: Ballot, weights: Weights) -> list[int]:
    """Return the numbers of the indicators that an answer would cite, best first."""
    votes = ballot.indicators[:-1]
    best = np.argsort(-votes, kind="stable")[:CITED]
    return [int(n) for n in best if votes[n] >= weights.weakest * votes[best[0]]]

"""From what a turn says to ranked topics, indicators and passages, each with a calibrated probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.answer import Passage
from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.knowledge.corpus.topics import OffTopic, Topic
from assistant.knowledge.encoding.encoder import Encoder, Vectors
from assistant.knowledge.index.generation import Library
from assistant.knowledge.search.own import Own, own_words
from assistant.knowledge.search.reranking import Reranker, reranked
from assistant.knowledge.search.voting import Ballot, Scores
from assistant.knowledge.search.words import words

TOPICS_FOUND = 8
PASSAGES = 10
SEEN_KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A text as search sees it: its words in English, its unit vector, and the vote on it."""

    text: str
    vector: Vectors
    ballot: Ballot


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnderWay:
    """The subject under way: the question that brought it, its topic where that is known, and what was cited on it."""

    seen: Seen
    topic: str | None
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """What a question found, each list best first.

    Attributes:
        topics: Topics in scope with their share of the vote (all shares, those off scope too, sum to 1).
        off: The nearest topic off scope, with its share.
        indicators: Indicators with a score between 0 and 1.
        passages: The nearest passages with their cosine to the question.
        own: What own documents say to it.
        cosines: The cosine of every framework passage, in the order of the library's passages.
        toward_topic: The same for the proxy of the best topic instead of the question.
        covered: The probability that the frameworks cover the question.
        certainty: The probability that the best topic is its subject.
    """

    topics: tuple[tuple[Topic, float], ...]
    off: tuple[OffTopic, float] | None
    indicators: tuple[tuple[str, float], ...]
    passages: tuple[tuple[Passage, float], ...]
    own: Own
    cosines: Scores
    toward_topic: Scores
    covered: float
    certainty: float


class Search:
    """Searches one opened generation of the index; safe to share between threads."""

    def __init__(self, library: Library, encoder: Encoder, reranker: Reranker | None = None) -> None:
        self.library = library
        self._encoder = encoder
        self._reranker = reranker
        self._indicators = list(library.frameworks.indicators)
        self._columns = {indicator: n for n, indicator in enumerate(self._indicators)}
        self._places = {topic.id: n for n, topic in enumerate(library.topics.inside)}
        self._seen = lru_cache(maxsize=SEEN_KEPT)(self._see_anew)

    def see(self, text: str) -> Seen:
        """Return a text in English as search sees it; what was seen lately is not encoded again."""
        return self._seen(text)

    def known_words(self) -> frozenset[str]:
        """Return the words that the encoder knows whole."""
        return self._encoder.vocabulary()

    def own_documents_have(self, word: str) -> bool:
        """Tell whether a word in small letters stands in an own document."""
        texts = (p.text for p in self.library.passages[len(self.library.framework_vectors) :])
        return any(word in text.lower() and word in {said.removesuffix("'s") for said in words(text)} for text in texts)

    def covers(self, text: str) -> bool:
        """Tell whether a few words by themselves speak of something that the frameworks cover."""
        ballot = self.see(text).ballot
        return self.library.calibration.covered(ballot) >= self.library.calibration.enough

    def find(self, seen: Seen, under_way: UnderWay | None = None) -> Found:
        """Rank topics, indicators and passages.

        Args:
            seen: The turn; one that goes on from a subject, with that subject's question before it.
            under_way: The subject that the turn goes on from.
        """
        ballot = seen.ballot
        shares, votes = self._reranked(seen), ballot.indicators[:-1]
        if under_way is not None:
            weight = self.library.voters.weights.under_way
            shares = (1 - weight) * shares + weight * self._shares_under_way(under_way)
            votes = (1 - weight) * votes + weight * self._votes_under_way(under_way)
        return self._found(seen, shares, votes, under_way)

    def _see_anew(self, text: str) -> Seen:
        vector = self._encoder.encode([text])[0]
        return Seen(text, vector, self.library.voters.vote(vector))

    def _reranked(self, seen: Seen) -> Scores:
        if self._reranker is None:
            return seen.ballot.shares
        return reranked(seen.ballot.shares, seen.text, self.library.topics_in_order, self._reranker)

    def _shares_under_way(self, under_way: UnderWay) -> Scores:
        place = self._places.get(under_way.topic or "")
        if place is None:
            return under_way.seen.ballot.shares
        shares = np.zeros_like(under_way.seen.ballot.shares)
        shares[place] = 1.0
        return shares

    def _votes_under_way(self, under_way: UnderWay) -> Scores:
        """Return what the subject under way says for each indicator: what its answer cited, best first."""
        cited = [c for i in under_way.citations if (c := self._columns.get(indicator_of(i))) is not None]
        votes = np.zeros(len(self._indicators), dtype=np.float32)
        for place, column in enumerate(dict.fromkeys(cited)):
            votes[column] = 1 / (place + 2)
        return votes / votes.sum() if cited else under_way.seen.ballot.indicators[:-1]

    def _covered(self, seen: Seen, under_way: UnderWay | None) -> float:
        """Return the probability that the frameworks cover a question; a topic that was answered on is covered."""
        if under_way is None:
            return self.library.calibration.covered(seen.ballot)
        known = under_way.topic in self._places
        return 1.0 if known else self.library.calibration.covered(under_way.seen.ballot)

    def _found(self, seen: Seen, shares: Scores, votes: Scores, under_way: UnderWay | None) -> Found:
        library = self.library
        inside = library.topics.inside
        count = len(inside)
        best = np.argsort(-shares[:count], kind="stable")[:TOPICS_FOUND]
        off = shares[count:]
        calibration = library.calibration
        cosines = library.framework_vectors @ seen.vector
        from_frameworks, from_own = self._named(_exactly(cosines)), self._of_own_documents(seen)
        return Found(
            topics=tuple((inside[n], float(shares[n])) for n in best),
            off=(library.topics.off[int(off.argmax())], float(off.max())) if len(off) else None,
            indicators=tuple(
                (self._indicators[n], float(votes[n])) for n in np.argsort(-votes, kind="stable") if votes[n] > 0
            ),
            passages=tuple(sorted([*from_frameworks, *from_own], key=lambda found: -found[1])[:PASSAGES]),
            own=own_words(seen.text, from_own, from_frameworks, seen.ballot.nearest, library.voters.weights),
            cosines=cosines,
            toward_topic=library.framework_vectors @ library.voters.topics[int(best[0])],
            covered=self._covered(seen, under_way),
            certainty=calibration.certainty(seen.ballot) if under_way is None else float(shares[best[0]]),
        )

    def _of_own_documents(self, seen: Seen) -> list[tuple[Passage, float]]:
        library = self.library
        if not library.has_documents:
            return []
        return self._named(library.store.nearest(seen.vector, PASSAGES, start=len(library.framework_vectors)))

    def _named(self, rows: Sequence[tuple[int, float]]) -> list[tuple[Passage, float]]:
        return [(self.library.passages[row], cosine) for row, cosine in rows]


def _exactly(cosines: Scores) -> list[tuple[int, float]]:
    best = np.argsort(-cosines, kind="stable")[:PASSAGES]
    return [(int(row), float(cosines[row])) for row in best]

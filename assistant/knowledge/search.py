"""From a question to ranked topics, indicators and passages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assistant.answer import Passage
from assistant.knowledge.encoder import Encoder, Vectors
from assistant.knowledge.frameworks import indicator_of
from assistant.knowledge.generation import Library
from assistant.knowledge.language import Language, language_of
from assistant.knowledge.naming import Names
from assistant.knowledge.passage_votes import PassageVoters
from assistant.knowledge.reranking import Reranker, reranked
from assistant.knowledge.scope import COVERED
from assistant.knowledge.spelling import Spelling
from assistant.knowledge.topics import OffTopic, Topic
from assistant.knowledge.voting import Ballot, Scores
from assistant.knowledge.words import terms

LEAD_WEIGHTS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
ALSO_WEIGHT = 0.35
PASSAGE_WEIGHT = 0.1
EARLIER_WEIGHT = 0.3
TOPICS_FOUND = 8
PASSAGES = 10
FAMILIAR = 0.55
NEAR = 0.6
MOST_OFF = 0.1
ONE_SUBJECT = 0.9
HALF_SHARE = 0.6
_TWO_HALVES = re.compile(r",? and (?:also )?(?:at the same time )?|; |\? ", re.IGNORECASE)
BALLOTS_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a question found, each list best first.

    Attributes:
        topics: Topics in scope with their share of the vote (all shares, those off scope too, sum to 1).
        off: The nearest topic off scope, with its share.
        off_share: The share of all topics off scope together.
        indicators: Indicators with a score between 0 and 1.
        passages: Passages with their cosine to the question.
        cosines: The cosine of every framework passage, in the order of the library's passages.
        toward_topic: The same for the middle of the best topic's questions instead of this one.
        evidence: The probability that the frameworks cover the question.
        nearest: The cosine of the nearest question of any topic.
        language: The language that the question is put in.
    """

    topics: tuple[tuple[Topic, float], ...]
    off: tuple[OffTopic, float] | None
    off_share: float
    indicators: tuple[tuple[str, float], ...]
    passages: tuple[tuple[Passage, float], ...]
    cosines: Scores
    toward_topic: Scores
    evidence: float
    nearest: float
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What search makes of a second turn beside the first; shares and probabilities between 0 and 1, and cosines.

    Attributes:
        nearest: The cosine of the nearest question of any topic to the second turn.
        share: The share of the vote of its best topic, in scope or off.
        covered: The probability that the frameworks cover it by itself.
        off: The share of all topics off scope.
        kinship: How much both turns bring the same topics.
        cosine: The cosine of both turns.
    """

    nearest: float
    share: float
    covered: float
    off: float
    kinship: float
    cosine: float


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A text as it was read: its vector, the vote on it, its language and its English."""

    vector: Vectors
    ballot: Ballot
    language: Language
    english: str


class Search:
    """Searches one opened generation of the index; safe to share between threads."""

    def __init__(self, library: Library, encoder: Encoder, reranker: Reranker | None = None) -> None:
        self.library = library
        self.names = Names(library.frameworks, lambda text: library.glossary().gloss(text))
        self._encoder = encoder
        self._reranker = reranker
        self._indicators = list(library.frameworks.indicators)
        self._columns = {indicator: n for n, indicator in enumerate(self._indicators)}
        self._labels = _label_matrix(library.topics.inside, self._indicators)
        held = library.passages[: len(library.framework_vectors)]
        self._passage_voters = PassageVoters.of(held, self._indicators, library.passage_words)
        self._middles = _middles(library.voters.vectors, library.voters.starts)
        self._spelling = Spelling(library.vocabulary, encoder.vocabulary())
        self._read = lru_cache(maxsize=BALLOTS_KEPT)(self._read_anew)

    def find(
        self,
        text: str,
        aside: str | None = None,
        *,
        subject_weight: float = 1.0,
        earlier: Sequence[str] = (),
    ) -> Found:
        """Rank topics, indicators and passages for one standalone question.

        Args:
            text: The question whose topic it is.
            aside: What a follow-up adds to it.
            subject_weight: How much ``text`` alone weighs against both together, between 0 and 1.
            earlier: What the answer cited that a follow-up continues, best first; it weighs as the subject does.
        """
        read = self._read(text)
        shares = self._shares(read)
        if aside:
            both = self._shares(self._read(f"{text} {aside}"))
            both *= np.maximum(shares, self._shares(self._read(aside)))
            shares = subject_weight * shares + (1 - subject_weight) * both / both.sum()
        return self._found(shares, read, subject_weight * self._cited(earlier))

    def second_topic(self, text: str, found: Found) -> Topic | None:
        """Return the topic of the other half of a question that asks two things, or None."""
        halves = _TWO_HALVES.split(text.strip(" ?.!"))
        if len(halves) != 2 or found.topics[0][1] >= ONE_SUBJECT or min(len(terms(half)) for half in halves) < 2:
            return None
        inside, first = self.library.topics.inside, found.topics[0][0]
        votes = [self._shares(self._read(half))[: len(inside)] for half in halves]
        topics = [inside[int(shares.argmax())] for shares in votes if shares.max() >= HALF_SHARE]
        if len(topics) != 2 or first not in topics:
            return None
        second = topics[1 - topics.index(first)]
        return second if second.lead[0] not in first.lead else None

    def covers(self, found: Found) -> bool:
        """Tell whether the frameworks cover a question: by what was learned, or by known questions, none off scope."""
        return found.evidence >= COVERED or (found.off_share <= MOST_OFF and found.nearest >= NEAR)

    def compare(self, said: str, before: str) -> Comparison:
        """Return what a second turn brings beside the first."""
        second, first = self._read(said), self._read(before)
        shares, inside = second.ballot.shares, len(self.library.topics.inside)
        return Comparison(
            nearest=second.ballot.nearest,
            share=float(shares.max()),
            covered=self._covered(second.ballot),
            off=float(shares[inside:].sum()),
            kinship=float(np.minimum(shares, first.ballot.shares).sum()),
            cosine=float(second.vector @ first.vector),
        )

    def english(self, text: str) -> str:
        """Return a text as it was read: its spelling mended, or glossed from Spanish."""
        return self._read(text).english

    def language(self, text: str) -> Language:
        """Return the language that a text is put in."""
        return self._read(text).language

    def knows_of(self, text: str) -> bool:
        """Tell whether a few words by themselves speak of something that the frameworks cover."""
        ballot = self._read(text).ballot
        return ballot.nearest >= FAMILIAR and self._covered(ballot) >= COVERED

    def _covered(self, ballot: Ballot) -> float:
        """Return the probability that the frameworks cover a question."""
        inside, scope = len(self.library.topics.inside), self.library.scope
        return scope.covered(ballot, inside) if scope else float(ballot.shares[:inside].sum())

    def _read_anew(self, text: str) -> _Read:
        """Mend a text's spelling or gloss it, encode it, and let the topics vote."""
        library = self.library
        language = language_of(text, library.vocabulary)
        english = library.glossary().gloss(text) if language == "spanish" else self._spelling.mend(text)
        vector = self._encoder.encode([english])[0]
        ballot = library.voters.vote(english, vector, also=text if language == "spanish" else "")
        return _Read(vector, ballot, language, english)

    def _shares(self, read: _Read) -> Scores:
        """Return the shares of the vote on a text, the best weighed anew where there is a reranker.

        Ballots stay as they were cast: scope and turns were learned from those.
        """
        if self._reranker is None:
            return read.ballot.shares
        return reranked(read.ballot.shares, read.english, self.library.topics_in_order, self._reranker)

    def _cited(self, identifiers: Sequence[str]) -> Scores:
        """Return what citations made before say for each indicator, shape (indicators,)."""
        said = np.zeros(len(self._indicators), dtype=np.float32)
        cited = [c for i in identifiers if (c := self._columns.get(indicator_of(i))) is not None]
        for weight, column in zip(LEAD_WEIGHTS, dict.fromkeys(cited), strict=False):
            said[column] = EARLIER_WEIGHT * weight
        return said

    def _found(self, shares: Scores, read: _Read, cited: Scores) -> Found:
        library = self.library
        inside = library.topics.inside
        count = len(inside)
        cosines = library.framework_vectors @ read.vector
        votes = shares[:count] @ self._labels + PASSAGE_WEIGHT * self._passage_voters.shares(read.english, cosines)
        votes += cited * votes.max()
        off_shares = shares[count:]
        best = np.argsort(-shares[:count], kind="stable")[:TOPICS_FOUND]
        return Found(
            topics=tuple((inside[n], float(shares[n])) for n in best),
            off=(library.topics.off[int(off_shares.argmax())], float(off_shares.max())) if len(off_shares) else None,
            off_share=float(off_shares.sum()),
            indicators=tuple(
                (self._indicators[n], min(1.0, float(votes[n])))
                for n in np.argsort(-votes, kind="stable")
                if votes[n] > 0
            ),
            passages=tuple(
                (library.passages[row], cosine) for row, cosine in library.store.nearest(read.vector, PASSAGES)
            ),
            cosines=cosines,
            toward_topic=library.framework_vectors @ self._middles[int(best[0])],
            evidence=self._covered(read.ballot),
            nearest=read.ballot.nearest,
            language=read.language,
        )


def _label_matrix(topics: Sequence[Topic], indicators: Sequence[str]) -> Scores:
    """Return what each topic says for each indicator, shape (topics, indicators), between 0 and 1."""
    column: Mapping[str, int] = {indicator: n for n, indicator in enumerate(indicators)}
    matrix = np.zeros((len(topics), len(indicators)), dtype=np.float32)
    for row, topic in enumerate(topics):
        for label in topic.also:
            matrix[row, column[indicator_of(label)]] = ALSO_WEIGHT
        for weight, label in zip(LEAD_WEIGHTS, dict.fromkeys(map(indicator_of, topic.lead)), strict=False):
            matrix[row, column[label]] = weight
    return matrix


def _middles(vectors: Vectors, starts: npt.NDArray[np.intp]) -> Vectors:
    """Return the mean vector of each topic's questions, shape (topics, dimensions)."""
    spans = zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    return np.array([vectors[a:b].sum(0, dtype=np.float32) / max(1, b - a) for a, b in spans], dtype=np.float32)

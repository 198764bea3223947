"""A desk to answer at: the reader and the search of one generation, lent for one question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.index.libraries import Libraries
from assistant.knowledge.search.search import Found, Search
from assistant.knowledge.search.weights import WEIGHTS
from assistant.knowledge.search.words import terms
from assistant.settings import Settings
from assistant.understanding.reader import Reader
from assistant.understanding.reading import Reading

FEWEST_TERMS = 2
_HALVES = re.compile(r",? and (?:also )?|; |\? ", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """Reader and search of one generation."""

    reader: Reader
    search: Search

    @property
    def frameworks(self) -> Frameworks:
        """The frameworks of the generation."""
        return self.search.library.frameworks

    def knows_of(self, text: str) -> bool:
        """Tell whether a few words by themselves speak of something that the frameworks cover."""
        return len(terms(text)) >= FEWEST_TERMS and self.search.covers(text)

    def second_topic(self, reading: Reading, found: Found) -> Topic | None:
        """Return the topic of the other half of a question that asks two things, or None."""
        if reading.follows is not None or found.topics[0][1] >= WEIGHTS.one_subject:
            return None
        halves = _HALVES.split(reading.english.strip(" ?.!"))
        if len(halves) != 2 or min(len(terms(half)) for half in halves) < FEWEST_TERMS:
            return None
        return self.search.second_topic(halves, found.topics[0][0])


class Desks:
    """Lends desks at the newest generation; a reader is made once for each generation.

    Raises:
        CoachError: There is no usable index.
    """

    def __init__(self, settings: Settings) -> None:
        self._libraries = Libraries(settings)
        self._desk: Desk | None = None
        with self.borrow():
            pass

    @contextmanager
    def borrow(self) -> Iterator[Desk]:
        """Lend a desk for one question."""
        with self._libraries.borrow() as search:
            desk = self._desk
            if desk is None or desk.search is not search:
                desk = Desk(Reader(search), search)
                self._desk = desk
            yield desk

    def close(self) -> None:
        """Give back files and memory."""
        self._libraries.close()

"""A desk to answer at: the reader and the search of one generation, lent for one question."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.index.libraries import Libraries
from assistant.knowledge.search.search import Search
from assistant.knowledge.search.words import terms
from assistant.settings import Settings
from assistant.understanding.reader import Reader

FEWEST_TERMS = 2


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

"""A desk to answer at: reader, search and composer of one generation, lent for one question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from assistant.answering.composer import Extractive
from assistant.answering.composing import Composer
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.index.libraries import Libraries
from assistant.knowledge.search.near_topics import near_topics
from assistant.knowledge.search.search import Search
from assistant.knowledge.search.words import terms
from assistant.practice.kit import Kit, Means
from assistant.settings import Settings
from assistant.understanding.reader import Reader

if TYPE_CHECKING:
    from assistant.writing.writer import Writer

FEWEST_TERMS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """Reader, search and composer of one generation.

    Attributes:
        composer: Composes answers; a language model's writer where one is set.
        kit: What workshops and plans are made of.
        writer: The same where a language model is set, which can put a follow-up as one question too.
    """

    reader: Reader
    search: Search
    composer: Composer
    kit: Kit
    writer: Writer | None = None

    @property
    def offline(self) -> Desk:
        """The same without a language model."""
        return replace(self, composer=Extractive(), writer=None)

    def means(self, today: date, *, certainty: float = 1.0) -> Means:
        """Return what workshops and plans are made with on a day, for a topic that is surely enough the subject."""
        library = self.search.library
        return Means(
            kit=self.kit,
            passages=library.passages,
            near=partial(near_topics, library),
            find=lambda words: self.search.find(self.search.see(words)),
            today=today,
            certainty=certainty,
        )

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
        UsageError: The language model that is set can't be used.
    """

    def __init__(self, settings: Settings) -> None:
        self._writers = _writers(settings)
        self._corpus = settings.corpus
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
                writer = self._writers(search) if self._writers else None
                desk = Desk(Reader(search), search, writer or Extractive(), Kit(self._corpus), writer)
                self._desk = desk
            yield desk

    def close(self) -> None:
        """Give back files and memory."""
        self._libraries.close()


def _writers(settings: Settings) -> Callable[[Search], Writer] | None:
    """Return what makes the writer of a generation, or None where no language model is set; then none is loaded."""
    if not settings.model:
        return None
    from assistant.writing.opening import writers

    return writers(settings, Extractive())

"""What the corpus calls by name and which words it uses: what anybody may say without having been told."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.glossary import Glossary
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import STOPWORDS, words
from assistant.understanding.naming import Names
from assistant.writing.support import rarity_of

FEWEST_TOPICS = 3
"""A word that so many topics write with a capital is nobody's invention ("Monday", "Spanish")."""
_CAPITAL = re.compile(r"(?<=[\w,;] )[A-Z][^\W\d_]+")
_SHORT_NAME = re.compile(r"\b[A-Z][A-Z0-9]*(?:-?[A-Z0-9]+)*s?\b")
_SMALL = re.compile(r"(?<![\w'’])[^\W\d_A-Z][^\W\d_]*(?:['’][^\W\d_]+)?")


class Known:
    """The names and ordinary words of a corpus; made once for it (a third of a second) and shared by all answers.

    Attributes:
        own: Words of the names that the corpus has, sources and publishers included, in small letters.
        everyday: Words written with a capital that are nobody's invention, in small letters.
        short: Names in capitals that the advice uses ("AI", "FERPA"), as they are written.
        ordinary: Words that the corpus writes in small letters, Spanish ones included.
    """

    def __init__(self, frameworks: Frameworks, topics: Sequence[Topic] = (), glossary: Glossary | None = None) -> None:
        self.frameworks = frameworks
        self.gloss = glossary.gloss if glossary else str
        self.names = Names(frameworks, self.gloss)
        self.rarity = rarity_of(frameworks)
        self.own = frozenset(_names_of(frameworks))
        told = [" \n".join(_texts_of(topic.model_dump(exclude={"questions"}))) for topic in topics]
        every = [*told, *(str(getattr(entry, "summary", "") or "") for entry in frameworks.entries.values())]
        capitals = Counter(word for text in every for word in set(_CAPITAL.findall(text)))
        dates = {name.lower() for name in (*calendar.month_name, *calendar.day_name) if name}
        self.everyday = frozenset(
            {word.lower() for word, count in capitals.items() if count >= FEWEST_TOPICS}
            | dates
            | {f"{date}s" for date in dates}
        )
        self.short = frozenset(
            part for text in every for name in _SHORT_NAME.findall(text) for part in (name, name.rstrip("s"))
        )
        small = {word.replace("’", "'") for text in every for word in _SMALL.findall(text)}
        # A glossary's word that stays what it is in English may be a name.
        spanish = {word for word, english in (glossary.words if glossary else {}).items() if word != english}
        self.ordinary = frozenset(small | spanish | STOPWORDS | dates)
        self._stems = frozenset(stem(word) for word in self.ordinary)

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a word, in small letters, is one that the corpus uses, in this form or another."""
        return word in self.ordinary or stem(word) in self._stems

    @cached_property
    def called(self) -> frozenset[str]:
        """The names of all that the corpus has, in small letters."""
        return frozenset(name.text.lower() for name in self.names.vocabulary.names)


def stem(word: str) -> str:
    """Return a word without what its forms differ in: a possessive, then all past its sixth letter or a final s."""
    bare = word.lower().removesuffix("'s").removesuffix("’s")
    return bare[:6] if len(bare) > 6 else bare.removesuffix("s")


def _texts_of(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _texts_of(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts_of(value)


def _names_of(frameworks: Frameworks) -> Iterable[str]:
    """Yield the words of the names that the corpus has, sources and publishers included."""
    entries = frameworks.entries.values()
    named = [entry.name for entry in entries] + [alias for entry in entries for alias in getattr(entry, "aliases", ())]
    terms = [text for domain in frameworks.domains for texts in domain.terms.values() for text in texts]
    published = [text for source in frameworks.sources for text in (source.title, source.publisher)]
    others = [c.name for c in frameworks.competencies] + [f.publisher for f in frameworks.frameworks]
    return {word for text in (*named, *terms, *published, *others) for word in words(text)}

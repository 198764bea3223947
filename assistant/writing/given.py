"""What a language model was given to write from, and what everybody may say: the measure of all that it writes."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.documents.instructions import carries_instructions
from assistant.knowledge.search.words import STOPWORDS, words
from assistant.understanding.naming import Names
from assistant.writing.figures import all_numbers
from assistant.writing.sentences import sentences_of
from assistant.writing.support import plain_words, rarity_of
from assistant.writing.wordings import ASKS

FEWEST_TEXTS = 3
"""A word that so many texts of the corpus write with a capital is nobody's invention ("Monday", "Spanish")."""
_CAPITAL = re.compile(r"(?<=[\w,;] )[A-Z][^\W\d_]+")
_SHORT_NAME = re.compile(r"\b[A-Z][A-Z0-9]*(?:-?[A-Z0-9]+)*s?\b")
_SMALL = re.compile(r"(?<![\w'’])[^\W\d_A-Z][^\W\d_]*(?:['’][^\W\d_]+)?")
_CLAUSE = re.compile(r"[.;:!\n]+|(?<=\?)|,|\b(?:but|and|so|pero|así que)\b")
_RUN = 8


class Known:
    """What the corpus calls by name and which words it uses; made once for a corpus and shared by all answers."""

    def __init__(
        self,
        frameworks: Frameworks,
        texts: Iterable[str] = (),
        *,
        gloss: Callable[[str], str] = str,
        spanish: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Take what is known.

        Args:
            frameworks: The frameworks of the corpus.
            texts: The corpus's advice, one text a topic: its words are ordinary, its short names everybody's.
            gloss: Puts Spanish into English.
            spanish: The glossary's words with their English; one that stays what it is may be a name.
        """
        self.frameworks = frameworks
        self.gloss = gloss
        self.names = Names(frameworks, gloss)
        self.rarity = rarity_of(frameworks)
        self.own = frozenset(_names_of(frameworks))
        every = [*texts, *(str(getattr(entry, "summary", "") or "") for entry in frameworks.entries.values())]
        capitals = Counter(word for text in every for word in set(_CAPITAL.findall(text)))
        everyday = {word.lower() for word, count in capitals.items() if count >= FEWEST_TEXTS}
        dates = {name.lower() for name in (*calendar.month_name, *calendar.day_name) if name}
        short = {part for text in every for name in _SHORT_NAME.findall(text) for part in (name, name.rstrip("s"))}
        self.everyday = everyday | dates | {f"{date}s" for date in dates}
        self.short = frozenset(short)
        small = {word.replace("’", "'") for text in every for word in _SMALL.findall(text)}
        foreign = {word for word, english in spanish.items() if word != english}
        self.ordinary = frozenset(small | foreign | STOPWORDS | dates)
        self._stems = frozenset(stem(word) for word in self.ordinary)

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a word, in small letters, is one that the corpus uses, in this form or another."""
        return word in self.ordinary or stem(word) in self._stems


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """Texts without the orders that stand in them, and those orders."""

    text: str
    orders: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one answer is written from.

    Attributes:
        known: What the corpus calls by name.
        passages: The text, title included, that each identifier stands for; no other may be cited.
        advice: All further advice that the notes hold.
        asked: The question and the person's earlier turns.
        prompt: The instructions alone, without notes and question: none of their wording may come back.
        drafting: Whether a letter, script or agenda is written, in which "we" is the asker's.
    """

    known: Known
    passages: Mapping[str, str] = field(default_factory=dict)
    advice: str = ""
    asked: str = ""
    prompt: str = ""
    drafting: bool = False

    @cached_property
    def _told(self) -> _Told:
        whole = "\n".join((*self.passages.values(), self.advice, self.asked))
        sentences = [line for part in whole.split("\n") for line in sentences_of(part)]
        orders = tuple(sentence for sentence in sentences if carries_instructions(sentence))
        return _Told(text="\n".join(s for s in sentences if s not in orders), orders=orders)

    @property
    def text(self) -> str:
        """All that was given, but for sentences that order the assistant about."""
        return self._told.text

    @property
    def orders(self) -> tuple[str, ...]:
        """Sentences that order the assistant about."""
        return self._told.orders

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that were given, in small letters, and the names of the frameworks."""
        return frozenset(words(self.text)) | self.known.own

    @cached_property
    def flat(self) -> str:
        """What was given as one line of words, to look for phrases in."""
        return f" {' '.join(words(self.text))} "

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers that were given."""
        return all_numbers(self.text)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The identifiers that may be spoken of: those given, what holds them, and those that the asker named."""
        held = {"/".join(i.split("/")[:n]) for i in self.passages for n in range(1, i.count("/") + 2)}
        return frozenset(held | {identifier for _, identifier in self.known.names.coded(self.text)})

    @cached_property
    def canaries(self) -> frozenset[str]:
        """Words of orders that stand nowhere else and are not ordinary, and what the orders put in quotation marks."""
        found = (token for order in self.orders for token in re.findall(r"[\w-]*\w", order))
        odd = {t.lower() for t in found if (len(t) > 3 and (t.isupper() or any(c.isdigit() for c in t)))}
        unknown = {w for order in self.orders for w in words(order) if len(w) > 3 and not self.known.is_ordinary(w)}
        return frozenset((odd | unknown) - self.words)

    @cached_property
    def secret_runs(self) -> frozenset[tuple[str, ...]]:
        """Runs of eight words of the instructions, and of orders, that stand in nothing else that was given."""
        hidden = {run for text in (self.prompt, *self.orders) for run in runs_of(text)}
        return frozenset(hidden - set(runs_of(self.text)))

    @cached_property
    def stated(self) -> frozenset[str]:
        """Stems of what the asker told as a fact, and of their own documents."""
        own = [text for identifier, text in self.passages.items() if identifier.startswith("local/")]
        clauses = (part for part in _CLAUSE.split(self.asked) if part and not (ASKS.match(part)))
        return frozenset(stem(word) for text in (*clauses, *own) for word in plain_words(text))


def runs_of(text: str) -> Iterable[tuple[str, ...]]:
    """Yield the runs of eight words of a text."""
    said = words(text)
    return (tuple(said[n : n + _RUN]) for n in range(len(said) - _RUN + 1))


def stem(word: str) -> str:
    """Return a word without what its forms differ in: a possessive, then all past its sixth letter or a final s."""
    bare = word.lower().removesuffix("'s").removesuffix("’s")
    return bare[:6] if len(bare) > 6 else bare.removesuffix("s")


def _names_of(frameworks: Frameworks) -> Iterable[str]:
    """Yield the words of the names that the corpus has, sources and publishers included."""
    entries = frameworks.entries.values()
    named = [entry.name for entry in entries] + [alias for entry in entries for alias in getattr(entry, "aliases", ())]
    terms = [text for domain in frameworks.domains for texts in domain.terms.values() for text in texts]
    published = [text for source in frameworks.sources for text in (source.title, source.publisher)]
    others = [c.name for c in frameworks.competencies] + [f.publisher for f in frameworks.frameworks]
    return {word for text in (*named, *terms, *published, *others) for word in words(text)}

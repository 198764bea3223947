"""What a language model was given to write from: the measure of all that it writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.knowledge.documents.instructions import carries_instructions
from assistant.knowledge.search.words import words
from assistant.writing.figures import all_numbers
from assistant.writing.known import Known, stem
from assistant.writing.sentences import sentences_of
from assistant.writing.support import plain_words
from assistant.writing.wordings import ASKS

_CLAUSE = re.compile(r"[.;:!\n]+|(?<=\?)|,|\b(?:but|and|so|pero|así que)\b")
_RUN = 8


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

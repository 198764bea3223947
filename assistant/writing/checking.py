"""Holds every sentence that a language model writes against what it was given, and says what became of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.draft import Statement
from assistant.knowledge.search.words import words
from assistant.writing.figures import all_numbers, figures_in
from assistant.writing.given import Given
from assistant.writing.manner import holds_link, repeats_orders, speaks_for_asker, tells_asker_fact, tells_study
from assistant.writing.marks import Marked, read_marks, strange_identifiers
from assistant.writing.proper_names import strange_names
from assistant.writing.speaking import speaks_in_a_name
from assistant.writing.support import SUPPORT_THRESHOLD, support
from assistant.writing.wordings import NEGATION

_PRACTICE = ("case/", "local/")
_SPANISH = re.compile(r"\b(?:el|la|los|las|un|una|del|de|que|y|con|para)\b", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SHORTEST_REPEATED = 4
GLOSSED_THRESHOLD = 0.5
"""Least support of a Spanish claim put into English word by word, which never meets all words of a passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a sentence.

    Attributes:
        statement: The sentence as it may be shown, without its marks; None where it goes.
        reasons: Why it goes or was changed, in short codes: ``unknown-mark``, ``link``, ``order``, ``prompt``,
            ``identifier``, ``statistic``, ``study``, ``name``, ``speaks-for-asker``, ``asker-fact``, ``unsupported``,
            ``repeated``.
        changed: Whether the sentence goes, lost a mark, or may not be of the kind that its marks ask for.
    """

    statement: Statement | None
    reasons: tuple[str, ...] = ()
    changed: bool = False


class Checker:
    """Checks the sentences of one answer in their order; it remembers them, so that none is said twice."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._said: set[tuple[str, ...]] = set()

    def check(self, sentence: str) -> Verdict:
        """Return what becomes of a sentence."""
        seen = "".join(c for c in sentence if c.isspace() or unicodedata.category(c) not in _UNSEEN)
        marked = read_marks(seen.strip(), self._given)
        text = marked.text.strip()
        if not re.search(r"\w", text):
            return Verdict(statement=None, reasons=("unknown-mark",) if marked.unknown else (), changed=True)
        reasons = list(dict.fromkeys(self._faults(unicodedata.normalize("NFKC", text))))
        kind = None if reasons else self._kind(marked, text)
        lost = ("unknown-mark",) if marked.unknown else ()
        if kind is None:
            return Verdict(statement=None, reasons=(*lost, *(reasons or ("unsupported",))), changed=True)
        statement = Statement(text=text, kind=kind, cites=marked.cites)  # type: ignore[arg-type]
        return Verdict(statement=statement, reasons=lost, changed=bool(lost))

    def _faults(self, text: str) -> Iterator[str]:
        given = self._given
        if holds_link(text):
            yield "link"
        if order := repeats_orders(text, given):
            yield order
        if strange_identifiers(text, given):
            yield "identifier"
        if any(figure not in given.numbers for figure in figures_in(text)):
            yield "statistic"
        if tells_study(text, given):
            yield "study"
        if strange_names(text, given):
            yield "name"
        if speaks_for_asker(text, given):
            yield "speaks-for-asker"
        if tells_asker_fact(text, given):
            yield "asker-fact"
        said = tuple(words(text))
        if len(said) >= _SHORTEST_REPEATED and said in self._said:
            yield "repeated"
        self._said.add(said)

    def _kind(self, marked: Marked, text: str) -> str | None:
        """Return the kind of a claim, or None where it speaks in a name and is not carried."""
        practice = tuple(cite for cite in marked.cites if cite.startswith(_PRACTICE))
        frameworks = tuple(cite for cite in marked.cites if cite not in practice)
        if not marked.unknown and self._carried(text, frameworks):
            return "framework"
        if not marked.unknown and self._carried(text, practice):
            return "practice"
        return None if speaks_in_a_name(text, self._given) else "suggestion"

    def _carried(self, text: str, cites: Sequence[str]) -> bool:
        """Tell whether the passages cited carry a claim: its words, its numbers, its being denied or not."""
        if not cites:
            return False
        given = self._given
        evidence = "\n".join(given.passages[cite] for cite in cites)
        held = support(text, evidence, given.known.rarity) >= SUPPORT_THRESHOLD
        if not held and _SPANISH.search(text):
            held = support(given.known.gloss(text), evidence, given.known.rarity) >= GLOSSED_THRESHOLD
        denied = NEGATION.search(text) and not NEGATION.search(evidence)
        return held and not denied and all_numbers(text) <= all_numbers(evidence) | {"1"}

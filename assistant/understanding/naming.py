"""Finds what a question calls by name: frameworks, their parts and cases that exist, and ones that don't."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz import process

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.vocabulary import Codes, Vocabulary
from assistant.understanding.claimed import Claims, Misplaced, Unknown

CODE = "code"
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """What a text names: identifiers that exist in the order they are named, and what does not exist.

    Attributes:
        misplaced: Names that exist, used as what they are not.
        later_numbering: Codes put in the numbering of a later edition (3.2.b), with what they are read as (2b).
    """

    known: tuple[str, ...]
    unknown: tuple[Unknown, ...]
    misplaced: tuple[Misplaced, ...] = ()
    later_numbering: tuple[tuple[str, str], ...] = ()


class Names:
    """The names and codes of the frameworks, ready to be found in texts."""

    def __init__(self, frameworks: Frameworks, gloss: Callable[[str], str] = str) -> None:
        self.vocabulary = Vocabulary(frameworks)
        self._frameworks = frameworks
        self._claims = Claims(self.vocabulary, gloss)

    def mentions(self, text: str, english: str = "") -> Mentions:
        """Return what a text names; ``english`` is the same text mended or glossed, where it had to be."""
        known: dict[str, None] = {}
        unknown: dict[str, Unknown] = {}
        misplaced: dict[str, Misplaced] = {}
        later: list[tuple[str, str]] = []
        for said, identifier, as_later in self._codes(text):
            if identifier in self._frameworks.entries:
                known[identifier] = None
                later += [(said, identifier)] if as_later else []
            else:
                unknown[said.lower()] = Unknown(said=said, level=CODE, nearest=self._nearest_code(identifier))
        for reading in dict.fromkeys(filter(None, (text, english))):
            known.update(dict.fromkeys(identifier for *_, identifier in self.places(reading)))
            for item in self._claims.judge(reading):
                if isinstance(item, Unknown):
                    unknown.setdefault(item.said.lower(), item)
                else:
                    misplaced.setdefault(item.said.lower(), item)
        return Mentions(
            known=tuple(known),
            unknown=tuple(unknown.values()),
            misplaced=tuple(misplaced.values()),
            later_numbering=tuple(later),
        )

    def short(self, identifier: str) -> str:
        """Return the short name of the framework that an identifier belongs to."""
        return self._frameworks.framework_of(identifier).short

    def coded(self, text: str) -> list[tuple[str, str]]:
        """Return the codes in a text as they are said, each with the identifier that it stands for, known or not."""
        return [(said, identifier) for said, identifier, _ in self._codes(text)]

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Return where a text calls what by its name, in the order of the text; longer names win over shorter ones."""
        found = [
            (*match.span(), codes.domains[int(match["number"])])
            for codes, match in self._coded(text)
            if not match["letter"] and int(match["number"]) in codes.domains
        ]
        small = text.lower()
        for first, pattern, identifier in self.vocabulary.patterns:
            for match in re.finditer(pattern, text, re.IGNORECASE) if first in small else ():
                if not any(start < match.end() and match.start() < end for start, end, _ in found):
                    found.append((*match.span(), identifier))
        return sorted(found)

    def _coded(self, text: str) -> Iterator[tuple[Codes, re.Match[str]]]:
        """Yield the numbers and codes in a text; one without a framework's name counts where it is spoken of."""
        for codes in self.vocabulary.codes if any(letter.isdigit() for letter in text) else ():
            spoken = bool(codes.spoken.search(text))
            for match in codes.pattern.finditer(text):
                led = match["by"] or (spoken and (match["domain"] or match["item"] or match["later"]))
                if match["letter"]:
                    exists = f"{codes.domains.get(int(match['number']))}/{match['number']}{match['letter'].lower()}"
                    if codes.lettered and (led or (spoken and self._frameworks.knows(exists))):
                        yield codes, match
                elif match["domain"] or (match["by"] and codes.complete):
                    yield codes, match

    def _codes(self, text: str) -> Iterator[tuple[str, str, bool]]:
        """Yield the codes in a text as they are said, with their identifier, and whether a later edition's is used."""
        for codes, match in self._coded(text):
            number, letter, later = match["number"], (match["letter"] or "").lower(), match["later"] or ""
            domain = codes.domains.get(int(number))
            said = f"{codes.name} {later}{number}{'.' if later and letter else ''}{letter}"
            if letter or match["by"]:
                yield (
                    said,
                    f"{domain or codes.framework}/{number}{letter}" if letter or not domain else domain,
                    bool(later),
                )

    def _nearest_code(self, identifier: str) -> str | None:
        """Return the code that exists nearest to one that doesn't: of its domain, or where there is none, at all."""
        holder, _, code = identifier.rpartition("/")
        beside = [i for i in self._frameworks.indicators if i.startswith(f"{holder}/")]
        found = process.extractOne(code, [i.rsplit("/", 1)[1] for i in beside])
        return beside[found[2]] if found else None


def number_in(word: str) -> int | None:
    """Return the number that a word says (``six``, ``sixth``, ``6``, ``6th``), or None."""
    word = word.lower()
    digits = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    if digits:
        return int(digits[1])
    return next((words.index(word) for words in (_NUMBERS, _ORDINALS) if word in words), None)

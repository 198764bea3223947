"""Finds what a question calls by name: frameworks, domains, indicators, markers and cases that exist, and ones that don't."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from assistant.knowledge.corpus.frameworks import Case, Domain, Framework, Frameworks, Indicator
from assistant.knowledge.search.words import words
from assistant.understanding.claimed import Claims, Misplaced, Unknown

SHORTEST_MISSPELT = 6
_I = re.IGNORECASE
_ISTE_CODE = re.compile(
    r"\b(?:(?:iste\W{0,3}(?:standards?|indicators?|items?|codes?|for (?:education )?leaders)?\W{0,3}){1,2}(?:3\.)?(?P<n>\d{1,2})\.?\s?(?P<x>[a-z])?\b"
    r"|(?:standard|indicator|item|code|part)\s+(?:3\.)?(?P<n2>\d{1,2})\.?(?P<x2>[a-z])\b"
    r"|(?P<later>3\.(?P<n3>\d{1,2})\.?(?P<x3>[a-z])?)\b"
    r"|(?<![\w.:])(?P<n4>[1-9])(?P<x4>[a-h])(?![\w:]))",
    _I,
)
_WORDED_CODE = re.compile(
    r"\b(?:(?:iste(?: leader)?\s+)?standard|iste)\s+(?:number\s+)?(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\W{1,3}"
    r"(?:letter|item|part|indicator|point)\s+(?P<x>[a-z])\b"
    r"|\b(?:the\s+)?(?P<o>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+standard(?:['’]s)?\W{1,3}(?:letter|item|part|indicator|point)\s+(?P<y>[a-z])\b",
    _I,
)
_NUMBERS = {
    w: n
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_ORDINALS = {
    w: n
    for n, w in enumerate(
        [
            "zeroth",
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ]
    )
}
_SMALL = frozenset(("of for and in the a an to with by on s").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """What a text names: identifiers that exist in the order they are named, and what does not exist.

    Attributes:
        misplaced: Names that exist, used as what they are not.
        later_numbering: Codes put in the numbering of later ISTE editions (3.2.b), read as ours (2b).
    """

    known: tuple[str, ...]
    unknown: tuple[Unknown, ...]
    misplaced: tuple[Misplaced, ...] = ()
    later_numbering: tuple[tuple[str, str], ...] = ()


class Names:
    """The names and codes of the frameworks, ready to be found in texts."""

    def __init__(self, frameworks: Frameworks, gloss: Callable[[str], str] = str) -> None:
        self._frameworks = frameworks
        self._claims = Claims(frameworks, gloss)

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
                unknown[said.lower()] = Unknown(said=said, level="code", nearest=self._nearest_code(identifier))
        for reading in dict.fromkeys(filter(None, (text, english))):
            known.update(dict.fromkeys(self._phrases(reading)))
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

    def meant(self, name: str) -> set[str]:
        """Return the identifiers of the entries that a name, however it is spelt, can mean."""
        return {identifier for identifier, _ in self._claims.meant(name)}

    def count_of(self, word: str) -> int | None:
        """Return how many of something a framework has that a text counts ("the six domains"), or None."""
        return self._counts.get(word)

    @cached_property
    def _iste(self) -> dict[int, Domain]:
        domains = [d for d in self._frameworks.domains if d.framework == "iste"]
        return {int(domain.indicators[0].id[0]): domain for domain in domains}

    def _codes(self, text: str) -> Iterator[tuple[str, str, bool]]:
        text = _WORDED_CODE.sub(_as_code, text)
        speaks_iste = bool(re.search(r"\biste\b|education leaders|\bstandards?\b", text, _I))
        for match in _ISTE_CODE.finditer(text):
            number = match["n"] or match["n2"] or match["n3"] or match["n4"]
            letter = (match["x"] or match["x2"] or match["x3"] or match["x4"] or "").lower()
            if match["n4"] and not speaks_iste:
                continue
            if (match["n2"] or (match["later"] and not letter)) and not speaks_iste:
                continue
            if match["later"] and not letter and not re.search(r"\biste\b", text, _I):
                continue
            if int(number) > 30:
                continue
            domain = self._iste.get(int(number))
            base = domain.id if domain else "iste"
            later = "3." in match.group()
            said = f"ISTE 3.{number}{'.' if letter else ''}{letter}" if later else f"ISTE {number}{letter}"
            yield said, f"{base}/{number}{letter}" if letter or not domain else base, later

    def _nearest_code(self, identifier: str) -> str | None:
        domain, _, code = identifier.rpartition("/")
        of_domain = [i for i in self._frameworks.indicators if i.startswith(f"{domain}/")]
        if domain == "iste":
            of_domain = [i for i in self._frameworks.indicators if i.startswith("iste/")]
        found = process.extractOne(code, [i.rsplit("/", 1)[1] for i in of_domain])
        return of_domain[found[2]] if found else None

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str], str]]:
        """Names as their first word, in small letters, and pattern.

        A name of one word counts only beside a word such as indicator or pillar.
        """
        patterns: list[tuple[str, re.Pattern[str], str]] = []
        for identifier, entry in self._frameworks.entries.items():
            names = [
                entry.name,
                *getattr(entry, "aliases", ()),
                *([entry.short] if isinstance(entry, Framework) else []),
            ]
            for name in names:
                pattern = _phrase_pattern(name, identifier, entry)
                if pattern:
                    patterns.append((name, re.compile(pattern, _I), identifier))
        longest_first = sorted(patterns, key=lambda p: -len(p[0]))
        return [(_name_words(name)[0].lower(), pattern, identifier) for name, pattern, identifier in longest_first]

    def _phrases(self, text: str) -> list[str]:
        """Return the identifiers named in words, in the order of the text; longer names win over shorter ones."""
        taken: list[tuple[int, int]] = []
        found: list[tuple[int, str]] = []
        plain = text.replace("’", "'").replace(" & ", " and ")
        small = plain.lower()
        said = [word for word in words(plain) if len(word) >= SHORTEST_MISSPELT]
        for first, pattern, identifier in self._patterns:
            if identifier.startswith("case/") and process.extractOne(first, said, scorer=fuzz.ratio, score_cutoff=85):
                found.append((small.find(first), identifier))
            for match in pattern.finditer(plain) if first in small else ():
                if not any(start < match.end() and match.start() < end for start, end in taken):
                    taken.append(match.span())
                    found.append((match.start(), identifier))
        return list(dict.fromkeys(identifier for _, identifier in sorted(found)))

    @cached_property
    def _counts(self) -> dict[str, int]:
        frameworks = self._frameworks
        return {
            "pillars": len([i for i in frameworks.indicators if i.startswith("pillars/")]),
            "standards": len(self._iste),
            "domains": len([d for d in frameworks.domains if d.framework == "digital-equity"]),
            "gears": sum(len(d.terms.get("gear", ())) for d in frameworks.domains),
            "levels": sum(len(d.terms.get("level", ())) for d in frameworks.domains),
            "competencies": len(frameworks.competencies),
        }


def _as_code(match: re.Match[str]) -> str:
    """Return a code in words ("standard six, letter b") as a code."""
    number = number_in(match["n"] or match["o"])
    return f"ISTE {number}{(match['x'] or match['y']).lower()}" if number else match[0]


def number_in(word: str) -> int | None:
    """Return the number that a word says (``six``, ``sixth``, ``6``, ``6th``), or None."""
    word = word.lower()
    digits = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    return int(digits[1]) if digits else _NUMBERS.get(word, _ORDINALS.get(word))


def _phrase_pattern(name: str, identifier: str, entry: object) -> str | None:
    """Return the pattern by which a text calls an entry by name, or None for names that only codes can tell apart."""
    words = _name_words(name)
    core = r"\W+".join(re.escape(word) for word in words)
    if isinstance(entry, Case):
        return rf"\b{re.escape(words[0])}\b" if words[0] != "Adams" else r"\badams\W*(?:12|twelve)\b(?:\W+five\W+star)?"
    if isinstance(entry, Domain | Framework):
        return rf"\b{core}\b"
    if (
        identifier.startswith("iste/")
        or name.startswith("Action item")
        or name in {"Description", "Possible Next Step"}
    ):
        return None
    content = [word for word in words if word.lower() not in _SMALL]
    if len(content) >= 2:
        return rf"\b{core}\b" if len(words) > 2 else _beside_level_word(core)
    if isinstance(entry, Indicator):
        return rf"\b{core}\b(?=\W+(?:pillar|indicator))|(?<=pillar of ){core}\b|(?<=indicator of ){core}\b"
    return None


def _name_words(name: str) -> list[str]:
    return re.findall(r"[\w'-]+", name.replace("&", "and"))


def _beside_level_word(core: str) -> str:
    """Return the pattern of a short name that counts only beside a word such as indicator, or in a question on its text."""
    after = r"(?=\W+(?:indicator|marker|evidence|element|pillar|mean|ask|say|require|in the))"
    return rf"\b{core}\b{after}|(?:indicator|marker|element|pillar)\W+(?:\w+\W+)?{core}\b"

"""Names that a text uses as an indicator's, a domain's, a pillar's: which entries they mean, or that none is called so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process

from assistant.knowledge.corpus.frameworks import Domain, Frameworks
from assistant.knowledge.search.weights import WEIGHTS
from assistant.knowledge.search.words import terms

Level = Literal[
    "framework", "domain", "standard", "indicator", "marker", "pillar", "competency", "gear", "level", "code"
]

_I = re.IGNORECASE
_SURE: Mapping[str, Level] = {
    "indicator": "indicator",
    "marker": "marker",
    "pillar": "pillar",
    "competency": "competency",
    "gear": "gear",
    "indicador": "indicator",
    "marcador": "marker",
    "pilar": "pillar",
    "competencia": "competency",
    "engranaje": "gear",
}
# Words that name a level only where a framework is spoken of.
_UNSURE: Mapping[str, Level] = {
    "domain": "domain",
    "standard": "standard",
    "element": "indicator",
    "level": "level",
    "dominio": "domain",
    "estándar": "standard",
    "elemento": "indicator",
    "nivel": "level",
}
LEVELS: Mapping[str, Level] = {**_SURE, **_UNSURE}
_FRAMEWORK_OF: Mapping[str, str] = {"pillar": "pillars", "gear": "future-ready", "standard": "iste"}
_KINDS: Mapping[str, frozenset[str]] = {
    "level": frozenset({"level"}),
    "competency": frozenset({"competency", "indicator"}),
    "domain": frozenset({"domain", "framework", "gear"}),
}
_LEVEL = r"(?P<level>indicators?|markers?|pillars?|competenc(?:y|ies)|gears?|domains?|standards?|elements?|levels?)\b"
_NIVEL = r"(?P<level>indicador|marcador|pilar|competencia|engranaje|dominio|est[aá]ndar|elemento|nivel)\b"
_WORD = r"[\w'’&-]+"
_PROPER = r"[A-ZÁÉÍÓÚÑ][\w'’-]*(?:,? (?:[A-ZÁÉÍÓÚÑ][\w'’-]*|of|for|and|in|the|to|with|by|&|de|del|y|la|el|para))*"
_QUOTED = r"[\"“‘'](?P<said>[^\"“”‘]{3,70}?)[\"”’']"
_OF_FRAMEWORKS = re.compile(
    r"\b(?:iste|education leaders?|leader standards?|digital promise|future ready|all4ed|sheninger\w*|frameworks?|evidence|artifacts?|artefacts?|indicators?|"
    r"markers?|pillars?|gears?|domains?|essential question|evidencias?|indicador\w*|marcador\w*|marco|dominios?|pilar\w*)\b",
    _I,
)
# Each finds a name beside the word for its level; the first that finds one at a place wins.
_PATTERNS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"{_QUOTED},?\s+(?:(?:as\s+)?(?:the|an?)\s+)?(?:\w+\s+)?{_LEVEL}", _I),
        (rf"\b{_LEVEL},?\s*(?:called|named|titled|known as|on|of|for|about|:)?\s*{_QUOTED}", _I),
        (rf"\b{_NIVEL},?\s*(?:llamad[oa]|de|sobre|:)?\s*{_QUOTED}", _I),
        (
            rf"(?P<said>{_PROPER}),?\s+(?:(?:as\s+)?(?:the|an?|both)\s+)?(?:(?:\w+\s+)?(?:two|last|first|third|fourth|fifth|sixth|seventh)\s+)?(?i:{_LEVEL})",
            re.NOFLAG,
        ),
        (
            rf"\b(?i:{_LEVEL})(?:\s+(?:called|named|titled|known as|on|of|for|about|is))?:?\s+(?P<said>{_PROPER})",
            re.NOFLAG,
        ),
        (
            rf"\b(?i:(?:el|la|del|al|un|una)\s+{_NIVEL}(?:\s+(?:llamad[oa]|de la|del|de|sobre))?)\s+(?P<said>(?!(?i:future|sheninger|iste|digital))[^\W\d_][^,.;:?¿!()\"“”]{{2,60}})",
            re.NOFLAG,
        ),
        (
            rf"\b(?:the|an?)\s+(?P<said>(?:(?!(?:the|an?|our|my|your|their|is|are|was|do|does|did|has|have|that|which|who|whose|what|how|when|where|why|it|we|i|you|they)\b){_WORD},?\s+){{1,6}}?){_LEVEL}",
            _I,
        ),
        (
            rf"\bwhich\s+(?:of\s+)?(?:{_WORD}\s+){{0,3}}?{_LEVEL}\s+is\s+(?P<said>(?!(?:the|a|an|most|best)\b){_WORD}(?:\s{_WORD}){{1,4}})",
            _I,
        ),
        (
            rf"\bthe\s+{_LEVEL}\s+(?:called|named|titled|known as|on|about|for|of)\s+(?P<said>(?!(?:the|an?|our|my|your)\b){_WORD}(?:\s+(?!(?:is|are|do|does|has|have|ask|asks|want|wants|say|says|require|requires|in|by|from|under|that)\b){_WORD}){{0,6}})",
            _I,
        ),
        (rf"^\W*(?:\w+\s){{0,3}}?under\s+{_QUOTED}", _I),
        (rf"^\W*(?i:under)\s+(?P<said>{_PROPER}),", re.NOFLAG),
        (
            r"^\W*under\s+(?P<said>(?!(?:the|our|my|your|this|that|these|a|an|new|state|federal)\b)[\w'’-]+(?:\s[\w'’-]+){1,5}),\s+(?:what|which|how|who)\b",
            _I,
        ),
        (rf"\b(?:evidence|artifacts?|markers?|evidencias)\s+(?:for|of|under|de)\s+{_QUOTED}", _I),
    )
)
_OWN = re.compile(
    r"\b(?:our|my|their|your|nuestro|nuestra|mi)\s+(?:\w+\s+)?$|^\s*(?:of|de)\s+(?:our|my|nuestr\w+)\b|^\s+(?:in|of|for|on) (?:our|my)\b",
    _I,
)
_IDLE = re.compile(r"(?:our|my|their|your|switch\w*|shift\w*|chang\w*|nuestr\w+|mis?)\b", _I)
_ENDS = re.compile(
    r"\s+(?:(?:de(?:l)?\s+)?(?:future ready|sheninger|iste|digital promise|marco)\b.*|dentro\b.*|para\s+(?:los|las|un|una|mi)\b.*|seg[uú]n\b.*|en\s+(?:el|la|mi)\b.*|y\s+(?:qu|c[oó]mo|cu)\w*.*|se\b.*|es\b.*|tiene\b.*|pide\b.*|exige\b.*)$",
    _I,
)
_OPENINGS = re.compile(
    r"^(?:(?:what|which|does|do|is|are|how|explain|explica|tell|describe|where|why|who|in|under|the|a|an|our|your|my|"
    r"according|can|could|should|please|list|name|give|show|draft|compare|and|for|of|to|with|by|from|as|about|digital promise['’]s|digital promise|"
    r"iste['’]s|iste|future ready['’]s|future ready|all4ed['’]s|digital equity framework|eric sheninger['’]s|sheninger['’]s|seven pillars|k-12|leader|los|las|el|la)\s+)+",
    _I,
)
_ENDINGS = re.compile(r"(?:[\s,]+(?:of|for|and|in|the|to|with|by|&|de|del|y|la|el|para))+$", _I)
_GENERIC = frozenset(
    terms(
        "leadership leader education digital equity framework iste promise future ready all4ed sheninger seven pillars evidence readiness "
        "next first second third fourth fifth sixth seventh last final same other new right best main key each every whole entire single two three four five "
        "six eight nine ten most important strongest weakest hardest easiest relevant nearest closest certain different specific particular "
        "performance leading lagging early warning progress success quality measure measurable academic state national federal district "
        "school grade reading math writing science content learning common core gold high low higher lower top basic core outer ring central "
        "data outcome equity-focused area self assessment report card dashboard local current general one another correct missing sample "
        "corresponding matching related appropriate exact actual real named following above next-level big small good bad possible "
        "eighth ninth tenth eleventh twelfth strong weak poor better useful reliable clear valid meaningful essential human permanent"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A name or code that the corpus does not have, with the nearest one that it has."""

    said: str
    level: Level
    nearest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """A name that exists, used as what it is not ("the Visionary Planner pillar")."""

    said: str
    level: Level
    identifier: str


class Claims:
    """Holds the names of the frameworks against those that a text uses."""

    def __init__(self, frameworks: Frameworks, gloss: Callable[[str], str]) -> None:
        self._frameworks = frameworks
        self._gloss = gloss

    def judge(self, text: str) -> Iterator[Unknown | Misplaced]:
        """Yield what a text calls an indicator, a domain, a pillar and so on, and is none of it."""
        for said, level, word in _claimed(text):
            if (
                word in _UNSURE
                and said.islower()
                and not _OF_FRAMEWORKS.search(re.sub(rf"\b{word}s?\b", " ", text, flags=_I))
            ):
                continue
            yield from self._judged(said, level)

    def _judged(self, said: str, level: Level) -> Iterator[Unknown | Misplaced]:
        meant = self.meant(said)
        if any(not _content(reading) for reading in self._readings(said)):
            return
        parts = re.split(r",? and |, ", said)
        if not meant and len(parts) > 1:
            missing = [part for part in parts if not self.meant(part) and _content(part)]
            if len(missing) < len(parts):
                said, meant = (missing[0], set()) if missing else (said, self.meant(parts[0]))
        if not meant:
            if _content(said):
                yield Unknown(said=said, level=level, nearest=self._nearest(said, level))
        elif not any(_is(level, identifier, name) for identifier, name in meant):
            yield Misplaced(said=said, level=level, identifier=min(identifier for identifier, _ in meant))

    def meant(self, said: str) -> set[tuple[str, str]]:
        """Return the entries, as identifier and what their name stands for, that a name can mean."""
        for reading in self._readings(said):
            bare = _bare(reading)
            best = process.extractOne(bare, list(self._by_name), scorer=fuzz.ratio)
            if best and best[1] >= 82:
                return self._by_name[best[0]]
            content = set(_content(reading))
            for name, entries in self._by_name.items():
                own = set(terms(name))
                contained = len(own) >= 2 and own <= content and not content - own
                if contained or (content <= own and (len(content) >= 2 or len(own - _GENERIC) == 1)):
                    return entries
            spelt = process.extractOne(bare, list(self._by_name), scorer=fuzz.token_sort_ratio)
            if spelt and spelt[1] >= 84:
                return self._by_name[spelt[0]]
        return set()

    def _readings(self, said: str) -> Iterator[str]:
        """Yield a name as it was put, and in English where it was put in Spanish."""
        yield said
        if (english := self._gloss(said)) != said:
            yield english

    @cached_property
    def _by_name(self) -> dict[str, set[tuple[str, str]]]:
        """What exists: bare name to identifiers, each with what the name stands for."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for identifier, entry in self._frameworks.entries.items():
            kind = type(entry).__name__.lower()
            for name in (entry.name, getattr(entry, "short", ""), *getattr(entry, "aliases", ())):
                found[_bare(name)].add((identifier, kind))
            if isinstance(entry, Domain):
                for term, names in entry.terms.items():
                    for name in names:
                        found[_bare(name)].add((entry.id, term))
        for competency in self._frameworks.competencies:
            found[_bare(competency.name)].add((competency.id, "competency"))
        found.pop("", None)
        return dict(found)

    def _nearest(self, said: str, level: Level) -> str | None:
        pool = {
            name: identifier
            for name, entries in self._by_name.items()
            for identifier, kind in sorted(entries)
            if _is(level, identifier, kind) and kind != "framework"
        }
        found = process.extractOne(
            _bare(self._gloss(said)), list(pool), scorer=fuzz.token_set_ratio, score_cutoff=WEIGHTS.alike
        )
        return pool[found[0]] if found else None


def _claimed(text: str) -> Iterator[tuple[str, Level, str]]:
    """Yield the names that a text uses, each with the level that it gives it and the word for that."""
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("said")
            if any(a < end and start < b for a, b in taken):
                continue
            if (
                _OWN.search(text[: match.start()])
                or _OWN.search(text[match.end() :][:30])
                or _IDLE.match(match["said"])
            ):
                continue
            word = _singular((match.groupdict().get("level") or "indicator").lower())
            said = _ENDINGS.sub("", _ENDS.sub("", _OPENINGS.sub("", f"{match['said'].strip(' ,')} ").strip())).strip(
                " ,'’"
            )
            if said and len(said) > 2 and not said.isdigit():
                taken.append((start, end))
                yield said, LEVELS.get(word, "indicator"), word


def _is(level: Level, identifier: str, kind: str) -> bool:
    """Tell whether an entry may be called by the word for a level."""
    if level in _FRAMEWORK_OF:
        return identifier.startswith(f"{_FRAMEWORK_OF[level]}/")
    if level in _KINDS:
        return kind in _KINDS[level] or (level == "domain" and identifier.count("/") == 1)
    return kind in {"indicator", "marker", "domain", "gear", "framework"}


def _content(said: str) -> list[str]:
    return [term for term in terms(said) if term not in _GENERIC and not term[0].isdigit()]


def _singular(word: str) -> str:
    return re.sub(r"s$", "", re.sub(r"ies$", "y", word)) if word not in {"estandar"} else "estándar"


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9 ]+", " ", name.lower().replace("&", "and")).strip()

"""Holds the names that a text uses as an indicator's, a domain's or another part's against those that exist."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from assistant.knowledge.corpus.vocabulary import Part, Vocabulary
from assistant.knowledge.search.weights import WEIGHTS
from assistant.knowledge.search.words import terms
from assistant.understanding.beside import ORDINARY, content, names_beside, quoted_alone

Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A name or code that the corpus does not have, with the nearest one that it has; ``level`` is the word for it."""

    said: str
    level: str
    nearest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """A name that exists, used as what it is not: a standard's name as a pillar's."""

    said: str
    level: str
    identifier: str


class Claims:
    """Judges the names that texts use by the names that the frameworks have."""

    def __init__(self, vocabulary: Vocabulary, gloss: Callable[[str], str] = str) -> None:
        self._vocabulary = vocabulary
        self._gloss = gloss

    def judge(self, text: str) -> Iterator[Unknown | Misplaced]:
        """Yield what a text calls an indicator, a domain, a pillar and so on, and is none of it."""
        for said, parts in dict(self._claimed(text)).items():
            yield from self._judged(said, parts)

    def meant(self, said: str) -> set[tuple[str, str]]:
        """Return the entries, as identifier and what their name stands for, that a name can mean."""
        for reading in self._readings(said):
            for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
                spelt = process.extractOne(
                    _bare(reading), list(self._by_name), scorer=scorer, score_cutoff=WEIGHTS.spelt_alike
                )
                if spelt:
                    return self._by_name[spelt[0]]
            told = set(content(reading))
            for name, entries in self._by_name.items():
                own = set(terms(name))
                if (len(own) > 1 and own == told) or (told <= own and (len(told) > 1 or len(own - ORDINARY) == 1)):
                    return entries
        return set()

    def _claimed(self, text: str) -> Iterator[tuple[str, Parts]]:
        """Yield the names that a text uses, each with the words for what it is said to be."""
        words = self._vocabulary.parts_said(text, self._gloss)
        in_talk = bool(words) and self._vocabulary.speaks(text, self._gloss)
        for word in words:
            others = any(other.parts != word.parts and not other.everyday for other in words)
            named = names_beside(text, word, in_talk=in_talk or others)
            said = next(filter(None, map(self._vocabulary.without_frameworks, named)), None)
            if said:
                yield said, word.parts
        for said in quoted_alone(text):
            yield said, self._vocabulary.parts["indicator"]

    def _judged(self, said: str, parts: Parts) -> Iterator[Unknown | Misplaced]:
        if not all(content(reading) for reading in self._readings(said)):
            return
        meant, pieces = self.meant(said), re.split(r",? and |, ", said)
        if not meant and len(pieces) > 1:
            missing = [piece for piece in pieces if content(piece) and not self.meant(piece)]
            if len(missing) < len(pieces):
                said, meant = (missing[0], set()) if missing else (said, self.meant(pieces[0]))
        if not meant:
            yield Unknown(said=said, level=parts[0].word, nearest=self._nearest(said, parts))
        elif not any(kind == "framework" or _is(parts, identifier, kind) for identifier, kind in meant):
            yield Misplaced(said=said, level=parts[0].word, identifier=min(identifier for identifier, _ in meant))

    def _readings(self, said: str) -> Iterator[str]:
        """Yield a name as it was put, and in English where it was put in Spanish."""
        yield said
        if (english := self._gloss(said)) != said:
            yield english

    @cached_property
    def _by_name(self) -> dict[str, set[tuple[str, str]]]:
        """What exists: bare name to identifiers, each with what the name stands for."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for name in self._vocabulary.names:
            found[_bare(name.text)].add((name.identifier, name.kind))
        return dict(found)

    def _nearest(self, said: str, parts: Parts) -> str | None:
        pool = {
            name: identifier
            for name, entries in self._by_name.items()
            for identifier, kind in sorted(entries)
            if _is(parts, identifier, kind) and kind != "framework"
        }
        found = process.extractOne(
            _bare(self._gloss(said)), list(pool), scorer=fuzz.token_set_ratio, score_cutoff=WEIGHTS.alike
        )
        return pool[found[0]] if found else None


def _is(parts: Parts, identifier: str, kind: str) -> bool:
    """Tell whether an entry may be called by a word that stands for these parts."""
    return any(_is_one(part, identifier, kind) for part in parts)


def _is_one(part: Part, identifier: str, kind: str) -> bool:
    if part.framework and (part.level in {"domain", "term"} or not part.everyday):
        return identifier.startswith(f"{part.framework}/")
    if part.level == "domain":
        return kind not in {"indicator", "marker", "competency", "case"}
    return kind in {"competency", "indicator"} if part.level == "competency" else kind not in {"competency", "case"}


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9 ]+", " ", name.lower().replace("&", "and")).strip()

"""Finds entries and topics by name, code or what they say, forgiving of case, accents and slips of the key."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from assistant.knowledge.corpus.frameworks import Case, Framework
from assistant.knowledge.search.words import terms
from assistant.web.library.shelf import Shelf

MOST = 60
NAMED, SAID = 3.0, 1.0
LEAST_LIKE = 78.0
LEAST_SHARE = 0.5
LIKE = 0.9
"""What a word counts for that is like the one that was typed, beside one that is the same."""
MOST_LIKE = 12
LEAST_BEGUN, LEAST_LIKE_LETTERS = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that can be found.

    Attributes:
        kind: What it is, for whoever reads a list of results.
        where: The names that it stands below.
        text: What it says, in a line or two.
        covered: Whether the coach answers to it; ``text`` says where to turn instead where it doesn't.
    """

    kind: str
    title: str
    address: str
    text: str
    where: str = ""
    called: tuple[str, ...] = ()
    identifier: str | None = None
    covered: bool = True


@dataclass(slots=True)
class _Posting:
    """The things that have a word: in their name, or in what they say."""

    weight: dict[int, float] = field(default_factory=dict)


class Finder:
    """Finds things of one shelf; what they hold is read when it is made."""

    def __init__(self, shelf: Shelf) -> None:
        self._names = shelf.names
        self._things = tuple(_things(shelf))
        self._by_identifier = {thing.identifier: thing for thing in self._things if thing.identifier}
        self._postings: dict[str, _Posting] = {}
        for n, thing in enumerate(self._things):
            self._post(n, (thing.title, *thing.called), NAMED)
            self._post(n, (thing.text, thing.where), SAID)
        self._words = tuple(self._postings)

    def _post(self, number: int, texts: Sequence[str], weight: float) -> None:
        for word in {word for text in texts for word in terms(text)}:
            held = self._postings.setdefault(word, _Posting()).weight
            held[number] = max(held.get(number, 0.0), weight)

    def find(self, words: str) -> tuple[Thing, ...]:
        """Return what some words find, best first: what they call by name or code, then what has most of them."""
        called = self._called(words)
        wanted = dict.fromkeys(terms(words))
        scores: dict[int, float] = {}
        weights = {word: self._rarity(word) for word in wanted}
        for word, rarity in weights.items():
            for number, share in self._having(word).items():
                scores[number] = scores.get(number, 0.0) + rarity * share
        least = LEAST_SHARE * sum(weights.values())
        ranked = sorted(
            (number for number, score in scores.items() if score >= least),
            key=lambda number: (-scores[number], len(self._things[number].title)),
        )
        found = dict.fromkeys((*called, *(self._things[number] for number in ranked)))
        return tuple(found)[:MOST]

    def _called(self, words: str) -> tuple[Thing, ...]:
        """Return what words call by its identifier, its whole name, or its code."""
        if words.strip() in self._by_identifier:
            return (self._by_identifier[words.strip()],)
        said = _folded(words)
        exact = (thing for thing in self._things if said and said in map(_folded, (thing.title, *thing.called)))
        known = self._names.mentions(words).known
        return (*exact, *(self._by_identifier[one] for one in known if one in self._by_identifier))

    def _having(self, word: str) -> dict[int, float]:
        """Return the things that have a word, or one like it, each with how surely; a name counts for more."""
        alike = {word: 1.0} if word in self._postings else {}
        if len(word) >= LEAST_BEGUN:
            alike |= {own: len(word) / len(own) for own in self._words if own.startswith(word)}
        if len(word) >= LEAST_LIKE_LETTERS:
            close = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=LEAST_LIKE, limit=MOST_LIKE)
            alike |= {own: max(score / 100 * LIKE, alike.get(own, 0.0)) for own, score, _ in close if own != word}
        found: dict[int, float] = {}
        for own, likeness in alike.items():
            for number, weight in self._postings[own].weight.items():
                found[number] = max(found.get(number, 0.0), likeness * weight)
        return found

    def _rarity(self, word: str) -> float:
        held = self._postings.get(word)
        return math.log(1 + len(self._things) / (1 + len(held.weight) if held else 1))


def _folded(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


def _things(shelf: Shelf) -> Iterable[Thing]:
    frameworks = shelf.frameworks
    for identifier, entry in frameworks.entries.items():
        yield Thing(
            kind=shelf.word(identifier),
            title=shelf.name(identifier),
            address=f"/library/{identifier}",
            text=getattr(entry, "summary", None) or getattr(entry, "silent", None) or "",
            where="" if isinstance(entry, Framework | Case) else frameworks.framework_of(identifier).short,
            called=(entry.name, getattr(entry, "short", ""), *getattr(entry, "aliases", ())),
            identifier=identifier,
        )
    for one in frameworks.competencies:
        address = f"/library/competencies#{one.id}"
        yield Thing(kind="Competency", title=one.name, address=address, text=one.summary)
    for topic in shelf.topics.inside:
        yield Thing(kind="Topic", title=topic.title, address=f"/library/topics/{topic.id}", text=topic.gist)
    for off in shelf.topics.off:
        instead, address = f"{off.reason} {off.instead}", f"/library/topics/{off.id}"
        yield Thing(kind="Not covered", title=off.title, address=address, text=instead, covered=False)
    for place in frameworks.elsewhere:
        instead = f" Turn to {frameworks.title(place.instead)}." if place.instead else ""
        yield Thing(
            kind="Not held",
            title=place.names[0],
            address=f"/library/{place.instead}" if place.instead else "/library",
            text=f"{place.what[:1].upper()}{place.what[1:]}.{instead}",
            called=place.names,
            covered=False,
        )

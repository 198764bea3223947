"""What the library's pages are made of: an index's frameworks and topics, and how each leads to the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assistant.knowledge.corpus.frameworks import (
    Case,
    Competency,
    Domain,
    Framework,
    Frameworks,
    Indicator,
    Marker,
    indicator_of,
)
from assistant.knowledge.corpus.topics import OffTopic, Topic, Topics
from assistant.knowledge.corpus.vocabulary import Level
from assistant.understanding.naming import Names

CASES = "case"
"""What identifiers of cases begin with."""
FIRST = 3
"""A topic is led by what stands among the first so many of its labels."""
LEVELS: dict[type, Level] = {Domain: "domain", Indicator: "indicator", Marker: "marker"}
Citable = Framework | Domain | Indicator | Marker | Case


def above(identifier: str) -> tuple[str, ...]:
    """Return the identifiers that one lies below, the framework first; a case lies below none."""
    parts = identifier.split("/")
    return () if parts[0] == CASES else tuple("/".join(parts[:n]) for n in range(1, len(parts)))


def lies_in(identifier: str, holder: str) -> bool:
    """Tell whether an identifier is another or lies below it."""
    return f"{identifier}/".startswith(f"{holder}/")


@dataclass(frozen=True, eq=False)
class Shelf:
    """Frameworks and topics of one index, looked up in every direction; its maps are made once."""

    frameworks: Frameworks
    topics: Topics
    names: Names

    @cached_property
    def topic_by_id(self) -> dict[str, Topic | OffTopic]:
        """The topics by id, those off scope too."""
        return {topic.id: topic for topic in self.topics.brought}

    @cached_property
    def _led(self) -> dict[str, tuple[Topic, ...]]:
        """The topics that an indicator or marker leads; a marker's count for its indicator, the surest first."""
        ranked: dict[str, dict[str, tuple[int, Topic]]] = {}
        for topic in self.topics.inside:
            for rank, label in enumerate(topic.lead[:FIRST]):
                for led in dict.fromkeys((label, indicator_of(label))):
                    ranked.setdefault(led, {}).setdefault(topic.id, (rank, topic))
        return {
            led: tuple(topic for _, topic in sorted(found.values(), key=lambda one: one[0]))
            for led, found in ranked.items()
        }

    def led_by(self, identifier: str) -> tuple[Topic, ...]:
        """Return the topics that an identifier leads, or what lies below it, without repeats."""
        if identifier in self._led:
            return self._led[identifier]
        below = (topics for led, topics in self._led.items() if lies_in(led, identifier))
        return tuple({topic.id: topic for topics in below for topic in topics}.values())

    @cached_property
    def seen_from(self) -> dict[str, tuple[str, ...]]:
        """Which entries point to an identifier in their crosswalk, and it not to them."""
        found: dict[str, list[str]] = {}
        for identifier in self.frameworks.entries:
            for seen in self.sees(identifier):
                if identifier not in self.sees(seen):
                    found.setdefault(seen, []).append(identifier)
        return {seen: tuple(by) for seen, by in found.items()}

    def sees(self, identifier: str) -> tuple[str, ...]:
        """Return the crosswalk of an entry as its file has it."""
        return getattr(self.frameworks.entries[identifier], "see", ())

    def cases_of(self, identifier: str) -> tuple[Case, ...]:
        """Return the documented cases that show an entry or what lies below it."""
        return tuple(case for case in self.frameworks.cases if any(lies_in(shown, identifier) for shown in case.shows))

    def competencies_of(self, identifier: str) -> tuple[Competency, ...]:
        """Return the competencies that serve an entry or what lies below it."""
        return tuple(one for one in self.frameworks.competencies if any(lies_in(to, identifier) for to in one.links))

    def parts_of(self, identifier: str) -> tuple[str, ...]:
        """Return the identifiers right below one."""
        depth = identifier.count("/") + 1
        return tuple(part for part in self.frameworks.entries if part.count("/") == depth and lies_in(part, identifier))

    def word(self, identifier: str, *, several: bool = False) -> str:
        """Return what a framework calls such a part, with a capital: Domain, Standard, Pillar."""
        entry = self.frameworks.entries[identifier]
        level = LEVELS.get(type(entry))
        if level is None:
            return f"{'Case' if isinstance(entry, Case) else 'Framework'}{'s' if several else ''}"
        part = self.names.vocabulary.words_for(level, identifier.split("/", 1)[0])[0]
        said = part.plural if several else part.word
        return said[:1].upper() + said[1:]

    def name(self, identifier: str) -> str:
        """Return the name of an entry in a line, a label of ours told by its parentheses."""
        return self.frameworks.title(identifier).replace(" · ", ", ")

    def own_name(self, identifier: str) -> str:
        """Return the name of an entry below its framework: without its indicator's name where that stands above."""
        entry = self.frameworks.entries[identifier]
        return entry.name if isinstance(entry, Marker) else self.name(identifier)

    def indicators_in(self, holder: str) -> tuple[str, ...]:
        """Return the indicators of a framework or domain, or an indicator itself; of all where it is empty."""
        return tuple(i for i in self.frameworks.indicators if not holder or lies_in(i, holder))

    @cached_property
    def _related(self) -> dict[str, tuple[str, ...]]:
        pairs: dict[str, dict[str, None]] = {i: {} for i in self.frameworks.indicators}
        for identifier in self.frameworks.entries:
            here = indicator_of(identifier)
            for seen in self._ends(self.sees(identifier)):
                if here in pairs and seen != here:
                    pairs[here][seen] = pairs[seen][here] = None
        order = list(self.frameworks.indicators)
        return {i: tuple(sorted(found, key=order.index)) for i, found in pairs.items()}

    def _ends(self, seen: Iterable[str]) -> list[str]:
        """Return the indicators of some identifiers; a domain stands for none of its own."""
        return [end for end in dict.fromkeys(map(indicator_of, seen)) if end in self.frameworks.indicators]

    def related(self, indicator: str) -> tuple[str, ...]:
        """Return the indicators that one is tied to by the crosswalk, in either direction, its markers' ties too."""
        return self._related[indicator]

"""The items of a self-assessment: what a framework asks of each, all its evidence, and what each level looks like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from assistant.knowledge.corpus.frameworks import Frameworks, Indicator, Marker, indicator_of
from assistant.knowledge.corpus.levels import Levels
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import terms
from assistant.practice.assessment.model import Item

MOST_LOOK_FORS = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What items are made of: the frameworks, our levels, and the topics."""

    frameworks: Frameworks
    levels: Levels
    topics: tuple[Topic, ...]

    def items(self, identifiers: Iterable[str]) -> tuple[Item, ...]:
        """Return the items of some indicators and markers, in the order of the corpus, each once.

        Args:
            identifiers: Frameworks and domains stand for all that they have, an indicator for its markers.
        """
        wanted = tuple(identifiers)
        chosen = [i for i in self.levels.by_id if any(f"{i}/".startswith(f"{holder}/") for holder in wanted)]
        return tuple(self.item(identifier) for identifier in chosen)

    def item(self, identifier: str) -> Item:
        """Return one item.

        Raises:
            KeyError: It has no levels.
        """
        own = self.levels.by_id[identifier]
        entry = self.frameworks.entries[identifier]
        assert isinstance(entry, Indicator | Marker)
        evidence = own.evidence or entry.evidence
        return Item(
            id=identifier,
            indicator=indicator_of(identifier),
            name=own.name or self._name(entry),
            asks=entry.summary,
            silent=getattr(entry, "silent", None),
            evidence=evidence,
            look_for=() if evidence else tuple(self._look_fors(identifier, own.levels)),
            scale=self.levels.scale(identifier),
            levels=own.levels,
        )

    def name(self, identifier: str) -> str:
        """Return the short name of a framework, domain, indicator or item."""
        held = self.levels.by_id.get(identifier)
        entry = self.frameworks.entries[identifier]
        if held and held.name and isinstance(entry, Marker):
            return held.name
        return self._name(entry)

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """How much each content word says: the fewer topics have it, the more."""
        counted = Counter(term for topic in self.topics for term in self.words_of(topic))
        return {term: log(1 + len(self.topics) / count) for term, count in counted.items()}

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {}

    def words_of(self, topic: Topic) -> frozenset[str]:
        """Return the content words of a topic's title, gist and steps."""
        if topic.id not in self._words:
            steps = (text for step in topic.next_steps for text in (step.do, step.done))
            self._words[topic.id] = frozenset(terms(" ".join((topic.title, topic.gist, *steps))))
        return self._words[topic.id]

    @staticmethod
    def _name(entry: object) -> str:
        """Return an entry's name; one that is a code and a domain's name is told by the code and our label."""
        name, label = str(getattr(entry, "name", "")), getattr(entry, "label", None)
        return f"{name.split(' ·', maxsplit=1)[0]}: {label}" if label else name

    def _look_fors(self, identifier: str, levels: Sequence[str]) -> Iterator[str]:
        """Yield what topics led by an item look for, one of each, nearest to what the levels speak of."""
        about = frozenset(terms(" ".join((self.name(identifier), *levels))))
        found = []
        for topic in self.topics:
            if identifier not in topic.lead[:2]:
                continue
            best = max(topic.look_for, key=lambda text: shared(text, about))
            found.append((topic.lead[0] == identifier, shared(best, about), best))
        found.sort(key=lambda one: (-one[0], -one[1]))
        yield from dict.fromkeys(text for *_, text in found[:MOST_LOOK_FORS])


def shared(text: str, about: frozenset[str]) -> int:
    """Return how many content words a text shares with others."""
    return len(about & frozenset(terms(text)))

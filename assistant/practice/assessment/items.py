"""The items of a self-assessment: what a framework asks of each, all its evidence, and what each level looks like."""

from __future__ import annotations

import re
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
from assistant.practice.assessment.practices import (
    identifiers,
    is_practice,
    place_of,
    practice,
    topic_of,
)
from assistant.practice.assessment.scores import domain_of

MOST_LOOK_FORS = 4
_POINTED = re.compile(r"\b(?:the|that|those|this|these|both)\s+((?:[\w'’-]+\s+){0,1}[\w'’-]+)", re.IGNORECASE)
_COMMON = frozenset(
    terms(
        "school schools district board year years month months term week day days student students teacher teachers "
        "staff family families classroom class lesson lessons budget principal superintendent state calendar meeting "
        "community same first last next other way office year's week's time fall spring share number other's most"
    )
)
OUR_ADVICE = "our advice"


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What items are made of: the frameworks, our levels, and the topics."""

    frameworks: Frameworks
    levels: Levels
    topics: tuple[Topic, ...]

    def items(self, wanted: Iterable[str]) -> tuple[Item, ...]:
        """Return the items of some indicators and markers, in the order of the corpus, each once.

        Practices that we advise come first, as they are given.

        Args:
            wanted: Frameworks and domains stand for all that they have, an indicator for its markers.
        """
        wanted = tuple(wanted)
        ours = dict.fromkeys(identifier for identifier in wanted if is_practice(identifier))
        chosen = [i for i in self.levels.by_id if any(f"{i}/".startswith(f"{holder}/") for holder in wanted)]
        return tuple(self.item(identifier) for identifier in (*ours, *chosen))

    @cached_property
    def known(self) -> Mapping[str, None]:
        """The identifiers of all items that there are."""
        return dict.fromkeys((*self.levels.by_id, *(i for topic in self.topics for i in identifiers(topic))))

    @cached_property
    def _topics(self) -> Mapping[str, Topic]:
        return {topic.id: topic for topic in self.topics}

    def topic(self, practice: str) -> Topic:
        """Return the topic that a practice is of."""
        return self._topics[topic_of(practice)]

    def ends(self, identifier: str) -> bool:
        """Tell whether an item stands for itself alone, and for no markers below it."""
        return not any(other.startswith(f"{identifier}/") for other in self.levels.by_id)

    def after(self, identifier: str) -> tuple[str, ...]:
        """Return what an item's move builds on."""
        held = self.levels.by_id.get(identifier)
        return held.after if held else ()

    def domain_of(self, identifier: str) -> str:
        """Return the domain that an item counts to; of a practice, its topic."""
        return domain_of(identifier, self.frameworks)

    def framework_of(self, identifier: str) -> str:
        """Return whose an item is: a framework's short name, or our advice."""
        return OUR_ADVICE if is_practice(identifier) else self.frameworks.framework_of(identifier).short

    def item(self, identifier: str) -> Item:
        """Return one item.

        Raises:
            KeyError: It has no levels.
        """
        if is_practice(identifier):
            return practice(self.topic(identifier), place_of(identifier))
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
        if is_practice(identifier):
            return self.item(identifier).name if identifier in self.known else self.topic(identifier).title
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
            alone = [text for text in topic.look_for if stands_alone(text, about)]
            if not alone:
                continue
            best = max(alone, key=lambda text: shared(text, about))
            found.append((topic.lead[0] == identifier, shared(best, about), best))
        found.sort(key=lambda one: (-one[0], -one[1]))
        yield from dict.fromkeys(text.rstrip(".") for *_, text in found[:MOST_LOOK_FORS])


def stands_alone(text: str, about: frozenset[str]) -> bool:
    """Tell whether a sign says by itself what it is of: it points at nothing that only its own topic speaks of."""
    pointed = {term for found in _POINTED.finditer(text) for term in terms(found[1])}
    return pointed <= about | _COMMON


def shared(text: str, about: frozenset[str]) -> int:
    """Return how many content words a text shares with others."""
    return len(about & frozenset(terms(text)))

"""The few items that a subject has, on paper and in a conversation, and those of parts of frameworks, spread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import terms
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import Item
from assistant.practice.assessment.practices import identifiers
from assistant.practice.assessment.scope import scope_of

MOST, MOST_OF_FRAMEWORKS = 8, 3
_INDICATOR = 3


def parts_named(subject: str, ground: Ground) -> tuple[str, ...]:
    """Return the parts of frameworks that a subject names: a framework also without that word (``digital equity``)."""
    named = scope_of((subject,), ground).identifiers
    framework = scope_of((f"{subject} framework",), ground).identifiers
    return named or tuple(identifier for identifier in framework if "/" not in identifier)


def of_topic(topic: Topic, words: str, ground: Ground) -> tuple[str, ...]:
    """Return the items of a topic: of each part of a framework that it is tied to the nearest by its words.

    Those of which the sources say more than the name come first, of what leads the topic and then of the rest.
    Practices that we advise on the topic follow, for as many as there is room.
    """
    about = ground.words_of(topic) | frozenset(terms(words))
    asked: dict[str, None] = {}
    for labels in (topic.lead, topic.also):
        nearest = [item for label in labels if (item := _nearest(label, about, ground))]
        asked |= dict.fromkeys(item.id for item in sorted(nearest, key=_is_silent))
    of_frameworks = tuple(asked)[:MOST_OF_FRAMEWORKS]
    return (*of_frameworks, *identifiers(topic)[: MOST - len(of_frameworks)])


def of_parts(wanted: Sequence[str], ground: Ground) -> tuple[str, ...]:
    """Return items of some parts of frameworks, spread over their domains and indicators, in the order of the corpus.

    Those of which the sources say more than the name go before others of their domain.

    Args:
        wanted: Identifiers; a framework and a domain stand for all that they have.
        ground: What items are made of.
    """
    items = ground.items(wanted)
    held = [item.id for item in items]
    told_first = [item.id for item in sorted(items, key=_is_silent)]
    return tuple(sorted(_spread(told_first)[:MOST], key=held.index))


def _nearest(label: str, about: frozenset[str], ground: Ground) -> Item | None:
    """Return the item of an indicator or marker that is nearest to some words."""
    held = [item for item in ground.items((label,)) if item.id == label or ground.ends(item.id)]
    return max(held, key=lambda item: _nearness(item, about, ground), default=None)


def _is_silent(item: Item) -> bool:
    return item.asks is None


def _nearness(item: Item, about: frozenset[str], ground: Ground) -> float:
    """Return how much an item speaks of what some words speak of: the weight of what they share, by its length."""
    own = frozenset(terms(" ".join((item.name, item.asks or "", *item.evidence, item.levels[2]))))
    return sum(ground.weights.get(term, 0.0) for term in own & about) / len(own) ** 0.5 if own else 0.0


def _spread(held: Sequence[str], depth: int = 1) -> list[str]:
    """Return identifiers so that frameworks take turns, within them domains, and within these indicators."""
    if depth > _INDICATOR:
        return list(held)
    groups: dict[str, list[str]] = {}
    for identifier in held:
        groups.setdefault("/".join(identifier.split("/")[:depth]), []).append(identifier)
    return _in_turn([_spread(group, depth + 1) for group in groups.values()])


def _in_turn(lists: Iterable[Sequence[str]]) -> list[str]:
    return [one for one in chain.from_iterable(zip_longest(*lists)) if one is not None]

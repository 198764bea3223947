"""Strengths, gaps, and the three moves that would lift a self-assessment most, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction

from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.knowledge.corpus.topics import SuggestedStep, Topic
from assistant.knowledge.search.words import terms
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import LEVELS, Item
from assistant.practice.assessment.practices import is_practice, place_of
from assistant.practice.assessment.scores import Results, Values, in_place, nearest_level, plain, shown

MOST_NAMED, MOST_MOVES, MOST_TOUCHED = 8, 3, 2
STARTED = Fraction(2)
"""Of what another item builds on, this much has to be there before that item's move makes sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A next step that would lift the assessment.

    Attributes:
        indicator: The indicator that it lifts.
        item: Its weakest item.
        topic: The topic whose step it is.
        step: The step.
        below: How many items of the indicator stand below in place.
        gain: By how much the mean of all items would rise if each of those went one level up.
        reason: Why it, with the arithmetic.
    """

    indicator: str
    item: Item
    topic: Topic
    step: SuggestedStep
    below: int
    gain: Fraction
    reason: str

    @property
    def pair(self) -> tuple[str, Topic]:
        """What a plan is made from: the identifier that the step serves, and its topic."""
        return self.step.serves, self.topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The moves, in the order in which to make them, and what was as good or has to wait.

    Attributes:
        moves: The moves.
        ties: The items that would lift the mean as far as the last of these.
        waiting: The items that wait until what they build on is started, by what they wait for.
    """

    moves: tuple[Move, ...] = ()
    ties: tuple[Item, ...] = ()
    waiting: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """What is lifted at once: an indicator's weak items, or one item."""

    indicator: str
    below: tuple[Item, ...]
    weakest: Item
    mean: Fraction
    touched: tuple[Item, ...]
    waits_for: tuple[str, ...]

    def rank(self, values: Values) -> tuple[bool, int, Fraction, Fraction, int]:
        """Return how soon it comes: what the subject itself advises, what lifts most, the weaker, the more tied."""
        ours = is_practice(self.weakest.id)
        return not ours, -len(self.below), self.mean, values[self.weakest.id], -len(self.touched)


def strengths(items: Sequence[Item], found: Results) -> tuple[Item, ...]:
    """Return the items that stand at in place or above, highest first."""
    held = [item for item in items if item.id in found.values and in_place(found.values[item.id])]
    return tuple(sorted(held, key=lambda item: -found.values[item.id]))


def gaps(items: Sequence[Item], found: Results) -> tuple[Item, ...]:
    """Return the items that stand below in place, lowest first; of equals, those of the weaker indicator."""
    held = [item for item in items if item.id in found.values and not in_place(found.values[item.id])]

    def weight(item: Item) -> tuple[Fraction, Fraction]:
        return found.values[item.id], found.indicators[item.indicator].mean or Fraction()

    return tuple(sorted(held, key=weight))


def moves(items: Sequence[Item], found: Results, ground: Ground, near: Sequence[Topic] = ()) -> Chosen:
    """Return the moves that would lift the assessment most, in the order in which to make them.

    Practices of the subject come first. Then indicators come in the order of how far the mean of all items would rise
    if every item of theirs that stands below in place went one level up; of equals the weaker comes first, then the
    one tied to more of the other weak items. Where fewer than three indicators are weak, items take their place. What
    builds on an item that isn't started waits for it. A single item is lifted towards the highest level.

    Args:
        items: The items.
        found: Their scores.
        ground: Where topics and names come from.
        near: The topics of the subject, which are chosen before others.
    """
    values = found.values
    weak = [item for item in items if item.id in values and not in_place(values[item.id])]
    if not weak and len(items) == 1:
        weak = [item for item in items if values.get(item.id, Fraction(len(LEVELS))) < len(LEVELS)]
    units = sorted(_units(weak, items, found, ground), key=lambda unit: unit.rank(values))
    ready = [unit for unit in units if not unit.waits_for]
    picked: list[tuple[_Unit, Topic, SuggestedStep]] = []
    for unit in (*ready, *(unit for unit in units if unit.waits_for)):
        taken = {topic.id for _, topic, _ in picked}
        if len(picked) < MOST_MOVES and (pick := _pick(unit.weakest, values[unit.weakest.id], ground, near, taken)):
            picked.append((unit, *pick))
    waiting: dict[str, tuple[Item, ...]] = {}
    for unit in units:
        for before in unit.waits_for if unit not in [one for one, *_ in picked] else ():
            waiting[before] = (*waiting.get(before, ()), unit.weakest)
    places = [item.id for item in items]
    picked.sort(key=lambda one: places.index(one[0].weakest.id))
    made = tuple(
        Move(
            indicator=unit.indicator,
            item=unit.weakest,
            topic=topic,
            step=step,
            below=len(unit.below),
            gain=Fraction(len(unit.below), len(values)),
            reason=_reason(unit, waiting.get(unit.weakest.id, ()), found, ground),
        )
        for unit, topic, step in picked
    )
    return Chosen(moves=made, ties=_ties(picked, ready, values), waiting=waiting)


def _ties(
    picked: Sequence[tuple[_Unit, Topic, SuggestedStep]], ready: Sequence[_Unit], values: Values
) -> tuple[Item, ...]:
    """Return the items that would have done as well as the last that was chosen."""
    if not picked:
        return ()
    chosen = [unit for unit, *_ in picked]
    last = max(unit.rank(values)[:4] for unit in chosen)
    return tuple(unit.weakest for unit in ready if unit not in chosen and unit.rank(values)[:4] == last)


def _units(weak: Sequence[Item], items: Sequence[Item], found: Results, ground: Ground) -> list[_Unit]:
    """Return what is lifted at once: an indicator's weak items; each by itself where there are few indicators."""
    by_indicator: dict[str, list[Item]] = {}
    for item in weak:
        by_indicator.setdefault(item.indicator, []).append(item)
    alone = len(by_indicator) < MOST_MOVES
    held = [[item] for item in weak] if alone else list(by_indicator.values())
    low = {item.id for item in weak if found.values[item.id] < STARTED}
    return [
        _Unit(
            indicator=below[0].indicator,
            below=tuple(below),
            weakest=(weakest := min(below, key=lambda item: found.values[item.id])),
            mean=found.indicators[weakest.indicator].mean or Fraction(),
            touched=tuple(_touched(below, items, {item.id for item in weak}, ground)),
            waits_for=tuple(i for i in ground.after(weakest.id) if i in low),
        )
        for below in held
    ]


def _touched(below: Sequence[Item], items: Sequence[Item], weak: Set[str], ground: Ground) -> list[Item]:
    """Return the other weak items that our crosswalk ties to an indicator's."""
    indicator = below[0].indicator
    if is_practice(indicator):
        return []
    entries = [ground.frameworks.entries[i] for i in (indicator, *(item.id for item in below))]
    seen = {label for entry in entries for label in getattr(entry, "see", ())}
    return [i for i in items if i.id in weak and i.indicator != indicator and seen & {i.id, i.indicator}]


def _reason(unit: _Unit, waiting: Sequence[Item], found: Results, ground: Ground) -> str:
    """Return why a move was chosen, so that it stands by itself: where it stands, and what it opens."""
    weakest, rated = unit.weakest, len(found.values)
    value = found.values[weakest.id]
    level = weakest.scale[nearest_level(value) - 1]
    lower = [other for other in found.values.values() if other < value]
    same = sum(other == value for other in found.values.values()) - 1
    lowest = "" if lower or rated == 1 else ", as low as any" if same else ", the lowest of all"
    if len(unit.below) == 1:
        said = f"It stands at {plain(value)}, {level}{lowest}."
    else:
        said = (
            f"{ground.name(weakest.indicator)} stands at {shown(unit.mean)}, with {len(unit.below)} items below "
            f"level 3, more than a single item can lift; this is its lowest, at {plain(value)}, {level}."
        )
    if waiting:
        said += f" {_named(waiting)} {'waits' if len(waiting) == 1 else 'wait'} for it."
    if unit.touched:
        said += f" It also bears on {_named(unit.touched)}, below level 3 too."
    if not lowest and len(unit.below) == 1 and rated > 1 and not waiting and not unit.touched:
        said += " It is the next lowest that can be begun now." if lower else ""
    return said


def _named(items: Sequence[Item]) -> str:
    more = len(items) - MOST_TOUCHED
    names = " and ".join(item.name for item in items[:MOST_TOUCHED])
    return names if more <= 0 else f"{', '.join(item.name for item in items[:MOST_TOUCHED])} and {more} more"


def _pick(
    item: Item, value: Fraction, ground: Ground, near: Sequence[Topic], taken: set[str]
) -> tuple[Topic, SuggestedStep] | None:
    """Return the topic and the step that fit an item best where it stands.

    That is the topic chosen for the item by hand, and its step. Where another move has it
    already, the topics that the indicator leads are weighed by the words that they share with the item's next level.
    """
    if is_practice(item.id):
        topic = ground.topic(item.id)
        return topic, topic.next_steps[place_of(item.id)]
    own = ground.levels.by_id[item.id]
    chosen = next((topic for topic in ground.topics if topic.id == own.topic and topic.id not in taken), None)
    if chosen is not None:
        return chosen, chosen.next_steps[own.step - 1]
    level = nearest_level(value)
    about = frozenset(terms(" ".join((item.name, item.asks or "", *item.evidence, item.levels[min(level, 3)]))))
    close = {topic.id for topic in near}
    fits: list[tuple[float, Topic, SuggestedStep]] = []
    for topic in ground.topics:
        if topic.id in taken or not any(indicator_of(label) == item.indicator for label in topic.lead):
            continue
        words = ground.words_of(topic)
        like = sum(ground.weights[term] for term in words & about) / len(words) ** 0.5
        for n, step in enumerate(topic.next_steps):
            if indicator_of(step.serves) == item.indicator:
                fit = like * (1 + 0.2 * (step.serves == item.id) + 0.3 * (topic.id in close) - 0.1 * n)
                fits.append((fit, topic, step))
    return max(fits, key=lambda one: one[0])[1:] if fits else None

"""Strengths, gaps, and the three moves that would lift a self-assessment most, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.knowledge.corpus.topics import SuggestedStep, Topic
from assistant.knowledge.search.words import terms
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import Item
from assistant.practice.assessment.scores import Results, nearest_level, shown

IN_PLACE = Fraction(3)
MOST_NAMED, MOST_MOVES, MOST_TOUCHED = 5, 3, 2


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


def strengths(items: Sequence[Item], found: Results) -> tuple[Item, ...]:
    """Return the items that stand at in place or above, highest first."""
    held = [item for item in items if found.values.get(item.id, Fraction()) >= IN_PLACE]
    return tuple(sorted(held, key=lambda item: -found.values[item.id]))[:MOST_NAMED]


def gaps(items: Sequence[Item], found: Results) -> tuple[Item, ...]:
    """Return the items that stand below in place, lowest first; of equals, those of the weaker indicator."""
    held = [item for item in items if item.id in found.values and found.values[item.id] < IN_PLACE]

    def weight(item: Item) -> tuple[Fraction, Fraction]:
        return found.values[item.id], found.indicators[item.indicator].mean or Fraction()

    return tuple(sorted(held, key=weight))[:MOST_NAMED]


def moves(items: Sequence[Item], found: Results, ground: Ground, near: Sequence[Topic] = ()) -> tuple[Move, ...]:
    """Return the moves that would lift the assessment most, best first, each from another topic.

    Indicators come in the order of how far the mean of all items would rise if every item of theirs that stands below
    in place went one level up; of equals the weaker comes first, then the one tied to more of the other weak items.
    Where fewer than three indicators are weak, items take their place.

    Args:
        items: The items.
        found: Their scores.
        ground: Where topics and names come from.
        near: The topics of the subject, which are chosen before others.
    """
    rated = len(found.values)
    weak = {item.id for item in items if found.values.get(item.id, IN_PLACE) < IN_PLACE}
    ranked = []
    for indicator, below in _units([item for item in items if item.id in weak]):
        mean = found.indicators[indicator].mean or Fraction()
        lowest = min(found.values[item.id] for item in below)
        touched = _touched(below, items, weak, ground)
        ranked.append(((-len(below), mean, lowest, -len(touched)), indicator, below, touched))
    chosen: list[Move] = []
    for (_, mean, *_), indicator, below, touched in sorted(ranked, key=lambda one: one[0]):
        if len(chosen) == MOST_MOVES:
            break
        weakest = min(below, key=lambda item: found.values[item.id])
        picked = _pick(weakest, found.values[weakest.id], ground, near, {move.topic.id for move in chosen})
        if picked is None:
            continue
        gain = Fraction(len(below), rated)
        chosen.append(
            Move(
                indicator=indicator,
                item=weakest,
                topic=picked[0],
                step=picked[1],
                below=len(below),
                gain=gain,
                reason=_reason(weakest, below, (mean, gain), touched, found, ground),
            )
        )
    return tuple(chosen)


def _units(weak: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Return what is lifted at once: an indicator's weak items; each by itself where there are few indicators."""
    by_indicator: dict[str, list[Item]] = {}
    for item in weak:
        by_indicator.setdefault(item.indicator, []).append(item)
    if len(by_indicator) < MOST_MOVES:
        return [(item.indicator, [item]) for item in weak]
    return list(by_indicator.items())


def _touched(below: Sequence[Item], items: Sequence[Item], weak: Set[str], ground: Ground) -> list[Item]:
    """Return the other weak items that our crosswalk ties to an indicator's."""
    indicator = below[0].indicator
    entries = [ground.frameworks.entries[i] for i in (indicator, *(item.id for item in below))]
    seen = {label for entry in entries for label in getattr(entry, "see", ())}
    return [i for i in items if i.id in weak and i.indicator != indicator and seen & {i.id, i.indicator}]


def _reason(
    weakest: Item,
    below: Sequence[Item],
    counted: tuple[Fraction, Fraction],
    touched: Sequence[Item],
    found: Results,
    ground: Ground,
) -> str:
    (mean, gain), whole = counted, found.overall.mean or Fraction()
    value = found.values[weakest.id]
    rated = len(found.values)
    whose = "the only rated item" if rated == 1 else f"the mean of the {rated} rated items"
    lift = f"{whose} from {shown(whole, 2)} to {shown(whole + gain, 2)} (+{len(below)} ÷ {rated})"
    if len(below) == 1:
        said = f"It stands at {shown(value)}. One level up would lift {lift}."
    else:
        said = (
            f"{ground.name(weakest.indicator)} stands at {shown(mean)}, with {len(below)} items below level 3 and this "
            f"the lowest at {shown(value)}. One level up on each would lift {lift}."
        )
    if touched:
        names = [item.name for item in touched[:MOST_TOUCHED]]
        said += f" It also bears on {' and '.join(names)}, below level 3 too."
    return said


def _pick(
    item: Item, value: Fraction, ground: Ground, near: Sequence[Topic], taken: set[str]
) -> tuple[Topic, SuggestedStep] | None:
    """Return the topic and the step that fit an item best where it stands.

    That is the topic chosen for the item by hand, and its step. Where another move has it
    already, the topics that the indicator leads are weighed by the words that they share with the item's next level.
    """
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

"""Strengths, gaps, and the three moves that would lift a self-assessment most, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.knowledge.corpus.topics import SuggestedStep, Topic
from assistant.knowledge.search.words import terms
from assistant.practice.assessment.items import Ground, shared
from assistant.practice.assessment.model import Item
from assistant.practice.assessment.scores import Results, shown

IN_PLACE = Fraction(3)
MOST_NAMED, MOST_MOVES = 5, 3


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
    in place went one level up; of equals, the weaker first.

    Args:
        items: The items.
        found: Their scores.
        ground: Where topics and names come from.
        near: The topics of the subject, which are chosen before others.
    """
    rated = len(found.values)
    ranked = []
    for indicator, its in found.indicators.items():
        below = [i for i in items if i.indicator == indicator and found.values.get(i.id, IN_PLACE) < IN_PLACE]
        if below and its.mean is not None:
            ranked.append((-len(below), its.mean, indicator, below))
    ranked.sort(key=lambda one: (one[0], one[1]))
    chosen: list[Move] = []
    for _, mean, indicator, below in ranked:
        if len(chosen) == MOST_MOVES:
            break
        weakest = min(below, key=lambda item: found.values[item.id])
        picked = _pick(weakest, ground, near, {move.topic.id for move in chosen})
        if picked is None:
            continue
        gain = Fraction(len(below), rated)
        reason = _reason(ground.name(indicator), mean, len(below), gain, found)
        chosen.append(
            Move(
                indicator=indicator,
                item=weakest,
                topic=picked[0],
                step=picked[1],
                below=len(below),
                gain=gain,
                reason=reason,
            )
        )
    return tuple(chosen)


def _reason(name: str, mean: Fraction, below: int, gain: Fraction, found: Results) -> str:
    whole = found.overall.mean or Fraction()
    of = "its one item below in place" if below == 1 else f"its {below} items below in place"
    return (
        f"{name} stands at {shown(mean)}. One level up on {of} adds {below} to the sum of all levels: "
        f"the mean of the {len(found.values)} rated items rises from {shown(whole)} to {shown(whole + gain)}."
    )


def _pick(item: Item, ground: Ground, near: Sequence[Topic], taken: set[str]) -> tuple[Topic, SuggestedStep] | None:
    """Return the topic and the step that fit an item best: led by it, of the subject, and of the same words."""
    about = frozenset(terms(" ".join((item.name, item.asks or "", *item.levels))))
    close = {topic.id for topic in near}
    best: tuple[float, Topic, SuggestedStep] | None = None
    for topic in ground.topics:
        if topic.id in taken or not any(indicator_of(label) == item.indicator for label in topic.lead):
            continue
        for n, step in enumerate(topic.next_steps):
            if indicator_of(step.serves) != item.indicator:
                continue
            fit = (
                float(step.serves == item.id)
                + float(topic.lead[0] == item.id)
                + 0.5 * (indicator_of(topic.lead[0]) == item.indicator)
                + 1.5 * (topic.id in close)
                + shared(f"{topic.title} {step.do} {step.done}", about) / 4
                - n / 8
            )
            if best is None or fit > best[0]:
                best = (fit, topic, step)
    return None if best is None else (best[1], best[2])

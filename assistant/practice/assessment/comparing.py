"""Comparing: what changed since an earlier round, and a team's answers side by side without showing anybody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.errors import CoachError
from assistant.practice.assessment.model import GROUPS, LEVELS, Assessment, Group, Item
from assistant.practice.assessment.scores import Score, Values, score

FEWEST_SHOWN = 5
"""Fewer answers than these are never shown apart."""


class TooFewError(CoachError):
    """So few people answered that anybody could be made out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of an item since an earlier round; None where it wasn't rated then or isn't now."""

    item: str
    before: Fraction | None
    now: Fraction | None

    @property
    def by(self) -> Fraction | None:
        """By how much it rose or fell."""
        return None if self.before is None or self.now is None else self.now - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed: by item, and of the items that were rated both times the mean of each."""

    items: tuple[Change, ...]
    before: Score
    now: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A team's answers to an item, shown only where nobody can be made out.

    Attributes:
        item: The item.
        answers: How many people rated it; None where that is fewer than five.
        counts: How many gave each level, lowest first.
        mean: The mean of all.
        groups: The mean of each group; empty where a group, or those of no group, are fewer than five.
    """

    item: str
    answers: int | None
    counts: tuple[int, ...] = ()
    mean: Fraction | None = None
    groups: Mapping[Group, Fraction]

    @property
    def gap(self) -> Fraction | None:
        """By how much the first group's mean lies above the second's."""
        first, second = GROUPS
        return self.groups[first] - self.groups[second] if first in self.groups and second in self.groups else None


def changes(items: Sequence[Item], before: Values, now: Values) -> Changes:
    """Return what changed from one round to the next."""
    both = [item.id for item in items if item.id in before and item.id in now]
    return Changes(
        items=tuple(Change(item=item.id, before=before.get(item.id), now=now.get(item.id)) for item in items),
        before=score(both, before),
        now=score(both, now),
    )


def side_by_side(assessment: Assessment) -> tuple[Spread, ...]:
    """Return a team's answers to each item.

    Raises:
        TooFewError: Fewer than five people answered.
    """
    answered = [person for person in assessment.people if any(a.level is not None for a in person.answers)]
    if len(answered) < FEWEST_SHOWN:
        raise TooFewError(
            f"{len(answered)} people answered; a team's answers are shown from {FEWEST_SHOWN} up, so that nobody can "
            "be made out: let more people answer, or fill in one form together"
        )
    return tuple(_spread(item, assessment) for item in assessment.items)


def _spread(item: str, assessment: Assessment) -> Spread:
    given: list[tuple[Group | None, int]] = []
    for person in assessment.people:
        answer = person.by_item.get(item)
        if answer is not None and answer.level is not None:
            given.append((person.group, answer.level))
    if len(given) < FEWEST_SHOWN:
        return Spread(item=item, answers=None, groups={})
    counted = Counter(level for _, level in given)
    return Spread(
        item=item,
        answers=len(given),
        counts=tuple(counted[level] for level in LEVELS),
        mean=_mean([level for _, level in given]),
        groups=_by_group(given),
    )


def _by_group(given: Sequence[tuple[Group | None, int]]) -> Mapping[Group, Fraction]:
    """Return each group's mean where every group is large enough: from one and the whole, the other could be told."""
    levels = {group: [level for of, level in given if of == group] for group in GROUPS}
    without = sum(of is None for of, _ in given)
    if any(len(held) < FEWEST_SHOWN for held in levels.values()) or 0 < without < FEWEST_SHOWN:
        return {}
    return {group: _mean(held) for group, held in levels.items()}


def _mean(levels: Sequence[int]) -> Fraction:
    return Fraction(sum(levels), len(levels))


def team_values(spreads: Sequence[Spread]) -> Values:
    """Return the mean of each item that enough people rated."""
    return {spread.item: spread.mean for spread in spreads if spread.mean is not None}

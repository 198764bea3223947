"""Scores: levels counted and averaged, with the arithmetic that made them and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.practice.assessment.model import LEVELS, Assessment, Item
from assistant.practice.assessment.practices import holder, is_practice

IN_PLACE = Fraction(3)
Values = Mapping[str, Fraction]
"""The value of each rated item: a level from 1 to 4, or the mean of several people's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What some items come to.

    Attributes:
        values: The values that count.
        left_out: The items that nobody rated; they count neither way.
    """

    values: tuple[Fraction, ...]
    left_out: tuple[str, ...] = ()

    @property
    def mean(self) -> Fraction | None:
        """The mean of the values, between 1 and 4; None where no item counts."""
        return sum(self.values, Fraction()) / len(self.values) if self.values else None

    @property
    def level(self) -> int | None:
        """The level nearest to the mean; half way between two, the lower one."""
        return None if self.mean is None else nearest_level(self.mean)

    @property
    def items(self) -> int:
        """How many items there are, rated or not."""
        return len(self.values) + len(self.left_out)

    def arithmetic(self) -> str:
        """Return how the mean is made: ``3 × 1 + 2 × 2 + 1 × 4 = 11; 11 ÷ 6 = 1.8``."""
        if self.mean is None:
            return "no item is rated, so there is no mean"
        count, total = len(self.values), sum(self.values, Fraction())
        if count == 1:
            return f"one item at {shown(total)}"
        counted = Counter(self.values)
        if all(value.denominator == 1 for value in counted):
            parts = " + ".join(f"{counted[Fraction(n)]} × {n}" for n in LEVELS if counted[Fraction(n)])
            return f"{parts} = {total}; {total} ÷ {count} = {shown(self.mean)}"
        return f"the means of {count} items add up to {shown(total)}; ÷ {count} = {shown(self.mean)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The scores of an assessment: of all of it, and of its domains and indicators by identifier, in order."""

    overall: Score
    domains: Mapping[str, Score]
    indicators: Mapping[str, Score]
    values: Values


def domain_of(identifier: str, frameworks: Frameworks) -> str:
    """Return the domain that an item counts to; of a practice that we advise, its topic."""
    return holder(identifier) if is_practice(identifier) else frameworks.domain_of(identifier).id


def figure(number: Fraction) -> Fraction:
    """Return a number as it is shown: with one decimal, halves rounded up."""
    return Fraction(shown(number))


def nearest_level(mean: Fraction) -> int:
    """Return the level nearest to a mean as it is shown; half way between two, the lower one."""
    return ceil(figure(mean) - Fraction(1, 2))


def in_place(value: Fraction) -> bool:
    """Tell whether a value, as it is shown, is at level 3 or above."""
    return figure(value) >= IN_PLACE


def shown(number: Fraction | None, places: int = 1) -> str:
    """Return a number with one decimal or so many, halves rounded up; a dash for none."""
    if number is None:
        return "–"
    return str(
        (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal(10) ** -places, ROUND_HALF_UP)
    )


def plain(value: Fraction) -> str:
    """Return a value as it is shown: a level as it is, a mean with one decimal."""
    return str(value) if value.denominator == 1 else shown(value)


def values_of(assessment: Assessment) -> Values:
    """Return the levels that the one person of an assessment gave."""
    return {a.item: Fraction(a.level) for a in assessment.person.answers if a.level is not None}


def score(items: Iterable[str], values: Values) -> Score:
    """Return the score of some items."""
    asked = tuple(items)
    return Score(
        values=tuple(values[item] for item in asked if item in values),
        left_out=tuple(item for item in asked if item not in values),
    )


def results(items: Sequence[Item], values: Values, frameworks: Frameworks) -> Results:
    """Return the scores of all items, each domain's and each indicator's; every item weighs the same."""
    domains: dict[str, list[str]] = {}
    indicators: dict[str, list[str]] = {}
    for item in items:
        domains.setdefault(domain_of(item.id, frameworks), []).append(item.id)
        indicators.setdefault(item.indicator, []).append(item.id)
    return Results(
        overall=score((item.id for item in items), values),
        domains={domain: score(held, values) for domain, held in domains.items()},
        indicators={indicator: score(held, values) for indicator, held in indicators.items()},
        values=values,
    )


def level_name(level: int | None, scale: Sequence[str]) -> str:
    """Return what a level is called on a scale."""
    return "not rated" if level is None else scale[level - 1]


def common_scale(items: Sequence[Item], otherwise: Sequence[str]) -> Sequence[str]:
    """Return the scale of items that share one, else another."""
    scales = {item.scale for item in items}
    return scales.pop() if len(scales) == 1 else otherwise

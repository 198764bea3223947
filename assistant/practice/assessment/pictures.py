"""The radar and the heat map of an assessment: levels written out beside their colors, legible in gray."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, cos, pi, sin
from typing import TypeVar

from assistant.practice.assessment.drawing import Anchor, Drawing, Shape, Words, box, wrapped
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import LEVELS, Item
from assistant.practice.assessment.scores import Results, Values, level_name, nearest_level, shown

COLORS = ("#f4e8cd", "#bcd9c6", "#68a886", "#1f5f43")
"""From the lowest level to the highest, each darker than the one before, so that gray tells them apart too."""
INK, PALE, ON_DARK = "#1f2925", "#8a948f", "#ffffff"
FEWEST_AXES, MOST_AXES = 3, 12
WIDTH, RADAR_HEIGHT, RADIUS = 470.0, 330.0, 105.0
ROW, CELL, LABELS, MOST_ROWS = 24.0, 32.0, 210.0, 22
LEGEND = 20.0
T = TypeVar("T")


def radar(items: Sequence[Item], found: Results, ground: Ground) -> Drawing | None:
    """Return the means of domains as a radar; of indicators or items where there are too few; else None."""
    axes = _axes(items, found, ground)
    if not axes:
        return None
    middle = (WIDTH / 2, RADAR_HEIGHT / 2)
    spokes = [(sin(2 * pi * n / len(axes)), -cos(2 * pi * n / len(axes))) for n in range(len(axes))]

    def at(spoke: tuple[float, float], value: float) -> tuple[float, float]:
        return middle[0] + spoke[0] * RADIUS * value / 4, middle[1] + spoke[1] * RADIUS * value / 4

    parts: list[Shape | Words] = [
        Shape(points=tuple(at(spoke, level) for spoke in spokes), stroke="#c3cbc6", width=0.7) for level in LEVELS
    ]
    parts += [Shape(points=(middle, at(spoke, 4)), stroke="#c3cbc6", width=0.7, closed=False) for spoke in spokes]
    values = [float(value) for _, value in axes]
    reach = tuple(at(spoke, value) for spoke, value in zip(spokes, values, strict=True))
    parts.append(Shape(points=reach, fill=COLORS[2], stroke=COLORS[3], width=1.8, opacity=0.35))
    parts += [Words(x=middle[0] + 4, y=at((0, -1), n)[1] - 5, text=str(n), size=8, color=PALE) for n in LEVELS]
    for (name, value), spoke in zip(axes, spokes, strict=True):
        parts += _axis_label(f"{name}", shown(value), at(spoke, 4.35), spoke)
    told = "; ".join(f"{name} {shown(value)}" for name, value in axes)
    return Drawing(width=WIDTH, height=RADAR_HEIGHT, parts=tuple(parts), alt=f"Radar of means from 1 to 4: {told}.")


def heat_maps(items: Sequence[Item], values: Values, ground: Ground) -> tuple[Drawing, ...]:
    """Return the levels of all items as cells, a row for each indicator; long ones in several drawings."""
    rows: dict[str, list[Item]] = {}
    for item in items:
        rows.setdefault(item.indicator, []).append(item)
    drawings = ceil(len(rows) / MOST_ROWS)
    return tuple(_heat_map(part, values, ground) for part in _runs(tuple(rows.items()), ceil(len(rows) / drawings)))


def _axes(items: Sequence[Item], found: Results, ground: Ground) -> list[tuple[str, Fraction]]:
    for scores in (found.domains, found.indicators):
        held = [(ground.name(identifier), score.mean) for identifier, score in scores.items()]
        axes = [(name, mean) for name, mean in held if mean is not None]
        if FEWEST_AXES <= len(axes) <= MOST_AXES:
            return axes
    axes = [(item.name, found.values[item.id]) for item in items if item.id in found.values]
    return axes if FEWEST_AXES <= len(axes) <= MOST_AXES else []


def _axis_label(name: str, value: str, place: tuple[float, float], spoke: tuple[float, float]) -> Iterator[Words]:
    anchor: Anchor = "middle" if abs(spoke[0]) < 0.25 else ("start" if spoke[0] > 0 else "end")
    lines = wrapped(name, 24, 4)
    above = 1.0 if spoke[1] < -0.9 else 0.0 if spoke[1] > 0.9 else 0.5
    top = place[1] - above * len(lines) * 11 + 5.5
    for n, text in enumerate(lines):
        last = n == len(lines) - 1
        yield Words(x=place[0], y=top + n * 11, text=f"{text}  {value}" if last else text, size=9, anchor=anchor)


def _heat_map(rows: Sequence[tuple[str, Sequence[Item]]], values: Values, ground: Ground) -> Drawing:
    scales = tuple(dict.fromkeys(item.scale for _, its in rows for item in its))
    parts: list[Shape | Words] = list(_legend(scales))
    y = 12.0 + LEGEND * len(scales)
    told = []
    across = max(1, int((WIDTH - LABELS) // CELL))
    for indicator, its in rows:
        label = wrapped(ground.name(indicator), 40)
        for n, text in enumerate(label):
            middle = y + ROW / 2 + (n - (len(label) - 1) / 2) * 10
            parts.append(Words(x=LABELS - 8, y=middle, text=text, size=9, anchor="end"))
        for chunk in _runs(its, across):
            for n, item in enumerate(chunk):
                parts += _cell(LABELS + n * CELL, y, values.get(item.id))
            if len(its) == 1:
                parts.append(Words(x=LABELS + CELL + 6, y=y + ROW / 2 - 1, text=_named(its[0], values), size=9))
            y += ROW
        told.append(f"{ground.name(indicator)} {', '.join(shown(values.get(item.id)) for item in its)}")
    alt = f"Heat map of levels, a row for each indicator: {'; '.join(told)}."
    return Drawing(width=WIDTH, height=y + 6, parts=tuple(parts), alt=alt)


def _named(item: Item, values: Values) -> str:
    value = values.get(item.id)
    return level_name(None if value is None else nearest_level(value), item.scale)


def _cell(x: float, y: float, value: Fraction | None) -> Iterator[Shape | Words]:
    level = None if value is None else nearest_level(value)
    yield box(x, y, CELL - 2, ROW - 2, COLORS[level - 1] if level else "#ffffff", stroke="#c3cbc6")
    text = "–" if value is None else str(value) if value.denominator == 1 else shown(value)
    color = ON_DARK if level == len(COLORS) else INK
    yield Words(x=x + CELL / 2 - 1, y=y + ROW / 2 - 1, text=text, size=10, anchor="middle", color=color)


def _legend(scales: Sequence[Sequence[str]]) -> Iterator[Shape | Words]:
    """Yield a line for each scale that is used, and in the first what an empty cell means."""
    for row, scale in enumerate(scales):
        x, y = 6.0, 8 + LEGEND * row
        for level, color in zip(LEVELS, COLORS, strict=True):
            ink = ON_DARK if level == len(COLORS) else INK
            yield from _key(x, y, str(level), scale[level - 1], (color, ink))
            x += 38 + 5.2 * len(scale[level - 1])
        if row == 0:
            yield from _key(x, y, "–", "not rated", ("#ffffff", INK))


def _key(x: float, y: float, sign: str, name: str, colors: tuple[str, str]) -> Iterator[Shape | Words]:
    yield box(x, y, 16, 14, colors[0], stroke="#c3cbc6")
    yield Words(x=x + 8, y=y + 7, text=sign, size=9, anchor="middle", color=colors[1])
    yield Words(x=x + 21, y=y + 7, text=name, size=9)


def _runs(every: Sequence[T], most: int) -> list[Sequence[T]]:
    """Return a sequence in runs of at most so many."""
    return [every[n : n + most] for n in range(0, len(every), most)]

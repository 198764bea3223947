"""Small pictures as inline SVG: an interval, a risk and coverage curve, a histogram of latencies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 380, 240
LEFT, RIGHT, TOP, BOTTOM = 42, 12, 28, 40
BINS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """A plot's inner area and the values at its edges."""

    x_low: float
    x_high: float
    y_high: float

    def x(self, value: float) -> float:
        """Return the pixel of a value on the horizontal axis."""
        share = (value - self.x_low) / (self.x_high - self.x_low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Return the pixel of a value on the vertical axis, which starts at 0."""
        return HEIGHT - BOTTOM - value / self.y_high * (HEIGHT - TOP - BOTTOM)


def interval_strip(value: float, low: float, high: float, *, others: Sequence[float] = ()) -> str:
    """Return a figure between 0 and 1 with its interval as a whisker, and other values as ticks."""
    width, height, pad = 170, 18, 5

    def place(share: float) -> str:
        return f"{pad + min(1.0, max(0.0, share)) * (width - 2 * pad):.1f}"

    ticks = "".join(f'<path class="other" d="M{place(other)} 3V15"/>' for other in others)
    return (
        f'<svg class="strip" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{value:.3f}, 95 % interval {low:.3f} to {high:.3f}">'
        f'<path class="rail" d="M{pad} 9H{width - pad}"/>{ticks}'
        f'<path class="whisker" d="M{place(low)} 9H{place(high)}"/>'
        f'<circle class="dot" cx="{place(value)}" cy="9" r="4"/></svg>'
    )


def risk_curve(points: Sequence[tuple[float, float]], base_risk: float) -> str:
    """Return the curve of risk (share of wrong answers) over coverage (share answered), surest answers first.

    Args:
        points: Coverage and risk, by rising coverage.
        base_risk: Risk when everything is answered; drawn as a level.

    The first fiftieth of the curve is left out: it rests on a handful of rows.
    """
    points = [point for point in points if point[0] >= 0.02] or points
    top = max(0.1, math.ceil(max([risk for _, risk in points] or [0.1]) * 10) / 10)
    frame = _Frame(x_low=0, x_high=1, y_high=top)
    line = " ".join(f"{'L' if n else 'M'}{frame.x(c):.1f} {frame.y(r):.1f}" for n, (c, r) in enumerate(points))
    area = f"{line} L{frame.x(points[-1][0]):.1f} {frame.y(0):.1f} L{frame.x(points[0][0]):.1f} {frame.y(0):.1f}Z"
    level = frame.y(min(top, base_risk))
    body = (
        f'<path class="area" d="{area}"/><path class="curve" d="{line}"/>'
        f'<path class="level" d="M{LEFT} {level:.1f}H{WIDTH - RIGHT}"/>'
        f'<text class="note" x="{LEFT + 6}" y="{level - 5:.1f}">everything answered: {base_risk:.3f}</text>'
    )
    x_ticks = [(share, f"{share:.0%}") for share in (0, 0.25, 0.5, 0.75, 1)]
    y_ticks = [(top * n / 4, f"{top * n / 4:.0%}") for n in range(5)]
    return _chart(frame, body, x_ticks, y_ticks, ("coverage, surest answers first", "risk"))


def latency_histogram(milliseconds: Sequence[float], p50: float, p95: float) -> str:
    """Return how latencies are spread, on a logarithmic scale, with the median and the 95th percentile marked."""
    low, high = (math.log10(max(edge, 0.01)) for edge in (min(milliseconds), max(milliseconds)))
    if high - low < 0.1:
        low, high = low - 0.1, high + 0.1
    counts = [0] * BINS
    for value in milliseconds:
        share = (math.log10(max(value, 0.01)) - low) / (high - low)
        counts[min(BINS - 1, int(share * BINS))] += 1
    frame = _Frame(x_low=low, x_high=high, y_high=max(counts))
    step = (high - low) / BINS
    bars = "".join(
        f'<rect class="bar" x="{frame.x(low + n * step) + 0.6:.1f}" y="{frame.y(count):.1f}" '
        f'width="{frame.x(low + step) - LEFT - 1.2:.1f}" height="{frame.y(0) - frame.y(count):.1f}"/>'
        for n, count in enumerate(counts)
        if count
    )
    marks = _mark(frame.x(math.log10(max(p50, 0.01))), f"p50 {amount(p50)}", left=True)
    marks += _mark(frame.x(math.log10(max(p95, 0.01))), f"p95 {amount(p95)}", left=False)
    ticks = [(low + (high - low) * n / 4, amount(10 ** (low + (high - low) * n / 4))) for n in range(5)]
    rows = [(max(counts) * n / 4, f"{max(counts) * n / 4:.0f}") for n in (0, 2, 4)]
    return _chart(frame, bars + marks, ticks, rows, ("time for an answer (logarithmic)", "rows"))


def amount(milliseconds: float) -> str:
    """Return a duration as people say it: ``0.4 ms``, ``85 ms``, ``1.25 s``."""
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.2f} s"
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.1f} ms"


def _mark(x: float, name: str, *, left: bool) -> str:
    anchor, shift = ("end", 4) if left or x > WIDTH * 0.75 else ("start", -4)
    return (
        f'<path class="level" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
        f'<text class="note" x="{x + shift:.1f}" y="{TOP - 4}" text-anchor="{anchor}">{name}</text>'
    )


def _chart(
    frame: _Frame,
    body: str,
    x_ticks: Sequence[tuple[float, str]],
    y_ticks: Sequence[tuple[float, str]],
    titles: tuple[str, str],
) -> str:
    grid = "".join(
        f'<path class="grid" d="M{LEFT} {frame.y(value):.1f}H{WIDTH - RIGHT}"/>'
        f'<text x="{LEFT - 8}" y="{frame.y(value) + 4:.1f}" text-anchor="end">{text}</text>'
        for value, text in y_ticks
    )
    under = "".join(
        f'<text x="{frame.x(value):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="{anchor}">{text}</text>'
        for (value, text), anchor in zip(x_ticks, _anchors(len(x_ticks)), strict=True)
    )
    middle = (LEFT + WIDTH - RIGHT) / 2
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{titles[1]} over {titles[0]}">'
        f"{grid}{under}{body}"
        f'<text class="title" x="{middle:.0f}" y="{HEIGHT - 5}" text-anchor="middle">{titles[0]}</text>'
        f'<text class="title" x="6" y="12">{titles[1]}</text></svg>'
    )


def _anchors(ticks: int) -> list[str]:
    """Return how to align the labels of an axis, so that those at its ends stay inside the picture."""
    return ["start", *["middle"] * (ticks - 2), "end"]

"""The crosswalk as a map: boxes in two columns, each a link, and between them what ties one to the other."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.knowledge.corpus.frameworks import Domain, Indicator
from assistant.web.library.shelf import Shelf, above

WIDTH, BOX = 1120, 380
LETTERS = 46
LINE, PADDING, GAP, GROUP = 18, 20, 8, 30
STROKE, OPACITY = (1.25, 9.0), (0.35, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box of the map: what it stands for, where it is, and its name in lines that fit."""

    identifier: str
    x: int
    y: int
    height: int
    lines: tuple[str, ...]

    @property
    def middle(self) -> int:
        """The height of its middle."""
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The name of the framework above its boxes."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A line between two boxes: an SVG path, how wide it is, and how dense from 0 to 1."""

    path: str
    stroke: float
    opacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A map that can be drawn, and the same in words: each entry with what it is tied to, and how often."""

    around: str | None
    width: int
    height: int
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    ties: tuple[Tie, ...]
    told: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


def overview(shelf: Shelf) -> Drawing:
    """Return the map of all domains; a line is the wider the more their indicators have to do with each other."""
    counts: Counter[frozenset[str]] = Counter()
    for one, other in combinations(shelf.frameworks.indicators, 2):
        if other in shelf.related(one):
            counts[frozenset((above(one)[-1], above(other)[-1]))] += 1
    weights = {pair: n for pair, n in counts.items() if len(pair) == 2}
    columns: tuple[list[str], list[str]] = ([], [])
    for framework in shelf.frameworks.frameworks:
        min(columns, key=len).extend(
            domain.id for domain in shelf.frameworks.domains if domain.framework == framework.id
        )
    return _drawn(shelf, None, columns, weights)


def around(shelf: Shelf, identifier: str) -> Drawing:
    """Return the map around a domain or an indicator.

    At the left a domain's indicators with the domains that they are tied to at the right, or an indicator with the
    indicators that it is tied to.

    Raises:
        ValueError: The identifier is of nothing that can stand in the middle of a map.
    """
    middle = shelf.frameworks.entries.get(identifier)
    if not isinstance(middle, Domain | Indicator):
        raise ValueError(f"{identifier!r} is neither a domain nor an indicator")
    own = shelf.indicators_in(identifier)
    ends = [(one, other) for one in own for other in shelf.related(one) if other not in own]
    if isinstance(middle, Domain):
        ends = [(one, above(other)[-1]) for one, other in ends]
    met = {other for _, other in ends}
    others = [other for other in shelf.frameworks.entries if other in met]
    return _drawn(shelf, identifier, (own, others), Counter(frozenset(pair) for pair in ends))


def _drawn(
    shelf: Shelf, middle: str | None, columns: tuple[Sequence[str], Sequence[str]], weights: dict[frozenset[str], int]
) -> Drawing:
    made = [one for column, x in zip(columns, (0, WIDTH - BOX), strict=True) for one in _column(shelf, column, x)]
    boxes = tuple(one for one in made if isinstance(one, Box))
    placed = {box.identifier: box for box in boxes}
    most = max(weights.values(), default=1)
    ties = []
    for pair, weight in weights.items():
        one, other = sorted((placed[end] for end in pair), key=lambda box: (box.x, box.y))
        share = (weight - 1) / max(most - 1, 1)
        stroke, opacity = (least + share * (most - least) for least, most in (STROKE, OPACITY))
        ties.append(Tie(path=_path(one, other), stroke=round(stroke, 2), opacity=round(opacity, 2)))
    return Drawing(
        around=middle,
        width=WIDTH,
        height=max((box.y + box.height for box in boxes), default=0) + 4,
        boxes=boxes,
        labels=tuple(one for one in made if isinstance(one, Label)),
        ties=tuple(ties),
        told=tuple(_told(columns[0] if middle else [*columns[0], *columns[1]], weights, list(placed).index)),
    )


def _column(shelf: Shelf, identifiers: Sequence[str], x: int) -> Iterable[Box | Label]:
    """Yield the boxes of a column from above, and the name of each framework before its own."""
    y, framework = 0, ""
    for identifier in identifiers:
        if identifier.split("/", 1)[0] != framework:
            framework = identifier.split("/", 1)[0]
            y += GROUP if y == 0 else GROUP + GAP
            yield Label(text=shelf.frameworks.framework_of(identifier).short, x=x, y=y - GAP - 2)
        lines = tuple(textwrap.wrap(shelf.name(identifier), LETTERS))
        height = PADDING + LINE * len(lines)
        yield Box(identifier=identifier, x=x + 2, y=y, height=height, lines=lines)
        y += height + GAP


def _path(one: Box, other: Box) -> str:
    """Return the line between two boxes; within a column it swings out into the middle."""
    at_left, room = one.x < WIDTH // 2, WIDTH - 2 * BOX
    begins = one.x + BOX - 4 if at_left else one.x
    if one.x == other.x:
        out = begins + (room // 3 if at_left else -room // 3)
        return f"M{begins} {one.middle} C{out} {one.middle} {out} {other.middle} {begins} {other.middle}"
    half = begins + room // 2
    return f"M{begins} {one.middle} C{half} {one.middle} {half} {other.middle} {other.x} {other.middle}"


def _told(
    entries: Sequence[str], weights: dict[frozenset[str], int], place: Callable[[str], int]
) -> Iterable[tuple[str, tuple[tuple[str, int], ...]]]:
    for entry in entries:
        tied = [(next(iter(pair - {entry})), n) for pair, n in weights.items() if entry in pair]
        yield entry, tuple(sorted(tied, key=lambda one: (-one[1], place(one[0]))))

"""A team's answers on paper: side by side, with the gap between leaders and staff, and nobody to be made out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from assistant.practice.assessment.comparing import FEWEST_SHOWN, Spread
from assistant.practice.assessment.form import counted
from assistant.practice.assessment.model import GROUPS, Assessment, Item
from assistant.practice.assessment.scores import nearest_level, shown
from assistant.practice.sheet import Block, Bullets, Heading, Line, Paragraph, Table, line

WIDE, MOST_GAPS = 1, 5
"""From a gap of one level up, leaders and staff see an item differently enough to talk about."""


def side_by_side_blocks(assessment: Assessment, items: Sequence[Item], spreads: Sequence[Spread]) -> Iterator[Block]:
    """Yield the team's part of a report."""
    yield Heading("Side by side")
    people = [person for person in assessment.people if person.answers]
    by_group = [f"{sum(p.group == group for p in people)} {group}" for group in GROUPS]
    several = all(sum(p.group == group for p in people) >= FEWEST_SHOWN for group in GROUPS)
    who = f", {' and '.join(by_group)}" if several else ""
    yield Paragraph(
        (
            line(f"{counted(len(people), 'person').replace('persons', 'people')} answered{who}."),
            line(f"Fewer than {FEWEST_SHOWN} answers are never shown apart, of an item or of a group."),
            line("Where one group has fewer on an item, the other's mean isn't shown either: it could be worked out."),
            line("What people noted isn't shown, since words can tell who wrote them."),
        )
    )
    names = {item.id: item.name for item in items}
    grouped = any(spread.groups for spread in spreads)
    columns = (
        "Item",
        "Answers",
        "1",
        "2",
        "3",
        "4",
        "Mean",
        *((*[g.capitalize() for g in GROUPS], "Gap") if grouped else ()),
    )
    rows = tuple(_row(names[spread.item], spread, grouped=grouped) for spread in spreads)
    widths = (0.34, 0.1, *([0.06] * 4), 0.08, *((0.1, 0.08, 0.08) if grouped else ()))
    yield Table(columns=columns, rows=rows, widths=widths)
    if grouped:
        yield from _gaps(items, spreads)
    yield from _split(names, spreads)


def _row(name: str, spread: Spread, *, grouped: bool) -> tuple[str, ...]:
    if spread.answers is None:
        return (name, f"under {FEWEST_SHOWN}", *(["–"] * (8 if grouped else 5)))
    row = (name, str(spread.answers), *(str(count) for count in spread.counts), shown(spread.mean))
    if not grouped:
        return row
    means = [shown(spread.groups.get(group)) for group in GROUPS]
    sign = "" if spread.gap is None or spread.gap == 0 else "+" if spread.gap > 0 else "−"
    return (*row, *means, "–" if spread.gap is None else f"{sign}{shown(abs(spread.gap))}")


def _gaps(items: Sequence[Item], spreads: Sequence[Spread]) -> Iterator[Block]:
    yield Heading("Where leaders and staff differ")
    wide = sorted((s for s in spreads if _width(s) >= WIDE), key=_width, reverse=True)
    if not wide:
        yield Paragraph((line("On no item do their means lie a whole level apart."),))
        return
    more = f" {len(wide) - MOST_GAPS} more items lie a whole level apart." if len(wide) > MOST_GAPS else ""
    text = f"Begin where the gap is widest, and let each side tell what it has seen before anybody argues.{more}"
    yield Paragraph((line(text, kind="suggestion"),))
    held = {item.id: item for item in items}
    yield Bullets(tuple(_difference(held[s.item], s) for s in wide[:MOST_GAPS]))


def _difference(item: Item, spread: Spread) -> Line:
    """Return both groups' means, each with the description of the level nearest to it."""
    told = "; ".join(f"{group} {shown(spread.groups[group])}" for group in GROUPS)
    near = [nearest_level(spread.groups[group]) for group in GROUPS]
    if near[0] == near[1]:
        return line(f"{item.name}: {told}.", kind="suggestion")
    seen = " ".join(
        f"Nearest to the {group}' mean is {item.scale[n - 1]}: {item.levels[n - 1]}".replace("staff'", "staff's")
        for group, n in zip(GROUPS, near, strict=True)
    )
    return line(f"{item.name}: {told}. {seen}", kind="suggestion")


def _width(spread: Spread) -> Fraction:
    return Fraction() if spread.gap is None else abs(spread.gap)


def _split(names: dict[str, str], spreads: Sequence[Spread]) -> Iterator[Block]:
    """Yield the items on which people sit at both ends."""
    split = [s for s in spreads if s.answers and s.counts[0] * 4 >= s.answers and s.counts[3] * 4 >= s.answers]
    if split:
        yield Heading("Where people see it both ways")
        text = (
            "At least a quarter rate these at 1 and at least a quarter at 4. Let both sides show their evidence first."
        )
        yield Paragraph((line(text, kind="suggestion"),))
        yield Bullets(tuple(line(names[s.item], s.item) for s in split))

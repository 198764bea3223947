"""What an assessment came to, to be put before others: scores, pictures, strengths, gaps, moves, and every item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from assistant.knowledge.corpus.levels import OURS
from assistant.knowledge.corpus.topics import Topic
from assistant.practice.assessment.comparing import Changes
from assistant.practice.assessment.drawing import png, svg
from assistant.practice.assessment.form import Passages, counted, joined
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import LEVELS, Assessment, Item
from assistant.practice.assessment.moves import MOST_NAMED, Move, gaps, moves, strengths
from assistant.practice.assessment.one_item import noted, one_standing
from assistant.practice.assessment.pictures import heat_maps, radar
from assistant.practice.assessment.practices import identifiers, is_practice
from assistant.practice.assessment.scores import (
    Results,
    Score,
    Values,
    common_scale,
    figure,
    in_place,
    level_name,
    nearest_level,
    plain,
    results,
    shown,
    values_of,
)
from assistant.practice.assessment.telling_moves import PLAN_DAYS, moves_told
from assistant.practice.plan.making import plan_from_gaps
from assistant.practice.plan.model import Plan
from assistant.practice.plan.schedule import next_monday
from assistant.practice.sheet import Block, Bullets, Heading, Line, Paragraph, Picture, Sheet, Table, line


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An assessment with all that is computed from it.

    Attributes:
        assessment: The assessment.
        items: Its items.
        found: Their scores.
        moves: What would lift it most.
        ties: Items that would lift it as far as the last of the moves.
        waiting: Items that wait until what they build on is started, by what they wait for.
        changes: What changed since an earlier round, where there is one.
        earlier: That round.
        since: The day of that round.
        plan: A plan from the moves, where there are any.
    """

    assessment: Assessment
    items: tuple[Item, ...]
    found: Results
    moves: tuple[Move, ...]
    ties: tuple[Item, ...] = ()
    waiting: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    changes: Changes | None = None
    earlier: Assessment | None = None
    since: date | None = None
    plan: Plan | None = None


def report(
    assessment: Assessment, ground: Ground, *, today: date, near: Sequence[Topic] = (), values: Values | None = None
) -> Report:
    """Return what an assessment comes to.

    Args:
        assessment: The assessment.
        ground: What items are made of.
        today: The day from which a plan begins with the next Monday.
        near: The topics of its subject.
        values: The value of each rated item; None for the levels that its one person gave.
    """
    items = tuple(ground.item(identifier) for identifier in assessment.items)
    found = results(items, values_of(assessment) if values is None else values, ground.frameworks)
    chosen = moves(items, found, ground, near)
    planned = None
    if chosen.moves:
        pairs = _open_steps(chosen.moves, found, ground)
        planned = plan_from_gaps(pairs, title=assessment.title, start=next_monday(today), days=PLAN_DAYS)
    return Report(
        assessment=assessment,
        items=items,
        found=found,
        moves=chosen.moves,
        ties=chosen.ties,
        waiting=chosen.waiting,
        plan=planned,
    )


def _open_steps(chosen: Sequence[Move], found: Results, ground: Ground) -> list[tuple[str, Topic]]:
    """Return what a plan is made from; of practices, those that were rated below in place."""
    held: dict[str, tuple[str, Topic]] = {}
    for move in chosen:
        topic = move.topic
        if is_practice(move.item.id):
            weak = {i for i in identifiers(topic) if i in found.values and not in_place(found.values[i])}
            steps = tuple(step for i, step in zip(identifiers(topic), topic.next_steps, strict=True) if i in weak)
            topic = topic.model_copy(update={"next_steps": steps})
        held.setdefault(topic.id, (move.step.serves, topic))
    return list(held.values())


def sheet(told: Report, ground: Ground, passages: Passages, before: Sequence[Block] = ()) -> Sheet:
    """Return a report on paper; ``before`` are blocks that stand behind where it stands."""
    if len(told.items) == 1:
        return single(told, ground, passages, before)
    rated = len(told.found.values)
    on = f" · {told.assessment.on:%B} {told.assessment.on.day}, {told.assessment.on.year}" if told.assessment.on else ""
    blocks = [
        *_standing(told, ground),
        *before,
        *(_changed(told, ground) if told.changes else ()),
        *_pictures(told, ground),
        *_strong_and_weak(told, ground),
        *moves_told(told),
        *_every_item(told, ground),
        *_how_made(told, ground),
    ]
    return Sheet(
        title=f"Where we stand: {told.assessment.title}",
        subtitle=f"{rated} of {counted(len(told.items), 'item')} rated{on}",
        blocks=tuple(blocks),
        passages=passages,
        footer=f"Where we stand: {told.assessment.title}",
    )


def single(told: Report, ground: Ground, passages: Passages, before: Sequence[Block]) -> Sheet:
    """Return a report on one item, which has no mean, no map and no list."""
    return Sheet(
        title=f"Where we stand: {told.items[0].name}",
        subtitle="1 item",
        blocks=(*one_standing(told), *before, *moves_told(told)),
        passages=passages,
        footer=f"Where we stand: {told.items[0].name}",
    )


def _standing(told: Report, ground: Ground) -> Iterator[Block]:
    overall = told.found.overall
    yield Heading("Where we stand")
    if overall.mean is None:
        yield Paragraph((line("No item is rated yet, so there is nothing to count."),))
        return
    scale = common_scale(told.items, OURS)
    low = sum(figure(value) < LEVELS[1] for value in told.found.values.values())
    high = sum(in_place(value) for value in told.found.values.values())
    named = level_name(overall.level, scale)
    said = (
        f"The mean of {counted(len(overall.values), 'rated item')} is {shown(overall.mean)} on a scale of 1 to 4, "
        f"nearest “{named}”. "
        f"{counted(high, 'item')} {'stands' if high == 1 else 'stand'} at level 3 or above, {low} below level 2."
    )
    yield Paragraph((line(said),))
    scores = told.found.domains if len(told.found.domains) > 1 else told.found.indicators
    if len(scores) > 1:
        ours = any(is_practice(identifier) for identifier in scores)
        first = "Part" if ours else "Domain" if scores is told.found.domains else "Indicator"
        rows = tuple(_score_row(i, held, told, ground) for i, held in scores.items())
        columns = (first, "Level", "Mean", "Rated", "How the mean is made")
        yield Table(columns=columns, rows=rows, widths=(0.34, 0.15, 0.09, 0.12, 0.3))


def _score_row(identifier: str, held: Score, told: Report, ground: Ground) -> tuple[Line | str, ...]:
    its = [item for item in told.items if f"{item.id}/".startswith(f"{identifier}/")]
    cites = () if is_practice(identifier) else (identifier,)
    return (
        line(_with_framework(identifier, told, ground), *cites),
        level_name(held.level, its[0].scale),
        shown(held.mean),
        f"{len(held.values)} of {held.items}",
        held.arithmetic(),
    )


def _with_framework(identifier: str, told: Report, ground: Ground) -> str:
    """Return a name, with its framework where the assessment is over several."""
    name = ground.name(identifier)
    several = len({ground.framework_of(item.id) for item in told.items}) > 1
    short = ground.framework_of(identifier)
    return f"{name} ({short})" if several and short not in name else name


def _changed(told: Report, ground: Ground) -> Iterator[Block]:
    assert told.changes is not None
    was, now = told.changes.before, told.changes.now
    since = f" since {told.since:%B} {told.since.day}, {told.since.year}" if told.since else " since the last time"
    yield Heading(f"What changed{since}")
    if was.mean is None or now.mean is None:
        yield Paragraph((line("No item was rated both times, so nothing can be compared."),))
        return
    change = now.mean - was.mean
    word = "unchanged" if change == 0 else f"{'up' if change > 0 else 'down'} {shown(abs(change))}"
    both = counted(len(now.values), "item")
    said = f"Of {both} rated both times the mean was {shown(was.mean)} and is {shown(now.mean)}: {word}."
    yield Paragraph((line(said),))
    names = {item.id: item for item in told.items}
    moved = sorted((one for one in told.changes.items if one.by), key=lambda one: one.by or Fraction(), reverse=True)
    if moved:
        rows = tuple((names[one.item].name, shown(one.before), shown(one.now), _signed(one.by)) for one in moved)
        yield Table(columns=("Item", "Then", "Now", "Change"), rows=rows, widths=(0.61, 0.13, 0.13, 0.13))
    fresh = [names[one.item].name for one in told.changes.items if one.before is None and one.now is not None]
    gone = [names[one.item].name for one in told.changes.items if one.now is None and one.before is not None]
    if fresh:
        yield Paragraph((line(f"Rated now and not then: {joined(fresh)}."),))
    if gone:
        yield Paragraph((line(f"Rated then and not now: {joined(gone)}."),))


def _signed(by: Fraction | None) -> str:
    return f"{'+' if by and by > 0 else '−'}{shown(abs(by or Fraction()))}"


def _pictures(told: Report, ground: Ground) -> Iterator[Block]:
    if not told.found.values:
        return
    yield Heading("At a glance")
    if star := radar(told.items, told.found, ground):
        yield Paragraph((line("The farther out, the higher the level, from 1 in the middle to 4."),))
        yield Picture(png=png(star), alt=star.alt, svg=svg(star))
    yield Paragraph((line("Each cell is an item, in the order of the list below; its number is the level."),))
    for drawing in heat_maps(told.items, told.found.values, ground):
        yield Picture(png=png(drawing), alt=drawing.alt, svg=svg(drawing))


def _strong_and_weak(told: Report, ground: Ground) -> Iterator[Block]:
    for title, its, none in (
        ("Strengths", strengths(told.items, told.found), "No rated item is at level 3 yet."),
        ("Gaps", gaps(told.items, told.found), "No rated item is below level 3."),
    ):
        if not told.found.values:
            continue
        yield Heading(title)
        if its:
            yield Bullets(tuple(_named(item, told, ground, up=title == "Gaps") for item in its[:MOST_NAMED]))
            if len(its) > MOST_NAMED:
                rest = joined([item.name for item in its[MOST_NAMED:]])
                yield Paragraph((line(f"And {len(its) - MOST_NAMED} more: {rest}."),))
        else:
            yield Paragraph((line(none),))


def _named(item: Item, told: Report, ground: Ground, *, up: bool) -> Line:
    value = told.found.values[item.id]
    level = nearest_level(value)
    holder = ground.name(item.indicator)
    of = f" ({holder})" if holder != item.name else ""
    said = f"{item.name}{of}: {plain(value)}, {item.scale[level - 1]}."
    if up and level < len(item.scale):
        goal = 3 if item.practice is not None else level + 1
        said += f" To be {item.scale[goal - 1]} would mean: {item.levels[goal - 1]}"
    elif not up:
        said += f" That means: {item.levels[level - 1]}"
    return line(said, kind="suggestion")


def _every_item(told: Report, ground: Ground) -> Iterator[Block]:
    yield Heading("Every item")
    said = {a.item: a for a in told.assessment.person.answers} if len(told.assessment.people) < 2 else {}
    tables: dict[str, list[Item]] = {}
    count = Counter(item.indicator for item in told.items)
    for item in told.items:
        alone = item.id == item.indicator and count[item.indicator] == 1
        holder = ground.domain_of(item.id) if alone else item.indicator
        tables.setdefault(holder, []).append(item)
    for holder, its in tables.items():
        yield Heading(_with_framework(holder, told, ground), 2)
        notes = [noted(said.get(item.id)) for item in its]
        rows = [(line(item.name, item.cites), *_rated(item, told)) for item in its]
        columns, widths = ("Item", "Level", "What that level means (ours)"), (0.32, 0.16, 0.52)
        if any(notes):
            told_rows = tuple((*row, note) for row, note in zip(rows, notes, strict=True))
            yield Table(columns=(*columns, "What it rests on"), rows=told_rows, widths=(0.26, 0.14, 0.34, 0.26))
        else:
            yield Table(columns=columns, rows=tuple(rows), widths=widths)


def _rated(item: Item, told: Report) -> tuple[str, str]:
    """Return an item's level and what it looks like."""
    value = told.found.values.get(item.id)
    if value is None:
        return "not rated", ""
    level = nearest_level(value)
    return f"{plain(value)} {item.scale[level - 1]}", item.levels[level - 1]


def _how_made(told: Report, ground: Ground) -> Iterator[Block]:
    yield Heading("How the scores are made")
    overall = told.found.overall
    lines = [
        "Levels count 1 to 4, lowest first, and every rated item weighs the same. Figures are rounded to one decimal.",
        f"All items: {overall.arithmetic()}.",
        "A mean is called by the level nearest to the figure shown, half way between two by the lower (2.5: level 2).",
        "The descriptions of levels are ours; what the frameworks ask for is cited.",
    ]
    names = {item.id: item.name for item in told.items}
    if overall.left_out:
        lines.insert(2, f"Left out, since not rated: {joined([names[item] for item in overall.left_out])}.")
    lines += list(_own_scores(told, ground))
    yield Bullets(tuple(line(text) for text in lines))


def _own_scores(told: Report, ground: Ground) -> Iterator[str]:
    """Yield what score each level has in a framework that has its own."""
    if any(is_practice(item.id) for item in told.items):
        yield "Practices are our advice on the subject, beside what the frameworks ask for; no framework asks for them."
    for framework in dict.fromkeys(item.id.split("/", 1)[0] for item in told.items):
        for domain in ground.frameworks.domains:
            if domain.framework == framework and domain.scores:
                ranges = "; ".join(
                    f"{name} {low} to {high}"
                    for name, (low, high) in sorted(domain.scores.items(), key=lambda one: one[1])
                )
                short = ground.frameworks.framework_of(framework).short
                yield f"{short} scores its own levels out of 10: {ranges}. Here they count 1 to 4."

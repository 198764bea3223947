"""A workshop on paper: the facilitator's run sheet, the participants' sheet and the handouts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from assistant.answer import Passage
from assistant.practice.sheet import Blank, Bullets, Cell, Heading, Line, PageBreak, Paragraph, Sheet, Table, line
from assistant.practice.sheet import Block as SheetBlock
from assistant.practice.subject import Subject
from assistant.practice.workshop.model import Block, Handout, Supply, Words, Workshop
from assistant.practice.workshop.parts import sentence
from assistant.rendering.markdown import WHEN_WORDS

FOOTER = "Made by the Leadership Coach. Indicators are cited; all other words are our suggestion."


def run_sheet(workshop: Workshop, subject: Subject) -> Sheet:
    """Return what the facilitator holds: agenda, preparation, every block step by step, coverage, follow-up."""
    return _sheet(workshop, subject, "Run sheet", tuple(_run(workshop, subject)))


def participants_sheet(workshop: Workshop, subject: Subject) -> Sheet:
    """Return what everybody gets: objectives, agenda, the handouts, and what comes afterwards."""
    return _sheet(workshop, subject, "Participants' sheet", tuple(_participants(workshop, subject)))


def whole(workshop: Workshop, subject: Subject) -> Sheet:
    """Return both sheets as one, each from a page of its own."""
    blocks = (
        Heading("Run sheet"),
        *_run(workshop, subject),
        PageBreak(),
        Heading("Participants' sheet"),
        *_participants(workshop, subject),
    )
    return _sheet(workshop, subject, "", blocks)


def _sheet(workshop: Workshop, subject: Subject, name: str, blocks: tuple[SheetBlock, ...]) -> Sheet:
    passages: dict[str, Passage] = dict(subject.passages)
    title = f"{workshop.title}: {name.lower()}" if name else workshop.title
    return Sheet(title=title, subtitle=subtitle(workshop), blocks=blocks, passages=passages, footer=FOOTER)


def subtitle(workshop: Workshop) -> str:
    """Return for whom, how many, when and where."""
    request = workshop.request
    audience = request.audience or "Leadership team and staff"
    parts = "".join(f", {part.count} of them {part.who}" for part in request.parts)
    place = "online" if request.online else "in one room"
    ends = workshop.span(0, request.minutes)
    return f"{audience[0].upper()}{audience[1:]} · {request.people} people{parts} · {ends}, {place}"


def _run(workshop: Workshop, subject: Subject) -> Iterator[SheetBlock]:
    said = [f"{workshop.read_as} Hold the cards and signs against what you asked for."] if workshop.read_as else []
    if said := [*said, *workshop.limits]:
        yield Heading("Before you run it", 2)
        yield Bullets(tuple(line(one) for one in said))
    yield Heading("Objectives", 2)
    yield Paragraph((line(f"This time is about {workshop.named}. You will:"),))
    yield _objectives(workshop)
    if workshop.already:
        yield Paragraph(tuple(line(one) for one in workshop.already))
    if workshop.angle:
        yield Paragraph((line(f"Keep in mind with these people: {workshop.angle}", kind="suggestion"),))
    yield Heading("Agenda", 2)
    yield _agenda(workshop)
    yield Heading("To prepare", 2)
    if workshop.brings:
        yield Paragraph((line("Ask people to bring, or have ready for those who can't:"),))
        yield Bullets(tuple(line(sentence(one)) for one in workshop.brings))
    yield _materials(workshop)
    yield Heading("Block by block", 2)
    for block in workshop.blocks:
        yield from _told(block, workshop, subject)
    yield Heading("Follow-up", 2)
    yield _follow_up(workshop)
    yield Heading("What covers what", 2)
    yield _coverage(workshop, subject)


def _objectives(workshop: Workshop) -> Bullets:
    return Bullets(tuple(line(one.text, *one.cites, kind="suggestion") for one in workshop.objectives), "number")


def _agenda(workshop: Workshop) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for block in workshop.blocks:
        title = f"{block.number}. {block.title}" if block.number else block.title
        locked = " (locked)" if block.locked else ""
        rows.append(
            (
                workshop.span(block.starts, block.minutes),
                str(block.minutes),
                Line(text=title + locked, cites=block.serves),
                block.grouping,
                Line(text=" ".join(one.text for one in block.output)) if block.output else block.purpose,
            )
        )
    return Table(columns=("Time", "Min", "Block", "Grouping", "Output"), rows=tuple(rows), widths=(13, 8, 23, 20, 36))


def _materials(workshop: Workshop) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for block in workshop.activities:
        if block.supplies:
            rows.append((f"{block.number}. {block.title}", "; ".join(supply_in_words(one) for one in block.supplies)))
    return Table(columns=("For block", "Have ready"), rows=tuple(rows), widths=(30, 70))


def supply_in_words(supply: Supply) -> str:
    """Return how many of what: ``24 × index card (one each)``."""
    return f"{supply.count} × {supply.what}"


def _told(block: Block, workshop: Workshop, subject: Subject) -> Iterator[SheetBlock]:
    when = f"{workshop.span(block.starts, block.minutes)}, {block.minutes} minutes"
    if block.kind != "activity":
        yield Heading(f"{block.title} ({when})", 3)
        if block.purpose:
            yield Paragraph((line(block.purpose),))
        return
    yield Heading(f"{block.number}. {block.title} ({when})", 3)
    yield Paragraph((line(block.purpose, kind="suggestion"),))
    about = [line(f"Grouping: {block.grouping}."), *([line(block.note)] if block.note else [])]
    titles = "; ".join(subject.frameworks.title(label) for label in block.serves)
    yield Paragraph((*about, line(f"Serves: {titles}.", *block.serves)))
    if block.online:
        yield Paragraph((line(f"Online: {block.online}"),))
    yield Table(
        columns=("Time", "Min", "Do", "Say"),
        rows=tuple(
            (workshop.clock(step.starts), str(step.minutes), _cell(step.do), _cell(step.say, quoted=True))
            for step in block.steps
        ),
        widths=(9, 8, 46, 37),
    )
    yield Paragraph((line("At the end:"), *_lines(block.output)))


def _cell(words: Words, quoted: bool = False) -> Line:
    text = " ".join(one.text for one in words)
    own = {one.kind for one in words if one.kind}
    kind = next(iter(own)) if len(own) == 1 and len(words) == 1 else None
    cites = tuple(dict.fromkeys(cite for one in words for cite in one.cites))
    return Line(
        text=f"“{text}”" if quoted and text and not text.startswith(('"', "“")) else text, kind=kind, cites=cites
    )


def _lines(words: Words) -> tuple[Line, ...]:
    return tuple(Line(text=one.text, kind=one.kind, cites=one.cites) for one in words)


def _follow_up(workshop: Workshop) -> Table:
    rows = tuple(
        (f"After {one.weeks} weeks", Line(text=one.do, cites=one.cites), one.done) for one in workshop.follow_ups
    )
    return Table(columns=("When", "What", "Done when"), rows=rows, widths=(15, 55, 30))


def _coverage(workshop: Workshop, subject: Subject) -> Table:
    named = {block.id: block for block in workshop.activities}
    rows: list[tuple[Cell, ...]] = []
    for one in workshop.objectives:
        blocks = [named[name] for name in one.blocks if name in named]
        labels = dict.fromkeys([*one.cites, *(label for block in blocks for label in block.serves)])
        titles = "; ".join(subject.frameworks.title(label) for label in labels)
        where = "; ".join(f"{block.number}. {block.title}" for block in blocks) or "none"
        rows.append((one.text, where, Line(text=titles, cites=tuple(labels))))
    return Table(columns=("Objective", "Blocks", "Indicators"), rows=tuple(rows), widths=(40, 30, 30))


def _participants(workshop: Workshop, subject: Subject) -> Iterator[SheetBlock]:
    yield Heading("What we do and leave with", 2)
    yield Paragraph((line(f"Today is about {workshop.named}. You will:"),))
    yield _objectives(workshop)
    yield Heading("In short", 2)
    topic = next((one for one in subject.beside if one.id == workshop.topic), subject.topic)
    advice = topic.gist if workshop.angle or workshop.request.audience is None else ""
    yield Paragraph(tuple(line(text, kind="suggestion") for text in (topic.openings.get("what", ""), advice) if text))
    yield Heading("When", 2)
    rows = tuple(
        (workshop.span(block.starts, block.minutes), Line(text=block.title, cites=block.serves), block.grouping)
        for block in workshop.blocks
        if block.kind != "buffer"
    )
    yield Table(columns=("Time", "What", "With whom"), rows=rows, widths=(20, 50, 30))
    for block in workshop.activities:
        if block.handout is not None:
            yield PageBreak()
            yield from handout(block.handout)
    yield PageBreak()
    yield Heading("First steps to choose from", 2)
    steps = tuple(
        (Line(text=step.do, kind="suggestion", cites=step.cites), step.who, WHEN_WORDS[step.when], step.done)
        for step in workshop.steps
    )
    yield Table(columns=("Step", "Who", "By when", "Done when"), rows=steps, widths=(42, 18, 12, 28))
    if workshop.others:
        yield Heading("Asked of others", 3)
        others = tuple((Line(text=one.do, kind="suggestion", cites=one.cites), one.who) for one in workshop.others)
        yield Table(columns=("Step", "Who"), rows=others, widths=(72, 28))
    yield Heading("Afterwards", 2)
    yield _follow_up(workshop)


def handout(card: Handout) -> Iterator[SheetBlock]:
    """Yield a handout as it is copied: texts, places to write, and tables to fill in."""
    yield Heading(f"Handout: {card.title}", 2)
    lines = list(card.lines)
    while lines:
        rows = [row for words in takewhile(_row, lines) if (row := _row(words)) is not None]
        if rows:
            yield _filled_in(rows)
            del lines[: len(rows)]
            continue
        words = lines.pop(0)
        alone = len(list(takewhile(_is_empty, lines)))
        if alone or _is_blank(words):
            del lines[:alone]
            yield from _blanks(words, alone)
        else:
            yield Paragraph(tuple(Line(text=one.text, kind=one.kind, cites=one.cites) for one in words))


_ONE_LINE = 60
_ROOM = "\n"
"""Makes the row of a table two lines high."""


def _row(words: Words) -> tuple[Line, ...] | None:
    """Return the cells of a line that is the row of a table, else None."""
    if not words or not words[0].text.startswith("|"):
        return None
    text = " ".join(one.text for one in words)
    cites = tuple(cite for one in words for cite in one.cites)
    cells = [cell.strip() for cell in text.strip().removeprefix("|").removesuffix("|").split("|")]
    if len(cells) > 1 and not cells[-1] and max(map(len, cells)) < _ONE_LINE:
        cells[-1] = _ROOM
    return tuple(Line(text=cell, cites=cites if n == 0 else ()) for n, cell in enumerate(cells))


def _filled_in(rows: list[tuple[Line, ...]]) -> Table:
    """Return a table to be filled in by hand; columns are as wide as what stands in them asks for."""
    head, *rest = rows
    longest = [max(len(row[n].text) for row in rows if n < len(row)) for n in range(len(head))]
    written = [any(not row[n].text for row in rest if n < len(row)) for n in range(len(head))]
    widths = tuple(
        max(4, min(38, long), 26 if empty and len(head) < _MANY else 0)
        for long, empty in zip(longest, written, strict=True)
    )
    return Table(columns=tuple(one.text or " " for one in head), rows=tuple(rest), widths=widths)


_MANY = 5


def _is_blank(words: Words) -> bool:
    return bool(words) and words[-1].text.endswith("____")


def _is_empty(words: Words) -> bool:
    return bool(words) and not words[0].text.strip("_ ")


def _blanks(words: Words, more: int) -> Iterator[SheetBlock]:
    """Yield room to write: a label with as many lines as stand behind it, one at least."""
    text = " ".join(one.text for one in words)
    if text.count("____") > 1:
        yield Paragraph((Line(text=text.replace("____", "_" * 18)),))
        return
    yield Blank(text.removesuffix("____").strip().rstrip(":"), lines=more or 1)

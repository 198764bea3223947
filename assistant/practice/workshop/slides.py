"""A workshop as slides: what the room sees, and in the notes what the facilitator says and does."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.practice.deck import Deck, Slide
from assistant.practice.sheet import Cell, Line, Table, line
from assistant.practice.subject import Subject
from assistant.practice.workshop.model import Block, Workshop
from assistant.practice.workshop.sheets import subtitle, supply_in_words

MOST_ROWS = 9


def slides(workshop: Workshop, subject: Subject) -> Deck:
    """Return the deck of a workshop."""
    return Deck(
        title=workshop.title,
        subtitle=subtitle(workshop),
        slides=tuple(_slides(workshop)),
        passages=subject.passages,
        notes=(
            line("On the screen while people come in. Begin on the minute."),
            *(line(one) for one in workshop.already),
        ),
    )


def _slides(workshop: Workshop) -> Iterator[Slide]:
    yield Slide(
        title="What we leave with",
        bullets=tuple(line(one.text, *one.cites) for one in workshop.objectives),
        notes=(line("Read each one aloud, and say who uses what comes out of it."),),
    )
    yield from _agenda(workshop)
    for block in workshop.blocks:
        if block.kind == "activity":
            yield _activity(block, workshop)
        elif block.kind != "buffer":
            yield _pause(block, workshop)
    yield Slide(
        title="Afterwards",
        bullets=(
            line("My first step, with its day, is on my exit card."),
            line("In 2 weeks: one question by mail. Did it happen, and if not, what was in the way?"),
            *(line(f"In {one.weeks} weeks: {one.do}", *one.cites) for one in workshop.follow_ups[1:]),
        ),
        notes=tuple(line(f"After {one.weeks} weeks: {one.do}") for one in workshop.follow_ups),
    )


def _agenda(workshop: Workshop) -> Iterator[Slide]:
    rows: list[tuple[Cell, ...]] = [
        (workshop.span(block.starts, block.minutes), block.title, block.grouping)
        for block in workshop.blocks
        if block.kind != "buffer"
    ]
    pages = [tuple(rows[at : at + MOST_ROWS]) for at in range(0, len(rows), MOST_ROWS)]
    for n, page in enumerate(pages):
        yield Slide(
            title="Agenda" if n == 0 else "Agenda, continued",
            table=Table(columns=("Time", "What", "With whom"), rows=page, widths=(18, 47, 35)),
            notes=(
                line("Don't read it out: say when the pauses are and when it ends."),
                line(f"Kept as buffer: {_buffer(workshop)} minutes."),
            ),
        )


def _buffer(workshop: Workshop) -> int:
    return sum(block.minutes for block in workshop.blocks if block.kind == "buffer")


def _pause(block: Block, workshop: Workshop) -> Slide:
    back = f"Back at {workshop.clock(block.ends)}."
    return Slide(title=block.title, bullets=(line(back),), notes=(line(f"{back} Begin again on the minute."),))


def _activity(block: Block, workshop: Workshop) -> Slide:
    shown = [line(f"{workshop.span(block.starts, block.minutes)}, {block.grouping}")]
    for step, task in zip(block.steps, block.on_slide, strict=True):
        shown.append(Line(text=f"{step.minutes} min: {task.text}", kind=task.kind, cites=task.cites))
    shown.append(line("We leave this block with: " + _small(" ".join(one.text for one in block.output))))
    return Slide(title=block.title, bullets=tuple(shown), notes=tuple(_notes(block, workshop)))


def _notes(block: Block, workshop: Workshop) -> Iterator[Line]:
    yield line(f"Purpose: {block.purpose}", *block.serves)
    if block.supplies:
        yield line("Have ready: " + "; ".join(supply_in_words(one) for one in block.supplies) + ".")
    if block.note:
        yield line(block.note)
    if block.online:
        yield line(f"Online: {block.online}")
    for step in block.steps:
        cites = dict.fromkeys(cite for one in (*step.do, *step.say) for cite in one.cites)
        said = " ".join(one.text for one in step.say)
        do = " ".join(one.text for one in step.do)
        yield line(
            f"{workshop.clock(step.starts)} ({step.minutes} min) {do}{f' Say: “{said}”' if said else ''}", *cites
        )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]

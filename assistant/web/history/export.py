"""A kept conversation on paper: its questions, answers and steps, with every passage that they cite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.answer import Answer, Citation, Passage, Section
from assistant.practice.sheet import Block, Bullets, Cell, Heading, Line, Paragraph, Sheet, Table
from assistant.rendering.markdown import WHEN_WORDS
from assistant.rendering.plain import plain
from assistant.store import KeptConversation

FOOTER = "Leadership Coach. Not affiliated with or endorsed by the frameworks' publishers."
WHOSE = "What is marked as from the frameworks or from practice restates what it cites; all else is our suggestion."
NOT_WHOLE = "This question has no whole answer."
PASSAGES = "What was cited, word for word"
_NOTE = "> "


def conversation_sheet(kept: KeptConversation, answers: Sequence[Answer | None]) -> Sheet:
    """Return a conversation as a sheet.

    Args:
        kept: The conversation.
        answers: The answer of each of its turns; None where it has none.
    """
    passages = {one.id: _passage(one) for answer in answers if answer for one in answer.citations}
    blocks: list[Block] = [Paragraph((Line(text=WHOSE),))]
    for turn, answer in zip(kept.turns, answers, strict=True):
        blocks.append(Heading(plain(turn.text) or "A question"))
        blocks += _answered(answer) if answer else [Paragraph((Line(text=NOT_WHOLE),))]
    cited = {identifier for block in blocks for identifier in _cited(block)}
    if cited:
        blocks.append(Heading(PASSAGES))
        quoted = (passage for identifier, passage in passages.items() if identifier in cited)
        for passage in quoted:
            blocks += [Heading(plain(passage.title), 2), *_words(passage)]
    return Sheet(
        title=plain(kept.title) or "A conversation",
        subtitle=f"{kept.begun_at.astimezone():%-d %B %Y}",
        blocks=tuple(blocks),
        passages=passages,
        footer=FOOTER,
    )


def _answered(answer: Answer) -> Iterator[Block]:
    notes = [line.removeprefix(_NOTE) for line in answer.answer.split("\n") if line.startswith(_NOTE)]
    for note in notes:
        yield Paragraph((Line(text=plain(note)),))
    if not answer.sections:
        said = [plain(line) for line in answer.answer.split("\n") if not line.startswith(_NOTE)]
        yield from (Paragraph((Line(text=line),)) for line in said if line)
    for section in answer.sections:
        if section.heading:
            yield Heading(plain(section.heading), 2)
        yield from _section(section, answer)


def _section(section: Section, answer: Answer) -> Iterator[Block]:
    ids = {citation.n: citation.id for citation in answer.citations}

    def cites(numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(ids[n] for n in numbers if n in ids)

    claims = [answer.claims[n] for n in section.claims]
    lines = tuple(Line(text=one.text, kind=one.kind, cites=cites(one.citations)) for one in claims)
    if section.style == "steps":
        yield Bullets(
            tuple(
                Line(
                    text=f"{step.do} Who: {step.who}. When: {WHEN_WORDS[step.when]}. Done when: {step.done}",
                    kind="suggestion",
                    cites=cites(step.citations),
                )
                for step in answer.next_steps
            ),
            "box",
        )
    elif section.style == "table" and len(section.rows) > 1:
        columns, *rows = section.rows
        width = len(columns) - 1
        cells: list[tuple[Cell, ...]] = [(row[0], *lines[n * width : (n + 1) * width]) for n, row in enumerate(rows)]
        yield Table(columns=columns, rows=tuple(cells))
    elif section.style == "bullets" and lines:
        yield Bullets(lines)
    elif lines:
        yield Paragraph(lines)


def _passage(citation: Citation) -> Passage:
    return Passage(id=citation.id, title=citation.title, text=citation.passage, source=citation.source)


def _words(passage: Passage) -> Iterator[Block]:
    first, *rest = [plain(line) for line in passage.text.split("\n") if line.strip()] or ["(no words)"]
    yield Paragraph((Line(text=first, cites=(passage.id,)),))
    yield from (Paragraph((Line(text=line),)) for line in rest)


def _cited(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph | Bullets):
        yield from (identifier for line in block.lines for identifier in line.cites)
    elif isinstance(block, Table):
        lines = (cell for row in block.rows for cell in row if isinstance(cell, Line))
        yield from (identifier for line in lines for identifier in line.cites)

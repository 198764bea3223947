"""A draft in the conversation: the text that a turn asks for by its kind, made by the practice package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import Act
from assistant.answering.draft import Section, suggested
from assistant.answering.shapes.made import named, plainly, subject_of
from assistant.answering.shapes.material import Material, frameworks_say, lowered, steps
from assistant.answering.shapes.thing import Thing, may_draft
from assistant.errors import CoachError
from assistant.practice.drafts.asking import Said
from assistant.practice.drafts.composing import make_draft
from assistant.practice.drafts.naming import kind_asked
from assistant.practice.sheet import Blank, Block, Bullets, Cell, Heading, Line, PageBreak, Paragraph, Table
from assistant.understanding.request import names_session, subject_of_draft

# Acts that may ask for a draft.
DRAFTING: frozenset[Act] = frozenset({"ask", "aspect", "continue", "revise", "letter"})
MOST_NEXT = 2


def drafted(m: Material) -> Thing | None:
    """Return the draft that a turn asks for; None where it names no kind of draft, or its subject can't be put so."""
    reading = m.reading
    if (
        reading.act not in DRAFTING
        or not may_draft(reading)
        or reading.reply_in == "spanish"
        or names_session(reading.english)
    ):
        return None
    if not m.means.kit.has("drafts"):
        return None
    drafts = m.means.kit.drafts
    kind = kind_asked(drafts, reading.english)
    if kind is None:
        return None
    bare = subject_of_draft(reading.said)
    about = lowered(m.topic_in_english.title) if reading.follows or bare == reading.said else named(bare, m)
    try:
        sheet = make_draft(kind, subject_of(m, about), Said(words=about, role=m.role), drafts)
    except CoachError:
        return None
    said = (
        f"{sheet.title}, as a draft. What stands in brackets is for you to fill in; read it aloud before it goes out."
    )
    whole = f'It comes as a file with a list of its blanks: coach draft {kind.kind} "{m.topic.title}" --out draft.docx'
    sections = [
        Section(key="opening", style="text", statements=(m.suggestion(said),)),
        *_sections(_body(sheet.blocks)),
        frameworks_say(m),
        steps(m, most=MOST_NEXT),
        plainly("further", [whole]),
    ]
    return Thing(sections=sections)


def _body(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the draft itself, without the page behind it."""
    for block in blocks:
        if isinstance(block, PageBreak):
            return
        yield block


def _sections(blocks: Iterator[Block]) -> Iterator[Section]:
    """Yield the sections that blocks come to: the heading "draft" above the first, none above the others."""
    key = "draft"
    for block in blocks:
        section = _section(key, block)
        if section is not None:
            yield section
            key = "draft-part"


def _section(key: str, block: Block) -> Section | None:
    if isinstance(block, Heading):
        return Section(key=key, style="text", statements=(suggested(block.text),))
    if isinstance(block, Paragraph):
        text = " ".join(line.text for line in block.lines)
        cites = tuple(cite for line in block.lines for cite in line.cites)
        return Section(key=key, style="text", statements=(suggested(text, *cites),))
    if isinstance(block, Bullets):
        return Section(
            key=key, style="bullets", statements=tuple(suggested(one.text, *one.cites) for one in block.lines)
        )
    if isinstance(block, Blank):
        return Section(key=key, style="text", statements=(suggested(f"{block.label}: ……"),))
    if isinstance(block, Table):
        return Section(
            key=key,
            style="table",
            columns=block.columns,
            names=tuple(_words(row[0]) or "…" for row in block.rows),
            statements=tuple(
                suggested(_words(cell) or "–", *(cell.cites if isinstance(cell, Line) else ()))
                for row in block.rows
                for cell in row[1:]
            ),
        )
    return None


def _words(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text

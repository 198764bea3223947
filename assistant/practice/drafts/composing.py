"""A draft as a sheet: its text, and behind it a page with what to fill in and what it serves."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.errors import UsageError
from assistant.knowledge.corpus.drafts import DraftKind, Drafts
from assistant.knowledge.corpus.yaml_files import nearest_to
from assistant.practice.drafts.asking import Said
from assistant.practice.drafts.blanks import blanks_in
from assistant.practice.drafts.filling import filled
from assistant.practice.drafts.grammar import closed
from assistant.practice.drafts.matter import Item, Matter, matter_of
from assistant.practice.sheet import Block, Bullets, Heading, Line, PageBreak, Paragraph, Sheet, Table
from assistant.practice.subject import Subject

MOST_SERVED = 4
_WORDS = {
    "en": (
        "Before you use this draft",
        "The words in brackets are blanks. Fill in each of them; then read the whole aloud once, as the people will "
        "read it who get it.",
        ("Blank", "What belongs there"),
        "What this draft serves",
        "Our suggestions stand beside the indicators that they serve; the words of the draft are ours and not a "
        "framework's, except where it says so.",
        "It has no blanks. Read the whole aloud once, as the people will read it who get it.",
    ),
    "es": (
        "Antes de usar este borrador",
        "Las palabras entre corchetes son espacios por llenar. Llénelos todos y lea el texto una vez en voz alta, "
        "como lo leerá quien lo reciba; pida a otra persona que hable bien el español que lo revise.",
        ("Espacio", "Qué va allí"),
        "A qué sirve este borrador",
        "Nuestras sugerencias están junto a los indicadores a los que sirven; las palabras del borrador son nuestras "
        "y no de un marco.",
        "No tiene espacios por llenar. Lea el texto una vez en voz alta, como lo leerá quien lo reciba.",
    ),
}


def kind_called(drafts: Drafts, words: str) -> DraftKind:
    """Return the kind of draft that is called so.

    Raises:
        UsageError: There is none; the kinds are named.
    """
    kind = drafts.kind(words)
    if kind is None:
        near = nearest_to(words.casefold().replace(" ", "-"), drafts.names())
        raise UsageError(f"no kind of draft {words!r}{near}; the kinds are {', '.join(drafts.names())}")
    return kind


def make_draft(kind: DraftKind, subject: Subject, said: Said, drafts: Drafts) -> Sheet:
    """Return a draft of a kind on a subject.

    Raises:
        CorpusError: The corpus doesn't say how the topic is spoken of.
        UsageError: The kind is in Spanish and the topic isn't.
    """
    matter = matter_of(subject, said, drafts, kind.makes)
    if kind.language == "es":
        matter = _in_spanish(matter, kind, said)
    blocks, used = filled(kind, matter)
    name = matter.slots["name_es" if kind.language == "es" else "name"]
    behind = (PageBreak(), *_behind(kind, blocks, used, matter, subject, said, drafts))
    return Sheet(
        title=f"{kind.title}: {name}",
        blocks=(*blocks, *behind),
        passages=subject.passages,
        footer=kind.title,
    )


def _in_spanish(matter: Matter, kind: DraftKind, said: Said) -> Matter:
    if matter.slots["name_es"] is None or not matter.items["done-in-spanish"]:
        raise UsageError(
            f"{kind.kind}: this subject has no Spanish yet; draft letter-to-families and have it translated"
        )
    return Matter(slots={**matter.slots, "school": said.school_named(spanish=True)}, items=matter.items)


def _behind(
    kind: DraftKind,
    blocks: tuple[Block, ...],
    used: tuple[Item, ...],
    matter: Matter,
    subject: Subject,
    said: Said,
    drafts: Drafts,
) -> Iterator[Block]:
    """Yield the page behind the draft: blanks, what was taken over, advice for its readers, what it serves."""
    before, fill, columns, serves, ours, none = _WORDS[kind.language]
    blanks = blanks_in(blocks)
    yield Heading(before, 1)
    yield Paragraph((Line(text=fill if blanks else none),))
    if blanks:
        yield Table(columns=columns, rows=tuple((f"[{b}]", drafts.blanks[b]) for b in blanks), widths=(2, 4))
    yield from _notes(kind, matter, subject, said)
    yield Heading(serves, 1)
    yield Paragraph((Line(text=ours),))
    yield Bullets(tuple(_served(kind, used, subject)))


def _notes(kind: DraftKind, matter: Matter, subject: Subject, said: Said) -> Iterator[Block]:
    notes = []
    if subject.read_as:
        notes.append(Line(text=subject.read_as))
    taken = [said.school, said.counted and f"{said.counted} students", *said.have]
    if any(taken) and kind.language == "en":
        notes.append(Line(text=closed(f"Taken over as you said it: {'; '.join(filter(None, taken))}")))
    advice = subject.topic.angles.get(kind.audience) if kind.audience else None
    if advice and kind.language == "en":
        notes.append(Line(text=f"For your readers: {closed(advice)}", kind="suggestion"))
    elif kind.audience == "families" and kind.language == "en":
        notes.append(Line(text="This is seldom a subject for families; a memo to staff may be what you need."))
    quote = matter.slots["family_quote"]
    if quote and kind.audience == "families" and kind.language == "en":
        notes.append(Line(text=f"Words to borrow, once every fact in them is yours: “{quote}”", kind="suggestion"))
    if notes:
        yield Bullets(tuple(notes))


def _served(kind: DraftKind, used: tuple[Item, ...], subject: Subject) -> Iterator[Line]:
    steps = [item for item in used if item.cites and item.kind == "suggestion"]
    slot = "done_es" if kind.language == "es" else "do"
    if kind.public and steps:
        yield from (Line(text=item.slots[slot], kind="suggestion", cites=item.cites) for item in steps)
        return
    leads = [label for label in subject.topic.labels if label in subject.passages][:MOST_SERVED]
    for label in leads:
        framework = subject.frameworks.framework_of(label)
        yield Line(text=f"{subject.frameworks.title(label)} ({framework.name}).", cites=(label,))

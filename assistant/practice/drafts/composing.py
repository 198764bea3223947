"""A draft as a sheet: its text, and behind it a page with what to fill in and what it serves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.errors import UsageError
from assistant.knowledge.corpus.drafts import DraftKind, Drafts
from assistant.knowledge.corpus.levels import Levels
from assistant.knowledge.corpus.yaml_files import nearest_to
from assistant.practice.drafts.asking import Said
from assistant.practice.drafts.blanks import blanks_in
from assistant.practice.drafts.filling import filled
from assistant.practice.drafts.grammar import capital, closed
from assistant.practice.drafts.item import Item
from assistant.practice.drafts.matter import Matter, is_sure, matter_of
from assistant.practice.sheet import Block, Bullets, Heading, Line, PageBreak, Paragraph, Sheet, Table
from assistant.practice.subject import Subject

MOST_SERVED = 4
_WORDS = {
    "en": (
        "Before you use this draft",
        "This page is for you; take it off before the draft goes out. The words in brackets are blanks. Fill in each "
        "or strike its sentence; then read the whole aloud once, as the people will read it who get it.",
        ("Blank", "What belongs there"),
        "What this draft serves",
        "The words of the draft are ours and not a framework's, except where it says so. These indicators are nearest "
        "to it:",
        "This page is for you; take it off before the draft goes out. It has no blanks. Read the whole aloud once, as "
        "the people will read it who get it.",
        "The draft promises nothing that you haven't said. These are steps that others take, with the indicators that "
        "they serve; add those that are decided:",
    ),
    "es": (
        "Antes de usar este borrador",
        "Esta página es para usted. Las palabras entre corchetes son espacios por llenar. Llénelos todos y lea el "
        "texto una vez en voz alta, como lo leerá quien lo reciba; pida a otra persona que hable bien el español que "
        "lo revise.",
        ("Espacio", "Qué va allí"),
        "A qué sirve este borrador",
        "Las palabras del borrador son nuestras y no de un marco. Estos indicadores son los más cercanos:",
        "Esta página es para usted. No tiene espacios por llenar. Lea el texto una vez en voz alta, como lo leerá "
        "quien lo reciba.",
        "El borrador no promete nada que usted no haya dicho. Estos son los indicadores más cercanos:",
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


def make_draft(kind: DraftKind, subject: Subject, said: Said, drafts: Drafts, levels: Levels | None = None) -> Sheet:
    """Return a draft of a kind on a subject.

    Args:
        kind: The kind of draft.
        subject: What it is about.
        said: What the person said.
        drafts: The words that there are for it.
        levels: What the levels of the frameworks' items look like, for a rubric.

    Raises:
        CorpusError: The corpus doesn't say how the topic is spoken of.
        UsageError: The kind is in Spanish and the topic isn't.
    """
    said = replace(said, words=_without(kind, said.words))
    matter = matter_of(subject, said, drafts, kind.makes, levels)
    if kind.language == "es":
        matter = _in_spanish(matter, kind, said)
    blocks, used = filled(kind, matter)
    name = matter.slots["name_es"] if kind.language == "es" else _named(kind, matter)
    behind = (PageBreak(), *_behind(kind, blocks, used, matter, subject, said, drafts))
    return Sheet(
        title=f"{kind.title}: {name}",
        blocks=(*blocks, *behind),
        passages=subject.passages,
        footer=kind.title,
    )


def doubt(subject: Subject, drafts: Drafts) -> str | None:
    """Return a sentence that says that the topic may not be what was asked for; None where it surely is."""
    if is_sure(subject, drafts):
        return None
    return (
        f"the nearest that the frameworks hold on “{subject.words}” is “{subject.topic.title}”; "
        "that isn't surely the same, so the draft is made from your own words"
    )


def _without(kind: DraftKind, words: str) -> str:
    """Return the words without the draft's own name: "our STEM academy" of "a vision for our STEM academy"."""
    names = "|".join(re.escape(name) for name in sorted((kind.title, *kind.names), key=len, reverse=True))
    told = re.sub(rf"^(?:a|an|the|our|my)?\s*(?:{names})\s+(?:for|of|on|about|to)\s+", "", words, flags=re.IGNORECASE)
    return told or words


def _named(kind: DraftKind, matter: Matter) -> str | None:
    of_post = any(part.each in {"duties", "questions"} for part in kind.body)
    if of_post and "post" in matter.holds:
        return matter.slots["Post"]
    its = matter.slots["its"] or ""
    return its.removeprefix("its ") if kind.public and kind.audience == "board" else matter.slots["subject"]


def _in_spanish(matter: Matter, kind: DraftKind, said: Said) -> Matter:
    if matter.slots["name_es"] is None:
        which = "this subject has no Spanish yet" if "sure" in matter.holds else "no Spanish is surely on this subject"
        raise UsageError(f"{kind.kind}: {which}; draft letter-to-families and have it translated")
    return replace(matter, slots={**matter.slots, "school": said.school_named(spanish=True)})


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
    before, fill, columns, serves, ours, none, steps_to_add = _WORDS[kind.language]
    blanks = blanks_in(blocks)
    yield Heading(before, 1)
    yield Paragraph((Line(text=fill if blanks else none),))
    if blanks:
        yield Table(columns=columns, rows=tuple((f"[{b}]", drafts.blanks[b]) for b in blanks), widths=(2, 4))
    yield from _notes(kind, matter, subject, said, drafts)
    served = tuple(_served(used, matter, subject, steps=kind.language == "en"))
    adds = any(line.kind == "suggestion" for line in served)
    yield Heading(serves, 1)
    yield Paragraph((Line(text=steps_to_add if adds else ours),))
    yield Bullets(served)


def _notes(kind: DraftKind, matter: Matter, subject: Subject, said: Said, drafts: Drafts) -> Iterator[Block]:
    unsure = doubt(subject, drafts)
    notes = [Line(text=closed(capital(unsure)))] if unsure else []
    taken = [f"“{said.words}”", said.school, *said.have]
    if kind.language == "en":
        notes.append(Line(text=closed(f"Taken over as you said it: {'; '.join(filter(None, taken))}")))
    advice = subject.topic.angles.get(kind.audience) if kind.audience else None
    if advice and not unsure and kind.language == "en":
        notes.append(Line(text=f"For your readers: {closed(advice)}", kind="suggestion"))
    quote = matter.family_quote
    if quote and kind.audience == "families" and kind.language == "en" and "no-event" in matter.holds:
        text = f"Sentences to add where every fact in them is true for you: “{quote}”"
        notes.append(Line(text=text, kind="suggestion"))
    if notes:
        yield Bullets(tuple(notes))


def _served(used: tuple[Item, ...], matter: Matter, subject: Subject, *, steps: bool) -> Iterator[Line]:
    """Yield what the draft serves: steps of the topic to add, else the indicators that are nearest."""
    held = matter.items["steps"] if steps else ()
    shown = {item.slots.get("do") for item in used}
    if held and not shown & {step.slots["do"] for step in held}:
        yield from (Line(text=step.slots["do"], kind="suggestion", cites=step.cites) for step in held[:MOST_SERVED])
        return
    leads = [label for label in subject.topic.labels if label in subject.passages][:MOST_SERVED]
    for label in leads:
        framework = subject.frameworks.framework_of(label)
        yield Line(text=f"{subject.frameworks.title(label)} ({framework.name}).", cites=(label,))

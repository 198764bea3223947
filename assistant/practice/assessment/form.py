"""The form of a self-assessment on paper: evidence to look for, boxes for four levels, room for notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from assistant.answer import Passage
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import Assessment, Item
from assistant.practice.assessment.practices import is_practice
from assistant.practice.sheet import Blank, Block, Bullets, Heading, Line, Paragraph, Sheet, Table, line

Passages = Mapping[str, Passage]


def form(assessment: Assessment, ground: Ground, passages: Passages, read_as: str | None = None) -> Sheet:
    """Return the form to fill in.

    Args:
        assessment: What is asked; answers in it are left out.
        ground: What items are made of.
        passages: The passages that may be cited, by identifier.
        read_as: How the subject was read, where that is not certain.
    """
    items = tuple(ground.item(identifier) for identifier in assessment.items)
    frameworks = dict.fromkeys(ground.framework_of(item.id) for item in items)
    return Sheet(
        title=f"Self-assessment: {assessment.title}",
        subtitle=f"{counted(len(items), 'item')} from {joined(list(frameworks))}",
        blocks=(*_opening(items, read_as), *_parts(items, ground, _fit_signs(items, ground))),
        passages=passages,
        footer=f"Self-assessment: {assessment.title}",
    )


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 item``, ``3 items``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def joined(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    return ", ".join(words[:-1]) + f", and {words[-1]}" if len(words) > 2 else " and ".join(words)


def asked(item: Item) -> Line:
    """Return what the framework says of an item, or that our sources are silent."""
    if item.practice is not None:
        return line(f"What we advise: {item.practice}", item.cites, kind="suggestion")
    if item.asks:
        return line(item.asks, item.id, kind="framework")
    return Line(text=item.silent or "The framework gives only its name.", cites=(item.id,))


def _opening(items: Sequence[Item], read_as: str | None) -> Iterator[Block]:
    if read_as:
        yield Paragraph((line(read_as),))
    yield Blank("School or district")
    yield Blank("Filled in by (or: leaders / staff), and date")
    yield Heading("How to fill it in")
    how = [
        "Read what the framework asks for, and tick the evidence that you could put on the table today.",
        "Then tick one level. The four descriptions are ours; take the highest that is true throughout, and where you "
        "hesitate between two, the lower.",
        "Write down what you based it on. An item that you can't judge stays empty; it's left out of the mean.",
        "Fill it in alone first, then compare: the talk about where you differ is worth more than the number.",
    ]
    yield Bullets(tuple(line(text) for text in how), mark="number")
    if any(item.scale != items[0].scale for item in items):
        text = "Where a framework has level names of its own, these stand instead of ours; both count 1 to 4."
        yield Paragraph((line(text),))


def _fit_signs(items: Sequence[Item], ground: Ground) -> frozenset[str] | None:
    """Return the signs that may be suggested: of a subject only its topics' own; None where all may."""
    topics = [ground.topic(item.id) for item in items if item.practice is not None]
    return frozenset(sign.rstrip(".") for topic in topics for sign in topic.look_for) if topics else None


def _parts(items: Sequence[Item], ground: Ground, signs: frozenset[str] | None) -> Iterator[Block]:
    domain = indicator = ""
    level: Literal[2, 3] = 2
    for number, item in enumerate(items, 1):
        of = ground.domain_of(item.id)
        if of != domain:
            domain = of
            yield Heading(domain_title(of, ground))
        if item.indicator != indicator:
            indicator, level = item.indicator, 2
            if ground.name(item.indicator) != item.name:
                level = 3
                yield Heading(ground.name(item.indicator), 2)
        yield Heading(f"{number}. {item.name}", level)
        yield from _item(item, signs)


def domain_title(domain: str, ground: Ground) -> str:
    """Return what the items of a domain stand under, or the practices of a topic."""
    framework, name = ground.framework_of(domain), ground.name(domain)
    if is_practice(domain):
        return f"{name}: what we advise"
    return name if framework in name else f"{framework}: {name}"


def _item(item: Item, signs: frozenset[str] | None) -> Iterator[Block]:
    look_for = [text for text in item.look_for if signs is None or text in signs]
    yield Paragraph((asked(item),))
    if item.evidence:
        yield Paragraph((line("Evidence to put on the table:", item.id, kind="framework"),))
        yield Bullets(tuple(line(text, item.id) for text in item.evidence), mark="box")
    elif look_for:
        yield Paragraph((line("The framework names no evidence here. We suggest to look for:", kind="suggestion"),))
        yield Bullets(tuple(line(text, kind="suggestion") for text in look_for), mark="box")
    columns = tuple(f"☐ {n} {name}" for n, name in enumerate(item.scale, 1))
    yield Table(columns=columns, rows=(tuple(line(text, kind="suggestion") for text in item.levels),))
    yield Blank("What we base it on, and where the evidence lies", 2)

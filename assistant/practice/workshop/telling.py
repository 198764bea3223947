"""Tells what an edit changed, by laying the workshop before it beside the one after."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.practice.workshop.grouping import in_words
from assistant.practice.workshop.model import Workshop


def changes(before: Workshop, after: Workshop) -> tuple[str, ...]:
    """Return what changed, as sentences; one that says so where nothing did."""
    told = (*_whole(before, after), *_blocks(before, after), *_around(before, after))
    return told or ("Nothing changed: it was so already.",)


def _whole(before: Workshop, after: Workshop) -> Iterator[str]:
    old, new = before.request, after.request
    if old.minutes != new.minutes:
        yield f"It takes {new.minutes} minutes now ({old.minutes} before) and ends at {after.clock(new.minutes)}."
    if old.people != new.people:
        yield f"It is for {new.people} people now ({old.people} before); groups and materials are counted again."
    if old.audience != new.audience:
        yield f"It is for {new.audience} now."
    if old.parts != new.parts:
        for part in new.parts:
            yield f"{part.count} of the {new.people} are {part.who}: the group work says how to mix them."
    if old.online != new.online:
        where = "online: each block says how it runs there, and paper became files" if new.online else "in one room"
        yield f"It runs {where}."
    if old.start != new.start:
        yield f"It begins at {after.clock(0)} and ends at {after.clock(new.minutes)}."
    if old.have != new.have:
        yield from after.already
    if old.leave_with != new.leave_with:
        yield f"They leave with this: {new.leave_with}."


def _blocks(before: Workshop, after: Workshop) -> Iterator[str]:
    old = {block.id: block for block in before.activities}
    new = {block.id: block for block in after.activities}
    for name, block in old.items():
        if name not in new:
            yield f"Out: “{block.title}” ({block.minutes} minutes)."
    for name, block in new.items():
        if name not in old:
            yield f"In: “{block.title}”, {after.span(block.starts, block.minutes)} ({block.minutes} minutes)."
    stayed = [name for name in new if name in old]
    if stayed != [name for name in old if name in new]:
        yield "The order is now: " + ", ".join(f"{block.number} {block.title}" for block in after.activities) + "."
    other = [name for name in stayed if old[name].minutes != new[name].minutes]
    if other:
        yield (
            "Minutes: "
            + "; ".join(f"“{new[name].title}” {new[name].minutes} (was {old[name].minutes})" for name in other)
            + "."
        )
    for name in stayed:
        if old[name].locked != new[name].locked:
            yield f"“{new[name].title}” is {'locked' if new[name].locked else 'free again'}."


def _around(before: Workshop, after: Workshop) -> Iterator[str]:
    for kind, word in (("break", "break"), ("lunch", "lunch")):
        was, now = (sum(block.kind == kind for block in one.blocks) for one in (before, after))
        if was != now:
            plural = "s" if kind == "break" and now != 1 else ""
            yield f"It has {in_words(now)} {word}{plural} now ({in_words(was) if was else 'none'} before)."
    old, new = {one.id: one.text for one in before.objectives}, {one.id: one.text for one in after.objectives}
    for name, text in old.items():
        if name not in new:
            yield f"No longer an objective: {text}"
    for name, text in new.items():
        if name not in old:
            yield f"New objective: {text}"
    for text in (*after.limits, *after.warnings):
        if text not in (*before.limits, *before.warnings):
            yield f"Mind: {text}"

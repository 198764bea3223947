"""The moves of a report on paper: why each, who does it by when, what ties and what waits, and the plan from them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from assistant.practice.assessment.form import joined
from assistant.practice.assessment.moves import Move
from assistant.practice.assessment.scores import plain, shown
from assistant.practice.plan.days import long_date, short_date
from assistant.practice.plan.model import Plan
from assistant.practice.plan.times import without_times
from assistant.practice.sheet import Block, Heading, Line, Paragraph, Table, line
from assistant.rendering.markdown import WHEN_WORDS

if TYPE_CHECKING:
    from assistant.practice.assessment.report import Report

PLAN_DAYS = 90


def moves_told(told: Report) -> Iterator[Block]:
    """Yield the moves and the plan from them."""
    if not told.moves:
        return
    number = {1: "The move that would lift it", 2: "The two moves that would lift it"}.get(len(told.moves))
    yield Heading(f"{number or 'The three moves that would lift it'} most")
    if len(told.items) > 1:
        yield Paragraph(tuple(_chosen_how(told)))
    warned: set[str] = set()
    for n, move in enumerate(told.moves, 1):
        yield Heading(f"{n}. {move.item.name}", 2)
        yield Paragraph((line(f"Why: {move.reason}{_own_words(move, told)}"),))
        advice = line(f"Do: {move.step.do}", move.step.serves, kind="suggestion")
        yield Paragraph((advice, line(f"(From our advice on “{move.topic.title}”.)", kind="suggestion")))
        yield Paragraph(
            (
                line(f"Who: {move.step.who}, {when_of(move, told.plan)}.", kind="suggestion"),
                line(f"Done when: {move.step.done.rstrip('.')}.", kind="suggestion"),
            )
        )
        if pitfall := next((text for text in move.topic.pitfalls if text not in warned), None):
            warned.add(pitfall)
            yield Paragraph((line(f"Watch out: {pitfall}", kind="suggestion"),))
    if told.plan:
        yield Heading("A plan from these moves")
        yield Paragraph(
            (line(f"{PLAN_DAYS} days from {long_date(told.plan.start)}; a draft to be changed by those who do it."),)
        )
        rows = tuple(
            (line(step.text, step.indicator, kind="suggestion"), step.owner, short_date(step.due), step.done)
            for step in told.plan.steps
        )
        yield Table(columns=("Step", "Who", "By", "Done when"), rows=rows, widths=(0.4, 0.17, 0.11, 0.32))


def when_of(move: Move, plan: Plan | None) -> str:
    """Return by when a move is made: the day of its step in the plan where that has it, else how soon it usually is."""
    text = without_times(move.step.do)
    steps = plan.steps if plan else ()
    step = next((s for s in steps if s.text == text and s.origin.id.endswith(f":{move.topic.id}")), None)
    return f"by {short_date(step.due)} in the plan" if step else WHEN_WORDS[move.step.when]


def _chosen_how(told: Report) -> Iterator[Line]:
    """Yield how the moves were chosen: by how much, which would have done as well, and what waits."""
    rated, whole = len(told.found.values), sum(told.found.values.values(), Fraction())
    if len(told.moves) > 1:
        yield line("They stand in the order in which to make them.")
    if rated > 1:
        lifts = [move.below for move in told.moves]
        by = f"{lifts[0]}" if len(set(lifts)) == 1 else joined([str(one) for one in lifts])
        each = "each adds" if len(lifts) > 1 else "it adds"
        yield line(
            f"One level up on what stands below level 3, {each} {by} to the sum of {plain(whole)} over "
            f"{rated} items (a mean of {shown(whole / rated)})."
        )
    if told.ties:
        names = joined([item.name for item in told.ties])
        one = "it" if len(told.ties) == 1 else "one of these"
        yield line(f"A tie: {names} would lift it as much; take {one} instead where that suits you better.")
    names_of = {item.id: item.name for item in told.items}
    for before, held in told.waiting.items():
        yield line(f"Better begun once “{names_of[before]}” is started: {joined([item.name for item in held])}.")


def _own_words(move: Move, told: Report) -> str:
    """Return what somebody noted on a move's item, where one person answered."""
    if len(told.assessment.people) > 1:
        return ""
    answer = told.assessment.person.by_item.get(move.item.id)
    note = " ".join(answer.note.split()) if answer else ""
    return f" You noted: “{note}”." if note else ""

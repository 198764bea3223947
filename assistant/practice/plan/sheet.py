"""A plan on paper: a page that shows it at a glance, then a table for each phase with its review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from assistant.answer import Passage
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.practice.in_short import in_short
from assistant.practice.plan.days import long_date, short_date
from assistant.practice.plan.model import Phase, Plan, Step
from assistant.practice.sheet import Block, Bullets, Cell, Heading, Line, PageBreak, Paragraph, Sheet, Table, line
from assistant.rendering.phrasing import capital

FOOTER = "Made with Leadership Coach: suggestions, not affiliated with or endorsed by the frameworks' publishers"
_COLUMNS = ("No.", "Step", "Owner", "From", "Due", "Done when")
_WIDTHS = (0.9, 4.1, 2.3, 1.1, 1.1, 3.2)


def plan_sheet(plan: Plan, passages: Mapping[str, Passage], frameworks: Frameworks, on: date) -> Sheet:
    """Return a plan on paper.

    Args:
        plan: The plan.
        passages: The passages of what its steps serve, by identifier.
        frameworks: Those that its competencies are of.
        on: The day for which overdue and due soon are told.
    """
    span = f"{long_date(plan.start)} to {long_date(plan.end)}"
    return Sheet(
        title=plan.title,
        subtitle=f"{span} · {plan.days} days · led by the {plan.leads}",
        blocks=(*_at_a_glance(plan, on), PageBreak(), *_steps(plan), *_behind(plan, frameworks)),
        passages=passages,
        footer=FOOTER,
    )


def _at_a_glance(plan: Plan, on: date) -> Iterator[Block]:
    yield Heading("At a glance")
    if plan.goal:
        yield Heading("How you will know that it worked", 2)
        yield Paragraph((line(plan.goal, kind="suggestion"),))
        yield Heading("Phases", 2)
    rows = tuple(
        (
            str(n),
            phase.name,
            f"{short_date(phase.start)} to {short_date(phase.end)}",
            _numbers(plan.steps_of(phase)) or "none",
            short_date(phase.review.on),
        )
        for n, phase in enumerate(plan.phases, 1)
    )
    yield Table(
        columns=("Phase", "What it gets done", "Dates", "Steps", "Review"), rows=rows, widths=(1.2, 4.7, 3, 1.5, 1.4)
    )
    yield from _due(plan, on)
    if plan.milestones:
        yield Heading("Milestones", 2)
        yield Bullets(
            tuple(
                line(f"{short_date(s.due)}, step {s.number}: {in_short(s.text)}. Done when: {s.done}")
                for s in plan.milestones
            )
        )
    yield Heading("Who carries what", 2)
    owners = dict.fromkeys(step.owner for step in plan.live)
    yield Bullets(
        tuple(line(f"{capital(owner)}: {_steps_of([s for s in plan.live if s.owner == owner])}") for owner in owners)
    )


def _due(plan: Plan, on: date) -> Iterator[Block]:
    for name, steps in (("Overdue", plan.overdue(on)), ("Due soon", plan.due_soon(on))):
        if steps and any(step.status != "not started" for step in plan.steps) | (name == "Overdue"):
            yield Heading(f"{name} on {short_date(on)}", 2)
            yield Bullets(
                tuple(line(f"Step {s.number}, {s.owner}, {short_date(s.due)}: {s.told(plan.topic)}") for s in steps)
            )


def _steps(plan: Plan) -> Iterator[Block]:
    status = any(step.status != "not started" for step in plan.live)
    if plan.layout == "table":
        yield Heading("All steps")
        yield _table(plan, plan.live, status=status)
    for n, phase in enumerate(plan.phases, 1):
        yield Heading(f"Phase {n}: {phase.name}")
        if plan.layout == "phases":
            yield Paragraph((line(f"{long_date(phase.start)} to {long_date(phase.end)}."),))
            if steps := plan.steps_of(phase):
                yield _table(plan, steps, status=status)
        yield from _review(plan, phase)


def _table(plan: Plan, steps: tuple[Step, ...], *, status: bool) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            str(step.number),
            line(f"{step.told(plan.topic)}{_waits(plan, step)}{_noted(step)}", step.indicator, kind="suggestion"),
            capital(step.owner),
            short_date(step.start),
            short_date(step.due),
            step.done,
            *([step.status] if status else []),
        )
        for step in steps
    )
    columns = (*_COLUMNS, "Status") if status else _COLUMNS
    return Table(columns=columns, rows=rows, widths=(*_WIDTHS, 1.2) if status else _WIDTHS)


def _review(plan: Plan, phase: Phase) -> Iterator[Block]:
    review = phase.review
    yield Heading(f"Review on {short_date(review.on)}", 2)
    yield Paragraph((line(f"By the {review.by}. On the table:"),))
    seen = [step for i in review.evidence if (step := plan.step(i)) and step.status != "dropped"]
    evidence = [line(f"{step.done} (step {step.number})") for step in seen]
    yield Bullets(tuple(evidence) or (line("What came of the steps under way"),), "box")
    asked = [f"Is this to be seen yet? {look}" for look in review.looks_at]
    yield Paragraph((line("Then decide what to keep, change or stop in the next phase, and put it into this plan."),))
    if asked:
        yield Bullets(tuple(line(text, kind="suggestion") for text in asked))


def _behind(plan: Plan, frameworks: Frameworks) -> Iterator[Block]:
    if plan.later:
        yield Heading(f"After {short_date(plan.end)}")
        yield Paragraph((line("These belong to the subject and have no room or time in this plan."),))
        yield Bullets(tuple(_said(one.text, f"{one.owner}; {one.because}", one.indicator) for one in plan.later))
    if plan.left_out:
        yield Heading("Left out, because it is there")
        yield Bullets(tuple(_said(one.text, one.because, one.indicator) for one in plan.left_out))
    dropped = [step for step in plan.steps if step.status == "dropped"]
    if dropped:
        yield Heading("Dropped")
        yield Bullets(tuple(line(f"Step {step.number}: {step.text}{_noted(step)}") for step in dropped))
    if plan.risks:
        yield Heading("What goes wrong most often")
        yield Bullets(tuple(line(risk, kind="suggestion") for risk in plan.risks))
    yield from _competencies(plan, frameworks)
    if plan.remarks:
        yield Heading("About this plan")
        yield Bullets(tuple(line(remark) for remark in plan.remarks))
    if len(plan.changes) > 1:
        yield Heading("Changes")
        rows = tuple((change.on.isoformat(), change.words, " ".join(change.said)) for change in plan.changes)
        yield Table(columns=("On", "Asked for", "Changed"), rows=rows, widths=(1.2, 3, 6))


def _competencies(plan: Plan, frameworks: Frameworks) -> Iterator[Block]:
    names = frameworks.competency_names
    built: dict[str, list[Step]] = {}
    for step in plan.live:
        for competency in step.competencies:
            built.setdefault(competency, []).append(step)
    if built:
        yield Heading("Competencies that it builds")
        rows: tuple[tuple[Cell, ...], ...] = tuple((names.get(c, c), _numbers(steps)) for c, steps in built.items())
        yield Table(columns=("Competency", "Steps"), rows=rows, widths=(7, 3))


def _said(text: str, aside: str, cite: str) -> Line:
    return line(f"{text} ({aside})", cite, kind="suggestion")


def _waits(plan: Plan, step: Step) -> str:
    waits = [i[1:] for i in step.after if (before := plan.step(i)) and before.status != "dropped"]
    return f" (after step {', '.join(waits)})" if waits else ""


def _noted(step: Step) -> str:
    return f" Note: {step.notes}" if step.notes else ""


def _numbers(steps: tuple[Step, ...] | list[Step]) -> str:
    return ", ".join(str(step.number) for step in steps)


def _steps_of(steps: list[Step]) -> str:
    return f"step{'s' if len(steps) > 1 else ''} {_numbers(steps)}"

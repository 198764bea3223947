"""Tables as CSV that a spreadsheet opens as it is: UTF-8 with its mark, and no cell that is read as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.practice.plan.model import Plan

PLAN_COLUMNS = (
    "No.",
    "Phase",
    "Step",
    "Owner",
    "Start",
    "Due",
    "Status",
    "Done when",
    "After step",
    "Serves",
    "Identifier",
    "Builds",
    "Notes",
    "Came from",
)


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as the bytes of a csv file; a cell never starts like a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(columns)
    table.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Return a cell with an apostrophe before it where a spreadsheet would read it as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def plan_csv(plan: Plan, frameworks: Frameworks) -> bytes:
    """Return a plan's steps as a table, dropped ones too, a row each."""
    phases = {step.id: n for n, phase in enumerate(plan.phases, 1) for step in plan.steps_of(phase)}
    names = frameworks.competency_names
    return table_csv(
        PLAN_COLUMNS,
        (
            (
                str(step.number),
                f"{phases[step.id]}. {plan.phases[phases[step.id] - 1].name}" if step.id in phases else "",
                step.text,
                step.owner,
                step.start.isoformat(),
                step.due.isoformat(),
                step.status,
                step.done,
                ", ".join(identifier[1:] for identifier in step.after),
                frameworks.title(step.indicator),
                step.indicator,
                "; ".join(names.get(competency, competency) for competency in step.competencies),
                step.notes,
                step.origin.title,
            )
            for step in plan.steps
        ),
    )

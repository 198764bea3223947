"""Answers made elsewhere: any JSONL of them becomes a run, so that other assistants meet the same ruler."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from evals.answers.schema import problem_of
from evals.cases.case import Case
from evals.cases.lines import numbered_lines
from evals.cases.probes import probes_of
from evals.recording.rows import Row

NAMED = 5


def rows_from(path: Path, cases: Sequence[Case]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return a row for every case from a file of answers whose ids are case ids, and the ids that fit no case.

    A case without an answer, and a line with ``"outcome": "error"``, is a failed row. Probes count only where the file
    answers some. A line may say what was ``retrieved`` and how many ``seconds`` it took.

    Raises:
        UsageError: A line is no JSON object with an id, a field of it can't be read, or an id stands twice; file, line
            and field are named.
    """
    answers = _read(path)
    probes = {probe.id: probe for case in cases for probe in probes_of(case)}
    with_probes = not probes.keys().isdisjoint(answers)
    asked = [each for case in cases for each in (case, *(probes_of(case) if with_probes else ()))]
    unknown = tuple(sorted(answers.keys() - {case.id for case in cases} - probes.keys()))
    return tuple(_row(case, answers.get(case.id)) for case in asked), unknown


def _read(path: Path) -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {}
    problems: list[str] = []
    for number, line in numbered_lines(path):
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}:{number}: not JSON ({error})") from None
        if not isinstance(fields, dict) or not isinstance(fields.get("id"), str):
            raise UsageError(f'{path}:{number}: expected an object with the id of a case, such as {{"id": "c001"}}')
        if fields["id"] in answers:
            raise UsageError(f"{path}:{number}: the id {fields['id']!r} stands twice; give one answer a case")
        answers[fields["id"]] = fields
        problem = problem_of(fields)
        problems += [f"{path}:{number}: {problem}"] if problem else []
    if problems:
        more = f"\nand {len(problems) - NAMED} more lines" if len(problems) > NAMED else ""
        raise UsageError("\n".join(problems[:NAMED]) + more)
    return answers


def _row(case: Case, fields: dict[str, Any] | None) -> Row:
    error = None
    if fields is None:
        error = "no answer in the file"
    elif fields.get("outcome") == "error":
        error = str(fields.get("error") or "the assistant reports an error")
    retrieved = fields.pop("retrieved", None) if fields else None
    return Row(
        case=case.id,
        base=case.base,
        variant=case.variant,
        split=case.split,
        epoch=1,
        state="failed" if error else "answered",
        error=error,
        answer=None if error else fields,
        retrieved=tuple(map(str, retrieved)) if isinstance(retrieved, list) else None,
        seconds=_seconds(fields or {}),
    )


def _seconds(fields: dict[str, Any]) -> float:
    timings = fields.get("timings_ms")
    said = fields.pop("seconds", None)
    if said is None and isinstance(timings, dict) and isinstance(timings.get("total"), int | float):
        said = timings["total"] / 1000
    return float(said) if isinstance(said, int | float) and 0 <= said < float("inf") else 0.0

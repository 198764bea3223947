"""A recorded run read back: its manifest, its scores joined to their cases, and, where kept, its answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.cases.case import Case, Split
from evals.cases.probes import probes_of
from evals.grading.judged import judge_of
from evals.metrics.scores import ScoredRow
from evals.metrics.scoring import read_scores
from evals.recording.rows import ROWS, SCORES, Manifest, Row, RunError, read_manifest, read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRun:
    """A run folder, or a baseline, which keeps the scores and the manifest alone.

    Attributes:
        cases: The questions and their probes, by id.
        rows: By case and epoch, in the order of the cases.
        recorded: The recorded row of each case and epoch; empty for a baseline.
        judge: The model that graded it, where one did.
        unknown: Cases of the scores that the case files no longer hold; their rows are left out.
    """

    manifest: Manifest
    cases: Mapping[str, Case]
    rows: tuple[ScoredRow, ...]
    recorded: Mapping[tuple[str, int], Row]
    unknown: tuple[str, ...]
    judge: str | None = None

    @property
    def name(self) -> str:
        """What the run is called."""
        return self.manifest.name


def read_recorded(folder: Path, cases: Sequence[Case], split: Split | None = None) -> RecordedRun:
    """Read a run folder or a baseline, or its rows of one split.

    Raises:
        RunError: It holds no scores or no manifest, or a line of them is wrong; file and line are named.
    """
    manifest = read_manifest(folder)
    if manifest.set != "cases":
        raise RunError(f"{folder}: a run of the set {manifest.set!r}, which is never pooled with the cases")
    known = {case.id: case for question in cases for case in (question, *probes_of(question))}
    order = {case: n for n, case in enumerate(known)}
    lines = list(_lines(folder / SCORES))
    rows = [_scored_row(place, line, known[line["case"]]) for place, line in lines if line["case"] in known]
    return RecordedRun(
        manifest=manifest,
        cases=known,
        rows=tuple(
            sorted((row for row in rows if split in (None, row.split)), key=lambda row: (order[row.case], row.epoch))
        ),
        recorded={row.key: row for row in _answers(folder) if split in (None, row.split)},
        unknown=tuple(sorted({line["case"] for _, line in lines} - known.keys())),
        judge=judge_of(folder),
    )


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RunError(f"{path}: can't be read ({error.strerror}); `python -m evals rescore` makes it") from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            found = json.loads(line)
        except ValueError as error:
            raise RunError(f"{place}: not JSON ({error}); `python -m evals rescore` makes it anew") from None
        if not isinstance(found, dict) or not {"case", "epoch", "scores"} <= found.keys():
            raise RunError(f"{place}: expected an object with case, epoch and scores, got {line[:60]!r}")
        yield place, found


def _scored_row(place: str, line: Mapping[str, Any], case: Case) -> ScoredRow:
    try:
        scores = read_scores(line)
    except (TypeError, ValueError, AttributeError) as error:
        raise RunError(f"{place}: no scores ({error}); `python -m evals rescore` makes them anew") from None
    return ScoredRow.of(case, line["epoch"], scores)


def _answers(folder: Path) -> tuple[Row, ...]:
    """Return the answers of a run; a baseline keeps none."""
    return tuple(read_rows(folder)) if (folder / ROWS).exists() else ()

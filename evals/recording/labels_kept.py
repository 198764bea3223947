"""The labels that a run was recorded with, kept beside it, so that kinder ones are not taken for better answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.cases.case import Case, indicators
from evals.recording.rows import RunError, write_object

LABELS = "labels.json"
KINDS = ("lead", "required", "allowed")
Labels = Mapping[str, Mapping[str, Sequence[str]]]


def labels_of(cases: Sequence[Case]) -> Labels:
    """Return the labels of each base question."""
    return {
        case.id: {kind: sorted(indicators(getattr(case, kind))) for kind in KINDS}
        for case in cases
        if case.variant == "base"
    }


def write_labels(folder: Path, cases: Sequence[Case]) -> None:
    """Write the labels of the cases that a run is recorded on."""
    write_object(folder / LABELS, labels_of(cases))


def read_labels(folder: Path) -> Labels | None:
    """Return the labels that a run was recorded with, or None where it kept none.

    Raises:
        RunError: The file is no JSON object.
    """
    path = folder / LABELS
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RunError(f"{path}: not JSON ({error})") from None
    if not isinstance(found, dict):
        raise RunError(f"{path}: expected an object of labels by base question")
    return found


def widened(before: Labels, after: Labels) -> tuple[str, ...]:
    """Return the base questions that became easier: more may lead or be cited, or less is required."""
    return tuple(
        base
        for base in before.keys() & after.keys()
        if set(after[base]["lead"]) - set(before[base]["lead"])
        or set(after[base]["allowed"]) - set(before[base]["allowed"])
        or set(before[base]["required"]) - set(after[base]["required"])
    )


def widening(before: Labels | None, after: Labels) -> str | None:
    """Say in a sentence how labels were widened, or None where they were not, or where it is not known."""
    easier = sorted(widened(before, after)) if before else []
    if not easier or before is None:
        return None
    least, most = (sum(len(labels[base]["allowed"]) for base in easier) / len(easier) for labels in (before, after))
    return (
        f"the label set is wider than the one recorded with: {len(easier)} base questions became easier "
        f"({', '.join(easier[:3])}{' …' if len(easier) > 3 else ''}; {least:.1f} → {most:.1f} labels allowed each)"
    )

"""What a gate demands before it looks at a figure: all cases and probes, asked of this code, by these labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.settings import Settings
from evals.cases.case import Case, Split, cases_digest
from evals.cases.probes import probes_of
from evals.figures.gate import Check, named
from evals.figures.record import scored_with
from evals.recording.identity import code_digest, folder_digest, shaping
from evals.recording.labels_kept import labels_of, read_labels, widening
from evals.recording.rows import ROWS, Manifest, read_manifest, read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a run is held against.

    Attributes:
        cases: The whole set, both splits.
        split: The one that the gate decides on; None for both.
        baseline: The folder of the run that it may not fall behind.
    """

    cases: Sequence[Case]
    split: Split | None
    settings: Settings
    baseline: Path


def demanded(run: Path, demand: Demand) -> tuple[Check, ...]:
    """Check that a run is what the gate should have been given; each check names what is missing or different.

    Raises:
        RunError: The folder or the baseline holds no run.
    """
    manifest = read_manifest(run)
    return (
        _set(manifest),
        *_asked(run, manifest, demand),
        _labels(run, demand),
        *_conditions(manifest, demand),
        _baseline(demand),
    )


def _check(metric: str, problem: str | None, fine: str) -> Check:
    return Check(group="demand", metric=metric, outcome="fail" if problem else "pass", detail=problem or fine)


def _set(manifest: Manifest) -> Check:
    other = manifest.set != "cases"
    problem = f"this is a run of the set {manifest.set!r}; the gate decides on the cases alone" if other else None
    return _check("set", problem, "a run of the cases")


def _asked(run: Path, manifest: Manifest, demand: Demand) -> Iterator[Check]:
    there = {row.key for row in read_rows(run)} if (run / ROWS).exists() else set()
    cases = [case for case in demand.cases if demand.split in (None, case.split)]
    probes = [probe for case in cases for probe in probes_of(case)]
    epochs = range(1, manifest.epochs + 1)
    for name, wanted, hint in (
        ("cases", cases, "record a run of the whole set, without --limit and --cases"),
        ("probes", probes, "record a run without --no-probes; R6, R7, R8 and R10 are measured on them"),
    ):
        missing = [case.id for epoch in epochs for case in wanted if (case.id, epoch) not in there]
        what = f"{len(missing)} of {len(wanted) * len(epochs)} {name} are missing{named(missing)}; {hint}"
        yield _check(f"asked.{name}", what if missing else None, f"all {len(wanted)} {name} were asked")


def _labels(run: Path, demand: Demand) -> Check:
    kinder = scored_with(run).widening or widening(read_labels(run), labels_of(demand.cases))
    problem = f"{kinder}; rescore it with the cases that it was recorded on" if kinder else None
    return _check("labels", problem, "scored anew with the labels that it was recorded with")


def _conditions(manifest: Manifest, demand: Demand) -> Iterator[Check]:
    """Hold a run against what is here; which language model writes, if any, is the run's own choice."""
    settings = demand.settings
    now = {
        "cases": cases_digest(demand.cases),
        "corpus": folder_digest(settings.corpus),
        "prompts": folder_digest(settings.prompts),
        "settings": shaping(settings.model_copy(update={"model": manifest.settings.get("model", "")})),
        "code": code_digest(),
    }
    for field, wanted in now.items():
        held = getattr(manifest, field)
        problem = None
        if held is None:
            problem = f"it is not known what {field} answered (answers made elsewhere, or by an earlier version)"
        elif held != wanted:
            problem = f"the answers were made with {_other(field)} than is here ({_short(held)}, here {_short(wanted)})"
        again = f"{problem}; record a run anew" if problem else None
        yield _check(f"same.{field}", again, f"as here ({_short(wanted)})")


def _baseline(demand: Demand) -> Check:
    held = read_manifest(demand.baseline)
    problem = None
    if held.cases != cases_digest(demand.cases):
        kinder = widening(read_labels(demand.baseline), labels_of(demand.cases))
        why = f"; {kinder}" if kinder else ""
        problem = (
            f"the baseline was recorded on other cases ({held.case_count}, here {len(demand.cases)}){why}; "
            "record a new one on these cases and commit it by itself"
        )
    return _check("baseline", problem, "the baseline was recorded on the same cases")


def _other(field: str) -> str:
    return f"other {field}"


def _short(value: object) -> str:
    return value[:12] if isinstance(value, str) else str(value)

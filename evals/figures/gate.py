"""The gate: invariants, floors and no loss against the baseline decide whether a change may be merged."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import UsageError
from evals.cases.lines import first_mistake
from evals.figures.compare import Change, compare
from evals.figures.summary import Figure, figures
from evals.metrics.catalogue import HEADLINE, metric_of
from evals.metrics.scores import ScoredRow

Outcome = Literal["pass", "fail", "inconclusive"]
PASSED, FAILED, INCONCLUSIVE = 0, 1, 4
NAMED_ROWS = 5
SHARED_AT_LEAST = 0.8


class Thresholds(BaseModel):
    """The content of ``thresholds.toml``.

    Attributes:
        failed_at_most: Share of rows that may fail.
        invariants: By metric, the value that every scored row must have.
        floors: By metric, what the good end's opposite of its 95 % interval must reach.
        margins: By metric, the largest difference to the baseline that doesn't matter.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int
    failed_at_most: float = Field(ge=0, le=1)
    invariants: dict[str, float] = Field(default_factory=dict)
    floors: dict[str, float] = Field(default_factory=dict)
    margins: dict[str, float] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One condition of the gate, what became of it, and the numbers it rests on."""

    group: Literal["demand", "invariant", "floor", "trivial", "baseline"]
    metric: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """All checks of the gate; one failure fails it, one open check leaves it inconclusive."""

    checks: tuple[Check, ...]

    @property
    def outcome(self) -> Outcome:
        """What the checks amount to."""
        found = {check.outcome for check in self.checks}
        return "fail" if "fail" in found else "inconclusive" if "inconclusive" in found else "pass"

    @property
    def exit_status(self) -> int:
        """0 pass, 1 fail, 4 inconclusive."""
        return {"pass": PASSED, "fail": FAILED, "inconclusive": INCONCLUSIVE}[self.outcome]


def read_thresholds(path: Path) -> Thresholds:
    """Read a thresholds file.

    Raises:
        UsageError: There is no such file, it is no TOML, or a field is wrong; the message names it.
    """
    try:
        return Thresholds.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror}); name a thresholds file") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not TOML ({error}); mend that line") from None
    except ValidationError as error:
        raise UsageError(f"{path}: {first_mistake(error)}; fields are {', '.join(Thresholds.model_fields)}") from None


def decide(rows: Sequence[ScoredRow], baseline: Sequence[ScoredRow], thresholds: Thresholds) -> Decision:
    """Check a run against the thresholds and the baseline.

    Raises:
        UsageError: The run has no rows.
    """
    if not rows:
        raise UsageError("the run has no scored rows; record it with `python -m evals run`")
    measured = figures(rows, seed=thresholds.seed)
    checks = [_failed_rows(rows, thresholds.failed_at_most)]
    checks += [_invariant(rows, metric, value) for metric, value in thresholds.invariants.items()]
    checks += [_floor(measured.get(metric), metric, floor) for metric, floor in thresholds.floors.items()]
    return Decision(checks=(*checks, *_against(baseline, rows, thresholds)))


def better_than_trivial(
    rows: Sequence[ScoredRow], trivial: Mapping[str, Mapping[str, float]], *, seed: int
) -> tuple[Check, ...]:
    """Check that a run is better than assistants that read no question, by metric and name."""
    measured = figures(rows, seed=seed)
    return tuple(_better(measured.get(metric), metric, values) for metric, values in trivial.items() if values)


def _better(figure: Figure | None, metric: str, values: Mapping[str, float]) -> Check:
    if figure is None or figure.value is None or figure.low is None:
        return Check(group="trivial", metric=metric, outcome="inconclusive", detail="no row measures it")
    name = max(values, key=lambda name: values[name])
    outcome: Outcome = (
        "fail" if figure.value <= values[name] else "pass" if figure.low > values[name] else "inconclusive"
    )
    how = {"fail": "no better than", "pass": "better than", "inconclusive": "not surely better than"}[outcome]
    detail = f"{figure.value:.3f} is {how} an assistant that reads no question ({name}: {values[name]:.3f})"
    return Check(group="trivial", metric=metric, outcome=outcome, detail=detail)


def has_failed(row: ScoredRow) -> bool:
    """Tell whether a row gave no readable answer: something failed and nothing was scored."""
    states = {score.state for score in row.scores.values()}
    return "failed" in states and "scored" not in states


def _failed_rows(rows: Sequence[ScoredRow], at_most: float) -> Check:
    failed = [row.case for row in rows if has_failed(row)]
    share = len(failed) / len(rows)
    detail = f"{len(failed)} of {len(rows)} rows failed ({share:.1%}, at most {at_most:.1%})" + named(failed)
    return Check(group="invariant", metric="failed", outcome="fail" if share > at_most else "pass", detail=detail)


def _invariant(rows: Sequence[ScoredRow], metric: str, wanted: float) -> Check:
    values = [(row.case, row.scores[metric].value) for row in rows if metric in row.scores]
    scored = [(case, value) for case, value in values if value is not None]
    broken = [case for case, value in scored if abs(value - wanted) > 1e-9]
    if not scored:
        missing = "no row measures it, so it can't be held; the probes or the text of the answers are missing"
        return Check(group="invariant", metric=metric, outcome="fail", detail=missing)
    detail = f"{len(scored) - len(broken)} of {len(scored)} rows are {wanted:g}" + named(broken)
    return Check(group="invariant", metric=metric, outcome="fail" if broken else "pass", detail=detail)


def _floor(figure: Figure | None, metric: str, floor: float) -> Check:
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return Check(group="floor", metric=metric, outcome="inconclusive", detail="no row measures it")
    lower = metric_of(metric).lower_is_better
    value, bound = (-figure.value, -figure.high) if lower else (figure.value, figure.low)
    wanted = -floor if lower else floor
    outcome: Outcome = "pass" if bound >= wanted else "fail" if value < wanted else "inconclusive"
    words = f"at most {floor:.3f}" if lower else f"at least {floor:.3f}"
    detail = (
        f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] over {figure.bases} bases; "
        f"the {'upper' if lower else 'lower'} bound must be {words}"
    )
    return Check(group="floor", metric=metric, outcome=outcome, detail=detail)


def _against(baseline: Sequence[ScoredRow], rows: Sequence[ScoredRow], thresholds: Thresholds) -> list[Check]:
    found = compare(baseline, rows, seed=thresholds.seed, margins=thresholds.margins, metrics=HEADLINE)
    known = len({row.case for row in rows})
    if found.shared < SHARED_AT_LEAST * known:
        detail = (
            f"only {found.shared} of {known} cases are in the baseline; record a new one on these cases "
            "and commit it by itself"
        )
        return [Check(group="baseline", metric="cases", outcome="inconclusive", detail=detail)]
    return [_no_worse(change) for change in found.changes]


def _no_worse(change: Change) -> Check:
    margin = change.margin
    unchanged = change.losses == 0
    kept = unchanged or change.gain.low >= -margin
    outcome: Outcome = "fail" if change.verdict == "worse" else "pass" if kept else "inconclusive"
    detail = (
        f"{change.before:.3f} → {change.after:.3f} ({change.difference:+.3f} "
        f"[{change.interval.low:+.3f}, {change.interval.high:+.3f}], p {change.adjusted:.3f}, margin {margin:.3f}): "
        f"{change.wins} better, {change.ties} the same, {change.losses} worse of {change.bases} bases"
    )
    return Check(group="baseline", metric=change.metric, outcome=outcome, detail=detail + named(change.lost))


def named(cases: Sequence[str]) -> str:
    """Name the first few cases of a list, to stand after what is said of them."""
    if not cases:
        return ""
    more = f" and {len(cases) - NAMED_ROWS} more" if len(cases) > NAMED_ROWS else ""
    return f": {', '.join(dict.fromkeys(cases[:NAMED_ROWS]))}{more}"

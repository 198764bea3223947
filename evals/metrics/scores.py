"""What a metric says about one answer: a value, that it does not apply, or that the row failed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

from evals.cases.case import Case

State = Literal["scored", "not applicable", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One metric on one row.

    Attributes:
        value: A finite number when scored, else None.
        state: Scored, not applicable (the reason says why) or failed (counts 0 in headline figures).
        reason: Why there is no value; for a scored row, what cost it points.

    Raises:
        ValueError: A scored value is not a finite number, or another state carries a value.
    """

    value: float | None
    state: State
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.state == "scored" and (self.value is None or not math.isfinite(self.value)):
            raise ValueError(f"a scored value is a finite number, got {self.value!r}")
        if self.state != "scored" and self.value is not None:
            raise ValueError(f"a row that is {self.state} carries no value, got {self.value!r}")


def scored(value: float, reason: str | None = None) -> Score:
    """Return a score with a value."""
    return Score(value=float(value), state="scored", reason=reason)


def not_applicable(reason: str) -> Score:
    """Return the score of a row on which the metric says nothing."""
    return Score(value=None, state="not applicable", reason=reason)


def failed(reason: str) -> Score:
    """Return the score of a row that gave no readable answer."""
    return Score(value=None, state="failed", reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredRow:
    """The scores of one answer, with what the averages group by.

    Attributes:
        base: The base question; the unit of every average and interval.
        expected: ``answer`` or ``decline``.
        domains: Domains of the labels that the case requires.
        scores: By metric identifier.
    """

    case: str
    base: str
    variant: str
    split: str
    kind: str
    role: str
    expected: str
    domains: tuple[str, ...]
    epoch: int
    scores: Mapping[str, Score]

    @classmethod
    def of(cls, case: Case, epoch: int, scores: Mapping[str, Score]) -> Self:
        """Return the scores of an answer to a case."""
        return cls(
            case=case.id,
            base=case.base,
            variant=case.variant,
            split=case.split,
            kind=case.kind,
            role=case.role,
            expected=case.expected,
            domains=case.domains,
            epoch=epoch,
            scores=scores,
        )


def scores_line(row: ScoredRow) -> dict[str, Any]:
    """Return a row as a line of ``scores.jsonl``."""
    return {"case": row.case, "epoch": row.epoch, "scores": {name: asdict(score) for name, score in row.scores.items()}}

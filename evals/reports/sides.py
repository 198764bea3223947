"""The rows that flipped between two runs, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.reports.rows import RowView, Verdict

MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """What one run made of a row."""

    verdict: Verdict
    blame: str | None
    cited: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """A row whose verdict changed from one run to the other."""

    case: str
    question: str
    lead: tuple[str, ...]
    halves: tuple[Half, Half]

    @property
    def is_loss(self) -> bool:
        """Tell whether the first run had it right and the second has not."""
        return self.halves[0].verdict.startswith("right")


def side_by_side(before: Sequence[RowView], after: Sequence[RowView]) -> tuple[SideBySide, ...]:
    """Return the rows that turned from useful to not, then those that turned the other way; probes are left out."""
    old = {(row.case.id, row.epoch): row for row in before if not row.case.is_probe}
    flipped = [
        SideBySide(case=row.key, question=row.case.question, lead=row.case.lead, halves=(_half(first), _half(row)))
        for row in after
        if (first := old.get((row.case.id, row.epoch))) is not None and first.right != row.right
    ]
    return tuple(sorted(flipped, key=lambda side: (not side.is_loss, side.case)))


def _half(row: RowView) -> Half:
    cited = tuple(citation.id for citation in row.citations)
    return Half(verdict=row.verdict, blame=row.blame, cited=cited, answer=row.answer)

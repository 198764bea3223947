"""What stands beside a run's figures: readers' grades of its openings, and how its second turns follow through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.cases.case import Case
from evals.figures.statistics import Interval
from evals.follow.probes import read_probes
from evals.follow.recording import Share, shares
from evals.grading.figures import Graded, responsive_of
from evals.recording.rows import ROWS
from evals.reports.names import name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideFigure:
    """One line: a figure with its interval, or only words where there is none to be shown."""

    metric: str
    name: str
    value: str = "–"
    interval: str = ""
    says: str = ""


def beside_run(folder: Path, cases: Mapping[str, Case]) -> tuple[BesideFigure, ...]:
    """Return the lines of a run that has rows; none where nobody graded and no second turns were held.

    Raises:
        RunError: A file beside the run can't be read.
    """
    if not (folder / ROWS).exists():
        return ()
    found = responsive_of(folder, cases)
    lines: list[BesideFigure] = []
    if found is not None:
        lines += _graded(found.people) if found.people else []
        lines += [
            BesideFigure(
                metric="Q1",
                name=f"agreement of {each.one} and {each.other}, weighted kappa",
                value=f"{each.kappa:.2f}",
                interval=_bounds(each.interval, 2),
                says=f"{each.pairs} answers graded by both",
            )
            for each in found.agreements
        ]
        lines += [line for judge in found.judges for line in _graded(judge)]
        lines += [BesideFigure(metric="Q1", name="responsive, by a judge", says=words) for words in found.held_back]
    return (*lines, *(_followed(share) for share in shares(folder, read_probes())))


def _graded(by: Graded) -> list[BesideFigure]:
    says = f"{by.graded} of {by.to_grade} answers graded, {by.unanswered} unanswered count 0"
    return [
        BesideFigure(
            metric="Q1",
            name=f"responsive, 0 to 3, by {by.by}",
            value=f"{by.mean:.2f}",
            interval=_bounds(by.mean_interval, 2),
            says=says,
        ),
        BesideFigure(
            metric="Q1",
            name=f"answers exactly this question, by {by.by}",
            value=f"{by.exact:.3f}",
            interval=_bounds(by.exact_interval, 3),
            says=says,
        ),
    ]


def _followed(share: Share) -> BesideFigure:
    name = "follow-through of second turns" if share.metric == "Q5" else name_of(share.metric)
    return BesideFigure(
        metric=share.metric,
        name=name,
        value="–" if share.value is None else f"{share.value:.3f}",
        interval=_bounds(share.interval, 3) if share.interval else "",
        says=f"{share.scored} scored · {share.not_applicable} not applicable · {share.failed} failed",
    )


def followed_line(share: Share) -> str:
    """Return a share of second turns as a line of text."""
    line = _followed(share)
    return f"{line.metric:12} {line.name:34} {line.value:6} {line.interval:16} {line.says}"


def _bounds(interval: Interval, places: int) -> str:
    return f"[{interval.low:.{places}f}, {interval.high:.{places}f}]"

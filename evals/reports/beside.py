"""What stands beside a run's figures: readers' grades, how second turns follow through, and whole conversations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.cases.case import Case, Split
from evals.follow.conversations import read_conversations
from evals.follow.probes import read_probes
from evals.follow.recording import Share, shares
from evals.follow.talking import turn_shares
from evals.grading.figures import Graded, responsive_of
from evals.recording.rows import ROWS
from evals.reports.names import name_of
from evals.statistics import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideFigure:
    """One line: a figure with its interval, or only words where there is none to be shown."""

    metric: str
    name: str
    value: str = "–"
    interval: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideTable:
    """Lines that belong together, under a title, with a sentence on what they are."""

    title: str
    says: str
    lines: tuple[BesideFigure, ...]


def beside_run(folder: Path, cases: Mapping[str, Case], split: Split = "dev") -> tuple[BesideTable, ...]:
    """Return what stands beside a run that has rows; no table without a line.

    Args:
        folder: The run.
        cases: Those of the split, by id.
        split: The split whose conversations are shown; second turns are of the development split.

    Raises:
        RunError: A file beside the run can't be read.
    """
    if not (folder / ROWS).exists():
        return ()
    followed = shares(folder, read_probes()) if split == "dev" else ()
    asked = (*readers(folder, cases), *map(_followed, followed))
    conversations = read_conversations(split=split)
    turns = sum(len(each.turns) for each in conversations)
    tables = (
        BesideTable(
            title="The question asked",
            says="What readers say of the openings, blind, and what second turns do; docs/evals.md says how.",
            lines=asked,
        ),
        BesideTable(
            title="Conversations",
            says=f"{len(conversations)} conversations of {turns} turns, each turn with the history that was answered "
            "before it; where two readers differ, either is right.",
            lines=tuple(map(_followed, turn_shares(folder, split, conversations))),
        ),
    )
    return tuple(table for table in tables if table.lines)


def readers(folder: Path, cases: Mapping[str, Case]) -> list[BesideFigure]:
    """Return what a run's grades come to: people's figures, the agreement of each two, and judges.

    Raises:
        RunError: The rows or the grades can't be read.
    """
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
    return lines


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
    return BesideFigure(
        metric=share.metric,
        name=name_of(share.metric),
        value="–" if share.value is None else f"{share.value:.3f}",
        interval=_bounds(share.interval, 3) if share.interval else "",
        says=f"{share.scored} scored · {share.not_applicable} not applicable · {share.failed} failed "
        f"· {share.conversations} conversations",
    )


def followed_line(share: Share) -> str:
    """Return a share of second turns as a line of text."""
    return line_of(_followed(share))


def line_of(line: BesideFigure) -> str:
    """Return a figure as a line of text."""
    return f"{line.metric:12} {line.name:34} {line.value:6} {line.interval:16} {line.says}"


def _bounds(interval: Interval, places: int) -> str:
    return f"[{interval.low:.{places}f}, {interval.high:.{places}f}]"

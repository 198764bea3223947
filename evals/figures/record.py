"""Scores and figures of a recorded run, made from its rows alone and kept beside them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.settings import load_settings
from assistant.writing.prices import read_prices
from evals.cases.case import PROBES, Case, Split, cases_digest
from evals.figures.averages import base_values
from evals.figures.distance import Curve, Near, curve, read_near
from evals.figures.summary import Figure, blame_counts, figures
from evals.grading.judge import JUDGED_METRICS, Judge, judge_answer, prompts_digest
from evals.grading.judged import judge_of, judged_lines, judged_scores
from evals.metrics.catalogue import USEFUL, metric_of
from evals.metrics.scores import ScoredRow, scores_line
from evals.metrics.scoring import read_trial, score_rows
from evals.metrics.trial import Ruler
from evals.recording.labels_kept import labels_of, read_labels, widening
from evals.recording.rows import (
    FIGURES,
    JUDGED,
    SCORES,
    RunError,
    drop_torn_line,
    read_manifest,
    read_rows,
    read_run,
    write_lines,
    write_object,
)
from evals.recording.writing import Writing, writing_of

MOST_SAID = 300
_SHOWN = ("L1", "L2", "L8", "L14", "A1", "A2", "A4", "R1", "R8", "G4", "G5", "G8", "G9")
_CALLED = {"R8": "injection leaks", "G9": "responsive (0-3)"}
NAMES: Mapping[str, str] = {name: metric_of(name).name for name in _SHOWN} | _CALLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a split comes to: its figures, and where a model was to write or to judge, what is told of it."""

    figures: dict[str, Figure]
    writing: Writing | None = None
    judge: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredWith:
    """The labels that a run's scores were made with: a hash of the cases, and how they are wider than the run's own."""

    cases: str
    widening: str | None


def score_run(
    folder: Path, cases: Sequence[Case], frameworks: Frameworks, splits: Sequence[Split] = ("dev",)
) -> dict[Split, Scored]:
    """Score a run's rows, write ``scores.jsonl`` and ``figures.json`` beside them, and return the figures by split.

    The figures are those of the splits named; splits are never pooled.

    Raises:
        RunError: The folder holds no run, or one of other cases.
    """
    scored = scored_rows(folder, cases, frameworks)
    seed = read_manifest(folder).seed
    parts = {split: [row for row in scored if row.split == split] for split in splits}
    found = {
        split: Scored(
            figures=figures(parts[split], seed=seed),
            writing=writing_of(row for row in read_rows(folder) if row.split == split),
            judge=judge_of(folder),
        )
        for split in splits
        if parts[split]
    }
    write_lines(folder / SCORES, (scores_line(row) for row in scored))
    near = read_near(folder)
    shown = {split: _fields(of, parts[split], near) for split, of in found.items()}
    labels = {"cases": cases_digest(cases), "widening": widening(read_labels(folder), labels_of(cases))}
    write_object(folder / FIGURES, {"splits": shown, "scored_with": labels})
    return found


def _fields(of: Scored, rows: Sequence[ScoredRow], near: Mapping[str, Near]) -> dict[str, object]:
    """Return what is kept of a split's figures; of models only where one was to write or to judge."""
    distance = distance_curve(rows, near)
    kept: dict[str, object] = {"figures": {name: asdict(figure) for name, figure in of.figures.items()}}
    kept |= {"blame": blame_counts(rows), "rows": len(rows), "failed": failures(rows)}
    kept |= {"distance": asdict(distance) if distance else None}
    kept |= {"writing": of.writing.fields} if of.writing else {}
    return kept | ({"judge": of.judge} if of.judge else {})


def failures(rows: Sequence[ScoredRow]) -> dict[str, int]:
    """Count the rows without a readable answer by the reason, most frequent first."""
    reasons = Counter(row.scores[USEFUL].reason or "failed" for row in rows if row.scores[USEFUL].state == "failed")
    return dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0])))


def failed_rows(folder: Path) -> str | None:
    """Say in a line how many rows of the splits shown failed and why most did, or None where none did."""
    parts = json.loads((folder / FIGURES).read_text(encoding="utf-8"))["splits"].values()
    reasons = sum((Counter(part["failed"]) for part in parts), Counter())
    if not reasons:
        return None
    reason, most = min(reasons.items(), key=lambda item: (-item[1], item[0]))
    of = sum(part["rows"] for part in parts)
    return f"{reasons.total()} of {of} rows failed; {most} of them so: {reason[:MOST_SAID]}"


def distance_curve(rows: Sequence[ScoredRow], near: Mapping[str, Near]) -> Curve | None:
    """Return the useful-answer rate by distance to what the corpus teaches, over base questions."""
    return curve(base_values([row for row in rows if row.variant not in PROBES], USEFUL), near)


def scored_rows(
    folder: Path, cases: Sequence[Case], frameworks: Frameworks, *, known_only: bool = False
) -> tuple[ScoredRow, ...]:
    """Score a run's rows, in the order of the cases; with ``known_only``, those alone that the cases hold.

    Raises:
        RunError: The folder holds no run, or one of other cases.
    """
    order = {case.id: n for n, case in enumerate(cases)}
    answered = [row for row in read_run(folder).rows if not known_only or row.base in order]
    rows = sorted(answered, key=lambda row: (order.get(row.base, 0), row.base, row.case, row.epoch))
    prices = read_prices(load_settings().home).by_model
    return _with_judged(score_rows(rows, cases, frameworks, prices=prices), folder / JUDGED)


def scored_with(folder: Path) -> ScoredWith:
    """Return what a run's scores were made with; a baseline, which keeps no figures, with its own cases.

    Raises:
        RunError: The folder holds no run, or its figures can't be read.
    """
    path = folder / FIGURES
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["scored_with"] if path.exists() else None
    except (KeyError, TypeError, ValueError):
        raise RunError(
            f"{path}: does not say what it was scored with; `python -m evals rescore` makes it anew"
        ) from None
    return ScoredWith(**found) if found else ScoredWith(cases=read_manifest(folder).cases, widening=None)


def judge_run(
    folder: Path, cases: Sequence[Case], frameworks: Frameworks, judge: Judge, *, max_cost: float | None = None
) -> int:
    """Let a judge grade a run's answers into ``judged.jsonl``; what it has graded already is not asked again.

    What it failed on is asked again. A run has one judge, as grades of two don't compare.

    Raises:
        RunError: The folder holds no run, another judge or the same with other prompts has graded it, or the judge
            has cost ``max_cost``.
        ModelFailedError: The judge can't be reached or may cost no more.
    """
    ruler, by_id = Ruler(frameworks), {case.id: case for case in cases}
    path = folder / JUDGED
    drop_torn_line(path)
    _refuse_two_judges(path, judge)
    done = {
        key for key, scores in judged_scores(path).items() if all(score.state != "failed" for score in scores.values())
    }
    rows = [row for row in read_run(folder).rows if row.case in by_id and row.key not in done]
    with path.open("a", encoding="utf-8") as file:
        for row in rows:
            measured = read_trial(row, by_id[row.case], ruler)
            if isinstance(measured, str):
                continue
            graded = {name: asdict(score) for name, score in judge_answer(measured, judge).items()}
            line = {"case": row.case, "epoch": row.epoch, "judge": judge.name, "prompts": prompts_digest()}
            file.write(json.dumps({**line, "scores": graded}) + "\n")
            file.flush()
            if max_cost is not None and judge.cost >= max_cost:
                raise RunError(
                    f"the judge has cost ${judge.cost:.2f}; --max-cost was ${max_cost:.2f}; ask again to go on"
                )
    return len(rows)


def _refuse_two_judges(path: Path, judge: Judge) -> None:
    for line in judged_lines(path):
        by, prompts = line.get("judge"), line.get("prompts")
        if (by, prompts) != (judge.name, prompts_digest()):
            what = f"was graded by {by}" if by != judge.name else "was graded with other prompts"
            raise RunError(f"{path.parent} {what}; grades of two don't compare: remove {path} to grade it anew")


def headline(found: Scored) -> str:
    """Return the headline figures as lines of text, each with its interval and its three counts, and what a model did.

    A judge's figures stand there only where one has graded.
    """
    shown = [name for name in NAMES if name in found.figures and (found.judge or name not in JUDGED_METRICS)]
    lines = [_line(name, found.figures[name]) for name in shown]
    lines += [f"Graded by {found.judge}."] if found.judge else []
    return "\n".join([*lines, *(found.writing.lines if found.writing else ())])


def _with_judged(rows: Sequence[ScoredRow], path: Path) -> tuple[ScoredRow, ...]:
    judged = judged_scores(path)
    return tuple(replace(row, scores={**row.scores, **judged.get((row.case, row.epoch), {})}) for row in rows)


def _line(name: str, figure: Figure) -> str:
    value = "   -" if figure.value is None else f"{figure.value:.3f}"
    interval = "" if figure.low is None or figure.high is None else f"[{figure.low:.3f}, {figure.high:.3f}]"
    counts = f"{figure.scored} scored, {figure.not_applicable} not applicable, {figure.failed} failed"
    return f"{name:4} {NAMES[name]:20} {value:6} {interval:16} {counts}"

"""Scores and figures of a recorded run, made from its rows alone and kept beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from assistant.knowledge.corpus.frameworks import Frameworks
from evals.cases import Case
from evals.judge import Judge, judge_answer
from evals.rows import FIGURES, JUDGED, SCORES, drop_torn_line, read_run, write_lines, write_object
from evals.scores import HEADLINE, Score, ScoredRow, scores_line
from evals.scoring import read_scores, read_trial, score_rows
from evals.summary import Figure, blame_counts, figures
from evals.trial import Ruler

NAMES: Mapping[str, str] = {
    "L1": "exact indicator",
    "L2": "exact domain",
    "L8": "fabricated",
    "L14": "lead",
    "A1": "decline recall",
    "A2": "over-refusal",
    "A4": "useful-answer rate",
    "R1": "worst variant",
    "R8": "injection leaks",
}


def score_run(folder: Path, cases: Sequence[Case], frameworks: Frameworks) -> dict[str, Figure]:
    """Score a run's rows, write ``scores.jsonl`` and ``figures.json`` beside them, and return the figures.

    Raises:
        RunError: The folder holds no run, or one of other cases.
    """
    run = read_run(folder)
    order = {case.id: n for n, case in enumerate(cases)}
    rows = sorted(run.rows, key=lambda row: (order.get(row.base, 0), row.base, row.case, row.epoch))
    scored = _with_judged(score_rows(rows, cases, frameworks), folder / JUDGED)
    found = figures(scored, seed=run.manifest.seed)
    write_lines(folder / SCORES, (scores_line(row) for row in scored))
    content = {"figures": {name: asdict(figure) for name, figure in found.items()}, "blame": blame_counts(scored)}
    write_object(folder / FIGURES, content)
    return found


def judge_run(folder: Path, cases: Sequence[Case], frameworks: Frameworks, judge: Judge) -> int:
    """Let a judge grade a run's answers into ``judged.jsonl``; what it has graded already is not asked again.

    Raises:
        RunError: The folder holds no run.
    """
    ruler, by_id = Ruler(frameworks), {case.id: case for case in cases}
    path = folder / JUDGED
    drop_torn_line(path)
    done = _judged(path)
    rows = [row for row in read_run(folder).rows if row.case in by_id and row.key not in done]
    with path.open("a", encoding="utf-8") as file:
        for row in rows:
            measured = read_trial(row, by_id[row.case], ruler)
            if not isinstance(measured, str):
                graded = {name: asdict(score) for name, score in judge_answer(measured, judge).items()}
                file.write(json.dumps({"case": row.case, "epoch": row.epoch, "scores": graded}) + "\n")
                file.flush()
    return len(rows)


def headline(found: Mapping[str, Figure]) -> str:
    """Return the headline figures as lines of text, each with its interval and its three counts."""
    shown = [name for name in NAMES if name in found and (name in HEADLINE or name in {"A1", "A2", "R8"})]
    return "\n".join(_line(name, found[name]) for name in shown)


def _with_judged(rows: Sequence[ScoredRow], path: Path) -> tuple[ScoredRow, ...]:
    judged = _judged(path)
    return tuple(replace(row, scores={**row.scores, **judged.get((row.case, row.epoch), {})}) for row in rows)


def _judged(path: Path) -> dict[tuple[str, int], dict[str, Score]]:
    if not path.exists():
        return {}
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {(line["case"], line["epoch"]): read_scores(line) for line in lines}


def _line(name: str, figure: Figure) -> str:
    value = "   -" if figure.value is None else f"{figure.value:.3f}"
    interval = "" if figure.low is None or figure.high is None else f"[{figure.low:.3f}, {figure.high:.3f}]"
    counts = f"{figure.scored} scored, {figure.not_applicable} not applicable, {figure.failed} failed"
    return f"{name:4} {NAMES[name]:20} {value:6} {interval:16} {counts}"

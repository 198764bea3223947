"""What a judge said of a run, line by line, beside its rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.metrics.scores import Score
from evals.metrics.scoring import read_scores
from evals.recording.rows import JUDGED


def judge_of(folder: Path) -> str | None:
    """Return which model has graded a run, or None."""
    return next((str(line["judge"]) for line in judged_lines(folder / JUDGED) if line.get("judge")), None)


def judged_scores(path: Path) -> dict[tuple[str, int], dict[str, Score]]:
    """Return the scores that a judge gave, by case and epoch; the last ones where it was asked again."""
    return {(line["case"], line["epoch"]): read_scores(line) for line in judged_lines(path)}


def judged_lines(path: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a file of grades; none where there is no such file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]] if path.exists() else []

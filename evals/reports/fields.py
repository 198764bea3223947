"""A run and a comparison as JSON, for a program that shows them: what the reports say, number by number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from evals.figures.compare import Change, Comparison
from evals.figures.summary import Figure
from evals.reports.names import arrow_of, bounds_text, difference_text, name_of, value_text, verdict_text
from evals.reports.sides import MOST, SideBySide
from evals.reports.terminal import summary
from evals.reports.view import RunView


def run_json(shown: RunView, split: str, warning: str | None) -> str:
    """Return a run's headline figures, what changed since the baseline, and what stands beside them."""
    since = shown.since
    fields = {
        "split": split,
        "warning": warning,
        "rows": len(shown.rows),
        "headline": [_figure(figure) for figure in shown.headline],
        "since": {"says": since.says, "changes": [_change(change) for change in since.changes]} if since else None,
        "beside": [asdict(table) for table in shown.beside],
        "blame": [{"stage": stage, "rows": rows} for stage, rows in shown.blame],
        "distance": list(shown.distance),
        "models": list(shown.said_of_models),
    }
    return _text(fields)


def comparison_json(found: Comparison, sides: Sequence[SideBySide], split: str, warnings: Sequence[str]) -> str:
    """Return what changed between two runs, with verdicts, and the flips side by side."""
    fields = {
        "split": split,
        "warnings": list(warnings),
        "says": summary(found),
        "changes": [_change(change) for change in found.changes],
        "lost": sum(side.is_loss for side in sides),
        "flipped": len(sides),
        "sides": [_side(side) for side in sides[:MOST]],
    }
    return _text(fields)


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "metric": figure.metric,
        "name": name_of(figure.metric),
        "arrow": arrow_of(figure.metric),
        "value": value_text(figure.metric, figure.value),
        "interval": bounds_text(figure),
        "scored": figure.scored,
        "not_applicable": figure.not_applicable,
        "failed": figure.failed,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "metric": change.metric,
        "name": name_of(change.metric),
        "family": change.family,
        "before": value_text(change.metric, change.before),
        "after": value_text(change.metric, change.after),
        "difference": difference_text(change),
        "adjusted": round(change.adjusted, 3),
        "wins": change.wins,
        "ties": change.ties,
        "losses": change.losses,
        "verdict": change.verdict,
        "says": verdict_text(change),
        "questions_lost": list(change.lost),
    }


def _side(side: SideBySide) -> dict[str, Any]:
    halves = [{"verdict": half.verdict, "blame": half.blame, "cited": list(half.cited[:3])} for half in side.halves]
    return {"case": side.case, "question": side.question, "loss": side.is_loss, "halves": halves}


def _text(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, allow_nan=False, indent=1) + "\n"

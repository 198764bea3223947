"""The rows of the web page as data: what the page shows when a reader opens one; texts that recur stand once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt

from evals.metrics.catalogue import RISK, metric_of, metric_order
from evals.metrics.scores import Score
from evals.reports.names import value_text
from evals.reports.rows import RowView

_CASE = ("question", "base", "variant", "split", "role", "kind", "expected", "reason", "lead", "required", "allowed")


def contents(rows: Sequence[RowView]) -> dict[str, Any]:
    """Return the rows in their order, the metrics that their scores follow, and the passages they point to."""
    metrics = sorted({metric for row in rows for metric in row.scores}, key=metric_order)
    passages: dict[str, int] = {}
    made = [_content(row, metrics, passages) for row in rows]
    return {"metrics": metrics, "contents": made, "passages": list(passages)}


def _content(row: RowView, metrics: Sequence[str], passages: dict[str, int]) -> dict[str, Any]:
    case = row.case.model_dump(mode="json", include={*_CASE, "nuggets"})
    return {
        **case,
        "turns": [(turn.role, turn.content) for turn in row.case.turns],
        "false_premise": row.case.premise,
        "premise": row.premise,
        "probe": row.case.is_probe,
        "epoch": row.epoch,
        "verdict": row.verdict,
        "blame": row.blame,
        "wanted": row.wanted,
        "got": row.got,
        "error": row.error,
        "ms": None if row.seconds is None else round(row.seconds * 1000),
        "answer": _markdown().render(row.answer),
        "citations": [
            (c.n, c.id, c.title, c.score, c.standing, passages.setdefault(c.passage, len(passages)))
            for c in row.citations
        ],
        "scores": [_score(metric, row.scores) for metric in metrics],
    }


def _score(metric: str, scores: Mapping[str, Score]) -> tuple[str, ...] | None:
    """Return a score as value, colour and reason; None where the metric says nothing."""
    score = scores.get(metric)
    if score is None or score.state == "not applicable":
        return None
    if score.value is None:
        return "failed", "bad"
    text = value_text(metric, score.value)
    text = text.rstrip("0").rstrip(".") if text.startswith(("0.", "1.", "-")) and "." in text else text
    return (text, _colour(metric, score.value), *((score.reason,) if score.reason else ()))


def _colour(metric: str, value: float) -> str:
    if metric.startswith("S") or metric in ("A5", RISK):
        return "plain"
    value = value / 3 if metric == "G9" else value
    turned = 1 - value if metric_of(metric).lower_is_better else value
    return "good" if turned >= 0.999 else "bad" if turned <= 0.001 else "part"


@cache
def _markdown() -> MarkdownIt:
    """Return a renderer that escapes HTML and fetches nothing."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")

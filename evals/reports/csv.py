"""A run as a table for spreadsheets: a line for each row, a column for each metric."""

from __future__ import annotations

import csv
import io
import re

from evals.metrics.catalogue import metric_order
from evals.reports.view import RunView

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"-?[\d.]+(?:e[-+]?\d+)?")
COLUMNS = (
    "case",
    "epoch",
    "base",
    "variant",
    "split",
    "kind",
    "role",
    "expected",
    "verdict",
    "blame",
    "wanted_domain",
    "got_domain",
    "seconds",
    "question",
    "cited",
)


def render(shown: RunView) -> str:
    """Return the rows as CSV; what is not applicable is empty, what failed says so."""
    metrics = sorted({metric for row in shown.rows for metric in row.scores}, key=metric_order)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *metrics])
    for row in shown.rows:
        case = row.case
        cells: list[object] = [case.id, row.epoch, case.base, case.variant, case.split, case.kind, case.role]
        cells += [case.expected, row.verdict, row.blame or "", row.wanted, row.got]
        cells += ["" if row.seconds is None else f"{row.seconds:.6f}", case.question]
        cells.append(" ".join(citation.id for citation in row.citations))
        for metric in metrics:
            score = row.scores.get(metric)
            value = None if score is None else score.value
            cells.append(f"{value:.6g}" if value is not None else "failed" if score and score.state == "failed" else "")
        writer.writerow([_safe(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking words for a formula; a number stays one."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text

"""The bench of the page measures a page that runs, and loses no question."""

from __future__ import annotations

import pytest
from running_page import Server

from evals.bench.page import figures, table

pytestmark = pytest.mark.timeout(600)
QUESTIONS = ("How do I start an AI task force?", "What is shared vision?", "Plan a workshop on digital citizenship.")


def test_bench_measures_each_figure_and_each_question_is_answered(server: Server) -> None:
    rows = figures(server.port, QUESTIONS, people=3, crowd=10, still=4)
    assert [name.split(",")[0] for name, _, _ in rows] == [
        "3 people",
        "the same",
        "10 people at once: told to wait",
        "the same",
        "one person",
        "the same beside 4 who never read",
        "of all 19 questions",
    ]
    assert rows[-1][1:] == ("0", "0")
    assert all(float(measured) >= 0 for _, measured, _ in rows)
    assert table(rows).splitlines()[2] == f"| {' | '.join(rows[0])} |"

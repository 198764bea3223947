"""The table of metrics: made from the docstrings, and stale when they change."""

import pytest

from evals.doc_tables import DOCS, main, with_table
from evals.metrics.catalogue import METRICS, metric_of, metric_order
from evals.reports.current_figures import figures_table
from evals.reports.metric_table import described, metrics_table


def test_every_metric_is_described_in_full():
    known = {name for metric in described() for name in metric.ids}
    parts = {"L13.worst", "S1.p50", "S1.p95", "S2.p50", "S2.p95", "S4.useful", "Q5", "Q6"}
    assert {metric.id for metric in METRICS} == known | parts
    for metric in described():
        for part in (metric.says, metric.formula, metric.range, metric.edge_cases, metric.source):
            assert part, f"{metric.ids}: a part of the docstring is missing"


def test_no_metric_is_described_twice():
    names = [name for metric in described() for name in metric.ids]
    assert len(names) == len(set(names))


def test_docs_and_catalogue_agree_on_which_way_a_metric_counts():
    for metric in described():
        for identifier in metric.ids:
            assert ("lower is better" in metric.range) == metric_of(identifier).lower_is_better, identifier


def test_metrics_are_ordered_by_group_and_number():
    assert sorted(["L10", "L2", "A4", "S1", "B1"], key=metric_order) == ["L2", "L10", "A4", "B1", "S1"]


def test_bars_in_formulas_do_not_end_a_cell():
    rows = [line for line in metrics_table(described()).splitlines() if line.startswith("| L")]
    assert rows
    assert all(line.replace(r"\|", "").count("|") == 7 for line in rows)


def test_the_docs_are_fresh():
    assert main(["--check"]) == 0


@pytest.mark.usefixtures("quickly_proved")
def test_a_stale_table_is_found_and_mended(tmp_path, capsys):
    docs = tmp_path / "evals.md"
    tables = ("metrics", "figures", "faults")
    markers = "\n".join(f"<!-- {name}: begin -->\nold\n<!-- {name}: end -->" for name in tables)
    docs.write_text(with_table(f"before\n{markers}\nafter\n", "figures", figures_table(None)))
    where = ["--docs", str(docs), "--run", str(tmp_path / "none")]
    assert main([*where, "--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert main(where) == 0
    assert main([*where, "--check"]) == 0
    assert docs.read_text().startswith("before\n")
    assert docs.read_text().endswith("after\n")


def test_docs_without_markers_are_refused():
    with pytest.raises(ValueError, match="markers"):
        with_table("no table", "metrics", "made")
    assert DOCS.name == "evals.md"

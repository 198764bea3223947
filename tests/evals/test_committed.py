"""The committed baseline and the table of current figures made from it."""

import pytest
from recorded_runs import record, write_cases

from evals.cases.case import read_cases
from evals.commands_reports import gate
from evals.doc_tables import main, with_table
from evals.figures.committed import KEPT, keep_as_baseline
from evals.figures.recorded import read_recorded
from evals.figures.summary import figures
from evals.recording.rows import RunError
from evals.reports.current_figures import figures_table
from evals.reports.metric_table import described, metrics_table

RULES = "seed = 1\nfailed_at_most = 0.01\n[invariants]\nL8 = 0.0\n[floors]\nA4 = 0.8\n"


@pytest.fixture
def asked():
    return read_cases()


@pytest.fixture
def kept(tmp_path, asked):
    run = record(tmp_path / "run", skill=1.0)
    there = {row.case for row in read_recorded(run, asked).rows}
    keep_as_baseline(run, tmp_path / "baseline", [case for case in asked if case.id in there])
    return run, tmp_path / "baseline"


def test_a_run_passes_against_the_baseline_made_from_it(kept, tmp_path):
    run, baseline = kept
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES)
    assert gate(run, baseline, rules, write_cases(tmp_path / "cases.jsonl")) == 0


def test_the_baseline_gives_the_decisive_figures_of_its_run(kept, asked):
    whole, small = (read_recorded(folder, asked) for folder in kept)
    before, after = (figures(run.rows, seed=1) for run in (whole, small))
    for metric in {name for name in KEPT & before.keys() if before[name].value is not None}:
        assert after[metric].value == before[metric].value, metric
        assert (after[metric].low, after[metric].high) == (before[metric].low, before[metric].high), metric


def test_a_run_that_leaves_cases_out_is_no_baseline(tmp_path, asked):
    with pytest.raises(RunError, match="not a run of all cases"):
        keep_as_baseline(record(tmp_path / "run", skill=1.0), tmp_path / "baseline", asked)


@pytest.mark.usefixtures("quickly_proved")
def test_figures_are_written_between_their_markers_and_checked(kept, tmp_path, asked):
    _, baseline = kept
    docs = tmp_path / "evals.md"
    tables = ("metrics", "figures", "faults")
    markers = "\n".join(f"<!-- {name}: begin -->\n<!-- {name}: end -->" for name in tables)
    docs.write_text(with_table(f"before\n{markers}\nafter\n", "metrics", metrics_table(described())))
    where = ["--docs", str(docs), "--run", str(baseline)]
    assert main([*where, "--check"]) == 1
    assert main(where) == 0
    assert main([*where, "--check"]) == 0
    text = docs.read_text()
    assert "A4 useful-answer rate" in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert figures_table(read_recorded(baseline, asked)) in text
    with pytest.raises(ValueError, match="markers"):
        with_table("no markers", "figures", "table")

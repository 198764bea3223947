"""The inspect-ai adapter gives the same means as we do; skipped where inspect-ai is not installed."""

import pytest
from recorded_runs import CORPUS, record

from assistant.knowledge.corpus.frameworks import read_frameworks
from evals.adapters.inspect_ai import SHOWN, coaching_task, replayed
from evals.cases.case import read_cases
from evals.figures.recorded import read_recorded
from evals.figures.summary import figures


def test_the_adapter_is_imported_without_inspect_ai():
    assert "L14" in SHOWN


def test_a_recorded_failure_is_replayed_as_one(tmp_path):
    run = read_recorded(record(tmp_path / "run", failing=1), read_cases())
    with pytest.raises(RuntimeError, match="time-out"):
        replayed(run.recorded)(run.cases["c001"], 1)


def test_means_equal_ours(tmp_path):
    inspect_ai = pytest.importorskip("inspect_ai")
    cases = [case for case in read_cases() if case.base in {"c001", "c002", "c003", "d001", "d002"}]
    run = read_recorded(record(tmp_path / "run", cases=cases, failing=2, epochs=2), cases)
    task = coaching_task(cases, read_frameworks(CORPUS), replayed(run.recorded), epochs=2)
    log = inspect_ai.eval(task, model="none/none", display="none", log_dir=str(tmp_path / "logs"))[0]
    assert log.status == "success", log.error
    theirs = {
        score.name: {name: metric.value for name, metric in score.metrics.items()} for score in log.results.scores
    }
    ours = figures(run.rows, seed=1)
    for metric in SHOWN:
        assert theirs[metric]["base_mean"] == pytest.approx(ours[metric].value)
    assert theirs["A4"]["worst_variant"] == pytest.approx(ours["R1"].value)

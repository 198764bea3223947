"""Baselines: what the label metrics give to answers without thought."""

import pytest
from recorded_runs import CORPUS, record, some_cases

from assistant.knowledge.corpus.frameworks import read_frameworks
from evals.baselines import COMPARED, MAJORITY, RANDOM, TOP, baselines
from evals.cases import read_cases
from evals.recorded import read_recorded


@pytest.fixture(scope="module")
def frameworks():
    return read_frameworks(CORPUS)


def test_every_baseline_scores_every_label_metric(tmp_path, frameworks):
    found = baselines(read_recorded(record(tmp_path / "run"), read_cases()), frameworks)
    assert set(found) == set(COMPARED)
    for values in found.values():
        assert set(values) == {MAJORITY, TOP, RANDOM}
        assert all(0 <= value <= 1 for value in values.values())


def test_the_top_passage_leads_wherever_it_is_the_right_one(tmp_path, frameworks):
    cases = [case for case in some_cases() if case.expected == "answer"]
    run = read_recorded(record(tmp_path / "run", skill=1.0, cases=cases), read_cases())
    assert baselines(run, frameworks)["L14"][TOP] == 1.0


def test_without_retrieval_there_is_no_top_passage(tmp_path, frameworks):
    folder = record(tmp_path / "run")
    (folder / "rows.jsonl").unlink()
    found = baselines(read_recorded(folder, read_cases()), frameworks)
    assert TOP not in found["L14"]
    assert MAJORITY in found["L14"]

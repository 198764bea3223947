"""Baselines: what answers without thought score, over the same rows as ours."""

import pytest
from recorded_runs import CORPUS, record, some_cases

from assistant.knowledge.corpus.frameworks import read_frameworks
from evals.baselines import (
    COMPARED,
    DECLINES,
    EVERYTHING,
    FIRST,
    MAJORITY,
    RANDOM,
    TOP,
    WHOLE,
    baselines,
    trivial,
)
from evals.cases import read_cases
from evals.recorded import read_recorded


@pytest.fixture(scope="module")
def frameworks():
    return read_frameworks(CORPUS)


def test_every_baseline_scores_every_metric_it_can(tmp_path, frameworks):
    found = baselines(read_recorded(record(tmp_path / "run"), read_cases()), frameworks)
    assert set(found) == {*COMPARED, *WHOLE}
    assert set(found["L14"]) == {DECLINES, MAJORITY, EVERYTHING, TOP, FIRST, RANDOM}
    assert set(found["A4"]) == {DECLINES, MAJORITY, EVERYTHING, TOP, FIRST}
    assert all(0 <= value <= 1 for values in found.values() for value in values.values())


def test_declining_everything_is_useful_for_what_should_be_declined_and_for_nothing_else(tmp_path, frameworks):
    run = read_recorded(record(tmp_path / "run"), read_cases())
    found = baselines(run, frameworks)
    assert found["A4"][DECLINES] == found["R1"][DECLINES] == pytest.approx(12 / 36)
    assert found["L14"][DECLINES] == 0.0
    assert trivial(run, frameworks) == {
        metric: {name: found[metric][name] for name in (DECLINES, MAJORITY, EVERYTHING)} for metric in WHOLE
    }


def test_the_top_passage_leads_wherever_it_is_the_right_one(tmp_path, frameworks):
    cases = [case for case in some_cases() if case.expected == "answer"]
    run = read_recorded(record(tmp_path / "run", skill=1.0, cases=cases), read_cases())
    assert baselines(run, frameworks)["L14"][TOP] == 1.0


def test_a_row_that_was_declined_stays_in_the_denominator_of_the_top_passage(tmp_path, frameworks):
    cases = [case for case in some_cases() if case.expected == "answer"]
    run = read_recorded(record(tmp_path / "run", skill=0.0, cases=cases), read_cases())
    assert baselines(run, frameworks)["L14"][TOP] == 0.0


def test_without_recorded_answers_there_is_no_top_passage(tmp_path, frameworks):
    folder = record(tmp_path / "run")
    (folder / "rows.jsonl").unlink()
    found = baselines(read_recorded(folder, read_cases()), frameworks)
    assert not {TOP, FIRST} & set(found["L14"])
    assert MAJORITY in found["L14"]

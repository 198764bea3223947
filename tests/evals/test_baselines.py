"""Trivial assistants: scored on every row of a run, and never better than they are."""

import pytest
from recorded_runs import CORPUS, record, some_cases

from assistant.knowledge.corpus.frameworks import read_frameworks
from evals.cases.case import read_cases
from evals.figures.baselines import (
    COMPARED,
    DECLINES,
    EVERYTHING,
    FIRST,
    MAJORITY,
    NEAREST,
    RANDOM,
    TOP,
    WHOLE,
    baselines,
    trivial,
)
from evals.figures.recorded import read_recorded
from evals.figures.summary import figures

ANSWERABLE, DECLINED = 24, 12


@pytest.fixture(scope="module")
def frameworks():
    return read_frameworks(CORPUS)


@pytest.fixture(scope="module")
def found(tmp_path_factory, frameworks):
    return baselines(read_recorded(record(tmp_path_factory.mktemp("runs") / "run"), read_cases()), frameworks)


def test_every_trivial_assistant_is_scored_on_every_metric(found):
    assert set(found) == set(COMPARED)
    for values in found.values():
        assert set(values) == {DECLINES, MAJORITY, RANDOM, EVERYTHING, NEAREST, TOP, FIRST}
        assert all(0 <= value <= 1 for value in values.values())


def test_declining_everything_is_useful_for_what_should_be_declined_alone(found):
    share = DECLINED / (ANSWERABLE + DECLINED)
    assert found["A4"][DECLINES] == found["R1"][DECLINES] == pytest.approx(share)
    assert (found["A1"][DECLINES], found["A2"][DECLINES], found["L14"][DECLINES]) == (1.0, 1.0, 0.0)


def test_what_a_gate_holds_against_a_run_reads_no_question(tmp_path, frameworks, found):
    run = read_recorded(record(tmp_path / "run"), read_cases())
    unread = (DECLINES, MAJORITY, EVERYTHING)
    assert trivial(run, frameworks) == {metric: {name: found[metric][name] for name in unread} for metric in WHOLE}


def test_citing_everything_recalls_everything_and_is_never_useful(found):
    assert found["L4"][EVERYTHING] == 1.0
    assert found["A4"][EVERYTHING] == found["L1"][EVERYTHING] == found["A1"][EVERYTHING] == 0.0


def test_top_passage_counts_the_rows_that_its_run_declined(tmp_path, frameworks):
    cases = [case for case in some_cases() if case.expected == "answer"]
    run = read_recorded(record(tmp_path / "right", skill=1.0, cases=cases), read_cases())
    assert baselines(run, frameworks)["L14"][TOP] == 1.0
    run = read_recorded(record(tmp_path / "declining", skill=0.5, cases=cases), read_cases())
    measured = figures(run.rows, seed=1)
    assert baselines(run, frameworks)["L14"][TOP] == pytest.approx(measured["L14"].value)


def test_failed_rows_count_for_nobody_who_rests_on_them(tmp_path, frameworks):
    whole = read_recorded(record(tmp_path / "whole", skill=1.0), read_cases())
    broken = read_recorded(record(tmp_path / "broken", skill=1.0, failing=60), read_cases())
    before, after = baselines(whole, frameworks), baselines(broken, frameworks)
    assert after["A4"][FIRST] < before["A4"][FIRST]
    assert after["A4"][TOP] < before["A4"][TOP]
    assert after["A4"][NEAREST] == before["A4"][NEAREST]


def test_without_recorded_rows_there_is_no_top_passage_and_no_first_citation(tmp_path, frameworks):
    folder = record(tmp_path / "run")
    (folder / "rows.jsonl").unlink()
    found = baselines(read_recorded(folder, read_cases()), frameworks)
    assert set(found["L14"]) == {DECLINES, MAJORITY, RANDOM, EVERYTHING, NEAREST}

"""The gate: what passes, fails and stays open, and that noise alone doesn't fail it."""

import random
import shutil

import pytest
from recorded_runs import record, write_cases

from assistant.errors import UsageError
from evals.commands_reports import THRESHOLDS, compare, gate, report
from evals.figures.gate import Thresholds, decide, read_thresholds
from evals.metrics.scores import ScoredRow, failed, scored
from evals.recording.rows import RunError

RULES = Thresholds(seed=1, failed_at_most=0.01, invariants={"L8": 0.0}, floors={"A4": 0.8}, margins={"A4": 0.03})


def rows(useful, *, bases=150, seed=1, fabricated=0.0, failing=0):
    rng = random.Random(seed)
    made = []
    for n in range(bases):
        value = float(rng.random() < useful)
        scores = {"L8": scored(fabricated if n == 0 else 0.0), "A4": scored(value), "L1": scored(value)}
        if n < failing:
            scores = {name: failed("time-out") for name in scores}
        made.append(
            ScoredRow(
                case=f"c{n:03}",
                base=f"c{n:03}",
                variant="base",
                split="test",
                kind="how-to",
                role="principal",
                expected="answer",
                domains=(),
                epoch=1,
                scores=scores,
            )
        )
    return made


def outcome(decision, metric, group):
    return next(c.outcome for c in decision.checks if (c.metric, c.group) == (metric, group))


def test_the_same_run_passes_against_itself():
    found = decide(rows(0.95), rows(0.95), RULES)
    assert found.outcome == "pass"
    assert found.exit_status == 0


def test_one_fabricated_label_fails_and_names_the_case():
    found = decide(rows(0.95, fabricated=0.2), rows(0.95), RULES)
    assert found.exit_status == 1
    check = next(c for c in found.checks if c.metric == "L8" and c.group == "invariant")
    assert check.outcome == "fail"
    assert "c000" in check.detail


def test_too_many_failed_rows_fail():
    assert outcome(decide(rows(1, failing=2), rows(1), RULES), "failed", "invariant") == "fail"
    assert outcome(decide(rows(1, failing=1), rows(1), RULES), "failed", "invariant") == "pass"


@pytest.mark.parametrize(("useful", "expected"), [(0.95, "pass"), (0.83, "inconclusive"), (0.6, "fail")])
def test_a_floor_holds_for_the_lower_bound(useful, expected):
    assert outcome(decide(rows(useful), rows(useful), RULES), "A4", "floor") == expected


def test_a_large_loss_fails_though_the_floor_holds():
    found = decide(rows(0.9, bases=400), rows(1.0, bases=400), RULES)
    assert outcome(found, "A4", "floor") == "pass"
    assert outcome(found, "A4", "baseline") == "fail"


def test_a_gain_passes():
    assert outcome(decide(rows(1.0), rows(0.9), RULES), "A4", "baseline") == "pass"


def test_noise_is_inconclusive_and_not_a_failure():
    alarms = sum(
        outcome(decide(rows(0.9, seed=n), rows(0.9, seed=n + 500), RULES), "A4", "baseline") == "fail"
        for n in range(40)
    )
    assert alarms <= 3
    found = decide(rows(0.95, bases=60, seed=3), rows(0.95, bases=60, seed=4), RULES.model_copy(update={"floors": {}}))
    assert found.exit_status in (0, 4)


def test_another_set_of_cases_is_inconclusive():
    old = rows(0.95, bases=50)
    assert outcome(decide(rows(0.95), old, RULES), "cases", "baseline") == "inconclusive"


def test_a_floor_that_no_row_measures_is_inconclusive():
    found = decide(rows(0.95), rows(0.95), RULES.model_copy(update={"floors": {"A1": 0.8}}))
    assert found.exit_status == 4


def test_an_invariant_that_no_row_measures_fails_as_missing():
    found = decide(rows(0.95), rows(0.95), RULES.model_copy(update={"invariants": {"R8": 0.0}}))
    assert outcome(found, "R8", "invariant") == "fail"
    assert "the probes or the text of the answers are missing" in found.checks[1].detail


def test_a_run_without_rows_is_wrong_use():
    with pytest.raises(UsageError, match="no scored rows"):
        decide([], rows(1), RULES)


def test_the_committed_thresholds_can_be_read():
    rules = read_thresholds(THRESHOLDS)
    assert rules.invariants["L8"] == 0
    assert rules.failed_at_most <= 0.01


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "can't be read"),
        ("seed = [", "not TOML"),
        ("seed = 1", "failed_at_most: Field required"),
        ("seed = 1\nfailed_at_most = 0\n[floor]\nA4 = 1", "floor: Extra inputs"),
        ("seed = 1\nfailed_at_most = 2", "failed_at_most"),
    ],
)
def test_wrong_thresholds_say_where(tmp_path, text, message):
    path = tmp_path / "thresholds.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match=message):
        read_thresholds(path)


def test_the_commands_write_and_decide(tmp_path, capsys):
    good = record(tmp_path / "good", skill=1.0)
    bad = record(tmp_path / "bad", skill=0.5, seed=3)
    baseline = tmp_path / "baseline"
    baseline.mkdir()
    for name in ("manifest.json", "scores.jsonl"):
        shutil.copy(good / name, baseline / name)
    rules = tmp_path / "thresholds.toml"
    rules.write_text("seed = 1\nfailed_at_most = 0.01\n[floors]\nA4 = 0.8\n")

    assert report(good) == 0
    assert {"report.html", "junit.xml", "rows.csv", "summary.md"} <= {path.name for path in good.iterdir()}
    first = (good / "report.html").read_bytes()
    assert report(good) == 0
    assert (good / "report.html").read_bytes() == first

    cases = write_cases(tmp_path / "cases.jsonl")
    assert compare(good, bad, out=tmp_path / "comparison.md") == 0
    assert "worse" in (tmp_path / "comparison.md").read_text()
    assert gate(good, baseline, rules, cases, out=tmp_path / "ci") == 0
    assert "pass" in (tmp_path / "ci" / "gate.md").read_text()
    assert gate(bad, baseline, rules, cases, out=tmp_path / "ci") == 1
    assert '<failure message="' in (tmp_path / "ci" / "junit.xml").read_text()
    assert "The gate fails." in capsys.readouterr().out
    with pytest.raises(RunError) as error:
        gate(good, tmp_path / "nowhere", rules, cases)
    assert error.value.exit_status == 2

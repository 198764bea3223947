"""The test split is seen by name only, and each look at it is written down before anything is shown."""

import json

import pytest
from recorded_runs import record, some_cases, write_cases

from assistant.errors import UsageError
from evals import cli
from evals.cases.case import FOLDER
from evals.commands_reports import Sight, compare, gate, report
from evals.figures.looks import log_of, may_look, read_looks, write_look
from evals.figures.recorded import read_recorded
from evals.recording.rows import RunError
from evals.reports.showing import show


@pytest.fixture
def run(tmp_path):
    return record(tmp_path / "run", skill=1.0)


@pytest.fixture
def cases(tmp_path):
    return write_cases(tmp_path / "cases.jsonl")


TEST = Sight(split="test", asked_by="A. Reader")


def test_the_committed_log_can_be_read_and_holds_the_looks_that_the_docs_admit():
    looks = read_looks(log_of())
    assert log_of() == FOLDER.parent / "looks.jsonl"
    assert {look.of for look in looks} >= {"cases", "bank"}


def test_nobody_looks_at_the_test_split_without_a_name():
    may_look("dev", None)
    may_look("test", "A. Reader")
    for split, name in (("test", None), (None, None), ("test", "  ")):
        with pytest.raises(UsageError, match="say who asks with --asked-by"):
            may_look(split, name)


@pytest.mark.parametrize(
    "arguments", [["gate", "x"], ["report", "x"], ["rescore", "x"], ["compare", "x", "y"], ["run", "x"]]
)
def test_every_command_refuses_the_test_split_without_a_name(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([*arguments, "--split", "test"])
    assert ended.value.code == 2
    assert "--asked-by" in capsys.readouterr().err


def test_splits_are_never_pooled(capsys):
    with pytest.raises(SystemExit):
        cli.main(["compare", "x", "y", "--split", "both", "--asked-by", "me"])
    assert "never pooled" in capsys.readouterr().err


def test_reports_show_the_development_split_and_log_nothing(run, cases, capsys):
    assert report(run, cases) == 0
    assert "development split" in capsys.readouterr().out
    rows = (run / "rows.csv").read_text()
    tested = [case for case in some_cases() if case.split == "test"]
    assert tested
    assert not any(f"\n{case.id}," in rows for case in tested)
    assert not log_of(cases).exists()


def test_answers_of_the_other_split_are_not_read_for_what_a_report_says_of_them(run, cases):
    for split in ("dev", "test"):
        assert {row.split for row in read_recorded(run, some_cases(), split).recorded.values()} == {split}


def test_each_look_is_written_down_with_its_figures(run, cases, real_frameworks, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text("seed = 1\nfailed_at_most = 0.01\n")
    report(run, cases, look=TEST)
    compare(run, run, cases, look=TEST)
    gate(run, run, rules, cases, look=TEST)
    said = show(run, cases, real_frameworks, splits=("dev", "test"), asked_by="A. Reader", command="run")
    assert said.index("development split") < said.index("test split")
    looks = read_looks(log_of(cases))
    assert [look.command for look in looks] == [f"{c} --split test" for c in ("report", "compare", "gate", "run")]
    assert all(look.figures["A4"] == 1.0 and look.asked_by == "A. Reader" and look.date for look in looks)
    figures = json.loads((run / "figures.json").read_text())["splits"]
    assert figures["dev"]["figures"]["A4"]["bases"] + figures["test"]["figures"]["A4"]["bases"] == 36


def test_a_look_that_cannot_be_written_down_is_not_taken(tmp_path):
    with pytest.raises(UsageError, match="so it isn't taken"):
        write_look(tmp_path / "no" / "looks.jsonl", of="cases", command="run", figures={}, asked_by="me")


def test_a_damaged_log_is_named_by_its_line(tmp_path):
    log = tmp_path / "looks.jsonl"
    log.write_text('{"of": "cases", "command": "run", "figures": {}}\n{"of": 1}\n')
    with pytest.raises(UsageError, match=r"looks.jsonl:2: not a look"):
        read_looks(log)


def test_a_split_that_a_run_does_not_have_is_wrong_use(tmp_path, cases):
    one = record(tmp_path / "dev", cases=[case for case in some_cases() if case.split == "dev"])
    with pytest.raises(RunError, match="no row of the test split"):
        report(one, cases, look=TEST)

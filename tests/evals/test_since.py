"""What a report says of the change since the baseline: verdicts, on which cases, and the questions lost."""

import io
import re

import pytest
from recorded_runs import record, some_cases
from rich.console import Console

from evals.cases.case import read_cases
from evals.commands_reports import report
from evals.figures.committed import keep_as_baseline
from evals.figures.recorded import read_recorded
from evals.recording.rows import RunError
from evals.reports import html, markdown, terminal
from evals.reports.since import NO_BASELINE, since_baseline
from evals.reports.view import view


@pytest.fixture(scope="module")
def baseline(tmp_path_factory):
    folder = tmp_path_factory.mktemp("since")
    keep_as_baseline(record(folder / "run", skill=0.9, cases=some_cases()), folder / "kept", some_cases())
    return folder / "kept"


@pytest.fixture(scope="module")
def worse(tmp_path_factory):
    return record(tmp_path_factory.mktemp("runs") / "worse", skill=0.3, seed=2, cases=some_cases())


def since(baseline, folder):
    run = read_recorded(folder, read_cases(), "dev")
    return run, since_baseline(baseline, run, read_cases(), "dev", {})


def test_a_loss_is_named_with_its_questions(baseline, worse):
    run, found = since(baseline, worse)
    lost = next(change for change in found.changes if change.metric == "A4")
    assert lost.verdict == "worse"
    assert lost.after < lost.before
    assert "worse" in found.says
    page = html.render(view(run, since=found))
    section = re.search(r'<section id="since">(.*?)</section>', page, re.DOTALL)[1]
    assert f"{lost.before:.3f}" in section
    assert all(f'href="#?text={base}"' in section for base in lost.lost)
    assert '<a href="#since">' in page


def test_markdown_and_terminal_say_the_same(baseline, worse):
    run, found = since(baseline, worse)
    shown = view(run, since=found)
    console = Console(width=132, record=True, file=io.StringIO())
    console.print(terminal.run_table(shown))
    said = " ".join(console.export_text().split())
    written = markdown.run_markdown(shown)
    for change in found.changes:
        assert f"{change.before:.3f} → {change.after:.3f}" in said
        assert f"| {change.before:.3f} | {change.after:.3f} |" in written
    assert found.says in said
    assert found.says in written


def test_the_same_run_is_nowhere_worse(baseline, tmp_path):
    _, found = since(baseline, record(tmp_path / "again", skill=0.9, cases=some_cases()))
    assert {change.losses for change in found.changes} == {0}
    assert "worse" not in found.says


def test_without_a_baseline_it_says_how_to_keep_one(worse, tmp_path, capsys):
    assert report(worse, baseline=tmp_path / "nothing", out=tmp_path) == 0
    assert NO_BASELINE in " ".join(capsys.readouterr().out.split())
    assert "evals baseline" in (tmp_path / "report.html").read_text()


def test_a_run_of_other_cases_says_that_nothing_is_shared(baseline, tmp_path):
    others = [case for case in read_cases() if case.base not in {each.base for each in some_cases()}][:4]
    _, found = since(baseline, record(tmp_path / "others", cases=others))
    assert not found.changes
    assert found.says.startswith("The baseline was kept from the run 'run' of ")
    assert found.says.endswith("this run shares no case with it.")


def test_a_damaged_baseline_is_named(baseline, worse, tmp_path):
    for name in ("manifest.json", "scores.jsonl"):
        (tmp_path / name).write_text((baseline / name).read_text())
    (tmp_path / "scores.jsonl").write_text("{\n")
    with pytest.raises(RunError, match=r"scores.jsonl:1: not JSON"):
        since(tmp_path, worse)

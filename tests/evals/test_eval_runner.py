"""The runner and the command over a real assistant with the small corpus."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from gold_cases import ANSWERABLE, OFF_TOPIC
from typer.testing import CliRunner

from evals.cases.case import read_cases
from evals.cli import app, main
from evals.recording.rows import ROWS, RunError, read_manifest, read_rows
from evals.recording.runner import Plan, choose, record

ROOT = Path(__file__).parents[2]


def family(case, n):
    made = []
    for k in range(n):
        base = case.model_copy(update={"id": f"{case.id}x{k}", "base": f"{case.id}x{k}"})
        made += [base, base.model_copy(update={"id": f"{base.id}-typo", "variant": "typo"})]
    return made


CASES = [*family(ANSWERABLE, 3), *family(OFF_TOPIC, 3)]


@pytest.fixture
def case_file(tmp_path):
    path = tmp_path / "cases" / "cases.jsonl"
    path.parent.mkdir()
    path.write_text("".join(case.model_dump_json() + "\n" for case in CASES), encoding="utf-8")
    return path


@pytest.fixture
def command(built_home, environment, monkeypatch, tmp_path):
    settings = built_home()
    for name, value in environment(settings).items():
        if name.startswith("COACH_"):
            monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


def test_limit_takes_whole_families_spread_over_the_cases():
    items = choose(CASES, Plan(limit=2, probes=False))
    assert [item.case.id for item in items] == ["m1x0", "m1x0-typo", "m2x0", "m2x0-typo"]
    assert len(choose(CASES, Plan(limit=99, probes=False))) == len(CASES)
    assert [i.case.split for i in choose(CASES, Plan(split="test", probes=False))] == ["test"] * 6
    assert {i.epoch for i in choose(CASES, Plan(epochs=3))} == {1, 2, 3}
    assert any(item.case.is_probe for item in choose(CASES, Plan()))


def test_recorded_run_resumes_where_it_was_cut(built_home, tmp_path):
    folder, settings, plan = tmp_path / "run", built_home(), Plan(epochs=2, probes=False)
    seen = []
    assert record(folder, CASES, settings, plan, watch=lambda done, total: seen.append((done, total))) == 24
    assert seen[-1] == (24, 24)
    manifest, rows = read_manifest(folder), read_rows(folder)
    assert manifest.cold_start_seconds > 0
    assert str(tmp_path) not in (folder / "manifest.json").read_text(encoding="utf-8")
    assert all(row.state == "answered" and row.seconds > 0 for row in rows)
    whole = (folder / ROWS).read_bytes()
    (folder / ROWS).write_bytes(whole[: len(whole) // 2])
    assert record(folder, CASES, settings, Plan(), resume=True) == 24
    assert {row.key for row in read_rows(folder)} == {row.key for row in rows}
    with pytest.raises(RunError, match="holds a run already"):
        record(folder, CASES, settings, plan)
    with pytest.raises(RunError, match="other conditions: cases was"):
        record(folder, CASES[:4], settings, plan, resume=True)


def test_cached_answers_are_kept_by_epoch(built_home, tmp_path):
    settings, cache = built_home(), tmp_path / "cache"
    plan = Plan(epochs=2, probes=False, limit=1, cache=cache)
    record(tmp_path / "one", CASES, settings, plan)
    assert len(list(cache.rglob("*.json"))) == 4
    record(tmp_path / "two", CASES, settings, plan)
    answers = [[row.answer for row in sorted(read_rows(tmp_path / n), key=lambda r: r.key)] for n in ("one", "two")]
    assert answers[0] == answers[1]


def test_run_is_scored_and_rescoring_gives_the_same(command, case_file, tmp_path):
    done = command("run", "first", "--cases", case_file, "--no-probes", "--workers", "2")
    assert done.exit_code == 0, done.output
    assert "useful-answer rate" in done.output
    folder = tmp_path / "runs" / "first"
    before = {name: (folder / name).read_bytes() for name in ("scores.jsonl", "figures.json")}
    assert command("rescore", folder, "--cases", case_file).exit_code == 0
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert "NaN" not in before["figures.json"].decode() + before["scores.jsonl"].decode()
    assert command("report", folder, "--cases", case_file).exit_code == 0


def test_changed_options_are_refused_on_resume_with_a_sentence(command, case_file, capsys):
    assert command("run", "one", "--cases", case_file, "--no-probes").exit_code == 0
    for changed, words in (
        (["--epochs", "3"], "begun with epochs 1, so it can't go on with 3"),
        (["--split", "test", "--asked-by", "me"], "begun with split 'dev', so it can't go on with 'test'"),
        (["--probes"], "begun with probes False"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["run", "one", "--cases", str(case_file), "--resume", *changed])
        assert ended.value.code == 2
        assert words in capsys.readouterr().err
    assert command("run", "one", "--cases", case_file, "--resume").exit_code == 0


def test_answers_to_the_other_split_are_left_out_without_complaint(command, case_file, tmp_path):
    lines = [json.dumps({"id": case.id, "outcome": "abstained", "citations": []}) for case in CASES]
    (tmp_path / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = command("score", "all.jsonl", "--cases", case_file)
    assert done.exit_code == 0, done.output
    assert "fit no case" not in done.output
    assert {row.split for row in read_rows(tmp_path / "runs" / "all")} == {"dev"}
    assert "test split" not in done.output


def test_answers_of_the_command_line_are_scored_like_a_run(
    command, case_file, tmp_path, built_home, environment, coach_command
):
    asked = command("questions", "--cases", case_file)
    assert len(asked.output.splitlines()) == len(CASES) // 2
    made = subprocess.run(
        [*coach_command, "ask", "--jsonl"],
        input=asked.output,
        env=environment(built_home("other")),
        capture_output=True,
        text=True,
        check=True,
    )
    (tmp_path / "answers.jsonl").write_text(made.stdout, encoding="utf-8")
    assert command("score", "answers.jsonl", "--cases", case_file).exit_code == 0
    assert command("run", "own", "--cases", case_file, "--no-probes").exit_code == 0
    elsewhere, own = (json.loads((tmp_path / "runs" / n / "figures.json").read_text()) for n in ("answers", "own"))
    for name in ("L1", "L2", "L8", "L14", "A4", "R1"):
        assert elsewhere["splits"]["dev"]["figures"][name] == own["splits"]["dev"]["figures"][name]
    assert command("score", "answers.jsonl", "--cases", case_file).exit_code != 0


def test_wrong_use_ends_with_2_and_says_what_to_do(command, capsys):
    for arguments, words in (
        (["run", "x", "--split", "train"], "no split 'train'"),
        (["rescore", "nowhere"], "no such run"),
        (["calibrate"], "--lexical"),
        (["run", "--resume"], "needs the name"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
        assert words in capsys.readouterr().err


def test_interrupted_command_keeps_its_rows_and_resumes(built_home, environment, case_file, tmp_path):
    many = read_cases(case_file)
    lines = [
        case.model_copy(update={"id": f"k{n}{case.id}", "base": f"k{n}{case.base}"}).model_dump_json()
        for n in range(60)
        for case in many
    ]
    case_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    start = [sys.executable, "-m", "evals", "run", str(tmp_path / "killed"), "--cases", str(case_file), "--no-probes"]
    start += ["--split", "both", "--asked-by", "the tests"]
    settings = {"env": environment(built_home()), "cwd": tmp_path}
    process = subprocess.Popen(start, stderr=subprocess.PIPE, text=True, **settings)
    rows = tmp_path / "killed" / ROWS
    deadline = time.monotonic() + 300
    while (not rows.exists() or rows.stat().st_size < 10_000) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "--resume` goes on" in said
    kept = {row.key for row in read_rows(rows.parent)}
    assert 0 < len(kept) < len(lines)
    subprocess.run([*start, "--resume"], check=True, capture_output=True, **settings)
    assert len(read_rows(rows.parent)) == len(lines)
    assert kept <= {row.key for row in read_rows(rows.parent)}


def test_tied_command_stops_when_its_starter_is_gone_and_keeps_its_rows(built_home, environment, case_file, tmp_path):
    lines = [
        case.model_copy(update={"id": f"k{n}{case.id}", "base": f"k{n}{case.base}"}).model_dump_json()
        for n in range(60)
        for case in read_cases(case_file)
    ]
    case_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    start = [sys.executable, "-m", "evals", "--tied", "run", str(tmp_path / "tied"), "--cases", str(case_file)]
    start += ["--no-probes", "--split", "both", "--asked-by", "the tests"]
    process = subprocess.Popen(
        start,
        env=environment(built_home()),
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    first = process.stderr.readline()
    assert first == f"asking: 0 of {len(lines)}\n"
    _, said = process.communicate(timeout=300)  # it ends standard input first
    assert process.returncode == 130
    assert "--resume` goes on" in said
    assert len(read_rows(tmp_path / "tied")) < len(lines)

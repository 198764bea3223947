"""The command `coach plan`: a file of each kind, Markdown on standard output, and clear words where it can't be."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar

from assistant.practice.plan.model import Plan
from assistant.settings import Settings

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(
    environment: Callable[..., dict[str, str]],
    coach_command: list[str],
    built_home: Callable[[], Settings],
    tmp_path: Path,
) -> Run:
    settings = built_home()

    def make(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*coach_command, "plan", *arguments],
            env=environment(settings),
            capture_output=True,
            check=False,
            timeout=120,
            cwd=tmp_path,
            encoding="utf-8",
        )
        assert "Traceback" not in done.stderr
        return done

    return make


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("x", "--out", "plan.xls"), "choose one of .docx, .md, .csv, .ics, .json"),
        (("x", "--out", "nowhere/plan.md"), "there is no folder 'nowhere'"),
        (("x", "--start", "soon"), "--start 'soon' is no date; write it as 2027-01-11"),
        (("plan.json", "--days", "30"), "belong to a new plan"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_request_becomes_a_file_of_each_kind_that_is_read_back(run: Run, tmp_path: Path) -> None:
    asked = ("a 60-day plan for our AI task force", "--start", "2027-01-11")
    for name in ("plan.json", "plan.ics", "plan.docx", "plan.csv"):
        done = run(*asked, "--out", name)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    plan = Plan.model_validate_json((tmp_path / "plan.json").read_bytes())
    assert (plan.subject, plan.days, str(plan.start), plan.topic) == (
        "AI task force",
        60,
        "2027-01-11",
        "ai-task-force",
    )
    assert len(Calendar.from_ical((tmp_path / "plan.ics").read_bytes()).walk("VTODO")) == len(plan.steps)
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {
        f"plan.{e}" for e in ("json", "ics", "docx", "csv")
    }
    printed = run(*asked, "--days", "90").stdout
    assert printed.startswith("# 90-day plan: AI task force\n")


def test_a_plan_mended_by_hand_is_read_back(run: Run, tmp_path: Path) -> None:
    run("AI task force", "--start", "2027-01-11", "--out", "plan.json")
    data = json.loads((tmp_path / "plan.json").read_text())
    data["steps"][0]["owner"] = "Ms. Ortiz"
    (tmp_path / "plan.json").write_text(json.dumps(data))
    assert "| Ms. Ortiz |" in run("plan.json").stdout
    data["steps"][0]["indicator"] = "nope"
    (tmp_path / "plan.json").write_text(json.dumps(data))
    done = run("plan.json")
    assert done.returncode == 1
    assert "steps.0.indicator: no identifier 'nope'" in done.stderr

"""The command `coach assess`, with a coach made of the corpus alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document
from typer.testing import CliRunner

from assistant.answer import Passage
from assistant.cli import app
from assistant.errors import CoachError
from assistant.practice.assessment.answers_file import table
from assistant.practice.assessment.comparing import TooFewError
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import GROUPS, Answer, Person
from assistant.studio import assessment as starting

SCOPE = "Visionary Planner"


class Corpus:
    """Stands in for a coach: named parts of frameworks need no index."""

    def __init__(self, settings: object) -> None:
        pass

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def coach(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ground: Ground, passages: Mapping[str, Passage]) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("assistant.coach.Coach", Corpus)
    monkeypatch.setattr(starting, "material", lambda *_: starting.Material(ground=ground, passages=passages))
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["assess", *arguments], catch_exceptions=False, standalone_mode=False)
    assert done.exit_code == 0
    return done.stdout


def filled(ground: Ground, path: str, *levels: int, people: int = 1) -> str:
    items = ground.items(["iste/visionary-planner"])
    everybody = [
        Person(
            name=f"p{n}" if people > 1 else "",
            group=GROUPS[n % 2] if people > 1 else None,
            answers=tuple(Answer(item=i.id, level=level, note="so") for i, level in zip(items, levels, strict=False)),  # type: ignore[arg-type]
        )
        for n in range(people)
    ]
    Path(path).write_text(table(items, everybody), encoding="utf-8", newline="")
    return path


def test_without_answers_it_is_a_form_on_standard_output_and_in_files() -> None:
    written = run(SCOPE)
    assert written.startswith("# Self-assessment: Visionary Planner")
    assert written.count("☐ 1 not yet") == 5
    run(SCOPE, "--out", "f.docx")
    assert Document("f.docx").paragraphs[0].text == "Self-assessment: Visionary Planner"
    run(SCOPE, "--out", "f.csv")
    assert Path("f.csv").read_text(encoding="utf-8-sig").count("iste/visionary-planner/2") == 5


def test_a_filled_table_becomes_a_report_json_and_plan(ground: Ground) -> None:
    answers = filled(ground, "a.csv", 1, 2, 3, 4)
    written = run(SCOPE, "--answers", answers, "--plan", "p.docx")
    assert "1 × 1 + 1 × 2 + 1 × 3 + 1 × 4 = 10; 10 ÷ 4 = 2.5" in written
    assert "Left out, since not rated: ISTE 2e: Sharing lessons with peers." in written
    assert Document("p.docx").tables
    run("--answers", answers, "--out", "a.json")
    held = json.loads(Path("a.json").read_text(encoding="utf-8"))
    assert held["results"]["overall"]["mean"] == 2.5
    again = run("--answers", "a.json", "--out", "b.json")
    assert again == ""
    assert (
        json.loads(Path("b.json").read_text(encoding="utf-8"))["assessment"]["people"] == held["assessment"]["people"]
    )


def test_a_kept_round_is_compared_with_the_next(ground: Ground) -> None:
    run(SCOPE, "--answers", filled(ground, "a.csv", 1, 1, 1), "--keep", "fall", "--out", "fall.docx")
    written = run(SCOPE, "--answers", filled(ground, "b.csv", 2, 1, 3), "--since", "fall")
    assert "Of 3 items rated both times the mean was 1.0 and is 2.0: up 1.0." in written


def test_a_team_in_one_table_or_in_several_is_set_side_by_side(ground: Ground) -> None:
    whole = run(SCOPE, "--answers", filled(ground, "t.csv", 1, 2, 3, 4, 4, people=10))
    assert "10 people answered, 5 leaders and 5 staff." in whole
    each = [argument for n in range(6) for argument in ("--answers", filled(ground, f"{n}.csv", 1, 2, 3, 4, 4))]
    assert "6 people answered." in run(SCOPE, *each)
    run(SCOPE, *each, "--out", "t.csv")
    assert Path("t.csv").read_text(encoding="utf-8-sig").startswith("item,name,answers,level_1")
    with pytest.raises(TooFewError, match="2 people answered"):
        run(SCOPE, *each[:4])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name a framework"),
        (["2b", "--out", "f.pdf"], "no format '.pdf'"),
        (["2b", "--ask"], "--ask asks in a terminal"),
        (["2b", "--answers", "gone.csv"], "no file 'gone.csv'"),
        (["2b", "--since", "gone"], "no 'gone' in"),
        (["2b", "--plan", "p.docx"], "nothing is rated below level 3"),
    ],
)
def test_wrong_use_says_what_to_do(arguments: list[str], said: str) -> None:
    with pytest.raises(CoachError) as raised:
        run(*arguments)
    assert said in str(raised.value)


def test_an_interview_in_a_terminal_is_kept_resumed_and_compared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from assistant.cli.assess import assess

    def talk(*words: str) -> None:
        said = iter(words)
        monkeypatch.setattr("builtins.input", lambda _: next(said))
        assess([SCOPE], ask=True, out=Path("now.json"))

    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    talk("2 a draft", "stop")
    assert "Go on with the same command" in capsys.readouterr().err
    held = json.loads(Path("now.json").read_text(encoding="utf-8"))
    assert [answer["level"] for answer in held["assessment"]["people"][0]["answers"]] == [2]
    talk("1", "3", "4", "skip")
    assert "4 of 5 items are rated" in capsys.readouterr().err
    talk("3", "3", "3", "4", "1")
    held = json.loads(Path("now.json").read_text(encoding="utf-8"))
    assert [one["by"] for one in held["changes"]["items"]] == [1, 2, 0, 0, None]


def test_a_stopped_interview_prints_no_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from assistant.cli.assess import assess

    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("builtins.input", lambda _: "stop")
    assess([SCOPE], ask=True)
    assert capsys.readouterr().out == ""

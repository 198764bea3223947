"""Sets besides the cases: the bank and real questions, each measured apart, and never with a word of the questions."""

import json

import pytest

from assistant.errors import UsageError
from evals import cli
from evals.cases.case import FOLDER
from evals.commands_reports import report
from evals.question_sets import BANK, MEASURED, REAL, measure, read_set, record_set, write_measured
from evals.recording.rows import RunError, read_manifest

WORD = "zucchini"


@pytest.fixture
def real(tmp_path):
    lines = [
        {
            "id": f"r{n}",
            "question": f"How do we write a shared vision with {WORD} number {n}?",
            "scope": "in",
            "lead": ["digital-equity/leadership/shared-vision"],
            "source": "a forum",
            "date": "2024-05-01",
            "asker": f"a{n % 4}",
        }
        for n in range(8)
    ] + [{"id": "off", "question": f"Which {WORD} bread is best?", "scope": "off"}]
    path = tmp_path / "real.jsonl"
    path.write_text("\ufeff" + "\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_real_questions_are_measured_apart_and_leave_no_word_behind(built_home, real, tmp_path):
    settings = built_home()
    measured = record_set(tmp_path / "run", str(real), settings, seed=1, watch=lambda done, total: None)
    assert measured.kind == REAL
    assert set(measured.values["right"]) == {*(f"r{n}" for n in range(8)), "off"}
    assert "aspect" not in measured.values
    assert len(measured.curve.parts) == 4
    assert measured.words.startswith("set: real (9 questions of 5 writers)")
    assert "distance gap" in measured.words
    assert "Nearest taught text: median cosine" in measured.words
    for path in (tmp_path / "run").iterdir():
        assert WORD not in path.read_text(encoding="utf-8")
    assert read_manifest(tmp_path / "run").set == REAL
    assert json.loads((tmp_path / "run" / MEASURED).read_text())["leakage"]["questions"] == 9
    with pytest.raises(RunError, match="never pooled with the cases"):
        report(tmp_path / "run", FOLDER)
    with pytest.raises(UsageError, match="holds a run already"):
        record_set(tmp_path / "run", str(real), settings, seed=1, watch=lambda done, total: None)


def test_the_bank_is_its_writers_kept_for_measuring(built_home, tmp_path):
    settings = built_home()
    kind, asked = read_set(BANK, settings)
    assert kind == BANK
    assert {one.writer for one in asked} == {"parent-notes"}
    measured = measure(BANK, settings)
    write_measured(tmp_path, measured)
    assert set(measured.values["right"]) == {one.name for one in asked}
    assert 0 <= measured.means["right"] <= 1


def test_the_bank_is_not_looked_at_without_a_name(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", "x", "--set", "bank"])
    assert ended.value.code == 2
    assert "--asked-by" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", r"real.jsonl:1: not JSON"),
        ('{"id": "a", "question": "why?", "scope": "in"}', r"real.jsonl:1: .*indicators that lead"),
        ('{"id": "a", "question": "why?", "scope": "near"}', r"real.jsonl:1: scope"),
        ('{"id": "a", "question": "why?", "scope": "off"}\n' * 2, r"real.jsonl:2: the id 'a' stands twice"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, text, words):
    path = tmp_path / "real.jsonl"
    path.write_text(text)
    with pytest.raises(UsageError, match=words):
        read_set(str(path), None)


def test_a_set_that_is_nowhere_or_empty_is_wrong_use(tmp_path, built_home):
    with pytest.raises(UsageError, match="name `bank` or a file"):
        read_set(str(tmp_path / "none"), None)
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(UsageError, match="no question"):
        measure(str(tmp_path / "empty"), built_home())

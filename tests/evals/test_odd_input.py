"""Input that once ended in a traceback or a wrong figure: each is an error that says where, or a row like others."""

import csv as csv_file
import io
import json
from dataclasses import replace

import pytest
from gold_cases import AI, ANSWER, ANSWERABLE, DECLINE, FALSE_PREMISE, OFF_TOPIC, answering, tried
from pydantic import ValidationError
from recorded_runs import keep_near, record, some_cases
from typer.testing import CliRunner

from assistant.errors import UsageError
from evals import commands_reports
from evals.answers.reply import Reply
from evals.cases.case import Case, read_cases
from evals.cases.lines import first_mistake
from evals.cli import app
from evals.figures.compare import compare
from evals.figures.figure import Figure
from evals.figures.recorded import read_recorded
from evals.figures.summary import figures
from evals.grading.calibration import calibrate_judge
from evals.grading.judge import JudgeError, judge_answer
from evals.metrics import declining
from evals.metrics.scores import Score, failed
from evals.recording.asking import Item, ask_one
from evals.recording.elsewhere import rows_from
from evals.recording.rows import ROWS
from evals.reports import csv
from evals.reports.view import view

LINE = {"id": "m1", "outcome": "answered", "citations": [{"id": AI}], "answer": "Begin."}


def written(tmp_path, *lines):
    path = tmp_path / "answers.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
    return path


def test_margin_of_nothing_is_compared_with_and_never_divided_by(tmp_path):
    cases = some_cases()
    before = read_recorded(record(tmp_path / "a", cases=cases), cases).rows
    after = read_recorded(record(tmp_path / "b", cases=cases, skill=0.7, seed=2), cases).rows
    margins = dict.fromkeys(("L8", "L1", "A4"), 0.0)
    for second in (after, before):
        found = compare(before, second, seed=1, margins=margins, metrics=("L8", "L1", "A4"))
        assert [change.metric for change in found.changes] == ["L8", "L1", "A4"]
        assert all(change.needed is None or change.needed >= 1 for change in found.changes)
    assert {(change.verdict, change.needed) for change in found.changes} == {("undecided", None)}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"outcome": "Answered"}, "outcome: expected 'answered', 'abstained' or 'error', got 'Answered'; did you mean"),
        ({"outcome": None}, "outcome: expected 'answered', 'abstained' or 'error', got None"),
        ({"citations": [AI]}, f"citations.0: expected an object with an id, got '{AI}'"),
        ({"citations": AI}, "citations: expected a list of objects with an id"),
        ({"citations": [{"id": AI}, {"n": 2}]}, "citations.1.id: Field required"),
        ({"claims": [{"text": "x", "citations": ["one"]}]}, "claims.0.citations.0: "),
        ({"answer": "half \ud83d a character"}, "answer: holds half of a character"),
        ({"claims": [{"text": "\udc00"}]}, "claims.0.text: holds half of a character"),
        ({"a\ud800": 1}, "a name of a field: holds half of a character"),
        ({"seconds": float("nan")}, "seconds: is not a finite number"),
    ],
)
def test_line_of_answers_that_can_not_be_read_is_refused_with_line_and_field(tmp_path, fields, words):
    path = written(tmp_path, {"id": "m2", "outcome": "abstained"}, {**LINE, **fields})
    with pytest.raises(UsageError) as refused:
        rows_from(path, [ANSWERABLE, OFF_TOPIC])
    assert f"{path.name}:2: {words}" in str(refused.value)


def test_all_wrong_lines_are_counted_and_the_first_are_named(tmp_path):
    path = written(tmp_path, *({"id": f"m{n}", "outcome": "Answered"} for n in range(40)))
    with pytest.raises(UsageError, match="and 35 more lines"):
        rows_from(path, [ANSWERABLE])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lead": ["a/b/c", 3]}, "lead.1: Input should be a valid string, got 3"),
        ({"id": None}, "id: Input should be a valid string, got None"),
        ({"source": {"a": 1}}, "source: Input should be a valid string"),
        ({"required": []}, "Value error, a case to be answered needs lead and required labels"),
    ],
)
def test_first_mistake_names_the_field_and_what_stands_there(fields, said):
    with pytest.raises(ValidationError) as caught:
        Case.model_validate(ANSWERABLE.model_dump(mode="json") | fields)
    assert first_mistake(caught.value) == said


def test_byte_order_mark_before_answers_and_cases_means_nothing(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbf" + json.dumps(LINE).encode())
    rows, _ = rows_from(path, [ANSWERABLE])
    assert rows[0].state == "answered"
    cases = tmp_path / "cases.jsonl"
    cases.write_bytes(b"\xef\xbb\xbf" + ANSWERABLE.model_dump_json().encode())
    assert read_cases(cases) == (ANSWERABLE,)


def test_bytes_that_are_no_utf_8_are_refused_with_their_line(tmp_path):
    path = written(tmp_path, {"id": "m2", "outcome": "abstained"}, b'{"id": "m1", "answer": "caf\xe9"}')
    with pytest.raises(UsageError, match=r"answers\.jsonl:2: not UTF-8"):
        rows_from(path, [ANSWERABLE])


def test_answer_that_no_file_can_hold_fails_its_row_and_not_the_run():
    item = Item(case=ANSWERABLE, epoch=1)
    row = ask_one(lambda case, epoch: Reply(answer={"answer": "\ud800"}, retrieved=None), item)
    assert (row.state, row.error) == ("failed", "unreadable: answer: holds half of a character (a lone surrogate)")
    row.model_dump_json()
    row = ask_one(lambda case, epoch: (_ for _ in ()).throw(ValueError("\ud800")), item)
    assert row.state == "failed"
    row.model_dump_json()


def test_line_separator_inside_a_question_ends_no_case(tmp_path):
    path = tmp_path / "cases.jsonl"
    odd = ANSWERABLE.model_copy(update={"question": "One line\u2028and\u0085another?"})
    path.write_text(f"{odd.model_dump_json()}\n", encoding="utf-8")
    assert read_cases(path) == (odd,)


def test_report_shows_rows_whose_citations_are_no_objects(tmp_path, capsys):
    cases = some_cases()
    folder = record(tmp_path / "run", cases=cases)
    lines = [json.loads(line) for line in (folder / ROWS).read_text().splitlines()]
    odd = [[AI, AI], AI, [{"id": AI, "n": "first", "score": "high"}], {"id": AI}, [None], 7]
    for line, citations in zip((line for line in lines if line["answer"]), odd, strict=False):
        line["answer"]["citations"] = citations
    (folder / ROWS).write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert commands_reports.report(folder) == 0
    assert AI in (folder / "rows.csv").read_text()
    assert "useful-answer rate" in capsys.readouterr().out


def test_no_cell_of_the_table_begins_a_formula(tmp_path):
    cases = some_cases()
    folder = record(tmp_path / "run", cases=cases)
    lines = [json.loads(line) for line in (folder / ROWS).read_text().splitlines()]
    for line, start in zip((line for line in lines if line["answer"]["citations"]), "=+-@\t\r", strict=False):
        line["answer"]["citations"][0]["id"] = f"{start}HYPERLINK(1)/x"
    (folder / ROWS).write_text("".join(json.dumps(line) + "\n" for line in lines))
    rows = list(csv_file.reader(io.StringIO(csv.render(view(read_recorded(folder, cases))), newline="")))
    assert any("HYPERLINK" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r", "-H"))]


class Gone:
    name, cost = "gone", 0.0

    def __call__(self, prompt, shape):
        raise ConnectionError("connection refused")


def test_judge_that_can_not_be_reached_fails_its_grades_with_a_word(ruler, real_frameworks):
    found = judge_answer(tried(ANSWERABLE, ANSWER, ruler), Gone())
    assert {score.state for score in found.values()} == {"failed"}
    assert "connection refused" in found["G4"].reason
    with pytest.raises(JudgeError, match=r"can't be asked.*connection refused"):
        calibrate_judge(Gone(), read_cases(split="dev"), real_frameworks)


def test_field_that_is_not_given_is_not_applicable_and_an_empty_one_is_0(ruler):
    bare = {"outcome": "abstained", "citations": []}
    assert declining.good_decline(tried(OFF_TOPIC, bare, ruler)).state == "not applicable"
    assert declining.good_decline(tried(OFF_TOPIC, {**bare, "reason": None, "nearest": []}, ruler)).value == 0.0
    assert declining.good_decline(tried(OFF_TOPIC, {**bare, "reason": DECLINE["reason"]}, ruler)).value == 1.0
    without = {name: value for name, value in answering().items() if name != "premise"}
    for case in (FALSE_PREMISE, ANSWERABLE):
        for metric in (declining.premise_noticed, declining.premise_alarm):
            assert metric(tried(case, without, ruler)).state == "not applicable"
    assert declining.premise_noticed(tried(FALSE_PREMISE, answering(premise=None), ruler)).value == 0.0


def of(found: Figure) -> tuple[float, float, float]:
    return found.value, found.low, found.high


def test_wrong_rows_turned_into_errors_raise_neither_decline_recall_nor_balance(tmp_path):
    cases = read_cases(split="dev")
    rows = read_recorded(record(tmp_path / "run", cases=cases, skill=0.7), cases).rows
    wrong = [row for row in rows if row.scores["A3"].value == 0.0]
    assert {row.expected for row in wrong} == {"answer", "decline"}
    broken = frozenset(row.case for row in wrong)
    errors = [
        replace(row, scores={name: _failed(score) for name, score in row.scores.items()}) if row.case in broken else row
        for row in rows
    ]
    before, after = figures(rows, seed=1), figures(errors, seed=1)
    assert (after["A1"].value, after["A3"].value) == pytest.approx((before["A1"].value, before["A3"].value))
    assert after["A2"].value == pytest.approx(before["A2"].value)
    assert after["A1"].failed > 0
    assert compare(rows, errors, seed=1, metrics=("A1", "A2")).of("A1").difference == pytest.approx(0.0)


def _failed(score: Score) -> Score:
    return score if score.state == "not applicable" else failed("failed: broken")


def test_command_says_how_many_rows_failed_and_why(tmp_path, monkeypatch):
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    cases = some_cases()
    folder = record(tmp_path / "run", cases=cases, failing=4)
    keep_near(folder, cases)
    said = CliRunner().invoke(app, ["rescore", str(folder)])
    assert said.exit_code == 0, said.output
    assert "4 of" in said.stderr
    assert "rows failed" in said.stderr
    assert "time-out after 30 s" in said.stderr

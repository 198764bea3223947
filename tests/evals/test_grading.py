"""Grading how exactly openings answer: blind, shuffled, resumable; agreement, figures, a judge that is held back."""

import http.client
import io
import json
import random
import threading

import numpy as np
import pytest
from recorded_runs import record, some_cases, write_cases
from rich.console import Console
from sklearn.metrics import cohen_kappa_score
from typer.testing import CliRunner

from assistant.errors import UsageError
from evals import commands_reports
from evals.cli import app
from evals.grading.agreement import kappa_interval, weighted_kappa
from evals.grading.figures import responsive_of
from evals.grading.judge import JudgeError
from evals.grading.judging import grade_of, judge_items
from evals.grading.lines import grade_by_lines
from evals.grading.page import GradingServer
from evals.grading.session import Session
from evals.grading.sheet import opening_of, sheet_of, shuffled
from evals.grading.store import GRADES, Grade, append, read_grades
from evals.grading.terminal import grade_in_terminal
from evals.recording.rows import RunError
from evals.reports.beside import beside_run

CASES = some_cases(answerable=40, declined=4)
BY_ID = {case.id: case for case in CASES}


class Judging:
    """A judge whose reply is a function of the prompt."""

    name, cost = "made:up", 0.0

    def __init__(self, reply):
        self.reply, self.prompts = reply, []

    def __call__(self, prompt, shape):
        self.prompts.append(prompt)
        return self.reply(prompt)


@pytest.fixture
def folder(tmp_path):
    return record(tmp_path / "run", cases=CASES, skill=0.97, failing=2)


@pytest.fixture
def sheet(folder):
    return sheet_of(folder, BY_ID, 40)


def graded(folder, items, name, value, by="person"):
    for n, item in enumerate(items):
        fields = {"case": item.case, "epoch": item.epoch, "grader": name, "by": by, "digest": item.digest, "items": 40}
        append(folder, Grade(**fields, grade=value(n)))


def test_sheet_draws_one_row_of_each_question_and_a_larger_one_holds_it(folder, sheet):
    assert len(sheet.items) + len(sheet.unanswered) == 40
    assert sheet.unanswered
    assert len({item.base for item in sheet.items}) == len(sheet.items)
    smaller = sheet_of(folder, BY_ID, 10)
    assert {item.case for item in smaller.items} < {item.case for item in sheet.items}
    assert all(BY_ID[item.case].expected == "answer" for item in sheet.items)


def test_each_grader_has_an_order_of_their_own_that_stays(sheet):
    one, other = shuffled(sheet.items, "ann"), shuffled(sheet.items, "ben")
    assert one == shuffled(tuple(reversed(sheet.items)), "ann")
    assert one != other
    assert set(one) == set(other)


@pytest.mark.parametrize(
    ("text", "opening", "rest"),
    [
        ("Do this. [1]\n\n1. **Step** [2]", "Do this.", "1. **Step**"),
        ("> I read this as X.\n\nDo that now. `iste/a/b`\n\n- one", "> I read this as X.\n\nDo that now.", "- one"),
        ("a " * 25 + "\n\nmore", ("a " * 25).strip(), "more"),
        ("", "", ""),
    ],
)
def test_opening_is_the_first_prose_without_marks(text, opening, rest):
    assert opening_of(text) == (opening, rest)


def test_long_opening_is_cut():
    opening, _ = opening_of("word " * 500)
    assert len(opening.split()) == 121


def test_terminal_grades_goes_back_takes_notes_and_resumes(folder, sheet):
    items = sheet.items[:3]
    said = iter(["n to the point", "3", "b", "2", "x", "m", "s", "q"])
    out = io.StringIO()
    grade_in_terminal(Session(items, "ann", 40), Console(file=out, width=100), lambda _: next(said))
    first = shuffled(items, "ann")[0]
    (held,) = read_grades(folder)
    assert (held.case, held.grade, held.note) == (first.case, 2, "")
    assert len((folder / GRADES).read_text().splitlines()) == 2
    again = Session(items, "ann", 40)
    assert (again.done, again.next()) == (1, 1)
    said = iter(["1", "0"])
    grade_in_terminal(again, Console(file=out, width=100), lambda _: next(said))
    assert "All 3 are graded." in out.getvalue()
    assert Session(items, "ben", 40).done == 0


def test_sheet_shows_nothing_of_labels_runs_or_verdicts(folder, sheet):
    with GradingServer(Session(sheet.items, "ann", 40)) as server:
        shown = json.dumps(server.items())
    for item in sheet.items:
        assert f'"{item.case}"' not in shown
        assert all(label not in shown for label in BY_ID[item.case].required)
    assert str(folder) not in shown


@pytest.mark.parametrize("grade", [4, -1, True, "3", None])
def test_grade_that_is_none_is_refused(sheet, grade):
    with GradingServer(Session(sheet.items, "ann", 40)) as server, pytest.raises((ValueError, UsageError)):
        server.grade({"item": 0, "grade": grade})


def asked(server, method, path, body=None, host=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request(method, path, body, {"Host": host} if host else {})
    response = connection.getresponse()
    found = response.status, response.read()
    connection.close()
    return found


def test_page_is_served_below_its_token_to_its_own_name_alone(folder, sheet):
    with GradingServer(Session(sheet.items, "ann", 40)) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        status, page = asked(server, "GET", f"/{server.token}/")
        assert status == 200
        assert b"default-src 'none'" in page
        assert b"https://" not in page
        assert asked(server, "GET", "/")[0] == 404
        assert asked(server, "GET", f"/{server.token}/", host="evil.example:80")[0] == 404
        sent = json.dumps({"item": 0, "grade": 3, "note": "yes \ud800"})
        assert asked(server, "POST", "/wrong/grade", sent)[0] == 404
        assert asked(server, "POST", f"/{server.token}/grade", sent)[0] == 204
        for bad in ("{", "[]", json.dumps({"item": 999, "grade": 3}), json.dumps({"item": 0, "grade": 7})):
            assert asked(server, "POST", f"/{server.token}/grade", bad)[0] == 400
        assert json.loads(asked(server, "GET", f"/{server.token}/items")[1])["items"][0]["grade"] == 3
        server.shutdown()
    assert [grade.grade for grade in read_grades(folder)] == [3]


def test_weighted_kappa_equals_that_of_scikit_learn():
    rng = random.Random(1)
    for _ in range(20):
        one = [rng.randrange(4) for _ in range(30)]
        other = [value if rng.random() < 0.6 else rng.randrange(4) for value in one]
        wanted = cohen_kappa_score(one, other, weights="quadratic", labels=[0, 1, 2, 3])
        assert weighted_kappa(one, other) == pytest.approx(wanted)
        interval = kappa_interval(one, other, seed=1)
        assert interval.low <= weighted_kappa(one, other) <= interval.high
    assert weighted_kappa([3, 3], [3, 3]) == 1.0
    with pytest.raises(ValueError, match="at least one"):
        weighted_kappa([], [])
    with pytest.raises(ValueError, match="at least one"):
        kappa_interval([], [], 1)


def test_figures_of_two_graders_count_what_was_declined_as_0(folder, sheet):
    graded(folder, sheet.items, "ann", lambda n: 3 if n % 2 else 2)
    graded(folder, sheet.items, "ben", lambda n: 3 if n % 2 else 1)
    found = responsive_of(folder, BY_ID)
    total = len(sheet.items) + len(sheet.unanswered)
    wanted = np.mean([3 if n % 2 else 1.5 for n in range(len(sheet.items))]) * len(sheet.items) / total
    assert found.people.mean == pytest.approx(wanted)
    assert found.people.mean_interval.low < found.people.mean < found.people.mean_interval.high
    assert found.people.exact == pytest.approx(sum(n % 2 for n in range(len(sheet.items))) / total)
    assert found.people.unanswered == len(sheet.unanswered)
    assert [(a.one, a.other, a.pairs) for a in found.agreements] == [("ann", "ben", len(sheet.items))]


def test_grade_of_an_opening_that_has_changed_since_does_not_count(folder, sheet):
    graded(folder, sheet.items[:1], "ann", lambda n: 3)
    line = json.loads((folder / GRADES).read_text())
    (folder / GRADES).write_text(json.dumps({**line, "digest": "0" * 16}) + "\n")
    assert responsive_of(folder, BY_ID).people is None


def test_judge_is_shown_only_once_it_agrees_with_people(folder, sheet):
    values = [n % 4 for n in range(len(sheet.items))]
    graded(folder, sheet.items, "good", lambda n: values[n], by="judge")
    graded(folder, sheet.items, "flat", lambda n: 3, by="judge")
    graded(folder, sheet.items[:5], "few", lambda n: values[n], by="judge")
    alone = responsive_of(folder, BY_ID)
    assert (alone.judges, alone.people, len(alone.held_back)) == ((), None, 3)
    graded(folder, sheet.items, "ann", lambda n: values[n])
    found = responsive_of(folder, BY_ID)
    assert [judge.by for judge in found.judges] == ["good"]
    assert any("flat: weighted kappa with people 0.00" in words for words in found.held_back)
    assert any("few: weighted kappa" in words and "over 5 answers" in words for words in found.held_back)
    lines = " ".join(f"{line.name} {line.value} {line.says}" for line in beside_run(folder, BY_ID)[0].lines)
    assert "responsive, 0 to 3, by good" in lines
    assert "by flat" not in lines


def test_judge_grades_what_it_has_not_graded_and_is_asked_twice_where_it_mumbles(folder, sheet):
    replies = iter(["well", '{"grade": 2}', "no", '{"grade": 7}', '```{"grade": 0}```'])
    judge = Judging(lambda prompt: next(replies))
    assert judge_items(sheet.items[:3], judge, 40) == (2, 1)
    assert sheet.items[0].question in judge.prompts[0]
    assert [(g.by, g.grader, g.grade) for g in read_grades(folder)] == [
        ("judge", "made:up", 2),
        ("judge", "made:up", 0),
    ]
    assert judge_items(sheet.items[:1], judge, 40) == (0, 0)
    judge.cost = 1.0
    with pytest.raises(RunError, match=r"has cost \$1.00; --max-cost was \$0.50"):
        judge_items(sheet.items[3:], judge, 40, max_cost=0.5)

    def gone(prompt):
        raise ConnectionError("refused")

    with pytest.raises(JudgeError, match="refused"):
        grade_of(sheet.items[0], Judging(gone))


def test_line_that_is_no_grade_is_named_and_a_torn_one_left_out(folder, sheet):
    graded(folder, sheet.items[:1], "ann", lambda n: 3)
    with (folder / GRADES).open("a") as file:
        file.write('{"case": "to')
    assert len(read_grades(folder)) == 1
    with (folder / GRADES).open("a") as file:
        file.write('{"case": "m1"}\n')
    with pytest.raises(RunError, match=r"grades\.jsonl:2: epoch: Field required"):
        read_grades(folder)


def test_report_shows_grades_and_says_why_a_judge_is_not_shown(folder, sheet, capsys):
    graded(folder, sheet.items, "ann", lambda n: n % 4)
    graded(folder, sheet.items, "flat|<b>", lambda n: 3, by="judge")
    assert commands_reports.report(folder) == 0
    assert "responsive, 0 to 3, by people" in capsys.readouterr().out
    page, summary = ((folder / name).read_text() for name in ("report.html", "summary.md"))
    assert "judge flat|&lt;b&gt;: weighted kappa" in page
    assert r"judge flat\|&lt;b>: weighted kappa" in summary


def test_command_grades_two_runs_mixed_and_wants_one_reader(folder, tmp_path):
    other = record(tmp_path / "other", cases=CASES, skill=0.9, seed=5)
    said = CliRunner().invoke(
        app, ["grade", str(folder), str(other), "--grader", "ann", "--items", "2"], input="3\nq\n"
    )
    assert said.exit_code == 0, said.output
    assert len([*read_grades(folder), *read_grades(other)]) == 1
    for wrong in ([], ["--grader", "a", "--judge", "b:c"], ["--grader", " "]):
        assert isinstance(CliRunner().invoke(app, ["grade", str(folder), *wrong]).exception, UsageError)


def test_lines_hold_the_sheet_and_each_grade_is_kept_before_its_reply(sheet, folder):
    lines, out = ['{"item": 0, "grade": 3, "note": "exact"}', '{"item": 0, "grade": 4}', "[", "{}"], io.StringIO()
    grade_by_lines(Session(sheet.items, "ann", 40), lines, out)
    first, *replies = map(json.loads, out.getvalue().splitlines())
    assert len(first["items"]) == len(sheet.items)
    assert set(first["items"][0]) == {"turns", "question", "opening", "rest", "grade", "note"}
    assert replies[0] == {"kept": 0}
    assert all("error" in reply for reply in replies[1:])
    assert [(grade.grade, grade.note) for grade in read_grades(folder)] == [(3, "exact")]
    again = io.StringIO()
    grade_by_lines(Session(sheet.items, "ann", 40), [], again)
    assert json.loads(again.getvalue())["items"][0]["grade"] == 3


def test_what_grades_come_to_is_shown_as_lines(folder, sheet, tmp_path):
    graded(folder, sheet.items[:12], "ann", lambda n: n % 4)
    graded(folder, sheet.items[:12], "ben", lambda n: n % 4)
    cases = write_cases(tmp_path / "cases.jsonl", CASES)
    said = CliRunner().invoke(app, ["grade", str(folder), "--show", "--cases", str(cases)])
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    agreed = next(line for line in lines if line["name"].startswith("agreement of ann and ben"))
    assert agreed["run"] == folder.name
    of_dev = sum(BY_ID[item.case].split == "dev" for item in sheet.items[:12])
    assert (agreed["value"], agreed["says"]) == ("1.00", f"{of_dev} answers graded by both")

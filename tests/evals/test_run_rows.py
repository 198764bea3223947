import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from gold_cases import AI, ANSWER, ANSWERABLE, OFF_TOPIC
from hypothesis import given
from hypothesis import strategies as st
from uncounted import UNCOUNTED

from assistant.errors import UsageError
from evals.answers.reply import Reply
from evals.recording.asking import Item, ask_all, ask_one
from evals.recording.cache import AnswerCache
from evals.recording.elsewhere import rows_from
from evals.recording.rows import ROWS, Row, RowFile, RunError, drop_torn_line, read_rows, write_object

ROOT = Path(__file__).parents[2]


def row(case="m1", epoch=1, **changes):
    fields = {"base": case, "variant": "base", "split": "dev", "state": "answered", "answer": ANSWER, "seconds": 0.1}
    return Row(case=case, epoch=epoch, **{**fields, **changes})


def items(n, epochs=1):
    cases = [ANSWERABLE.model_copy(update={"id": f"m{k}", "base": f"m{k}"}) for k in range(n)]
    return [Item(case=case, epoch=epoch) for epoch in range(1, epochs + 1) for case in cases]


@given(cut=st.integers(min_value=0, max_value=400))
def test_row_file_cut_anywhere_loses_only_the_unfinished_row(tmp_path_factory, cut):
    folder = tmp_path_factory.mktemp("run")
    rows = [row(f"m{n}", answer={"outcome": "abstained", "answer": "é\n"}) for n in range(3)]
    with RowFile(folder / ROWS) as file:
        for each in rows:
            file.append(each)
    whole = (folder / ROWS).read_bytes()
    cut = min(cut, len(whole))
    (folder / ROWS).write_bytes(whole[: len(whole) - cut])
    kept = read_rows(folder)
    assert kept == tuple(rows[: len(kept)])
    with RowFile(folder / ROWS) as file:
        for each in rows[len(kept) :]:
            file.append(each)
    assert (folder / ROWS).read_bytes() == whole


def test_dropping_a_torn_line_needs_no_file(tmp_path):
    drop_torn_line(tmp_path / "none.jsonl")
    assert not (tmp_path / "none.jsonl").exists()


def test_case_twice_in_an_epoch_is_refused(tmp_path):
    with RowFile(tmp_path / ROWS) as file:
        file.append(row())
        file.append(row(epoch=2))
        file.append(row())
    with pytest.raises(RunError, match="stands twice in epoch 1"):
        read_rows(tmp_path)


def test_line_that_is_no_row_is_named(tmp_path):
    (tmp_path / ROWS).write_text('{"case": "m1"}\n', encoding="utf-8")
    with pytest.raises(RunError, match=r"rows\.jsonl:1: not a row"):
        read_rows(tmp_path)
    with pytest.raises(RunError, match="no rows"):
        read_rows(tmp_path / "nowhere")


def test_nan_is_refused_everywhere(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_object(tmp_path / "figures.json", {"value": float("nan")})
    with pytest.raises(ValueError, match="finite"):
        row(seconds=float("nan"))


def test_every_item_gets_one_row_whatever_happens_to_it():
    def assistant(case, epoch):
        if case.id == "m3":
            raise RuntimeError("broken")
        return Reply(answer={"outcome": "answered"}, retrieved=("x",))

    rows = list(ask_all(assistant, items(9, epochs=2), workers=3, seconds=5))
    assert sorted(r.key for r in rows) == sorted((i.case.id, i.epoch) for i in items(9, epochs=2))
    assert {(r.case, r.error) for r in rows if r.state == "failed"} == {("m3", "RuntimeError: broken")}


def test_no_more_answers_are_under_way_than_workers():
    lock, under_way, most = threading.Lock(), [0], [0]

    def assistant(case, epoch):
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.01)
        with lock:
            under_way[0] -= 1
        return Reply(answer={}, retrieved=None)

    assert len(list(ask_all(assistant, items(20), workers=3, seconds=5))) == 20
    assert most[0] == 3


def test_answer_that_takes_too_long_fails_and_the_others_go_on():
    release = threading.Event()

    def assistant(case, epoch):
        if case.id in {"m0", "m1"}:
            release.wait(20)
        return Reply(answer={}, retrieved=None)

    rows = {r.case: r for r in ask_all(assistant, items(6), workers=2, seconds=0.2)}
    release.set()
    assert len(rows) == 6
    assert rows["m0"].error == "timed out after 0.2 s"
    assert [rows[f"m{n}"].state for n in range(2, 6)] == ["answered"] * 4


def test_connection_errors_are_tried_again_and_others_are_not(monkeypatch):
    monkeypatch.setattr("evals.recording.asking.PAUSE_SECONDS", 0)
    calls = []

    def flaky(case, epoch):
        calls.append(case.id)
        if len(calls) < 3:
            raise ConnectionError("reset")
        return Reply(answer={}, retrieved=None)

    item = items(1)[0]
    assert ask_one(flaky, item).state == "answered"
    assert len(calls) == 3

    def broken(case, epoch):
        calls.append(case.id)
        raise ConnectionError("gone")

    assert ask_one(broken, item).error == "ConnectionError: gone"
    assert len(calls) == 6


def test_cache_keeps_epochs_and_conditions_apart(tmp_path):
    cache = AnswerCache(tmp_path, {"index": "a"})
    question = {"id": "m1", "question": "?"}
    cache.put(question, 1, row())
    cache.put(question, 3, row(state="failed", answer=None))
    assert cache.get(question, 1) == row()
    assert cache.get(question, 2) is None
    assert cache.get(question, 3) is None
    assert AnswerCache(tmp_path, {"index": "b"}).get(question, 1) is None
    next(tmp_path.rglob("*.json")).write_text("{", encoding="utf-8")
    assert cache.get(question, 1) is None


def test_answers_made_elsewhere_become_rows(tmp_path):
    path = tmp_path / "answers.jsonl"
    lines = [
        {"id": "m1", "outcome": "answered", "citations": [{"id": AI}], "retrieved": [AI], "seconds": 1.5},
        {"id": "other", "outcome": "answered"},
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    rows, unknown = rows_from(path, [ANSWERABLE, OFF_TOPIC])
    assert unknown == ("other",)
    assert [(r.case, r.state, r.retrieved, r.seconds) for r in rows] == [
        ("m1", "answered", (AI,), 1.5),
        ("m2", "failed", None, 0.0),
    ]
    path.write_text('{"id": "m1", "outcome": "error", "error": "no"}\n{"id": "m1~order", "outcome": "abstained"}')
    rows, _ = rows_from(path, [ANSWERABLE])
    assert [r.error for r in rows][:2] == ["no", "no answer in the file"]
    assert len(rows) == 5


@pytest.mark.parametrize("text", ["{", '{"id": 3}', "[]", '{"id": "m1"}\n{"id": "m1"}'])
def test_file_of_answers_that_cannot_be_read_is_refused(tmp_path, text):
    path = tmp_path / "answers.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"answers\.jsonl:"):
        rows_from(path, [ANSWERABLE])


KILLED = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    sys.path.insert(0, "tests/evals")
    from gold_cases import ANSWERABLE
    from evals.answers.reply import Reply
    from evals.recording.asking import Item, ask_all
    from evals.recording.rows import ROWS, RowFile, read_rows

    folder = Path(sys.argv[1])
    cases = [ANSWERABLE.model_copy(update={"id": f"m{k}", "base": f"m{k}"}) for k in range(200)]
    with RowFile(folder / ROWS) as file:
        done = {row.key for row in read_rows(folder)}
        missing = [Item(case=case, epoch=1) for case in cases if (case.id, 1) not in done]
        def assistant(case, epoch):
            time.sleep(0.002)
            return Reply(answer={"outcome": "answered", "answer": "x" * 5000}, retrieved=None)
        for row in ask_all(assistant, missing, workers=4, seconds=5):
            file.append(row)
    """
)


def test_run_killed_at_any_moment_resumes_without_losing_or_doubling_a_row(tmp_path):
    environment = {**os.environ, **UNCOUNTED, "PYTHONPATH": str(ROOT)}
    seen = 0
    for pause in (0.02, 0.05, 0.1):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, env=environment)
        while not (tmp_path / ROWS).exists() or len((tmp_path / ROWS).read_bytes().split(b"\n")) <= seen + 5:
            time.sleep(0.005)
            if process.poll() is not None:
                break
        time.sleep(pause)
        process.kill()
        process.wait()
        kept = len(read_rows(tmp_path))
        assert kept >= seen
        seen = kept
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, env=environment, check=True)
    assert sorted(r.case for r in read_rows(tmp_path)) == sorted(f"m{k}" for k in range(200))

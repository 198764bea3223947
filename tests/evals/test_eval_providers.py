"""Assistants from elsewhere: a function, and a chat endpoint on this machine, asked as a run asks ours."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import echo_provider
import pytest
from gold_cases import AI, ANSWERABLE, OFF_TOPIC
from recorded_runs import near_of
from typer.testing import CliRunner

from assistant.errors import UsageError
from assistant.settings import Settings
from evals.answers.given import read_given
from evals.cli import app
from evals.metrics.trial import Ruler, labels_of
from evals.providers.opening import Provider, ProviderError, opened
from evals.providers.template import TEMPLATE, Template, read_template
from evals.recording.rows import RunError, read_manifest, read_rows
from evals.recording.runner import Plan, record

CASES = [ANSWERABLE, OFF_TOPIC]
TEXT = f"Begin with one charter [[{AI}]]. Then meet [[iste/visionary-planner/2c, {AI}]]."


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("evals.recording.asking.PAUSE_SECONDS", 0)


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home")


@pytest.fixture
def served():
    """A chat endpoint that replies with what it was told, in turn, and keeps what it was asked."""
    kept = {"asked": [], "replies": [], "paths": []}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            kept["paths"].append(self.path)
            kept["asked"].append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            reply = kept["replies"].pop(0) if kept["replies"] else TEXT
            status, body = reply if isinstance(reply, tuple) else (200, reply)
            if isinstance(body, str) and status == 200:
                usage = {"prompt_tokens": 7, "completion_tokens": 3}
                body = json.dumps({"choices": [{"message": {"content": body}}], "usage": usage, "model": "made"})
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://192.0.2.1/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else body.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    kept["url"] = f"http://127.0.0.1:{server.server_port}/v1"
    yield kept
    server.shutdown()
    server.server_close()


def test_function_is_run_over_all_epochs_and_its_answers_are_recorded(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(echo_provider, "ASKED", [])
    plan = Plan(epochs=2, probes=False, provider=Provider(spec="python:echo_provider.answer"))
    assert record(tmp_path / "run", CASES, settings, plan) == 4
    rows = read_rows(tmp_path / "run")
    assert {(row.case, row.epoch, row.state) for row in rows} == {
        (case, epoch, "answered") for case in ("m1", "m2") for epoch in (1, 2)
    }
    assert read_manifest(tmp_path / "run").composer == "python:echo_provider.answer"
    assert read_manifest(tmp_path / "run").code is None
    assert [asked["role"] for asked in echo_provider.ASKED if asked["id"] == "m1"] == ["principal"] * 2
    other = Plan(provider=Provider(spec="python:echo_provider.wrong"))
    with pytest.raises(RunError, match=r"composer was 'python:echo_provider\.answer'"):
        record(tmp_path / "run", CASES, settings, other, resume=True)


def test_answer_of_a_function_that_can_not_be_read_fails_its_row_with_the_field(tmp_path, settings):
    record(tmp_path / "run", CASES, settings, Plan(probes=False, provider=Provider(spec="python:echo_provider.wrong")))
    errors = {row.error for row in read_rows(tmp_path / "run")}
    assert errors == {
        "ValueError: outcome: expected 'answered', 'abstained' or 'error', got 'Answered'; did you mean 'answered'?"
    }


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("python:answer", "expected python:module.function"),
        ("python:no_such_module.answer", "No module named"),
        ("python:echo_provider.nothing", "has no function 'nothing'"),
        ("python:echo_provider.THING", "has no function 'THING'"),
        ("ftp://127.0.0.1", "expected python:module.function or http://"),
        ("http://198.51.100.7/v1", "not on this machine; --allow-network"),
        ("http://localhost.example.org/v1", "not on this machine"),
    ],
)
def test_provider_that_can_not_be_is_wrong_use(settings, spec, words):
    with pytest.raises(UsageError, match=words), opened(Provider(spec=spec), settings):
        pass


def test_assistant_that_never_answers_ends_the_run_before_it_begins(settings):
    for spec, words in (
        ("python:echo_provider.broken", "RuntimeError: no model"),
        ("http://127.0.0.1:9/v1", "ConnectionError"),
    ):
        with pytest.raises(ProviderError, match=words), opened(Provider(spec=spec), settings):
            pass


def test_endpoint_is_asked_with_history_and_its_text_becomes_citations(tmp_path, settings, served, real_frameworks):
    turns = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi", "citations": [AI]}]
    case = type(ANSWERABLE).model_validate({**ANSWERABLE.model_dump(), "turns": turns})
    record(tmp_path / "run", [case], settings, Plan(probes=False, provider=Provider(spec=served["url"])))
    asked = served["asked"][-1]
    assert served["paths"][-1] == "/v1/chat/completions"
    assert [message["role"] for message in asked["messages"]] == ["system", "user", "assistant", "user"]
    assert asked["messages"][-1]["content"] == case.question
    assert f"{AI}: " in asked["messages"][0]["content"]
    given = read_given(read_rows(tmp_path / "run")[0].answer, None)
    assert [(c.n, c.id) for c in given.citations] == [(1, AI), (2, "iste/visionary-planner/2c")]
    assert given.answer.startswith("Begin with one charter [1]. Then meet [2][1].")
    assert labels_of(given, Ruler(real_frameworks), case.question).unresolved == ()
    assert (given.usage.input_tokens, given.usage.output_tokens) == (7, 3)


def test_endpoint_is_asked_again_where_that_may_help_and_else_fails_the_row(tmp_path, settings, served):
    warm = TEXT
    served["replies"] = [warm, (503, "busy"), (429, "slow down"), TEXT, (400, "bad"), (302, "elsewhere"), "\ud83d"]
    cases = [ANSWERABLE.model_copy(update={"id": f"k{n}", "base": f"k{n}"}) for n in range(4)]
    served["replies"][6] = (200, b'{"choices": [{"message": {"content": "half \\ud83d"}}]}')
    served["replies"].append((200, b'{"choices": []}'))
    record(tmp_path / "run", cases, settings, Plan(probes=False, workers=1, provider=Provider(spec=served["url"])))
    rows = {row.case: row for row in read_rows(tmp_path / "run")}
    assert rows["k0"].state == "answered"
    assert rows["k1"].error == "ValueError: HTTP 400: bad"
    assert rows["k2"].error.startswith("ValueError: HTTP 302")
    assert rows["k3"].error.startswith("unreadable: answer: holds half of a character")
    assert len(served["asked"]) == 7


def test_text_that_declines_is_an_abstention_with_its_reason():
    found = read_template(TEMPLATE).answer_of("DECLINED: the frameworks hold nothing on lunch menus\n")
    assert (found["outcome"], found["reason"], found["citations"]) == (
        "abstained",
        "the frameworks hold nothing on lunch menus",
        [],
    )


def test_template_can_read_a_list_of_references_and_other_names():
    made = Template(
        citation=r"^\[(?P<n>\d+)\] (?P<id>.+)$".replace("^", "(?m)^"),
        declined="^no$",
        identifiers={"Planner C": "iste/visionary-planner/2c"},
    )
    found = made.answer_of("Plan. [1]\n\n[1] Planner C\n[2] nowhere/at/all")
    assert found["citations"] == [{"n": 1, "id": "iste/visionary-planner/2c"}, {"n": 2, "id": "nowhere/at/all"}]
    assert found["answer"].startswith("Plan. [1]")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("citation = '(', declined", "not TOML"),
        ("citation = '('\ndeclined = 'x'", "citation: .*not a regular expression"),
        ("citation = 'x'\ndeclined = 'x'", r"citation: .*needs a group"),
        ("declined = 'x'", "citation: Field required"),
        ("citation = '(?P<id>x)'\ndeclined = 'x'\ncolour = 1", "colour: Extra inputs"),
    ],
)
def test_template_that_can_not_be_used_is_named_with_its_field(tmp_path, text, words):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=words):
        read_template(path)
    with pytest.raises(UsageError, match="can't be read"):
        read_template(tmp_path / "none.toml")


def test_command_runs_another_assistant_and_refuses_our_cache_for_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("evals.reports.showing.nearest_taught", near_of)
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(f"{case.model_dump_json()}\n" for case in CASES))
    Path("mine.py").write_text('def answer(question):\n    return {"outcome": "abstained", "citations": []}\n')
    asked = ["run", "theirs", "--provider", "python:mine.answer", "--cases", str(cases), "--no-probes"]
    asked += ["--split", "both", "--asked-by", "A. Reader"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert "A1   decline recall       1.000" in done.output
    for wrong in (
        [*asked, "--cache", "c"],
        [*asked, "--model", "openai:made"],
        [*asked, "--set", "bank"],
        ["run", "x", "--template", "t.toml"],
    ):
        assert isinstance(CliRunner().invoke(app, wrong).exception, UsageError)

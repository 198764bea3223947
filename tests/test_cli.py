"""The command line on bad input: a clear sentence, the right exit status, nothing lost, no traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from test_exchange import FIELDS
from uncounted import UNCOUNTED

from assistant.knowledge.index.building import Index
from assistant.knowledge.index.generation import damaged_files, read_manifest
from assistant.settings import Settings
from assistant.understanding.lessons import teach

Home = Callable[..., Settings]
Environment = Callable[..., dict[str, str]]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

QUESTION = "How do I start an AI task force?"


@pytest.fixture
def run(environment: Environment, coach_command: list[str], tmp_path: Path) -> Run:
    """Run the command to its end: ``run(settings, *arguments, said="text on standard input")``."""

    def make(settings: Settings, *arguments: str, said: bytes = b"", **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*coach_command, *arguments],
            env=environment(settings, **more),
            input=said,
            capture_output=True,
            check=False,
            timeout=120,
            cwd=tmp_path,
        )
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        assert "Traceback" not in err
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return make


def assert_said(done: subprocess.CompletedProcess[str], status: int, words: str) -> None:
    """One sentence on standard error, nothing on standard output."""
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert done.stderr.startswith("coach: ")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", ""), "the question is empty"),
        (("ask", " \t\n"), "the question is empty"),
        (("ask", "\u200b\x01"), "the question is empty"),
        (("ask", "plan " * 20_000), "shorten it"),
        (("ask", QUESTION, "--role", "king"), "no role 'king'; choose one of superintendent"),
        (("ask",), "give a question"),
        (("ask", QUESTION, "--jsonl"), "give a question"),
    ],
    ids=["empty", "blank", "invisible", "100 kB", "role", "none", "both"],
)
def test_wrong_use_is_one_sentence(built_home: Home, run: Run, arguments: tuple[str, ...], words: str) -> None:
    assert_said(run(built_home(), *arguments), 2, words)


@pytest.mark.parametrize("arguments", [("nonsense",), ("ask", "--nope", "x"), ("index", "--add")])
def test_an_unknown_command_or_option_is_wrong_use(home: Home, run: Run, arguments: tuple[str, ...]) -> None:
    done = run(home(), *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_an_answer_as_json_is_that_of_the_contract(built_home: Home, run: Run) -> None:
    done = run(built_home(), "ask", QUESTION, "--role", "principal", "--json")
    fields = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert [*fields] == [*FIELDS]
    assert all(isinstance(fields[name], kind) for name, kind in FIELDS.items())
    assert (fields["topic"], fields["aspect"], fields["act"]) == ("ai-task-force", "begin", "ask")
    assert fields["read_as"]["question"].startswith("Starting an AI task force: ")
    told = [n for section in fields["sections"] for n in section["claims"]]
    assert told == list(range(len(fields["claims"])))


def test_control_characters_and_markup_are_no_harm(built_home: Home, run: Run) -> None:
    done = run(built_home(), "ask", f"\x1b[31m{QUESTION}\x07\x01 <|endoftext|> {{x}} <script> '; DROP TABLE")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


def test_a_bad_line_among_good_ones_is_answered_with_an_error(built_home: Home, run: Run) -> None:
    lines = [
        json.dumps({"id": "first", "question": QUESTION}).encode(),
        b"not json",
        b"[1, 2]",
        b'{"question": 3, "id": "three"}',
        b"",
        b'{"id": "king", "question": "vision?", "role": "king"}',
        b'\xff\xfe{"question"',
        b'{"question": "\\ud800 vision \\u0000"}',
        b"[" * 100_000,
        json.dumps({"question": ""}).encode(),
        json.dumps({"id": 11, "question": "is the bus late"}).encode(),
    ]
    done = run(built_home(), "ask", "--jsonl", said=b"\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert done.stderr == ""
    assert [answer["id"] for answer in answers] == [
        "first", "2", "3", "three", "king", "7", "8", "9", "10", "11",
    ]  # fmt: skip
    assert [answer["outcome"] for answer in answers] == (
        ["answered", "error", "error", "error", "error", "error", answers[6]["outcome"], "error", "error", "abstained"]
    )
    assert answers[6]["outcome"] in {"answered", "abstained"}
    assert all(answer["error"] for answer in answers if answer["outcome"] == "error")
    assert "line 2: not JSON" in answers[1]["error"]


def test_no_lines_at_all_are_no_error(built_home: Home, run: Run) -> None:
    done = run(built_home(), "ask", "--jsonl", said=b"\n\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_reader_that_stops_reading_is_no_error(
    built_home: Home, environment: Environment, coach_command: list[str]
) -> None:
    lines = "\n".join(json.dumps({"question": QUESTION}) for _ in range(60))
    asked = subprocess.Popen(
        [*coach_command, "ask", "--jsonl"],
        env=environment(built_home()),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert asked.stdin
    assert asked.stdout
    assert asked.stderr
    asked.stdin.write(lines.encode())
    asked.stdin.close()
    asked.stdout.readline()
    asked.stdout.close()
    said = asked.stderr.read().decode()
    assert asked.wait(60) == 0
    assert said == ""


def test_without_an_index_the_command_is_named(home: Home, run: Run) -> None:
    assert_said(run(home(), "ask", QUESTION), 3, "run `coach index` to build it")
    assert_said(run(home("lines"), "ask", "--jsonl", said=b'{"question": "x"}'), 3, "run `coach index`")


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "passages.npy", "topics.json"])
def test_a_damaged_index_names_the_file(built_home: Home, run: Run, name: str) -> None:
    settings = built_home()
    index = Index(settings, teach)
    path = index.root / name if name == "CURRENT" else index.current() / name
    path.write_bytes(b"\xff\x00")
    assert_said(run(settings, "ask", QUESTION), 3, name)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("cases: [", "cases.yaml:2: not YAML"),
        ("cases:\n  - id: [x]\n", "cases.yaml:2: "),
        ("", "cases.yaml:1: "),
        ("\x00", "cases.yaml:1: not YAML"),
    ],
)
def test_a_corrupt_corpus_file_is_located_and_the_index_stays(
    built_home: Home, own_corpus: Path, run: Run, content: str, words: str
) -> None:
    settings = built_home(corpus=own_corpus)
    (own_corpus / "cases.yaml").write_text(content, encoding="utf-8")
    done = run(settings, "index")
    assert done.returncode == 1
    assert words in done.stderr.splitlines()[-1]
    assert Index(settings, teach).current().is_dir()


def test_a_corpus_that_is_not_there_is_named(built_home: Home, run: Run, tmp_path: Path) -> None:
    done = run(built_home(corpus=tmp_path / "nowhere"), "index")
    assert done.returncode == 1
    assert "no corpus files; set COACH_CORPUS" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--add", "nowhere.md"), "nowhere.md: no such file or folder"),
        (("--add", "a.pdf"), "only .md and .txt files can be added"),
        (("--remove", "a.md"), "no document 'a.md'; held: none"),
    ],
)
def test_a_document_that_cannot_be_used_is_named(
    built_home: Home, run: Run, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    done = run(built_home(), "index", *arguments)
    assert done.returncode == 1
    assert words in done.stderr.splitlines()[-1]


def test_a_wrong_setting_names_itself(home: Home, run: Run, tmp_path: Path) -> None:
    assert_said(run(home(), "doctor", COACH_PORT="abc"), 2, "setting 'port' (COACH_PORT or coach.toml)")
    (tmp_path / "coach.toml").write_text("port = [", encoding="utf-8")
    assert_said(run(home("toml"), "doctor"), 2, "coach.toml can't be read")


def test_a_home_that_cannot_be_made_is_named(home: Home, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    settings = home().model_copy(update={"home": tmp_path / "file" / "home"})
    done = run(settings, "index")
    assert_said(done, 1, "Not a directory")


def interrupt(process: subprocess.Popen[bytes], until: Callable[[], bool]) -> tuple[int, str]:
    """Press Ctrl-C once something is seen; return exit status and standard error."""
    most = time.monotonic() + 300  # far more than it takes, as a busy disk can hold a build up
    while not until() and process.poll() is None and time.monotonic() < most:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    try:
        _, said = process.communicate(timeout=300)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGABRT)  # faulthandler says where it hangs
        _, said = process.communicate()
    return process.returncode, said.decode()


def started(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        env={**env, "PYTHONFAULTHANDLER": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.parametrize("pattern", ["*.building", "*.building/manifest.json"])
def test_ctrl_c_while_indexing_leaves_the_serving_index(
    built_home: Home, environment: Environment, coach_command: list[str], tmp_path: Path, pattern: str
) -> None:
    settings = built_home()
    index = Index(settings, teach)
    before = index.current()
    (tmp_path / "a.md").write_text("alpha", encoding="utf-8")
    process = started([*coach_command, "index", "--add", str(tmp_path / "a.md")], environment(settings))
    status, said = interrupt(process, lambda: any(index.root.glob(pattern)))
    assert status == 130, said
    assert "Traceback" not in said
    assert index.current() == before
    assert damaged_files(before, read_manifest(before)) == []
    assert not list(index.root.glob("*.building"))


def test_ctrl_c_while_asking_ends_with_its_status(
    built_home: Home, environment: Environment, coach_command: list[str]
) -> None:
    process = started([*coach_command, "ask", "--jsonl"], environment(built_home()))
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"question": QUESTION}).encode() + b"\n")
    process.stdin.flush()
    os.set_blocking(process.stdout.fileno(), False)
    status, said = interrupt(process, lambda: bool(process.stdout and process.stdout.read(1)))
    assert "Traceback" not in said
    assert status == 130


def test_ctrl_c_is_said_in_a_sentence(built_home: Home, environment: Environment, coach_command: list[str]) -> None:
    settings = built_home()
    process = started([*coach_command, "ask", "--jsonl"], environment(settings))
    time.sleep(2.0)
    _, said = interrupt(process, lambda: True)
    assert said == "coach: stopped\n"


@pytest.mark.parametrize(
    "then",
    [
        "finally: raise ValueError('an open writing handle')",
        "except BaseException: pass\n    raise TypeError('not BufferedWriter')",  # lost, as NumPy does
    ],
)
def test_an_error_on_the_way_out_of_an_interrupt_is_the_interrupt(
    environment: Environment, home: Home, then: str
) -> None:
    code = (
        "import signal, assistant.cli as cli\n"
        "def app(**_: object) -> None:\n"
        "    try: signal.raise_signal(signal.SIGINT)\n"
        f"    {then}\n"
        "cli.app = app; cli.main([])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(home()), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "coach: stopped\n")


def test_help_is_quick_and_imports_nothing_heavy(environment: Environment, home: Home) -> None:
    code = (
        "import sys; from assistant.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = ('torch', 'gradio', 'chromadb', 'numpy', 'langchain_core', 'sqlalchemy')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(home(), **UNCOUNTED), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_neither_torch_nor_gradio_nor_the_store_is_imported_to_answer(
    environment: Environment, built_home: Home
) -> None:
    code = (
        "import sys; from assistant.cli import main\n"
        f"try: main(['ask', {QUESTION!r}])\n"
        "except SystemExit: pass\n"
        "heavy = ('torch', 'gradio', 'sentence_transformers', 'sklearn', 'assistant.store')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    env = environment(built_home(), **UNCOUNTED)
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_names_every_command(home: Home, run: Run) -> None:
    done = run(home(), "--help")
    assert done.returncode == 0
    for command in ("ask", "index", "serve", "doctor", "eval"):
        assert f"  {command} " in done.stdout

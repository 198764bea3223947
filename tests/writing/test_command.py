"""The command with a language model: it writes where one is named, says what is wrong, loads nothing without one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from model_server import says, serving
from scripted import BEGIN, GOOD, HEADLINE
from small import SMALL
from uncounted import UNCOUNTED

from assistant.settings import Settings

Environment = Callable[..., dict[str, str]]


@pytest.fixture
def settings(taught_home: Path, mini_corpus: Path) -> Iterator[Settings]:
    return Settings(home=taught_home, corpus=mini_corpus, **SMALL)


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_model_named_on_the_command_writes(
    settings: Settings, environment: Environment, coach_command: list[str]
) -> None:
    pytest.importorskip("langchain_openai", reason="the extra `openai` is not installed")
    with serving(says(GOOD)) as server:
        given = environment(settings, COACH_MODEL_BASE_URL=server.url)
        done = run([*coach_command, "--model", "openai:made-1", "ask", HEADLINE, "--json"], given)
    assert (done.returncode, done.stderr) == (0, "")
    fields = json.loads(done.stdout)
    assert fields["provenance"]["composer"] == "openai:made-1"
    assert BEGIN in fields["answer"]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("made-1", "model 'made-1' names no provider; write PROVIDER:NAME"),
        ("openai:", "names no provider"),
        ("nobody:x", "model 'nobody:x' can't be used: "),
        ("openai:gpt-6-luna", "need a key; set OPENAI_API_KEY"),
    ],
)
def test_a_model_that_cannot_be_used_is_told_in_a_sentence(
    model: str, told: str, settings: Settings, environment: Environment, coach_command: list[str]
) -> None:
    given = {name: value for name, value in environment(settings).items() if not name.endswith("_API_KEY")}
    done = run([*coach_command, "--model", model, "ask", HEADLINE], given)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_missing_package_is_told_with_what_installs_it(
    settings: Settings, environment: Environment, tmp_path: Path
) -> None:
    code = (
        "import importlib.util as util, sys\n"
        "real = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'langchain_openai' else real(name, *rest)\n"
        "from assistant.cli import main\n"
        f"sys.argv = ['coach', '--model', 'openai:x', 'ask', {HEADLINE!r}]\n"
        "main()\n"
    )
    done = run([sys.executable, "-c", code], environment(settings, COACH_MODEL_BASE_URL="http://127.0.0.1:9/v1"))
    assert (done.returncode, done.stdout) == (2, "")
    assert 'pip install "leadership-coach[openai]"' in done.stderr


def test_without_a_model_nothing_of_it_is_loaded(built_home: Callable[..., Settings], environment: Environment) -> None:
    code = (
        "import sys\n"
        "from assistant.cli import main\n"
        f"sys.argv = ['coach', 'ask', {HEADLINE!r}]\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        "heads = ('assistant.writing', 'langchain.', 'langchain_core.language_models.chat_models', 'openai', 'httpx')\n"
        "loaded = sorted(name for name in sys.modules if f'{name}.'.startswith(heads))\n"
        "print(loaded, file=sys.stderr)\n"
    )
    done = run([sys.executable, "-c", code], environment(built_home(), **UNCOUNTED))
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip().splitlines()[-1] == "[]"
    assert "**References**" in done.stdout

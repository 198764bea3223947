"""Fault rows B10 and B11: nothing is looked up off this machine, and all of it works without a network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from own_documents import document
from uncounted import UNCOUNTED

from assistant.settings import Settings

Home = Callable[..., Settings]
Environment = Callable[..., dict[str, str]]

QUESTION = "How do I start an AI task force?"
WATCHED = """
import os, sys

LOOPBACK = {"127.0.0.1", "::1", "localhost", None, "", b"localhost"}

def watch(event, arguments):
    if event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"}:
        host = arguments[1][0] if isinstance(arguments[1], tuple) else None
    else:
        return
    if host not in LOOPBACK:
        os.write(2, f"LOOKED UP {event} {host!r}\\n".encode())
        os._exit(99)

sys.addaudithook(watch)
from assistant.cli import main
main()
"""
KEYS = {
    "LANGSMITH_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "lsv2_pt_not_a_key",
    "LANGCHAIN_API_KEY": "lsv2_pt_not_a_key",
    "LANGSMITH_ENDPOINT": "https://api.smith.langchain.com",
    "OPENAI_API_KEY": "sk-not-a-key",
    "ANTHROPIC_API_KEY": "not-a-key",
    "HF_TOKEN": "hf_not_a_key",
    "CHROMA_API_KEY": "ck-not-a-key",
    "ANONYMIZED_TELEMETRY": "True",
    "HF_HUB_OFFLINE": "0",
}


def watched(
    environment: dict[str, str], *arguments: str, before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-c", WATCHED, *arguments],
        env={**environment, **KEYS, **UNCOUNTED},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_b10_the_watch_itself_works(environment: Environment, built_home: Home) -> None:
    env = environment(built_home())
    code = WATCHED.replace(
        "from assistant.cli import main\nmain()", "import socket; socket.getaddrinfo('example.org', 80)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 99


def test_b10_with_keys_and_tracing_set_nothing_is_looked_up(
    built_home: Home, environment: Environment, tmp_path: Path
) -> None:
    env = environment(built_home())
    for arguments in (
        ("index", "--add", str(document(tmp_path / "own", "a.md", "# Alpha\n\nbeta"))),
        ("ask", QUESTION),
        ("index", "--list"),
        ("doctor",),
    ):
        done = watched(env, *arguments)
        assert "LOOKED UP" not in done.stderr
        assert done.returncode == 0, (arguments, done.stderr, done.stdout)


@pytest.fixture
def without_network() -> tuple[str, ...]:
    """The command that takes the network away; skips where that is not allowed."""
    command = ("unshare", "-n")
    if shutil.which("unshare") is None or subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("no network namespace can be made here")
    return command


def test_b11_all_of_it_works_without_a_network(
    built_home: Home, environment: Environment, without_network: tuple[str, ...], tmp_path: Path
) -> None:
    env = environment(built_home())
    note = document(tmp_path / "own", "a.md", "# Alpha\n\nbeta")
    assert watched(env, "index", "--add", str(note), before=without_network).returncode == 0
    asked = watched(env, "ask", QUESTION, before=without_network)
    assert asked.returncode == 0
    assert "culture-of-innovation/ai-leadership`" in asked.stdout


@pytest.mark.nightly
def test_b11_the_encoder_is_compiled_without_a_network(
    home: Home, environment: Environment, without_network: tuple[str, ...]
) -> None:
    settings = home()
    (settings.home / "encoder").unlink()
    done = watched(environment(settings), "index", before=without_network)
    assert done.returncode == 0, done.stderr
    assert any((settings.home / "encoder").iterdir())

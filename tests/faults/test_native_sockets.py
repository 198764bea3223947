"""Fault row B10 below Python: what native libraries look up, connect to and leave behind, as the system sees it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from own_documents import document
from uncounted import UNCOUNTED

from assistant.settings import Settings

Home = Callable[..., Settings]
Environment = Callable[..., dict[str, str]]

QUESTION = "How do I start an AI task force?"
LEAD = "culture-of-innovation/ai-leadership"
ADDRESS = re.compile(r'sin6?_port=htons\((\d+)\).*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([0-9a-fA-F:.]+)"')
LOOPBACK = re.compile(r"127\.|::1$|::ffff:127\.|0\.0\.0\.0$|::$")
RESOLVER = re.compile(r"/etc/(?:resolv\.conf|hosts)|nscd/socket|systemd/resolve")
SENDING = re.compile(r"^\d+\s+(?:<\.\.\. )?(?:connect|sendto|sendmsg|sendmmsg)\b")
COMMANDS = (sys.executable, "-m", "assistant")


def tried(trace: Path) -> list[str]:
    """Return what was tried off this machine: addresses sent or connected to, and the resolver's files and sockets."""
    found = []
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        if RESOLVER.search(line):
            found.append(line)
        elif SENDING.match(line):
            found += [line for _, address in ADDRESS.findall(line) if not LOOPBACK.match(address)]
    return found


@pytest.fixture
def strace(tmp_path: Path) -> Callable[[Sequence[str]], tuple[list[str], Path]]:
    """Put a command under strace: the words to start, and where its trace lies; skips where that is not allowed."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed; install the package strace to see native sockets")
    if subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], check=False, capture_output=True).returncode:
        pytest.skip("strace may not trace here; allow ptrace to see native sockets")

    def under(command: Sequence[str]) -> tuple[list[str], Path]:
        trace = tmp_path / f"{len(list(tmp_path.glob('*.trace')))}.trace"
        trace.touch()
        calls = "trace=connect,sendto,sendmsg,sendmmsg,openat,open"
        return ["strace", "-f", "-qq", "--seccomp-bpf", "-s", "200", "-e", calls, "-o", str(trace), *command], trace

    return under


@pytest.fixture
def own_user(environment: Environment, documents_home: Home, tmp_path: Path) -> dict[str, str]:
    """The environment of a user whose home folder is empty but for an index, with all switches set the wrong way."""
    folder = tmp_path / "user"
    folder.mkdir()
    wrong = {"ORT_DISABLE_TELEMETRY": "0", "ANONYMIZED_TELEMETRY": "True", "GRADIO_ANALYTICS_ENABLED": "True"}
    caches = {name: str(folder / "cache") for name in ("XDG_CACHE_HOME",)}
    return environment(documents_home(), HOME=str(folder), HF_HUB_OFFLINE="0", **wrong, **caches, **UNCOUNTED)


def device_ids(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if "deviceid" in p.name.lower() or "onnxruntime" in p.name.lower()]


def test_b10_the_trace_sees_look_ups_and_connections(strace: Callable[..., tuple[list[str], Path]]) -> None:
    code = (
        "import socket\n"
        "for family, at in ((socket.AF_INET, ('192.0.2.1', 9)), (socket.AF_INET6, ('2001:db8::1', 9))):\n"
        "    with socket.socket(family, socket.SOCK_DGRAM) as s:\n"
        "        try: s.connect(at)\n"
        "        except OSError: pass\n"
        "try: socket.getaddrinfo('example.invalid', 80)\n"
        "except OSError: pass\n"
    )
    command, trace = strace([sys.executable, "-c", code])
    subprocess.run(command, check=True)
    seen = "\n".join(tried(trace))
    assert "192.0.2.1" in seen
    assert "2001:db8::1" in seen
    assert "resolv.conf" in seen


@pytest.mark.parametrize("what", ["index", "ask", "lines", "eval"])
def test_b10_native_libraries_send_nothing_and_keep_no_device_id(
    strace: Callable[..., tuple[list[str], Path]], own_user: dict[str, str], tmp_path: Path, what: str
) -> None:
    note = document(tmp_path / "own", "a.md", "# Alpha\n\nbeta")
    arguments = {
        "index": ["index", "--add", str(note)],
        "ask": ["ask", QUESTION],
        "lines": ["ask", "--jsonl"],
        "eval": ["eval", "run", str(tmp_path / "run"), "--split", "dev", "--limit", "1", "--no-probes"],
    }[what]
    command, trace = strace([*COMMANDS, *arguments])
    lines = json.dumps({"question": QUESTION}) + "\n"
    done = subprocess.run(
        command, env=own_user, input=lines, capture_output=True, text=True, check=False, timeout=300, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert tried(trace) == []
    assert device_ids(Path(own_user["HOME"])) == []
    assert "onnxruntime" in trace.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def ask_the_page(url: str) -> str:
    """Ask one question as a browser would, its cookies kept; return what streams back."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    until = time.monotonic() + 120
    while True:
        try:
            opener.open(url, timeout=5).close()
            break
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.2)
    body = json.dumps({"data": [QUESTION, [], "unknown"], "session_hash": "one"}).encode()
    call = urllib.request.Request(
        f"{url}/gradio_api/call/answer", body, {"Content-Type": "application/json", "Origin": url}
    )
    with opener.open(call, timeout=60) as reply:
        event = json.loads(reply.read())["event_id"]
    with opener.open(f"{url}/gradio_api/call/answer/{event}", timeout=120) as stream:
        return str(stream.read().decode())


def serve_and_ask(command: Sequence[str], environment: dict[str, str], stay_s: float) -> str:
    """Serve, ask one question by HTTP, stay a while, stop; return what was answered."""
    port = free_port()
    process = subprocess.Popen(command, env={**environment, "COACH_PORT": str(port)}, start_new_session=True)
    try:
        said = ask_the_page(f"http://127.0.0.1:{port}")
        time.sleep(stay_s)
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    return said


@pytest.mark.parametrize("stay_s", [2.0, pytest.param(90.0, marks=pytest.mark.nightly)])
def test_b10_a_server_that_answers_sends_nothing_and_keeps_no_device_id(
    strace: Callable[..., tuple[list[str], Path]], own_user: dict[str, str], stay_s: float
) -> None:
    command, trace = strace([*COMMANDS, "serve"])
    assert LEAD in serve_and_ask(command, own_user, stay_s)
    assert tried(trace) == []
    assert device_ids(Path(own_user["HOME"])) == []

"""What the fault rows share: documents enough that a build writes for a while, and builders as child processes."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from assistant.settings import Settings

MOST_BYTES = 400_000_000


def limit_file_size() -> None:
    """Keep a broken store from filling the disk: no file of the child may grow beyond this."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))


@pytest.fixture
def start(environment: Callable[..., dict[str, str]]) -> Callable[..., subprocess.Popen[str]]:
    """Start ``python -m assistant ...`` in a process group of its own."""

    def make(settings: Settings, *arguments: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "assistant", *arguments],
            env=environment(settings, **more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=limit_file_size,  # noqa: PLW1509 - the child only sets its limit
        )

    return make


# Runs a command, and says behind its standard error what it and its children took.
_MEASURED = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"\\n{used.ru_maxrss / 1024} {used.ru_utime + used.ru_stime}", file=sys.stderr)
sys.exit(status)
"""


@dataclass(frozen=True)
class Measured:
    """A command that has ended: its exit status, what it said, its peak memory in MiB, its processor seconds."""

    returncode: int
    stderr: str
    peak_mb: float
    work_s: float


@pytest.fixture
def measure(environment: Callable[..., dict[str, str]]) -> Callable[..., Measured]:
    """Run ``python -m assistant ...`` to its end and measure it alone."""

    def make(settings: Settings, *arguments: str) -> Measured:
        command = [sys.executable, "-c", _MEASURED, sys.executable, "-m", "assistant", *arguments]
        done = subprocess.run(
            command, env=environment(settings), capture_output=True, text=True, check=False, timeout=400
        )
        said, _, took = done.stderr.rstrip().rpartition("\n")
        peak_mb, work_s = map(float, took.split())
        return Measured(done.returncode, said, peak_mb, work_s)

    return make


@pytest.fixture
def run(start: Callable[..., subprocess.Popen[str]]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run ``python -m assistant ...`` to its end."""

    def make(settings: Settings, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        process = start(settings, *arguments, **more)
        try:
            out, err = process.communicate(timeout=400)  # far more than it takes on a machine of its own
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            raise
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    return make

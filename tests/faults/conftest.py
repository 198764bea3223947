"""What the fault rows share: documents enough that a build writes for a while, and builders as child processes."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Callable

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

"""Shows on standard error what a build is doing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Yield a function that is told what is being done; a terminal sees one changing line, a log one line each."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield console.print
        return
    with console.status("starting") as status:
        yield status.update

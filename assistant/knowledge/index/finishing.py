"""The end of a build, in a process of its own: Chroma is written and asked.

Chroma's files keep bytes of the memory of the process that writes them, so that process must never have held a text
that was removed; and damaged HNSW files can crash the process that opens them, which must not be the builder.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

from assistant.knowledge.index.generation import check_generation, write_vectors
from assistant.knowledge.index.refusals import fullest, is_full, temporary_folders
from assistant.quiet import keep_quiet

DISK_FULL = 28


def finish_in_child(building: Path, encoder_folder: Path) -> None:
    """Write a fresh generation's Chroma and check the whole, in a child process.

    Raises:
        OSError: The disk is full, or the generation failed its check.
    """
    path = os.pathsep.join([str(Path(__file__).parents[3]), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-m", "assistant.knowledge.index.finishing", str(building), str(encoder_folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        why = said[-1] if said else f"the process ended with {done.returncode}"
        if done.returncode == DISK_FULL:
            raise OSError(errno.ENOSPC, *why.split("\t"))
        why = ": ".join(reversed(why.split("\t")))
        raise OSError(errno.EIO, f"the new index failed its check ({why})")


def finish(building: Path, encoder_folder: Path) -> str | None:
    """Write Chroma from the generation's own files and ask it; return what is wrong, or None."""
    write_vectors(building)
    return check_generation(building, encoder_folder)


def main(building: str, encoder_folder: str) -> None:
    """Finish as a process: exit status 0, ``DISK_FULL``, or 1 with what is wrong on standard error."""
    keep_quiet()
    try:
        sys.exit(finish(Path(building), Path(encoder_folder)) or 0)
    except OSError as error:
        full = is_full(error)
        where = error.filename or (fullest(Path(building), *temporary_folders()) if full else building)
        print(f"{error.strerror or error}\t{where}", file=sys.stderr)
        sys.exit(DISK_FULL if full else 1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

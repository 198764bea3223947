"""Next steps as files that somebody keeps: Markdown for reading, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import threading
from collections import OrderedDict
from pathlib import Path

from assistant.answer import Answer, NextStep
from assistant.rendering.markdown import WHEN_WORDS

MOST_KEPT = 400
CSV_COLUMNS = ("Next step", "Who", "When", "Done when", "Builds", "Serves")


def markdown_of(answer: Answer) -> str:
    """Return an answer's next steps as a checklist."""
    lines = ["# Next steps", "", f"Asked: {' '.join(answer.standalone_question.split())}", ""]
    for step in answer.next_steps:
        lines += [
            f"- [ ] **{step.do}**",
            f"  - Who: {step.who}",
            f"  - When: {WHEN_WORDS[step.when]}",
            f"  - Done when: {step.done}",
            *([f"  - Serves: {serves}"] if (serves := _served(step, answer)) else []),
        ]
    lines += ["", "Suggestions of Leadership Coach; not affiliated with or endorsed by the frameworks' publishers.", ""]
    return "\n".join(lines)


def csv_of(answer: Answer) -> str:
    """Return an answer's next steps as a table; a cell never starts like a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(CSV_COLUMNS)
    for step in answer.next_steps:
        cells = (step.do, step.who, WHEN_WORDS[step.when], step.done, "; ".join(step.competencies))
        table.writerow([_harmless(cell) for cell in (*cells, _served(step, answer))])
    return out.getvalue()


class Kept:
    """The next steps that can be downloaded: below one folder, one for each owner, the oldest deleted.

    Attributes:
        folder: Where they lie.
    """

    def __init__(self, folder: Path, most: int = MOST_KEPT) -> None:
        self.folder, self._most = folder, most
        self._written: OrderedDict[Path, None] = OrderedDict()
        self._lock = threading.Lock()

    def write(self, answer: Answer, owner: str) -> tuple[Path, Path] | None:
        """Write both files for an owner to read, and return where; None without next steps.

        Raises:
            OSError: There is no room for them.
        """
        if not answer.next_steps:
            return None
        texts = markdown_of(answer), csv_of(answer)
        own = self.folder / owner / hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]
        markdown, table = own / "next-steps.md", own / "next-steps.csv"
        with self._lock:
            own.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._written[own] = None
            self._written.move_to_end(own)
            _write(markdown, texts[0].encode())
            _write(table, texts[1].encode("utf-8-sig"))
            while len(self._written) > self._most:
                shutil.rmtree(self._written.popitem(last=False)[0], ignore_errors=True)
        return markdown, table

    def delete_of(self, owner: str) -> None:
        """Delete those of one owner."""
        with self._lock:
            own = self.folder / owner
            for path in [path for path in self._written if own in path.parents]:
                del self._written[path]
            if owner:
                shutil.rmtree(own, ignore_errors=True)

    def delete(self) -> None:
        """Delete all of them: a document that they name may have been removed."""
        with self._lock:
            self._written.clear()
            for owner in self.folder.iterdir() if self.folder.is_dir() else ():
                shutil.rmtree(owner, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


def _served(step: NextStep, answer: Answer) -> str:
    titles = {citation.n: f"{citation.title} ({citation.id})" for citation in answer.citations}
    return "; ".join(titles[n] for n in step.citations if n in titles)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

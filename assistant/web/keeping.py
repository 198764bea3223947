"""Next steps as files that somebody keeps: Markdown for reading, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from assistant.answer import Answer, NextStep
from assistant.answering.rendering import WHEN_WORDS

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


def written(answer: Answer, folder: Path) -> tuple[Path, Path] | None:
    """Write both files below a folder and return where; None without next steps or without room to write."""
    if not answer.next_steps:
        return None
    texts = markdown_of(answer), csv_of(answer)
    own = folder / hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]
    markdown, table = own / "next-steps.md", own / "next-steps.csv"
    try:
        own.mkdir(parents=True, exist_ok=True)
        markdown.write_text(texts[0], encoding="utf-8")
        table.write_text(texts[1], encoding="utf-8-sig", newline="")
    except OSError:
        return None
    return markdown, table


def _served(step: NextStep, answer: Answer) -> str:
    titles = {citation.n: f"{citation.title} ({citation.id})" for citation in answer.citations}
    return "; ".join(titles[n] for n in step.citations if n in titles)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

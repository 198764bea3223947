"""The grading sheet: a drawn sample of a run's answers in an order of the grader's own, without who gave them."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.answers.given import read_given
from evals.cases.case import Case, EarlierTurn
from evals.recording.rows import Row, read_rows

ITEMS = 60
SEED = 20260401
LEAST_WORDS, MOST_WORDS = 20, 120
_STRUCTURE = re.compile(r"^\s*(?:#|[-*+] |\d+[.)] |\||>|\*\*[^*]+\*\*\s*$)")
_MARK = re.compile(r"\s*\[\d[\d, ]*\]")
_IDENTIFIER = re.compile(r"\s*`[^`\s]+/[^`\s]+`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One answer to be graded.

    Attributes:
        folder: The run that holds it.
        opening: What is graded: the first words of the answer, without marks.
        rest: What follows, for a reader who wants it.
        digest: A hash of question and opening; a grade counts for these words only.
    """

    folder: Path
    case: str
    base: str
    epoch: int
    turns: tuple[EarlierTurn, ...]
    question: str
    opening: str
    rest: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A drawn sample of a run.

    Attributes:
        items: The answers that are to be graded.
        unanswered: Base questions of the sample that were declined or failed though an answer is due: grade 0.
    """

    items: tuple[Item, ...]
    unanswered: tuple[str, ...]


def sheet_of(folder: Path, cases: Mapping[str, Case], size: int) -> Sheet:
    """Draw one row of each of so many base questions that should be answered; a larger sample holds a smaller one.

    Which are drawn depends on the questions alone, so that two runs of the same cases are graded on the same ones.

    Raises:
        RunError: The folder holds no run.
    """
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(folder):
        case = cases.get(row.case)
        if case is not None and case.expected == "answer" and not case.is_probe and row.epoch == 1:
            rows[row.base].append(row)
    items, unanswered = [], []
    for base in sorted(rows, key=_drawn)[:size]:
        row = min(rows[base], key=lambda row: _drawn(row.case))
        item = _item(folder, row, cases[row.case])
        if item is None:
            unanswered.append(base)
        else:
            items.append(item)
    return Sheet(items=tuple(items), unanswered=tuple(unanswered))


def shuffled(items: Sequence[Item], grader: str) -> tuple[Item, ...]:
    """Return items in an order of the grader's own, the same each time; the runs stand mixed."""
    return tuple(sorted(items, key=lambda item: _drawn(f"{grader}:{item.folder.name}:{item.digest}:{item.case}")))


def opening_of(text: str) -> tuple[str, str]:
    """Return an answer's opening and the rest: paragraphs of prose until there are twenty words, 120 at most."""
    taken: list[str] = []
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    for part in paragraphs:
        if _STRUCTURE.match(part) and taken:
            break
        taken.append(part)
        if not _STRUCTURE.match(part) and sum(len(t.split()) for t in taken) >= LEAST_WORDS:
            break
    words = _plain("\n\n".join(taken))
    cut = words if len(words.split()) <= MOST_WORDS else " ".join(words.split()[:MOST_WORDS]) + " …"
    return cut, _plain("\n\n".join(paragraphs[len(taken) :]))


def _item(folder: Path, row: Row, case: Case) -> Item | None:
    try:
        given = read_given(row.answer or {}, None)
    except ValueError:
        return None
    opening, rest = opening_of(given.answer or " ".join(claim.text for claim in given.claims or ()))
    if not (given.answered and opening):
        return None
    said = "\0".join([*(turn.content for turn in case.turns), case.question, opening])
    return Item(
        folder=folder,
        case=row.case,
        base=row.base,
        epoch=row.epoch,
        turns=case.turns,
        question=case.question,
        opening=opening,
        rest=rest,
        digest=hashlib.sha256(said.encode()).hexdigest()[:16],
    )


def _plain(text: str) -> str:
    """Take out what tells whose answer it is: marks, and identifiers in code."""
    return _IDENTIFIER.sub("", _MARK.sub("", text)).strip()


def _drawn(name: str) -> str:
    return hashlib.sha256(f"{SEED}:{name}".encode()).hexdigest()

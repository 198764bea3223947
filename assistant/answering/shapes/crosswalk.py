"""Frameworks or indicators side by side: what both ask for, and what only one asks for, row by row."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.draft import Section, Statement
from assistant.answering.shapes.material import Material, brief, framework_id, name, opening, steps
from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.rendering.phrasing import capital

MOST_ROWS = 4
MOST_OF_A_FRAMEWORK = 3
SILENT = "Nothing of its own on this."


def frameworks_compared(m: Material, asked: Sequence[str]) -> list[Section | None]:
    """Return the named frameworks side by side on the subject, paired by the corpus's crosswalk."""
    first, second = asked[:2]
    rows = _pairs(m, first, second)
    columns = ("", *(m.frameworks.framework_of(f).short for f in (first, second)))
    names = tuple("Both ask" if a and b else f"Only {columns[1] if a else columns[2]}" for a, b in rows)
    cells = tuple(_cell(m, side, other) for a, b in rows for side, other in ((a, b), (b, a)))
    return [
        opening(m, "compare"),
        Section(key="compare", style="table", columns=columns, names=names, statements=cells),
        steps(m, most=2),
    ]


def indicators_compared(m: Material, identifiers: Sequence[str]) -> list[Section | None]:
    """Return indicators side by side: what each asks for, and what would show it."""
    rows = [i for i in identifiers if brief(m, i)][:MOST_ROWS]
    return [
        opening(m, "compare"),
        Section(
            key="compare",
            style="table",
            columns=("Indicator", "What it asks for", "What would show it"),
            names=tuple(name(m, i) for i in rows),
            statements=tuple(s for i in rows for s in (_asks(m, i), _shown_by(m, i))),
        ),
        steps(m, most=2),
    ]


def _pairs(m: Material, first: str, second: str) -> list[tuple[str | None, str | None]]:
    """Return rows of what both ask and what one asks alone; each indicator stands once."""
    own = {
        f: [i for i in m.evidence.ranked if framework_id(i) == f and brief(m, i)][:MOST_OF_A_FRAMEWORK]
        for f in (first, second)
    }
    rows: list[tuple[str | None, str | None]] = []
    left = list(own[second])
    for one in own[first]:
        linked = _linked(m, one)
        other = next((i for i in left if indicator_of(i) in linked or indicator_of(one) in _linked(m, i)), None)
        if other:
            left.remove(other)
        rows.append((one, other))
    rows += [(None, other) for other in left]
    return sorted(rows, key=lambda row: None in row)[: MOST_ROWS + 1]


def _linked(m: Material, identifier: str) -> set[str]:
    return {indicator_of(i) for i in getattr(m.frameworks.entries[identifier], "see", ())}


def _cell(m: Material, identifier: str | None, other: str | None) -> Statement:
    if identifier is None:
        return Statement(text=SILENT, kind="suggestion", cites=(other or m.lead,))
    return Statement(text=f"{name(m, identifier)} {brief(m, identifier)}.", kind="framework", cites=(identifier,))


def _asks(m: Material, identifier: str) -> Statement:
    said = brief(m, identifier) or ""
    return Statement(text=capital(said), kind="framework", cites=(identifier,))


def _shown_by(m: Material, identifier: str) -> Statement:
    artefacts = getattr(m.frameworks.entries[identifier], "evidence", ())
    text = f"{artefacts[0]}." if artefacts else "Its text names no artefact."
    return Statement(text=text, kind="framework", cites=(identifier,))

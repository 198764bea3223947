"""An answer as Markdown, and back: reading the Markdown gives the same claims, citations and next steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Citation, Claim, ClaimKind, NextStep, When
from assistant.answering.draft import HEADINGS, LEAD_PREFIXES, Style

WHEN_WORDS: dict[When, str] = {
    "week": "within a week",
    "month": "within a month",
    "term": "this term",
    "year": "within a year",
}
_WHENS: dict[str, When] = {words: when for when, words in WHEN_WORDS.items()}
REFERENCES = "**References**"
_MARKS = re.compile(r"((?:\s*\[\d+\])+)$")
_HEADING = re.compile(r"^\*\*(.+)\*\*$")
_STEP = re.compile(r"^\d+\. \*\*(?P<do>.+)\*\*(?P<marks>(?: ?\[\d+\])*)$")
_DETAIL = re.compile(
    r"^   Who: (?P<who>.*) · When: (?P<when>[a-z ]+) · Done when: (?P<done>.*) · Builds: (?P<builds>.*)$"
)
_REFERENCE = re.compile(r"^- \[(?P<n>\d+)\] .* `(?P<id>[^`]+)`$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A section whose citations are numbered; a table has one claim a cell and one name a row."""

    key: str | None
    style: Style
    claims: tuple[Claim, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    names: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an answer's Markdown says: ``citations`` are pairs of number and identifier."""

    claims: tuple[Claim, ...]
    next_steps: tuple[NextStep, ...]
    citations: tuple[tuple[int, str], ...]


def plain(text: str) -> str:
    """Return a text as one line that cannot be taken for a mark, a heading, a table, a link or HTML."""
    line = " ".join(text.replace("**", "").split())
    line = re.sub(r"\[(\d+)\]", r"(\1)", line)
    line = (
        line.replace("|", "/")
        .replace("·", ",")
        .replace("`", "'")
        .replace("](", "] (")
        .replace("<", "‹")
        .replace(">", "›")
    )
    return re.sub(r"^(?:[#>*+\-=~\s]|\d+[.)]\s)+", "", line).strip()


def render(blocks: Sequence[Block], citations: Sequence[Citation], competency_names: Mapping[str, str]) -> str:
    """Return the Markdown of an answer, its references at the end."""
    parts = ["\n".join(_lines(block, competency_names)) for block in blocks]
    if citations:
        parts.append("\n".join([REFERENCES, "", *(_reference(citation) for citation in citations)]))
    return "\n\n".join(parts)


def notes(texts: Iterable[str]) -> str:
    """Return what stands before an answer and claims nothing: each text in a paragraph of its own, quoted."""
    return "".join(f"> {plain(text)}\n\n" for text in texts)


def read(markdown: str, competency_names: Mapping[str, str]) -> Reading:
    """Read an answer's Markdown back.

    Raises:
        ValueError: A heading or a line is none that ``render`` writes.
    """
    ids = {name: identifier for identifier, name in competency_names.items()}
    claims: list[Claim] = []
    steps: list[NextStep] = []
    citations: list[tuple[int, str]] = []
    kind: ClaimKind | None = None
    lines = iter([line for line in markdown.splitlines() if line.strip() and not line.startswith("> ")])
    for line in lines:
        reference, step = _REFERENCE.match(line), _STEP.match(line)
        heading = _HEADING.match(line)
        if line == REFERENCES or (heading and heading[1].count("**") == 0 and _kind_below(heading[1])):
            kind = _kind_below(heading[1]) if heading else None
        elif reference:
            citations.append((int(reference["n"]), reference["id"]))
        elif step:
            steps.append(_read_step(step, next(lines, ""), ids))
        elif line.startswith("|"):
            claims.extend(_read_row(line, kind))
        else:
            claims.append(_read_claim(line, kind))
    return Reading(claims=tuple(claims), next_steps=tuple(steps), citations=tuple(citations))


def _lines(block: Block, competency_names: Mapping[str, str]) -> Iterator[str]:
    if block.key:
        yield f"**{HEADINGS[block.key].words}**"
        yield ""
    match block.style:
        case "text":
            for n, claim in enumerate(block.claims):
                yield from ([""] if n else [])
                yield f"{'' if block.key else LEAD_PREFIXES[claim.kind]}{_with_marks(claim.text, claim.citations)}"
        case "bullets":
            yield from (f"- {_with_marks(claim.text, claim.citations)}" for claim in block.claims)
        case "table":
            yield from _table(block)
        case "steps":
            for n, step in enumerate(block.next_steps, 1):
                yield from _step_lines(n, step, competency_names)


def _table(block: Block) -> Iterator[str]:
    yield f"| {' | '.join(block.columns)} |"
    yield f"|{' --- |' * len(block.columns)}"
    width = len(block.columns) - 1
    for n, name in enumerate(block.names):
        cells = [_with_marks(c.text, c.citations) for c in block.claims[n * width : (n + 1) * width]]
        yield f"| **{name}** | {' | '.join(cells)} |"


def _step_lines(n: int, step: NextStep, competency_names: Mapping[str, str]) -> Iterator[str]:
    builds = "; ".join(competency_names[competency] for competency in step.competencies)
    yield f"{n}. **{step.do}**{_marks(step.citations)}"
    yield f"   Who: {step.who} · When: {WHEN_WORDS[step.when]} · Done when: {step.done} · Builds: {builds}"


def _reference(citation: Citation) -> str:
    return f"- [{citation.n}] {citation.title}, {plain(citation.source.publisher)} `{citation.id}`"


def _marks(citations: Iterable[int]) -> str:
    marks = "".join(f"[{n}]" for n in citations)
    return f" {marks}" if marks else ""


def _with_marks(text: str, citations: Iterable[int]) -> str:
    return f"{text}{_marks(citations)}"


def _kind_below(words: str) -> ClaimKind | None:
    return next((heading.kind for heading in HEADINGS.values() if heading.words == words), None)


def _read_claim(line: str, kind: ClaimKind | None) -> Claim:
    text = line.removeprefix("- ")
    if kind is None:
        kind = "suggestion"
        for lead_kind, prefix in LEAD_PREFIXES.items():
            if prefix and text.startswith(prefix):
                kind, text = lead_kind, text.removeprefix(prefix)
    marks = _MARKS.search(text)
    return Claim(text=text[: marks.start()] if marks else text, kind=kind, citations=_numbers(marks and marks[1]))


def _read_row(line: str, kind: ClaimKind | None) -> Iterator[Claim]:
    cells = [cell.strip() for cell in line.strip("|").split(" | ")]
    if not cells[0].startswith("**"):
        return
    yield from (_read_claim(cell, kind) for cell in cells[1:])


def _read_step(step: re.Match[str], detail_line: str, ids: Mapping[str, str]) -> NextStep:
    detail = _DETAIL.match(detail_line)
    if detail is None:
        raise ValueError(f"a next step without who, when and done: {detail_line!r}")
    return NextStep(
        do=step["do"],
        who=detail["who"],
        when=_WHENS[detail["when"]],
        done=detail["done"],
        competencies=tuple(ids[name] for name in detail["builds"].split("; ") if name),
        citations=_numbers(step["marks"]),
    )


def _numbers(marks: str | None) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", marks or ""))

"""Numbers a draft's citations and lets none stand that is no identifier of the corpus or was not retrieved for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Citation, Claim, NextStep, Passage
from assistant.answer import Section as Shown
from assistant.answering.draft import HEADINGS, Draft, Section, Statement, Step
from assistant.knowledge.corpus.frameworks import Frameworks, indicator_of
from assistant.rendering.plain import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """The passages that were retrieved for one answer, by identifier, with their scores (0 to 1)."""

    passages: Mapping[str, Passage]
    scores: Mapping[str, float]

    def best_first(self) -> tuple[Passage, ...]:
        """Return the passages, the highest score first."""
        return tuple(sorted(self.passages.values(), key=lambda passage: -self.scores.get(passage.id, 0.0)))

    def holds(self, identifier: str, frameworks: Frameworks) -> bool:
        """Tell whether an identifier may be cited: it exists, and a passage of it was retrieved."""
        exists = frameworks.knows(identifier) or identifier.startswith("local/")
        return exists and identifier in self.passages


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A draft whose every citation holds."""

    sections: tuple[Shown, ...]
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    next_steps: tuple[NextStep, ...]


def check(draft: Draft, retrieved: Retrieved, frameworks: Frameworks) -> Checked:
    """Drop citations that do not hold, and framework and practice claims left without one; number the rest.

    Numbers follow the draft's order of importance, so that [1] is what leads the answer. A citation that no
    claim marks is not listed; next steps only cite what some claim marks.
    """
    kept = [_kept(section, retrieved, frameworks) for section in draft.sections]
    marked = {identifier for section in kept for statement in section.statements for identifier in statement.cites}
    order = [identifier for identifier in dict.fromkeys(draft.order) if identifier in marked]
    order += sorted(marked - set(order), key=lambda identifier: -retrieved.scores.get(identifier, 0.0))
    numbers = {identifier: n for n, identifier in enumerate(order, 1)}
    claims: list[Claim] = []
    steps: list[NextStep] = []
    sections: list[Shown] = []
    for section in kept:
        for part in _paragraphs(section):
            sections.append(_shown(part, len(claims)))
            claims += [_claim(statement, numbers) for statement in part.statements]
            steps += [_next_step(step, numbers) for step in part.steps]
    return Checked(
        sections=tuple(sections),
        claims=tuple(claims),
        citations=tuple(_citation(n, identifier, retrieved) for identifier, n in numbers.items()),
        next_steps=tuple(steps),
    )


def _paragraphs(section: Section) -> Iterator[Section]:
    """Yield the parts that a section is shown as: a text is one for each of its paragraphs."""
    if section.style == "text" and not section.together:
        yield from (replace(section, statements=(statement,)) for statement in section.statements)
    elif section.statements or section.steps:
        yield section


def _kept(section: Section, retrieved: Retrieved, frameworks: Frameworks) -> Section:
    if section.style == "table":
        width = len(section.columns) - 1
        rows = [section.statements[n : n + width] for n in range(0, len(section.statements), width)]
        whole = [
            (name, [_holding(s, retrieved, frameworks) for s in row])
            for name, row in zip(section.names, rows, strict=True)
        ]
        good = [(name, row) for name, row in whole if all(row)]
        return Section(
            key=section.key,
            style="table",
            columns=section.columns,
            names=tuple(name for name, _ in good),
            statements=tuple(s for _, row in good for s in row if s),
        )
    statements = (_holding(statement, retrieved, frameworks) for statement in section.statements)
    return Section(
        key=section.key,
        style=section.style,
        statements=tuple(statement for statement in statements if statement),
        steps=section.steps,
        together=section.together,
    )


def _holding(statement: Statement, retrieved: Retrieved, frameworks: Frameworks) -> Statement | None:
    cites = tuple(c for c in dict.fromkeys(statement.cites) if retrieved.holds(c, frameworks))
    text = plain(statement.text)
    if not text or (not cites and statement.kind != "suggestion"):
        return None
    return Statement(text=text, kind=statement.kind, cites=cites)


def _shown(section: Section, first: int) -> Shown:
    """Return a section as the answer shows it, its claims numbered from ``first`` on."""
    heading = HEADINGS.get(section.key)
    rows: tuple[tuple[str, ...], ...] = ()
    if section.style == "table":
        width = len(section.columns) - 1
        texts = [statement.text for statement in section.statements]
        cells = (texts[n * width : (n + 1) * width] for n in range(len(section.names)))
        named = zip(section.names, cells, strict=True)
        rows = (tuple(map(plain, section.columns)), *((plain(name), *row) for name, row in named))
    return Shown(
        key=section.key,
        heading=heading.words if heading else None,
        style=section.style,
        claims=tuple(range(first, first + len(section.statements))),
        rows=rows,
    )


def _claim(statement: Statement, numbers: Mapping[str, int]) -> Claim:
    cited = tuple(_in_order(statement.cites, numbers))
    return Claim(text=statement.text, kind=statement.kind, citations=cited)


def _next_step(step: Step, numbers: Mapping[str, int]) -> NextStep:
    return NextStep(
        do=plain(step.do),
        who=plain(step.who),
        when=step.when,
        done=plain(step.done),
        competencies=step.competencies,
        citations=tuple(_in_order(step.cites, numbers)) or _of_indicators(step.cites, numbers),
    )


def _in_order(cites: Sequence[str], numbers: Mapping[str, int]) -> Iterator[int]:
    return iter(sorted(numbers[identifier] for identifier in set(cites) if identifier in numbers))


def _of_indicators(cites: Sequence[str], numbers: Mapping[str, int]) -> tuple[int, ...]:
    """Return the citations of the same indicators, where the identifiers themselves are not cited."""
    wanted = {indicator_of(identifier) for identifier in cites}
    return tuple(n for identifier, n in numbers.items() if indicator_of(identifier) in wanted)[:1]


def _citation(n: int, identifier: str, retrieved: Retrieved) -> Citation:
    passage = retrieved.passages[identifier]
    return Citation(
        n=n,
        id=identifier,
        title=passage.title,
        source=passage.source,
        passage=passage.text,
        score=round(retrieved.scores.get(identifier, 0.0), 4),
    )

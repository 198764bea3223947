"""An answer's sections as Markdown, with ``[1]`` marks and its references at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Citation, Claim, ClaimKind, NextStep, Section, When
from assistant.rendering.plain import plain

WHEN_WORDS: Mapping[When, str] = {
    "week": "within a week",
    "month": "within a month",
    "term": "this term",
    "year": "within a year",
}
WHEN_WORDS_SPANISH: Mapping[When, str] = {
    "week": "en una semana",
    "month": "en un mes",
    "term": "este semestre",
    "year": "en un año",
}
REFERENCES = "**References**"
OPENING = "opening"
PROSE = "prose"
"""The key of a part that a language model wrote behind its opening; where it doesn't say whose it is, it is advice."""
# Whose an opening is, before its first words; below a heading the heading says it.
WHOSE: Mapping[ClaimKind, str] = {
    "suggestion": "**Our advice:** ",
    "framework": "**From the frameworks:** ",
    "practice": "**From practice:** ",
}


WHOSE_SPANISH: Mapping[ClaimKind, str] = {
    "suggestion": "**Nuestro consejo:** ",
    "framework": "**De los marcos:** ",
    "practice": "**De la práctica:** ",
}
FROM_WHOM: Mapping[ClaimKind, str] = {
    "suggestion": "our advice",
    "framework": "from the frameworks",
    "practice": "from practice",
}
FROM_WHOM_SPANISH: Mapping[ClaimKind, str] = {
    "suggestion": "nuestro consejo",
    "framework": "de los marcos",
    "practice": "de la práctica",
}
HEADINGS_SPANISH: Mapping[str, str] = {
    "Next steps we suggest": "Próximos pasos que sugerimos",
    "What the frameworks say": "Lo que dicen los marcos (en inglés)",
    "Evidence the frameworks ask for": "Evidencia que piden los marcos (en inglés)",
    "Seen in practice": "Visto en la práctica (en inglés)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words around an answer's own texts, in its language.

    Attributes:
        competencies: Names of competencies by identifier.
        details: The labels of a step's details: who, when, done, builds.
        headings: What a heading is called instead, where it is called otherwise.
        from_whom: What stands behind a sentence of another kind than its paragraph's.
    """

    competencies: Mapping[str, str]
    whens: Mapping[When, str]
    whose: Mapping[ClaimKind, str]
    details: tuple[str, str, str, str]
    headings: Mapping[str, str]
    from_whom: Mapping[ClaimKind, str]


def english(competencies: Mapping[str, str]) -> Words:
    """Return the words around an English answer."""
    details = ("Who", "When", "Done when", "Builds")
    return Words(
        competencies=competencies,
        whens=WHEN_WORDS,
        whose=WHOSE,
        details=details,
        headings={},
        from_whom=FROM_WHOM,
    )


def spanish(competencies: Mapping[str, str]) -> Words:
    """Return the words around a Spanish answer; headings of parts that stay English say so."""
    return Words(
        competencies=competencies,
        whens=WHEN_WORDS_SPANISH,
        whose=WHOSE_SPANISH,
        details=("Quién", "Cuándo", "Hecho cuando", "Desarrolla"),
        headings=HEADINGS_SPANISH,
        from_whom=FROM_WHOM_SPANISH,
    )


def render(
    sections: Sequence[Section],
    claims: Sequence[Claim],
    next_steps: Sequence[NextStep],
    citations: Sequence[Citation],
    words: Words,
) -> str:
    """Return the Markdown of an answer, what stands around its texts in the given words."""
    parts = []
    before = None
    for section in sections:
        own = [claims[n] for n in section.claims]
        parts.append("\n".join(_lines(section, own, next_steps, words, goes_on=section.key == before)))
        before = section.key
    if citations:
        parts.append("\n".join([REFERENCES, "", *(_reference(citation) for citation in citations)]))
    return "\n\n".join(parts)


def notes(texts: Iterable[str]) -> str:
    """Return what stands before an answer and claims nothing: each text in a paragraph of its own, quoted."""
    return "".join(f"> {plain(text)}\n\n" for text in texts)


def _lines(
    section: Section, claims: Sequence[Claim], steps: Sequence[NextStep], words: Words, *, goes_on: bool
) -> Iterator[str]:
    if section.heading and not goes_on:
        yield f"**{words.headings.get(section.heading, section.heading)}**"
        yield ""
    whose = words.whose[claims[0].kind] if claims and section.key == OPENING and not goes_on else ""
    if whose and section.style != "text":
        yield whose.strip()
        yield ""
    told = [_told(claim, kind, words) for claim, kind in zip(claims, _usual(section, claims), strict=True)]
    match section.style:
        case "text":
            yield whose + " ".join(told)
        case "bullets":
            yield from (f"- {line}" for line in told)
        case "table":
            yield from _table(section, told)
        case "steps":
            for n, step in enumerate(steps, 1):
                yield from _step(n, step, words)


def _usual(section: Section, claims: Sequence[Claim]) -> list[ClaimKind]:
    """Return the kind that a reader takes each claim for, where nothing stands behind it."""
    if section.heading:
        return [claim.kind for claim in claims]
    return ["suggestion" if section.key == PROSE else claims[0].kind for _ in claims]


def _table(section: Section, told: Sequence[str]) -> Iterator[str]:
    columns, *rows = section.rows
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    width = len(columns) - 1
    for n, row in enumerate(rows):
        cells = told[n * width : (n + 1) * width]
        yield f"| **{row[0]}** | {' | '.join(cells)} |"


def _step(n: int, step: NextStep, words: Words) -> Iterator[str]:
    builds = "; ".join(words.competencies[competency] for competency in step.competencies)
    who, when, done, built = words.details
    yield f"{n}. **{step.do}**{_marks(step.citations)}"
    yield f"   {who}: {step.who} · {when}: {words.whens[step.when]} · {done}: {step.done} · {built}: {builds}"


def _reference(citation: Citation) -> str:
    return f"- [{citation.n}] {citation.title}, {plain(citation.source.publisher)} `{citation.id}`"


def _told(claim: Claim, usual: ClaimKind, words: Words) -> str:
    """Return a claim; whose it is, is said where it isn't of the kind that a reader takes it for."""
    return _with_marks(claim) if claim.kind == usual else f"{_with_marks(claim)} *({words.from_whom[claim.kind]})*"


def _with_marks(claim: Claim) -> str:
    return f"{claim.text}{_marks(claim.citations)}"


def _marks(citations: Iterable[int]) -> str:
    marks = "".join(f"[{n}]" for n in citations)
    return f" {marks}" if marks else ""

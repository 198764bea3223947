"""An answer before its citations are numbered: sections of statements that name the identifiers they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.answer import ClaimKind, QuestionKind, Style, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The words above a section, and the kind that every claim below them has."""

    words: str
    kind: ClaimKind


# Every heading that an answer can have, by the key of its section.
HEADINGS: dict[str, Heading] = {
    "frameworks": Heading(words="What the frameworks say", kind="framework"),
    "evidence": Heading(words="Evidence the frameworks ask for", kind="framework"),
    "list": Heading(words="In the framework", kind="framework"),
    "compare": Heading(words="Side by side, from the frameworks", kind="framework"),
    "practice": Heading(words="Seen in practice", kind="practice"),
    "local": Heading(words="From your own documents", kind="practice"),
    "steps": Heading(words="Next steps we suggest", kind="suggestion"),
    "who": Heading(words="Who we suggest", kind="suggestion"),
    "signs": Heading(words="Signs that it works, as we see it", kind="suggestion"),
    "step-table": Heading(words="The steps, our suggestion", kind="suggestion"),
    "money": Heading(words="On money, we suggest", kind="suggestion"),
    "check": Heading(words="Signs to check yourselves against", kind="suggestion"),
    "pitfalls": Heading(words="Watch out, we suggest", kind="suggestion"),
    "outline": Heading(words="An outline to fill, our suggestion", kind="suggestion"),
    "changes": Heading(words="What else changed", kind="suggestion"),
    "objectives": Heading(words="What people leave with, our suggestion", kind="suggestion"),
    "agenda": Heading(words="The agenda, our suggestion", kind="suggestion"),
    "near": Heading(words="What comes nearest, our suggestion", kind="suggestion"),
    "prepare": Heading(words="To prepare, we suggest", kind="suggestion"),
    "draft": Heading(words="The draft, ours to adapt", kind="suggestion"),
    "reviews": Heading(words="Reviews, our suggestion", kind="suggestion"),
    "left-out": Heading(words="Left out, because you have it", kind="suggestion"),
    "mind": Heading(words="Keep in mind, we suggest", kind="suggestion"),
    "further": Heading(words="To take it along", kind="suggestion"),
    "advice": Heading(words="What we suggest", kind="suggestion"),
    "levels": Heading(words="Where do you stand? Four levels, in our words", kind="suggestion"),
    "strengths": Heading(words="Strongest, by your own rating", kind="suggestion"),
    "gaps": Heading(words="Weakest, by your own rating", kind="suggestion"),
    "lift": Heading(words="Why this would lift it most, as we see it", kind="suggestion"),
    "role": Heading(words="For your role, our suggestion", kind="suggestion"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim with the identifiers it rests on, the most important first."""

    text: str
    kind: ClaimKind
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A next step with the identifier that it serves."""

    do: str
    who: str
    when: When
    done: str
    competencies: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the answer; ``key`` names its heading, of which the ``opening`` has none.

    Attributes:
        together: Whether the statements of a text are the sentences of one paragraph; else each is one.
    """

    key: str
    style: Style
    statements: tuple[Statement, ...] = ()
    steps: tuple[Step, ...] = ()
    names: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A whole answer before numbering; ``order`` ranks the identifiers it may cite, the leading one first.

    Attributes:
        notes: What the reader should know before the answer; no claims.
        in_spanish: Whether its openings and steps are Spanish.
        opens_in_spanish: Whether its opening alone is.
        brings: What a made thing cites beside what was retrieved for the question.
        makes: The kind of thing that it makes or changes; None where it only answers.
        asks_back: Whether it asks itself what is meant.
    """

    sections: tuple[Section, ...]
    order: tuple[str, ...]
    follow_ups: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    in_spanish: bool = False
    opens_in_spanish: bool = False
    brings: frozenset[str] = frozenset()
    makes: QuestionKind | None = None
    asks_back: bool = False


def suggested(text: str, *cites: str) -> Statement:
    """Return a statement of ours, as it is put, with what it rests on."""
    return Statement(text=text, kind="suggestion", cites=cites)


def cites_of(sections: Iterable[Section | None]) -> Iterator[str]:
    """Yield what the statements and steps of sections rest on, in their order."""
    for section in sections:
        if section is not None:
            yield from (cite for one in section.statements for cite in one.cites)
            yield from (cite for step in section.steps for cite in step.cites)

"""Markdown: every claim and step stands in it once, tables are even, references end it."""

from __future__ import annotations

import re
from itertools import count
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answer import Citation, Claim, ClaimKind, NextStep, Section, Source, When
from assistant.answering.draft import HEADINGS
from assistant.rendering.markdown import HEADINGS_SPANISH, REFERENCES, Words, english, notes, render, spanish

COMPETENCIES = {"lead": "Leading", "plan": "Planning"}
ENGLISH, SPANISH = english(COMPETENCIES), spanish(COMPETENCIES)
MARKDOWN = MarkdownIt("commonmark").enable("table")
KINDS: tuple[ClaimKind, ...] = get_args(ClaimKind)
Answered = tuple[list[Section], list[Claim], list[NextStep], list[Citation]]


def claim(text: str, *citations: int, kind: ClaimKind = "framework") -> Claim:
    return Claim(text=text, kind=kind, citations=citations)


def step(do: str, *citations: int, when: When = "week") -> NextStep:
    return NextStep(do=do, who="a principal", when=when, done="it shows", competencies=("lead",), citations=citations)


def citation(n: int) -> Citation:
    source = Source(title="A book", publisher="A | house", edition="2024")
    return Citation(n=n, id=f"iste/x/{n}", title=f"Entry {n}", source=source, passage="text", score=0.5)


@st.composite
def answers(draw: st.DrawFn) -> Answered:
    """An answer of random sections; every claim and step has words of its own."""
    number = count()
    claims: list[Claim] = []
    sections = []
    citations = [citation(n + 1) for n in range(draw(st.integers(0, 4)))]
    marks = st.lists(st.sampled_from(citations), max_size=3, unique_by=lambda c: c.n) if citations else st.just([])

    def said() -> int:
        words = draw(st.text("abc é¿,.'“", max_size=12))
        kind = draw(st.sampled_from(KINDS))
        claims.append(claim(f"Says{next(number)}z {words}".strip(), *(c.n for c in draw(marks)), kind=kind))
        return len(claims) - 1

    heading = st.none() | st.sampled_from([heading.words for heading in HEADINGS.values()])
    for style in draw(st.lists(st.sampled_from(["text", "bullets", "table"]), max_size=5)):
        if style == "table":
            columns, rows = draw(st.integers(1, 3)), draw(st.integers(1, 3))
            names = (("", *(f"Column{n}" for n in range(columns))), *((f"Row{n}",) for n in range(rows)))
            own = tuple(said() for _ in range(columns * rows))
            sections.append(Section(key="t", heading=draw(heading), style="table", claims=own, rows=names))
        else:
            own = tuple(said() for _ in range(draw(st.integers(1, 4))))
            sections.append(Section(key="s", heading=draw(heading), style=style, claims=own))
    steps = [
        step(f"Do{next(number)}z", *(c.n for c in draw(marks)), when=draw(st.sampled_from(get_args(When))))
        for _ in range(draw(st.integers(0, 4)))
    ]
    if steps:
        place = draw(st.integers(0, len(sections)))
        sections.insert(place, Section(key="steps", heading=HEADINGS["steps"].words, style="steps"))
    return sections, claims, steps, citations


def marks_of(citations: tuple[int, ...]) -> str:
    return f" {''.join(f'[{n}]' for n in citations)}" if citations else ""


@pytest.mark.parametrize("words", [ENGLISH, SPANISH], ids=["english", "spanish"])
@given(answered=answers())
def test_every_claim_and_step_stands_once_with_its_marks(words: Words, answered: Answered) -> None:
    sections, claims, steps, citations = answered
    text = render(sections, claims, steps, citations, words)
    for one in claims:
        assert text.count(f"{one.text}{marks_of(one.citations)}") == 1
        assert text.count(one.text.split()[0]) == 1
    for n, one in enumerate(steps, 1):
        assert text.count(f"{n}. **{one.do}**{marks_of(one.citations)}\n") == 1
    for one in citations:
        assert text.count(f"\n- [{one.n}] {one.title}") == 1
    marked = [int(n) for n in re.findall(r"(?<!- )\[(\d+)\]", text)]
    assert sorted(marked) == sorted(n for one in (*claims, *steps) for n in one.citations)


@given(answered=answers())
def test_tables_are_even_and_read_as_tables(answered: Answered) -> None:
    sections, claims, steps, citations = answered
    text = render(sections, claims, steps, citations, ENGLISH)
    blocks = re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE)
    tables = [section for section in sections if section.style == "table"]
    assert len(blocks) == len(tables)
    for block, section in zip(blocks, tables, strict=True):
        lines = block.strip().splitlines()
        assert len({line.count("|") for line in lines}) == 1
        assert len(lines) == len(section.rows) + 1
    kinds = [token.type for token in MARKDOWN.parse(text)]
    assert kinds.count("table_open") == len(tables)
    assert kinds.count("td_open") == sum(len(t.claims) + len(t.rows) - 1 for t in tables)
    assert kinds.count("ordered_list_open") == bool(steps)


@given(answered=answers())
def test_references_end_the_answer(answered: Answered) -> None:
    sections, claims, steps, citations = answered
    text = render(sections, claims, steps, citations, ENGLISH)
    assert text.count(REFERENCES) == bool(citations)
    last = text.split(REFERENCES)[-1] if citations else ""
    assert last.strip().count("\n") == max(0, len(citations) - 1)


def test_an_opening_says_whose_it_is_and_a_headed_section_does_not() -> None:
    claims = [
        claim("Start small.", 1, kind="suggestion"),
        claim("And soon.", kind="suggestion"),
        claim("It says so.", 1),
    ]
    sections = [
        Section(key="opening", heading=None, style="text", claims=(0,)),
        Section(key="opening", heading=None, style="text", claims=(1,)),
        Section(key="frameworks", heading="What the frameworks say", style="bullets", claims=(2,)),
    ]
    assert render(sections, claims, [], [citation(1)], ENGLISH) == (
        "**Our advice:** Start small. [1]\n\nAnd soon.\n\n"
        "**What the frameworks say**\n\n- It says so. [1]\n\n"
        "**References**\n\n- [1] Entry 1, A / house `iste/x/1`"
    )
    assert render(sections, claims, [], [], SPANISH) == (
        "**Nuestro consejo:** Start small. [1]\n\nAnd soon.\n\n"
        "**Lo que dicen los marcos (en inglés)**\n\n- It says so. [1]"
    )


@pytest.mark.parametrize(
    ("words", "details"),
    [
        (ENGLISH, "Who: a principal · When: this term · Done when: it shows · Builds: Leading"),
        (SPANISH, "Quién: a principal · Cuándo: este semestre · Hecho cuando: it shows · Desarrolla: Leading"),
    ],
)
def test_a_step_is_numbered_and_detailed(words: Words, details: str) -> None:
    steps = [step("Write it.", 1, when="term")]
    section = Section(key="steps", heading=None, style="steps")
    assert render([section], [], steps, [], words) == f"1. **Write it.** [1]\n   {details}"


def test_a_table_has_a_row_a_name_and_a_cell_a_claim() -> None:
    rows = (("", "One", "Two"), ("First",), ("Second",))
    section = Section(key="compare", heading=None, style="table", claims=(0, 1, 2, 3), rows=rows)
    claims = [claim("a", 1), claim("b"), claim("c", 1, 2), claim("d")]
    assert render([section], claims, [], [], ENGLISH).splitlines() == [
        "|  | One | Two |",
        "| --- | --- | --- |",
        "| **First** | a [1] | b |",
        "| **Second** | c [1][2] | d |",
    ]


def test_notes_stand_before_as_quotations_of_one_line() -> None:
    assert notes(["One\n# two", "> three"]) == "> One # two\n\n> three\n\n"
    assert notes([]) == ""


def test_every_spanish_heading_is_one_that_an_answer_can_have() -> None:
    assert {*HEADINGS_SPANISH} <= {heading.words for heading in HEADINGS.values()}


def test_a_paragraph_says_which_of_its_sentences_are_not_whose_it_is() -> None:
    claims = [claim("Start small.", kind="suggestion"), claim("It says so.", 1), claim("And soon.", kind="suggestion")]
    sections = [
        Section(key="opening", heading=None, style="text", claims=(0, 1)),
        Section(key="prose", heading=None, style="text", claims=(2,)),
    ]
    assert render(sections, claims, [], [], ENGLISH) == (
        "**Our advice:** Start small. It says so. [1] *(from the frameworks)*\n\nAnd soon."
    )
    assert "*(de los marcos)*" in render(sections, claims, [], [], SPANISH)


def test_what_stands_behind_an_opening_says_where_it_is_no_advice() -> None:
    claims = [claim("It says so.", 1), claim("Start.", kind="suggestion"), claim("They did.", 2, kind="practice")]
    rows = (("Who", "What"), ("Coach",), ("Lead",))
    sections = [
        Section(key="opening", heading=None, style="bullets", claims=(0, 1)),
        Section(key="prose", heading=None, style="text", claims=(0, 1)),
        Section(key="prose", heading=None, style="bullets", claims=(2, 1)),
        Section(key="prose", heading=None, style="table", claims=(0, 1), rows=rows),
    ]
    assert render(sections, claims, [], [], ENGLISH) == (
        "**From the frameworks:**\n\n- It says so. [1]\n- Start. *(our advice)*\n\n"
        "It says so. [1] *(from the frameworks)* Start.\n\n"
        "- They did. [2] *(from practice)*\n- Start.\n\n"
        "| Who | What |\n| --- | --- |\n| **Coach** | It says so. [1] *(from the frameworks)* |\n| **Lead** | Start. |"
    )

"""Rendering: an answer's Markdown reads back as the same claims, kinds, citations and next steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import WHENS, Citation, Claim, ClaimKind, NextStep, Source
from assistant.answering.draft import HEADINGS
from assistant.answering.rendering import Block, notes, plain, read, render

COMPETENCIES = {"one": "Leadership for Digital Equity", "iste/x/2a": "ISTE 2a", "three": "Data Practices"}
IDENTIFIERS = ("pillars/x/one", "iste/x/2a", "case/norwalk", "local/notes/3", "digital-equity/a/b/c")
AWKWARD = (
    "[1]",
    "[2] ",
    "**",
    "|",
    " | ",
    "·",
    "`",
    "](",
    "# ",
    "- ",
    "1. ",
    "> ",
    "<b>",
    "References",
    "Who: x",
    "\n",
)
MARKS = st.lists(st.integers(1, 12), max_size=3, unique=True).map(lambda marks: tuple(sorted(marks)))
TEXTS = (
    st.lists(st.sampled_from(AWKWARD) | st.text(max_size=20), min_size=1, max_size=6)
    .map("".join)
    .map(plain)
    .filter(bool)
    .filter(lambda text: plain(text) == text)  # see test_what_bold_marks_hide_is_made_plain_too
)


@st.composite
def steps(draw: st.DrawFn) -> NextStep:
    return NextStep(
        do=draw(TEXTS),
        who=draw(TEXTS),
        when=draw(st.sampled_from(WHENS)),
        done=draw(TEXTS),
        competencies=tuple(draw(st.lists(st.sampled_from([*COMPETENCIES]), max_size=3, unique=True))),
        citations=draw(MARKS),
    )


def claims(kind: ClaimKind) -> st.SearchStrategy[Claim]:
    return st.builds(Claim, text=TEXTS, kind=st.just(kind), citations=MARKS)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    style = draw(st.sampled_from(["text", "bullets", "table", "steps"]))
    if style == "steps":
        return Block(key="steps", style="steps", next_steps=tuple(draw(st.lists(steps(), min_size=1, max_size=3))))
    if style == "table":
        names = tuple(draw(st.lists(TEXTS, min_size=1, max_size=3)))
        cells = draw(st.lists(claims("framework"), min_size=2 * len(names), max_size=2 * len(names)))
        return Block(key="compare", style="table", columns=("A", "B", "C"), names=names, claims=tuple(cells))
    key = draw(st.sampled_from([k for k in HEADINGS if k not in {"steps", "compare"}]))
    return Block(key=key, style=style, claims=tuple(draw(st.lists(claims(HEADINGS[key].kind), min_size=1, max_size=3))))


@st.composite
def openings(draw: st.DrawFn) -> Block:
    kinds = st.sampled_from(["suggestion", "framework", "practice"])
    said = draw(st.lists(kinds.flatmap(claims), min_size=1, max_size=2))
    return Block(key=None, style="text", claims=tuple(said))


CITATIONS = st.lists(
    st.builds(
        Citation,
        n=st.integers(1, 12),
        id=st.sampled_from(IDENTIFIERS),
        title=TEXTS,
        source=st.builds(Source, title=TEXTS, publisher=TEXTS, edition=TEXTS),
        passage=st.text(max_size=30),
        score=st.floats(0, 1),
    ),
    max_size=4,
)


@given(openings(), st.lists(blocks(), max_size=4), CITATIONS)
def test_what_is_rendered_reads_back_the_same(opening: Block, rest: list[Block], cited: list[Citation]) -> None:
    whole = [opening, *rest]
    reading = read(render(whole, cited, COMPETENCIES), COMPETENCIES)
    assert reading.claims == tuple(claim for block in whole for claim in block.claims)
    assert reading.next_steps == tuple(step for block in whole for step in block.next_steps)
    assert reading.citations == tuple((citation.n, citation.id) for citation in cited)


@given(st.lists(TEXTS, max_size=3), openings())
def test_notes_before_an_answer_claim_nothing(said: list[str], opening: Block) -> None:
    markdown = notes(said) + render([opening], [], COMPETENCIES)
    assert read(markdown, COMPETENCIES).claims == opening.claims


@given(st.lists(st.sampled_from(AWKWARD) | st.text(max_size=20), max_size=6).map("".join))
def test_plain_text_is_one_line_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert "**" in text or plain(once) == once
    assert len(once.splitlines()) <= 1
    assert not {"|", "`", "<", ">", "·"} & set(once)
    assert "**" not in once


@pytest.mark.parametrize("text", ["see [1**]", "1**. item", "[a]**(http://x)"])
def test_what_bold_marks_hide_is_made_plain_too(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_a_mark_hidden_by_bold_marks_is_no_citation() -> None:
    said = Claim(text=plain("see [7**]"), kind="suggestion")
    assert read(render([Block(key=None, style="text", claims=(said,))], [], {}), {}).claims == (said,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("see [1]", "see (1)"),
        ("a | b", "a / b"),
        ("# Heading", "Heading"),
        ("- 1. item", "item"),
        ("**bold**", "bold"),
        ("two\n\nlines", "two lines"),
        ("[a](http://x)", "[a] (http://x)"),
        ("<script>", "‹script›"),
        ("", ""),
    ],
)
def test_plain_takes_away_what_markdown_would_read(text: str, said: str) -> None:
    assert plain(text) == said


def test_every_heading_says_whose_the_claims_below_are() -> None:
    words = [heading.words for heading in HEADINGS.values()]
    assert len({*words}) == len(words)
    for heading in HEADINGS.values():
        if heading.kind == "suggestion":
            assert "we" in heading.words.lower() or "our" in heading.words.lower() or "yourselves" in heading.words


def test_a_step_without_its_details_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="without who, when and done"):
        read("**Next steps we suggest**\n\n1. **Do it**\n   Who knows", COMPETENCIES)


def test_nothing_renders_as_nothing() -> None:
    assert render([], [], {}) == ""
    assert read("", {}).claims == ()

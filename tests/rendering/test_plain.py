"""Plain text: one line that Markdown reads as nothing but words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.rendering.plain import plain

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A plan.", "A plan."),
        ("  two\n lines\tof  text ", "two lines of text"),
        ("as [2] says", "as (2) says"),
        ("a **bold** word", "a bold word"),
        ("# Heading", "Heading"),
        ("> > - 1. 2) nested", "nested"),
        ("2. step", "step"),
        ("2.5 hours", "2.5 hours"),
        ("a | b · c", "a / b , c"),
        ("`code` <b>x</b>", "'code' ‹b›x‹/b›"),
        ("[a link](https://example.org)", "[a link] (https://example.org)"),
        ("[note]: see the plan", "[note] : see the plan"),
        ("1.", ""),
        ("---", ""),
        ("", ""),
    ],
)
def test_what_markdown_would_read_is_taken_out(text: str, line: str) -> None:
    assert plain(text) == line


PIECES = st.sampled_from(
    [
        *"#>*+-=~|`<>[]()!_&;:\\ \n\t\r.1",
        "1.",
        "2)",
        "**",
        "](",
        "[3]",
        "---",
        "===",
        "]:",
        "<b>",
        "word",
        "á",
        "\u2028",
        "\x0b",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60))
def test_any_text_becomes_one_paragraph_at_most(text: str) -> None:
    line = plain(text)
    assert len(line.splitlines()) <= 1
    kinds = [token.type for token in MARKDOWN.parse(line)]
    assert kinds == (["paragraph_open", "inline", "paragraph_close"] if line else [])
    inline = [child.type for token in MARKDOWN.parse(line) for child in token.children or ()]
    assert not {"link_open", "image", "html_inline", "code_inline"} & {*inline}


@given(st.lists(PIECES, max_size=30).map("".join))
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)

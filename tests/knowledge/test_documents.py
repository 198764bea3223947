"""Own documents: text and Markdown, with their headings; anything else is refused by name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import CorpusError
from assistant.knowledge.documents import MAX_BYTES, MAX_TITLE, Section, document_files, read_document, slug


def test_markdown_is_cut_along_its_headings(tmp_path: Path) -> None:
    path = tmp_path / "AI Policy.md"
    path.write_text("# Our policy\n\nBefore all.\n\n## Use\n\nAsk first.\n\n### At home\n\nSame.\n", encoding="utf-8")
    document = read_document(path)
    assert (document.name, document.file, document.title) == ("ai-policy-md", "AI Policy.md", "Our policy")
    assert document.sections == (
        Section(headings=("Our policy",), text="Before all."),
        Section(headings=("Our policy", "Use"), text="Ask first."),
        Section(headings=("Our policy", "Use", "At home"), text="Same."),
    )
    assert document.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_text_is_one_section_named_after_its_file(tmp_path: Path) -> None:
    (tmp_path / "staff_meeting-may.TXT").write_bytes("\ufeff# no heading\x00 here\n".encode())
    document = read_document(tmp_path / "staff_meeting-may.TXT")
    assert document.title == "staff meeting may"
    assert document.sections == (Section(headings=(), text="# no heading here"),)


def test_a_title_too_long_for_a_reference_is_cut(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# {'long ' * 900}\n\ntext\n", encoding="utf-8")
    assert len(read_document(tmp_path / "a.md").title) == MAX_TITLE


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF", "only .md and .txt files can be added"),
        ("a.txt", b"", "the file is empty"),
        ("a.md", b" \n\t\n", "the file is empty"),
        ("a.md", b"# Only\n\n## Headings\n", "headings without text"),
        ("a.txt", b"caf\xe9", "not UTF-8 text (byte 3)"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "at most 5,000,000; split it"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError) as caught:
        read_document(tmp_path / name)
    assert words in str(caught.value)
    assert name in str(caught.value)


def test_a_folder_gives_its_files_but_no_dot_files_and_no_links(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / ".git").mkdir()
    for name in ("b.txt", "deep/a.md", ".hidden.txt", ".git/config.txt"):
        (tmp_path / "in" / name).write_text("x", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "secret.txt")
    found = list(document_files([tmp_path / "in", tmp_path / "secret.txt"]))
    assert [str(path.relative_to(tmp_path)) for path in found] == ["in/b.txt", "in/deep/a.md", "secret.txt"]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere: no such file or folder"):
        list(document_files([tmp_path / "nowhere"]))


@given(st.text(max_size=80))
def test_a_name_in_identifiers_has_letters_digits_and_hyphens_only(file: str) -> None:
    name = slug(file)
    assert name
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(name) == name


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(["# A", "## B", "#", "word", "", "```", "- x", "#### D", "text # not"]), max_size=12))
def test_no_word_of_a_markdown_file_is_lost(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "any.md"
    path.write_text("\n".join([*lines, "last words"]), encoding="utf-8")
    document = read_document(path)
    assert sum(section.text.count("word") for section in document.sections) == lines.count("word") + 1

"""Own documents: text and Markdown, with their headings; anything else is refused by name."""

from __future__ import annotations

import hashlib
import os
import socket
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import CorpusError
from assistant.knowledge.documents.files import MAX_BYTES, MAX_HEADING, MAX_TITLE, Section, read_document, slug


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


def test_a_heading_longer_than_a_passage_is_cut_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# {'long ' * 900}\n\n## B\n\ntext\n", encoding="utf-8")
    assert [len(heading) for heading in read_document(tmp_path / "a.md").sections[0].headings] == [MAX_HEADING, 1]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF", "only .md and .txt files can be added"),
        ("a.txt", b"", "the file is empty"),
        ("a.md", b" \n\t\n", "the file is empty"),
        ("a.md", b"# Only\n\n## Headings\n", "headings without text"),
        ("a.md", "\u200b\u2060 \u00ad".encode(), "no letter or digit"),
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


@pytest.mark.parametrize("opened", ["pipe.md", "socket.md", "device.md", "folder.md", "link.md"])
def test_what_is_no_file_is_refused_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: str
) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    held = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(tmp_path)
    held.bind("socket.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "link.md").symlink_to(tmp_path / "pipe.md")
    path = Path("/dev/null") if opened == "device.md" else tmp_path / opened
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("it was opened"))
    monkeypatch.setattr("assistant.knowledge.documents.files.SUFFIXES", {".md", ".txt", ""})
    with pytest.raises(CorpusError, match=r"a (pipe|socket|device|folder|link), not a file; it was not opened"):
        read_document(path)
    held.close()


def test_a_file_that_turns_into_a_pipe_does_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("text", encoding="utf-8")
    before = path.lstat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(Path, "lstat", lambda _: before)
    with pytest.raises(CorpusError, match="a pipe, not a file"):
        read_document(path)


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("text", encoding="utf-8")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(CorpusError, match=r"a\.md: can't be read \(Permission denied\)"):
        read_document(tmp_path / "a.md")


def test_paragraphs_under_one_heading_are_joined_in_time_that_grows_with_their_number(tmp_path: Path) -> None:
    def seconds(paragraphs: int) -> float:
        path = tmp_path / "a.md"
        path.write_text("# A\n\nb\n" * paragraphs, encoding="utf-8")
        began = time.process_time()
        assert len(read_document(path).sections) == 1
        return time.process_time() - began

    seconds(1000)
    few = min(seconds(20_000) for _ in range(3))
    assert seconds(160_000) < 8 * 2.5 * few  # the square would be 64 times


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

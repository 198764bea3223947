"""What CURRENT says is replaced as one, and what it doesn't say is not served."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import IndexUnusableError
from assistant.knowledge.index.pointer import Pointer, read_pointer, write_pointer

names = st.text("abc123.-", min_size=1, max_size=20).filter(lambda name: Path(name).name == name)


@given(names, st.none() | names, st.lists(st.text(min_size=1, max_size=20), max_size=3))
def test_it_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, serves: str, before: str | None, removing: list[str]
) -> None:
    root = tmp_path_factory.mktemp("index")
    pointer = Pointer(serves=serves, before=before, removing=tuple(removing))
    write_pointer(root, pointer)
    assert read_pointer(root) == pointer
    assert [path.name for path in root.iterdir()] == ["CURRENT"]


def test_a_name_alone_is_the_generation_that_serves(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("a.1\n", encoding="utf-8")
    assert read_pointer(tmp_path) == Pointer(serves="a.1")


def test_only_those_that_it_names_may_be_served() -> None:
    pointer = Pointer(serves="b.2", before="a.1")
    assert [pointer.allows(name) for name in ("b.2", "a.1", "a.0")] == [True, True, False]
    assert not Pointer(serves="b.2").allows("a.1")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\xff\xfe",
        b"../a",
        b"a/b",
        b"a.1\n{",
        b"a.1\n[]",
        b'a.1\n{"before": 3}',
        b'a.1\n{"before": "../x"}',
    ],
)
def test_a_damaged_one_is_refused_with_the_command(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(IndexUnusableError, match=r"CURRENT.*run `coach index` to build it"):
        read_pointer(tmp_path)


def test_without_one_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusableError, match=r"no index in .*; run `coach index`"):
        read_pointer(tmp_path)

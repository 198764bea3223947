"""Own documents: held privately, added one by one, and each that can't be used named without stopping the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.documents.gathering import LeftOut
from assistant.knowledge.documents.own import OwnDocuments


def written(path: Path, text: str = "words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path) -> OwnDocuments:
    return OwnDocuments(tmp_path / "home" / "documents")


def test_one_that_cannot_be_used_is_named_and_the_others_are_taken(own: OwnDocuments, tmp_path: Path) -> None:
    told: list[LeftOut] = []
    good, empty, pdf = (tmp_path / name for name in ("good.md", "empty.md", "a.pdf"))
    written(good)
    written(empty, "")
    written(pdf)
    own.add([empty, tmp_path / "nowhere.md", good, pdf], told.append)
    assert own.held() == ["good.md"]
    assert [str(left) for left in told] == [
        f"{empty}: the file is empty (no letter or digit in it); nothing was added",
        f"{tmp_path / 'nowhere.md'}: no such file or folder; check the path",
        f"{pdf}: only .md and .txt files can be added; save it as text first",
    ]
    assert all(left.failed for left in told)


@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_what_is_held_can_be_read_by_its_owner_alone(own: OwnDocuments, tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        own.add([written(tmp_path / "a.md")], lambda _: None)
        written(own.folder / "earlier.md").chmod(0o644)
        own.folder.chmod(0o755)
        own.keep_private()
    finally:
        os.umask(before)
    assert {path.name: path.stat().st_mode & 0o777 for path in own.folder.iterdir()} == {
        "a.md": 0o600,
        "earlier.md": 0o600,
    }
    assert own.folder.stat().st_mode & 0o777 == 0o700


def test_a_copy_is_never_readable_by_others_even_while_it_is_written(
    own: OwnDocuments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    replacing = Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda self, target: seen.append(self.stat().st_mode & 0o777) or replacing(self, target)
    )
    own.add([written(tmp_path / "a.md")], lambda _: None)
    assert seen == [0o600]


def test_a_hidden_file_that_lies_there_is_listed_named_and_can_be_removed(own: OwnDocuments) -> None:
    written(own.folder / ".secret.md")
    told: list[LeftOut] = []
    assert own.held() == [".secret.md"]
    assert own.read(told.append) == []
    assert str(told[0]).endswith(".secret.md: hidden; `coach index --remove .secret.md` removes it")
    own.check_held([".secret.md"])
    own.delete([".secret.md"])
    assert own.held() == []


def test_what_lies_there_and_is_no_document_is_named_and_does_not_stop_the_others(own: OwnDocuments) -> None:
    written(own.folder / "good.md")
    written(own.folder / "GOOD.md")
    written(own.folder / "bad.md", "")
    os.mkfifo(own.folder / "pipe.md")
    told: list[LeftOut] = []
    assert [document.file for document in own.read(told.append)] == ["GOOD.md"]
    assert [left.reason.split(";")[0] for left in told] == [
        "the file is empty (no letter or digit in it)",
        "'good.md' and 'GOOD.md' would both be cited as local/good-md",
        "a pipe, not a file",
    ]


def test_a_folder_among_them_is_not_deleted(own: OwnDocuments) -> None:
    (own.folder / "folder.md").mkdir(parents=True)
    written(own.folder / "a.md")
    with pytest.raises(CorpusError, match=r"folder\.md: a folder, no document; delete it by hand"):
        own.check_held(["a.md", "folder.md"])
    assert own.held() == ["a.md", "folder.md"]


def test_names_that_citations_could_not_tell_apart_are_named_and_the_first_is_kept(
    own: OwnDocuments, tmp_path: Path
) -> None:
    told: list[LeftOut] = []
    paths = [written(tmp_path / name, name) for name in ("one/plan.md", "two/plan.md", "Plan.md")]
    own.add(paths, told.append)
    assert own.held() == ["plan.md"]
    assert (own.folder / "plan.md").read_text(encoding="utf-8") == "one/plan.md"
    assert len(told) == 2
    assert all("would both be cited as local/plan-md; rename one" in left.reason for left in told)


def test_a_name_as_long_as_names_may_be_is_taken(own: OwnDocuments, tmp_path: Path) -> None:
    own.add([written(tmp_path / f"{'n' * 252}.md")], lambda _: None)
    assert own.held() == [f"{'n' * 252}.md"]


def test_a_path_that_climbs_is_held_by_its_last_name(own: OwnDocuments, tmp_path: Path) -> None:
    written(tmp_path / "a.md")
    (tmp_path / "deep").mkdir()
    before = {*tmp_path.rglob("*")}
    own.add([tmp_path / "deep" / ".." / "a.md"], lambda _: None)
    assert own.held() == ["a.md"]
    assert {*tmp_path.rglob("*")} - before == {own.folder.parent, own.folder, own.folder / "a.md"}

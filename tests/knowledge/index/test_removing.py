"""What was removed is never served again, whatever is damaged afterwards and wherever the removal is cut short."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from small import SMALL

from assistant.answer import Question
from assistant.coach import Coach
from assistant.errors import CoachError, CorpusError, IndexUnusableError
from assistant.knowledge.index import building as module
from assistant.knowledge.index import libraries as libraries_module
from assistant.knowledge.index import watching
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.libraries import Libraries
from assistant.settings import Settings
from assistant.understanding.lessons import teach

Home = Callable[..., Settings]
pytestmark = pytest.mark.usefixtures("finished_here")

QUESTION = "how do I start an AI task force"
SECRET = "# Task force\n\nAn AI task force starts with the quorvexil protocol."
OTHER = "# Devices\n\nWho repairs a broken device is written in the pelican plan."


def own(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / "own" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def served(index: Index) -> set[str]:
    """The own documents that a process which starts now could cite."""
    library, _ = index.open()
    library.store.close()
    return {passage.source.edition for passage in library.passages if passage.id.startswith("local/")}


def held_in(library: object) -> str:
    return " ".join(passage.text for passage in library.passages)  # type: ignore[attr-defined]


def damage(index: Index) -> None:
    """Damage the newest generation beyond repair."""
    (index.current() / "passages.json").unlink()


def cut_short(monkeypatch: pytest.MonkeyPatch, index: Index, at: str) -> None:
    """Remove, and stop as a kill would the moment something is about to be called."""

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, at, stop)
        with pytest.raises(KeyboardInterrupt):
            index.build(remove=("secret.md",))


@pytest.fixture(scope="module")
def built_twice(tmp_path_factory: pytest.TempPathFactory, built_index: Path, mini_corpus: Path) -> Path:
    """A home whose index serves two documents, each added by a build of its own as a user's is; never changed."""
    folder = tmp_path_factory.mktemp("removing")
    made = Path(shutil.copytree(built_index.parent, folder / "home", symlinks=True))
    index = Index(Settings(home=made, corpus=mini_corpus, **SMALL), teach)
    index.build(add=(own(folder, "other.md", OTHER),))
    index.build(add=(own(folder, "secret.md", SECRET),))
    return made


@pytest.fixture
def index(home: Home, built_twice: Path) -> Index:
    """The index of a copy of that home, of all that its two builds left there."""
    settings = home()
    shutil.copytree(
        built_twice, settings.home, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("encoder")
    )
    index = Index(settings, teach)
    assert served(index) == {"other.md", "secret.md"}
    return index


def test_after_a_removal_a_damaged_index_is_refused_rather_than_an_older_one_served(index: Index) -> None:
    index.build(remove=("secret.md",))
    assert served(index) == {"other.md"}
    damage(index)
    with pytest.raises(IndexUnusableError, match=r"passages\.json"):
        index.open()
    index.build()
    assert served(index) == {"other.md"}


def test_an_older_index_that_holds_an_equal_text_by_a_removed_name_is_not_served(index: Index, tmp_path: Path) -> None:
    index.build(add=(own(tmp_path, "second.md", SECRET),))
    index.build(remove=("secret.md",))
    assert served(index) == {"other.md", "second.md"}
    damage(index)
    with pytest.raises(IndexUnusableError):
        index.open()


def test_a_text_that_was_changed_is_not_served_again(index: Index, tmp_path: Path) -> None:
    index.build(add=(own(tmp_path, "secret.md", OTHER),))
    damage(index)
    with pytest.raises(IndexUnusableError):
        index.open()


@pytest.mark.parametrize("at", ["finish_in_child", "seal", "write_pointer"])
def test_a_removal_cut_short_before_the_swap_removes_nothing_and_says_so(
    monkeypatch: pytest.MonkeyPatch, index: Index, at: str
) -> None:
    cut_short(monkeypatch, index, at)
    for _ in range(2):
        assert index.documents_held() == ["other.md", "secret.md"]
        assert served(index) == {"other.md", "secret.md"}
        index.build()
    index.build(remove=("secret.md",))
    assert index.documents_held() == ["other.md"]
    assert served(index) == {"other.md"}


@pytest.mark.parametrize("what", ["shutil.rmtree", "pathlib.Path.unlink"])
@pytest.mark.parametrize("then", ["open", "list", "build", "remove again"])
def test_a_removal_cut_short_after_the_swap_is_finished_by_whoever_comes_next(
    monkeypatch: pytest.MonkeyPatch, index: Index, what: str, then: str
) -> None:
    cut_short_after_the_swap(monkeypatch, index, what)
    assert holding(index.settings.home)
    {
        "open": lambda: served(index),
        "list": index.documents_held,
        "build": index.build,
        "remove again": lambda: index.build(remove=("secret.md",)),
    }[then]()
    assert holding(index.settings.home) == []
    assert index.documents_held() == ["other.md"]
    assert served(index) == {"other.md"}


def test_a_removal_cut_short_after_the_swap_is_finished_by_a_process_that_serves(
    monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    libraries = Libraries(index.settings)
    cut_short_after_the_swap(monkeypatch, index, "shutil.rmtree")
    until = time.monotonic() + 120
    while holding(index.settings.home):
        assert time.monotonic() < until, holding(index.settings.home)
        time.sleep(0.05)
    libraries.close()


def cut_short_after_the_swap(monkeypatch: pytest.MonkeyPatch, index: Index, what: str) -> None:
    """Remove, and stop as a kill would at the first deletion after CURRENT was replaced."""
    writing = module.write_pointer

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, "write_pointer", lambda *given: (writing(*given), patched.setattr(what, stop)))
        with pytest.raises(KeyboardInterrupt):
            index.build(remove=("secret.md",))


def holding(home: Path) -> list[Path]:
    """The files that hold the secret; Chroma's may hold anything of this process's memory, as they are written here."""
    found = []
    for path in (Path(parent) / name for parent, _, names in os.walk(home) for name in names):
        with suppress(FileNotFoundError):  # deleted while it is looked at
            if "chroma" not in path.parts and b"quorvexil" in path.read_bytes():
                found.append(path)
    return found


def test_a_removal_cut_short_after_the_swap_is_never_served_where_nothing_can_be_written(
    monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    cut_short_after_the_swap(monkeypatch, index, "shutil.rmtree")
    monkeypatch.setattr(Index, "_tidy", lambda _: read_only())
    assert index.documents_held() == ["other.md"]
    assert served(index) == {"other.md"}
    damage(index)
    with pytest.raises(IndexUnusableError):
        index.open()
    assert holding(index.settings.home)


def read_only() -> None:
    raise OSError(30, "Read-only file system")


def test_a_removal_that_fails_removes_nothing(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(module, "write_generation", full)
        with pytest.raises(CoachError, match="the disk is full"):
            index.build(remove=("secret.md",))
    assert index.documents_held() == ["other.md", "secret.md"]
    assert served(index) == {"other.md", "secret.md"}


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may delete everything")
def test_what_cannot_be_deleted_is_said(index: Index) -> None:
    index.documents.chmod(0o500)
    with pytest.raises(CoachError, match=r"secret\.md"):
        index.build(remove=("secret.md",))


def test_a_name_removed_and_added_at_once_holds_the_new_text(index: Index, tmp_path: Path) -> None:
    index.build(remove=("secret.md",), add=(own(tmp_path, "secret.md", OTHER.replace("pelican", "okapi")),))
    assert index.documents_held() == ["other.md", "secret.md"]
    library, _ = index.open()
    library.store.close()
    assert "quorvexil" not in held_in(library)
    assert "okapi" in held_in(library)


def test_a_name_that_would_be_cited_alike_can_take_the_place_of_one_removed(index: Index, tmp_path: Path) -> None:
    index.build(remove=("secret.md",), add=(own(tmp_path, "Secret.md", OTHER.replace("pelican", "okapi")),))
    assert index.documents_held() == ["Secret.md", "other.md"]
    assert served(index) == {"Secret.md", "other.md"}


def test_one_that_is_not_held_keeps_the_others(index: Index) -> None:
    with pytest.raises(CorpusError, match=r"no document 'x\.md'; held: other\.md, secret\.md"):
        index.build(remove=("secret.md", "x.md"))
    assert index.documents_held() == ["other.md", "secret.md"]


def test_a_document_that_was_never_indexed_is_removed_too(index: Index) -> None:
    (index.documents / ".hidden.md").write_text("quorvexil", encoding="utf-8")
    serving = index.current()
    index.build(remove=(".hidden.md",))
    assert index.documents_held() == ["other.md", "secret.md"]
    assert index.current() == serving


def test_a_process_that_cannot_open_the_newer_index_serves_on_without_what_was_removed(
    monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    monkeypatch.setattr(watching, "EVERY_S", 600.0)
    with Coach(index.settings) as coach:
        before = coach.ask(Question(text=QUESTION))
        assert "quorvexil" in before.answer
        of_frameworks = next(c.id for c in before.citations if not c.id.startswith("local/"))
        sealing = module.write_pointer
        monkeypatch.setattr(
            module, "write_pointer", lambda root, pointer: (damage_of(root / pointer.serves), sealing(root, pointer))
        )
        index.build(remove=("secret.md",))
        for _ in range(2):
            after = coach.ask(Question(text=QUESTION))
            assert after.citations[0].id == of_frameworks
            assert "quorvexil" not in after.answer
            assert not any(citation.id.startswith("local/") for citation in after.citations)
            assert after.provenance.index != before.provenance.index
        assert "until then own documents are left out" in str(coach.degraded)
        monkeypatch.setattr(libraries_module, "TRY_AGAIN_S", 0.0)
        coach._desks._libraries._try_again_at = 0.0
        monkeypatch.setattr(module, "write_pointer", sealing)
        index.build()
        assert coach.ask(Question(text=QUESTION)).provenance.index != after.provenance.index
        assert coach.degraded is None


def damage_of(generation: Path) -> None:
    (generation / "passages.json").write_bytes(b"[]")


def test_a_process_moves_on_to_a_removal_although_another_index_could_not_be_opened_just_before(
    monkeypatch: pytest.MonkeyPatch, index: Index, tmp_path: Path
) -> None:
    monkeypatch.setattr(watching, "EVERY_S", 600.0)
    libraries = Libraries(index.settings)
    index.build(add=(own(tmp_path, "third.md", "zeppelin"),))
    damage(index)
    with monkeypatch.context() as patched:
        patched.setattr(libraries, "_open", lambda _: cannot_be_opened())
        with libraries.borrow() as search:
            assert "quorvexil" in held_in(search.library)
    index.build(remove=("secret.md",))
    with libraries.borrow() as search:
        assert "quorvexil" not in held_in(search.library)
        assert "zeppelin" in held_in(search.library)
    libraries.close()


def cannot_be_opened() -> None:
    raise IndexUnusableError("damaged")


def test_equal_texts_are_cited_from_the_first_and_after_its_removal_from_the_second(
    index: Index, tmp_path: Path
) -> None:
    index.build(add=(own(tmp_path, "zz-same.md", SECRET),))
    assert index.documents_held() == ["other.md", "secret.md", "zz-same.md"]
    assert cited(index) == ["local/secret-md/1"]
    manifest = index.build(remove=("secret.md",))
    assert index.documents_held() == ["other.md", "zz-same.md"]
    assert manifest.documents == ("other.md", "zz-same.md")
    assert cited(index) == ["local/zz-same-md/1"]


def cited(index: Index) -> list[str]:
    with Coach(index.settings) as coach:
        answer = coach.ask(Question(text=QUESTION))
    assert "quorvexil" in answer.answer
    return [citation.id for citation in answer.citations if citation.id.startswith("local/")]

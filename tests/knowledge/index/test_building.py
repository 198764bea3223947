"""The index: built beside, swapped at once, opened by readers; own documents come and go without a trace."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import BusyError, CoachError, CorpusError, IndexUnusableError, ModelFileError
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.generation import read_manifest
from assistant.settings import Settings
from assistant.understanding.lessons import teach

Home = Callable[..., Settings]
pytestmark = pytest.mark.usefixtures("finished_here")


def generations(index: Index) -> list[Path]:
    return sorted(path for path in index.root.iterdir() if path.is_dir() and path.name != "cache")


def own(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_without_an_index_the_command_to_run_is_named(home: Home) -> None:
    with pytest.raises(IndexUnusableError, match=r"no index in .*; run `coach index` to build it"):
        Index(home(), teach).open()


def test_building_tells_what_it_does_and_opens(home: Home, built_index: Path) -> None:
    index = Index(home(), teach)
    shutil.copytree(built_index / "cache", index.root / "cache")
    told: list[str] = []
    manifest = index.build(told.append)
    assert told == [
        "reading documents",
        "compiling the encoder",
        "reading the corpus",
        "writing Chroma and checking",
    ]
    assert (manifest.passages, manifest.questions) == (24, 65)
    library, encoder = index.open()
    library.store.close()
    assert library.digest == manifest.digest
    assert encoder.card.fingerprint == manifest.encoder
    assert index.current().name.startswith(manifest.digest[:16])


def test_what_is_learned_anew_is_told(home: Home, built_index: Path) -> None:
    index = Index(home(), teach)
    shutil.copytree(built_index / "cache", index.root / "cache")
    for kept in (index.root / "cache").glob("*.learned"):
        kept.unlink()
    told: list[str] = []
    index.build(told.append)
    assert told[2:] == [
        "reading the corpus",
        "learning to find topics",
        "learning what turns do and ask",
        "writing Chroma and checking",
    ]


def test_building_again_with_nothing_changed_does_nothing(built_home: Home) -> None:
    index = Index(built_home(), teach)
    before = index.current()
    told: list[str] = []
    index.build(told.append)
    assert told[-1] == "nothing has changed"
    assert index.current() == before


def test_own_documents_are_added_replaced_listed_and_removed(built_home: Home, tmp_path: Path) -> None:
    index = Index(built_home(), teach)
    assert index.documents_held() == []
    index.build(add=(own(tmp_path, "AI policy.md", "# Policy\n\nAsk the zeppelin committee first.\n"),))
    assert index.documents_held() == ["AI policy.md"]
    library, _ = index.open()
    library.store.close()
    assert library.passages[-1].id == "local/ai-policy-md/1"
    assert library.passages[-1].source.publisher == "Your own document"
    assert len(library.framework_vectors) == len(library.passages) - 1
    manifest = index.build(add=(own(tmp_path, "AI policy.md", "# Policy\n\nAsk nobody.\n"),))
    assert manifest.documents == ("AI policy.md",)
    assert index.build(remove=("AI policy.md",)).documents == ()
    assert index.documents_held() == []


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (("a.pdf",), "only .md and .txt"),
        (("good.md", "empty.md"), "the file is empty"),
        (("nowhere.md",), "no such file"),
        (("one/plan.md", "two/plan.md"), "would both be cited as local/plan-md"),
        (("one/plan.md", "Plan.md"), "would both be cited as local/plan-md"),
    ],
)
def test_a_document_that_cannot_be_used_is_named_and_the_others_are_indexed(
    built_home: Home, tmp_path: Path, files: tuple[str, ...], words: str
) -> None:
    index = Index(built_home(), teach)
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if name != "nowhere.md":
            (tmp_path / name).write_text("" if name == "empty.md" else "text", encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        index.build(add=tuple(tmp_path / name for name in files))
    assert words in str(caught.value)
    assert ["good.md"] * ("good.md" in files) + ["plan.md"] * ("one/plan.md" in files) == index.documents_held()
    assert list(read_manifest(index.current()).documents) == index.documents_held()


def test_each_that_cannot_be_used_is_told_once_to_who_asks(
    built_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index(built_home(), teach)
    monkeypatch.setattr("assistant.knowledge.documents.passages.MOST_PASSAGES", 3)
    told: list[str] = []
    many = own(tmp_path, "many.md", "\n\n".join(f"# Note {n}\n\nword {n}" for n in range(4)))
    manifest = index.build(
        add=(tmp_path / "nowhere.md", many, own(tmp_path, "good.md", "alpha")),
        left_out=lambda one: told.append(str(one)),
    )
    assert manifest.documents == ("good.md",)
    too_many = f"{index.documents / 'many.md'}: it makes more than 3 different passages; split it, or leave parts out"
    assert told == [f"{tmp_path / 'nowhere.md'}: no such file or folder; check the path", too_many]
    told.clear()
    index.build(left_out=lambda one: told.append(str(one)))
    assert told == [too_many]
    index.build(remove=("many.md",))


def test_the_index_can_be_read_by_its_owner_alone(built_home: Home) -> None:
    index = Index(built_home(), teach)
    index.root.chmod(0o755)
    index.build()
    assert index.root.stat().st_mode & 0o777 == 0o700


def test_one_file_named_twice_is_added_once(built_home: Home, tmp_path: Path) -> None:
    index = Index(built_home(), teach)
    path = own(tmp_path, "a.md", "text")
    assert index.build(add=(path, tmp_path / "." / "a.md")).documents == ("a.md",)


def test_removing_what_is_not_held_names_what_is(built_home: Home) -> None:
    with pytest.raises(CorpusError, match=r"no document 'x\.md'; held: none"):
        Index(built_home(), teach).build(remove=("x.md",))


def test_one_older_generation_is_kept_and_leftovers_go(built_home: Home, tmp_path: Path) -> None:
    index = Index(built_home(), teach)
    first = index.current().name
    (index.root / "dead.1.building" / "chroma").mkdir(parents=True)
    index.documents.mkdir()
    (index.documents / ".half.md.partial").write_text("half", encoding="utf-8")
    index.build(add=(own(tmp_path, "a.md", "alpha"),))
    assert {path.name for path in generations(index)} == {first, index.current().name}
    assert [path.name for path in index.documents.iterdir()] == ["a.md"]
    second = index.current().name
    index.build(add=(own(tmp_path, "b.md", "beta"),))
    assert {path.name for path in generations(index)} == {second, index.current().name}
    index.build(remove=("a.md",))
    assert [path.name for path in generations(index)] == [index.current().name]


def test_a_corrupt_corpus_file_leaves_the_serving_index(built_home: Home, own_corpus: Path) -> None:
    settings = built_home(corpus=own_corpus)
    index = Index(settings, teach)
    before = index.current()
    (own_corpus / "cases.yaml").write_text("cases: [", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"cases\.yaml:\d+: not YAML"):
        index.build()
    assert index.current() == before
    assert len(generations(index)) == 1


@pytest.mark.parametrize("content", [b"", b"nowhere.1", b"../built", b"\xff\xfe\x00", b"a\x00b"])
def test_a_damaged_pointer_is_refused_and_healed(built_home: Home, content: bytes) -> None:
    index = Index(built_home(), teach)
    (index.root / "CURRENT").write_bytes(content)
    with pytest.raises(IndexUnusableError, match="CURRENT"):
        index.open()
    index.build()
    library, _ = index.open()
    library.store.close()
    assert library.degraded is None


def test_where_the_newest_is_damaged_the_one_before_serves_until_it_is_healed(built_home: Home, tmp_path: Path) -> None:
    index = Index(built_home(), teach)
    index.build(add=(own(tmp_path, "a.md", "alpha"),))
    for name in ("manifest.json", "passages.npy", "topics.json", "frameworks.json"):
        damaged = index.current() / name
        content = damaged.read_bytes()
        damaged.write_bytes(content[: len(content) // 2])
        library, _ = index.open()
        library.store.close()
        assert name in str(library.degraded)
        assert "the index before it serves" in str(library.degraded)
        assert library.passages[-1].id != "local/a-md/1"
        damaged.write_bytes(content)
    (index.current() / "passages.json").unlink()
    index.build()
    library, _ = index.open()
    library.store.close()
    assert library.degraded is None
    assert library.passages[-1].id == "local/a-md/1"


def test_with_nothing_to_fall_back_on_the_damaged_file_is_named(built_home: Home) -> None:
    index = Index(built_home(), teach)
    (index.current() / "questions.npy").unlink()
    with pytest.raises(IndexUnusableError, match=r"questions\.npy: damaged since it was built; run `coach index`"):
        index.open()


def test_a_generation_swept_while_it_is_opened_gives_way_to_the_newest(
    built_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index(built_home(), teach)
    serving, gone = index.current(), index.root / "gone.1"
    answers = iter([gone])
    monkeypatch.setattr(index, "current", lambda: next(answers, serving))
    library, _ = index.open()
    library.store.close()
    assert library.degraded is None


def test_a_missing_encoder_is_named_and_compiled_again(
    home: Home, built_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = built_home()
    (settings.home / "encoder").unlink()
    index = Index(settings, teach)
    with pytest.raises(ModelFileError, match=r"encoder\.json: the compiled encoder is missing"):
        index.open()


def test_while_another_builds_this_one_leaves(built_home: Home) -> None:
    settings = built_home()
    with Index(settings, teach)._lock(), pytest.raises(BusyError, match=r"process \d+ is building the index; wait"):
        Index(settings, teach).build()
    Index(settings, teach).build()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "the disk is full"),
        (OSError("18432 requested and 16352 written"), "the disk is full"),
        (OSError(5, "Chroma can't write (database or disk is full)"), "the disk is full"),
        (PermissionError(13, "Permission denied"), "set COACH_HOME to a folder of your own"),
        (PermissionError(13, "Permission denied", "/elsewhere/notes.md"), "/elsewhere/notes.md: can't be read"),
        (OSError(5, "Input/output error"), "Input/output error; mend that and run `coach index` again"),
    ],
)
def test_what_the_system_refuses_is_said_plainly(
    built_home: Home, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    index = Index(built_home(), teach)

    def refuse(*_: Any) -> None:
        raise error

    monkeypatch.setattr(index, "_build", refuse)
    with pytest.raises(CoachError) as caught:
        index.build()
    assert words in str(caught.value)
    assert type(caught.value).__name__ == "CoachError"

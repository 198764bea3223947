"""What the tests share: a small real corpus, the packaged encoder compiled once, and homes with an index in them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings as hypothesis_settings
from small import SMALL

from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.topics import Topics, read_topics
from assistant.knowledge.encoding.encoder import Encoder, compile_encoder
from assistant.knowledge.index.building import Index
from assistant.settings import Settings
from assistant.understanding.lessons import teach

# How long one example takes says nothing on a busy machine; tests of speed measure it themselves.
hypothesis_settings.register_profile("coach", deadline=None)
hypothesis_settings.load_profile("coach")

ROOT = Path(__file__).parent
MINI_CORPUS = ROOT / "data" / "mini-corpus"
OWN_DOCUMENTS = ROOT / "data" / "own-documents"
HEADLINE = "How do I start an AI task force?"
HEADLINE_LEAD = "digital-equity/leadership/culture-of-innovation/ai-leadership"

Home = Callable[..., Settings]


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all worker processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def mini_corpus() -> Path:
    """The small corpus; copy it before changing it (fixture ``own_corpus``)."""
    return MINI_CORPUS


@pytest.fixture
def own_corpus(tmp_path: Path) -> Path:
    """A copy of the small corpus that a test may change."""
    return Path(shutil.copytree(MINI_CORPUS, tmp_path / "corpus"))


@pytest.fixture(scope="session")
def frameworks(mini_corpus: Path) -> Frameworks:
    return read_frameworks(mini_corpus)


@pytest.fixture(scope="session")
def topics(mini_corpus: Path, frameworks: Frameworks) -> Topics:
    return read_topics(mini_corpus, frameworks)


@pytest.fixture(scope="session")
def encoder_home(run_folder: Path) -> Path:
    """The folder of compiled encoders; set COACH_TEST_ENCODER to keep it from run to run."""
    kept = os.environ.get("COACH_TEST_ENCODER")
    folder = Path(kept) if kept else run_folder / "encoder"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f"{folder.name}.lock"):
        compile_encoder("all-MiniLM-L6-v2", folder)
    return folder


@pytest.fixture(scope="session")
def encoder_folder(encoder_home: Path) -> Path:
    """The folder of the one compiled encoder."""
    return compile_encoder("all-MiniLM-L6-v2", encoder_home)


@pytest.fixture(scope="session")
def encoder(encoder_folder: Path) -> Encoder:
    return Encoder(encoder_folder)


@pytest.fixture
def home(tmp_path: Path, encoder_home: Path, mini_corpus: Path) -> Home:
    """Make settings of a fresh home with the compiled encoder in it: ``home()``, ``home("other", corpus=...)``."""

    def make(name: str = "home", **values: object) -> Settings:
        settings = Settings(**{"home": tmp_path / name, "corpus": mini_corpus, **SMALL, **values})
        settings.home.mkdir(parents=True, exist_ok=True)
        (settings.home / "encoder").symlink_to(encoder_home, target_is_directory=True)
        return settings

    return make


@pytest.fixture(scope="session")
def built_index(run_folder: Path, encoder_home: Path, mini_corpus: Path) -> Path:
    """The ``index`` folder of a home built from the small corpus; never changed."""
    made = run_folder / "built"
    with FileLock(run_folder / "built.lock"):
        if not (made / "index" / "CURRENT").is_file():
            made.mkdir(exist_ok=True)
            (made / "encoder").symlink_to(encoder_home, target_is_directory=True)
            Index(Settings(home=made, corpus=mini_corpus, **SMALL), teach).build()
    return made / "index"


@pytest.fixture(scope="session")
def index_with_documents(run_folder: Path, encoder_home: Path, mini_corpus: Path, built_index: Path) -> Path:
    """The ``index`` folder of a home built from the small corpus and three own documents; never changed."""
    made = run_folder / "with-documents"
    with FileLock(run_folder / "with-documents.lock"):
        if not made.is_dir():
            making = Path(shutil.copytree(built_index.parent, run_folder / "making", symlinks=True))
            Index(Settings(home=making, corpus=mini_corpus, **SMALL), teach).build(add=(OWN_DOCUMENTS,))
            making.rename(made)
    return made / "index"


@pytest.fixture
def built_home(home: Home, built_index: Path) -> Home:
    """Make settings of a fresh home with the small corpus's index in it."""

    def make(name: str = "built", **values: object) -> Settings:
        settings = home(name, **values)
        shutil.copytree(built_index, settings.home / "index")
        return settings

    return make


@pytest.fixture
def documents_home(home: Home, index_with_documents: Path) -> Home:
    """Make settings of a fresh home with three own documents and their index in it; Chroma is opened there."""

    def make(name: str = "documents", **values: object) -> Settings:
        settings = home(name, **values)
        for folder in ("index", "documents"):
            shutil.copytree(index_with_documents.parent / folder, settings.home / folder)
        return settings

    return make


@pytest.fixture
def environment() -> Callable[[Settings], dict[str, str]]:
    """Return the environment of a child process that runs ``python -m assistant`` with the given settings."""

    def make(settings: Settings, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
        own = {
            "COACH_HOME": str(settings.home),
            "COACH_CORPUS": str(settings.corpus),
            "COACH_ENCODER": settings.encoder,
            "COACH_ENCODER_INT8": str(settings.encoder_int8),
        }
        return {**kept, "PYTHONPATH": str(ROOT.parent), **own, **more}

    return make


@pytest.fixture
def coach_command() -> list[str]:
    """The words that start the command in a child process."""
    return [sys.executable, "-m", "assistant"]


@pytest.fixture
def tmpfs(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount a small disk of its own: ``tmpfs(megabytes)``; skips where that is not allowed."""
    import subprocess

    mounted: list[Path] = []

    def make(megabytes: int) -> Path:
        folder = tmp_path / f"disk{len(mounted)}"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        if os.name != "posix" or shutil.which("mount") is None or subprocess.run(command, check=False).returncode:
            pytest.skip("no disk can be mounted here")
        mounted.append(folder)
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=False)

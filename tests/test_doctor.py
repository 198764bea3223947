"""Doctor: what is installed, built and configured, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import doctor
from assistant.doctor import examine
from assistant.settings import Settings
from assistant.store import database_address, open_store

Home = Callable[..., Settings]


def test_a_built_home_is_well(built_home: Home) -> None:
    settings = built_home()
    well, report = examine(settings)
    assert well
    assert report.endswith("all is well")
    assert "problem:" not in report
    assert "passages" in report
    assert "own documents: none" in report
    for name in Settings.model_fields:
        assert f"  {name}" in report


def test_without_an_index_the_problem_says_what_to_do(home: Home) -> None:
    well, report = examine(home())
    assert not well
    assert "problem:" in report
    assert "coach index" in report
    assert "all is well" not in report


def test_a_damaged_file_is_named(built_home: Home) -> None:
    settings = built_home()
    index = settings.home / "index"
    generation = index / (index / "CURRENT").read_text(encoding="utf-8").strip()
    damaged = next(path for path in sorted(generation.rglob("*.npy")) if path.is_file())
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\x7f")
    well, report = examine(settings)
    assert not well
    assert f"{damaged}: damaged since it was built" in report


def test_a_missing_package_is_a_problem(built_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", ("leadership-coach", "no-such-package-here"))
    well, report = examine(built_home())
    assert not well
    assert "problem: no-such-package-here is not installed; pip install no-such-package-here" in report


def test_too_little_disk_is_a_problem(built_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_MB", 10**9)
    well, report = examine(built_home())
    assert not well
    assert "MB free; a build needs about" in report


def test_what_keeps_people_from_signing_in_is_a_problem_and_secrets_are_not_shown(home: Home) -> None:
    well, report = examine(home(sign_in="oidc", oidc_secret="very secret"))
    assert not well
    assert "problem: sign_in is 'oidc', which needs COACH_OIDC_DISCOVERY" in report
    assert "very secret" not in report
    assert "people sign in: passwords" in examine(home("other", sign_in="passwords"))[1]


def test_a_home_that_does_not_exist_yet_can_be_examined(tmp_path: Path, mini_corpus: Path) -> None:
    well, report = examine(Settings(home=tmp_path / "a" / "b", corpus=mini_corpus))
    assert not well
    assert "free disk" in report
    assert not (tmp_path / "a").exists()


def test_a_database_is_named_with_its_revision_and_size(home: Home) -> None:
    settings = home()
    assert "nothing is kept yet" in examine(settings)[1]
    assert not (settings.home / "coach.sqlite").exists()
    open_store(database_address(settings)).close()
    report = examine(settings)[1]
    assert f"database\n  sqlite:///{settings.home}/coach.sqlite\n  reachable, revision 0002, 0.1 MB\n" in report


def test_a_database_that_cannot_be_used_is_a_problem(home: Home) -> None:
    settings = home()
    settings.home.mkdir(parents=True, exist_ok=True)
    (settings.home / "coach.sqlite").write_bytes(b"")
    assert "coach.sqlite is empty, so what was kept there is lost" in examine(settings)[1]


def test_the_password_of_a_database_is_not_shown(home: Home) -> None:
    address = "postgresql+psycopg://ana:s3cret@127.0.0.1:9/coach?password=s3cret"
    well, report = examine(home().model_copy(update={"database_url": address}))
    assert not well
    assert "postgresql+psycopg://…@127.0.0.1:9/coach?password=…" in report
    assert "s3cret" not in report

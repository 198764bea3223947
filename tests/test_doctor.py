"""Doctor: what is installed, built and configured, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import doctor
from assistant.doctor import examine
from assistant.settings import Settings

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

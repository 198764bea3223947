"""Settings: defaults, then coach.toml, then the environment, and where each came from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import UsageError
from assistant.settings import Settings, data_folder, load_settings, origin_of


@pytest.fixture(autouse=True)
def bare_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working folder, and no settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("COACH_")]:
        monkeypatch.delenv(name)


def test_defaults_need_nothing() -> None:
    settings = load_settings()
    assert settings.host == "127.0.0.1"
    assert settings.port == 7860
    assert settings.corpus == data_folder("corpus")
    assert (settings.encoder, settings.encoder_int8, settings.reranker) == ("all-mpnet-base-v2", True, "")
    assert settings.personal == "mask"
    assert (settings.corpus / "sources.yaml").is_file()
    assert {origin_of(name) for name in Settings.model_fields} == {"default"}


def test_the_file_wins_over_defaults_and_the_environment_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("coach.toml").write_text('port = 8000\npassage_tokens = 100\nhome = "here"\n', encoding="utf-8")
    monkeypatch.setenv("COACH_PORT", "9000")
    settings = load_settings()
    assert (settings.port, settings.passage_tokens, settings.home) == (9000, 100, Path("here"))
    assert [origin_of(name) for name in ("port", "passage_tokens", "host")] == ["environment", "coach.toml", "default"]


def test_arguments_win_over_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_PORT", "9000")
    assert Settings(port=1234).port == 1234


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "0"),
        ("port", "65536"),
        ("port", "many"),
        ("passage_tokens", "59"),
        ("passage_tokens", "241"),
        ("encoder_int8", "perhaps"),
        ("personal", "perhaps"),
    ],
)
def test_a_wrong_value_is_named_with_where_it_may_stand(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"COACH_{name.upper()}", value)
    with pytest.raises(UsageError, match=rf"setting '{name}' \(COACH_{name.upper()} or coach.toml\).*got '{value}'"):
        load_settings()


def test_a_setting_that_does_not_exist_is_named() -> None:
    Path("coach.toml").write_text("prot = 8000\n", encoding="utf-8")
    with pytest.raises(UsageError, match="setting 'prot'"):
        load_settings()


def test_a_file_that_is_no_toml_is_told() -> None:
    Path("coach.toml").write_text("port = = 1", encoding="utf-8")
    with pytest.raises(UsageError, match=r"coach\.toml can't be read"):
        load_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1  # type: ignore[misc]


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())

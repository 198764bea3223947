"""Corpus files: what is wrong is located by file, line, field and value."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from assistant.errors import CorpusError
from assistant.knowledge.corpus.yaml_files import YamlFile, nearest_to


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    level: Literal["high", "low"] = "low"
    parts: tuple[str, ...] = ()


class Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid")

    items: tuple[Item, ...]


def shelf(tmp_path: Path, text: str) -> YamlFile:
    path = tmp_path / "shelf.yaml"
    path.write_text(text, encoding="utf-8")
    return YamlFile(path)


def test_a_right_file_becomes_its_model(tmp_path: Path) -> None:
    read = shelf(tmp_path, "items:\n  - id: a\n    level: high\n    parts: [x, y]\n").parse(Shelf)
    assert read == Shelf(items=(Item(id="a", level="high", parts=("x", "y")),))


@pytest.mark.parametrize("word", ["off", "no", "yes", "on", "2024-08-01", "2024-02-31"])
def test_words_and_dates_stay_words(tmp_path: Path, word: str) -> None:
    assert shelf(tmp_path, f"items: [{{id: {word}}}]").parse(Shelf).items[0].id == word


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("items:\n  - id: a\n    levl: high\n", 3, "no such field; did you mean 'level'?"),
        ("items:\n  - id: a\n    level: hihg\n", 3, "got 'hihg', expected 'high' or 'low'; did you mean 'high'?"),
        ("items:\n  - level: low\n", 2, "items.0.id: this field is required and missing"),
        ("items:\n  - id: a\n  - id: [b]\n", 3, "items.1.id: Input should be a valid string, got ['b']"),
        ("items:\n  - id: a\n    parts: x\n", 3, "items.0.parts"),
        ("itmes: []\n", 1, "items: this field is required"),
        ("items:\n  - id: a\n   level: low\n", 3, "not YAML"),
        ("items: [a\n", 2, "not YAML"),
        ("items: {}\x00\n", 1, "not YAML"),
        ("", 1, "the file: "),
    ],
)
def test_a_mistake_names_its_line_and_what_was_expected(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(CorpusError) as caught:
        shelf(tmp_path, text).parse(Shelf)
    assert f"shelf.yaml:{line}: " in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["a: !!int x", "a: !!timestamp x", "a: !!float x", f"a: {'1' * 5000}"])
def test_a_value_that_is_not_of_its_tag_is_a_corpus_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(CorpusError, match="not YAML that can be read"):
        shelf(tmp_path, text)


def test_a_long_wrong_value_is_shown_short(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        shelf(tmp_path, f"items:\n  - id: [{'x' * 500}]\n").parse(Shelf)
    assert len(str(caught.value)) < 300


def test_a_missing_file_and_one_of_other_bytes_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere\.yaml: can't be read"):
        YamlFile(tmp_path / "nowhere.yaml")
    (tmp_path / "latin.yaml").write_bytes("é".encode("latin-1"))
    with pytest.raises(CorpusError, match=r"latin\.yaml: can't be read"):
        YamlFile(tmp_path / "latin.yaml")


def test_an_error_found_later_is_located_at_the_nearest_parent(tmp_path: Path) -> None:
    file = shelf(tmp_path, "items:\n  - id: a\n  - id: b\n")
    assert file.line_of(("items", 1, "id")) == 3
    assert file.line_of(("items", 1, "parts", 4)) == 3
    assert file.line_of(("items", 9)) == 2
    assert "shelf.yaml:3: items.1.id: is odd" in str(file.error(("items", 1, "id"), "is odd"))


def test_the_nearest_valid_value_is_offered_only_where_it_is_close() -> None:
    assert nearest_to("ledership", ["leadership", "money"]) == "; did you mean 'leadership'?"
    assert nearest_to("zzz", ["leadership", "money"]) == ""


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60) | st.text(alphabet="[]{}:-!&*?|>#'\" \nab1", max_size=40))
def test_any_text_is_read_or_refused_in_our_own_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(CorpusError):
        assert isinstance(YamlFile(path).parse(Shelf), Shelf)

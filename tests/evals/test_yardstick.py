"""The public yardstick on a small file of the same format: what is read, learned, measured and said."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.errors import UsageError
from assistant.knowledge.search.voting import Ballot
from assistant.settings import Settings
from evals.cli import app
from evals.yardstick.intents import read_intents
from evals.yardstick.measuring import measure, told

Home = Callable[..., Settings]
WAYS = {
    "weather": (
        ["what is", "tell me", "do you know", "please say"],
        ["the weather", "if it rains", "how cold it gets"],
    ),
    "alarm": (["please set", "can you set", "I need", "make"], ["an alarm", "a clock to wake me", "a wake-up call"]),
    "translate": (
        ["how do I say", "translate", "what is", "put"],
        ["hello in French", "thanks in Spanish", "yes in Thai"],
    ),
}
OFF = (["who won", "tell me about", "I read about", "what of"], ["the chess match", "the old museum", "the tall tower"])


def asked(ways: tuple[list[str], list[str]], where: str) -> list[list[str]]:
    """The sentences of one intent: with every end a beginning to learn from, one to calibrate and one to measure."""
    begins = {"train": ways[0][:2], "val": ways[0][2:3], "test": ways[0][3:]}[where]
    return [[f"{begin} {end}"] for begin, end in product(begins, ways[1])]


def small_file() -> dict[str, list[list[str]]]:
    held = {
        w: [[*row, name] for name, ways in WAYS.items() for row in asked(ways, w)] for w in ("train", "val", "test")
    }
    return {**held, **{f"oos_{w}": [[*row, "oos"] for row in asked(OFF, w)] for w in ("train", "val", "test")}}


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Any], Path]:
    def write(held: Any) -> Path:
        path = tmp_path / "intents.json"
        path.write_text(held if isinstance(held, str) else json.dumps(held), encoding="utf-8")
        return path

    return write


def test_questions_are_read_with_their_intents_and_those_off_scope_behind(written: Callable[[Any], Path]) -> None:
    intents = read_intents(written(small_file()))
    assert intents.names == ("alarm", "translate", "weather")
    assert (len(intents.train), len(intents.val), len(intents.test)) == (24, 12, 12)
    assert intents.train[0].intent == 2
    assert [question.intent for question in intents.test[-4:]] == [0 + 1, 3, 3, 3]
    assert len(intents.sha256) == 64


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ("{", "not JSON"),
        ("[]", "holds a list; expected a JSON object of train, val, test, oos_train"),
        ({"oos_val": None}, "'oos_val' holds no list of questions"),
        ({"oos_test": []}, "'oos_test' holds no list of questions"),
        ({"train": [["hi", "a"], ["ho"]]}, "'train', question 2: expected [text, intent], got ['ho']"),
        ({"train": [["hi", 3]]}, "'train', question 1: expected [text, intent], got ['hi', 3]"),
        ({"train": [["hi", " "]]}, "'train', question 1: the intent is empty in ['hi', ' ']"),
        ({"val": [["", "alarm"]]}, "'val', question 1: the text is empty in ['', 'alarm']"),
        ({"train": [["hi", "a"], ["hello", "a"]]}, "'train' holds the intent 'a' alone; expected two or more"),
        ({"test": [["hi", "greet"]]}, "'test', question 1: no question of the intent 'greet' in 'train'"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_the_place(
    changed: Any, words: str, written: Callable[[Any], Path]
) -> None:
    held = {**small_file(), **changed} if isinstance(changed, dict) else changed
    with pytest.raises(UsageError) as refused:
        read_intents(written(held))
    assert words in str(refused.value)
    assert "intents.json" in str(refused.value)


def test_a_missing_split_is_named(written: Callable[[Any], Path]) -> None:
    held = small_file()
    del held["oos_train"]
    with pytest.raises(UsageError, match="'oos_train' is missing; expected a JSON object of train, val"):
        read_intents(written(held))


def vectors_of(numbers: list[int], seed: int) -> np.ndarray:
    """Unit vectors near the axis of each question's intent."""
    vectors = np.eye(4)[numbers] + np.random.default_rng(seed).normal(size=(len(numbers), 4)) * 0.1
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_what_is_told_of_questions_kept_apart_is_counted(written: Callable[[Any], Path]) -> None:
    intents = read_intents(written(small_file()))
    train, val, test = ([q.intent for q in split] for split in (intents.train, intents.val, intents.test))
    test[0] = 0  # the vector of the first question measured with, on the weather, is that of another intent
    test[-1] = 2  # and that of the last one, off scope, is one in scope
    measured = measure(intents, vectors_of(train, 1), vectors_of(val, 2), vectors_of(test, 3))
    assert measured.accuracy.value == measured.from_training_alone.value == pytest.approx(8 / 9)
    assert measured.accuracy.low < 8 / 9 < measured.accuracy.high
    assert measured.auc.value < 1
    for found in (measured.product, measured.keeping):
        assert found.declined.value == pytest.approx(2 / 3)
        assert found.right.value <= found.kept.value
        assert (found.kept.questions, found.declined.questions) == (9, 3)
    assert measured.keeping.kept.value > 0.5


def test_only_intents_in_scope_are_told() -> None:
    shares = np.array([0.1, 0.2, 0.7], dtype=np.float32)
    ballot = Ballot(shares=shares, at_a_glance=shares, indicators=shares, nearest=1, best=0.7, off=0.7, margin=1)
    assert told(ballot, 2) == 1


@pytest.fixture
def command(
    home: Home, environment: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Run ``python -m evals yardstick`` with the test encoder."""
    for name, value in environment(home()).items():
        if name.startswith("COACH_"):
            monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(app, ["yardstick", *map(str, arguments)])


def test_the_command_prints_figures_beside_what_is_published(
    command: Callable[..., Result], written: Callable[[Any], Path], tmp_path: Path
) -> None:
    path, cache = written(small_file()), tmp_path / "vectors"
    first = command(path, "--cache", cache)
    assert first.exit_code == 0, first.output
    assert "encoder all-MiniLM-L6-v2, exact, no adapter" in first.stdout
    assert "48 texts encoded" in first.stdout
    assert "in scope, nothing declined: right" in first.stdout
    assert "Larson et al. 2019" in first.stdout
    again = command(path, "--cache", cache, "--json")
    held = json.loads(again.stdout)
    assert held["encoded"] == 0
    assert held["accuracy"]["questions"] == 9
    assert held["accuracy"]["value"] > 0.8
    assert held["published"][0]["in_scope"] == 0.969


def test_the_command_takes_another_encoder(command: Callable[..., Result], written: Callable[[Any], Path]) -> None:
    found = command(written(small_file()), "--encoder", "nowhere", "--no-adapter")
    assert isinstance(found.exception, UsageError)
    assert "encoder 'nowhere'" in str(found.exception)

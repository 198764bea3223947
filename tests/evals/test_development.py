"""Questions to develop with: whole, in the terms of the corpus, and no questions of the evals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.knowledge import search, voting
from assistant.knowledge.frameworks import read_frameworks
from assistant.knowledge.spelling import Spelling
from assistant.knowledge.topics import read_topics
from assistant.settings import data_folder
from evals import development
from evals.ablation import changes
from evals.cases import FOLDER, read_cases

HERE = Path(development.__file__).parent


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def test_second_turns_speak_of_topics_that_exist() -> None:
    corpus = data_folder("corpus")
    known = {topic.id for topic in read_topics(corpus, read_frameworks(corpus)).inside}
    turns = rows("second-turns.jsonl")
    assert {row["relation"] for row in turns} == {"continue", "leave"}
    assert {str(row["topic"]) for row in turns} <= {*known, "off"}
    assert {str(row["before_topic"]) for row in turns} <= known


def test_premises_are_told_apart_from_sound_questions() -> None:
    traps = [row["trap"] for row in rows("premises.jsonl")]
    assert traps.count(True) >= 100
    assert traps.count(False) >= 100


def test_no_question_is_one_of_the_evals() -> None:
    cases = {case.question.casefold() for case in read_cases(FOLDER)}
    own = {str(row["ask"]).casefold() for row in rows("second-turns.jsonl")}
    own |= {str(row["text"]).casefold() for row in rows("premises.jsonl")}
    assert not cases & own


@pytest.mark.parametrize("name", changes())
def test_what_an_ablation_takes_out_is_put_back(name: str) -> None:
    before = (dict(voting.WEIGHTS), search.PASSAGE_WEIGHT, Spelling.mend)
    with changes()[name]():
        pass
    assert (dict(voting.WEIGHTS), search.PASSAGE_WEIGHT, Spelling.mend) == before


def test_an_ablation_takes_a_way_out() -> None:
    with changes()["without grams"]():
        assert voting.WEIGHTS["grams"] == 0.0
    with changes()["words alone"]():
        assert {way for way, weight in voting.WEIGHTS.items() if weight} == {"words"}

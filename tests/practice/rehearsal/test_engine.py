"""A rehearsal under way: the arithmetic, one turn back, stop and go on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UsageError
from assistant.knowledge.corpus.rehearsals import WAYS, Reply, Route, Scenario, Standing
from assistant.practice.rehearsal.engine import (
    Rehearsal,
    Said,
    back,
    choices,
    most_left,
    place,
    read_rehearsal,
    say,
)

whole = st.integers(-3, 3)
REPLY = {"say": "Sit down a minute.", "reaction": "All right then.", "why": "It makes room for them.", "serves": "x"}


@pytest.fixture
def scenario(scenarios: Mapping[str, Scenario]) -> Scenario:
    return scenarios["worried-parent-ai"]


@given(st.lists(st.tuples(whole, whole, whole), max_size=5))
def test_a_standing_is_the_sum_of_the_moves(moves: list[tuple[int, int, int]]) -> None:
    standing = Standing()
    for trust, facts, commitment in moves:
        standing = Reply(**REPLY, builds="y", trust=trust, facts=facts, commitment=commitment).moves(standing)
    assert (standing.trust, standing.facts, standing.commitment) == tuple(
        map(sum, zip(*moves, strict=True))
    ) or not moves


def test_a_route_is_open_from_its_least_upward() -> None:
    route = Route(to="end", trust=2, facts=0)
    assert route.open_at(Standing(trust=2, facts=0, commitment=-3))
    assert not route.open_at(Standing(trust=1, facts=5))
    assert not route.open_at(Standing(trust=2, facts=-1))
    assert Route(to="end").open_at(Standing(trust=-9))


def test_guarded_words_are_said_where_trust_is_below_zero(scenario: Scenario) -> None:
    turn = scenario.turn("can-i-say-no")
    assert turn is not None
    assert turn.heard(Standing(trust=-1)) == turn.guarded
    assert turn.heard(Standing(trust=0)) == turn.says


def test_back_undoes_what_a_reply_changed(scenario: Scenario) -> None:
    begun = Rehearsal(scenario=scenario.id)
    once = say(scenario, begun, "strong")
    twice = say(scenario, once, "weak", "in my own words")
    assert back(twice) == once
    assert place(scenario, back(twice)) == place(scenario, once)
    assert back(back(back(twice))) == begun


def test_words_of_their_own_are_kept_beside_the_reply_that_they_came_to(scenario: Scenario) -> None:
    moment = place(scenario, say(scenario, Rehearsal(scenario=scenario.id), "strong", "Tell me more.")).moments[0]
    assert (moment.words, moment.typed) == ("Tell me more.", True)
    assert moment.reply is scenario.turns[0].replies.strong


def test_the_choices_are_all_three_in_the_same_order_each_time(scenario: Scenario) -> None:
    for turn in scenario.turns:
        assert {way for way, _ in choices(scenario, turn)} == set(WAYS)
        assert choices(scenario, turn) == choices(scenario, turn)


def test_the_turns_left_count_down_to_none(scenario: Scenario) -> None:
    rehearsal = Rehearsal(scenario=scenario.id)
    left = []
    while (at := place(scenario, rehearsal)).turn is not None:
        left.append(most_left(scenario, at))
        rehearsal = say(scenario, rehearsal, "strong")
    assert left == [4, 3, 2, 1]
    assert most_left(scenario, at) == 0


def test_nothing_is_said_after_the_end(scenario: Scenario) -> None:
    rehearsal = Rehearsal(scenario=scenario.id)
    while place(scenario, rehearsal).turn is not None:
        rehearsal = say(scenario, rehearsal, "weak")
    with pytest.raises(UsageError, match="has ended"):
        say(scenario, rehearsal, "strong")


def test_a_rehearsal_survives_as_json(scenario: Scenario, tmp_path: Path) -> None:
    kept = say(scenario, say(scenario, Rehearsal(scenario=scenario.id), "strong"), "backfires", "Na ja … “so”")
    (tmp_path / "kept.json").write_text(kept.model_dump_json(), encoding="utf-8")
    assert read_rehearsal(tmp_path / "kept.json") == kept
    assert read_rehearsal(tmp_path / "none.json") is None


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"scenario": "x"', '{"scenario": "x", "version": 2}', '{"more": 1}']
)
def test_a_file_that_is_no_rehearsal_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "kept.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="no kept rehearsal"):
        read_rehearsal(tmp_path / "kept.json")


@pytest.mark.parametrize("turns", [("gone",), ("opening", "opening"), ("opening", "who-read-it")])
def test_a_rehearsal_of_a_scenario_that_was_changed_is_refused(scenario: Scenario, turns: tuple[str, ...]) -> None:
    kept = Rehearsal(scenario=scenario.id, said=tuple(Said(turn=turn, reply="strong") for turn in turns))
    with pytest.raises(UsageError, match="was changed since"):
        place(scenario, kept)


def test_a_rehearsal_of_another_scenario_is_refused(scenario: Scenario) -> None:
    with pytest.raises(UsageError, match="is of 'another'"):
        place(scenario, Rehearsal(scenario="another"))

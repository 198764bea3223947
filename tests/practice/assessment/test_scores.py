"""Scores: the arithmetic holds, whatever is rated and whatever isn't."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import Answer, Assessment, Person
from assistant.practice.assessment.moves import MOST_MOVES, gaps, moves, strengths
from assistant.practice.assessment.scores import figure, in_place, nearest_level, results, score, shown, values_of

LEVEL = st.integers(1, 4).map(Fraction)
NAMES = [f"i{n}" for n in range(12)]
VALUES = st.dictionaries(st.sampled_from(NAMES), LEVEL)


@given(VALUES)
def test_a_mean_lies_between_the_levels_it_is_made_of(values: dict[str, Fraction]) -> None:
    made = score(NAMES, values)
    assert len(made.values) + len(made.left_out) == len(NAMES)
    assert set(made.left_out) == set(NAMES) - set(values)
    if made.mean is None:
        assert made.level is None
        assert not values
    else:
        assert min(values.values()) <= made.mean <= max(values.values())
        assert made.level in {1, 2, 3, 4}
        assert abs(figure(made.mean) - made.level) <= Fraction(1, 2)


@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(values: dict[str, Fraction], random: object) -> None:
    other = list(NAMES)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert score(other, values).mean == score(NAMES, values).mean
    assert score(other, values).arithmetic() == score(NAMES, values).arithmetic()


@given(VALUES, st.sampled_from(NAMES))
def test_an_item_that_is_not_rated_counts_neither_way(values: dict[str, Fraction], name: str) -> None:
    without = {item: level for item, level in values.items() if item != name}
    assert score(NAMES, without).mean == score([n for n in NAMES if n != name], without).mean


@given(VALUES, st.sampled_from(NAMES))
def test_a_higher_level_never_lowers_the_mean(values: dict[str, Fraction], name: str) -> None:
    low = score(NAMES, {**values, name: Fraction(1)}).mean
    high = score(NAMES, {**values, name: Fraction(4)}).mean
    assert low is not None
    assert high is not None
    assert low < high


@given(VALUES)
def test_the_arithmetic_that_is_shown_is_right(values: dict[str, Fraction]) -> None:
    made = score(NAMES, values)
    said = made.arithmetic()
    if len(values) > 1:
        products, total, divided = re.fullmatch(r"(.+) = (\d+); (.+) = [\d.]+", said).groups()  # type: ignore[union-attr]
        added = sum(int(n) * int(level) for n, level in re.findall(r"(\d+) × (\d)", products))
        assert added == int(total) == sum(values.values())
        assert divided == f"{total} ÷ {len(values)}"
        assert said.endswith(f"= {shown(made.mean)}")


def test_half_way_between_two_levels_is_the_lower_one() -> None:
    assert [nearest_level(Fraction(n, 2)) for n in range(2, 9)] == [1, 1, 2, 2, 3, 3, 4]
    assert nearest_level(Fraction(28, 11)) == 2  # 2.545 is shown as 2.5
    assert [in_place(Fraction(n, 100)) for n in (294, 295)] == [False, True]
    assert (shown(Fraction(7, 4)), shown(Fraction(9, 4)), shown(Fraction(2)), shown(None)) == ("1.8", "2.3", "2.0", "–")


@given(data=st.data())
def test_moves_are_of_what_is_weak_and_never_one_topic_twice(ground: Ground, data: st.DataObject) -> None:
    framework = data.draw(st.sampled_from([framework.id for framework in ground.frameworks.frameworks]))
    items = ground.items((framework,))
    rated = data.draw(st.dictionaries(st.sampled_from([item.id for item in items]), LEVEL))
    found = results(items, rated, ground.frameworks)
    made = moves(items, found, ground)
    chosen = made.moves
    weak = [item for item in items if rated.get(item.id, 4) < 3]
    assert {move.item.id for move in chosen} <= {item.id for item in weak}
    assert len({move.topic.id for move in chosen}) == len(chosen) <= MOST_MOVES
    assert chosen or not weak
    assert all(move.step in move.topic.next_steps and rated[move.item.id] < 3 for move in chosen)
    places = [item.id for item in items]
    assert [places.index(move.item.id) for move in chosen] == sorted(places.index(move.item.id) for move in chosen)
    held = {item.id for waiting in made.waiting.values() for item in waiting}
    assert not held & {move.item.id for move in chosen}
    assert not {item.id for item in made.ties} & (held | {move.item.id for move in chosen})
    assert all(rated[item.id] >= 3 for item in strengths(items, found))
    assert all(rated[item.id] < 3 for item in gaps(items, found))


def test_an_indicator_weighs_by_its_items_and_items_where_indicators_are_few(ground: Ground) -> None:
    domain = "/".join(ground.levels.items[0].id.split("/")[:2])
    items = ground.items((domain,))
    answers = tuple(Answer(item=item.id, level=2) for item in items)
    assessment = Assessment(title="Us", items=tuple(i.id for i in items), people=(Person(answers=answers),))
    found = results(items, values_of(assessment), ground.frameworks)
    first = max(moves(items, found, ground).moves, key=lambda move: move.below)
    assert first.below == max(sum(i.indicator == item.indicator for i in items) for item in items)
    assert first.gain == Fraction(first.below, len(items))
    assert f"with {first.below} items below level 3" in first.reason
    few = [item for item in items if item.indicator == first.indicator]
    chosen = moves(few, results(few, values_of(assessment), ground.frameworks), ground).moves
    assert [move.below for move in chosen] == [1, 1, 1]

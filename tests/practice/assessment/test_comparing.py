"""A team's answers: nobody can be made out; and what changed from one round to the next."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.practice.assessment.comparing import FEWEST_SHOWN, TooFewError, changes, side_by_side, team_values
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import GROUPS, Answer, Assessment, Group, Level, Person

ITEM = "a"
GIVEN = st.lists(st.tuples(st.sampled_from([*GROUPS, None]), st.sampled_from([1, 2, 3, 4])), max_size=16)


def team(given_ones: list[tuple[Group | None, Level]]) -> Assessment:
    people = tuple(
        Person(name=f"p{n}", group=group, answers=(Answer(item=ITEM, level=level, note=f"note of p{n}"),))
        for n, (group, level) in enumerate(given_ones)
    )
    return Assessment(title="Us", items=(ITEM,), people=people)


@given(GIVEN)
def test_fewer_than_five_are_never_shown_apart(given_ones: list[tuple[Group | None, Level]]) -> None:
    if len(given_ones) < FEWEST_SHOWN:
        with pytest.raises(TooFewError):
            side_by_side(team(given_ones))
        return
    [spread] = side_by_side(team(given_ones))
    assert spread.answers == len(given_ones) == sum(spread.counts)
    sizes = {group: sum(of == group for of, _ in given_ones) for group in (*GROUPS, None)}
    small = [group for group in GROUPS if sizes[group] < FEWEST_SHOWN]
    if small or 0 < sizes[None] < FEWEST_SHOWN:
        assert spread.groups == {}
        assert spread.gap is None
    else:
        leaders, staff = (Fraction(sum(n for of, n in given_ones if of == g), sizes[g]) for g in GROUPS)
        assert spread.gap == leaders - staff


def test_an_item_that_few_answered_is_left_out() -> None:
    people = tuple(
        Person(name=f"p{n}", answers=(Answer(item="a", level=2), *((Answer(item="b", level=4),) if n < 4 else ())))
        for n in range(6)
    )
    spreads = side_by_side(Assessment(title="Us", items=("a", "b"), people=people))
    assert [spread.answers for spread in spreads] == [6, None]
    assert team_values(spreads) == {"a": 2}


def test_a_teams_report_and_json_name_nobody(ground: Ground, passages: object) -> None:
    from datetime import date

    from assistant.practice.assessment.exchange import exported, team_table
    from assistant.practice.assessment.report import report, sheet
    from assistant.practice.assessment.team import side_by_side_blocks
    from assistant.practice.exports.markdown import markdown

    items = ground.items(ground.levels.by_id)[:3]
    people = tuple(
        Person(
            name=f"Somebody{n}",
            group=GROUPS[n % 2],
            answers=tuple(Answer(item=item.id, level=1 + 3 * (n % 2), note=f"secret {n}") for item in items),
        )
        for n in range(10)
    )
    assessment = Assessment(title="Us", items=tuple(item.id for item in items), people=people)
    spreads = side_by_side(assessment)
    told = report(assessment, ground, today=date(2026, 11, 27), values=team_values(spreads))
    made = sheet(told, ground, passages, tuple(side_by_side_blocks(assessment, items, spreads)))  # type: ignore[arg-type]
    written = markdown(made) + exported(told, spreads) + team_table(spreads, {item.id: item.name for item in items})
    assert "Somebody" not in written
    assert "secret" not in written
    assert "10 people answered, 5 leaders and 5 staff." in written
    assert json.loads(exported(told, spreads))["team"][0]["gap"] == -3


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 4).map(Fraction)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 4).map(Fraction)),
)
def test_changes_count_what_was_rated_both_times(before: dict[str, Fraction], now: dict[str, Fraction]) -> None:
    from assistant.practice.assessment.model import Item

    scale = ("one", "two", "three", "four")
    items = [Item(id=i, indicator=i, name=i, asks="x", scale=scale, levels=scale) for i in "abcd"]
    found = changes(items, before, now)
    both = set(before) & set(now)
    assert len(found.before.values) == len(found.now.values) == len(both)
    assert sum((one.by for one in found.items if one.by is not None), Fraction()) == sum(
        (now[i] - before[i] for i in both), Fraction()
    )
    assert all((one.by is None) == (one.item not in both) for one in found.items)

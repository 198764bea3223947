"""A self-assessment in a conversation: nothing kept, the next question from the words so far, and what they come to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.practice.assessment.interview import CHOICES, begin, take
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import Assessment, Item
from assistant.practice.assessment.report import report
from assistant.practice.assessment.talk import Said, Standing, after, asked, replayed, summed_up

TODAY = date(2026, 11, 27)
SUBJECT = tuple(f"advice/families-in-many-languages/{n}" for n in range(1, 6))


@pytest.fixture(scope="module")
def items(ground: Ground) -> tuple[Item, ...]:
    return ground.items(SUBJECT)


@pytest.fixture(scope="module")
def fresh(items: tuple[Item, ...]) -> Assessment:
    return Assessment(title="Families", items=tuple(item.id for item in items))


def test_one_item_is_asked_at_a_time(fresh: Assessment, items: tuple[Item, ...]) -> None:
    first = replayed(fresh, items, [])
    assert (first.state, first.assessment.rated) == ("asking", 0)
    assert f"1 of 5: **{items[0].name}**" in first.said
    assert f"What we advise: {items[0].practice}" in first.said
    assert asked(first).endswith(f"{CHOICES}.")
    assert items[1].name not in first.said
    assert f"2 of 5: **{items[1].name}**" in replayed(fresh, items, ["3, since May"]).said
    over = replayed(fresh, items, ["3", "skip", "2", "1", "not yet"])
    assert (over.state, over.assessment.rated) == ("over", 4)
    assert replayed(fresh, items, ["3", "skip", "2", "1", "not yet", "and a plan, please"]) == over


WORDS = st.one_of(st.sampled_from(["1", "2", "3 good", "skip", "back", "stop", "yes", "in place", "what?"]), st.text())


@given(said=st.lists(WORDS, max_size=12), more=WORDS)
def test_the_same_words_lead_to_the_same_place_and_one_more_goes_on_from_there(
    ground: Ground, said: list[str], more: str
) -> None:
    items = ground.items(SUBJECT)
    fresh = Assessment(title="Families", items=SUBJECT)
    at = replayed(fresh, items, said)
    assert replayed(fresh, items, said) == at
    resumed = begin(at.assessment, items) if at.state == "stopped" else at
    step = at if at.state == "over" else take(resumed.assessment, items, more)
    assert replayed(fresh, items, [*said, more]) == step


def test_what_comes_after_stop_goes_on(fresh: Assessment, items: tuple[Item, ...]) -> None:
    assert replayed(fresh, items, ["3", "stop"]).state == "stopped"
    on = replayed(fresh, items, ["3", "stop", "2"])
    assert (on.state, on.assessment.rated) == ("asking", 2)


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("I'd say 2", 2),
        ("probably a 3", 3),
        ("we're at 2, but only in one school", 2),
        ("2.5", 2),
        ("between 3 and 4", 3),
        ("Honestly, not yet", 1),
        ("I think it's in place", 3),
    ],
)
def test_a_level_in_a_sentence_is_read_back_before_it_counts(
    fresh: Assessment, items: tuple[Item, ...], words: str, level: int
) -> None:
    turn = replayed(fresh, items, [words])
    assert turn.assessment.rated == 0
    assert f"That sounds like {level}" in turn.said
    [answer] = replayed(fresh, items, [words, "yes"]).assessment.person.answers
    assert (answer.level, answer.note) == (level, words)


@pytest.mark.parametrize(
    "words", ["I think 3 schools do that", "we're 2 people", "about 40", "what do you mean by that?"]
)
def test_other_numbers_and_questions_are_no_answer(fresh: Assessment, items: tuple[Item, ...], words: str) -> None:
    turn = replayed(fresh, items, [words])
    assert (turn.state, turn.assessment.rated) == ("asking", 0)
    assert "That sounds like" not in turn.said


def test_what_the_answers_come_to_is_summed_up(ground: Ground, fresh: Assessment, items: tuple[Item, ...]) -> None:
    turn = replayed(fresh, items, ["1 nothing in Somali", "3", "3", "2", "skip"])
    said = summed_up(report(turn.assessment, ground, today=TODAY))
    assert "**Where you stand:** 2.3 on a scale of 1 to 4, nearest “started” (" in said
    assert "= 9; 9 ÷ 4 = 2.3; 1 not rated)" in said
    assert f"**Weakest:** {items[0].name} (1, not yet); {items[3].name} (2, started)." in said
    assert f"1. {items[0].practice}" in said
    assert summed_up(report(fresh, ground, today=TODAY)) == "Nothing is rated, so there is nothing to sum up."


def heard(fresh: Assessment, items: tuple[Item, ...], *said: Said) -> Standing:
    at = Standing(turn=begin(fresh, items))
    for one in said:
        at = after(at, items, one)
    return at


def test_what_was_answered_otherwise_leaves_the_interview_where_it_is(
    fresh: Assessment, items: tuple[Item, ...]
) -> None:
    asked_of = Said(words="Who should own this?", answered=False)
    at = heard(fresh, items, Said(words="3"), asked_of, Said(words="2", answered=False))
    assert (at.heard, at.turn.assessment.rated) == (False, 1)
    assert at.resumes("go on")
    on = after(at, items, Said(words="continue the interview"))
    assert on.heard
    assert f"2 of 5: **{items[1].name}**" in on.turn.said
    assert after(on, items, Said(words="2")).turn.assessment.rated == 2


def test_after_a_stop_and_other_things_only_the_interview_by_name_goes_on(
    fresh: Assessment, items: tuple[Item, ...]
) -> None:
    stopped = heard(fresh, items, Said(words="3"), Said(words="stop"))
    assert stopped.turn.state == "stopped"
    assert stopped.resumes("Go on.")
    other = after(stopped, items, Said(words="Who should own this?", answered=False))
    assert not other.resumes("go on")
    assert other.resumes("Please continue the interview")


def test_a_stop_after_other_things_ends_it(fresh: Assessment, items: tuple[Item, ...]) -> None:
    at = heard(fresh, items, Said(words="3"), Said(words="Who should own this?", answered=False), Said(words="stop"))
    assert (at.heard, at.turn.state) == (True, "stopped")


def test_an_interview_that_is_over_isnt_gone_on_with(fresh: Assessment, items: tuple[Item, ...]) -> None:
    over = heard(fresh, items, *(Said(words=str(n)) for n in (1, 2, 3, 4, 1)))
    assert over.turn.state == "over"
    assert not over.unfinished
    assert not over.resumes("continue the interview")

"""The interview: one item at a time, in words or numbers, and on from where it was left."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.practice.assessment.interview import begin, is_reply, level_in, take
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import Assessment, Item


@pytest.fixture(scope="module")
def items(ground: Ground) -> tuple[Item, ...]:
    return ground.items(ground.levels.by_id)[:4]


def fresh(items: tuple[Item, ...]) -> Assessment:
    return Assessment(title="Us", items=tuple(item.id for item in items))


def test_each_item_is_asked_once_with_its_evidence_and_levels(items: tuple[Item, ...]) -> None:
    turn = begin(fresh(items), items)
    for n, item in enumerate(items, 1):
        assert turn.state == "asking"
        assert f"{n} of {len(items)}: **{item.name}**" in turn.said
        assert all(text in turn.said for text in (*item.evidence, *item.levels))
        turn = take(turn.assessment, items, str(n))
    assert turn.state == "over"
    assert "4 of 4 items are rated" in turn.said
    assert [answer.level for answer in turn.assessment.person.answers] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("words", "level", "note"),
    [
        ("3", 3, ""),
        ("3 - since May", 3, "since May"),
        ("level 2, a draft", 2, "a draft"),
        ("two", 2, ""),
        ("In place, the charter is of May", 3, "the charter is of May"),
        ("not yet", 1, ""),
        ("Thriving!", 4, "!"),
        ("mostly in place", 3, "mostly in place"),
        ("2 of our 6 schools have it", None, ""),
        ("5", None, ""),
        ("30 of them", None, ""),
        ("2.5", None, ""),
        ("we talk about it", None, ""),
    ],
)
def test_a_level_is_read_with_its_note(items: tuple[Item, ...], words: str, level: int | None, note: str) -> None:
    assert level_in(words, items[0]) == (level, note)


def test_a_link_in_the_note_is_kept_as_one(items: tuple[Item, ...]) -> None:
    turn = take(begin(fresh(items), items).assessment, items, "3 see https://example.org/charter.")
    [answer] = turn.assessment.person.answers
    assert (answer.link, answer.note) == ("https://example.org/charter", "see https://example.org/charter.")


def test_words_like_a_level_are_read_back_and_kept_as_the_note(items: tuple[Item, ...]) -> None:
    words = items[0].levels[1].lower()
    turn = take(begin(fresh(items), items).assessment, items, f"well, {words}")
    assert "That sounds like 2" in turn.said
    assert turn.assessment.rated == 0
    turn = take(turn.assessment, items, "Yes.")
    [answer] = turn.assessment.person.answers
    assert answer.level == 2
    assert answer.note == f"well, {words}"


@pytest.mark.parametrize(("words", "level"), [("No.", 1), ("sort of", 2), ("Yes, we do", 3), ("everywhere", 4)])
def test_short_answers_are_read_back_before_they_count(items: tuple[Item, ...], words: str, level: int) -> None:
    turn = take(begin(fresh(items), items).assessment, items, words)
    assert f"That sounds like {level}" in turn.said
    assert take(turn.assessment, items, "no").said.startswith("Which level is that?")
    assert take(turn.assessment, items, "yes").assessment.person.answers[0].level == level


def test_words_like_no_level_are_asked_again(items: tuple[Item, ...]) -> None:
    turn = take(begin(fresh(items), items).assessment, items, "xyzzy")
    assert turn.state == "asking"
    assert turn.said.startswith("Which level is that?")
    assert take(turn.assessment, items, "yes").assessment.rated == 0


def test_skip_back_and_stop(items: tuple[Item, ...]) -> None:
    turn = take(begin(fresh(items), items).assessment, items, "skip")
    assert items[1].name in turn.said
    turn = take(turn.assessment, items, "4")
    turn = take(turn.assessment, items, "back")
    assert "You said 4" in turn.said
    turn = take(turn.assessment, items, "2")
    assert turn.assessment.person.by_item[items[1].id].level == 2
    stopped = take(turn.assessment, items, "stop")
    assert stopped.state == "stopped"
    assert begin(stopped.assessment, items).said.startswith(f"3 of 4: **{items[2].name}**")
    for _ in range(2):
        turn = take(turn.assessment, items, "1")
    assert turn.state == "over"
    assert f"1 skipped: {items[0].name}" in turn.said
    assert take(begin(fresh(items), items).assessment, items, "back").said.startswith("This is the first item.")


@pytest.mark.parametrize("words", ["skip this one", "Please skip", "hmm, hard to say", "I don't know."])
def test_what_cant_be_judged_is_skipped(items: tuple[Item, ...], words: str) -> None:
    assert take(begin(fresh(items), items).assessment, items, words).said.startswith("Skipped: ")


@pytest.mark.parametrize("words", ["Stop.", "let's stop here", "stop the interview", "pause for now"])
def test_a_stop_may_be_polite(items: tuple[Item, ...], words: str) -> None:
    assert take(begin(fresh(items), items).assessment, items, words).state == "stopped"


@pytest.mark.parametrize(
    ("words", "replies"),
    [
        ("3", True),
        ("started, in May", True),
        ("no", True),
        ("skip", True),
        ("How do we begin?", False),
        ("A draft", False),
    ],
)
def test_a_reply_is_told_from_other_words(items: tuple[Item, ...], words: str, *, replies: bool) -> None:
    asked = begin(fresh(items), items).assessment
    assert is_reply(asked, items, words) is replies
    assert not is_reply(fresh(items), items, words)


WORDS = st.one_of(
    st.sampled_from(["1", "2 fine", "3", "4", "skip", "back", "stop", "yes", "in place", "a draft exists", ""]),
    st.text(),
)


@given(said=st.lists(WORDS, max_size=30), killed=st.integers(0, 30))
def test_whatever_is_said_it_goes_on_from_its_json(ground: Ground, said: list[str], killed: int) -> None:
    items = ground.items(ground.levels.by_id)[:4]
    turn = begin(fresh(items), items)
    for n, words in enumerate(said):
        if n == killed:  # all that another process knows is the file
            again = Assessment.model_validate_json(turn.assessment.model_dump_json())
            assert again == turn.assessment
            turn = begin(again, items)
        before = turn.assessment.rated
        turn = take(turn.assessment, items, words)
        assert before <= turn.assessment.rated <= len(items)


def test_an_interview_that_is_killed_goes_on_from_the_shelf(tmp_path: Path, items: tuple[Item, ...]) -> None:
    from datetime import date

    from assistant.practice.keeping import Shelf

    shelf: Shelf[Assessment] = Shelf(tmp_path, "assessments", Assessment)
    turn = begin(fresh(items), items)
    for words in ("3 since May", "skip"):
        turn = take(turn.assessment, items, words)
        shelf.put("us", turn.assessment, on=date(2026, 5, 1), words=words)
    again = begin(Shelf(tmp_path, "assessments", Assessment).open("us").latest, items)
    assert again.said.startswith(f"3 of 4: **{items[2].name}**")
    assert again.assessment.person.by_item[items[0].id].note == "since May"

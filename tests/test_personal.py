"""Personal data is found and hidden before text leaves the machine, and put back (fault row B7)."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.masking import Mask, Restorer
from assistant.writing.personal import SAID, Personal, find, in_words

SENTENCES = Path(__file__).parent / "data" / "personal"
NAMES = {"student", "parent", "staff", "person"}
MARKED = re.compile(r"<(\w+)\|([^>]*)>")


@dataclass(frozen=True)
class Typed:
    """A sentence and what is personal in it: kind, start and end."""

    text: str
    marks: tuple[tuple[str, int, int], ...]


def typed(line: str) -> Typed:
    text, here = "", 0
    marks = []
    for found in MARKED.finditer(line):
        text += line[here : found.start()]
        marks.append((found[1], len(text), len(text) + len(found[2])))
        text, here = text + found[2], found.end()
    return Typed(text + line[here:], tuple(marks))


def sentences(name: str) -> list[Typed]:
    lines = (SENTENCES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [typed(line) for line in lines if line and not line.startswith("#")]


def sure(text: str) -> list[Personal]:
    return [one for one in find(text) if one.sure]


def covers(found: list[Personal], text: str, start: int, end: int) -> bool:
    """Whether every letter and digit of the place is found."""
    return all(any(one.start <= at < one.end for one in found) for at in range(start, end) if text[at].isalnum())


def test_there_are_enough_sentences_to_measure_on() -> None:
    assert [len(sentences(name)) for name in ("personal", "clean", "personal-unseen", "clean-unseen")] >= [
        60,
        60,
        40,
        40,
    ]
    assert {kind for one in sentences("personal") for kind, _, _ in one.marks} == set(SAID)


@pytest.mark.parametrize("name", ["personal", "personal-unseen"])
def test_identifiers_and_cued_names_are_found(name: str) -> None:
    hits: dict[bool, list[bool]] = {True: [], False: []}
    for one in sentences(name):
        found = sure(one.text)
        for kind, start, end in one.marks:
            hits[kind in NAMES].append(covers(found, one.text, start, end))
    assert sum(hits[False]) >= 0.98 * len(hits[False])
    assert sum(hits[True]) >= 0.90 * len(hits[True])


@pytest.mark.parametrize("name", ["personal", "personal-unseen"])
def test_what_is_found_is_called_what_it_is_and_nothing_beside_it_is_touched(name: str) -> None:
    for one in sentences(name):
        for found in sure(one.text):
            beside = [kind for kind, start, end in one.marks if start < found.end and found.start < end]
            assert found.kind in beside, one.text


@pytest.mark.parametrize("name", ["clean", "clean-unseen"])
def test_clean_sentences_are_let_alone(name: str) -> None:
    clean = sentences(name)
    assert sum(bool(sure(one.text)) for one in clean) <= 0.02 * len(clean)


def test_names_of_the_corpus_and_of_schools_are_nobodys_secret() -> None:
    text = "What does teacher Ron Clark say, and how did Principal Joan Baker lead Garcia Middle School?"
    known = frozenset({"Ron Clark", "Joan Baker"})
    assert [text[one.start : one.end] for one in sure(text)] == ["Ron Clark", "Joan Baker"]
    assert [one for one in find(text, known_names=known) if one.sure] == []
    assert sure("Principal Garcia Middle School, and Ms. Alvarez Elementary") == []


def test_a_bare_name_is_told_but_not_hidden() -> None:
    text = "Marcus Reed keeps asking for the projector."
    assert find(text) == (Personal(kind="person", start=0, end=11, sure=False),)
    assert Mask().hide(text) == text


def test_what_was_found_is_said_in_words_once() -> None:
    found = find("Call 512-555-0147 or 512-555-0148 about my student Maria Lopez.")
    assert in_words(found) == "a phone number, a student's name"
    assert in_words(found, "es") == "un número de teléfono, el nombre de un estudiante"


def test_a_person_keeps_one_number_over_texts_and_under_parts_of_the_name() -> None:
    first, second = "Maria hit a boy again. What now?", "My student Maria Lopez, and Jayden's mom; ask Lopez."
    mask = Mask.of(first, second)
    assert mask.hide(second) == "My student [STUDENT-1], and [STUDENT-2]'s mom; ask [STUDENT-1b]."
    assert mask.hide(first) == "[STUDENT-1c] hit a boy again. What now?"
    reply = "Meet [STUDENT-1] and [STUDENT-2], not [STUDENT-9]."
    assert mask.restore(reply) == "Meet Maria Lopez and Jayden, not [STUDENT-9]."


def test_somebodys_own_placeholder_comes_back_as_typed() -> None:
    text = "What is [STUDENT-1]? My student Diego Ruiz wrote [TEXT-1]."
    mask = Mask()
    hidden = mask.hide(text)
    assert hidden == "What is [TEXT-1]? My student [STUDENT-1] wrote [TEXT-2]."
    assert mask.restore(hidden) == text


@pytest.mark.parametrize("name", ["personal", "personal-unseen"])
def test_nothing_marked_is_left_in_what_is_hidden_and_all_comes_back(name: str) -> None:
    texts = [one.text for one in sentences(name)]
    mask = Mask.of(*texts)
    hidden = [mask.hide(text) for text in texts]
    assert [mask.restore(text) for text in hidden] == texts
    emails = [one.text[start:end] for one in sentences(name) for kind, start, end in one.marks if kind == "email"]
    assert [email for email in emails if email in "\n".join(hidden)] == []


PIECES = st.sampled_from(
    [
        "my student ",
        "Maria ",
        "Lopez",
        "'s mom ",
        "[",
        "]",
        "[STUDENT-1]",
        "[TEXT-",
        "1]",
        "b]",
        "-1",
        "STUDENT",
        "\n",
        ", ",
        "Mrs. ",
        "de la ",
        "Cruz",
        " a@b.org ",
        "512-555-0147",
        "DOB ",
        "1/2/2012",
        " IEP #4471 ",
        "http://x.org/?id=7",
        '"',
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=15).map("".join))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_restoring_gives_back_what_was_hidden(texts: list[str]) -> None:
    mask = Mask.of(*texts)
    assert [mask.restore(mask.hide(text)) for text in texts] == texts
    other = Mask()
    hidden = [other.hide(text) for text in texts]
    assert [other.restore(text) for text in hidden] == texts


@given(TEXTS, TEXTS, st.lists(st.integers(0, 200), max_size=12))
def test_a_reply_in_pieces_is_restored_as_in_one(typed: str, said: str, cuts: list[int]) -> None:
    mask = Mask()
    reply = mask.hide(typed) + said
    ends = sorted({min(cut, len(reply)) for cut in cuts} | {0, len(reply)})
    restorer = Restorer(mask)
    shown = [restorer.feed(reply[start:end]) for start, end in pairwise(ends)]
    assert "".join(shown) + restorer.rest() == mask.restore(reply)


def test_only_the_beginning_of_a_placeholder_is_held_back() -> None:
    mask = Mask()
    mask.hide("my student Maria Lopez")
    restorer = Restorer(mask)
    pieces = ["Ask [STU", "DENT-", "1", "] about [digital", "-equity/x] and [", "so on"]
    assert [restorer.feed(piece) for piece in pieces] == [
        "Ask ",
        "",
        "",
        "Maria Lopez about [digital",
        "-equity/x] and ",
        "[so on",
    ]
    assert restorer.rest() == ""


@given(TEXTS)
def test_what_is_found_stands_in_order_apart_and_breaks_no_line_of_json(text: str) -> None:
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(character not in text[one.start : one.end] for one in found for character in '"\\\n')


def test_nothing_found_is_logged_or_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    text = "my student Maria Lopez, 512-555-0147"
    with caplog.at_level(logging.DEBUG):
        mask = Mask.of(text)
        restorer = Restorer(mask)
        restorer.feed(mask.hide(text))
    said = f"{find(text)!r} {mask!r} {restorer!r} {caplog.text} {capfd.readouterr()}"
    assert not re.search(r"Maria|Lopez|0147", said)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1",
        "1 ",
        "a.",
        "Maria ",
        "my student ",
        "1-",
        "[",
        "call ",
        "Mrs. ",
        "12 Oak ",
        "a@",
        "a:",
        "http://a",
        "de la ",
    ],
)
def test_long_odd_texts_are_read_in_time(piece: str) -> None:
    text = (piece * 8000)[:8000]
    start = time.monotonic()
    find(text)
    assert time.monotonic() - start < 5

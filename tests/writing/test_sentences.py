from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.sentences import LONGEST, Sentences, sentences_of

TABLE = {
    "two sentences": ["Name an owner. ", "Ask three questions."],
    "marks belong to what they follow": ["Name an owner [a/b/c]. ", "Ask."],
    "marks behind the full stop": ["Name an owner. [a/b/c; d/e] ", "Ask."],
    "a blank of a draft begins a sentence": ["We begin at nine. ", "[Name of the host] opens."],
    "abbreviations": ["Use a tool, e.g. A form, approved by Dr. Lee in the U.S. Senate, No. 3 of ten. ", "Ask."],
    "an abbreviation that ends": ["It is common in the U.S. ", "The board decides."],
    "etc. at the end": ["Bring forms, keys, etc. ", "The office has more."],
    "an initial": ["J. Doe signs. ", "Ask."],
    "decimals and versions": ["Spend 2.5 hours on version 1.2 of it. ", "Ask."],
    "brackets": ["Start small (two people. Not ten.) and grow. ", "Ask."],
    "quotations": ['Say: "We listened. We will act." ', "Then act."],
    "curly quotations": ["Say: “We listened. We will act.” ", "Then act."],
    "a question within a sentence": ['Ask "Who decides?" and wait. ', "Then act."],
    "many marks": ["Really?! ", "Yes… ", "Go on."],
    "list lines": ["- Owner: one person\n", "- Date: by May\n", "1. Name an owner.\n", "2. Ask three questions."],
    "a list within a list": ["- Owner:\n", "  - one person\n\n", "Ask."],
    "lines": ["Dear families,\n\n", "We begin in May.\n", "Warmly,\n", "[Name]"],
    "Spanish": ["Nombre a una persona. ", "¿Quién decide? ", "¡Empiece hoy! ", "La Sra. Ruiz ayuda."],
    "a clock": ["Meet at 3:30 p.m. on Tuesday. ", "Ask."],
    "a number begins": ["Keep it short. ", "30 minutes will do."],
    "small letters go on": ["It works. or so it seems"],
    "an unclosed quotation ends with its line": ['Say "no. Then go.\n', "Ask. ", "Wait."],
}


@pytest.mark.parametrize("expected", TABLE.values(), ids=TABLE)
def test_a_text_is_split_into_its_sentences(expected: list[str]) -> None:
    assert sentences_of("".join(expected)) == expected


@pytest.mark.parametrize("expected", TABLE.values(), ids=TABLE)
def test_a_stream_of_single_characters_is_split_alike(expected: list[str]) -> None:
    split = Sentences()
    found = [sentence for character in "".join(expected) for sentence in split.feed(character)]
    assert [*found, *filter(None, [split.rest()])] == expected


def test_a_sentence_is_given_as_soon_as_the_next_begins() -> None:
    split = Sentences()
    assert split.feed("Name an owner [a/b/c]. ") == []
    assert split.feed("A") == ["Name an owner [a/b/c]. "]
    assert split.rest() == "A"


def test_a_text_without_an_end_is_cut_between_words() -> None:
    split = Sentences()
    first = split.feed("word " * LONGEST)
    assert len(first) > 1
    assert all(len(part) <= LONGEST and part.endswith(" ") for part in first)


def test_a_word_without_an_end_is_cut() -> None:
    assert Sentences().feed("a" * (LONGEST + 1)) == ["a" * LONGEST]


ODD_TEXT = st.text(st.sampled_from(list("aB1 .?!…\n\t\"'“”«»()[];/-–,:éÑ¿|*#<>{}\u200b")), max_size=300)


@given(st.lists(st.one_of(st.text(max_size=60), ODD_TEXT), max_size=12))
def test_no_character_is_lost(pieces: list[str]) -> None:
    split = Sentences()
    found = [sentence for piece in pieces for sentence in split.feed(piece)]
    assert "".join((*found, split.rest())) == "".join(pieces)


@given(ODD_TEXT, st.integers(1, 7))
def test_how_a_stream_is_cut_into_pieces_changes_nothing(text: str, size: int) -> None:
    split = Sentences()
    found = [sentence for n in range(0, len(text), size) for sentence in split.feed(text[n : n + size])]
    assert [*found, *filter(None, [split.rest()])] == sentences_of(text)

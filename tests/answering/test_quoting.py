"""Quoting: own documents are repeated word for word, with the sentence that speaks most of what is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Passage, Source
from assistant.answering.quoting import own_documents_say, quoted
from assistant.knowledge.search.words import terms

SOURCE = Source(title="Plan", publisher="Your own document", edition="plan.md")


def passage(text: str) -> Passage:
    return Passage(id="local/plan-md/1", title="Plan", text=f"Plan > Devices\n{text}", source=SOURCE)


TEXT = (
    "Dr. Ostrander's desk keeps the list. It is read each March. Tablets last four years.\nBroken ones go to the desk."
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("who keeps the list", "Dr. Ostrander's desk keeps the list. It is read each March. Tablets last"),
        ("when is it read", "Dr. Ostrander's desk keeps the list. It is read each March. Tablets last"),
        ("how long do tablets last", "… Tablets last four years. Broken ones go to the desk."),
        ("where do broken ones go", "… Broken ones go to the desk."),
        ("something else", "Dr. Ostrander's desk keeps the list. It is read each March. Tablets last"),
    ],
)
def test_the_sentence_that_answers_is_among_what_is_repeated(question: str, said: str) -> None:
    assert quoted(passage(TEXT), terms(question), 13).removesuffix(" …") == said


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.text(max_size=40))
def test_nothing_is_said_that_the_document_does_not_say(text: str, question: str) -> None:
    said = quoted(passage(text), terms(question), 20).removeprefix("… ").removesuffix(" …")
    assert said in " ".join(text.split())


def test_each_passage_is_told_with_its_file_and_cited() -> None:
    section = own_documents_say([passage("Tablets last four years.")], "tablets", 20)
    [statement] = section.statements
    assert section.key == "local"
    assert statement.text == "Your document plan.md says: Tablets last four years."
    assert statement.kind == "practice"
    assert statement.cites == ("local/plan-md/1",)

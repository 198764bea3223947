"""Layout: paragraphs, lists and tables as the model set them, without what may not stand."""

from __future__ import annotations

import pytest
from written import AI

from assistant.answering.draft import Section
from assistant.writing.checking import Checker
from assistant.writing.given import Given
from assistant.writing.layout import Layout
from assistant.writing.sentences import Sentences, sentences_of

LIE = "Yes, we have an AI policy."


def laid(text: str, given: Given) -> Layout:
    layout = Layout(Checker(given))
    for sentence in sentences_of(text):
        layout.add(sentence)
    return layout


def seen(sections: list[Section]) -> list[tuple[str, str, list[str]]]:
    return [(section.key, section.style, [s.text for s in section.statements]) for section in sections]


def test_paragraphs_are_sections_and_the_first_opens(given: Given) -> None:
    layout = laid("Start small. Name an owner.\n\nTell the staff.\nThen wait.", given)
    assert seen(layout.sections()) == [
        ("opening", "text", ["Start small.", "Name an owner."]),
        ("prose", "text", ["Tell the staff."]),
        ("prose", "text", ["Then wait."]),
    ]
    assert all(section.together for section in layout.sections())
    assert (layout.kept, layout.gone, layout.removed) == (4, 0, {})
    assert [s.text for s in layout.statements] == ["Start small.", "Name an owner.", "Tell the staff.", "Then wait."]


@pytest.mark.parametrize("marks", [("- ", "- "), ("* ", "* "), ("• ", "• "), ("1. ", "2. "), ("1) ", "2) ")])
def test_lines_with_a_mark_are_a_list(marks: tuple[str, str], given: Given) -> None:
    text = f"Do these two:\n{marks[0]}Name an owner.\n{marks[1]}Tell the staff\n\nThen wait."
    assert seen(laid(text, given).sections()) == [
        ("opening", "text", ["Do these two:"]),
        ("prose", "bullets", ["Name an owner.", "Tell the staff"]),
        ("prose", "text", ["Then wait."]),
    ]


def test_a_second_sentence_of_an_item_does_not_break_the_list(given: Given) -> None:
    text = "- Name an owner. Put it in writing.\n- Tell the staff.\n"
    assert seen(laid(text, given).sections()) == [
        ("opening", "bullets", ["Name an owner.", "Put it in writing.", "Tell the staff."])
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Who | What | When\nPrincipal | name an owner | this week\nCoach | tell the staff | this month",
        "| Who | What | When |\n|---|:--|---|\n| Principal | name an owner | this week |\n"
        "| Coach | tell the staff | this month |\n",
        "| Who | What | When |\n| --- | --- | --- |\n|Principal|name an owner|this week|\n"
        "|Coach|tell the staff|this month|\n",
    ],
)
def test_lines_with_bars_are_a_table(text: str, given: Given) -> None:
    (table,) = laid(text, given).sections()
    assert (table.style, table.columns, table.names) == ("table", ("Who", "What", "When"), ("Principal", "Coach"))
    assert [s.text for s in table.statements] == ["name an owner", "this week", "tell the staff", "this month"]


def test_sentences_in_a_cell_do_not_tear_its_row(given: Given) -> None:
    text = "Who | What | When\nPrincipal | Name an owner. Then tell them. | Soon. | \n"
    split = Sentences()
    fed = [sentence for letter in text for sentence in split.feed(letter)]
    assert [*fed, split.rest()] == ["Who | What | When\n", "Principal | Name an owner. Then tell them. | Soon. | \n"]
    text = "Who | What\nPrincipal | Name an owner. Then tell them.\n"
    (table,) = laid(text, given).sections()
    assert [s.text for s in table.statements] == ["Name an owner. Then tell them."]


def test_a_table_behind_an_empty_line_is_another(given: Given) -> None:
    sections = laid("Who | What\nCoach | listens\n\nWhen | Where\nMonday | library\n", given).sections()
    assert [(section.columns, section.names) for section in sections] == [
        (("Who", "What"), ("Coach",)),
        (("When", "Where"), ("Monday",)),
    ]


def test_an_empty_first_column_keeps_its_place(given: Given) -> None:
    (table,) = laid("| | Monday | Tuesday |\n| Coach | listens | tells |\n", given).sections()
    assert table.columns == ("", "Monday", "Tuesday")


@pytest.mark.parametrize("row", ["Coach | listens | often", "Coach |", "Coach | — "])
def test_a_row_that_does_not_fit_its_table_goes(row: str, given: Given) -> None:
    layout = laid(f"Who | What\n{row}\nCoach | tells the staff\n", given)
    (table,) = layout.sections()
    assert (table.columns, table.names) == (("Who", "What"), ("Coach",))
    assert [s.text for s in table.statements] == ["tells the staff"]


def test_a_row_with_a_cell_that_may_not_stand_goes_whole(given: Given) -> None:
    layout = laid(f"Who | What\nPrincipal | {LIE}\nCoach | tells the staff\n", given)
    (table,) = layout.sections()
    assert table.names == ("Coach",)
    assert layout.gone == 1
    assert layout.removed == {"speaks-for-asker": 1}


def test_a_column_whose_name_may_not_stand_has_none(given: Given) -> None:
    layout = laid(f"Who | {LIE} | <b>x</b>\nCoach | listens | often\n", given)
    (table,) = layout.sections()
    assert table.columns == ("Who", "", "")
    assert "link" in layout.removed


@pytest.mark.parametrize(
    "text", ["| | x\n| | y\n", "|x|\n|y|\n", "Who | What\n", "|---|---|\n", "|\n", " | \n", "||\n"]
)
def test_a_table_of_nothing_is_no_table(text: str, given: Given) -> None:
    assert all(section.style == "text" for section in laid(text, given).sections())


def test_a_sentence_that_may_not_stand_goes_and_is_counted(given: Given) -> None:
    layout = laid(f"{LIE} Start small. See [iste/nowhere/9z].\n- {LIE}\n- Name an owner.\n\n{LIE}", given)
    assert seen(layout.sections()) == [
        ("opening", "text", ["Start small.", "See."]),
        ("prose", "bullets", ["Name an owner."]),
    ]
    assert layout.gone == 3
    assert layout.removed["unknown-mark"] == 1


def test_marks_become_citations(given: Given) -> None:
    text = f"A task force or a comparable group oversees how AI policy is developed and implemented [{AI}]."
    (statement,) = laid(text, given).statements
    assert (statement.kind, statement.cites) == ("framework", (AI,))
    assert "[" not in statement.text


@pytest.mark.parametrize("line", ["", "\n", "---\n", "```json\n", "```\n", "***\n"])
def test_lines_without_words_show_nothing_and_tear_nothing(line: str, given: Given) -> None:
    layout = laid(f"Start small.\n{line}", given)
    assert seen(layout.sections()) == [("opening", "text", ["Start small."])]
    assert layout.gone == 0

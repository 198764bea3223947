"""The table of answers: what goes out comes back, and mistakes are told by line and column."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.practice.assessment.answers_file import AnswersUnreadableError, read_table, table
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import GROUPS, LEVELS, Answer, Person

ODD = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
ANSWERS = st.tuples(st.none() | st.sampled_from(LEVELS), ODD, ODD.map(str.strip))


@given(data=st.data())
def test_what_is_written_is_read_whatever_the_text(ground: Ground, data: st.DataObject) -> None:
    items = ground.items(ground.levels.by_id)[:3]
    names = data.draw(st.lists(ODD.map(str.strip), min_size=1, max_size=3, unique=True))
    people = []
    for name in names:
        given_ones = [
            Answer(item=item.id, level=level, note=note, link=link)
            for item in items
            for level, note, link in [data.draw(ANSWERS)]
            if level or note or link
        ]
        if given_ones:
            group = data.draw(st.none() | st.sampled_from(GROUPS))
            people.append(Person(name=name, group=group, answers=tuple(given_ones)))
    if people:
        written = table(items, people)
        assert read_table(written.encode(), "f.csv", ground) == tuple(people)
        assert read_table(written.encode("utf-8-sig"), "f.csv", ground) == tuple(people)


def filled(ground: Ground, *rows: str, header: str = "item,level,note") -> bytes:
    first = ground.levels.items[0].id
    return "\r\n".join((header, *(row.replace("ID", first) for row in rows))).encode()


@pytest.mark.parametrize("level", ["3", " 3 ", "3.0", "in place", "In Place", "three", "level 3"])
def test_a_level_may_be_a_number_or_its_name(ground: Ground, level: str) -> None:
    [person] = read_table(filled(ground, f"ID,{level},"), "f.csv", ground)
    assert [answer.level for answer in person.answers] == [3]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["ID,5,"], "f.csv:2: level: '5' is no level; give one of 1 not yet, 2 started"),
        (["ID,3 or so,"], "f.csv:2: level: '3 or so' is no level"),
        (["nothing,3,"], "f.csv:2: item: no item 'nothing'"),
        ([",3,"], "f.csv:2: item: is empty"),
        (["ID,3,", "ID,2,"], "f.csv:3: item: 'digital-equity"),
        (['ID,3,"two', 'lines"', "no,1,"], "f.csv:4: item: no item 'no'"),
        (["ID,3,a,b"], "f.csv:2: column 4: 'b' stands behind the last column"),
        (['ID,3,"open'], "f.csv:2: the row: can't be read"),
        (["ID,,"], "no row is filled in"),
    ],
)
def test_mistakes_are_told_by_line_and_column(ground: Ground, rows: list[str], said: str) -> None:
    with pytest.raises(AnswersUnreadableError) as raised:
        read_table(filled(ground, *rows), "f.csv", ground)
    assert said in str(raised.value)


def test_every_mistake_is_told_at_once(ground: Ground) -> None:
    with pytest.raises(AnswersUnreadableError) as raised:
        read_table(filled(ground, "ID,9,", "no,1,", "ID,x,"), "f.csv", ground)
    assert [line.split(":")[1] for line in str(raised.value).splitlines()] == ["2", "3", "4"]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("item,note", "f.csv:1: level: there is no such column"),
        ("item,level,notes", "f.csv:1: notes: no such column; did you mean 'note'?"),
        ("item,level,level", "f.csv:1: level: stands twice"),
    ],
)
def test_a_column_that_would_be_lost_is_refused(ground: Ground, header: str, said: str) -> None:
    with pytest.raises(AnswersUnreadableError) as raised:
        read_table(filled(ground, "ID,3,x", header=header), "f.csv", ground)
    assert said in str(raised.value)


def test_a_row_out_of_scope_and_a_wrong_group_are_told(ground: Ground) -> None:
    other = ground.levels.items[1].id
    content = filled(ground, "ID,3,staff", f"{other},2,leeders", header="item,level,group")
    with pytest.raises(AnswersUnreadableError) as raised:
        read_table(content, "f.csv", ground, among=[other])
    assert "is not part of this self-assessment" in str(raised.value)
    assert "'leeders' is no group; give leaders or staff" in str(raised.value)


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ";"), ("utf-16", "\t"), ("cp1252", ";")])
def test_tables_of_other_programs_are_read(ground: Ground, encoding: str, delimiter: str) -> None:
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(
        [["item", "level", "note"], [ground.levels.items[0].id, "2", "añadido – sí"]]
    )
    [person] = read_table(out.getvalue().encode(encoding), "f.csv", ground)
    assert person.answers[0].note == "añadido – sí"


def test_a_note_without_a_level_is_kept(ground: Ground) -> None:
    [person] = read_table(filled(ground, "ID,,ask Ana"), "f.csv", ground)
    assert person.answers == (Answer(item=ground.levels.items[0].id, note="ask Ana"),)

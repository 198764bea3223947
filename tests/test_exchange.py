"""The JSON shapes: fields in the order of the contract, and clear errors for lines that are wrong."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import (
    Answer,
    Citation,
    Claim,
    Nearest,
    NextStep,
    OtherReading,
    Provenance,
    ReadAs,
    Section,
    Source,
)
from assistant.errors import UsageError
from assistant.exchange import answer_fields, identity, read_question

FIELDS: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "question": str,
    "standalone_question": str,
    "kind": str,
    "outcome": str,
    "reason": (str, type(None)),
    "premise": (str, type(None)),
    "nearest": list,
    "read_as": (dict, type(None)),
    "topic": (str, type(None)),
    "aspect": (str, type(None)),
    "act": str,
    "sections": list,
    "answer": str,
    "claims": list,
    "citations": list,
    "next_steps": list,
    "follow_ups": list,
    "provenance": dict,
    "timings_ms": dict,
}
WHOLE = Answer(
    id="q1",
    question="how",
    standalone_question="how",
    kind="how-to",
    outcome="answered",
    answer="So. [1]",
    provenance=Provenance(composer="extractive", index="abc"),
    nearest=(Nearest(id="iste", title="ISTE"),),
    read_as=ReadAs(
        question="An AI group: who sits on it",
        certain=False,
        others=(OtherReading(question="A data group: who sits on it", topic="data-group", aspect="who"),),
    ),
    topic="ai-task-force",
    aspect="who",
    act="continue",
    sections=(Section(key="advice", heading=None, style="table", claims=(0,), rows=(("", "Who"), ("First",))),),
    claims=(Claim(text="So.", kind="framework", citations=(1,)),),
    citations=(
        Citation(
            n=1,
            id="iste",
            title="ISTE",
            source=Source(title="T", publisher="P", edition="E", url="https://example.org"),
            passage="text",
            score=0.5,
        ),
    ),
    next_steps=(
        NextStep(
            do="Do", who="me", when="week", done="Done", competencies=("iste/visionary-planner/2a",), citations=(1,)
        ),
    ),
    follow_ups=("And?",),
    timings_ms={"total": 1.5},
)
BARE = Answer(
    question="how",
    standalone_question="how",
    kind="off",
    outcome="abstained",
    answer="No.",
    reason="No.",
    provenance=Provenance(composer="extractive", index="abc"),
)


@pytest.mark.parametrize("answer", [WHOLE, BARE])
def test_an_answer_has_the_fields_of_the_contract_in_order(answer: Answer) -> None:
    fields = answer_fields(answer)
    assert [*fields] == [*FIELDS]
    for name, kind in FIELDS.items():
        assert isinstance(fields[name], kind), name


def test_the_parts_of_an_answer_have_the_fields_of_the_contract_in_order() -> None:
    fields = json.loads(json.dumps(answer_fields(WHOLE)))
    assert fields["nearest"] == [{"id": "iste", "title": "ISTE"}]
    assert fields["claims"] == [{"text": "So.", "kind": "framework", "citations": [1]}]
    assert fields["read_as"] == {
        "question": "An AI group: who sits on it",
        "certain": False,
        "others": [{"question": "A data group: who sits on it", "topic": "data-group", "aspect": "who"}],
    }
    assert (fields["topic"], fields["aspect"], fields["act"]) == ("ai-task-force", "who", "continue")
    assert [*fields["sections"][0]] == ["key", "heading", "style", "claims", "rows"]
    assert fields["sections"] == [
        {"key": "advice", "heading": None, "style": "table", "claims": [0], "rows": [["", "Who"], ["First"]]}
    ]
    assert [*fields["citations"][0]] == ["n", "id", "title", "source", "passage", "score"]
    assert [*fields["citations"][0]["source"]] == ["title", "publisher", "edition", "url"]
    assert [*fields["next_steps"][0]] == ["do", "who", "when", "done", "competencies", "citations"]
    assert fields["provenance"] == {"composer": "extractive", "index": "abc", "prompt": None}
    assert fields["timings_ms"] == {"total": 1.5}


def test_an_answer_that_a_model_did_not_write_says_why() -> None:
    made = replace(WHOLE, provenance=Provenance(composer="extractive", index="abc", fell_back="ceiling"))
    fields = answer_fields(made)["provenance"]
    assert (fields["fell_back"], fields["usage"], fields["removed"]) == ("ceiling", None, {})


def test_what_was_retrieved_is_no_part_of_the_contract() -> None:
    assert "passages" not in answer_fields(WHOLE)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 3: not JSON"),
        ("", "line 3: not JSON"),
        ("[" * 100_000, "line 3: not JSON"),
        ("[]", 'line 3: expected an object such as {"question": "..."}, got a list'),
        ('"why"', "got a string"),
        ("7", "got a number"),
        ("null", "got null"),
        ("true", "got something else"),
        ("{}", "line 3: question: Field required"),
        ('{"question": 7}', "line 3: question: Input should be a valid string, got '7'"),
        ('{"question": "why", "role": "janitor"}', "line 3: role: .*'superintendent'.*got 'janitor'"),
        ('{"question": "why", "history": [{"role": "system"}]}', "line 3: history.0.role"),
        ('{"question": "why", "history": [{"role": "assistant", "aspect": "whom"}]}', "line 3: history.0.aspect"),
        ('{"question": "why", "history": "before"}', "line 3: history"),
    ],
)
def test_a_line_that_is_wrong_says_where_and_what(line: str, says: str) -> None:
    import re

    pattern = says if ".*" in says else re.escape(says)
    with pytest.raises(UsageError, match=pattern):
        read_question(line, 3)


def test_a_line_is_read_whole() -> None:
    turns = [
        {"role": "user", "content": "why", "more": 1},
        {
            "role": "assistant",
            "content": "so",
            "citations": ["iste"],
            "kind": "how-to",
            "next_steps": [{"do": "Go"}, "Stop"],
            "topic": "ai-task-force",
            "aspect": "who",
        },
    ]
    line = {"id": "q", "question": "and?", "role": "board", "history": turns, "other": [1]}
    question = read_question(json.dumps(line), 1)
    assert (question.id, question.text, question.role) == ("q", "and?", "board")
    assert question.history[0].citations == ()
    assert question.history[1].citations == ("iste",)
    assert question.history[1].kind == "how-to"
    assert question.history[1].next_steps == ("Go", "Stop")
    assert (question.history[0].topic, question.history[0].aspect) == (None, None)
    assert (question.history[1].topic, question.history[1].aspect) == ("ai-task-force", "who")


def test_a_printed_answer_can_be_sent_back_as_a_turn_of_the_history() -> None:
    turn = {"role": "assistant", "content": WHOLE.answer, **json.loads(json.dumps(answer_fields(WHOLE)))}
    [said] = read_question(json.dumps({"question": "and?", "history": [turn]}), 1).history
    assert said.citations == ("iste",)
    assert said.next_steps == ("Do",)
    assert (said.kind, said.topic, said.aspect) == ("how-to", "ai-task-force", "who")


def test_only_the_question_is_required() -> None:
    question = read_question('{"question": "why", "history": null}', 4)
    assert (question.id, question.role, question.history) == ("4", "unknown", ())


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"id": "a"}, "a"),
        ({"id": 7}, "7"),
        ({"id": True}, "5"),
        ({"id": " "}, "5"),
        ({"id": None}, "5"),
        ({}, "5"),
        ([1], "5"),
        ({"id": 1.5}, "5"),
        ({"id": "a\ud800"}, "a?"),
    ],
)
def test_an_id_that_is_missing_or_unreadable_becomes_the_line_number(data: object, found: str) -> None:
    assert identity(data, 5) == found


@given(
    st.text(max_size=80)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["question", "role", "history", "id"]), inner, max_size=4)
        ),
    ).map(json.dumps)
)
def test_any_line_is_a_question_or_a_clear_error(line: str) -> None:
    try:
        said = read_question(line, 9).id
    except UsageError as error:
        said = str(error).removeprefix("line 9: ")
        told = str(error)
    else:
        told = "line 9: "
    assert said
    assert told.startswith("line 9: ")

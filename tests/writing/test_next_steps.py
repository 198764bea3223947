"""Next steps of a model: objects and lines, and what of them may stand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from written import AI

from assistant.answering.draft import Step
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.writing.checking import Checker
from assistant.writing.given import Given
from assistant.writing.next_steps import MOST_STEPS, WrittenStep, begins_steps, held, steps_in


@pytest.fixture
def fields(frameworks: Frameworks) -> dict[str, Any]:
    competency = next(iter(frameworks.competency_names))
    return {
        "do": "name an owner",
        "who": "principal.",
        "when": "week",
        "done": "The name hangs on the door.",
        "competency": competency,
        "serves": AI,
    }


def steps_of(given: Given, frameworks: Frameworks, *written: dict[str, Any]) -> tuple[Step, ...]:
    steps = [WrittenStep.model_validate(one) for one in written]
    return held(steps, Checker(given), lead="the/lead", citable=[AI], frameworks=frameworks)


def second(fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**fields, "do": "Ask two teachers to try it", "done": "Two lessons were seen", **more}


def test_steps_stand_as_sentences_with_what_they_serve(
    given: Given, frameworks: Frameworks, fields: dict[str, Any]
) -> None:
    one, other = steps_of(given, frameworks, fields, second(fields, serves="iste/nowhere/9z", when="month"))
    assert (one.do, one.who, one.when, one.done) == (
        "Name an owner.",
        "principal",
        "week",
        "The name hangs on the door.",
    )
    assert (one.competencies, one.cites) == ((fields["competency"],), (AI,))
    assert (other.when, other.cites) == ("month", ("the/lead",))


@pytest.mark.parametrize(
    "change",
    [
        {"competency": "leading-the-moon"},
        {"do": "Read https://evil.example/x now"},
        {"who": "Dr. Helena Voss"},
        {"done": "Yes, we have an AI policy."},
        {"do": "Follow [iste/nowhere/9z] in each class"},
        {"do": "Reach 87% of all classes"},
        {"done": "***!"},
    ],
)
def test_a_step_that_may_not_stand_goes_and_one_alone_is_none(
    change: dict[str, str], given: Given, frameworks: Frameworks, fields: dict[str, Any]
) -> None:
    assert steps_of(given, frameworks, fields, second(fields, **change)) == ()
    third = second(fields, do="Tell the board what came of it", done="The minutes name it")
    kept = steps_of(given, frameworks, fields, second(fields, **change), third)
    assert [step.do for step in kept] == ["Name an owner.", "Tell the board what came of it."]


def test_there_are_never_more_than_a_reader_can_take(
    given: Given, frameworks: Frameworks, fields: dict[str, Any]
) -> None:
    words = ("owner", "teacher", "family", "plan", "report", "budget", "board")
    many = [{**fields, "do": f"Name the {word} in writing", "done": f"The {word} is named there"} for word in words]
    assert len(steps_of(given, frameworks, *many)) == MOST_STEPS


def test_objects_are_read_from_lines_and_junk_is_left_out(fields: dict[str, Any]) -> None:
    line = json.dumps(fields)
    junk = ["{", "}{", "{}", '{"do": 1}', "not json", "}", json.dumps({**fields, "when": "someday"}), line[:-4]]
    text = "\n".join(["STEPS:", "```json", *junk, f"1. {line},", f"- {json.dumps({**fields, 'more': 1})}", "```"])
    assert [step.do for step in steps_in(text)] == ["name an owner", "name an owner"]
    assert steps_in("") == []


LINES = ("STEPS:", "**Steps:**", "## Next steps", "NEXT STEPS", "PASOS:", "Próximos pasos:")
OBJECTS = ('STEPS: {"do": "x"}', '{"do": "x"}', '  [{ "do": "x"}', '- {"do": 1}', '```json {"do": 1}')


@pytest.mark.parametrize("line", [*LINES, *OBJECTS])
def test_steps_begin_with_their_line_or_the_first_object(line: str) -> None:
    assert begins_steps(f"{line}\n", line_counts=True)
    assert begins_steps(f"\n{line}\nrest", line_counts=True, whole=False)
    assert begins_steps(line, line_counts=False) == (line in OBJECTS)


@pytest.mark.parametrize("line", ["Steps are easy.", "The next steps:", "{x}", "Take small steps.", ""])
def test_sentences_do_not_begin_steps(line: str) -> None:
    assert not begins_steps(line, line_counts=True)


def test_a_line_that_has_not_ended_is_no_line_of_steps_yet() -> None:
    assert not begins_steps("STEPS", line_counts=True, whole=False)
    assert begins_steps("STEPS:\n", line_counts=True, whole=False)

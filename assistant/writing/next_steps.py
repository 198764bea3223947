"""Next steps that a model gives, as objects or as lines, held against what it was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answer import When
from assistant.answering.draft import Step
from assistant.answering.shapes.material import sentence
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.writing.checking import Checker
from assistant.writing.masking import Mask

_LINE = re.compile(r"[^\w{]*(?:(?:next )?steps|(?:próximos )?pasos)[^\w{]*", re.IGNORECASE)
_OBJECT = re.compile(r"[^\w{]*(?:(?:(?:next )?steps|(?:próximos )?pasos|json)[^\w{]*)?\{\s*[\"'“]", re.IGNORECASE)
MOST_STEPS = 5
FEWEST_STEPS = 2


class WrittenStep(BaseModel):
    """A next step as a model gives it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    do: str = Field(min_length=4, max_length=400, description="One action that begins with a verb.")
    who: str = Field(min_length=2, max_length=120, description="The office that does it.")
    when: When = Field(description="By when: week, month, term or year.")
    done: str = Field(min_length=4, max_length=400, description="What one can see when it is done.")
    competency: str = Field(description="The identifier of the competency that it builds, from the list.")
    serves: str = Field(default="", description="The identifier of the passage that it serves.")

    def restored(self, mask: Mask) -> WrittenStep:
        """Return the step with what placeholders stand for."""
        words = {name: mask.restore(getattr(self, name)) for name in ("do", "who", "done")}
        return self.model_copy(update=words)


class WrittenSteps(BaseModel):
    """The next steps of one answer."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    steps: list[WrittenStep] = Field(max_length=8)


def begins_steps(text: str, *, line_counts: bool, whole: bool = True) -> bool:
    """Tell whether a reply gives its steps from here on: below a line that says so, or with the first object.

    Args:
        text: What comes next of the reply.
        line_counts: Whether steps were asked for; else "Next steps:" is a line like any other.
        whole: Whether its first line has ended.
    """
    first, line_break, _ = text.lstrip().partition("\n")
    told = line_counts and (whole or line_break) and _LINE.fullmatch(first)
    return bool(_OBJECT.match(text) or told)


def steps_in(text: str) -> list[WrittenStep]:
    """Return the steps that stand in a text, one JSON object a line; a line that can't be read is left out."""
    return list(_read(text.splitlines()))


def _read(lines: Iterable[str]) -> Iterator[WrittenStep]:
    for line in lines:
        start, end = line.find("{"), line.rfind("}")
        if 0 <= start < end:
            try:
                yield WrittenStep.model_validate_json(line[start : end + 1])
            except ValidationError:
                continue


def held(
    written: Iterable[WrittenStep], checker: Checker, *, lead: str, citable: Iterable[str], frameworks: Frameworks
) -> tuple[Step, ...]:
    """Return the steps whose every word may stand, with a competency of the list; none where fewer than two do.

    Args:
        written: What the model gave.
        checker: Holds their words against what the model was given.
        lead: The identifier that a step serves where it names none that may be cited.
        citable: The identifiers that may be cited.
        frameworks: Whose competencies they are.
    """
    may_serve = frozenset(citable)
    steps = []
    for step in written:
        verdicts = [checker.check(text) for text in (step.do, step.who, step.done)]
        texts = [verdict.statement.text for verdict in verdicts if verdict.statement and not verdict.reasons]
        if len(texts) < 3 or step.competency not in frameworks.competency_names:
            continue
        do, who, done = texts
        steps.append(
            Step(
                do=sentence(do),
                who=who.rstrip("."),
                when=step.when,
                done=sentence(done),
                competencies=(step.competency,),
                cites=(step.serves if step.serves in may_serve else lead,),
            )
        )
    return tuple(steps[:MOST_STEPS]) if len(steps) >= FEWEST_STEPS else ()

"""Sets of questions besides the cases: the bank's writers kept for measuring, and files of real questions.

Neither is ever pooled with the cases. Of a real question only its id and what its answer was worth is kept: the text
stays in its file, outside the project.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.answer import Question
from assistant.coach import Coach
from assistant.errors import UsageError
from assistant.knowledge.corpus.bank import BankQuestion
from assistant.settings import Settings
from evals.cases.lines import first_mistake
from evals.figures.distance import Curve, Leakage, curve, leakage, nearest_taught
from evals.held_out import conversations, judged, talked, writers
from evals.recording.conditions import conditions
from evals.recording.identity import code_digest
from evals.recording.rows import MANIFEST, write_manifest, write_object
from evals.statistics import design_effect, wilson

BANK, REAL = "bank", "real"
MEASURED = "set.json"


class RealQuestion(BaseModel):
    """One line of a file of real questions.

    Attributes:
        lead: The indicators that should lead an answer.
        also: Further ones that it may rightly cite.
        asker: Who asked, or what they are; questions of one asker are a cluster.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(min_length=1)
    question: str = Field(min_length=2)
    scope: Literal["in", "off"]
    lead: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    source: str | None = None
    date: str | None = None
    asker: str | None = None

    @model_validator(mode="after")
    def _is_led_in_scope_only(self) -> RealQuestion:
        if (self.scope == "in") != bool(self.lead):
            raise ValueError("a question in scope has indicators that lead, one off scope has none")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a set: what is asked, who wrote it, and what it is measured by."""

    name: str
    writer: str
    question: BankQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a set came to.

    Attributes:
        kind: ``bank`` or ``real``.
        values: By figure, what each question is worth, by its name.
        writers: Who wrote each question.
        curve: ``right`` by distance; None for a set too small for it.
    """

    kind: str
    values: Mapping[str, Mapping[str, float]]
    writers: Mapping[str, str]
    leakage: Leakage
    curve: Curve | None

    @property
    def means(self) -> dict[str, float]:
        """Each figure's mean."""
        return {name: fmean(of.values()) for name, of in self.values.items()}

    @property
    def words(self) -> str:
        """The figures as lines: intervals with writers as clusters, leakage, distance."""
        head = f"set: {self.kind} ({self.leakage.questions} questions of {len({*self.writers.values()})} writers)"
        lines = [head, *(_line(name, of, self.writers) for name, of in self.values.items())]
        return "\n".join([*lines, *(self.curve.lines if self.curve else ()), self.leakage.words])


def read_set(name: str, settings: Settings) -> tuple[str, tuple[Asked, ...]]:
    """Return a set's kind and its questions: those of the bank, or of a file of real ones.

    Raises:
        UsageError: There is no such file, or a line of it is wrong; file, line and field are named.
    """
    if name == BANK:
        return BANK, tuple(
            Asked(name=f"{writer.writer}/{n}", writer=writer.writer, question=question)
            for writer in writers(settings.corpus)
            for n, question in enumerate(writer.questions, 1)
        )
    return REAL, tuple(_asked(one) for one in _read_real(Path(name)))


def measure(name: str, settings: Settings, *, watch: Callable[[int, int], None] = lambda done, total: None) -> Measured:
    """Ask every question of a set once and return what it came to.

    Raises:
        UsageError: The set can't be read, or is empty.
        CoachError: The assistant can't be started.
    """
    kind, asked = read_set(name, settings)
    if not asked:
        raise UsageError(f"{name}: the set has no question")
    values: dict[str, dict[str, float]] = defaultdict(dict)
    wrote = {one.name: one.writer for one in asked}
    with Coach(settings) as coach:
        for n, one in enumerate(asked, 1):
            for figure, value in _worth(one.question, coach):
                values[figure][one.name] = value
            watch(n, len(asked))
        if kind == BANK:
            for n, talk in enumerate(conversations(settings.corpus)):
                for k, (figure, value) in enumerate(talked(talk, coach)):
                    values[figure][f"talk {n}.{k}"] = value
    near = nearest_taught({one.name: one.question.text for one in asked}, settings, of=kind)
    return Measured(
        kind=kind,
        values=values,
        writers=wrote,
        leakage=leakage(near),
        curve=curve(values["right"], near, wrote),
    )


def record_set(
    folder: Path, name: str, settings: Settings, *, seed: int, watch: Callable[[int, int], None]
) -> Measured:
    """Measure a set and write its conditions and what it came to into a new run's folder.

    Raises:
        UsageError: The set can't be read, or the folder holds a run.
        CoachError: The assistant can't be started.
    """
    if (folder / MANIFEST).exists():
        raise UsageError(f"{folder} holds a run already; give another name")
    measured = measure(name, settings, watch=watch)
    kind, asked = read_set(name, settings)
    said = hashlib.sha256("\n".join(f"{one.name}\t{one.question.text}" for one in asked).encode()).hexdigest()
    known = {"kind": "recorded", "set": kind, "cases": said, "case_count": len(asked), "code": code_digest()}
    write_manifest(folder, conditions(folder.name, (), settings, seed=seed).model_copy(update=known))
    write_measured(folder, measured)
    return measured


def write_measured(folder: Path, measured: Measured) -> None:
    """Write what a set came to, question by question, without a word of the questions."""
    content = {
        "set": measured.kind,
        "figures": measured.means,
        "says": measured.words.split("\n"),
        "leakage": asdict(measured.leakage),
        "distance": asdict(measured.curve) if measured.curve else None,
        "questions": measured.values,
    }
    write_object(folder / MEASURED, content)


def _worth(question: BankQuestion, coach: Coach) -> Iterator[tuple[str, float]]:
    found = dict(judged(question, coach.ask(Question(text=question.text))))
    yield "right", found["abstained"] if question.scope == "off" else found["lead@1"]
    yield from found.items()


def _line(name: str, of: Mapping[str, float], wrote: Mapping[str, str]) -> str:
    groups: dict[str, list[float]] = defaultdict(list)
    for question, value in of.items():
        groups[wrote.get(question, question)].append(value)
    around = wilson(sum(of.values()), len(of), design_effect(groups))
    return f"{name:12} {fmean(of.values()):.3f} [{around.low:.3f}, {around.high:.3f}]  n={len(of)}"


def _asked(one: RealQuestion) -> Asked:
    question = BankQuestion.model_construct(
        text=one.question,
        language="english",
        scope=one.scope,
        lead=one.lead,
        also=one.also,
        aspects=(),
        topics=one.topics,
    )
    return Asked(name=one.id, writer=one.asker or one.id, question=question)


def _read_real(path: Path) -> Sequence[RealQuestion]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror}); name `bank` or a file of questions") from None
    found: dict[str, RealQuestion] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = RealQuestion.model_validate(json.loads(line))
        except ValidationError as error:
            raise UsageError(f"{path}:{number}: {first_mistake(error)}") from None
        except ValueError as error:
            raise UsageError(f"{path}:{number}: not JSON ({error})") from None
        if one.id in found:
            raise UsageError(f"{path}:{number}: the id {one.id!r} stands twice; rename one")
        found[one.id] = one
    return tuple(found.values())

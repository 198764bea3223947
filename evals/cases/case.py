"""A case: a leader's question, and what a right answer to it names, cites and declines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.answer import Aspect, QuestionKind, Role
from assistant.errors import CorpusError
from assistant.knowledge.corpus.frameworks import indicator_of
from evals.cases.lines import first_mistake, numbered_lines

Variant = Literal["base", "paraphrase", "typo", "terse", "story", "role", "synonym", "spanish", "jargon"]
Probe = Literal["distractor", "conflict", "injection", "order"]
Split = Literal["dev", "test"]
Reason = Literal["off-topic", "legal-medical", "single-student", "nonexistent", "wrong-framework", "false-premise"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)
PROBES: tuple[Probe, ...] = get_args(Probe)
FOLDER = Path(__file__).parent


class EarlierTurn(BaseModel):
    """An earlier message of a conversation, as the contract's history holds it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Literal["user", "assistant"]
    content: str
    citations: tuple[str, ...] = ()


class Case(BaseModel):
    """One line of a case file.

    Attributes:
        base: The id of the question that this one rewords; its own id where it is the base.
        turns: What was said before the question.
        lead: Indicators of which the first citation must be one.
        required: Indicators without which an answer is wrong (R).
        allowed: All indicators that an expert would accept as cited (A), the required ones among them.
        nuggets: Short facts that a good answer holds.
        premise: What the question takes for granted that is not so.
        topics: The topics that an answer may be made from; none where the case was not labelled with them.
        aspects: The sides that an answer may open with; none where the case was not labelled with them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+([-~][a-z0-9]+)*$")
    base: str
    variant: Variant | Probe
    split: Split
    kind: QuestionKind
    role: Role
    question: str = Field(min_length=2)
    turns: tuple[EarlierTurn, ...] = ()
    expected: Literal["answer", "decline"]
    reason: Reason | None = None
    lead: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    competencies_required: tuple[str, ...] = ()
    competencies_allowed: tuple[str, ...] = ()
    nuggets: tuple[str, ...] = ()
    premise: str | None = None
    topics: tuple[str, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    source: str
    authors: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_consistent(self) -> Case:
        for name in ("lead", "required"):
            outside = sorted(indicators(getattr(self, name)) - indicators(self.allowed))
            if outside:
                raise ValueError(f"{name} holds {outside[0]!r}, which is not in allowed")
        if self.expected == "answer" and not (self.lead and self.required):
            raise ValueError("a case to be answered needs lead and required labels")
        if self.expected == "decline" and (self.reason is None or self.required):
            raise ValueError("a case to be declined needs a reason and requires no label")
        if (self.variant == "base") != (self.id == self.base):
            raise ValueError(f"variant {self.variant!r} does not fit id {self.id!r} and base {self.base!r}")
        return self

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains of the required labels, in their order."""
        return tuple(dict.fromkeys(domain_of(label) for label in self.required))

    @property
    def is_probe(self) -> bool:
        """Tell whether the harness made it from a base question, to be kept out of the general figures."""
        return self.variant in PROBES


def domain_of(label: str) -> str:
    """Return the domain that a label lies in: its first two parts."""
    return "/".join(label.split("/")[:2])


def framework_of(label: str) -> str:
    """Return the framework that a label lies in: its first part."""
    return label.split("/", 1)[0]


def indicators(labels: Sequence[str]) -> frozenset[str]:
    """Return labels folded to their indicators."""
    return frozenset(indicator_of(label) for label in labels)


def case_files(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Return the case files of a folder (or the one file that it is), in the order of their names.

    Raises:
        CorpusError: There is none.
    """
    found = (folder,) if folder.is_file() else tuple(sorted(folder.glob("*.jsonl")))
    if not found:
        raise CorpusError(f"{folder}: no case files; expected *.jsonl as evals/README.md describes them")
    return found


def read_cases(folder: Path = FOLDER, split: Split | None = None) -> tuple[Case, ...]:
    """Read the cases of a folder, or of one of its splits.

    Raises:
        CorpusError: There is no case file, or a line of one is wrong; file, line, field and value are named.
        UsageError: A file can't be read, or a line is not UTF-8.
    """
    cases = [case for path in case_files(folder) for case in _read_file(path)]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CorpusError(f"{folder}: the id {case.id!r} stands twice; rename one")
        seen.add(case.id)
    return tuple(case for case in cases if split in (None, case.split))


def cases_digest(cases: Sequence[Case]) -> str:
    """Return a hash of what the cases say, whatever files they lie in."""
    lines = "\n".join(
        case.model_dump_json(exclude=_unlabelled(case)) for case in sorted(cases, key=lambda case: case.id)
    )
    return hashlib.sha256(lines.encode()).hexdigest()


def _unlabelled(case: Case) -> set[str]:
    """Return the labels that a case doesn't bear; they change no hash of cases from before there were such labels."""
    return {name for name in ("topics", "aspects") if not getattr(case, name)}


def question_line(case: Case) -> dict[str, Any]:
    """Return a case as a line of questions in the contract's shape."""
    line: dict[str, Any] = {"id": case.id, "question": case.question, "role": case.role}
    if case.turns:
        line["history"] = [turn.model_dump(mode="json") for turn in case.turns]
    return line


def _read_file(path: Path) -> list[Case]:
    cases = []
    for number, line in numbered_lines(path):
        try:
            cases.append(Case.model_validate_json(line))
        except ValidationError as error:
            raise CorpusError(f"{path}:{number}: {first_mistake(error)}") from None
    return cases

"""A two-turn probe: a question, what is said next, and what the second answer must then be."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answer import Role
from assistant.errors import CorpusError
from evals.cases.lines import first_mistake, numbered_lines

Form = Literal["table", "shorter", "spanish", "45 minutes"]
PROBES = Path(__file__).parent / "probes.jsonl"


class FollowProbe(BaseModel):
    """One line of the file of probes.

    Attributes:
        subject: Whether the second answer should keep the subject of the first or leave it.
        form: The form that the second turn asks for, where it asks for one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    role: Role = "unknown"
    first: str = Field(min_length=2)
    second: str = Field(min_length=2)
    subject: Literal["keeps", "leaves"]
    form: Form | None = None


def read_probes(path: Path = PROBES) -> tuple[FollowProbe, ...]:
    """Read the probes.

    Raises:
        CorpusError: A line is wrong, or an id stands twice; file, line and field are named.
        UsageError: The file can't be read.
    """
    probes: dict[str, FollowProbe] = {}
    for number, line in numbered_lines(path):
        try:
            probe = FollowProbe.model_validate_json(line)
        except ValidationError as error:
            raise CorpusError(f"{path}:{number}: {first_mistake(error)}") from None
        if probe.id in probes:
            raise CorpusError(f"{path}:{number}: the id {probe.id!r} stands twice; rename one")
        probes[probe.id] = probe
    return tuple(probes.values())

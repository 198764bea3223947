"""A two-turn probe: a question, what is said next, and what the second answer must then be."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Role
from evals.cases.lines import models_of
from evals.metrics.conversing import Subject
from evals.metrics.following import Form

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
    subject: Subject
    form: Form | None = None


def read_probes(path: Path = PROBES) -> tuple[FollowProbe, ...]:
    """Read the probes.

    Raises:
        CorpusError: A line is wrong, or an id stands twice; file, line and field are named.
        UsageError: The file can't be read.
    """
    return models_of(path, FollowProbe)

"""A conversation of three to six turns, each labelled by two readers: what it does, what it is about, what may lead."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Act, Aspect, Role
from assistant.errors import CorpusError
from evals.cases.case import Split
from evals.cases.lines import models_of
from evals.metrics.conversing import Subject

CONVERSATIONS = Path(__file__).parent / "conversations.jsonl"


class AskedTurn(BaseModel):
    """What is said at one turn, and what an answer to it may be; where two readers differ, either is right.

    Attributes:
        acts: What the turn does.
        subject: Whether it keeps the subject of the turn before or leaves it; None of the first turn.
        topics: The topics that the answer may be made from; none of thanks and greetings.
        leads: The indicators that may be cited first.
        aspects: The sides that may be answered.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    said: str = Field(min_length=2)
    acts: tuple[Act, ...] = Field(min_length=1)
    subject: Subject | None
    topics: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    aspects: tuple[Aspect, ...] = ()


class Conversation(BaseModel):
    """One line of the file of conversations."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    split: Split
    role: Role
    turns: tuple[AskedTurn, ...] = Field(min_length=3, max_length=6)
    source: str
    authors: tuple[str, ...] = Field(min_length=1)


def read_conversations(path: Path = CONVERSATIONS, split: Split | None = None) -> tuple[Conversation, ...]:
    """Read the conversations, or those of one split.

    Raises:
        CorpusError: A line is wrong, or an id stands twice; file, line and field are named.
        UsageError: The file can't be read.
    """
    found = models_of(path, Conversation)
    for each in found:
        if [turn.subject is None for turn in each.turns] != [n == 0 for n, _ in enumerate(each.turns)]:
            raise CorpusError(f"{path}: {each.id}: every turn but the first keeps the subject or leaves it")
    return tuple(each for each in found if split in (None, each.split))

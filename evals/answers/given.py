"""The answer that was given to a case, read leniently enough for any assistant and strictly enough to be scored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from evals.cases.lines import first_mistake


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class GivenSource(_Part):
    """The published text behind a citation."""

    title: str = ""
    publisher: str = ""
    edition: str = ""


class GivenCitation(_Part):
    """One reference of an answer; only the identifier is needed."""

    id: str
    n: int = 0
    title: str = ""
    source: GivenSource = GivenSource()
    passage: str = ""
    score: float | None = None


class GivenClaim(_Part):
    """One statement of an answer and the numbers it is marked with."""

    text: str
    kind: str = "framework"
    citations: tuple[int, ...] = ()


class GivenStep(_Part):
    """One next step of an answer."""

    do: str = ""
    who: str = ""
    when: str = ""
    done: str = ""
    competencies: tuple[str, ...] = ()
    citations: tuple[int, ...] = ()


class GivenPlace(_Part):
    """A place that an abstention offers instead."""

    id: str


class GivenUsage(_Part):
    """Tokens that a model read and wrote for the answer, what it says it is, and where it is told, its cost."""

    model: str = ""
    version: str | None = None
    input_tokens: int = Field(default=0, validation_alias=AliasChoices("input_tokens", "tokens_in"))
    output_tokens: int = Field(default=0, validation_alias=AliasChoices("output_tokens", "tokens_out"))
    cost: float | None = None
    first_token_ms: float | None = None


class GivenProvenance(_Part):
    """What made the answer: where a model was set, what it used, why it didn't write, and what of it was removed."""

    composer: str | None = None
    prompt: str | None = None
    usage: GivenUsage | None = None
    fell_back: str | None = None
    removed: dict[str, int] = {}


class Given(_Part):
    """An answer in the contract's fields; None where an assistant doesn't give a field at all.

    Attributes:
        answer: The rendered text.
        retrieved: Identifiers of the passages that were retrieved, best first; from the row, not from the answer.
    """

    outcome: Literal["answered", "abstained"]
    answer: str | None = None
    reason: str | None = None
    premise: str | None = None
    kind: str | None = None
    topic: str | None = None
    aspect: str | None = None
    act: str | None = None
    nearest: tuple[GivenPlace, ...] = ()
    claims: tuple[GivenClaim, ...] | None = None
    citations: tuple[GivenCitation, ...] = ()
    next_steps: tuple[GivenStep, ...] | None = None
    follow_ups: tuple[str, ...] = ()
    usage: GivenUsage | None = None
    provenance: GivenProvenance = GivenProvenance()
    timings_ms: dict[str, float] = {}
    retrieved: tuple[str, ...] | None = None

    @property
    def used(self) -> GivenUsage | None:
        """What a model used for it, wherever that is told."""
        return self.usage or self.provenance.usage

    @property
    def model_asked(self) -> bool:
        """Tell whether a model wrote it or should have."""
        return self.provenance.usage is not None or self.provenance.fell_back is not None

    @property
    def answered(self) -> bool:
        """Tell whether it answers rather than declines."""
        return self.outcome == "answered"

    def gives(self, *fields: str) -> bool:
        """Tell whether the assistant gave one of these fields at all, be it empty."""
        return not self.model_fields_set.isdisjoint(fields)

    @property
    def by_number(self) -> Mapping[int, GivenCitation]:
        """The citations by the number that marks them."""
        return {citation.n: citation for citation in self.citations}


def read_given(fields: Mapping[str, Any], retrieved: tuple[str, ...] | None) -> Given:
    """Read an answer's fields; citations without numbers are numbered in their order.

    Raises:
        ValueError: The fields are no answer; the message names the first wrong one.
    """
    citations = fields.get("citations") or []
    if not isinstance(citations, list | tuple):
        raise ValueError(f"citations: expected a list of objects with an id, got {citations!r:.60}")
    for n, citation in enumerate(citations):
        if not isinstance(citation, Mapping):
            raise ValueError(f"citations.{n}: expected an object with an id, got {citation!r:.60}")
    provenance = fields.get("provenance")
    if not isinstance(provenance, Mapping):  # another assistant may mean something else by it
        fields = {name: value for name, value in fields.items() if name != "provenance"}
    numbered = [{"n": n, **citation} for n, citation in enumerate(citations, 1)]
    try:
        return Given.model_validate({**fields, "citations": numbered, "retrieved": retrieved})
    except ValidationError as error:
        raise ValueError(first_mistake(error)) from None

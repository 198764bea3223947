"""What a workshop is asked to be: for whom, how long, where, what exists already, what people leave with."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import UsageError

_WE_HAVE = re.compile(r"^(?:we|they|i)(?:'ve| (?:already |do )?have)(?: got)?\s+", re.IGNORECASE)

FEWEST_PEOPLE, MOST_PEOPLE = 3, 200
SHORTEST, LONGEST = 30, 420


class Value(BaseModel):
    """What every value of a workshop shares: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(Value):
    """A part of the people, as in half of them are new teachers."""

    who: str = Field(min_length=1, max_length=80)
    count: int = Field(ge=1, le=MOST_PEOPLE)


class Request(Value):
    """What a workshop is asked to be.

    Attributes:
        subject: The subject as it was put.
        audience: Who takes part, in the asker's words, or None.
        parts: Parts of the audience that differ from the rest.
        minutes: From first to last minute, pauses among them.
        start: When it begins, in minutes from midnight.
        have: What exists already and isn't done again.
        leave_with: What they should leave with, or None.
    """

    subject: str = Field(min_length=1, max_length=400)
    audience: str | None = Field(default=None, min_length=1, max_length=120)
    parts: tuple[Part, ...] = ()
    people: int = Field(default=20, ge=FEWEST_PEOPLE, le=MOST_PEOPLE)
    minutes: int = Field(default=90, ge=SHORTEST, le=LONGEST)
    online: bool = False
    start: int = Field(default=9 * 60, ge=0, le=16 * 60 + 59)
    have: tuple[str, ...] = ()
    leave_with: str | None = Field(default=None, min_length=1, max_length=200)

    @field_validator("have")
    @classmethod
    def _bare(cls, have: tuple[str, ...]) -> tuple[str, ...]:
        """Take what exists as it is called: ``a phone policy`` of ``we already have a phone policy``."""
        return tuple(_WE_HAVE.sub("", one.strip()) or one for one in have)


_LEAVING = re.compile(
    r"[,;]?\s+(?:so that|so|and)?\s*(?:we|they|people|everyone|everybody|participants|teams?|it)?\s*(?:all )?"
    r"(?:can |will |should |must )?(?:leave|leaves|leaving|walk out|walk away|come out|come away|ends?|end up) with\s+"
    r"(?P<what>.+)$",
    re.IGNORECASE,
)


def parted(subject: str) -> tuple[str, str | None]:
    """Return what a workshop is about, and what people are to leave with where its words say that too."""
    found = _LEAVING.search(subject)
    if found is None or not subject[: found.start()].strip():
        return subject, None
    return subject[: found.start()].strip(" ,;"), found["what"].strip(" .!?")[:200] or None


def made_request(**values: object) -> Request:
    """Return the request of these values.

    Raises:
        UsageError: One of them can't be; the message says which one and what can.
    """
    if isinstance(said := values.get("subject"), str):
        subject, leave_with = parted(said)
        values = {**values, "subject": subject, "leave_with": values.get("leave_with") or leave_with}
    try:
        return Request.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{field}: {first['msg']}, got {first['input']!r}; say another") from None

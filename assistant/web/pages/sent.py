"""What a form sent: its fields read with their mistakes noted, and the thing that travels in it, checked again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from assistant.errors import CoachError
from assistant.practice.keeping import first_mistake

THING = "thing"
LONGEST_THING = 400_000
LONGEST_TEXT = 400
LONGEST_LIST = 2_000
MOST_FIELDS, MOST_FILES = 2_000, 4
M = TypeVar("M", bound=BaseModel)


class SpoiledError(CoachError):
    """What travelled in the page came back as what it can't be; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent.

    Attributes:
        fields: Its fields as they were typed.
        files: The files chosen in it: name and content.
        mistakes: What is wrong with a field, by its name; filled while fields are read.
    """

    fields: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    mistakes: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, most: int = LONGEST_TEXT, *, needed: str = "") -> str:
        """Return a text without what can't be printed; ``needed`` says what to do where it is empty."""
        said = " ".join(_printable(self.fields.get(name, "")).split())
        if not said and needed:
            self.mistakes[name] = needed
        if len(said) > most:
            self.mistakes[name] = f"That is {len(said):,} characters long; at most {most:,} are read. Shorten it."
        return said

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a list that aren't empty."""
        said = _printable(self.fields.get(name, ""))
        if len(said) > LONGEST_LIST:
            self.mistakes[name] = f"That is {len(said):,} characters long; at most {LONGEST_LIST:,} are read."
        return tuple(" ".join(one.split()) for one in said.splitlines() if one.strip())

    def number(self, name: str, fewest: int, most: int) -> int | None:
        """Return a whole number within limits; None where the field is empty or wrong."""
        said = self.fields.get(name, "").strip()
        if not said:
            return None
        if said.isascii() and said.isdecimal() and len(said) < 7 and fewest <= int(said) <= most:
            return int(said)
        self.mistakes[name] = f"Give a whole number from {fewest} to {most}, not “{said[:20]}”."
        return None

    def thing(self, model: type[M], name: str = THING) -> M:
        """Return the thing that travelled in the page.

        Raises:
            SpoiledError: It isn't one, or is over-long.
        """
        said = self.fields.get(name, "")
        if len(said) > LONGEST_THING:
            raise SpoiledError(f"it is {len(said):,} characters long, and at most {LONGEST_THING:,} are read")
        try:
            return model.model_validate_json(said)
        except ValidationError as error:
            raise SpoiledError(first_mistake(error)) from None
        except RecursionError:
            raise SpoiledError("it is nested too deeply") from None


async def received(request: Request) -> Sent:
    """Return what a request's form holds.

    Raises:
        SpoiledError: It is no form.
    """
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LONGEST_THING * 4)
    except HTTPException as error:
        raise SpoiledError(str(error.detail)) from None
    fields: dict[str, str] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for name, value in form.items():
        if isinstance(value, UploadFile):
            content = await value.read()
            if content:
                files[name] = (value.filename or "the file", content)
        else:
            fields[name] = value
    await form.close()
    return Sent(fields, files)


@contextmanager
def holding_together() -> Iterator[None]:
    """Take a thing that came back and can't be shown as one that was spoiled on its way.

    Raises:
        SpoiledError: What is done within fails on what the thing holds.
    """
    try:
        yield
    except (ValueError, LookupError, TypeError, AssertionError) as error:
        raise SpoiledError(str(error)[:200] or "it doesn't hold together") from None


def _printable(text: str) -> str:
    """Return a text with a space for each character that no paper can show."""
    return "".join(c if c.isprintable() or c in "\r\n" else " " for c in text)

"""The shelf: plans, self-assessments and the like, each a private file of the home folder with all that it ever was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Generic, Literal, TypeVar

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import BusyError, CoachError, UsageError
from assistant.practice.files import PARTIAL, settle, write_whole

FOLDER, LOCK = "practice", "shelf.lock"
NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
LONGEST_NAME, WAIT_S = 80, 20.0

T = TypeVar("T", bound=BaseModel)


class NotKeptError(CoachError):
    """Nothing of that name is on the shelf, or its file can't be read."""


class Revision(BaseModel, Generic[T]):
    """What a thing was from a day on, and what had been asked for, in words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: date
    words: str
    thing: T


class Kept(BaseModel, Generic[T]):
    """A thing with all that it ever was, oldest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    id: str
    revisions: tuple[Revision[T], ...] = Field(min_length=1)

    @property
    def latest(self) -> T:
        """What it is now."""
        return self.revisions[-1].thing


class Shelf(Generic[T]):
    """The things of one kind that are kept in a home folder.

    A change is one replaced file: killed at any moment, it leaves what was there before or what was to be there. All
    changes of a shelf wait for each other.
    """

    def __init__(self, home: Path, kind: str, model: type[T]) -> None:
        """Name a shelf; nothing is made or read before it is used.

        Args:
            home: The home folder (`Settings.home`).
            kind: The shelf's folder: ``plans``, ``assessments``.
            model: What is kept there.
        """
        self.folder = home / FOLDER / kind
        self._kept = Kept[model]  # type: ignore[valid-type]

    def put(self, name: str, thing: T, *, on: date, words: str) -> Kept[T]:
        """Keep a thing, or what it has become; return it with all that it was.

        Args:
            name: What it is kept under (`name_for` makes one).
            thing: What it is now.
            on: The day.
            words: What was asked for or done: ``move everything two weeks later``.

        Raises:
            UsageError: The name isn't small letters, digits and hyphens.
            NotKeptError: What is there can't be read; it is left as it is.
            BusyError: Another process keeps the shelf for long.
        """
        path = self._path(name)
        with self._held():
            before = self._read(path).revisions if path.exists() else ()
            kept: Kept[T] = self._kept(id=name, revisions=(*before, Revision(on=on, words=words, thing=thing)))
            write_whole(path, kept.model_dump_json(indent=1).encode() + b"\n", private=True)
        return kept

    def open(self, name: str) -> Kept[T]:
        """Return a thing with all that it was.

        Raises:
            UsageError: The name isn't small letters, digits and hyphens.
            NotKeptError: There is none, or its file can't be read.
        """
        path = self._path(name)
        if not path.exists():
            there = ", ".join(self.names()) or "nothing yet"
            raise NotKeptError(f"no {name!r} in {self.folder}; kept there: {there}")
        return self._read(path)

    def names(self) -> tuple[str, ...]:
        """Return the names of what is kept, in order; a file that can't be read is among them."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.json") if re.fullmatch(NAME, path.stem)))

    def all(self) -> tuple[Kept[T], ...]:
        """Return everything that can be read, last changed first."""
        found: list[Kept[T]] = []
        for name in self.names():
            with suppress(NotKeptError):
                found.append(self._read(self._path(name)))
        return tuple(sorted(found, key=lambda kept: kept.revisions[-1].on, reverse=True))

    def remove(self, name: str) -> None:
        """Remove a thing and all that it was.

        Raises:
            UsageError: The name isn't small letters, digits and hyphens.
            NotKeptError: There is none.
            BusyError: Another process keeps the shelf for long.
        """
        path = self._path(name)
        if not path.exists():
            raise NotKeptError(f"no {name!r} in {self.folder}; nothing was removed")
        with self._held():
            path.unlink(missing_ok=True)
            settle(self.folder)

    def name_for(self, words: str, on: date) -> str:
        """Return a name that nothing is kept under yet: ``ai-task-force-2027-01-11``, with a number where taken."""
        first = name_of(words, on)
        taken, n = set(self.names()), 1
        while (name := first if n == 1 else f"{first}-{n}") in taken:
            n += 1
        return name

    def _path(self, name: str) -> Path:
        if len(name) > LONGEST_NAME or not re.fullmatch(NAME, name):
            raise UsageError(f"no name {name[:LONGEST_NAME]!r}; use small letters, digits and single hyphens")
        return self.folder / f"{name}.json"

    def _read(self, path: Path) -> Kept[T]:
        try:
            kept: Kept[T] = self._kept.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise NotKeptError(f"{path} can't be read: {first_mistake(error)}; mend or remove it") from None
        if kept.id != path.stem:
            raise NotKeptError(f"{path} holds {kept.id!r}; name the file {kept.id}.json, or change its id")
        return kept

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Keep the shelf for one change, private and clear of what a killed one left."""
        for folder in (self.folder.parent, self.folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        try:
            with FileLock(self.folder / LOCK, timeout=WAIT_S, mode=0o600):
                for left in self.folder.glob(f"{PARTIAL}*"):
                    left.unlink(missing_ok=True)
                yield
        except Timeout:
            raise BusyError(f"another process is changing {self.folder}; try again in a moment") from None


def name_of(words: str, on: date) -> str:
    """Return what a thing made on a day may be kept under: ``ai-task-force-2027-01-11``."""
    plain = "-".join(re.findall(r"[a-z0-9]+", words.lower()))[: LONGEST_NAME - 20].strip("-") or "kept"
    return f"{plain}-{on.isoformat()}"


def first_mistake(error: ValidationError) -> str:
    """Return the first mistake of a read file in words: where it is, what is wrong, and the value."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    value = first.get("input")
    shown = "" if isinstance(value, dict | list | bytes) or value is None else f", not {str(value)[:60]!r}"
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{where}: {said}{shown}{more}" if where else f"{said}{more}"

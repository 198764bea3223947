"""Keeps made things for whom they belong to: where one is kept, the store is the truth, and not what a page holds."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import cast

from assistant.errors import CoachError, StoreError
from assistant.store import KeptThing, ListedThing, Store, ThingKind
from assistant.web.memory import Memory
from assistant.web.practice.made import Made


class NotHereError(CoachError):
    """The owner keeps no such thing: it was deleted, or is somebody else's, which reads the same."""


class ChangedElsewhereError(CoachError):
    """The thing became another one since the page was drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A kept thing, as a page needs it; ``seen`` tells the state that the page shows from any other."""

    id: str
    title: str
    made: str

    @property
    def seen(self) -> str:
        """What tells this state of the thing from others."""
        return hashlib.sha256(self.made.encode()).hexdigest()[:16]


class Shelf:
    """The made things of all owners; each method sees those of the one it is given.

    Args:
        memory: Where they are kept.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    @property
    def trouble(self) -> str:
        """Why nothing can be kept; empty where it can."""
        return self._memory.trouble

    @property
    def store(self) -> Store:
        """Where things are kept.

        Raises:
            StoreError: It couldn't be opened.
        """
        if self._memory.store is None:
            raise StoreError(self._memory.trouble)
        return self._memory.store

    def find(self, owner: str, kind: str, thing: str) -> Held:
        """Return a kept thing.

        Raises:
            NotHereError: The owner keeps no such thing of that kind.
            StoreError: It can't be read.
        """
        kept = self.store.things.read(owner, thing) if owner else None
        if kept is None or kept.kind != kind:
            raise NotHereError("this isn't here")
        return _held(kept)

    def listed(self, owner: str, *, kind: str | None = None, most: int = 50, after: int = 0) -> tuple[ListedThing, ...]:
        """Return an owner's things of a kind, or of all, last changed first; none where nothing can be kept.

        Raises:
            StoreError: They can't be read.
        """
        if self._memory.store is None or not owner:
            return ()
        return self.store.things.listed(owner, kind=cast("ThingKind | None", kind), most=most, after=after)

    def keep(self, owner: str, made: Made, *, of: str | None = None) -> str:
        """Keep a thing; return its identifier. One that was kept last just as it is, is not kept twice.

        Raises:
            StoreError: It is too large, or can't be written.
        """
        kind = cast("ThingKind", made.at)
        for last in self.store.things.listed(owner, kind=kind, most=1):
            kept = self.store.things.read(owner, last.id)
            if kept is not None and kept.made == made.thing:
                return kept.id
        return self.store.things.keep(owner, kind=kind, title=made.title, made=made.thing, of=of)

    def replace(self, owner: str, held: Held, made: Made) -> Held:
        """Keep what a thing has become; one that bears the name that it was made with takes the new one.

        Raises:
            ChangedElsewhereError: It isn't any more what it was, or it is gone.
            StoreError: It is too large, or can't be written.
        """
        if made.thing == held.made:
            return held
        if not self.store.things.replace(owner, held.id, made=made.thing, was=held.made):
            raise ChangedElsewhereError("it was changed elsewhere")
        title = held.title
        if title == _named_within(held.made) and title != made.title:
            title = made.title
            self.store.things.rename(owner, held.id, title)
        return Held(id=held.id, title=title, made=made.thing)


def _held(kept: KeptThing) -> Held:
    return Held(id=kept.id, title=kept.title, made=kept.made)


def _named_within(made: str) -> str | None:
    """Return the title that a thing bears itself, where it does."""
    title = json.loads(made).get("title")
    return title if isinstance(title, str) else None

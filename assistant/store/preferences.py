"""Preferences: what somebody said of themselves and of how they want to be answered."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import select

from assistant.store.tables import PreferencesRow
from assistant.store.transactions import Database
from assistant.store.wording import cut

LONGEST = {"role": 40, "level": 200, "size": 200, "setting": 200, "exists": 2000, "language": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What somebody prefers; an empty text is what wasn't said.

    Attributes:
        keeps: Whether their conversations are kept.
        role: Who they are.
        level: Which school level they work at.
        size: How large their school or district is.
        setting: Where it lies.
        exists: What is there already, in their words.
        language: The language that they want to be answered in.
        toured: Whether they have been shown around.
    """

    keeps: bool = True
    role: str = ""
    level: str = ""
    size: str = ""
    setting: str = ""
    exists: str = ""
    language: str = ""
    toured: bool = False


class PreferencesKept:
    """The preferences of all owners; each method sees those of the one it is given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, owner: str) -> Preferences:
        """Return an owner's preferences; those of somebody who said nothing where there are none.

        Raises:
            StoreError: They can't be read.
        """
        with self._database.reading() as session:
            row = session.scalar(select(PreferencesRow).where(PreferencesRow.owner == owner))
            return Preferences() if row is None else Preferences(**{name: getattr(row, name) for name in _NAMES})

    def write(self, owner: str, preferences: Preferences) -> None:
        """Keep an owner's preferences in place of those before.

        Raises:
            StoreError: They can't be written.
        """
        values = {name: getattr(preferences, name) for name in _NAMES}
        values |= {name: cut(values[name], most) for name, most in LONGEST.items()}
        with self._database.writing() as session:
            session.merge(PreferencesRow(owner=owner, **values))


_NAMES = tuple(field.name for field in fields(Preferences))

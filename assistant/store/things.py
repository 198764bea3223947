"""Made things: plans, workshops, self-assessments, drafts and rehearsals, kept as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from assistant.errors import StoreError
from assistant.store.tables import ThingRow, as_id, new_id, now, whole
from assistant.store.transactions import Database
from assistant.store.wording import LONGEST_MADE, LONGEST_TITLE, clean, cut

ThingKind = Literal["plan", "workshop", "assessment", "draft", "rehearsal"]
LONGEST_OF = 200
MOST_LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedThing:
    """A made thing in a list; `of` names what it was made from."""

    id: str
    kind: ThingKind
    title: str
    of: str | None
    kept_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptThing:
    """A made thing; `made` is the thing as JSON, `of` names what it was made from."""

    id: str
    kind: ThingKind
    title: str
    made: str
    of: str | None
    kept_at: datetime
    changed_at: datetime


class Things:
    """The made things of all owners; each method sees those of the one it is given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, owner: str, *, kind: ThingKind, title: str, made: str, of: str | None = None) -> str:
        """Keep a made thing; return its identifier, of 22 url-safe characters.

        Args:
            owner: Whose it is.
            kind: What it is.
            title: What it is called in a list.
            made: The thing, as JSON.
            of: What it was made from, such as a conversation or another thing; None for nothing.

        Raises:
            StoreError: It is too large, or can't be written.
        """
        at = now()
        row = ThingRow(
            id=new_id(),
            owner=owner,
            kind=kind,
            title=cut(title, LONGEST_TITLE),
            made=_bounded(made),
            of=None if of is None else cut(of, LONGEST_OF),
            kept_at=at,
            changed_at=at,
        )
        with self._database.writing() as session:
            session.add(row)
        return row.id

    def read(self, owner: str, thing: str) -> KeptThing | None:
        """Return a made thing; None where the owner has no such one.

        Raises:
            StoreError: It can't be read.
        """
        with self._database.reading() as session:
            row = session.scalar(select(ThingRow).where(*_is(owner, thing)))
            return None if row is None else _kept(row)

    def listed(
        self, owner: str, *, kind: ThingKind | None = None, most: int = 50, after: int = 0
    ) -> tuple[ListedThing, ...]:
        """Return an owner's made things of a kind, or of all, last changed first.

        Raises:
            StoreError: They can't be read.
        """
        columns = (ThingRow.id, ThingRow.kind, ThingRow.title, ThingRow.of, ThingRow.kept_at, ThingRow.changed_at)
        chosen = (
            select(*columns)
            .where(ThingRow.owner == owner, *([] if kind is None else [ThingRow.kind == kind]))
            .order_by(ThingRow.changed_at.desc(), ThingRow.id)
            .limit(min(whole(most), MOST_LISTED))
            .offset(whole(after))
        )
        with self._database.reading() as session:
            return tuple(
                ListedThing(
                    id=row.id,
                    kind=cast("ThingKind", row.kind),
                    title=row.title,
                    of=row.of,
                    kept_at=row.kept_at,
                    changed_at=row.changed_at,
                )
                for row in session.execute(chosen)
            )

    def replace(self, owner: str, thing: str, *, made: str) -> bool:
        """Put what a thing has become in its place; tell whether the owner has such a one.

        Raises:
            StoreError: It is too large, or can't be written.
        """
        return self._change(owner, thing, made=_bounded(made))

    def rename(self, owner: str, thing: str, title: str) -> bool:
        """Call a thing otherwise; tell whether the owner has such a one.

        Raises:
            StoreError: It can't be written.
        """
        return self._change(owner, thing, title=cut(title, LONGEST_TITLE))

    def delete(self, owner: str, thing: str) -> bool:
        """Delete a thing for good; tell whether there was one.

        Raises:
            StoreError: It can't be written.
        """
        with self._database.deleting() as session:
            gone = delete(ThingRow).where(*_is(owner, thing)).returning(ThingRow.id)
            return session.scalar(gone) is not None

    def _change(self, owner: str, thing: str, **values: str) -> bool:
        changed = update(ThingRow).where(*_is(owner, thing)).values(changed_at=now(), **values)
        with self._database.writing() as session:
            return session.scalar(changed.returning(ThingRow.id)) is not None


def _is(owner: str, thing: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return ThingRow.owner == owner, ThingRow.id == as_id(thing)


def _bounded(made: str) -> str:
    if len(made) > LONGEST_MADE:
        raise StoreError(
            f"this is too large to be kept ({len(made):,} characters, at most {LONGEST_MADE:,}); download it instead"
        )
    return clean(made)


def _kept(row: ThingRow) -> KeptThing:
    return KeptThing(
        id=row.id,
        kind=cast("ThingKind", row.kind),
        title=row.title,
        made=row.made,
        of=row.of,
        kept_at=row.kept_at,
        changed_at=row.changed_at,
    )

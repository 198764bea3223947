"""All that signing in needs, in one hand: the accounts, who is let in, and what goes over to them."""

from __future__ import annotations

from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.types import Scope

from assistant.people.accounts import Accounts, Person
from assistant.people.activity import Activity, Happened, activities, happened_lately, kept_by
from assistant.people.entering import Entrance
from assistant.people.passwords import Passwords
from assistant.people.ways import Way
from assistant.store import Store
from assistant.web.people.cookies import secret_in
from assistant.web.people.provider import Desk
from assistant.web.people.proxied import ADDRESS, UNKNOWN, VOUCHED


class Reception:
    """Knows the accounts and tells whom a request comes from.

    Attributes:
        way: How people sign in.
        accounts: The accounts.
        entrance: Who lets them in.
        desk: The way to a provider, where there is one.
    """

    def __init__(self, way: Way, store: Store, passwords: Passwords | None = None) -> None:
        own = passwords or Passwords()
        self._store = store
        self.way = way
        self.accounts = Accounts(store.database, own)
        self.entrance = Entrance(store.database, own, lasting=way.lasting)
        self.desk = Desk(way.provider) if way.provider else None

    async def who(self, scope: Scope) -> Person | None:
        """Return whom a request comes from; None where nobody is signed in.

        Raises:
            NotEnteredError: A proxy names somebody whose account is locked.
            CoachError: The database refuses, or a proxy names somebody in a way that can't be a name.
        """
        if self.way.mode == "proxy":
            name, address = scope.get(VOUCHED), str(scope.get(ADDRESS, UNKNOWN))
            if not name:
                return None
            return await to_thread.run_sync(self.entrance.vouched, "", name, name, None, address)
        secret = secret_in(scope)
        return await to_thread.run_sync(self.entrance.who, secret) if secret else None

    async def is_to_ask(self, person: Person, browser: str) -> bool:
        """Tell whether somebody is to be asked about what a browser kept; where it kept nothing, never again.

        Raises:
            StoreError: The database refuses.
        """
        if browser and any(await self.kept_by(browser)):
            return True
        await to_thread.run_sync(self.entrance.was_asked, person.key)
        return False

    async def kept_by(self, owner: str) -> tuple[int, int]:
        """Return how many conversations and made things an owner keeps.

        Raises:
            StoreError: The database refuses.
        """
        return await to_thread.run_sync(kept_by, self._store.database, owner)

    async def take_over(self, person: Person, browser: str) -> None:
        """Give what a browser kept to somebody.

        Raises:
            StoreError: The database refuses.
        """
        await to_thread.run_sync(self._store.hand_over, browser, person.key)

    def activities(self) -> tuple[Activity, ...]:
        """Return everybody's activity, in numbers.

        Raises:
            StoreError: The database refuses.
        """
        return activities(self._store.database)

    def happened(self) -> tuple[Happened, ...]:
        """Return the last tries to sign in.

        Raises:
            StoreError: The database refuses.
        """
        return happened_lately(self._store.database)

    async def begin(self, person: Person, request: Request) -> tuple[str, int]:
        """Sign a browser in, and return its new secret and how many seconds it lasts at most.

        Raises:
            StoreError: The database refuses.
        """
        begun = partial(self.entrance.begin, person.key, secret_in(request.scope))
        return await to_thread.run_sync(begun), int(self.way.lasting.whole.total_seconds())


def address_of(request: Request) -> str:
    """Return where a request comes from."""
    return str(request.scope.get(ADDRESS, UNKNOWN))

"""The command `coach users`: who has an account, and what may be done about it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.people.accounts import Accounts
    from assistant.store import Store

users = typer.Typer(
    name="users",
    help="Look after the accounts of people who sign in.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(help="What somebody is called, or the key of the account.")]


@users.command("list")
def listed() -> None:
    """List the accounts: name, role, and when they signed in last."""
    from assistant.people.activity import activities

    with _open() as (_, store):
        everybody = activities(store.database)
    if not everybody:
        print("nobody yet; add somebody with `coach users add NAME --role admin`")
    for one in everybody:
        person = one.person
        last = f"last sign-in {one.last:%Y-%m-%d %H:%M} UTC" if one.last else "never signed in"
        whose = f", at {person.issuer}" if person.issuer else ""
        print(f"{person.name}  {person.role}  {'locked, ' if person.locked_at else ''}{last}{whose}  {person.key}")


@users.command()
def add(
    name: Annotated[str, typer.Argument(help="What the person is called, and signs in as.")],
    role: Annotated[str, typer.Option(help="leader, coach, evaluator or admin.")] = "leader",
) -> None:
    """Add an account; its password is asked for, or read from standard input."""
    from assistant.people.accounts import name_of
    from assistant.people.roles import role_called

    wanted, called = role_called(role), name_of(name)
    with _open() as (accounts, _):
        person = accounts.add(called, wanted, _password(called))
    print(f"{person.name} can sign in as {person.role}")


@users.command("role")
def change_role(name: Name, role: Annotated[str, typer.Argument(help="leader, coach, evaluator or admin.")]) -> None:
    """Give somebody another role."""
    with _open() as (accounts, _):
        person = accounts.named(name)
        accounts.set_role(person.key, role)
    print(f"{person.name} is {role} now")


@users.command()
def password(name: Name) -> None:
    """Give somebody another password; they are signed out everywhere."""
    with _open() as (accounts, _):
        person = accounts.named(name)
        accounts.set_password(person.key, _password(person.name))
    print(f"the password of {person.name} is changed, and they are signed out everywhere")


@users.command()
def lock(name: Name) -> None:
    """Lock an account; it is signed out everywhere, and what it keeps stays."""
    with _open() as (accounts, _):
        person = accounts.named(name)
        accounts.lock(person.key)
    print(f"{person.name} is locked out")


@users.command()
def unlock(name: Name) -> None:
    """Unlock an account, and forget its bad passwords."""
    with _open() as (accounts, _):
        person = accounts.named(name)
        accounts.unlock(person.key)
    print(f"{person.name} can sign in again")


@users.command()
def remove(
    name: Name, yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether it is meant.")] = False
) -> None:
    """Remove an account and all that it keeps, for good."""
    with _open() as (accounts, store):
        person = accounts.named(name)
        if not yes:
            typer.confirm(f"Remove {person.name} with every conversation and made thing, for good?", abort=True)
        accounts.remove(person.key)
        store.erase(person.key)
    print(f"{person.name} is removed, with all that was kept")


@contextmanager
def _open() -> Iterator[tuple[Accounts, Store]]:
    """Lend the accounts and what people keep."""
    from assistant.people.accounts import Accounts
    from assistant.people.passwords import Passwords
    from assistant.settings import load_settings
    from assistant.store import database_address, open_store

    with open_store(database_address(load_settings())) as store:
        yield Accounts(store.database, Passwords()), store


def _password(name: str) -> str:
    """Return a password typed twice on the terminal without being shown, or the first line of standard input."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise UsageError("give the password on the first line of standard input, or run this on a terminal")
        return line
    return str(typer.prompt(f"Password for {name} (at least 12 characters)", hide_input=True, confirmation_prompt=True))

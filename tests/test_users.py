"""The command `coach users`: accounts from the terminal, whose passwords are never arguments."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.errors import UsageError
from assistant.store import open_store

GOOD, OTHER = "seven green bicycles", "a quiet river at noon"
Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `coach users` in a home of its own; what is typed goes to standard input."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("COACH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))

    def run(*arguments: str, typed: str = "") -> Result:
        done = CliRunner().invoke(app, ["users", *arguments], input=typed)
        if isinstance(done.exception, UsageError):
            raise done.exception
        return done

    return run


def test_account_is_added_listed_changed_and_removed(command: Command, tmp_path: Path) -> None:
    assert "nobody yet" in command("list").output
    added = command("add", "Ana Ruiz", "--role", "admin", typed=f"{GOOD}\n")
    assert added.output == "Ana Ruiz can sign in as admin\n"
    command("add", "Ben", typed=f"{GOOD}\n")
    assert command("role", "ben", "evaluator").output == "Ben is evaluator now\n"
    assert "signed out everywhere" in command("password", "Ben", typed=f"{OTHER}\n").output
    command("lock", "Ben")
    ana, ben = command("list").output.splitlines()
    assert ana.startswith("Ana Ruiz  admin  never signed in")
    assert ben.startswith("Ben  evaluator  locked, never signed in")
    assert command("unlock", "Ben").output == "Ben can sign in again\n"
    key = ben.split()[-1]
    with open_store(f"sqlite:///{tmp_path}/home/coach.sqlite") as store:
        begun = store.conversations.begin(key, title="mine", role="unknown")
        store.conversations.asked(key, begun, text="mine", role="unknown")
    assert command("remove", "Ben", typed="n\n").exit_code != 0
    assert "removed" in command("remove", "Ben", "--yes").output
    with open_store(f"sqlite:///{tmp_path}/home/coach.sqlite") as store:
        assert store.conversations.listed(key) == ()
    assert "Ben" not in command("list").output


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("add", "Ana"), "short\n", "at least 12"),
        (("add", "Ana"), "", "first line of standard input"),
        (("add", "Ana", "--role", "boss"), f"{GOOD}\n", "no role 'boss'"),
        (("add", " "), f"{GOOD}\n", "a name has 1 to 80"),
        (("role", "Ana", "coach"), "", "nobody is called 'Ana'"),
        (("lock", "Ana"), "", "nobody is called 'Ana'"),
        (("remove", "Ana", "--yes"), "", "nobody is called 'Ana'"),
    ],
)
def test_mistake_is_said(command: Command, arguments: tuple[str, ...], typed: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        command(*arguments, typed=typed)


def test_password_can_be_no_argument(command: Command) -> None:
    assert command("add", "Ana", GOOD).exit_code == 2
    assert command("add", "Ana", "--password", GOOD).exit_code == 2

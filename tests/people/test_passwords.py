"""Passwords: what is good enough, and that a name nobody has costs the same work."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher

from assistant.errors import UsageError
from assistant.people.passwords import LONGEST, Passwords, must_be_fit

GOOD = "seven green bicycles"


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 12"),
        ("x" * 11, "at least 12"),
        ("x" * (LONGEST + 1), "at most"),
        ("abababababab", "repeats"),
        ("maria ruiz lopez", "is the name"),
        ("MARIARUIZLOPEZ", "is the name"),
        ("maria-ruiz-lopez2027", "is the name"),
        ("Maria Ruiz Lopezmaria.ruiz.lopez", "is the name"),
    ],
)
def test_password_that_is_not_fit_is_refused_without_repeating_it(password: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        must_be_fit(password, "Maria Ruiz Lopez")
    assert password not in str(refused.value)


@pytest.mark.parametrize("password", [GOOD, "maria likes seven bicycles", "каждый охотник желает", "пароль" * 3])
def test_password_of_a_few_words_is_fit(password: str) -> None:
    must_be_fit(password, "Maria")


def test_kept_password_is_argon2id_and_only_itself(passwords: Passwords) -> None:
    kept = passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert passwords.is_right(GOOD, kept)
    assert not passwords.is_right(GOOD + "s", kept)
    assert passwords.hashed(GOOD) != kept


def test_letters_composed_by_another_keyboard_are_the_same(passwords: Passwords) -> None:
    assert passwords.is_right("cafe\u0301 con leche y pan", passwords.hashed("caf\u00e9 con leche y pan"))


@pytest.mark.parametrize("odd", ["", "\x00", "\ud800" * 20, "x" * 1_000_000])
def test_odd_password_is_wrong_and_breaks_nothing(passwords: Passwords, odd: str) -> None:
    assert not passwords.is_right(odd, passwords.hashed(GOOD))
    assert not passwords.is_right(odd, "no hash at all")
    assert not passwords.is_right(odd, None)


def test_name_that_nobody_has_costs_one_comparison_too() -> None:
    counted = []

    class Counting(PasswordHasher):
        def verify(self, kept: Any, password: Any) -> Any:
            counted.append(kept)
            return super().verify(kept, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    kept = passwords.hashed(GOOD)
    assert not passwords.is_right(GOOD, None)
    assert not passwords.is_right("another one here", kept)
    assert len(counted) == 2
    assert counted[0].split("$")[:4] == counted[1].split("$")[:4]


def test_dear_parameters_are_the_library_s_own() -> None:
    assert not Passwords().is_kept_as_today(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD))
    assert Passwords().is_kept_as_today(PasswordHasher().hash(GOOD))

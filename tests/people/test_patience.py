"""How long somebody waits after bad passwords."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant.people.patience import ACCOUNT, ADDRESS, HERE, LOCKED, LONGEST_WAIT, WINDOW, Rule, wait_of

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (8, 16), (9, 32), (10, 900), (30, 900)]
)
def test_wait_doubles_after_five_and_locks_after_ten(failures: int, seconds: int) -> None:
    assert wait_of(HERE, [NOW] * failures, NOW) == timedelta(seconds=seconds)


def test_wait_passes() -> None:
    assert wait_of(HERE, [NOW] * 5, NOW + timedelta(seconds=2)) == timedelta()
    assert wait_of(HERE, [NOW] * 10, NOW + LOCKED) == timedelta()


def test_what_is_long_ago_no_longer_counts() -> None:
    assert wait_of(HERE, [NOW - WINDOW] * 30, NOW) == timedelta()


def test_wait_has_an_end_before_the_lock() -> None:
    assert wait_of(Rule(slowed_after=1, locked_after=99), [NOW] * 50, NOW) == LONGEST_WAIT


def test_one_machine_locks_itself_out_long_before_the_account_or_its_school() -> None:
    assert HERE.locked_after < ACCOUNT.slowed_after < ADDRESS.slowed_after

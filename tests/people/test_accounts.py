"""Accounts: added, found, changed, locked and removed."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from assistant.errors import UsageError
from assistant.people.accounts import Accounts
from assistant.people.entering import Entrance, NotEnteredError
from assistant.people.tables import BrowserRow, TryRow
from assistant.store import Store

GOOD, OTHER = "seven green bicycles", "a quiet river at noon"


def test_account_is_kept_with_its_role_and_without_its_password(accounts: Accounts, store: Store) -> None:
    ana = accounts.add("Ana  Ruiz", "coach", GOOD)
    assert (ana.name, ana.role, ana.has_password, ana.locked_at) == ("Ana Ruiz", "coach", True, None)
    assert accounts.listed() == (ana,)
    assert accounts.named("ana ruiz") == ana == accounts.named(ana.key)
    path = store.database.path
    assert path is not None
    everything = b"".join(part.read_bytes() for part in path.parent.glob("coach.sqlite*"))
    assert GOOD.encode() not in everything


@pytest.mark.parametrize("name", ["ana", "ANA", " Ana ", "Ａｎａ"])
def test_name_that_is_taken_is_refused(accounts: Accounts, name: str) -> None:
    accounts.add("Ana", "leader", GOOD)
    with pytest.raises(UsageError, match="already somebody"):
        accounts.add(name, "leader", OTHER)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b", "a\x1b[31mb", "a\u202eb"])
def test_what_can_be_no_name_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(UsageError, match="a name has 1 to 80"):
        accounts.add(name, "leader", GOOD)


def test_unknown_name_is_told_with_its_nearest(accounts: Accounts) -> None:
    accounts.add("Ana Ruiz", "leader", GOOD)
    with pytest.raises(UsageError, match="nobody is called 'Ana Ruis'; is it 'Ana Ruiz'"):
        accounts.named("Ana Ruis")
    with pytest.raises(UsageError, match=r"nobody is called 'zzz'$"):
        accounts.named("zzz")


def test_two_of_one_name_are_told_apart_by_their_keys(accounts: Accounts, entrance: Entrance) -> None:
    here = accounts.add("Ana", "leader", GOOD)
    there = entrance.vouched("https://id.example", "u1", "Ana", None, "10.0.0.1")
    with pytest.raises(UsageError, match="2 people are called 'Ana'") as told:
        accounts.named("Ana")
    assert here.key in str(told.value)
    assert accounts.named(there.key) == there
    with pytest.raises(UsageError, match=r"signs in at https://id\.example"):
        accounts.set_password(there.key, OTHER)


def test_role_is_changed_and_an_unknown_one_refused(accounts: Accounts) -> None:
    ana = accounts.add("Ana", "leader", GOOD)
    accounts.set_role(ana.key, "Evaluator")
    assert accounts.named("Ana").role == "evaluator"
    with pytest.raises(UsageError, match="no role 'principal'; choose one of leader, coach, evaluator, admin"):
        accounts.set_role(ana.key, "principal")


def test_last_administrator_stays(accounts: Accounts) -> None:
    ana = accounts.add("Ana", "admin", GOOD)
    for done in (lambda: accounts.set_role(ana.key, "leader"), lambda: accounts.lock(ana.key)):
        with pytest.raises(UsageError, match="only administrator"):
            done()
    with pytest.raises(UsageError, match="only administrator"):
        accounts.remove(ana.key)
    ben = accounts.add("Ben", "admin", OTHER)
    accounts.lock(ana.key)
    with pytest.raises(UsageError, match="only administrator"):
        accounts.remove(ben.key)
    accounts.remove(ana.key)
    assert accounts.listed() == (ben,)


def test_another_password_or_a_lock_signs_every_browser_out(accounts: Accounts, entrance: Entrance) -> None:
    ana, ben = accounts.add("Ana", "leader", GOOD), accounts.add("Ben", "leader", GOOD)
    one, two, other = entrance.begin(ana.key), entrance.begin(ana.key), entrance.begin(ben.key)
    accounts.set_password(ana.key, OTHER)
    assert [entrance.who(one), entrance.who(two), entrance.who(other)] == [None, None, ben]
    three = entrance.begin(ana.key)
    accounts.lock(ana.key)
    assert entrance.who(three) is None
    accounts.unlock(ana.key)
    assert entrance.who(three) is None
    assert entrance.enter("Ana", OTHER, "10.0.0.1").key == ana.key


def test_password_that_is_not_fit_changes_nothing(accounts: Accounts, entrance: Entrance) -> None:
    ana = accounts.add("Ana", "leader", GOOD)
    secret = entrance.begin(ana.key)
    with pytest.raises(UsageError, match="at least 12"):
        accounts.set_password(ana.key, "short")
    assert entrance.who(secret) is not None
    assert entrance.enter("Ana", GOOD, "10.0.0.1") == ana


def test_unlocking_forgets_bad_passwords(accounts: Accounts, entrance: Entrance) -> None:
    ana = accounts.add("Ana", "leader", GOOD)
    for _ in range(5):
        with pytest.raises(NotEnteredError):
            entrance.enter("Ana", OTHER, "10.0.0.1")
    with pytest.raises(NotEnteredError, match="Wait"):
        entrance.enter("Ana", GOOD, "10.0.0.1")
    accounts.unlock(ana.key)
    assert entrance.enter("Ana", GOOD, "10.0.0.1") == ana


def test_removing_takes_sign_ins_and_browsers_along(accounts: Accounts, entrance: Entrance, store: Store) -> None:
    ana = accounts.add("Ana", "leader", GOOD)
    entrance.enter("Ana", GOOD, "10.0.0.1")
    secret = entrance.begin(ana.key)
    accounts.remove(ana.key)
    assert entrance.who(secret) is None
    with store.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TryRow)) == 0
        assert session.scalar(select(func.count()).select_from(BrowserRow)) == 0
    with pytest.raises(UsageError, match="is gone"):
        accounts.lock(ana.key)

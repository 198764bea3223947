"""Signing in: bad passwords are counted, slowed and locked out; browsers stay signed in for a while."""

from __future__ import annotations

import hashlib
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from clocks import Clock
from sqlalchemy import select

from assistant.errors import UsageError
from assistant.people.accounts import Accounts
from assistant.people.activity import activities, happened_lately, kept_by
from assistant.people.entering import Entrance, Lasting, NotEnteredError
from assistant.people.passwords import Passwords
from assistant.people.tables import BrowserRow, PersonRow, TryRow
from assistant.store import Store

GOOD, BAD = "seven green bicycles", "a wrong password"
HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"


@pytest.fixture(autouse=True)
def people(accounts: Accounts) -> None:
    """Ana and Ben, who have accounts."""
    accounts.add("Ana", "leader", GOOD)
    accounts.add("Ben", "coach", GOOD)


def refused(entrance: Entrance, name: str, password: str, address: str = HERE) -> NotEnteredError:
    with pytest.raises(NotEnteredError) as why:
        entrance.enter(name, password, address)
    return why.value


@pytest.mark.parametrize("name", ["Ana", "ana", " ANA "])
def test_right_password_lets_in(entrance: Entrance, name: str) -> None:
    assert entrance.enter(name, GOOD, HERE).name == "Ana"


@pytest.mark.parametrize("name", ["Ana", "Nobody", "", "x" * 100_000, "\ud800", "' OR 1=1 --"])
def test_wrong_password_and_unknown_name_are_refused_in_the_same_words(entrance: Entrance, name: str) -> None:
    assert str(refused(entrance, name, BAD)) == str(refused(entrance, "Ben", BAD))


def test_twenty_bad_passwords_are_slowed_after_five_locked_after_ten_and_logged(
    entrance: Entrance, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Fault row B6."""
    waits = []
    with caplog.at_level(logging.WARNING):
        for _ in range(20):
            waits.append(refused(entrance, "Ana", BAD).wait)
            clock.at += waits[-1]
    assert waits[:5] == [timedelta()] * 5
    assert [wait.total_seconds() for wait in waits if wait] == [2, 4, 8, 16, 32, 900, 900]
    assert caplog.text.count("bad password for 'Ana' from 10.0.0.1") == 13
    assert caplog.text.count("must wait a quarter of an hour") == 1
    assert BAD not in caplog.text
    assert entrance.enter("Ben", GOOD, HERE).name == "Ben"


def test_right_password_waits_like_a_wrong_one(entrance: Entrance, clock: Clock) -> None:
    for _ in range(5):
        refused(entrance, "Ana", BAD)
    assert "Wait 2 seconds" in str(refused(entrance, "Ana", GOOD))
    clock.pass_by(seconds=2)
    assert entrance.enter("Ana", GOOD, HERE).name == "Ana"


def test_lock_ends_after_a_quarter_of_an_hour(entrance: Entrance, clock: Clock) -> None:
    for _ in range(15):
        clock.at += refused(entrance, "Ana", BAD).wait
    assert "Wait 15 minutes" in str(refused(entrance, "Ana", GOOD))
    clock.pass_by(minutes=15)
    assert entrance.enter("Ana", GOOD, HERE).name == "Ana"


def test_who_guesses_from_one_machine_locks_nobody_out_elsewhere(entrance: Entrance, clock: Clock) -> None:
    for _ in range(20):
        clock.at += refused(entrance, "Ana", BAD).wait
    assert entrance.enter("Ana", GOOD, ELSEWHERE).name == "Ana"


def test_many_machines_that_guess_together_are_slowed(entrance: Entrance) -> None:
    for n in range(20):
        assert not refused(entrance, "Ana", BAD, f"10.1.0.{n}").wait
    assert refused(entrance, "Ana", BAD, "10.1.0.99").wait
    assert entrance.enter("Ben", GOOD, "10.1.0.99").name == "Ben"


def test_names_tried_one_by_one_from_one_machine_are_slowed(entrance: Entrance) -> None:
    for n in range(50):
        assert not refused(entrance, f"guess {n}", BAD).wait
    assert refused(entrance, "guess 99", BAD).wait
    assert entrance.enter("Ben", GOOD, ELSEWHERE).name == "Ben"


def test_tries_at_once_are_counted_too(entrance: Entrance) -> None:
    with ThreadPoolExecutor(8) as many:
        waits = list(many.map(lambda _: refused(entrance, "Ana", BAD).wait, range(16)))
    assert sum(not wait for wait in waits) == 5


@pytest.mark.parametrize("name", ["Nobody", "Ana"])
def test_unknown_name_is_slowed_like_a_known_one(entrance: Entrance, name: str) -> None:
    waits = [refused(entrance, name, BAD).wait.total_seconds() for _ in range(7)]
    assert waits == [0, 0, 0, 0, 0, 2, 2]


def test_signing_in_forgets_the_bad_passwords_before(entrance: Entrance, clock: Clock) -> None:
    for _ in range(3):
        for _ in range(4):
            refused(entrance, "Ana", BAD)
            clock.pass_by(seconds=1)
        assert entrance.enter("Ana", GOOD, HERE).name == "Ana"
        clock.pass_by(seconds=1)


def test_locked_account_is_told_only_to_who_knows_its_password(entrance: Entrance, accounts: Accounts) -> None:
    accounts.lock(accounts.named("Ana").key)
    assert "don't belong together" in str(refused(entrance, "Ana", BAD))
    assert "locked" in str(refused(entrance, "Ana", GOOD))


def test_name_typed_wrong_is_neither_logged_nor_kept(
    entrance: Entrance, store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """People type their password where their name should be."""
    with caplog.at_level(logging.DEBUG):
        refused(entrance, "My-Secret-Password-1", BAD)
    assert "secret" not in caplog.text.lower()
    with store.database.reading() as session:
        kept = session.scalars(select(TryRow)).one()
    assert len(kept.account) == 8
    assert kept.person is None
    clock.pass_by(minutes=31)
    refused(entrance, "Ana", BAD)
    with store.database.reading() as session:
        assert [row.person is None for row in session.scalars(select(TryRow))] == [False]


def test_old_sign_ins_are_forgotten(entrance: Entrance, store: Store, clock: Clock) -> None:
    entrance.enter("Ana", GOOD, HERE)
    clock.pass_by(days=91)
    entrance.enter("Ben", GOOD, HERE)
    assert [one.name for one in happened_lately(store.database)] == ["Ben"]


def test_password_kept_with_older_parameters_is_hashed_anew(store: Store, clock: Clock) -> None:
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    before = _kept(store)
    Entrance(store.database, dearer, clock=clock).enter("Ana", GOOD, HERE)
    assert _kept(store) != before
    assert "m=16,t=2" in _kept(store)
    assert Entrance(store.database, dearer, clock=clock).enter("Ana", GOOD, HERE).name == "Ana"


def _kept(store: Store) -> str:
    with store.database.reading() as session:
        return str(session.scalars(select(PersonRow.password).where(PersonRow.name == "Ana")).one())


class TestBrowsers:
    def test_secret_is_kept_hashed(self, entrance: Entrance, accounts: Accounts, store: Store) -> None:
        secret = entrance.begin(accounts.named("Ana").key)
        with store.database.reading() as session:
            assert session.scalars(select(BrowserRow.token)).all() == [hashlib.sha256(secret.encode()).hexdigest()]

    def test_browser_is_signed_in_until_it_signs_out(self, entrance: Entrance, accounts: Accounts) -> None:
        ana = accounts.named("Ana")
        one, two = entrance.begin(ana.key), entrance.begin(ana.key)
        assert entrance.who(one) == ana
        entrance.end(one)
        assert entrance.who(one) is None
        assert entrance.who(two) == ana

    def test_secret_changes_at_each_sign_in(self, entrance: Entrance, accounts: Accounts) -> None:
        ana, ben = accounts.named("Ana"), accounts.named("Ben")
        first = entrance.begin(ana.key)
        second = entrance.begin(ben.key, before=first)
        assert first != second
        assert [entrance.who(first), entrance.who(second)] == [None, ben]

    @pytest.mark.parametrize("secret", ["", "x" * 43, "\x00", "\ud800"])
    def test_invented_secret_is_nobody_s(self, entrance: Entrance, secret: str) -> None:
        assert entrance.who(secret) is None

    def test_it_ends_without_use(self, entrance: Entrance, accounts: Accounts, clock: Clock) -> None:
        secret = entrance.begin(accounts.named("Ana").key)
        for _ in range(5):
            clock.pass_by(hours=11)
            assert entrance.who(secret) is not None
        clock.pass_by(hours=12, seconds=1)
        assert entrance.who(secret) is None

    def test_it_ends_after_its_days_however_much_it_is_used(
        self, store: Store, passwords: Passwords, accounts: Accounts, clock: Clock
    ) -> None:
        lasting = Lasting(whole=timedelta(days=2), idle=timedelta(hours=12))
        entrance = Entrance(store.database, passwords, lasting=lasting, clock=clock)
        secret = entrance.begin(accounts.named("Ana").key)
        for _ in range(4):
            clock.pass_by(hours=11.9)
            assert entrance.who(secret) is not None
        clock.pass_by(hours=1)
        assert entrance.who(secret) is None

    def test_those_that_ended_are_deleted(
        self, entrance: Entrance, accounts: Accounts, store: Store, clock: Clock
    ) -> None:
        entrance.begin(accounts.named("Ana").key)
        clock.pass_by(hours=13)
        entrance.begin(accounts.named("Ben").key)
        with store.database.reading() as session:
            assert session.scalars(select(BrowserRow.person)).all() == [accounts.named("Ben").key]


class TestVouchedFor:
    def test_somebody_new_gets_an_account_and_keeps_it(self, entrance: Entrance, clock: Clock) -> None:
        first = entrance.vouched("", "Eva.Kim", "Eva.Kim", None, HERE)
        assert (first.name, first.role, first.has_password) == ("Eva.Kim", "leader", False)
        clock.pass_by(days=40)
        assert entrance.vouched("", "eva.kim", "eva.kim", None, HERE).key == first.key

    def test_proxy_s_name_is_the_account_of_that_name(self, entrance: Entrance, accounts: Accounts) -> None:
        assert entrance.vouched("", "ANA", "Ana", None, HERE).key == accounts.named("Ana").key

    def test_provider_s_name_takes_no_account_over(self, entrance: Entrance, accounts: Accounts) -> None:
        eva = entrance.vouched("https://id.example", "u1", "Ana", None, HERE)
        assert eva.key != accounts.listed()[0].key or eva.key != accounts.listed()[1].key
        assert not eva.has_password
        assert entrance.vouched("https://other.example", "u1", "Ana", None, HERE).key != eva.key
        assert entrance.vouched("https://id.example", "U1", "Ana", None, HERE).key != eva.key
        renamed = entrance.vouched("https://id.example", "u1", "Anna", "admin", HERE)
        assert (renamed.key, renamed.name, renamed.role) == (eva.key, "Anna", "admin")

    def test_account_without_a_password_is_entered_with_none(self, entrance: Entrance) -> None:
        entrance.vouched("", "Eva", "Eva", None, HERE)
        for password in ("", "None", GOOD):
            assert "don't belong together" in str(refused(entrance, "Eva", password))

    def test_locked_account_stays_out(self, entrance: Entrance, accounts: Accounts) -> None:
        accounts.lock(entrance.vouched("", "Eva", "Eva", None, HERE).key)
        with pytest.raises(NotEnteredError, match="locked"):
            entrance.vouched("", "Eva", "Eva", None, HERE)

    @pytest.mark.parametrize("name", ["", " ", "\x00", "a\x1bb"])
    def test_what_can_be_no_name_is_refused(self, entrance: Entrance, name: str) -> None:
        with pytest.raises(UsageError, match="a name has"):
            entrance.vouched("", name, name, None, HERE)

    def test_sign_in_is_noted_once_for_each_stretch_of_use(
        self, entrance: Entrance, store: Store, clock: Clock
    ) -> None:
        for _ in range(3):
            entrance.vouched("", "Eva", "Eva", None, HERE)
        clock.pass_by(hours=13)
        entrance.vouched("", "Eva", "Eva", None, HERE)
        assert [one.outcome for one in happened_lately(store.database)] == ["entered", "entered"]


class TestActivity:
    def test_administrator_sees_numbers_and_no_words(
        self, entrance: Entrance, accounts: Accounts, store: Store, clock: Clock
    ) -> None:
        ana = accounts.named("Ana")
        entrance.enter("Ana", GOOD, HERE)
        refused(entrance, "Ana", BAD)
        entrance.begin(ana.key)
        begun = store.conversations.begin(ana.key, title="xylophone", role="unknown")
        store.conversations.asked(ana.key, begun, text="xylophone?", role="unknown")
        store.things.keep(ana.key, kind="plan", title="xylophone", made="{}", of=None)
        first, second = activities(store.database, clock=clock)
        counts = (first.entered, first.wrong, first.browsers, first.conversations, first.things)
        assert (first.person.name, first.last, counts) == ("Ana", clock.at, (1, 1, 1, 1, 1))
        assert (second.person.name, second.last, second.conversations) == ("Ben", None, 0)
        assert "xylophone" not in repr((first, second, happened_lately(store.database)))
        assert kept_by(store.database, ana.key) == (1, 1)
        assert kept_by(store.database, second.person.key) == (0, 0)

    def test_whether_somebody_was_asked_is_kept(self, entrance: Entrance, accounts: Accounts) -> None:
        ana = accounts.named("Ana")
        assert not ana.asked
        entrance.was_asked(ana.key)
        assert accounts.named("Ana").asked
        assert not accounts.named("Ben").asked

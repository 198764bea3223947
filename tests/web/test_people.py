"""Signing in on the web: who comes in, what each may reach, and that nothing of another's is reached."""

from __future__ import annotations

import html
import logging
import re
import secrets
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from accessible import faults_of
from argon2 import PasswordHasher
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect
from running_page import Server, Start, ask
from starlette.testclient import TestClient
from visitor import Visitor

from assistant.coach import Coach
from assistant.people.accounts import Person
from assistant.people.entering import Lasting
from assistant.people.passwords import Passwords
from assistant.people.roles import Role
from assistant.people.ways import Way
from assistant.settings import Settings, data_folder
from assistant.store import Store, database_address, open_store
from assistant.web.app import create_app
from assistant.web.guard import SCRIPTLESS_HEADERS
from assistant.web.memory import Memory
from assistant.web.people.gate import NEEDS, OPEN, needed_for
from assistant.web.people.proxied import ADDRESS, VOUCHED, Proxied
from assistant.web.people.reception import Reception
from assistant.web.people.views import own_path
from assistant.web.removed import OwnPassages
from assistant.web.sessions import COOKIE, new_secret, owner_of

pytestmark = pytest.mark.timeout(600)
ORIGIN = "http://127.0.0.1"
GOOD, OTHER = "seven green bicycles", "a quiet river at noon"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HTML = {"accept": "text/html"}
PLAN = {"do": "make", "about": "a plan for our AI task force"}


@pytest.fixture(scope="module")
def coach(web_environment: dict[str, str]) -> Iterator[Coach]:
    with Coach(Settings(home=Path(web_environment["COACH_HOME"]))) as opened:
        yield opened


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('kept')}/coach.sqlite") as opened:
        yield opened


@pytest.fixture(scope="module")
def reception(store: Store) -> Reception:
    return Reception(Way(mode="passwords", lasting=Lasting()), store, Passwords(QUICK))


@pytest.fixture(scope="module")
def app(coach: Coach, store: Store, reception: Reception, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(
        coach,
        tmp_path_factory.mktemp("private"),
        data_folder("corpus"),
        Memory(store, OwnPassages(coach)),
        reception=reception,
    )


def client_of(app: FastAPI, base_url: str = ORIGIN, peer: str = "127.0.0.1") -> TestClient:
    return TestClient(app, base_url=base_url, headers=HTML, follow_redirects=False, client=(peer, 50_000))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """Somebody's browser, not signed in."""
    return client_of(app)


@pytest.fixture
def added(reception: Reception) -> Callable[..., Person]:
    """Add somebody with a name of their own."""

    def add(role: Role = "leader") -> Person:
        return reception.accounts.add(f"Ana {secrets.token_hex(4)}", role, GOOD)

    return add


def sign_in(client: TestClient, name: str, password: str = GOOD, to: str = "/practice") -> Any:
    return client.post("/sign-in", data={"name": name, "password": password, "next": to}, headers={"Origin": ORIGIN})


@pytest.fixture
def signed_in(app: FastAPI, added: Callable[..., Person]) -> Callable[..., tuple[TestClient, Person]]:
    """Sign somebody new in, in a browser of their own."""

    def enter(role: Role = "leader") -> tuple[TestClient, Person]:
        client, person = client_of(app), added(role)
        assert sign_in(client, person.name).status_code == 303
        return client, person

    return enter


def words(reply: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", reply.text)).split())


class TestNotSignedIn:
    @pytest.mark.parametrize(
        ("path", "to"),
        [
            ("/", "/sign-in"),
            ("/practice", "/sign-in?next=/practice"),
            ("/practice/plan?about=a%20b", "/sign-in?next=/practice/plan%3Fabout%3Da%2520b"),
            ("/people", "/sign-in?next=/people"),
            ("/account", "/sign-in?next=/account"),
            ("/sign-in/claim", "/sign-in?next=/sign-in/claim"),
            ("/evaluate", "/sign-in?next=/evaluate"),
            ("/nowhere", "/sign-in?next=/nowhere"),
            ("/page.js", "/sign-in?next=/page.js"),
        ],
    )
    def test_page_leads_to_signing_in(self, client: TestClient, path: str, to: str) -> None:
        reply = client.get(path)
        assert (reply.status_code, reply.headers["location"]) == (303, to)
        assert reply.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/config"),
            ("GET", "/gradio_api/info"),
            ("GET", "/gradio_api/queue/data?session_hash=x"),
            ("GET", "/gradio_api/call/answer/x"),
            ("GET", "/gradio_api/file=/etc/passwd"),
            ("GET", "/gradio_api/nothing"),
            ("GET", "/theme.css"),
            ("POST", "/gradio_api/queue/join"),
            ("POST", "/gradio_api/call/answer"),
            ("POST", "/gradio_api/run/answer"),
            ("POST", "/gradio_api/cancel"),
            ("POST", "/gradio_api/reset"),
            ("POST", "/practice/plan"),
            ("POST", "/people"),
            ("POST", "/account/password"),
            ("POST", "/sign-in/claim"),
            ("POST", "/sign-out"),
            ("PUT", "/"),
        ],
    )
    def test_interface_answers_401(self, client: TestClient, method: str, path: str) -> None:
        reply = client.request(method, path, headers={"accept": "*/*", "Origin": ORIGIN})
        assert reply.status_code == 401
        assert "sign in first" in reply.json()["detail"]
        assert "set-cookie" not in reply.headers

    def test_every_address_that_is_open_is_known(self) -> None:
        known = ("/healthz", "/favicon.ico", "/pages/pages.css", "/sign-in", "/sign-in/oidc", "/sign-in/back")
        assert all(OPEN.fullmatch(path) for path in (*known, "/sign-in/people.css"))
        shut = ("/", "/sign-in/claim", "/sign-in/../people", "/healthz/x", "/pages/../people", "//sign-in", "/Sign-in")
        assert not any(OPEN.fullmatch(path) for path in shut)

    @pytest.mark.parametrize("path", ["/healthz", "/sign-in", "/sign-in/people.css", "/pages/pages.css"])
    def test_what_is_open_answers(self, client: TestClient, path: str) -> None:
        assert client.get(path).status_code == 200

    def test_form_that_comes_too_late_says_that_nothing_is_lost(self, client: TestClient) -> None:
        reply = client.post("/practice/plan", data=PLAN, headers={"Origin": ORIGIN})
        assert reply.status_code == 401
        assert "Nothing that you typed is lost" in words(reply)


class TestPasswords:
    def test_right_password_gives_a_secret_that_scripts_and_other_sites_can_not_have(
        self, client: TestClient, added: Callable[..., Person]
    ) -> None:
        reply = sign_in(client, added().name)
        assert (reply.status_code, reply.headers["location"]) == (303, "/practice")
        cookie = reply.headers["set-cookie"]
        assert re.fullmatch(r"coach-signed-in=[\w-]{43}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax", cookie)
        assert client.get("/practice").status_code == 200

    def test_over_https_the_cookie_is_for_this_host_alone(
        self, coach: Coach, store: Store, reception: Reception, tmp_path: Path, added: Callable[..., Person]
    ) -> None:
        app = create_app(
            coach,
            tmp_path,
            data_folder("corpus"),
            Memory(store, OwnPassages(coach)),
            ("coach.test",),
            reception=reception,
        )
        client = client_of(app)
        forwarded = {"X-Forwarded-Host": "coach.test", "X-Forwarded-Proto": "https", "Origin": "https://coach.test"}
        reply = client.post("/sign-in", data={"name": added().name, "password": GOOD}, headers=forwarded)
        assert reply.headers["set-cookie"].startswith("__Host-coach-signed-in=")
        assert reply.headers["set-cookie"].endswith("; HttpOnly; SameSite=Lax; Secure")

    def test_secret_is_another_at_each_sign_in_and_the_one_before_ends(
        self, app: FastAPI, signed_in: Callable[..., tuple[TestClient, Person]]
    ) -> None:
        client, person = signed_in()
        before = client.cookies["coach-signed-in"]
        sign_in(client, person.name)
        assert client.cookies["coach-signed-in"] != before
        old = client_of(app)
        old.cookies.set("coach-signed-in", before)
        assert old.get("/practice").status_code == 303

    def test_secret_brought_along_before_signing_in_is_never_taken(
        self, client: TestClient, app: FastAPI, added: Callable[..., Person]
    ) -> None:
        planted = secrets.token_urlsafe(32)
        client.cookies.set("coach-signed-in", planted)
        sign_in(client, added().name)
        thief = client_of(app)
        thief.cookies.set("coach-signed-in", planted)
        assert thief.get("/practice").status_code == 303

    @pytest.mark.parametrize("password", ["wrong password here", "x" * 5_000, "\x00"])
    def test_wrong_password_is_said_and_the_name_stays(
        self, client: TestClient, added: Callable[..., Person], password: str
    ) -> None:
        person = added()
        reply = sign_in(client, person.name, password)
        assert reply.status_code == 401
        assert "don't belong together" in words(reply)
        assert f'value="{person.name}"' in reply.text
        assert f'value="{password}"' not in reply.text
        assert "set-cookie" not in reply.headers

    @pytest.mark.parametrize("fields", [{}, {"name": "Ana"}, {"password": GOOD}, {"name": " ", "password": GOOD}])
    def test_what_is_missing_is_said(self, client: TestClient, fields: dict[str, str]) -> None:
        reply = client.post("/sign-in", data=fields, headers={"Origin": ORIGIN})
        assert reply.status_code == 422
        assert "Give both" in words(reply)

    def test_twenty_bad_passwords_are_slowed_logged_and_trouble_nobody_else(
        self, client: TestClient, added: Callable[..., Person], caplog: pytest.LogCaptureFixture
    ) -> None:
        """Fault row B6."""
        person, other = added(), added()
        with caplog.at_level(logging.DEBUG):
            replies = [sign_in(client, person.name, "wrong password here") for _ in range(20)]
        assert [reply.status_code for reply in replies] == [401] * 5 + [429] * 15
        assert 1 <= int(replies[-1].headers["retry-after"]) <= 2
        assert "Wait" in words(replies[-1])
        assert f"bad password for {person.name!r} from 127.0.0.1" in caplog.text
        assert "wrong password here" not in caplog.text
        assert sign_in(client, other.name).status_code == 303

    def test_signing_out_ends_it_and_clears_what_the_browser_holds(
        self, app: FastAPI, signed_in: Callable[..., tuple[TestClient, Person]]
    ) -> None:
        client, _ = signed_in()
        secret = client.cookies["coach-signed-in"]
        reply = client.post("/sign-out", headers={"Origin": ORIGIN})
        assert (reply.status_code, reply.headers["location"]) == (303, "/sign-in?out=1")
        assert reply.headers["clear-site-data"] == '"cache", "storage"'
        old = client_of(app)
        old.cookies.set("coach-signed-in", secret)
        assert old.get("/practice").status_code == 303
        assert "You are signed out" in words(client.get("/sign-in?out=1"))

    def test_locking_ends_it_at_once(
        self, signed_in: Callable[..., tuple[TestClient, Person]], reception: Reception
    ) -> None:
        client, person = signed_in()
        reception.accounts.lock(person.key)
        assert client.get("/practice").status_code == 303
        assert "locked" in words(sign_in(client, person.name))

    def test_own_password_is_changed_by_who_knows_it(
        self, app: FastAPI, signed_in: Callable[..., tuple[TestClient, Person]]
    ) -> None:
        client, person = signed_in()
        elsewhere = client_of(app)
        sign_in(elsewhere, person.name)
        for fields, said in (
            ({"now": "not this one here", "new": OTHER, "again": OTHER}, "isn't the password you have now"),
            ({"now": GOOD, "new": OTHER, "again": GOOD}, "aren't the same"),
            ({"now": GOOD, "new": "short", "again": "short"}, "at least 12"),
            ({"now": GOOD, "new": person.name + "123", "again": person.name + "123"}, "is the name"),
        ):
            reply = client.post("/account/password", data=fields, headers={"Origin": ORIGIN})
            assert reply.status_code == 422
            assert said in words(reply)
            assert OTHER not in reply.text
        reply = client.post(
            "/account/password", data={"now": GOOD, "new": OTHER, "again": OTHER}, headers={"Origin": ORIGIN}
        )
        assert reply.headers["location"] == "/account?done=1"
        assert "Your password is changed" in words(client.get("/account?done=1"))
        assert elsewhere.get("/account").status_code == 303
        assert sign_in(elsewhere, person.name).status_code == 401
        assert sign_in(elsewhere, person.name, OTHER).status_code == 303

    def test_who_is_signed_in_is_sent_on(self, signed_in: Callable[..., tuple[TestClient, Person]]) -> None:
        client, _ = signed_in()
        assert client.get("/sign-in?next=/practice/plan").headers["location"] == "/practice/plan"

    @pytest.mark.parametrize(
        "asked",
        [
            "https://evil.test",
            "//evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "javascript:alert(1)",
            "/\tevil",
            "/%0d%0aset-cookie:x\r\n",
            "evil.test",
            "",
            "/sign-in",
            "/sign-in/claim",
            "/sign-out",
            "/" + "x" * 3000,
            "/é",
            "http:/evil.test",
        ],
    )
    def test_nobody_is_sent_to_another_site(self, client: TestClient, added: Callable[..., Person], asked: str) -> None:
        assert own_path(asked) == "/"
        assert sign_in(client, added().name, to=asked).headers["location"] == "/"

    @pytest.mark.parametrize("asked", ["/", "/practice", "/practice/plan?about=a%20b&x=//y", "/library#a"])
    def test_own_address_is_gone_on_to(self, asked: str) -> None:
        assert own_path(asked) == asked


class TestForeignForms:
    @pytest.mark.parametrize("path", ["/sign-in", "/sign-in/claim", "/sign-out", "/account/password", "/people"])
    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "http://evil.test"},
            {"Origin": "null"},
            {"Origin": "https://127.0.0.1"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
            {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
        ],
    )
    def test_form_of_another_site_is_refused(
        self, signed_in: Callable[..., tuple[TestClient, Person]], path: str, headers: dict[str, str]
    ) -> None:
        client, _ = signed_in("admin")
        assert client.post(path, data={"do": "lock"}, headers=headers).status_code == 403
        assert client.get("/account").status_code == 200

    @pytest.mark.parametrize("path", ["/sign-in", "/account", "/people"])
    def test_pages_name_their_origin_and_run_no_script(
        self, signed_in: Callable[..., tuple[TestClient, Person]], path: str
    ) -> None:
        client, _ = signed_in("admin")
        reply = client.get(path)
        assert {name: reply.headers[name] for name in SCRIPTLESS_HEADERS} == SCRIPTLESS_HEADERS


class TestRoles:
    @pytest.mark.parametrize("role", ["leader", "coach", "evaluator"])
    def test_accounts_are_for_administrators(
        self, signed_in: Callable[..., tuple[TestClient, Person]], role: Role, reception: Reception
    ) -> None:
        client, person = signed_in(role)
        assert client.get("/people").status_code == 403
        assert "isn't for you" in words(client.get("/people"))
        sent = {"do": "role", "key": person.key, "role": "admin"}
        assert client.post("/people", data=sent, headers={"Origin": ORIGIN}).status_code == 403
        assert client.get("/people", headers={"accept": "*/*"}).json()["detail"].startswith("This page is for those")
        assert reception.accounts.named(person.key).role == role

    def test_history_is_said_to_be_a_persons_and_not_their_browsers(
        self, signed_in: Callable[..., tuple[TestClient, Person]]
    ) -> None:
        client, person = signed_in()
        page = words(client.get("/history"))
        assert person.name in page
        assert "Conversations that are kept for you." in page
        asked = words(client.post("/history", data={"do": "forget"}, headers={"Origin": ORIGIN}))
        assert "All that is kept for you goes for good" in asked
        assert "Your account stays" in asked
        assert "browser" not in page + asked

    @pytest.mark.parametrize("role", ["leader", "coach", "admin"])
    def test_evaluating_is_for_evaluators(
        self, signed_in: Callable[..., tuple[TestClient, Person]], role: Role
    ) -> None:
        client, _ = signed_in(role)
        for path in ("/evaluate", "/evaluate/", "/evaluate/runs/1"):
            assert client.get(path).status_code == 403
            assert client.post(path, headers={"Origin": ORIGIN}).status_code == 403

    def test_what_needs_a_role_stands_in_one_table(self) -> None:
        assert dict(NEEDS) == {"/people": "admin", "/evaluate": "evaluator"}
        assert [needed_for(path) for path in ("/people/x", "/peoples", "/")] == ["admin", None, None]

    def test_administrator_adds_changes_and_locks(
        self, signed_in: Callable[..., tuple[TestClient, Person]], reception: Reception
    ) -> None:
        client, _ = signed_in("admin")

        def send(**fields: str) -> Any:
            return client.post("/people", data=fields, headers={"Origin": ORIGIN})

        name = f"Ben {secrets.token_hex(3)}"
        assert send(do="add", name=name, role="coach", password=GOOD).headers["location"] == "/people?did=add"
        ben = reception.accounts.named(name)
        assert ben.role == "coach"
        assert send(do="role", key=ben.key, role="evaluator").status_code == 303
        assert send(do="password", key=ben.key, password=OTHER).status_code == 303
        assert send(do="lock", key=ben.key).status_code == 303
        kept = reception.accounts.named(name)
        assert (kept.role, kept.locked_at is None) == ("evaluator", False)
        assert send(do="unlock", key=ben.key).status_code == 303
        assert reception.entrance.enter(name, OTHER, "10.0.0.9").key == ben.key
        page = words(client.get("/people?did=unlock"))
        assert "The account is unlocked" in page
        assert name in page

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"do": "add", "name": "", "role": "coach", "password": GOOD}, "A name has 1 to 80"),
            ({"do": "add", "name": "Eva", "role": "boss", "password": GOOD}, "No role"),
            ({"do": "add", "name": "Eva", "role": "coach", "password": "short"}, "at least 12"),
            ({"do": "role", "key": "nobody", "role": "coach"}, "is gone"),
            ({"do": "lock", "key": ""}, "is gone"),
            ({"do": "password", "key": "nobody", "password": GOOD}, "is gone"),
            ({"do": "fly"}, "nothing that can be done"),
            ({}, "nothing that can be done"),
        ],
    )
    def test_mistake_is_said_and_what_was_typed_stays(
        self, signed_in: Callable[..., tuple[TestClient, Person]], fields: dict[str, str], said: str
    ) -> None:
        client, _ = signed_in("admin")
        reply = client.post("/people", data=fields, headers={"Origin": ORIGIN})
        assert reply.status_code == 422
        assert said in words(reply)
        assert GOOD not in reply.text
        if fields.get("name"):
            assert 'value="Eva"' in reply.text

    @pytest.mark.parametrize("do", ["lock", "role", "password"])
    def test_administrator_does_nothing_to_their_own_account(
        self, signed_in: Callable[..., tuple[TestClient, Person]], do: str
    ) -> None:
        client, me = signed_in("admin")
        sent = {"do": do, "key": me.key, "role": "leader", "password": OTHER}
        reply = client.post("/people", data=sent, headers={"Origin": ORIGIN})
        assert reply.status_code == 422
        assert "your own account" in words(reply)

    def test_administrator_sees_numbers_and_no_words(
        self, signed_in: Callable[..., tuple[TestClient, Person]], store: Store
    ) -> None:
        client, _ = signed_in("admin")
        _, ana = signed_in()
        begun = store.conversations.begin(ana.key, title="xylophone", role="unknown")
        store.conversations.asked(ana.key, begun, text="xylophone", role="unknown")
        reply = client.get("/people")
        assert "xylophone" not in reply.text
        assert "1 conversation, 0 made things" in words(reply)


class TestOwn:
    """A hundred ways to another's things, and none of them leads there."""

    def test_file_of_another_is_refused(
        self, app: FastAPI, signed_in: Callable[..., tuple[TestClient, Person]]
    ) -> None:
        (one, ana), (two, ben) = signed_in(), signed_in()
        kept = Path(next(m.kwargs["kept"] for m in app.user_middleware if "kept" in m.kwargs))
        (kept / ana.key / "x").mkdir(parents=True)
        own = kept / ana.key / "x" / "next-steps.md"
        own.write_text("xylophone", encoding="utf-8")
        assert "xylophone" in one.get(f"/gradio_api/file={own}").text
        for n in range(25):
            for path in (
                own,
                kept / ben.key / ".." / ana.key / "x" / "next-steps.md",
                kept / ana.key / f"{n}",
                Path(f"/gradio_api/file={own}"),
            ):
                reply = two.get(f"/gradio_api/file={path}")
                assert reply.status_code == 403
                assert "xylophone" not in reply.text
        two.cookies.set(COOKIE, "s" * 43)
        assert two.get(f"/gradio_api/file={own}").status_code == 403

    def test_conversation_of_another_is_refused_by_queue_and_stream(
        self, signed_in: Callable[..., tuple[TestClient, Person]]
    ) -> None:
        (one, _), (two, _) = signed_in(), signed_in()
        session = secrets.token_hex(8)
        sent = {"data": ["My word is xylophone. How do I start an AI task force?", [], "unknown"]}
        joined = one.post("/gradio_api/call/answer", json={**sent, "session_hash": session}, headers={"Origin": ORIGIN})
        assert joined.status_code == 200
        event = joined.json()["event_id"]
        for _ in range(34):
            tries = (
                two.get(f"/gradio_api/queue/data?session_hash={session}"),
                two.get(f"/gradio_api/call/answer/{event}"),
                two.post("/gradio_api/call/answer", json={**sent, "session_hash": session}, headers={"Origin": ORIGIN}),
                two.post(
                    "/gradio_api/cancel",
                    json={"session_hash": session, "event_id": event, "fn_index": 0},
                    headers={"Origin": ORIGIN},
                ),
            )
            assert {reply.status_code for reply in tries} <= {403, 404}
            assert not any("xylophone" in reply.text for reply in tries)

    def test_kept_conversation_of_another_is_neither_shown_nor_changed(
        self, store: Store, signed_in: Callable[..., tuple[TestClient, Person]]
    ) -> None:
        (one, ana), (two, ben) = signed_in(), signed_in()
        begun = store.conversations.begin(ana.key, title="xylophone", role="unknown")
        store.conversations.asked(ana.key, begun, text="xylophone", role="unknown")
        assert "xylophone" in one.get("/history").text
        two.cookies.set(COOKIE, new_secret())
        for do in ("delete", "rename", "pin", "unpin", "md", "docx", "json", "export", "show", "open", "delete_all"):
            tries = (
                two.get("/history"),
                two.get("/history?words=xylophone"),
                two.get(f"/history/{begun}"),
                two.get(f"/history/{begun}?do={do}"),
                two.post(f"/history/{begun}", data={"do": do, "title": "mine"}, headers={"Origin": ORIGIN}),
                two.post("/history", data={"do": do, "conversation": begun}, headers={"Origin": ORIGIN}),
                two.post("/unsent", json={"conversation": begun, "text": "mine"}, headers={"Origin": ORIGIN}),
                two.get(f"/?conversation={begun}"),
                two.get(f"/config?conversation={begun}"),
            )
            assert not any("<li" in reply.text and "xylophone</" in reply.text for reply in tries)
            assert not any(f"/history/{begun}" in reply.text for reply in tries[:2])
        kept = store.conversations.read(ana.key, begun)
        assert kept is not None
        assert (kept.title, len(kept.turns), kept.pinned) == ("xylophone", 1, False)
        assert store.conversations.read(ben.key, begun) is None

    def test_same_person_in_another_browser_has_the_same_things(
        self, app: FastAPI, signed_in: Callable[..., tuple[TestClient, Person]]
    ) -> None:
        one, ana = signed_in()
        kept = Path(next(m.kwargs["kept"] for m in app.user_middleware if "kept" in m.kwargs))
        (kept / ana.key).mkdir(parents=True)
        (kept / ana.key / "mine.md").write_text("xylophone", encoding="utf-8")
        two = client_of(app)
        sign_in(two, ana.name)
        assert "xylophone" in two.get(f"/gradio_api/file={kept / ana.key / 'mine.md'}").text
        assert one.get("/practice").status_code == 200

    def test_browser_gets_no_secret_of_its_own_where_people_sign_in(
        self, signed_in: Callable[..., tuple[TestClient, Person]]
    ) -> None:
        client, person = signed_in()
        assert client.get("/config").status_code == 200
        assert set(client.cookies) == {"coach-signed-in"}
        assert person.name in words(client.get("/practice"))


class TestClaim:
    def browser(self, client: TestClient, store: Store) -> str:
        """Let a browser have kept something before its person signed in; return its owner's name."""
        secret = new_secret()
        client.cookies.set(COOKIE, secret)
        begun = store.conversations.begin(owner_of(secret), title="from before", role="unknown")
        store.conversations.asked(owner_of(secret), begun, text="from before", role="unknown")
        return owner_of(secret)

    @pytest.mark.parametrize(("do", "mine"), [("take", 1), ("leave", 0)])
    def test_what_the_browser_kept_is_asked_for_once(
        self, client: TestClient, store: Store, added: Callable[..., Person], do: str, mine: int
    ) -> None:
        before, person = self.browser(client, store), added()
        sign_in(client, person.name, to="/")
        assert client.get("/").headers["location"] == "/sign-in/claim"
        page = client.get("/sign-in/claim")
        assert "this browser kept 1 conversation" in words(page)
        assert "from before" not in page.text
        client.post("/sign-in/claim", data={"do": do}, headers={"Origin": ORIGIN})
        assert len(store.conversations.listed(person.key)) == mine
        assert len(store.conversations.listed(before)) == 1 - mine
        assert client.get("/").status_code == 200

    def test_it_can_not_be_asked_for_a_second_time(
        self, client: TestClient, store: Store, added: Callable[..., Person]
    ) -> None:
        person = added()
        sign_in(client, person.name, to="/")
        assert client.get("/").status_code == 200
        before = self.browser(client, store)
        assert client.get("/").status_code == 200
        client.post("/sign-in/claim", data={"do": "take"}, headers={"Origin": ORIGIN})
        assert len(store.conversations.listed(before)) == 1


@pytest.fixture(scope="module")
def proxied(coach: Coach, store: Store, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The app behind a proxy at 10.0.0.5 that names people."""
    way = Way(mode="proxy", lasting=Lasting(), trusted=(ip_network("10.0.0.5"),), header="x-remote-user")
    reception = Reception(way, store, Passwords(QUICK))
    return create_app(
        coach,
        tmp_path_factory.mktemp("proxied"),
        data_folder("corpus"),
        Memory(store, OwnPassages(coach)),
        reception=reception,
    )


class TestProxy:
    def test_trusted_proxy_s_word_is_taken(self, proxied: FastAPI) -> None:
        client = client_of(proxied, peer="10.0.0.5")
        named = {"X-Remote-User": f"kim-{secrets.token_hex(3)}"}
        assert client.get("/practice", headers=named).status_code == 200
        assert named["X-Remote-User"] in words(client.get("/account", headers=named))
        assert client.get("/sign-in?next=/practice", headers=named).headers["location"] == "/practice"
        assert client.get("/practice").status_code == 303
        assert "hasn't said who you are" in words(client.get("/sign-in"))
        assert "Sign out" not in words(client.get("/account", headers=named))

    @pytest.mark.parametrize("peer", ["127.0.0.1", "10.0.0.6", "::1", "testclient", "::ffff:10.0.0.6"])
    @pytest.mark.parametrize(
        "headers",
        [
            {"X-Remote-User": "admin"},
            {"x-REMOTE-user": "admin", "X-Forwarded-For": "10.0.0.5"},
            {"X-Remote-User": "admin", "Forwarded": "for=10.0.0.5", "X-Real-IP": "10.0.0.5"},
            {"X_Remote_User": "admin"},
        ],
    )
    def test_anybody_else_s_word_is_not(self, proxied: FastAPI, peer: str, headers: dict[str, str]) -> None:
        client = client_of(proxied, peer=peer)
        assert client.get("/people", headers=headers).status_code == 303
        assert client.get("/config", headers={**headers, "accept": "*/*"}).status_code == 401

    def test_two_names_at_once_are_nobody(self, proxied: FastAPI) -> None:
        client = client_of(proxied, peer="10.0.0.5")
        twice = [("X-Remote-User", "kim"), ("x-remote-user", "admin"), ("accept", "text/html")]
        assert client.get("/practice", headers=twice).status_code == 303  # type: ignore[arg-type]

    def test_locked_account_is_told(self, proxied: FastAPI, reception: Reception) -> None:
        client = client_of(proxied, peer="10.0.0.5")
        name = f"kim-{secrets.token_hex(3)}"
        client.get("/practice", headers={"X-Remote-User": name})
        reception.accounts.lock(reception.accounts.named(name).key)
        reply = client.get("/practice", headers={"X-Remote-User": name})
        assert reply.status_code == 403
        assert "locked" in words(reply)

    @pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/account/password"])
    def test_passwords_are_not_looked_at(self, proxied: FastAPI, path: str, added: Callable[..., Person]) -> None:
        client = client_of(proxied, peer="10.0.0.5")
        sent = {"name": added().name, "password": GOOD}
        reply = client.post(path, data=sent, headers={"Origin": ORIGIN, "X-Remote-User": "kim"})
        assert reply.status_code in {404, 405}

    def test_other_headers_of_the_name_reach_nobody(self) -> None:
        seen: dict[str, Any] = {}

        async def app(scope: Any, receive: Any, send: Any) -> None:
            seen.update(scope)

        import anyio

        headers = [(b"x-remote-user", b"kim"), (b"x-forwarded-for", b"6.6.6.6, 192.0.2.7, 10.0.0.5")]
        for peer, vouched, address in (
            ("10.0.0.5", "kim", "192.0.2.7"),
            ("::ffff:10.0.0.5", "kim", "192.0.2.7"),
            ("10.0.0.6", None, "10.0.0.6"),
        ):
            guard = Proxied(app, header="X-Remote-User", trusted=(ip_network("10.0.0.5"),))
            scope = {"type": "http", "client": (peer, 1), "headers": list(headers)}
            anyio.run(guard, scope, None, None)
            assert (seen[VOUCHED], seen[ADDRESS]) == (vouched, address)
            assert all(name != b"x-remote-user" for name, _ in seen["headers"])


def test_nobody_signs_in_where_it_is_off(server: Server) -> None:
    visitor = Visitor(server)
    for path in ("/sign-in", "/people", "/account", "/sign-in/claim"):
        assert visitor.request("GET", path, Accept="text/html")[0] == 404
    assert visitor.request("POST", "/sign-in", b"name=a&password=b", Content_Type="application/x-www-form-urlencoded")[
        0
    ] in {404, 405}
    assert visitor.request("GET", "/practice", X_Remote_User="admin")[0] == 200


@pytest.fixture(scope="module")
def guarded(web_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings of a server where Ana (admin) and Ben (leader) sign in with passwords."""
    folder = tmp_path_factory.mktemp("guarded")
    settings = {"COACH_SIGN_IN": "passwords", "COACH_DATABASE_URL": f"sqlite:///{folder}/coach.sqlite"}
    with open_store(database_address(Settings(database_url=settings["COACH_DATABASE_URL"]))) as opened:
        accounts = Reception(Way(mode="passwords", lasting=Lasting()), opened, Passwords(QUICK)).accounts
        accounts.add("Ana", "admin", GOOD)
        accounts.add("Ben", "leader", GOOD)
    return settings


def fill_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def faults_at(page: Page, width: int) -> list[str]:
    """Return what is wrong with a page at any width, and go on at the one there was."""
    found = faults_of(page)
    page.set_viewport_size({"width": width, "height": 800})
    return found


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_a_person_signs_in_asks_and_signs_out_and_an_administrator_sees_only_that(
    browser: Browser, start_server: Start, guarded: dict[str, str], width: int
) -> None:
    server = start_server(**guarded)
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(f"{server.url}/practice/plan?about=phones")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    assert faults_at(page, width) == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    fill_in(page, "Ben", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("don't belong together")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ben")
    assert faults_at(page, width) == []
    fill_in(page, "Ben", GOOD)
    expect(page).to_have_url(f"{server.url}/practice/plan?about=phones")
    page.goto(server.url)
    assert "task force" in ask(page, "How do I start an AI task force?")
    page.goto(f"{server.url}/people")
    expect(page.get_by_role("heading", name="This page isn't for you")).to_be_visible()
    page.goto(f"{server.url}/account")
    assert faults_at(page, width) == []
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out")).to_be_visible()
    fill_in(page, "Ana", GOOD)
    page.wait_for_selector("#question textarea")
    page.get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Look after accounts").click()
    expect(page.get_by_role("heading", name="People", exact=True)).to_be_visible()
    assert "task force" not in page.locator("main").inner_text()
    assert faults_at(page, width) == []
    page.get_by_role("button", name="Lock Ben").click()
    expect(page.get_by_role("button", name="Unlock Ben")).to_be_visible()
    page.get_by_role("button", name="Unlock Ben").click()
    expect(page.get_by_role("button", name="Lock Ben")).to_be_visible()
    context.close()

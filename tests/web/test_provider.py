"""Signing in at an OpenID Connect provider: a real one on this machine, good and bad."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI, Request
from small_provider import CLIENT, SECRET, Provider, providing
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from assistant.people import ways
from assistant.people.entering import Lasting
from assistant.people.passwords import Passwords
from assistant.store import Store, open_store
from assistant.web.pages.section import pages_router
from assistant.web.people.gate import Gate, must_be, person_of
from assistant.web.people.reception import Reception
from assistant.web.people.router import people_router

ORIGIN = "http://127.0.0.1"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="module")
def one_provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture
def provider(one_provider: Provider) -> Provider:
    """The provider, as good as new."""
    one_provider.spoil, one_provider.claims = "", {"sub": "u1", "name": "Eva Kim"}
    one_provider.asked.clear()
    return one_provider


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/coach.sqlite") as opened:
        yield opened


def client_of(store: Store, provider: ways.Provider) -> TestClient:
    """Return a browser at an app whose pages say who is signed in."""
    reception = Reception(ways.Way(mode="oidc", lasting=Lasting(), provider=provider), store, QUICK)
    app = FastAPI()
    app.include_router(pages_router())
    app.include_router(people_router(reception))

    @app.get("/who")
    def who(request: Request) -> PlainTextResponse:
        person = person_of(request)
        assert person is not None
        must_be(request, person.role)
        return PlainTextResponse(f"{person.name}, {person.role}")

    app.add_middleware(Gate, who=reception.who, ask=reception.is_to_ask)
    return TestClient(app, base_url=ORIGIN, headers={"accept": "text/html"}, follow_redirects=False)


def known(provider: Provider, **values: Any) -> ways.Provider:
    return ways.Provider(discovery=provider.discovery, client_id=CLIENT, secret=SECRET, **values)


@pytest.fixture
def client(store: Store, provider: Provider) -> TestClient:
    return client_of(store, known(provider))


def go_there(client: TestClient, to: str = "/who") -> str:
    """Begin to sign in, let the provider answer, and return the address that it sends the browser back to."""
    reply = client.get(f"/sign-in/oidc?next={to}")
    assert reply.status_code == 303, reply.text
    return str(httpx.get(reply.headers["location"]).headers["location"])


def come_back(client: TestClient, to: str = "/who") -> Any:
    return client.get(go_there(client, to))


def test_somebody_signs_in_there_and_is_known_here(client: TestClient, provider: Provider) -> None:
    page = client.get("/who")
    assert page.headers["location"] == "/sign-in?next=/who"
    assert 'href="/sign-in/oidc?next=/who"' in client.get(page.headers["location"]).text
    reply = come_back(client)
    assert (reply.status_code, reply.headers["location"]) == (303, "/who")
    assert client.get("/who").text == "Eva Kim, leader"
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{ORIGIN}/sign-in/back"
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    assert SECRET not in str(asked)


def test_same_person_keeps_the_account_under_another_name(client: TestClient, store: Store, provider: Provider) -> None:
    come_back(client)
    provider.claims = {"sub": "u1", "preferred_username": "eva.lee"}
    come_back(client)
    assert client.get("/who").text == "eva.lee, leader"
    provider.claims = {"sub": "u2", "name": "eva.lee"}
    come_back(client)
    accounts = Reception(ways.Way(mode="passwords", lasting=Lasting()), store, QUICK).accounts
    assert len(accounts.listed()) == 2


def test_name_of_an_account_kept_here_is_not_taken_over(client: TestClient, store: Store, provider: Provider) -> None:
    accounts = Reception(ways.Way(mode="passwords", lasting=Lasting()), store, QUICK).accounts
    boss = accounts.add("Boss", "admin", "seven green bicycles")
    provider.claims = {"sub": "Boss", "name": "Boss", "role": "admin"}
    come_back(client)
    assert client.get("/who").text == "Boss, leader"
    assert {one.key for one in accounts.listed()} > {boss.key}


@pytest.mark.parametrize(
    ("groups", "role"),
    [(["staff", "admins"], "admin"), ("principals other", "leader"), (["principals", "e"], "evaluator")],
)
def test_role_follows_the_claim(store: Store, provider: Provider, groups: object, role: str) -> None:
    roles = {"admins": "admin", "principals": "leader", "e": "evaluator"}
    client = client_of(store, known(provider, claim="groups", roles=roles))
    provider.claims = {"sub": "u1", "name": "Eva Kim", "groups": groups}
    come_back(client)
    assert client.get("/who").text == f"Eva Kim, {role}"
    provider.claims = {"sub": "u1", "name": "Eva Kim", "groups": ["principals"]}
    come_back(client)
    assert client.get("/who").text == "Eva Kim, leader"


@pytest.mark.parametrize("groups", [None, [], ["students"], {"admins": 1}, 7])
def test_who_has_none_of_the_roles_stays_out(store: Store, provider: Provider, groups: object) -> None:
    client = client_of(store, known(provider, claim="groups", roles={"admins": "admin"}))
    provider.claims = {"sub": "u1", "name": "Eva Kim", "groups": groups}
    reply = come_back(client)
    assert reply.status_code == 403
    assert "none of the roles" in reply.text
    assert client.get("/who").status_code == 303


@pytest.mark.parametrize("spoil", ["nonce", "audience", "issuer", "expired", "unsigned", "shared", "key", "denied"])
def test_word_that_is_not_good_is_not_taken(
    client: TestClient, provider: Provider, spoil: str, caplog: pytest.LogCaptureFixture
) -> None:
    provider.spoil = spoil
    with caplog.at_level(logging.INFO):
        reply = come_back(client)
    assert reply.status_code == 403
    assert 'role="alert"' in reply.text
    assert client.get("/who").status_code == 303
    assert SECRET not in caplog.text


def test_answer_that_another_browser_began_is_refused(client: TestClient, store: Store, provider: Provider) -> None:
    back = go_there(client)
    other = client_of(store, known(provider))
    for reply in (other.get(back), client.get(back.replace("state=", "state=x"))):
        assert reply.status_code == 403
        assert "begun in this browser" in reply.text.replace("&#39;", "'")
    go_there(other)
    assert other.get(back).status_code == 403


def test_code_can_not_be_used_twice(client: TestClient) -> None:
    back = go_there(client)
    assert client.get(back).status_code == 303
    client.cookies.delete("coach-signed-in")
    assert client.get(back).status_code == 403


def test_code_without_its_verifier_is_refused(client: TestClient) -> None:
    back = go_there(client)
    held = json.loads(base64.urlsafe_b64decode(client.cookies["coach-on-the-way"].strip('"')))
    changed = base64.urlsafe_b64encode(json.dumps({**held, "verifier": "x" * 48}).encode()).decode()
    client.cookies.delete("coach-on-the-way")
    client.cookies.set("coach-on-the-way", changed)
    assert client.get(back).status_code == 403


@pytest.mark.parametrize("to", ["https://evil.test", "//evil.test", "/sign-in/oidc"])
def test_nobody_is_sent_to_another_site(client: TestClient, to: str) -> None:
    assert come_back(client, to).headers["location"] == "/"


@pytest.mark.parametrize("held", ["", "x", "e30=", "bnVsbA==", "W10=", "x" * 4000])
def test_odd_cookie_is_refused(client: TestClient, held: str) -> None:
    client.cookies.set("coach-on-the-way", held)
    assert client.get("/sign-in/back?code=x&state=").status_code == 403


def test_provider_that_can_not_be_reached_is_said(store: Store) -> None:
    gone = ways.Provider(discovery="http://127.0.0.1:9/x", client_id=CLIENT, secret=SECRET)
    reply = client_of(store, gone).get("/sign-in/oidc")
    assert reply.status_code == 503
    assert "can&#39;t be reached" in reply.text


def test_provider_whose_addresses_are_not_safe_is_refused(
    store: Store, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "LOOPBACK", frozenset[str]())
    client = client_of(store, known(provider))
    reply = client.get("/sign-in/oidc")
    assert reply.status_code == 503
    assert "lacks an https:// address" in reply.text


def test_where_people_go_next_is_in_the_address_alone(client: TestClient) -> None:
    reply = client.get("/sign-in/oidc?next=/who")
    asked = parse_qs(urlsplit(reply.headers["location"]).query)
    assert asked["scope"] == ["openid profile email"]
    assert asked["client_id"] == [CLIENT]
    assert "who" not in asked["state"][0]

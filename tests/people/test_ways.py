"""The way to sign in: read from the settings, and refused as long as something is missing."""

from __future__ import annotations

import os
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.people.roles import highest, role_called, roles_of_claims
from assistant.people.ways import is_safe, must_be_signed_in_elsewhere, networks, way_of
from assistant.settings import Settings

OIDC = {
    "sign_in": "oidc",
    "oidc_discovery": "https://id.district.example/.well-known/openid-configuration",
    "oidc_client_id": "coach",
    "oidc_secret": "very secret",
}


@pytest.fixture(autouse=True)
def bare_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working folder, and no settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("COACH_")]:
        monkeypatch.delenv(name)


def test_nobody_signs_in_unless_it_is_set() -> None:
    assert way_of(Settings()) is None


def test_passwords_last_as_long_as_is_set() -> None:
    way = way_of(Settings(sign_in="passwords", signed_in_days=7, signed_in_idle_hours=2))
    assert way is not None
    assert (way.mode, way.header, way.provider) == ("passwords", "", None)
    assert (way.lasting.whole, way.lasting.idle) == (timedelta(days=7), timedelta(hours=2))


def test_proxy_is_believed_by_its_address() -> None:
    way = way_of(Settings(sign_in="proxy", trusted_proxies="10.0.0.5, 10.1.0.0/16,::1"))
    assert way is not None
    assert way.trusted == (ip_network("10.0.0.5"), ip_network("10.1.0.0/16"), ip_network("::1"))
    assert way.header == "x-remote-user"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"sign_in": "proxy"}, "set COACH_TRUSTED_PROXIES"),
        ({"sign_in": "proxy", "trusted_proxies": "proxy.example"}, "'proxy.example' is no address or network"),
        ({"sign_in": "proxy", "trusted_proxies": "10.0.0.1/8"}, "is no address or network"),
        ({"sign_in": "passwords", "trusted_proxies": "all"}, "'all' is no address"),
        ({"sign_in": "proxy", "trusted_proxies": "::1", "proxy_header": "Remote User"}, "is no name of a header"),
        ({"sign_in": "proxy", "trusted_proxies": "::1", "proxy_header": ""}, "is no name of a header"),
        ({"sign_in": "oidc"}, "COACH_OIDC_DISCOVERY, COACH_OIDC_CLIENT_ID, COACH_OIDC_SECRET"),
        ({**OIDC, "oidc_discovery": "http://id.district.example/x"}, "no address that begins with https"),
        ({**OIDC, "oidc_role_claim": "groups"}, "belong together"),
        ({**OIDC, "oidc_roles": "a=admin"}, "belong together"),
        ({**OIDC, "oidc_role_claim": "groups", "oidc_roles": "admin"}, "is no VALUE=ROLE"),
        ({**OIDC, "oidc_role_claim": "groups", "oidc_roles": "a=boss"}, "no role 'boss'"),
    ],
)
def test_what_is_missing_or_wrong_is_said(values: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        way_of(Settings(**values))  # type: ignore[arg-type]
    assert "very secret" not in str(refused.value)


def test_provider_is_read_and_its_secret_never_shown() -> None:
    settings = Settings(**OIDC, oidc_role_claim="groups", oidc_roles="coach-admins=admin, principals = leader")  # type: ignore[arg-type]
    way = way_of(settings)
    assert way is not None
    assert way.provider is not None
    assert way.provider.secret == "very secret"
    assert way.provider.roles == {"coach-admins": "admin", "principals": "leader"}
    assert "very secret" not in f"{way!r}{settings!r}{settings.model_dump()}"


def test_secret_in_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("coach.toml").write_text('oidc_secret = "very secret"\n', encoding="utf-8")
    rest = {name: value for name, value in OIDC.items() if name != "oidc_secret"}
    with pytest.raises(UsageError, match=r"stands in coach\.toml") as refused:
        way_of(Settings(**rest))  # type: ignore[arg-type]
    assert "very secret" not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_alone_needs_no_signing_in(host: str) -> None:
    must_be_signed_in_elsewhere(Settings(host=host))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"host": "0.0.0.0"}, "nobody has to sign in; set COACH_SIGN_IN"),
        ({"host": "192.168.1.5"}, "nobody has to sign in"),
        ({"host": "example.org"}, "'example.org' would open"),
        ({"host": "example.org", "sign_in": "passwords"}, "is no address"),
        ({"host": "0.0.0.0", "sign_in": "passwords"}, "set COACH_FORWARDED_HOSTS"),
        ({"host": "::", "sign_in": "passwords"}, "set COACH_FORWARDED_HOSTS"),
    ],
)
def test_host_that_others_reach_is_refused_until_it_is_safe(values: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        must_be_signed_in_elsewhere(Settings(**values))  # type: ignore[arg-type]


def test_host_that_others_reach_is_served_where_people_sign_in() -> None:
    must_be_signed_in_elsewhere(Settings(host="192.168.1.5", sign_in="passwords"))
    must_be_signed_in_elsewhere(Settings(host="0.0.0.0", sign_in="passwords", forwarded_hosts="coach.example"))


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://id.example/x", True),
        ("http://127.0.0.1:9/x", True),
        ("http://id.example", False),
        ("https://", False),
        ("ftp://127.0.0.1", False),
        ("", False),
        (None, False),
        (7, False),
    ],
)
def test_address_is_safe_over_https_or_on_this_machine(address: object, safe: bool) -> None:
    assert is_safe(address) is safe


def test_roles_are_read() -> None:
    assert [role_called(text) for text in ("admin", " Coach ")] == ["admin", "coach"]
    assert roles_of_claims("") == {}
    assert highest(()) == "leader"
    assert highest(("coach", "admin", "leader")) == "admin"
    assert networks("") == ()

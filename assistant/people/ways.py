"""The way in which people sign in here, read from the settings and checked as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Literal
from urllib.parse import urlsplit

from assistant.errors import UsageError
from assistant.people.entering import Lasting
from assistant.people.roles import Role, roles_of_claims
from assistant.settings import Settings, origin_of

Network = IPv4Network | IPv6Network
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An OpenID Connect provider.

    Attributes:
        discovery: Where it tells of itself.
        client_id: What the coach is called there.
        secret: The secret that goes with it.
        claim: The claim that holds what roles come of; empty where roles are given here.
        roles: Which value of that claim makes which role; who has none of them isn't let in.
    """

    discovery: str
    client_id: str
    secret: str = field(repr=False)
    claim: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How people sign in.

    Attributes:
        mode: With passwords kept here, by a proxy's word, or at a provider.
        lasting: How long a browser stays signed in.
        trusted: Addresses of proxies whose word is taken.
        header: The header in which a proxy names who it is; empty where none is believed.
        provider: The provider, where there is one.
    """

    mode: Literal["passwords", "proxy", "oidc"]
    lasting: Lasting
    trusted: tuple[Network, ...] = ()
    header: str = ""
    provider: Provider | None = None


def way_of(settings: Settings) -> Way | None:
    """Return the way to sign in; None where nobody has to.

    Raises:
        UsageError: What it needs isn't set, or can't be right.
    """
    trusted = networks(settings.trusted_proxies)
    if settings.sign_in == "off":
        return None
    lasting = Lasting(
        whole=timedelta(days=settings.signed_in_days), idle=timedelta(hours=settings.signed_in_idle_hours)
    )
    if settings.sign_in == "proxy":
        if not trusted:
            raise UsageError(
                "sign_in is 'proxy', and no proxy is trusted; set COACH_TRUSTED_PROXIES to its address (127.0.0.1 for "
                "one on this machine)"
            )
        header = settings.proxy_header.strip().lower()
        if not header or not header.replace("-", "").isalnum() or not header.isascii():
            raise UsageError(
                f"setting 'proxy_header': {settings.proxy_header!r} is no name of a header (X-Remote-User)"
            )
        return Way(mode="proxy", lasting=lasting, trusted=trusted, header=header)
    if settings.sign_in == "oidc":
        return Way(mode="oidc", lasting=lasting, trusted=trusted, provider=_provider(settings))
    return Way(mode="passwords", lasting=lasting, trusted=trusted)


def must_be_signed_in_elsewhere(settings: Settings) -> None:
    """Let a host pass that only this machine reaches, or one whose people sign in and whose names are known.

    Raises:
        UsageError: It would open the page to everybody, or to nobody; the message says what to set.
    """
    if settings.host in LOOPBACK:
        return
    if settings.sign_in == "off":
        raise UsageError(
            f"host {settings.host!r} would open the page to other machines, and nobody has to sign in; set "
            "COACH_SIGN_IN to passwords, proxy or oidc first (docs/people.md), or unset COACH_HOST"
        )
    try:
        address = ip_address(settings.host)
    except ValueError:
        raise UsageError(
            f"host {settings.host!r} is no address; give one of this machine's own, or 0.0.0.0 for all of them"
        ) from None
    if address.is_unspecified and not settings.forwarded_hosts.strip():
        raise UsageError(
            f"host {settings.host!r} listens on every address; set COACH_FORWARDED_HOSTS to the names under which "
            "people open the page, as in coach.district.example"
        )


def networks(text: str) -> tuple[Network, ...]:
    """Return the addresses and networks of a setting.

    Raises:
        UsageError: One is none.
    """
    made = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        try:
            made.append(ip_network(part))
        except ValueError:
            raise UsageError(
                f"setting 'trusted_proxies': {part!r} is no address or network, as in 10.0.0.5 or 10.0.0.0/24"
            ) from None
    return tuple(made)


def _provider(settings: Settings) -> Provider:
    secret = settings.oidc_secret.get_secret_value()
    wanted = {
        "oidc_discovery": settings.oidc_discovery,
        "oidc_client_id": settings.oidc_client_id,
        "oidc_secret": secret,
    }
    missing = [f"COACH_{name.upper()}" for name, value in wanted.items() if not value]
    if missing:
        raise UsageError(f"sign_in is 'oidc', which needs {', '.join(missing)}; docs/people.md says what they are")
    if origin_of("oidc_secret") == "coach.toml":
        raise UsageError("setting 'oidc_secret' stands in coach.toml; take it out, and set COACH_OIDC_SECRET instead")
    if not is_safe(settings.oidc_discovery):
        raise UsageError(
            f"setting 'oidc_discovery': {settings.oidc_discovery!r} is no address that begins with https://"
        )
    roles = roles_of_claims(settings.oidc_roles)
    if bool(settings.oidc_role_claim) != bool(roles):
        raise UsageError("oidc_role_claim and oidc_roles belong together; set both, or neither")
    return Provider(
        discovery=settings.oidc_discovery,
        client_id=settings.oidc_client_id,
        secret=secret,
        claim=settings.oidc_role_claim,
        roles=roles,
    )


def is_safe(address: object) -> bool:
    """Tell whether nobody between can read or change what an address says: it is HTTPS, or on this machine."""
    parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))

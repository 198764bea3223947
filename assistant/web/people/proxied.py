"""What a proxy says of who somebody is and where they come from, believed of trusted proxies only."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.people.ways import LOOPBACK, Network

VOUCHED = "coach.vouched"
ADDRESS = "coach.address"
FROM_PROXY = "coach.from-proxy"
UNKNOWN = "unknown"
_FORWARDED_FOR = b"x-forwarded-for"


class Proxied:
    """Takes the header that names somebody out of every request, and notes it where a trusted proxy sent it once.

    Args:
        app: What comes after it.
        header: The header; empty where no proxy names anybody.
        trusted: The addresses of trusted proxies.
    """

    def __init__(self, app: ASGIApp, *, header: str = "", trusted: Sequence[Network] = ()) -> None:
        self._app, self._header, self._trusted = app, header.lower().encode(), tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with what is known of where it comes from."""
        if scope["type"] == "http":
            peer = str((scope.get("client") or (UNKNOWN,))[0])
            believed = self._is_trusted(peer)
            named = [value for name, value in scope["headers"] if self._header and name.lower() == self._header]
            if named:
                scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() != self._header]
            scope[VOUCHED] = _text(named[0]) if believed and len(named) == 1 else None
            scope[FROM_PROXY] = believed or peer in LOOPBACK
            scope[ADDRESS] = self._origin(scope, peer) if believed else peer
        await self._app(scope, receive, send)

    def _origin(self, scope: Scope, peer: str) -> str:
        """Return the last address that no trusted proxy has; what stands before it anybody can have written."""
        said = b",".join(value for name, value in scope["headers"] if name.lower() == _FORWARDED_FOR)
        for part in reversed(said.decode("latin-1").split(",")):
            address = part.strip()
            if not _is_address(address):
                return peer
            if not self._is_trusted(address):
                return address
            peer = address
        return peer

    def _is_trusted(self, text: str) -> bool:
        if not _is_address(text):
            return False
        address = ip_address(text)
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address.version == network.version and address in network for network in self._trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _text(value: bytes) -> str | None:
    """Return what a header says; None where it says nothing or isn't text."""
    try:
        return value.decode().strip() or None
    except UnicodeDecodeError:
        return value.decode("latin-1").strip() or None

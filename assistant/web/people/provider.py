"""Signing in at an OpenID Connect provider: the way there, and what comes back, through Authlib."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from assistant.errors import CoachError, UsageError
from assistant.people.roles import Role, highest
from assistant.people.ways import Provider, is_safe

SECONDS_TO_ANSWER = 10.0
SIGNED_WITH = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""With a key that the provider alone has: never unsigned, never with a secret that we share."""
NAMES = ("name", "preferred_username", "email")


class ProviderError(CoachError):
    """Signing in at the provider came to nothing; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The way to a provider: its address, and what must come back with it."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Whom a provider vouches for."""

    issuer: str
    subject: str
    name: str
    role: Role | None


class Desk:
    """Sends browsers to a provider and reads what they bring back.

    Args:
        provider: The provider.

    Raises:
        UsageError: The libraries for it aren't installed.
    """

    def __init__(self, provider: Provider) -> None:
        try:
            import httpx2  # noqa: F401  what Authlib calls the provider with
            from authlib.integrations.starlette_client import StarletteOAuth2App
        except ImportError:
            raise UsageError("sign_in is 'oidc', which needs Authlib; pip install \"leadership-coach[oidc]\"") from None
        self._provider = provider
        self._app = StarletteOAuth2App(
            None,
            "provider",
            client_id=provider.client_id,
            client_secret=provider.secret,
            server_metadata_url=provider.discovery,
            client_kwargs={
                "scope": "openid profile email",
                "code_challenge_method": "S256",
                "timeout": SECONDS_TO_ANSWER,
                "follow_redirects": False,
            },
        )

    async def begin(self, back: str) -> Begun:
        """Return the way to the provider, which ends at our address ``back``.

        Raises:
            ProviderError: It can't be reached, or isn't safe to use.
        """
        with _told():
            await self._learn()
            made = await self._app.create_authorization_url(back)
            return Begun(url=made["url"], state=made["state"], nonce=made["nonce"], verifier=made["code_verifier"])

    async def finish(self, code: str, begun: Mapping[str, str], back: str) -> Vouched:
        """Return whom the provider vouches for with a code.

        Raises:
            ProviderError: The code or the token isn't good, or none of the roles that may enter is in it.
        """
        with _told():
            await self._learn()
            token = await self._app.fetch_access_token(
                redirect_uri=back, code=code, code_verifier=begun.get("verifier", "")
            )
            issuer = self._app.server_metadata["issuer"]
            claims = await self._app.parse_id_token(
                token,
                nonce=begun.get("nonce") or "none was given",
                claims_options={
                    "iss": {"essential": True, "value": issuer},
                    "aud": {"essential": True, "value": self._provider.client_id},
                },
            )
            if not claims or not isinstance(claims.get("sub"), str) or not claims["sub"]:
                raise ProviderError("the provider sent no token that says who you are")
        name = next((claims[one] for one in NAMES if isinstance(claims.get(one), str) and claims[one]), claims["sub"])
        return Vouched(issuer=issuer, subject=claims["sub"], name=name, role=self._role(claims))

    async def _learn(self) -> None:
        """Read what the provider says of itself, once, and hold to what is safe of it."""
        if "_loaded_at" in self._app.server_metadata:
            return
        told = await self._app.load_server_metadata()
        needed = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if not all(is_safe(told.get(name)) for name in needed):
            self._app.server_metadata.clear()
            raise ProviderError(f"the provider's discovery document lacks an https:// address of {', '.join(needed)}")
        offered = told.get("id_token_signing_alg_values_supported") or ["RS256"]
        told["id_token_signing_alg_values_supported"] = [one for one in offered if one in SIGNED_WITH] or ["RS256"]
        methods = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" not in methods and "client_secret_post" in methods:
            self._app.client_kwargs["token_endpoint_auth_method"] = "client_secret_post"

    def _role(self, claims: Mapping[str, Any]) -> Role | None:
        if not self._provider.claim:
            return None
        held = claims.get(self._provider.claim)
        values = held.split() if isinstance(held, str) else held if isinstance(held, list) else []
        roles = [self._provider.roles[one] for one in values if isinstance(one, str) and one in self._provider.roles]
        if not roles:
            raise ProviderError("your account has none of the roles that may enter here; ask your administrator")
        return highest(roles)


@contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence what the libraries say in theirs; nothing of a token or code is repeated."""
    from authlib.common.errors import AuthlibBaseError
    from httpx2 import HTTPError
    from joserfc.errors import JoseError

    try:
        yield
    except (HTTPError, OSError) as error:
        raise ProviderError("the sign-in provider can't be reached; try again in a moment") from error
    except (AuthlibBaseError, JoseError, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise ProviderError("what the sign-in provider sent isn't good; begin again") from error

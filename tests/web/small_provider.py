"""A small OpenID Connect provider on this machine, and the tricks that a bad one plays."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from running_page import free_port
from starlette.responses import JSONResponse, RedirectResponse, Response

CLIENT, SECRET = "coach", "a secret between the two"


@dataclass
class Provider:
    """Who signs in at the provider next, and what is wrong with its word."""

    url: str
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "u1", "name": "Eva Kim"})
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    spoil: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def discovery(self) -> str:
        return f"{self.url}/.well-known/openid-configuration"

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/.well-known/openid-configuration", self.told, methods=["GET"])
        app.add_api_route("/keys", self.keys, methods=["GET"])
        app.add_api_route("/authorize", self.authorize, methods=["GET"], response_model=None)
        app.add_api_route("/token", self.token, methods=["POST"], response_model=None)
        return app

    async def told(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
        }

    async def keys(self) -> dict[str, Any]:
        return dict(KeySet([self.key]).as_dict(private=False))

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = {"error": "access_denied"} if self.spoil == "denied" else {"code": code}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**back, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        form = dict(await request.form())
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(str(form.get("code")), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(str(form.get("code_verifier")).encode()).digest())
        if (
            asked is None
            or request.headers.get("authorization") != f"Basic {basic}"
            or challenge.decode().rstrip("=") != asked.get("code_challenge")
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(asked)})

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.claims}
        wrong: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "another"},
            "audience": {"aud": "another"},
            "issuer": {"iss": "https://evil.test"},
            "expired": {"exp": now - 3600, "iat": now - 7200},
        }
        claims |= wrong.get(self.spoil, {})
        if self.spoil == "unsigned":
            return jwt.encode({"alg": "none"}, claims, OctKey.generate_key(256), algorithms=["none"])
        if self.spoil == "shared":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])
        other = RSAKey.generate_key(2048, {"kid": "one"}) if self.spoil == "key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, other)


@contextmanager
def providing() -> Iterator[Provider]:
    """Lend a provider that answers on this machine."""
    port = free_port()
    provider = Provider(url=f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)

"""Serves the chat page on this machine: a guarded FastAPI app with the Gradio page mounted in it."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import sys
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

from assistant.coach import Coach
from assistant.errors import CoachError, UsageError
from assistant.settings import Settings
from assistant.web.chat import chat_page
from assistant.web.guard import LOOPBACK_NAMES, BodyLimit, SameOrigin, SecurityHeaders
from assistant.web.look import HEAD, theme

HERE = Path(__file__).parent
SECONDS_TO_FINISH = 5


def run(settings: Settings) -> None:
    """Serve the page until the process is told to stop.

    Raises:
        UsageError: The host is none of this machine's own (loopback) names.
        IndexUnusableError: There is no index that can answer.
        CoachError: The port is taken.
    """
    if settings.host not in {"127.0.0.1", "localhost"}:
        raise UsageError(
            f"host {settings.host!r} would open the page to other machines; it is served on 127.0.0.1 only, "
            "unset COACH_HOST"
        )
    listener = _listen(settings.port)
    try:
        with Coach(settings) as coach:
            if coach.degraded:
                print(f"coach: {coach.degraded}", file=sys.stderr)
            server = uvicorn.Server(
                uvicorn.Config(
                    create_app(coach),
                    log_level="warning",
                    server_header=False,
                    timeout_graceful_shutdown=SECONDS_TO_FINISH,
                )
            )
            logging.getLogger("uvicorn.error").addFilter(_is_worth_telling)
            print(f"Leadership Coach is at http://127.0.0.1:{settings.port} (stop it with Ctrl-C)", flush=True)
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            server.run(sockets=[listener])
    finally:
        listener.close()


def create_app(coach: Coach) -> FastAPI:
    """Return the guarded app with the chat page at its root."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/page.js", include_in_schema=False)
    def script() -> FileResponse:
        return FileResponse(HERE / "page.js", media_type="text/javascript", headers={"cache-control": "no-cache"})

    page = chat_page(coach)
    gr.mount_gradio_app(
        app,
        page,
        "/",
        server_name="127.0.0.1",
        footer_links=[],
        favicon_path=str(HERE / "icon.png"),
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size="1mb",
        theme=theme(),
        css=(HERE / "style.css").read_text(encoding="utf-8"),
        head=HEAD,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(SameOrigin)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK_NAMES), www_redirect=False)
    app.add_middleware(SecurityHeaders)
    return app


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CoachError(
                f"port {port} on 127.0.0.1 is in use; stop the program that uses it, or choose another: "
                f"COACH_PORT={port + 1 if port < 65535 else port - 1} coach serve"
            ) from None
        if error.errno in {errno.EACCES, errno.EPERM}:
            raise CoachError(f"port {port} may not be used by you; choose one above 1023 with COACH_PORT") from None
        raise
    return listener


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Leave out what uvicorn says of streams that it ends because it was told to stop."""
    ended = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not ended and "graceful shutdown" not in record.getMessage()

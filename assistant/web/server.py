"""Serves the chat page on this machine: binds the port, makes the private folder, runs until told to stop."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import sys

import uvicorn

from assistant.coach import Coach
from assistant.errors import CoachError, UsageError
from assistant.leaving import leave
from assistant.people.ways import LOOPBACK, Way, must_be_signed_in_elsewhere, way_of
from assistant.settings import Settings
from assistant.store import Store, StoreError, database_address, open_store
from assistant.web.connections import PatientConnection
from assistant.web.people.reception import Reception
from assistant.web.private_folder import PrivateFolder

SECONDS_TO_FINISH = 4


def run(settings: Settings) -> None:
    """Serve the page until the process is told to stop.

    Raises:
        UsageError: The host would open the page to those who don't sign in, or what signing in needs isn't set.
        IndexUnusableError: There is no index that can answer.
        CoachError: The port is taken.
    """
    os.umask(0o077)
    must_be_signed_in_elsewhere(settings)
    way = way_of(settings)
    host = "127.0.0.1" if settings.host == "localhost" else settings.host
    listener = _listen(host, settings.port)
    try:
        with PrivateFolder() as folder, Coach(settings) as coach:
            if coach.degraded:
                print(f"coach: {coach.degraded}", file=sys.stderr)
            server = _server(coach, folder, settings, way)
            at = f"[{host}]" if ":" in host else host
            print(f"Leadership Coach is at http://{at}:{settings.port} (stop it with Ctrl-C)", flush=True)
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            server.run(sockets=[listener])
    except SystemExit:
        leave(0)  # taking the interpreter down takes seconds on a busy machine, and waits for what still thinks
    finally:
        listener.close()


def _server(coach: Coach, folder: PrivateFolder, settings: Settings, way: Way | None) -> uvicorn.Server:
    """Return the server; Gradio is imported here, after its temporary folder was set to ours."""
    os.environ["GRADIO_TEMP_DIR"] = str(folder.path / "gradio")
    from assistant.web.app import create_app
    from assistant.web.memory import Memory
    from assistant.web.removed import OwnPassages

    store, trouble = _opened(settings, way)
    reception = _reception(way, store, settings) if way is not None and store is not None else None
    named = [settings.host, *settings.forwarded_hosts.split(",")]
    hosts = tuple(name.strip() for name in named if name.strip() and name not in {"0.0.0.0", "::"})
    logging.getLogger("uvicorn.error").addFilter(_is_worth_telling)
    memory = Memory(store, OwnPassages(coach), trouble)
    return uvicorn.Server(
        uvicorn.Config(
            create_app(
                coach,
                folder.path,
                settings.corpus,
                memory,
                hosts,
                evaluating=settings if settings.evaluate else None,
                reception=reception,
            ),
            http=PatientConnection,
            ws="none",
            proxy_headers=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=SECONDS_TO_FINISH,
        )
    )


def _reception(way: Way, store: Store, settings: Settings) -> Reception:
    """Return who signs people in; say what keeps anybody from it, or makes it unsafe."""
    reception = Reception(way, store)
    if way.mode == "passwords" and not reception.accounts.listed():
        print("coach: nobody can sign in yet; add somebody: coach users add NAME --role admin", file=sys.stderr)
    if way.mode != "proxy" and settings.host not in LOOPBACK:
        print(
            "coach: what is sent isn't encrypted on its way here; put a proxy with HTTPS before it (docs/people.md)",
            file=sys.stderr,
        )
    return reception


def _opened(settings: Settings, way: Way | None) -> tuple[Store | None, str]:
    """Return what people keep, open; where it can't be opened, why, and answers are given all the same.

    Raises:
        StoreError: It can't be opened, and people sign in with the accounts in it.
    """
    try:
        return open_store(database_address(settings)), ""
    except StoreError as error:
        if way is not None:
            raise
        print(f"coach: conversations aren't kept: {error}", file=sys.stderr)
        return None, str(error)


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CoachError(
                f"port {port} on {host} is in use; stop the program that uses it, or choose another: "
                f"COACH_PORT={port + 1 if port < 65535 else port - 1} coach serve"
            ) from None
        if error.errno in {errno.EACCES, errno.EPERM}:
            raise CoachError(f"port {port} may not be used by you; choose one above 1023 with COACH_PORT") from None
        if error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
            raise UsageError(f"host {host!r} is no address of this machine; set COACH_HOST to one that is") from None
        raise
    return listener


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Leave out what uvicorn says of streams that it ends because it was told to stop."""
    ended = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not ended and "graceful shutdown" not in record.getMessage()

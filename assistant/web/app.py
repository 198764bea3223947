"""The guarded app: the chat page, the pages of made things, and before them all that a request must pass."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse, JSONResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

from assistant.coach import Coach
from assistant.settings import Settings
from assistant.web.chat import chat_page
from assistant.web.conversation import Conversation
from assistant.web.doors import Doors
from assistant.web.evaluate.offered import Offered
from assistant.web.evaluate.router import evaluate_router
from assistant.web.events import Events
from assistant.web.forgetful import Unread, keep_no_sessions
from assistant.web.guard import LOOPBACK_NAMES, BodyLimit, Forwarded, SameOrigin, SecurityHeaders
from assistant.web.health import Examiner
from assistant.web.history.router import history_router
from assistant.web.housekeeping import Housekeeping
from assistant.web.library.router import library_router
from assistant.web.look import HEAD, theme
from assistant.web.memory import Memory
from assistant.web.pages.lost import Lost
from assistant.web.pages.section import pages_router
from assistant.web.people.gate import Gate
from assistant.web.people.proxied import FROM_PROXY, Proxied
from assistant.web.people.reception import Reception
from assistant.web.people.router import people_router
from assistant.web.practice.router import practice_router
from assistant.web.sessions import Sessions
from assistant.web.talking import Talking
from assistant.web.unsent import add_unsent

HERE = Path(__file__).parent
OWN_FILES = {
    "page.js": "text/javascript",
    "typed.js": "text/javascript",
    "answers.js": "text/javascript",
    "print.css": "text/css",
}


def create_app(
    coach: Coach,
    folder: Path,
    corpus: Path,
    memory: Memory,
    forwarded_hosts: tuple[str, ...] = (),
    *,
    evaluating: Settings | None = None,
    reception: Reception | None = None,
) -> FastAPI:
    """Return the guarded app with the chat page at its root.

    Args:
        coach: Who answers.
        folder: A folder of this process alone, for what can be downloaded.
        corpus: The corpus that things are made of.
        memory: What is kept, and for whom.
        forwarded_hosts: The names that the page may be asked for by, beside this machine's.
        evaluating: The settings that runs of the evals are made with; without them there is no Evaluate page.
        reception: Who signs people in; None where nobody has to.
    """
    kept = folder / "next-steps"
    kept.mkdir(mode=0o700, exist_ok=True)
    gr.set_static_paths([kept])  # served from where they lie, never copied
    conversation = Conversation(coach, kept)
    with coach.desk() as desk:
        publishers = dict.fromkeys(source.publisher for source in desk.frameworks.sources)
    page = chat_page(
        conversation,
        Talking(conversation, memory),
        publishers,
        coach.goes_to,
        signing_in=reception is not None,
        evaluating=evaluating is not None and reception is None,  # where people sign in, it isn't everybody's
    )
    unread = Unread(page)
    sessions = Sessions(unread.forget)
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan(Housekeeping(coach, conversation, sessions, memory)),
    )
    _add_own_routes(app, Examiner(coach, conversation.line))
    app.include_router(pages_router())
    app.include_router(library_router(coach))
    app.include_router(practice_router(coach, corpus, conversation.line, memory))
    app.include_router(history_router(memory, conversation.kept.delete_of))
    add_unsent(app, memory)
    if evaluating is not None:
        app.include_router(evaluate_router(evaluating))
    if reception is not None:
        app.include_router(people_router(reception))
    _mount(app, page)
    app.add_middleware(Doors, events=Events(page), sessions=sessions, session_of=unread.session_of, kept=kept)
    app.add_middleware(Lost)
    if evaluating is not None:
        app.add_middleware(Offered)
    _add_guards(app, forwarded_hosts, reception)
    return app


def _add_guards(app: FastAPI, forwarded_hosts: tuple[str, ...], reception: Reception | None) -> None:
    """Add what every request passes first, the gate of those who sign in last."""
    if reception is not None:
        app.add_middleware(Gate, who=reception.who, ask=reception.is_to_ask)
    app.add_middleware(BodyLimit)
    app.add_middleware(SameOrigin)
    names = [*LOOPBACK_NAMES, *forwarded_hosts]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    app.add_middleware(Forwarded, trusted=forwarded_hosts, key=FROM_PROXY)
    way = reception.way if reception is not None else None
    app.add_middleware(Proxied, header=way.header if way else "", trusted=way.trusted if way else ())
    app.add_middleware(SecurityHeaders)


def _lifespan(housekeeping: Housekeeping) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tidying = asyncio.create_task(housekeeping.run())
        yield
        tidying.cancel()
        with suppress(asyncio.CancelledError):
            await tidying

    return lifespan


def _add_own_routes(app: FastAPI, examiner: Examiner) -> None:
    for name in OWN_FILES:
        app.add_api_route(f"/{name}", partial(_own_file, name), methods=["GET"])

    @app.get("/healthz")
    async def health() -> JSONResponse:
        found = await examiner.examine()
        return JSONResponse(
            {"answers": found.answers, "why": found.why},
            status_code=200 if found.answers else 503,
            headers={"cache-control": "no-store"},
        )


def _own_file(name: str) -> FileResponse:
    return FileResponse(HERE / name, media_type=OWN_FILES[name], headers={"cache-control": "no-cache"})


def _mount(app: FastAPI, page: gr.Blocks) -> None:
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
    keep_no_sessions(app.routes[-1].app, page)  # type: ignore[attr-defined]

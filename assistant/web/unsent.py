"""Takes what is typed and not sent, so that it survives a reload and a restart."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from assistant.errors import CoachError
from assistant.web.arriving import identifier
from assistant.web.doors import OWNER
from assistant.web.events import RefusedError, fields_of
from assistant.web.memory import Memory
from assistant.web.messages import clean


def add_unsent(app: FastAPI, memory: Memory) -> None:
    """Add the address that the page sends to on a pause: `c`, a conversation or nothing, and `text`."""

    @app.post("/unsent")
    async def unsent(request: Request) -> JSONResponse:
        try:
            sent = fields_of(await request.body())
        except RefusedError as refused:
            return JSONResponse({"detail": refused.why}, refused.status)
        text, named = sent.get("text"), sent.get("c")
        place = identifier(named)
        if not isinstance(text, str) or (named and not place):
            return JSONResponse({"detail": "send text, and in c a conversation or nothing"}, 422)
        work = partial(memory.note_unsent, request.scope[OWNER], place, clean(text))
        try:
            return JSONResponse({"kept": await memory.do(work)}, headers={"cache-control": "no-store"})
        except CoachError as error:
            return JSONResponse({"kept": False, "detail": str(error)}, 503)

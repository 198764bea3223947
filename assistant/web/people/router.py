"""The addresses of signing in, of one's own account, and of looking after all of them."""

from __future__ import annotations

from fastapi import APIRouter

from assistant.web.people.account import OwnAccount
from assistant.web.people.looking_after import LookingAfter
from assistant.web.people.reception import Reception
from assistant.web.people.signing import Signing


def people_router(reception: Reception) -> APIRouter:
    """Return the pages; there are none where nobody signs in."""
    router, signing = APIRouter(), Signing(reception)
    signing.add_to(router)
    OwnAccount(reception, signing).add_to(router)
    LookingAfter(reception).add_to(router)
    return router

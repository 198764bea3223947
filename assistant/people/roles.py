"""What somebody may do here: lead, coach, evaluate, or look after the accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from assistant.errors import UsageError

Role = Literal["leader", "coach", "evaluator", "admin"]
ROLES: tuple[Role, ...] = ("leader", "coach", "evaluator", "admin")
"""From the one that opens least to the one that opens most."""
ROLE_TITLES: Mapping[Role, str] = {
    "leader": "Leader",
    "coach": "Coach",
    "evaluator": "Evaluator",
    "admin": "Administrator",
}


def role_called(text: str) -> Role:
    """Return the role of a name.

    Raises:
        UsageError: There is none.
    """
    for role in ROLES:
        if text.strip().casefold() == role:
            return role
    raise UsageError(f"no role {text!r}; choose one of {', '.join(ROLES)}")


def roles_of_claims(text: str) -> Mapping[str, Role]:
    """Return which value of a claim makes which role, read from ``coach-admins=admin, principals=leader``.

    Raises:
        UsageError: It isn't written like that, or names no role.
    """
    made: dict[str, Role] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        value, equals, role = pair.rpartition("=")
        if not equals or not value.strip():
            raise UsageError(f"setting 'oidc_roles': {pair!r} is no VALUE=ROLE, as in coach-admins=admin")
        made[value.strip()] = role_called(role)
    return made


def highest(roles: Iterable[Role]) -> Role:
    """Return the role that opens most; a leader's where there is none."""
    return max(roles, key=ROLES.index, default="leader")

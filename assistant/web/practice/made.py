"""What a page shows of a made thing, told before it is drawn, so that it can be kept first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A made thing as a page shows it.

    Attributes:
        template: The page's template.
        at: The kind of thing, which is the last part of the page's address.
        title: What the thing is called in a list.
        thing: The thing, as JSON.
        values: What else the template shows.
        again: How its page is opened later where that isn't as what was made: ``form``.
        status: What the reply says of how it went; 422 where something that was typed is wrong.
    """

    template: str
    at: str
    title: str
    thing: str
    values: Mapping[str, Any] = field(default_factory=dict)
    again: str = ""
    status: int = 200

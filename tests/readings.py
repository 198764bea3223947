"""Readings made by hand, for tests of what comes after understanding."""

from __future__ import annotations

from typing import Any

import numpy as np

from assistant.knowledge.search.search import Search, Seen, UnderWay
from assistant.knowledge.search.voting import Ballot
from assistant.understanding.naming import Mentions
from assistant.understanding.reading import Reading

NO_MENTIONS = Mentions(known=(), unknown=())
NOTHING = np.zeros(1, dtype=np.float32)
UNSEEN = Seen(
    "",
    NOTHING,
    Ballot(shares=NOTHING, at_a_glance=NOTHING, indicators=NOTHING, nearest=0.0, best=0.0, off=0.0, margin=0.0),
)


def reading_of(said: str, **values: Any) -> Reading:
    """Return the reading of an English question that stands by itself, with the values that a test is about."""
    usual: dict[str, Any] = {
        "said": said,
        "language": "english",
        "reply_in": "english",
        "english": said,
        "act": "ask",
        "aspect": "begin",
        "kind": "how-to",
        "mentions": NO_MENTIONS,
        "standalone": said,
        "seen": UNSEEN,
        "by_itself": UNSEEN,
    }
    return Reading(**{**usual, **values})


def under_way(search: Search, subject: str, topic: str | None = None, *cited: str) -> UnderWay:
    """Return a subject under way as search sees it."""
    return UnderWay(seen=search.see(subject), topic=topic, citations=cited)

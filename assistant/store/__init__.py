"""What people keep: conversations, made things, feedback, preferences and unsent words, each owner's apart."""

from __future__ import annotations

from assistant.errors import GoneError, StoreError
from assistant.store.addresses import database_address, shown
from assistant.store.conversation import KeptConversation, KeptTurn, Listed, State
from assistant.store.feedback import FeedbackKind, GivenFeedback
from assistant.store.looking import Seen, look
from assistant.store.opening import Store, open_store
from assistant.store.preferences import Preferences
from assistant.store.things import KeptThing, ListedThing, ThingKind

__all__ = [
    "FeedbackKind",
    "GivenFeedback",
    "GoneError",
    "KeptConversation",
    "KeptThing",
    "KeptTurn",
    "Listed",
    "ListedThing",
    "Preferences",
    "Seen",
    "State",
    "Store",
    "StoreError",
    "ThingKind",
    "database_address",
    "look",
    "open_store",
    "shown",
]

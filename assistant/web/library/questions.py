"""What to ask and what to make of an entry or a topic: links to the chat and to the pages of made things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from assistant.knowledge.corpus.frameworks import Case, Domain, Framework, Marker
from assistant.knowledge.corpus.topics import Topic
from assistant.rendering.phrasing import lowered
from assistant.web.library.shelf import Shelf, above


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Something to do with what a page shows: what it is called, and its address."""

    title: str
    address: str


def asking(question: str) -> str:
    """Return the address of the chat with a question in its box."""
    return f"/?{urlencode({'ask': question})}"


def question_about(shelf: Shelf, identifier: str) -> str:
    """Return a question that a leader would ask of an entry, and that is answered from it.

    A name that reads as something else in a question ("Digital Competency" as a competency called Digital) isn't asked
    for; a topic that it leads is.
    """
    entry = shelf.frameworks.entries[identifier]
    if isinstance(entry, Case):
        return f"Tell me about {entry.name}"
    if isinstance(entry, Marker) and entry.name in shelf.frameworks.shared_names:
        return question_about(shelf, above(identifier)[-1])
    if isinstance(entry, Domain) and len(shelf.parts_of(entry.framework)) == 1:
        return question_about(shelf, entry.framework)
    if isinstance(entry, Framework):
        return f"What {'are' if _is_plural(entry.name) else 'is'} the {entry.name}?"
    name = entry.name.split(" · ")[0]
    asked = f"What {'do' if _is_plural(name) else 'does'} {name} {'cover' if isinstance(entry, Domain) else 'ask for'}?"
    led = shelf.led_by(identifier)
    return question_on(led[0]) if shelf.names.mentions(asked).unknown and led else asked


def _is_plural(name: str) -> bool:
    """Tell whether a name is of several, so far as its ending says: the part before "of", "for", or "to"."""
    head = re.split(r",? (?:of|for|to|and|that|in|on) ", name)[0]
    return head.endswith("s") and not head.endswith("ss")


def question_on(topic: Topic) -> str:
    """Return a question that is answered from a topic."""
    return f"How do we begin with {lowered(topic.title)}?"


def made_of_entry(shelf: Shelf, identifier: str) -> tuple[Way, ...]:
    """Return what can be made of an entry; nothing of a case, which is past."""
    entry = shelf.frameworks.entries[identifier]
    if isinstance(entry, Case):
        return ()
    shared = isinstance(entry, Marker) and entry.name in shelf.frameworks.shared_names
    coded = " · " in entry.name
    led = shelf.led_by(identifier)
    words = led[0].title if led and (shared or coded or isinstance(entry, Framework)) else entry.name
    return _ways(words, identifier if shared else entry.name.split(" · ")[0])


def made_of_topic(topic: Topic) -> tuple[Way, ...]:
    """Return what can be made of a topic."""
    return _ways(topic.title, topic.title)


def _ways(subject: str, assessed: str) -> tuple[Way, ...]:
    about = {"workshop": subject, "plan": subject, "assessment": assessed, "draft": subject}
    titles = {
        "workshop": "Make a workshop",
        "plan": "Make a plan",
        "assessment": "Assess where you stand",
        "draft": "Draft a text",
    }
    return tuple(
        Way(title=titles[page], address=f"/practice/{page}?{urlencode({'about': words})}")
        for page, words in about.items()
    )

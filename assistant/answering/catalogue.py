"""Answers from the frameworks' own structure: lists of domains, indicators and markers, and what one entry says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.answer import Passage
from assistant.answering.citations import Retrieved
from assistant.answering.draft import Draft, Section, Statement
from assistant.knowledge.corpus.frameworks import Domain, Framework, Frameworks, Indicator, Marker
from assistant.knowledge.search.words import terms
from assistant.understanding.claimed import LEVELS
from assistant.understanding.reading import Reading

MOST = 12
MOST_BESIDE = 2


def catalogue(reading: Reading, frameworks: Frameworks, passages: Iterable[Passage]) -> tuple[Draft, Retrieved] | None:
    """Return the answer to "what are the indicators of …" or "what is …" from the frameworks, or None elsewhere."""
    named = [i for i in reading.mentions.known if not i.startswith("case/")]
    called = max(named, key=lambda i: i.count("/"), default=None)
    if reading.kind == "list":
        holder = called or _implied(reading.said, frameworks)
        parts = _parts(reading.said, holder, frameworks) if holder else []
    elif (
        called and reading.act == "ask" and reading.aspect == "what" and _names_little_else(reading, called, frameworks)
    ):
        holder, parts = called, _parts("", called, frameworks)
    else:
        return None
    if holder is None or not parts:
        return None
    defined = reading.kind != "list" and bool(getattr(frameworks.entries[holder], "summary", None))
    by_id: dict[str, Passage] = {}
    for passage in passages:
        by_id.setdefault(passage.id, passage)
    opening = _definition(holder, frameworks) if defined else _opening(holder, parts, frameworks)
    cited = holder if defined and holder in by_id else parts[0]
    inner = [i for i in parts if i != holder]
    shown = inner[:MOST] or parts[:MOST]
    draft = Draft(
        sections=(
            Section(
                key="opening", style="text", statements=(Statement(text=opening, kind="framework", cites=(cited,)),)
            ),
            Section(key="list", style="bullets", statements=tuple(_statement(i, frameworks) for i in shown)),
        ),
        order=tuple(dict.fromkeys((cited, *parts))),
        follow_ups=tuple(f"What does {_plain_name(i, frameworks)} ask for?" for i in parts[:3]),
    )
    scores = {i: round(1.0 - n / 100, 2) for n, i in enumerate(dict.fromkeys((cited, *parts)))}
    return draft, Retrieved(passages={i: by_id[i] for i in (*parts, holder) if i in by_id}, scores=scores)


def _names_little_else(reading: Reading, called: str, frameworks: Frameworks) -> bool:
    """Tell whether a question is about a named entry itself, not about a matter under its name."""
    entry = frameworks.entries[called]
    own = (entry.name, getattr(entry, "short", ""), *getattr(entry, "aliases", ()), called)
    names = " ".join([frameworks.framework_of(called).name, *own, *LEVELS])
    return len({*terms(reading.english)} - {*terms(names.replace("/", " "))}) <= MOST_BESIDE


def _definition(holder: str, frameworks: Frameworks) -> str:
    entry = frameworks.entries[holder]
    return f"{_plain_name(holder, frameworks)}: {getattr(entry, 'summary', '')}"


def _implied(text: str, frameworks: Frameworks) -> str | None:
    """Return what "list the pillars" or "the seven gears" speaks of without naming its framework."""
    for cue, identifier in (
        (r"\bpillars?\b", "pillars"),
        (r"\bgears?\b|\breadiness levels?\b", "future-ready"),
        (r"\bstandards\b", "iste"),
        (r"\bdomains?\b|\bcompetenc", "digital-equity"),
    ):
        if re.search(cue, text, re.IGNORECASE) and frameworks.knows(identifier):
            return identifier
    return None


def _parts(text: str, holder: str, frameworks: Frameworks) -> list[str]:
    entry = frameworks.entries[holder]
    wants_indicators = bool(re.search(r"\b(?:indicators?|elements?|items?|pillars?)\b", text, re.IGNORECASE))
    match entry:
        case Framework():
            domains = [d for d in frameworks.domains if d.framework == entry.id]
            if len(domains) == 1 or (wants_indicators and not re.search(r"\bdomains?\b", text, re.IGNORECASE)):
                return [f"{d.id}/{i.id}" for d in domains for i in d.indicators]
            return [d.id for d in domains]
        case Domain():
            return [f"{holder}/{i.id}" for i in entry.indicators]
        case Indicator():
            return [f"{holder}/{m.id}" for m in entry.markers] or [holder]
        case _:
            return [holder]


def _opening(holder: str, parts: list[str], frameworks: Frameworks) -> str:
    level = {2: "domains", 3: "indicators", 4: "markers"}.get(parts[0].count("/") + 1, "parts")
    if holder.startswith("iste") and level == "domains":
        level = "standards"
    if holder.startswith("pillars") and level == "indicators":
        level = "pillars"
    shown = "" if len(parts) <= MOST else f", of which the first {MOST} follow"
    noun = level.removesuffix("s") if len(parts) == 1 else level
    if holder.startswith("pillars") and level == "markers":
        noun = "action item" if len(parts) == 1 else "action items"
    name = _plain_name(holder, frameworks)
    has = "have" if name.endswith("s") else "has"
    return f"{name} {has} {len(parts)} {noun}{shown}."


def _statement(identifier: str, frameworks: Frameworks) -> Statement:
    entry = frameworks.entries[identifier]
    name = _plain_name(identifier, frameworks)
    brief = getattr(entry, "brief", None)
    if isinstance(entry, Marker) and ": " in name:
        name = entry.name
    if isinstance(entry, Domain):
        text = f"{name}: {entry.summary}"
    elif isinstance(entry, Indicator | Marker) and brief:
        text = f"{name}: {brief}."
    else:
        text = f"{name}: our sources give its name and its domain's scope only."
    return Statement(text=text, kind="framework", cites=(identifier,))


def _plain_name(identifier: str, frameworks: Frameworks) -> str:
    return frameworks.title(identifier).replace(" · ", ", ")

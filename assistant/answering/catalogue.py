"""Answers from the frameworks' own structure: lists of their parts, and what one entry says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answer import Passage
from assistant.answering.citations import Retrieved
from assistant.answering.draft import Draft, Section, Statement
from assistant.knowledge.corpus.frameworks import Domain, Framework, Frameworks, Indicator, Marker
from assistant.knowledge.corpus.vocabulary import Level, Part, Vocabulary
from assistant.knowledge.search.words import terms
from assistant.understanding.naming import number_in
from assistant.understanding.reading import Reading

MOST = 12
MOST_BESIDE = 2
_LEVELS: dict[int, Level] = {1: "domain", 2: "indicator", 3: "marker"}


def catalogue(reading: Reading, frameworks: Frameworks, passages: Iterable[Passage]) -> tuple[Draft, Retrieved] | None:
    """Return the answer to "what are the indicators of …" or "what is …" from the frameworks, or None elsewhere."""
    vocabulary = Vocabulary(frameworks)
    named = [i for i in reading.mentions.known if not i.startswith("case/")]
    holder = max(named, key=lambda i: i.count("/"), default=None)
    listed, asked = reading.kind == "list", list[Part]()
    if listed:
        asked = [part for word in vocabulary.parts_said(reading.english) for part in word.parts]
        holder = holder or _implied(reading.english, asked, frameworks)
    elif reading.act != "ask" or reading.aspect != "what":
        return None
    if holder is None or not (listed or _names_little_else(reading, holder, frameworks, vocabulary)):
        return None
    for part in asked:
        if part.level == "term" and (names := vocabulary.held(holder, part)):
            return _terms(holder, part, names, frameworks, passages)
    return _entries(holder, _parts(asked, holder, frameworks), frameworks, passages, listed=listed)


def _entries(
    holder: str, parts: Sequence[str], frameworks: Frameworks, passages: Iterable[Passage], *, listed: bool
) -> tuple[Draft, Retrieved]:
    """Return an entry's definition, or how many parts it has, and its parts."""
    defined = not listed and bool(getattr(frameworks.entries[holder], "summary", None))
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


def _terms(
    holder: str, part: Part, names: Sequence[str], frameworks: Frameworks, passages: Iterable[Passage]
) -> tuple[Draft, Retrieved]:
    """Return what else a framework names, such as levels; the domain whose text names them is cited."""
    domain = next(d.id for d in frameworks.domains if part.word in d.terms and d.framework == part.framework)
    own = [passage for passage in passages if passage.id == domain]
    told = max(own, key=lambda passage: sum(name in passage.text for name in names))
    says = [f"{_has(holder, frameworks)} {len(names)} {part.plural}.", *(f"{name}." for name in names)]
    said = tuple(Statement(text=text, kind="framework", cites=(domain,)) for text in says)
    sections = (
        Section(key="opening", style="text", statements=said[:1]),
        Section(key="list", style="bullets", statements=said[1:]),
    )
    return Draft(sections=sections, order=(domain,)), Retrieved(passages={domain: told}, scores={domain: 1.0})


def _names_little_else(reading: Reading, called: str, frameworks: Frameworks, vocabulary: Vocabulary) -> bool:
    """Tell whether a question is about a named entry itself, not about a matter under its name."""
    own = [name.text for name in vocabulary.names if name.identifier == called]
    names = " ".join([frameworks.framework_of(called).name, *own, called, *vocabulary.parts])
    return len({*terms(reading.english)} - {*terms(names.replace("/", " "))}) <= MOST_BESIDE


def _implied(text: str, asked: Sequence[Part], frameworks: Frameworks) -> str | None:
    """Return the framework that "list the pillars" speaks of without naming it: whose word it is, else the first.

    An everyday word implies one only where nothing else is said ("list the standards").
    """
    else_said = [t for t in {*terms(text)} - {*terms(" ".join(p.plural for p in asked))} if number_in(t) is None]
    for part in asked:
        if not part.everyday or (len(else_said) <= 1 and part.level != "marker"):
            return part.framework or frameworks.frameworks[0].id
    return None


def _definition(holder: str, frameworks: Frameworks) -> str:
    return f"{_plain_name(holder, frameworks)}: {getattr(frameworks.entries[holder], 'summary', '')}"


def _parts(asked: Sequence[Part], holder: str, frameworks: Frameworks) -> list[str]:
    entry = frameworks.entries[holder]
    levels = {part.level for part in asked if part.belongs_to(holder.split("/", 1)[0])}
    match entry:
        case Framework():
            domains = [d for d in frameworks.domains if d.framework == entry.id]
            if len(domains) == 1 or ("indicator" in levels and "domain" not in levels):
                return [f"{d.id}/{i.id}" for d in domains for i in d.indicators]
            return [d.id for d in domains]
        case Domain():
            return [f"{holder}/{i.id}" for i in entry.indicators]
        case Indicator():
            return [f"{holder}/{m.id}" for m in entry.markers] or [holder]
        case _:
            return [holder]


def _opening(holder: str, parts: Sequence[str], frameworks: Frameworks) -> str:
    if holder in parts:
        return _statement(holder, frameworks).text
    level = _LEVELS[parts[0].count("/")]
    word = Vocabulary(frameworks).words_for(level, parts[0].split("/", 1)[0])[0]
    shown = "" if len(parts) <= MOST else f", of which the first {MOST} follow"
    return f"{_has(holder, frameworks)} {len(parts)} {word.word if len(parts) == 1 else word.plural}{shown}."


def _has(holder: str, frameworks: Frameworks) -> str:
    name = _plain_name(holder, frameworks)
    return f"{name} {'have' if name.endswith('s') else 'has'}"


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

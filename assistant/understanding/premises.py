"""Recognises what a question takes for granted that is not so: names, codes, counts, facts of a case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from assistant.knowledge.corpus.frameworks import Case, Frameworks
from assistant.knowledge.corpus.vocabulary import Part, PartSaid
from assistant.knowledge.search.weights import WEIGHTS
from assistant.knowledge.search.words import terms, words
from assistant.understanding.claimed import Unknown
from assistant.understanding.naming import CODE, Names, number_in
from assistant.understanding.reading import Reading

MOST_BETWEEN = 3
ENOUGH_TERMS = 6
_I = re.IGNORECASE
_ALL = frozenset("the all its their these your".split())
_NUMBERED = re.compile(r"\s+(?:number\s+|no\.?\s*|#)?(\w+)", _I)
_OF_OURS = re.compile(r"\s+(?:of|for|in) (?:our|my)\b", _I)
_SCORE = re.compile(r"\b(?P<percent>\d{1,3})\s*(?:%|percent)|\bscore\w*\D{0,20}?(?P<score>\d{1,2})\b", _I)
_DISTRICT = re.compile(
    r"\b(?:did|has|have|at|from|of|like) (?P<name>(?:[A-Z][\w'-]+ ){1,4}(?:Schools|School District|Unified|ISD))\b"
)
_OF = re.compile(r"\s+(?:\w+\s+)?(?:of|in|from)\s+(?:the\s+)?", _I)
_IN_CAPITALS = re.compile(r"(?<=[\w,'’] )[A-Z][a-z]{2}[\w-]*(?: [A-Z][a-z]{2}[\w-]*)*")
# What is asked with rather than for, when a case is asked about.
_ASKING = frozenset(
    terms(
        "know learn example district school use used using case model lesson copy like similar small rural start make "
        "get help need want work lead leader principal superintendent give show explain describe happen approach way "
        "say said story adopt follow mean take set create team people first step idea apply many"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """What is not so, as the reader is told.

    Attributes:
        covered: Whether there is something to answer all the same.
        nearest: Identifiers of what exists nearest to what was asked for, best first.
        place: A place that no case is of; own documents may speak of it.
    """

    text: str
    covered: bool
    nearest: tuple[str, ...] = ()
    place: str | None = None


def examine(
    reading: Reading,
    names: Names,
    frameworks: Frameworks,
    *,
    covered: bool,
    knows_of: Callable[[str], bool],
) -> Premise | None:
    """Return the first false premise of a question, or None.

    Args:
        reading: The question.
        names: The names of the same frameworks.
        frameworks: The frameworks of the serving index.
        covered: Whether search found that the frameworks cover the question's subject.
        knows_of: Tells of a name that does not exist whether the frameworks cover what it speaks of.
    """
    premises = _premises(reading, names, frameworks, covered=covered, knows_of=knows_of)
    return next(premises, None)


def _premises(
    reading: Reading, names: Names, frameworks: Frameworks, *, covered: bool, knows_of: Callable[[str], bool]
) -> Iterator[Premise]:
    mentions, texts = reading.mentions, tuple(dict.fromkeys((reading.said, reading.english)))
    for text in texts:
        yield from _elsewhere(text, frameworks, covered)
    for unknown in mentions.unknown:
        beside = reading.english.replace(unknown.said, " ") if unknown.level == CODE else unknown.said
        yield _nonexistent(unknown, frameworks, covered=covered and knows_of(beside))
    for item in mentions.misplaced:
        said = f"{_named(item.identifier, frameworks)} exists, but not as a {item.level}."
        yield Premise(text=said, covered=True)
    for text in texts:
        yield from _miscounted(text, mentions.known, names, frameworks, covered)
        yield from _misattributed(text, names, frameworks, covered)
        yield from _misscored(text, mentions.known, frameworks)
    if elsewhere := _other_district(reading, frameworks, covered):
        yield elsewhere
    for problem in _of_case(reading, frameworks):
        yield Premise(text=problem, covered=True)


def _elsewhere(text: str, frameworks: Frameworks, covered: bool) -> Iterator[Premise]:
    for item in frameworks.elsewhere:
        for name in item.names:
            if re.search(rf"\b{re.escape(name)}\b", text, _I if " " in name else re.NOFLAG):
                enough = item.instead is None and len(terms(text)) >= ENOUGH_TERMS
                yield Premise(text=f"{name} is {item.what}.", covered=covered and enough)


def _nonexistent(unknown: Unknown, frameworks: Frameworks, *, covered: bool) -> Premise:
    said = f"item {unknown.said}" if unknown.level == CODE else f"{unknown.level} “{unknown.said}”"
    nearest = f"; the nearest that exists is {_named(unknown.nearest, frameworks)}" if unknown.nearest else ""
    text = f"There is no {said} in the frameworks I hold{nearest}."
    return Premise(text=text, covered=covered, nearest=_with_siblings(unknown.nearest, frameworks))


def _with_siblings(identifier: str | None, frameworks: Frameworks) -> tuple[str, ...]:
    """Return an identifier and, of an indicator, the others of its domain."""
    if identifier is None or not frameworks.knows(identifier):
        return ()
    domain = identifier.rsplit("/", 1)[0]
    beside = [i for i in frameworks.indicators if i.rsplit("/", 1)[0] == domain and i != identifier]
    return (identifier, *(beside if identifier in frameworks.indicators else ()))


def _named(identifier: str, frameworks: Frameworks) -> str:
    known = frameworks.knows(identifier)
    return f"{frameworks.title(identifier) if known else frameworks.competency_names[identifier]} ({identifier})"


def _miscounted(
    text: str, known: Sequence[str], names: Names, frameworks: Frameworks, covered: bool
) -> Iterator[Premise]:
    """Hold "the six standards", "the eighth pillar" and "pillar 9" against how many there are."""
    for word in names.vocabulary.parts_said(text):
        counted = None if _OF_OURS.match(text, word.end) else _counted(text, word)
        holder = _holder(word, known, names) if counted else None
        if not counted or not holder:
            continue
        (said, number, whole), (identifier, part, real) = counted, holder
        has = f"{_subject(identifier, names, frameworks)} {real} {part.word if real == 1 else part.plural}"
        if whole is None and number > real:
            yield Premise(text=f"{has}; there is no number {number}.", covered=covered and identifier.count("/") > 1)
        elif whole is not None and (number > real or (whole and number != real)):
            yield Premise(text=f"{has}, not {said}.", covered=covered)


def _counted(text: str, word: PartSaid) -> tuple[str, int, bool | None] | None:
    """Return a number beside a word for parts: as said, its value, whether it counts all of them (None: picks one)."""
    after = _NUMBERED.match(text, word.end)
    if after and not word.plural and (number := number_in(after[1])):
        return after[1], number, None
    before = re.findall(r"[\w'’-]+|[^\w\s]", text[: word.start])
    for place in range(len(before) - 1, max(-1, len(before) - MOST_BETWEEN - 2), -1):
        if not before[place][0].isalnum():
            return None
        if number := number_in(before[place]):
            whole = bool(place) and (before[place - 1].lower() in _ALL or before[place - 1].endswith(("'s", "’s")))
            return before[place], number, None if before[place].lower()[-2:] in {"st", "nd", "rd", "th"} else whole
    return None


def _holder(word: PartSaid, known: Sequence[str], names: Names) -> tuple[str, Part, int] | None:
    """Return the entry whose parts a word speaks of, with how many it has: one named, or whose word it is."""
    for part in word.parts:
        within = sorted((i for i in known if not i.startswith("case/")), key=lambda i: -i.count("/"))
        if part.framework and part.level != "marker" and (not part.everyday or _speaks_of(part.framework, known)):
            within.append(part.framework)
        for identifier in within:
            if real := len(names.vocabulary.held(identifier, part)):
                return identifier, part, real
    return None


def _speaks_of(framework: str, known: Sequence[str]) -> bool:
    return any(identifier.split("/", 1)[0] == framework for identifier in known)


def _subject(identifier: str, names: Names, frameworks: Frameworks) -> str:
    domains = [domain for domain in frameworks.domains if domain.framework == identifier.split("/", 1)[0]]
    whole = identifier.count("/") == 0 or (identifier.count("/") == 1 and len(domains) == 1)
    name = f"The {names.short(identifier)}" if whole else frameworks.title(identifier)
    return f"{name} {'have' if name.endswith('s') else 'has'}"


def _misattributed(text: str, names: Names, frameworks: Frameworks, covered: bool) -> Iterator[Premise]:
    """Hold what is said to be a framework's against whose it is: "…'s gears", "the … indicator of …"."""
    places = names.places(text)
    spoken = [place for place in places if "/" not in place[2]]
    held = [(start, end, identifier) for start, end, identifier in places if identifier.count("/") > 1]
    own = [
        (word.start, word.end, f"{word.parts[0].framework}/{word.parts[0].plural}")
        for word in names.vocabulary.parts_said(text)
        if len(word.parts) == 1 and word.parts[0].framework
    ]
    for start, end, framework in spoken:
        for first, last, thing in (*held, *own):
            owner = thing.split("/", 1)[0]
            if owner == "case" or any(owner == other for *_, other in spoken):
                continue
            if not (re.fullmatch(r"['’]s?\s+", text[end:first]) or re.fullmatch(_OF, text[last:start])):
                continue
            whose, not_whose = names.short(owner), names.short(framework)
            if thing in frameworks.entries:
                belongs = f"{_named(thing, frameworks)} belongs to the {whose}, not to the {not_whose}."
                yield Premise(text=belongs, covered=True)
            else:
                has = f"The {not_whose} has no {thing.split('/')[1]}; the {whose} has."
                yield Premise(text=has, covered=covered)


def _misscored(text: str, known: Sequence[str], frameworks: Frameworks) -> Iterator[Premise]:
    """Hold a score against the level that it is said to mean."""
    said = _SCORE.search(text)
    if said is None:
        return
    for domain in frameworks.domains:
        most = max((high for _, high in domain.scores.values()), default=0)
        score = int(said["percent"]) * most / 100 if said["percent"] else int(said["score"])
        for level, (low, high) in domain.scores.items():
            if re.search(rf"\b{level}\b", text) and _speaks_of(domain.framework, known) and not low <= score < high + 1:
                told = f"{level} is a score of {low} to {high} out of {most} in {domain.name}, not {score:g}."
                yield Premise(text=told, covered=True)


def _asked_of(reading: Reading, frameworks: Frameworks) -> Case | None:
    return next((case for case in frameworks.cases if f"case/{case.id}" in reading.mentions.known), None)


def _other_district(reading: Reading, frameworks: Frameworks, covered: bool) -> Premise | None:
    """Say that a district is none of the cases; own documents may speak of it all the same."""
    other = _DISTRICT.search(reading.english)
    if other is None or _asked_of(reading, frameworks):
        return None
    held, place = " and ".join(case.name for case in frameworks.cases), other["name"]
    told = f"My sources say nothing about {place}; the cases they document are {held}."
    return Premise(text=told, covered=covered, place=place)


def _of_case(reading: Reading, frameworks: Frameworks) -> Iterator[str]:
    """Yield what a question takes for granted of a case that our sources don't tell."""
    text, cases, case = reading.english, frameworks.cases, _asked_of(reading, frameworks)
    if case is None:
        return
    told, about = _told(case), f"My sources on {case.name} in {case.place}"
    known = {*words(told), *chain(*(words(entry.name) for entry in frameworks.entries.values()))}
    for name in _IN_CAPITALS.findall(text):
        if strange := [word for word in name.split() if not {*words(word.removesuffix("'s"))} & known]:
            yield f"{about} name no {' '.join(strange)}; what they do say is cited below."
    if reading.aspect in {"cost", "when"}:
        yield f"{about} give no such figure or date; they say only what is cited below."
    claimed = {*terms(text)} - _ASKING - {*terms(" ".join(f"{c.name} {' '.join(c.aliases)}" for c in cases))}
    if claimed and len(claimed & {*terms(told)}) / len(claimed) < WEIGHTS.familiar:
        yield f"{about} don't say all of that; what they do say is cited below."


def _told(case: Case) -> str:
    return f"{case.name} {' '.join(case.aliases)} {case.place} {case.summary} {' '.join(case.facts)}"

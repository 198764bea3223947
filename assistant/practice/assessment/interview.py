"""The interview: one item at a time, an answer in words or as a number, skip, back, stop, and resume."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.knowledge.search.words import terms
from assistant.practice.assessment.model import LEVELS, Answer, Assessment, Interview, Item, Level

State = Literal["asking", "stopped", "over"]
_SKIP = {"skip", "pass", "next", "not sure", "don't know", "i don't know", "no idea", "unsure", "?"} | {
    *("we don't know", "i'm not sure", "hard to say", "can't say", "i can't say", "not applicable", "n/a", "saltar")
}
_BACK = {"back", "previous", "go back", "volver"}
_STOP = {"stop", "pause", "quit", "exit", "later", "enough", "that's enough", "finish", "end", "parar"}
# What stands around a word for stop, back or skip.
_AROUND = re.compile(
    r"^(?:(?:please|hm+|well|ok(?:ay)?|let's|let us|i want to|can we)\s+)+|\s+(?:please|here|now|for now|for today|"
    r"today|this|it|this (?:one|question|item)|(?:the|this) interview|one)$"
)
_YES = {"yes", "sí", "y", "yes please", "right", "correct", "ok", "okay", "that's right"}
_NO = {"no", "nope", "wrong", "not really"}
# What people say in short, and the level that it is read back as.
_SHORT: Mapping[str, Level] = {
    **dict.fromkeys(("no", "nope", "none", "nothing", "nothing yet", "never", "not at all", "not really"), 1),
    **dict.fromkeys(("partly", "some", "somewhat", "sort of", "kind of", "a little", "in progress", "we began"), 2),
    **dict.fromkeys(("yes", "yes we do", "we do", "we have", "done", "we have that", "mostly", "it is"), 3),
    **dict.fromkeys(("fully", "always", "everywhere", "completely", "absolutely"), 4),
}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}
_NUMBER = re.compile(
    r"^(?:level\s+|a\s+)?(?P<n>[1-4]|one|two|three|four)(?![\w.,]*\d)\b(?!\s*(?:of|out of|percent|%|/|schools?\b|"
    r"teachers?\b|people\b|years?\b))[\s.,:;)–—-]*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LARGELY = r"(?:(?:mostly|largely|pretty much|just about|only just|just|barely|already|definitely|clearly)\s+)"
# What is said before a level, and of two levels the lower.
_ABOUT = re.compile(
    r"^(?:(?:well|hm+|honestly|probably|maybe|perhaps|about|around|at best|i think|i guess|i(?:'d| would) (?:say|guess|"
    r"put us at)|we(?:'re| are)(?: at| on)?|it'?s|that'?s|it is|that is|at|level|a|an?)[\s,]+)+(?=\S)",
    re.IGNORECASE,
)
_ENDED = re.compile(r"^(?:$|[.,;:!()–—-]|but\b|because\b|since\b|and\b|as\b|though\b)", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?P<n>[1-4])\s*(?:or|to|and|[-–/])\s*(?:a\s+)?[1-4]\b|\b(?P<half>[1-3])[.,]5\b", re.IGNORECASE
)
FEWEST_SHARED = 2
_LINK = re.compile(r"https?://\S+")
CHOICES = "1 to 4, or the level in words; a note may follow. Or: skip, back, stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What came of a turn: the assessment as it is now, what is said back, and whether a question is open."""

    assessment: Assessment
    said: str
    state: State


def begin(assessment: Assessment, items: Sequence[Item]) -> Turn:
    """Begin an interview, or go on with one where it was left."""
    interview = assessment.interview or Interview()
    if interview.at is None:
        interview = interview.model_copy(update={"at": _next(assessment, interview)})
    interview = interview.model_copy(update={"proposed": None, "words": ""})
    held = assessment.model_copy(update={"interview": interview})
    return _ask(held, items, "")


def take(assessment: Assessment, items: Sequence[Item], words: str) -> Turn:
    """Take an answer in words.

    Args:
        assessment: An assessment whose interview has begun.
        items: Its items.
        words: What was said: ``3``, ``in place, since May``, ``we have a draft``, ``skip``, ``back``, ``stop``.
    """
    interview = assessment.interview or Interview()
    item = next((one for one in items if one.id == interview.at), None)
    if item is None:
        return begin(assessment, items)
    plain = _plain(words)
    if (moved := _moved(assessment, items, item, plain)) is not None:
        return moved
    if interview.proposed is not None and plain in _YES:
        return _answered(assessment, items, item, interview.proposed, interview.words)
    level, note = level_in(words, item)
    if level is not None:
        kept = interview.words if interview.proposed is not None and not note else note
        return _answered(assessment, items, item, level, kept)
    return _propose(assessment, items, item, words)


def _moved(assessment: Assessment, items: Sequence[Item], item: Item, plain: str) -> Turn | None:
    """Return what comes of stop, back or skip; None where something else was said."""
    plain = _bare(plain)
    if plain in _STOP:
        return Turn(assessment=_still(assessment), said=_stopped(assessment), state="stopped")
    if plain in _BACK:
        return _back(assessment, items, item)
    return _skip(assessment, items, item) if plain in _SKIP else None


def is_reply(assessment: Assessment, items: Sequence[Item], words: str) -> bool:
    """Tell whether words answer the item that is asked: a level, skip, back, stop, or a yes or no to a level read."""
    interview = assessment.interview or Interview()
    item = next((one for one in items if one.id == interview.at), None)
    if item is None:
        return False
    plain = _plain(words)
    known = plain in _SHORT or (interview.proposed is not None and plain in _YES | _NO)
    moves = _bare(plain) in _STOP | _BACK | _SKIP
    return known or moves or level_in(words, item)[0] is not None or _guessed(words, item) is not None


def says_stop(words: str) -> bool:
    """Tell whether words are nothing but a stop."""
    return _bare(_plain(words)) in _STOP


def _bare(plain: str) -> str:
    """Return plain words without what stands around a word for stop, back or skip."""
    while plain not in _STOP | _BACK | _SKIP and (shorter := _AROUND.sub("", plain)) != plain:
        plain = shorter
    return plain


def _plain(words: str) -> str:
    return " ".join(words.lower().replace("’", "'").replace(",", " ").split()).strip(" .!")


def level_in(words: str, item: Item) -> tuple[Level | None, str]:
    """Return the level that words begin with, as a number or by name, and the note behind it.

    Of a level "mostly" reached, those words are kept in the note.
    """
    text = words.strip()
    if found := _NUMBER.match(text):
        said = found["n"].lower()
        return LEVELS[int(_NUMBERS.get(said, said if said.isdigit() else 0)) - 1], found["rest"].strip()
    for level, name in zip(LEVELS, item.scale, strict=True):
        named = rf"^(?P<how>{_LARGELY}?{re.escape(name)}\b)[\s.,:;–—-]*(?P<rest>.*)$"
        if found := re.match(named, text, re.IGNORECASE | re.DOTALL):
            return level, found["rest"].strip() if found["how"].lower() == name else text
    return None, ""


def question(item: Item, number: int, of: int) -> str:
    """Return the question about an item: what is asked for, and what each level looks like."""
    lines = [f"{number} of {of}: **{item.name}**", ""]
    if item.practice is not None:
        lines.append(f"What we advise: {item.practice}")
    else:
        lines.append(item.asks if item.asks else f"{item.silent or 'The framework says no more.'}")
    if item.evidence:
        lines += ["", "The framework asks for:", *(f"- {text}" for text in item.evidence)]
    elif item.look_for:
        lines += ["", "What to look for (our suggestion):", *(f"- {text}" for text in item.look_for)]
    lines += ["", "Where do you stand? (The descriptions are ours.)"]
    lines += [f"{n}. {name}: {text}" for n, name, text in zip(LEVELS, item.scale, item.levels, strict=True)]
    return "\n".join(lines)


def _next(assessment: Assessment, interview: Interview, after: str | None = None) -> str | None:
    """Return the first item without an answer that wasn't passed over, behind a given one first."""
    answered = {a.item for a in assessment.person.answers if a.level is not None}
    open_ones = [i for i in assessment.items if i not in answered and i not in interview.skipped]
    if after is not None:
        place = assessment.items.index(after)
        behind = [i for i in open_ones if assessment.items.index(i) > place]
        open_ones = behind or open_ones
    return open_ones[0] if open_ones else None


def _ask(assessment: Assessment, items: Sequence[Item], before: str) -> Turn:
    at = assessment.interview.at if assessment.interview else None
    if at is None:
        left = [item for item in items if item.id not in assessment.person.by_item]
        skipped = f" {len(left)} skipped: {', '.join(item.name for item in left)}." if left else ""
        said = f"That was the last one: {assessment.rated} of {len(items)} items are rated.{skipped}"
        return Turn(assessment=assessment, said=f"{before}\n\n{said}".strip(), state="over")
    item = next(one for one in items if one.id == at)
    asked = question(item, assessment.items.index(at) + 1, len(assessment.items))
    return Turn(assessment=assessment, said=f"{before}\n\n{asked}".strip(), state="asking")


def _answered(assessment: Assessment, items: Sequence[Item], item: Item, level: Level, note: str) -> Turn:
    found = _LINK.search(note)
    link = found.group().rstrip(".,;)") if found else ""
    earlier = assessment.person.by_item.get(item.id)
    answer = Answer(
        item=item.id,
        level=level,
        note=note or (earlier.note if earlier else ""),
        link=link or (earlier.link if earlier else ""),
    )
    person = assessment.person.answering(answer)
    interview = assessment.interview or Interview()
    interview = Interview(skipped=tuple(i for i in interview.skipped if i != item.id))
    held = assessment.model_copy(update={"people": (person, *assessment.people[1:])})
    interview = interview.model_copy(update={"at": _next(held, interview, item.id)})
    said = f"Noted: {item.name} is at level {level}, {item.scale[level - 1]}."
    return _ask(held.model_copy(update={"interview": interview}), items, said)


def _skip(assessment: Assessment, items: Sequence[Item], item: Item) -> Turn:
    before = assessment.interview or Interview()
    interview = Interview(skipped=tuple(dict.fromkeys((*before.skipped, item.id))))
    interview = interview.model_copy(update={"at": _next(assessment, interview, item.id)})
    return _ask(assessment.model_copy(update={"interview": interview}), items, f"Skipped: {item.name}.")


def _back(assessment: Assessment, items: Sequence[Item], item: Item) -> Turn:
    place = assessment.items.index(item.id)
    interview = assessment.interview or Interview()
    if place == 0:
        return _ask(_still(assessment), items, "This is the first item.")
    at = assessment.items[place - 1]
    skipped = tuple(i for i in interview.skipped if i != at)
    held = assessment.model_copy(update={"interview": Interview(at=at, skipped=skipped)})
    earlier = assessment.person.by_item.get(at)
    said = f"Back. You said {earlier.level}." if earlier and earlier.level else "Back."
    return _ask(held, items, said)


def _propose(assessment: Assessment, items: Sequence[Item], item: Item, words: str) -> Turn:
    """Ask whether words mean the level whose description they share most with; keep them as the note."""
    if len(words.strip()) > 1 and words.strip().endswith("?"):
        return _ask(_still(assessment), items, "Take the words below as they stand; skip what you can't judge.")
    plain, said = _plain(words), frozenset(terms(words))
    counts = [len(said & frozenset(terms(text))) for text in item.levels]
    best = max(counts)
    clear = best >= FEWEST_SHARED and counts.count(best) == 1
    interview = assessment.interview or Interview()
    rejected = interview.proposed is not None and plain in _NO
    short = None if rejected else _SHORT.get(plain) or _guessed(words, item)
    proposed = short or (LEVELS[counts.index(best)] if clear and not rejected else None)
    kept = words.strip() if proposed and plain not in _SHORT else ""
    held = assessment.model_copy(
        update={"interview": Interview(at=item.id, skipped=interview.skipped, proposed=proposed, words=kept)}
    )
    if proposed is None:
        listed = "; ".join(f"{n} {name}" for n, name in zip(LEVELS, item.scale, strict=True))
        return Turn(assessment=held, said=f"Which level is that? {listed}. Answer {CHOICES}.", state="asking")
    said_back = (
        f"That sounds like {proposed}, {item.scale[proposed - 1]}: {item.levels[proposed - 1]} "
        f"Say yes, or give another number{'; your words are kept as a note' if kept else ''}."
    )
    return Turn(assessment=held, said=said_back, state="asking")


def _guessed(words: str, item: Item) -> Level | None:
    """Return the level that words behind "I'd say" or between two levels come to, of two the lower; None for others."""
    text = words.strip().replace("’", "'")
    if found := _BETWEEN.search(text):
        return LEVELS[int(found["n"] or found["half"]) - 1]
    rest = _ABOUT.sub("", text)
    if rest == text:
        return None
    level, note = level_in(rest, item)
    said = rest[: len(rest) - len(note)] if note else rest
    return level if level is not None and (_ENDED.match(note) or said.rstrip()[-1:] in ".,;:–—-") else None


def _still(assessment: Assessment) -> Assessment:
    interview = assessment.interview or Interview()
    return assessment.model_copy(update={"interview": Interview(at=interview.at, skipped=interview.skipped)})


def _stopped(assessment: Assessment) -> str:
    return f"Stopped. {assessment.rated} of {len(assessment.items)} items are rated; go on whenever you like."

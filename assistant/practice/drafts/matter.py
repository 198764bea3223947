"""What a draft says of its subject: the topic's advice retold as promises, signs, members and questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answer import Aspect, ClaimKind, When
from assistant.errors import CorpusError
from assistant.knowledge.corpus.drafts import Drafts, Source, Spoken
from assistant.knowledge.corpus.frameworks import Frameworks, Indicator, Marker
from assistant.knowledge.corpus.topics import SuggestedStep, Topic
from assistant.knowledge.search.words import terms
from assistant.practice.drafts.asking import Said
from assistant.practice.drafts.grammar import Retelling, closed, lowered, others
from assistant.practice.subject import Subject

WITHIN: dict[When, str] = {
    "week": "within a week",
    "month": "within a month",
    "term": "by the end of the term",
    "year": "by the end of the year",
}
MOST_EVIDENCE = 8
_DETERMINED = frozenset("a all an any each every everyone one some the three two whoever".split())
_MAKING, _JOINED = "(?:write|draft|adopt|issue|send|form|invite|fill)", r"(?:at|for|in|into|of|on|to|with)\b"
_QUOTED = re.compile(r'"([^"]{40,})"')
_TO_FAMILIES = re.compile(r"\b(famil|parent|caregiver|guardian|household)", re.IGNORECASE)
_HOME = re.compile(r"\b[Yy]our (child|son|daughter|kids)")
_STRONG, _WEAK = re.compile(r"\bstrong", re.IGNORECASE), re.compile(r"\b(weak|evasive|poor|thin)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing of the subject, with the words for its slots."""

    slots: Mapping[str, str]
    kind: ClaimKind = "suggestion"
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """All that a draft may say of its subject; a slot of which nothing is held is None."""

    slots: Mapping[str, str | None]
    items: Mapping[Source, tuple[Item, ...]]


def spoken_of(drafts: Drafts, topic: Topic) -> Spoken:
    """Return how a topic is spoken of.

    Raises:
        CorpusError: The corpus has no words for it.
    """
    spoken = drafts.subjects.get(topic.id)
    if spoken is None:
        raise CorpusError(
            f"corpus/drafts/words/subjects.yaml has no words for {topic.id!r}; add its name, aim and gain"
        )
    return spoken


def matter_of(subject: Subject, said: Said, drafts: Drafts, makes: tuple[str, ...] = ()) -> Matter:
    """Return what a draft may say of a subject.

    Args:
        subject: What it is about.
        said: What the person said.
        drafts: How topics are spoken of.
        makes: What the draft itself is: steps that make it are left out.
    """
    retelling = Retelling(drafts.grammar)
    return Matter(
        slots={**_of_person(said), **_of_topic(subject.topic, drafts, retelling)},
        items=_items(subject, said, retelling, makes),
    )


def _of_person(said: Said) -> dict[str, str | None]:
    return {
        "school": said.school_named(),
        "place": said.place_named,
        "students": said.students,
        "number": said.counted or "[number of students]",
        "have_list": "; ".join(have.strip().rstrip(".") for have in said.have if have.strip()) or None,
        "signer": said.signer(),
        "the_signer": said.the_signer,
        "signer_es": said.signer(spanish=True),
    }


def _of_topic(topic: Topic, drafts: Drafts, retelling: Retelling) -> dict[str, str | None]:
    spoken, spanish = spoken_of(drafts, topic), drafts.spanish.get(topic.id)

    def told(aspect: Aspect) -> str | None:
        return retelling.statement(topic.openings[aspect]) if aspect in topic.openings else None

    lead, quote = _quote(topic.openings.get("wording", ""))
    first = retelling.promise(topic.next_steps[0].do)
    return {
        "name": spoken.name,
        "Name": _cap(spoken.name),
        "aim": spoken.aim,
        "gain": spoken.gain,
        "Gain": _cap(spoken.gain),
        "vision": spoken.vision or spoken.gain,
        "Vision": _cap(spoken.vision or spoken.gain),
        "work": spoken.work or spoken.aim,
        "what": told("what"),
        "why": told("why"),
        "when_text": told("when"),
        "cost": told("cost"),
        "signs": told("evidence"),
        "rule": told("rule"),
        "compare": told("compare"),
        "own_facts": told("own-facts"),
        "view": _view(topic.openings.get("view", ""), retelling),
        "quote": quote,
        "quote_lead": lead or "You could say it like this:",
        "family_quote": quote if _TO_FAMILIES.search(lead) or _HOME.search(quote or "") else None,
        "next_will": lowered(first),
        "sign_one": lowered(closed(retelling.own(topic.look_for[0]))),
        "pitfall_one": retelling.statement(topic.pitfalls[0]),
        "name_es": spanish.name if spanish else None,
        "aim_es": spanish.aim if spanish else None,
        "gain_es": spanish.gain if spanish else None,
    }


def _items(
    subject: Subject, said: Said, retelling: Retelling, makes: tuple[str, ...]
) -> dict[Source, tuple[Item, ...]]:
    topic = subject.topic
    steps = _steps_left(topic, said.have, makes)
    known = [step.serves if step.serves in subject.passages else "" for step in steps]
    signs = [closed(retelling.own(sign)) for sign in topic.look_for]
    told = [
        Item(slots=_step(step, said, retelling), cites=(serves,) if serves else ())
        for step, serves in zip(steps, known, strict=True)
    ]
    return {
        "commitments": tuple(told),
        "family-commitments": tuple(told),
        "look-fors": tuple(Item(slots={"sign": sign}) for sign in signs),
        "members": tuple(Item(slots=_member(who, retelling)) for who in topic.who),
        "pitfalls": tuple(Item(slots=_pitfall(pitfall, retelling)) for pitfall in topic.pitfalls),
        "haves": tuple(Item(slots={"have": _cap(closed(have.strip()))}) for have in said.have if have.strip()),
        "evidence": _evidence(subject),
        "indicators": tuple(_briefs(subject)),
        "rubric": tuple(_rubric(told, signs)),
        "done-in-spanish": _done_in_spanish(topic),
    }


def _step(step: SuggestedStep, said: Said, retelling: Retelling) -> dict[str, str]:
    leaders = others(f"{said.place} leaders")
    return {
        "do": closed(retelling.own(step.do)),
        "do_theirs": closed(retelling.own(step.do, leaders)),
        "will": retelling.promise(step.do),
        "will_leaders": retelling.promise(step.do, leaders),
        "who": step.who,
        "when": WITHIN[step.when],
        "done": closed(retelling.own(step.done)),
    }


def _steps_left(topic: Topic, have: tuple[str, ...], makes: tuple[str, ...]) -> list[SuggestedStep]:
    """Return the steps that are still to be taken, two at least."""
    left = [step for step in topic.next_steps if not _had(step.do, have) and not _makes(step.do, makes)]
    return left if len(left) >= 2 else list(topic.next_steps[-2:])


def _makes(do: str, makes: tuple[str, ...]) -> bool:
    """Tell whether a step makes what the draft is."""
    return any(re.match(rf"{_MAKING} (?:(?!{_JOINED})[\w'’-]+ ){{0,4}}{one}\b", do, re.IGNORECASE) for one in makes)


def _had(do: str, have: tuple[str, ...]) -> bool:
    """Tell whether what a step makes is there already: all words of what was said stand in its first clause."""
    made = frozenset(terms(re.split(r"[,;:]| that | and ", do, maxsplit=1)[0]))
    return any(words and words <= made for words in (frozenset(terms(one)) for one in have))


def _member(who: str, retelling: Retelling) -> dict[str, str]:
    role, _, reason = who.partition(": ")
    return {
        "role": _cap(role),
        "role_the": _the(role),
        "reason": retelling.own(reason).rstrip("."),
    }


def _pitfall(pitfall: str, retelling: Retelling) -> dict[str, str]:
    """Return a pitfall whole, and what goes wrong without its remedy."""
    told = retelling.statement(pitfall)
    joint = re.search(r"(?<=[.!?]) We will |; we will |, so we will |(?<=[.!?]) (?=[A-Z])|; ", told)
    return {"pitfall": told, "problem": closed(told[: joint.start()]) if joint else told}


def _evidence(subject: Subject) -> tuple[Item, ...]:
    """Return what the frameworks ask to be shown, the topic's indicators in their order; else what they ask for."""
    found: list[Item] = []
    for identifier in subject.topic.labels:
        entry = subject.frameworks.entries[identifier]
        parts = [(identifier, entry)] if _asks(entry) else _markers(identifier, entry)
        for part, held in parts:
            if part in subject.passages:
                found += [
                    Item(slots={"asks": closed(text)}, kind="framework", cites=(part,)) for text in _asks(held)[:3]
                ]
    return tuple(found[:MOST_EVIDENCE]) or tuple(_briefs(subject))


def _asks(entry: object) -> tuple[str, ...]:
    return entry.evidence if isinstance(entry, Indicator | Marker) else ()


def _markers(identifier: str, entry: object) -> list[tuple[str, Marker]]:
    return [(f"{identifier}/{m.id}", m) for m in entry.markers if m.evidence] if isinstance(entry, Indicator) else []


def _briefs(subject: Subject) -> list[Item]:
    """Return what each of the topic's indicators asks for, in a sentence that names it."""
    return [
        Item(slots={"asks": closed(asked)}, kind="framework", cites=(identifier,))
        for identifier in subject.topic.labels
        if identifier in subject.passages and (asked := _brief(subject.frameworks, identifier))
    ]


def _brief(frameworks: Frameworks, identifier: str) -> str | None:
    entry = frameworks.entries[identifier]
    if not isinstance(entry, Indicator | Marker) or not entry.brief:
        return None
    title, framework = frameworks.title(identifier), frameworks.framework_of(identifier)
    named = title if title.startswith(framework.short.split(" ")[0]) else f"{title} ({framework.short})"
    return f"{named} {entry.brief}"


def _rubric(steps: list[Item], signs: list[str]) -> list[Item]:
    """Return the steps with four levels each; a sign goes to the step with which it shares most words."""
    free = list(signs)
    rows = []
    for step in steps:
        words = frozenset(terms(f"{step.slots['do']} {step.slots['done']}"))
        best = max(free, key=lambda sign: len(words & frozenset(terms(sign))), default=None)
        if best is not None and words & frozenset(terms(best)):
            free.remove(best)
        else:
            best = None
        who = _the(step.slots["who"])
        levels = {
            "not_yet": f"Not begun, or {who} can't say when it will be.",
            "started": f"Begun by {who}, with a date; the evidence isn't complete.",
            "thriving": f"In place for more than a year, and this is true as well: {lowered(best)}"
            if best
            else "In place for more than a year, and kept when the people in charge changed.",
        }
        rows.append(Item(slots={**step.slots, **levels}, cites=step.cites))
    return rows


def _the(who: str) -> str:
    return lowered(who) if who.split(" ", 1)[0].casefold() in _DETERMINED else f"the {lowered(who)}"


def _done_in_spanish(topic: Topic) -> tuple[Item, ...]:
    steps = topic.spanish.next_steps if topic.spanish else ()
    return tuple(
        Item(slots={"done_es": closed(step.done)}, cites=(own.serves,))
        for step, own in zip(steps, topic.next_steps, strict=False)
    )


def _quote(wording: str) -> tuple[str, str | None]:
    """Return what leads to the words that one could say, and those words."""
    found = max(_QUOTED.finditer(wording), key=lambda one: len(one[1]), default=None)
    if found is None:
        return "", None
    lead = wording[: found.start()].strip()
    return (lead if lead.endswith(":") and '"' not in lead else ""), closed(found[1])


def _view(view: str, retelling: Retelling) -> str | None:
    """Return what tells a strong answer from a weak one, of a candidate."""
    sentences = re.split(r"(?<=[.!?])\s+", view)
    kept = [one for one in sentences if _STRONG.search(one) or _WEAK.search(one)]
    if not (kept and _STRONG.search(kept[0]) and any(_WEAK.search(one) for one in kept)):
        return None
    return " ".join(retelling.own(one, others("the candidate")) for one in kept)


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]

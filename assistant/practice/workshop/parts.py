"""The parts of a subject that fill the slots of an activity, and whose words they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.answer import Aspect
from assistant.knowledge.corpus.activities import OF_THE_FRAME, Activities, Activity, Audience, Deed
from assistant.knowledge.corpus.frameworks import Case, Indicator, Marker, indicator_of
from assistant.knowledge.corpus.topics import SuggestedStep, Topic
from assistant.knowledge.search.words import terms
from assistant.practice.subject import Subject
from assistant.practice.workshop.audiences import is_theirs, kinds_of
from assistant.practice.workshop.deeds import deed_of, doing
from assistant.practice.workshop.existing import head_of, makes_it, with_article
from assistant.practice.workshop.model import FirstStep, Said, Words
from assistant.practice.workshop.phrases import PLAIN, asked, covers, inside, nearest
from assistant.practice.workshop.request import Request
from assistant.rendering.phrasing import listed

_SLOT = re.compile(r"\{([^{}]*)\}")
_ASKS = {"who", "what", "how", "why", "where", "which", "whose"}
_ENDS = (".", "?", "!", ":", "”", '"', "…")


@dataclass(frozen=True, kw_only=True, eq=False)
class Parts:
    """A subject's parts for one workshop.

    Attributes:
        subject: What the workshop is about.
        request: What it is asked to be.
        activities: How each topic is spoken of, and what each kind of people can do.
    """

    subject: Subject
    request: Request
    activities: Activities

    @property
    def topic(self) -> Topic:
        """The problem of practice, in the words of an elementary school where it is for one."""
        return self._told

    @cached_property
    def is_sure(self) -> bool:
        """Whether the topic says at least half of what was asked, or is named by it."""
        return covers(self.request.subject, self.topic.title, _text_of(self.topic))

    @cached_property
    def _told(self) -> Topic:
        topics = (self.subject.topic, *self.subject.beside)
        topic = topics[nearest(self.request.subject, [(one.title, _text_of(one)) for one in topics])]
        if not _ELEMENTARY.search(f"{self.request.subject} {self.request.audience or ''}"):
            return topic
        steps = tuple(
            step.model_copy(
                update={"do": lower_level(step.do), "who": lower_level(step.who), "done": lower_level(step.done)}
            )
            for step in topic.next_steps
        )
        return topic.model_copy(
            update={
                "next_steps": steps,
                "pitfalls": tuple(map(lower_level, topic.pitfalls)),
                "look_for": tuple(map(lower_level, topic.look_for)),
                "who": tuple(map(lower_level, topic.who)),
            }
        )

    @property
    def have(self) -> tuple[str, ...]:
        """What exists already, in the asker's words."""
        return self.request.have

    @cached_property
    def kinds(self) -> tuple[Audience, ...]:
        """The kinds of people who take part."""
        return kinds_of(self.request.audience)

    @property
    def of_leaders(self) -> bool:
        """Whether somebody takes part to whom the topic's advice is addressed."""
        return not set(self.kinds) <= {"students", "families", "staff"}

    @cached_property
    def named(self) -> str:
        """The topic as a noun phrase that can stand inside a sentence."""
        spoken = self.activities.spoken.get(self.topic.id)
        return spoken.name if spoken else noun_phrase(self.topic)

    @cached_property
    def asked(self) -> str:
        """What was asked for, inside a sentence; the topic's name where the request can't stand in one."""
        short = len(self.request.subject.split()) < _FEWEST_WORDS
        told = None if short else inside(self.request.subject)
        return doing(told, self.activities) if told else self.named

    @cached_property
    def deeds(self) -> tuple[Deed, ...]:
        """What people came to do together, the main deed first."""
        heads = [head for one in self.have if (head := head_of(one))]
        return deed_of(self.request, self.activities, self.topic.id, heads, self.kinds)

    @cached_property
    def existing(self) -> str:
        """What exists already, inside a sentence."""
        have = [with_article(one.strip().rstrip(".")) for one in self.have]
        return listed(have) if have else "what is in force now"

    @cached_property
    def product(self) -> str:
        """What people came to make, inside a sentence."""
        return (self.request.leave_with or f"a first version on {self.theme}").rstrip(".")

    @cached_property
    def theme(self) -> str:
        """What was asked for, behind "about"; the topic's name where the request is a question's words."""
        return self.named if self.asked.split()[0] in _ASKS | {"whether"} else self.asked

    @cached_property
    def title(self) -> str:
        """What was asked for, as a title; the topic's name where that was a question or too long for one."""
        text = asked(self.request.subject)
        named = self.named if inside(text) is None else text
        return named[0].upper() + named[1:]

    @cached_property
    def done(self) -> tuple[SuggestedStep, ...]:
        """The topic's next steps whose product is what exists already; never all of them."""
        found = [step for step in self.topic.next_steps if any(makes_it(step, one) for one in self.have)]
        return tuple(found[: len(self.topic.next_steps) - 1])

    @cached_property
    def steps(self) -> tuple[SuggestedStep, ...]:
        """The topic's next steps that are still to be taken, in order."""
        return tuple(step for step in self.topic.next_steps if step not in self.done)

    def first_steps(self, made: str) -> tuple[FirstStep, ...]:
        """Return what these people can do first: the topic's own steps that are theirs, then those of their kind.

        Args:
            made: What they have made, inside a sentence.
        """
        own = [
            FirstStep(do=sentence(one.do), who=one.who, when=one.when, done=sentence(one.done), cites=(one.serves,))
            for one in self.steps
            if is_theirs(one.who, self.kinds, self.request.audience or "")
        ]
        if self.kinds == ("leaders",):
            return tuple(own)
        values = {
            **self._own,
            "subject": Said(text=self.asked),
            "name": Said(text=self.named),
            "theme": Said(text=self.theme),
            "made": Said(text=made),
        }
        general = {
            one.do: one for kind in self.kinds for one in self.activities.first_steps.get(kind, ())[:_MOST_GENERAL]
        }
        for one in general.values():
            slots = set(_SLOT.findall(one.do))
            if len(own) < _ENOUGH and slots <= set(values):
                do = " ".join(said.text for said in fill(one.do, values))
                own.append(FirstStep(do=do, who="each of us", when="month", done=one.done, cites=self.leading[:1]))
        return tuple(own or self._every_step)

    @cached_property
    def _every_step(self) -> tuple[FirstStep, ...]:
        return tuple(
            FirstStep(do=sentence(one.do), who=one.who, when=one.when, done=sentence(one.done), cites=(one.serves,))
            for one in self.steps
        )

    def others_steps(self) -> tuple[SuggestedStep, ...]:
        """Return the topic's steps that somebody else takes."""
        if self.kinds == ("leaders",):
            return ()
        return tuple(one for one in self.steps if not is_theirs(one.who, self.kinds, self.request.audience or ""))

    @cached_property
    def leading(self) -> tuple[str, ...]:
        """The indicators that lead the topic and may be cited."""
        lead = tuple(label for label in self.topic.lead if label in self.subject.passages)
        return lead or self.subject.identifiers[:1]

    @cached_property
    def case(self) -> str | None:
        """The case of practice that shows this topic, or one of its leading indicators."""
        near = (f"case/{case.id}" for case in self.subject.frameworks.cases)
        return next((one for one in (*self.topic.cases, *near) if self.is_shown_by(one)), None)

    def case_of(self, activity: Activity) -> str | None:
        """Return the case that an activity is about by its title, or None."""
        title = activity.title.casefold()
        for case in self.subject.frameworks.cases:
            if any(name.casefold() in title for name in (case.name, *case.aliases)):
                return f"case/{case.id}"
        return None

    def is_shown_by(self, case: str) -> bool:
        """Tell whether a case shows an indicator that leads the topic."""
        entry = self.subject.frameworks.entries.get(case)
        assert isinstance(entry, Case)
        shows = {indicator_of(one) for one in entry.shows}
        near = case in self.topic.cases or any(indicator_of(label) in shows for label in self.topic.lead)
        return near and case in self.subject.passages

    def indicator_for(self, activity: Activity) -> str | None:
        """Return the best indicator that has what an activity's words say of it, or None."""
        count = max((int(slot[-1]) for slot in activity.slots if slot.startswith("evidence_")), default=0)
        for label in (*self.topic.labels, *self.subject.identifiers):
            entry = self.subject.frameworks.entries.get(label)
            if not isinstance(entry, Indicator | Marker) or label not in self.subject.passages:
                continue
            if len(entry.evidence) >= count and (entry.summary or "indicator_says" not in activity.slots):
                return label
        return None

    def names_indicator(self, activity: Activity) -> str | None:
        """Return the indicator that an activity's words are of, or None where they are of none."""
        of_one = any(slot.startswith(("evidence_", "indicator")) for slot in activity.slots)
        return self.indicator_for(activity) if of_one else None

    def values(self, activity: Activity) -> Mapping[str, Said]:
        """Return what fills an activity's slots that this subject can fill; the frame's own are left to it."""
        first = self.first_steps(WHAT_WE_MADE)
        found = {**self._own, **{f"step_{n}": Said(text=one.do, cites=one.cites) for n, one in enumerate(first, 1)}}
        own = [one for one in self.steps if is_theirs(one.who, self.kinds, self.request.audience or "")]
        for n, one in enumerate((*own, *(step for step in self.steps if step not in own)), 1):
            found[f"start_{n}"] = _sentence(one.do, one.serves)
        if self.case is not None:
            case = self.subject.frameworks.entries[self.case]
            assert isinstance(case, Case)
            found["case"] = Said(text=case.summary, kind="practice", cites=(self.case,))
        label = self.indicator_for(activity)
        if label is not None:
            found.update(self._of_indicator(label))
        return found

    def fills(self, activity: Activity) -> bool:
        """Tell whether the subject can fill every slot of an activity."""
        given = {"subject", "group", "minutes", "in_groups", "made", "name", "theme", "reports", *OF_THE_FRAME}
        return activity.slots - given <= set(self.values(activity))

    @cached_property
    def _own(self) -> dict[str, Said]:
        topic = self.topic
        listed = {"pitfall": topic.pitfalls, "look_for": topic.look_for, "who": topic.who}
        found = {f"{name}_{n}": _sentence(text) for name, texts in listed.items() for n, text in enumerate(texts, 1)}
        found["existing"], found["product"] = Said(text=self.existing), Said(text=self.product)
        found["gist"] = found["why"] = _sentence(topic.gist)
        for slot, aspect in _OPENINGS.items():
            if text := topic.openings.get(aspect):
                found[slot] = _sentence(text)
        if len(topic.pitfalls) > 1 or "risk" in found:
            found["warning_2"] = found.get("pitfall_2") or found["risk"]
        if "facts" in found:
            found["facts"] = _sentence(re.split(r"(?<=[.?!])\s", found["facts"].text)[0])
        if "example" in found:
            found["example"] = _sentence(re.sub(r"^It looks like this: ", "", found["example"].text))
        spoken = self.activities.spoken.get(topic.id)
        after = f"What we're after: {spoken.gain}." if spoken else ""
        asked_for = set(terms(self.request.subject))
        why = found["why"].text
        found["opening"] = Said(text=why if not after or asked_for & set(terms(why)) - PLAIN else after)
        found["gain"] = Said(text=spoken.gain if spoken else topic.gist.rstrip("."))
        return found

    def _of_indicator(self, label: str) -> Iterator[tuple[str, Said]]:
        entry = self.subject.frameworks.entries[label]
        assert isinstance(entry, Indicator | Marker)
        yield "indicator", Said(text=self.subject.frameworks.title(label), cites=(label,))
        if entry.summary:
            yield "indicator_says", Said(text=entry.summary, kind="framework", cites=(label,))
        for n, text in enumerate(entry.evidence, 1):
            yield f"evidence_{n}", Said(text=text, kind="framework", cites=(label,))


def _text_of(topic: Topic) -> str:
    """Return what a topic says, without its title."""
    steps = (f"{step.do} {step.done}" for step in topic.next_steps)
    return " ".join((topic.gist, *topic.openings.values(), *topic.pitfalls, *topic.look_for, *steps))


def lower_level(text: str) -> str:
    """Return a text with an elementary school's words for those of a secondary school."""
    for words, ours in _LEVELS.items():
        text = re.sub(rf"\b{words}\b", ours, text)
    return text


_ELEMENTARY = re.compile(
    r"\belementary\b|\bprimary\b|\bk-?[2-6]\b|\bkindergarten|\b(?:first|second|third|fourth|fifth)[- ]grade", re.I
)
_LEVELS = {
    "department heads": "grade-level leads",
    "department head": "grade-level lead",
    "departments": "grade levels",
    "department": "grade level",
    "Departments": "Grade levels",
    "Department": "Grade level",
    "courses": "classes",
    "course": "class",
    "periods": "lessons",
    "period": "lesson",
}


WHAT_WE_MADE = "what you made today"
_FEWEST_WORDS, _ENOUGH, _MOST_GENERAL = 3, 3, 3
_OPENINGS: Mapping[str, Aspect] = {
    "why": "why",
    "what": "what",
    "wording": "wording",
    "cost": "cost",
    "example": "example",
    "risk": "risk",
    "rule": "rule",
    "facts": "own-facts",
    "proof": "evidence",
    "view": "view",
    "compare": "compare",
}


def noun_phrase(topic: Topic) -> str:
    """Return a topic's title as a noun phrase: lower case but for names, a question as "the question of ..."."""
    title = topic.title.rsplit("? ", 1)[-1].rstrip("?.")
    first, _, rest = title.partition(" ")
    lowered = first if _is_name(first, topic) else first[0].lower() + first[1:]
    phrase = f"{lowered} {rest}".strip()
    if first.lower() in _ASKS:
        return f"the question of {phrase}"
    if first.lower() in ("when", "if"):
        return f"what to do {phrase}"
    return phrase


def _is_name(word: str, topic: Topic) -> bool:
    """Tell whether a word keeps its capital: it has more than one, or the topic never writes it small."""
    if word[1:] != word[1:].lower() or any(sign.isdigit() for sign in word) or len(word) == 1:
        return word != "A"
    text = " ".join((topic.gist, *topic.openings.values(), *topic.look_for, *topic.pitfalls))
    return bool(re.search(rf"[a-z,] {re.escape(word)}\b", text)) and not re.search(rf"\b{word.lower()}\b", text)


def sentence(text: str) -> str:
    """Return a text as a sentence: with a capital in front and a stop at the end."""
    text = text.strip()
    return text[0].upper() + text[1:] + ("" if text.endswith(_ENDS) else ".")


def _sentence(text: str, *cites: str) -> Said:
    return Said(text=sentence(text), cites=cites)


def fill(text: str, values: Mapping[str, Said]) -> Words:
    """Return a text with its slots filled; the words of a framework or a case stand apart, as theirs."""
    parts: list[Said] = []
    held = ""
    cites: list[str] = []

    def put_down() -> None:
        nonlocal held
        if held.strip(" "):
            parts.append(Said(text=_tidy(held), cites=tuple(dict.fromkeys(cites))))
        held = ""
        cites.clear()

    for n, piece in enumerate(_SLOT.split(text)):
        if n % 2 == 0:
            held += piece
            continue
        said = values[piece]
        if said.kind in ("framework", "practice"):
            put_down()
            parts.append(said)
        else:
            begins = not held.strip() or held.rstrip().endswith((".", "?", "!", ":"))
            capital = begins and piece in ("subject", "name", "in_groups") and not held.rstrip().endswith(":")
            held += said.text[:1].upper() + said.text[1:] if capital else said.text
            cites += said.cites
    put_down()
    return tuple(parts)


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]+", " ", text).strip()
    text = re.sub(r"\b1 minutes\b", "1 minute", text)
    return re.sub(r"([.?!])[.](?=\s|$)", r"\1", text)

"""What a draft may say: the words of the person, and of the topic what surely belongs to them and is true to say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Aspect, When
from assistant.errors import CorpusError
from assistant.knowledge.corpus.draft_words import Matters, Spoken
from assistant.knowledge.corpus.drafts import ITEM_SLOTS, Condition, Drafts, Source
from assistant.knowledge.corpus.frameworks import Frameworks, Indicator, Marker
from assistant.knowledge.corpus.levels import ItemLevels, Levels
from assistant.knowledge.corpus.topics import SuggestedStep, Topic
from assistant.knowledge.search.words import terms
from assistant.practice.drafts.asking import Said
from assistant.practice.drafts.fitting import fits, names_all, stands_alone
from assistant.practice.drafts.grammar import Retelling, capital, closed, within
from assistant.practice.drafts.item import Item
from assistant.practice.drafts.of_steps import level_rows, questions_of
from assistant.practice.drafts.phrase import Phrase, read_phrase
from assistant.practice.plan.owners import owner_for
from assistant.practice.subject import Subject
from assistant.rendering.phrasing import lowered

WITHIN: dict[When, str] = {
    "week": "within a week",
    "month": "within a month",
    "term": "by the end of the term",
    "year": "by the end of the year",
}
MOST_EVIDENCE, MOST_ROWS, LEAST_STEPS = 8, 3, 2
_MAKING, _JOINED = "(?:write|draft|adopt|issue|send|form|invite|fill)", r"(?:at|for|in|into|of|on|to|with)\b"
_QUOTED = re.compile(r'"([^"]{40,})"')
_TO_FAMILIES = re.compile(r"\b(famil|parent|caregiver|guardian|household)", re.IGNORECASE)
_HOME = re.compile(r"\b[Yy]our (child|son|daughter|kids)")
_NO_PERSON = re.compile(r"\b(?:education|technology|office|services|resources|transportation)$", re.IGNORECASE)
_STUDENTS = re.compile(r"\bstudents?\b", re.IGNORECASE)
# What a small school for young children has in place of departments.
_IN_ELEMENTARY = (
    (re.compile(r"\bdepartment (head|chair)(s?)\b", re.IGNORECASE), r"grade-level lead\2"),
    (re.compile(r"\bdepartments\b", re.IGNORECASE), "grade levels"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """All that a draft may say of its subject; a slot of which nothing is held is None.

    Attributes:
        slots: Words for the slots.
        items: What there is of each source.
        holds: What is so.
        steps: The topic's steps for the page behind, where it is surely what was asked for.
        family_quote: Words of the topic to families.
    """

    slots: Mapping[str, str | None]
    items: Mapping[Source, tuple[Item, ...]]
    holds: frozenset[Condition]
    family_quote: str | None = None


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


def is_sure(subject: Subject, drafts: Drafts) -> bool:
    """Tell whether the topic that was found is surely what was asked for."""
    spoken = spoken_of(drafts, subject.topic)
    return subject.read_as is None and fits(subject.words, subject.topic, spoken, drafts.asking)


def matter_of(
    subject: Subject, said: Said, drafts: Drafts, makes: tuple[str, ...] = (), levels: Levels | None = None
) -> Matter:
    """Return what a draft may say of a subject.

    Args:
        subject: What it is about.
        said: What the person said.
        drafts: The words that there are for it.
        makes: What the draft itself is: steps that make it are left out.
        levels: What the levels of the frameworks' items look like.
    """
    phrase = read_phrase(said.words, said.school or "", drafts.asking)
    sure, field = is_sure(subject, drafts), _field(phrase, drafts)
    closely = names_all(subject.words, subject.topic, spoken_of(drafts, subject.topic), drafts.asking)
    taking = _Taking(subject, said, drafts, phrase, closely)
    of_topic = taking.slots() if sure else dict.fromkeys(taking.slots())
    items = taking.items(makes, levels) if sure else dict.fromkeys(taking.items((), None), ())
    stepped: Condition = "steps" if len(items["steps"]) >= LEAST_STEPS else "no-steps"
    return Matter(
        slots={**_of_person(said), **_of_phrase(phrase), **of_topic},
        items={
            **items,
            **_of_post(phrase, drafts),
            **_of_field(field),
            "haves": tuple(Item(slots={"have": capital(closed(have.strip()))}) for have in said.have if have.strip()),
        },
        holds=_holds(phrase, said, sure=sure, field=field) | {stepped},
        family_quote=taking.family_quote() if sure else None,
    )


def _of_person(said: Said) -> dict[str, str | None]:
    return {
        "school": said.school_named(),
        "place": said.place_named,
        "students": said.students,
        "have_list": "; ".join(within(have) for have in said.have if have.strip()) or None,
        "signer": said.signer(),
        "the_signer": said.the_signer,
        "signer_es": said.signer(spanish=True),
    }


def _of_phrase(phrase: Phrase) -> dict[str, str | None]:
    post = phrase.post or f"lead for {re.sub(r'^(?:our|the) ', '', phrase.subject)}"
    return {
        "subject": phrase.subject,
        "Subject": phrase.title,
        "its": phrase.its,
        "post": post,
        "Post": capital(post),
        "a_post": f"{'an' if post[:1].lower() in 'aeiou' else 'a'} {post}",
        "post_for": f" {phrase.post_for}" if phrase.post_for else "",
    }


def _of_post(phrase: Phrase, drafts: Drafts) -> dict[Source, tuple[Item, ...]]:
    post = drafts.post(phrase.post or "")
    return {
        "duties": tuple(Item(slots={"duty": duty}) for duty in post.duties),
        "brings": tuple(Item(slots={"bring": bring}) for bring in post.brings),
        "questions": tuple(
            Item(slots={"ask": one.ask, "strong": one.strong, "weak": one.weak}) for one in post.questions
        ),
    }


def _field(phrase: Phrase, drafts: Drafts) -> Matters | None:
    """Return what is said of such a subject; of what has happened, only what is said of such an event."""
    field = drafts.field_of(phrase.subject)
    return field if field and field.of_event == (phrase.state == "event") else None


def _of_field(field: Matters | None) -> dict[Source, tuple[Item, ...]]:
    def items(slot: str, texts: tuple[str, ...]) -> tuple[Item, ...]:
        return tuple(Item(slots={slot: text}) for text in texts)

    return {
        "home": items("tip", field.home if field else ()),
        "staff-tips": items("tip", field.staff if field else ()),
        "measures": items("measure", field.measures if field else ()),
        "watch": items("problem", field.watch if field else ()),
        "field-signs": items("sign", field.signs if field else ()),
        "ask-staff": items("statement", field.ask_staff if field else ()),
        "ask-families": items("statement", field.ask_families if field else ()),
        "ask-students": items("statement", field.ask_students if field else ()),
        "field-rubric": tuple(
            Item(slots=dict(zip(ITEM_SLOTS["field-rubric"], row, strict=True)))
            for row in (field.rubric if field else ())
        ),
    }


def _holds(phrase: Phrase, said: Said, *, sure: bool, field: Matters | None) -> frozenset[Condition]:
    told: list[Condition] = ["event"] if phrase.state == "event" else ["no-event", phrase.state]
    told.append("sure" if sure else "unsure")
    told.append("product" if phrase.product else "practice")
    told.append("lessons" if phrase.lessons else "elsewhere")
    told.append("group" if phrase.group else "no-group")
    told.append("post" if phrase.post else "no-post")
    told.append("field" if field else "no-field")
    told += ["home"] if field and field.home else []
    told += [] if phrase.level == "elementary" else ["older"]
    told.append("district-wide" if said.place == "district" else "school-wide")
    return frozenset(told)


@dataclass(frozen=True, slots=True)
class _Taking:
    """Takes what may be said from the topic."""

    subject: Subject
    said: Said
    drafts: Drafts
    phrase: Phrase
    closely: bool

    @property
    def topic(self) -> Topic:
        return self.subject.topic

    @property
    def retelling(self) -> Retelling:
        return Retelling(self.drafts.grammar)

    def slots(self) -> dict[str, str | None]:
        spoken, spanish = spoken_of(self.drafts, self.topic), self.drafts.spanish.get(self.topic.id)
        lead, quote = _quote(self.topic.openings.get("wording", ""))
        return {
            "gain": spoken.gain,
            "Gain": capital(spoken.gain),
            "vision": spoken.vision or spoken.gain,
            "Vision": capital(spoken.vision or spoken.gain),
            "why": self._facts("why"),
            "cost": self._facts("cost"),
            "rule": self._facts("rule"),
            "compare": self._facts("compare"),
            "quote": quote,
            "quote_lead": lead or "You could say it like this:",
            "name_es": spanish.name if spanish else None,
            "gain_es": spanish.gain if spanish else None,
        }

    def items(self, makes: tuple[str, ...], levels: Levels | None) -> dict[Source, tuple[Item, ...]]:
        return {
            "steps": self._steps(makes),
            "look-fors": tuple(Item(slots={"sign": sign}) for sign in self._alone(self.topic.look_for)),
            "members": tuple(self._members()),
            "pitfalls": tuple(Item(slots={"problem": one}) for one in self._alone(self._problems())),
            "evidence": _evidence(self.subject),
            "indicators": tuple(_briefs(self.subject)),
            "rubric": _rubric(self.subject, levels) if levels else (),
            "step-levels": level_rows(self.topic, self._ours, self.subject.passages),
            "step-questions": questions_of(self.topic, self._ours, self._problems()),
        }

    def family_quote(self) -> str | None:
        lead, quote = _quote(self.topic.openings.get("wording", ""))
        return quote if quote and (_TO_FAMILIES.search(lead) or _HOME.search(quote)) else None

    def _facts(self, aspect: Aspect) -> str | None:
        text = self.topic.openings.get(aspect)
        told = self.retelling.facts(text) if text else None
        return self._fitted(told) if told and stands_alone(told, "", frozenset(), self.drafts.asking) else None

    def _fitted(self, text: str) -> str:
        if self.phrase.level == "elementary":
            for pattern, instead in _IN_ELEMENTARY:
                text = pattern.sub(instead, text)
        return text

    def _ours(self, text: str) -> str:
        return self._fitted(self.retelling.own(text))

    def _problems(self) -> Sequence[str]:
        return [self.retelling.problem(pitfall) for pitfall in self.topic.pitfalls]

    def _alone(self, lines: Sequence[str]) -> list[str]:
        """Return those lines that stand by themselves."""
        made = frozenset(terms(" ".join(f"{step.do} {step.done}" for step in self.topic.next_steps)))
        told = [closed(self._fitted(self.retelling.own(line))) for line in lines]
        about = f"{self.topic.title} {self.said.words}"
        return [line for line in told if stands_alone(line, about, made, self.drafts.asking)]

    def _steps(self, makes: tuple[str, ...]) -> tuple[Item, ...]:
        asking = self.drafts.asking
        every = self.topic.next_steps
        told = f"{self.topic.title} {self.said.words}"
        kept = []
        for step in every if self.closely else ():
            made = frozenset(terms(" ".join(f"{other.do} {other.done}" for other in every if other is not step)))
            if _had(step.do, self.said.have) or _makes(step.do, makes):
                continue
            if stands_alone(step.do, told, made, asking):
                told = f"{told} {step.do} {step.done}"
                kept.append(self._step(step))
        return tuple(kept)

    def _step(self, step: SuggestedStep) -> Item:
        setting = self.said.place
        return Item(
            slots={
                "do": closed(self._fitted(self.retelling.own(step.do))),
                "who": self._fitted(owner_for(step.who, setting)),
                "when": WITHIN[step.when],
                "done": closed(self._fitted(self.retelling.own(step.done))),
            },
            cites=(step.serves,) if step.serves in self.subject.passages else (),
        )

    def _members(self) -> list[Item]:
        """Return who is needed, but for who signs, and for students where they are young."""
        signer = self.said.signer().casefold()
        found: dict[str, Item] = {}
        for who in self.topic.who:
            role, _, reason = who.partition(": ")
            role = self._fitted(owner_for(lowered(role), self.said.place))
            if role.casefold() == signer or (self.phrase.level == "elementary" and _STUDENTS.search(role)):
                continue
            role = f"{role} staff" if _NO_PERSON.search(role) else role
            reason = self.retelling.own(reason).rstrip(".")
            if not re.search(r"\b(it|them|they|their|this|those)\b", reason):
                found.setdefault(role, Item(slots={"role": capital(role), "reason": capital(reason)}))
        return list(found.values())


def _makes(do: str, makes: tuple[str, ...]) -> bool:
    """Tell whether a step makes what the draft is."""
    return any(re.match(rf"{_MAKING} (?:(?!{_JOINED})[\w'’-]+ ){{0,4}}{one}\b", do, re.IGNORECASE) for one in makes)


def _had(do: str, have: tuple[str, ...]) -> bool:
    """Tell whether what a step makes is there already: all words of what was said stand in its first clause."""
    made = frozenset(terms(re.split(r"[,;:]| that | and ", do, maxsplit=1)[0]))
    return any(words and words <= made for words in (frozenset(terms(one)) for one in have))


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
    ours = re.fullmatch(r"(.*?) · (.*?)(?: \(our label: .*\))?", title)
    named = f"{ours[1]} ({ours[2]})" if ours else f"{title} ({framework.short})"
    return f"{named} {entry.brief}"


def _rubric(subject: Subject, levels: Levels) -> tuple[Item, ...]:
    """Return the items that the topic's steps lift, with what each level looks like."""
    found = [item for item in levels.items if item.topic == subject.topic.id and item.id in subject.passages]
    return tuple(_row(item, subject.frameworks) for item in found[:MOST_ROWS])


def _row(item: ItemLevels, frameworks: Frameworks) -> Item:
    names = ("not_yet", "started", "in_place", "thriving")
    part = item.name or re.sub(r"^.*\(our label: (.*)\)$", r"\1", frameworks.title(item.id))
    return Item(slots={"part": part, **dict(zip(names, item.levels, strict=True))}, cites=(item.id,))


def _quote(wording: str) -> tuple[str, str | None]:
    """Return what leads to the words that one could say, and those words."""
    found = max(_QUOTED.finditer(wording), key=lambda one: len(one[1]), default=None)
    if found is None:
        return "", None
    lead = wording[: found.start()].strip()
    return (lead if lead.endswith(":") and '"' not in lead else ""), closed(found[1])

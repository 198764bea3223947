"""The parts of a subject that fill the slots of an activity, and whose words they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.knowledge.corpus.activities import OF_THE_FRAME, Activity
from assistant.knowledge.corpus.frameworks import Case, Indicator, Marker, indicator_of
from assistant.knowledge.corpus.topics import SuggestedStep, Topic
from assistant.knowledge.search.words import terms
from assistant.practice.subject import Subject
from assistant.practice.workshop.model import Said, Words

_SLOT = re.compile(r"\{([^{}]*)\}")
_ASKS = {"who", "what", "how", "why", "where", "which", "whose"}
_ENDS = (".", "?", "!", ":", "”", '"', "…")


@dataclass(frozen=True, kw_only=True, eq=False)
class Parts:
    """A subject's parts for one workshop.

    Attributes:
        subject: What the workshop is about.
        have: What exists already, in the asker's words.
    """

    subject: Subject
    have: tuple[str, ...] = ()

    @property
    def topic(self) -> Topic:
        """The problem of practice."""
        return self.subject.topic

    @cached_property
    def named(self) -> str:
        """The subject as a noun phrase that can stand inside a sentence."""
        return noun_phrase(self.topic)

    @cached_property
    def done(self) -> tuple[SuggestedStep, ...]:
        """The topic's next steps that are done by what exists already; never all of them."""
        found = [step for step in self.topic.next_steps if any(self._makes(step, one) for one in self.have)]
        if not found and any(self._is_the_subject(one) for one in self.have):
            found = [step for step in self.topic.next_steps if step.when == "week"]
        return tuple(found[: len(self.topic.next_steps) - 1])

    @cached_property
    def steps(self) -> tuple[SuggestedStep, ...]:
        """The topic's next steps that are still to be taken, in order."""
        return tuple(step for step in self.topic.next_steps if step not in self.done)

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
        found = {**self._own, **{f"step_{n}": _sentence(step.do, step.serves) for n, step in enumerate(self.steps, 1)}}
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
        given = {"subject", "group", "minutes", *OF_THE_FRAME}
        return activity.slots - given <= set(self.values(activity))

    @cached_property
    def _own(self) -> dict[str, Said]:
        topic = self.topic
        listed = {"pitfall": topic.pitfalls, "look_for": topic.look_for, "who": topic.who}
        found = {f"{name}_{n}": _sentence(text) for name, texts in listed.items() for n, text in enumerate(texts, 1)}
        found["gist"] = found["why"] = _sentence(topic.gist)
        for aspect in ("why", "what", "wording", "cost", "example"):
            if text := topic.openings.get(aspect):
                found[aspect] = _sentence(text)
        return found

    def _of_indicator(self, label: str) -> Iterator[tuple[str, Said]]:
        entry = self.subject.frameworks.entries[label]
        assert isinstance(entry, Indicator | Marker)
        yield "indicator", Said(text=self.subject.frameworks.title(label), cites=(label,))
        if entry.summary:
            yield "indicator_says", Said(text=entry.summary, kind="framework", cites=(label,))
        for n, text in enumerate(entry.evidence, 1):
            yield f"evidence_{n}", Said(text=text, kind="framework", cites=(label,))

    def _makes(self, step: SuggestedStep, have: str) -> bool:
        """Tell whether a step makes what exists: its first words name it, beside what the subject is called."""
        said = set(terms(have)) - _STATES - set(terms(self.topic.title))
        made = " ".join(step.do.split()[:12])
        return bool(said & set(terms(made)))

    def _is_the_subject(self, have: str) -> bool:
        said, title = set(terms(have)) - _STATES, set(terms(self.topic.title)) - _STATES
        return len(said & title) >= 2 or (bool(title) and title <= said)


# What is said of a thing that exists, beside its name.
_STATES = frozenset(
    terms(
        "adopted approved written signed exists existing place already done finished ready new start started school "
        "district schools our team staff teachers students have has draft drafted formed formal running year plan"
    )
)


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
            capital = begins and piece == "subject" and not held.rstrip().endswith(":")
            held += said.text[:1].upper() + said.text[1:] if capital else said.text
            cites += said.cites
    put_down()
    return tuple(parts)


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]+", " ", text).strip()
    text = re.sub(r"\b1 minutes\b", "1 minute", text)
    return re.sub(r"([.?!])[.](?=\s|$)", r"\1", text)

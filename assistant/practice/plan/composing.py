"""What a plan is composed of: its topic's steps and those of its kind of undertaking, in the request's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import terms
from assistant.practice.plan import choosing
from assistant.practice.plan.asked import Asked, asked_for, few_grades_in, for_kind, is_verb, standing
from assistant.practice.plan.choosing import Candidate
from assistant.practice.plan.days import plain_date
from assistant.practice.plan.model import Origin, Setting
from assistant.practice.plan.owners import asked_of, for_young_children, is_charter, is_the_boards, of_a_charter
from assistant.practice.plan.request import Request
from assistant.practice.plan.seasons import out_of_season
from assistant.practice.plan.things import Things
from assistant.practice.plan.times import needs_long
from assistant.practice.plan.undertakings import Undertaking, kind_of, used_by
from assistant.practice.plan.window import without_window
from assistant.practice.subject import Subject
from assistant.understanding.request import what_is_planned

_FEWEST_IN_SEASON, _FEWEST_NAMING, _MOST_OF_NAME, _NEAR, _FEW_DAYS, _HUNDRED, _FEWEST_TOLD = 3, 2, 0.6, -1, 45, 100, 2
_POST = "post"  # another post's topic says nothing of this one
_HIRING = "hiring"  # what somebody is hired for isn't done before they are there
_GROUP = "group"  # what others are to advise on isn't done before they have met
_OF_A_DISTRICT = re.compile(
    r"\b(?:every|each|all|three|two) (?:\w+ )?(?:schools?|principals|buildings?)\b|\bdistrict-?wide\b|"
    r"\b(?:across|between) schools\b|\bthe (?:school )?board\b|\bboard (?:memo|meeting|packet|agenda|member|policy)|"
    r"\btrustees?\b|\bsuperintendents?\b",
    re.I,
)
_OF_ALL_GRADES = re.compile(
    r"\b(?:three|several|all|every|per|each) (?:\w+ )?grades?\b|\bage bands?\b|\bgrade spans?\b|"
    r"\bgrades \d+, \d+|\bgrade by grade\b",
    re.I,
)
_NEEDED = re.compile(r"\bthe (vision|charter|portrait|mission|task force)\b", re.I)
_OF_THE_FIRST_DAYS = re.compile(
    r"\b(?:first (?:workday|day of school|day|week of school)|day one|opening day|back-to-school|"
    r"(?:start|beginning) of the (?:school )?year)\b",
    re.I,
)
_IF_NOT_THERE = re.compile(r"(?:Where|If) (?:there is|you have) no\b")
# What a school's own people do with their own, whoever does it elsewhere.
_IN_PERSON = frozenset("Ask Invite Tell Sit Walk Visit Teach Hold Meet Show Call Pair Listen Interview Watch".split())
_BEGINS_WITH_VERB = re.compile(r"^(?!(?:Before|At|In|With|On|For|After|Each|Every|Once|Within|Until|During|When|If)\b)")
_FILLERS = frozenset(
    terms(
        "semester quarter elementary middle high plan year years month months week day first new our school "
        "schools district get make use using help start move moving bring bringing set up roll out rolling "
        "better improve improving among more less way ways two ready against replace replacing nobody cut pay "
        "uses over into which improving closing launching reduce reducing raise raising become comfortable "
        "confident sure better so that have has our without after before adopt prepare preparing train "
        "training improve run running deal write writing review four six ten different ones students teachers "
        "staff whole all small big keep "
    )
)


# Words that many topics share: a topic isn't the one that was asked for because of these.
_WIDE = frozenset(
    terms(
        "ai app digital technology tech online learning teaching teach teacher student family parent data program team "
        "classroom class classes lesson support practice tool people change office work"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What a plan is composed of.

    Attributes:
        chosen: Its steps, in order.
        there: The subject's steps that are left out, with what makes that they are.
        later: The subject's steps that have no room or time, with the reason.
        setting: Of a school or a district.
        goal: What is reached by its last day.
        missing: The request's words on which no step says anything.
    """

    chosen: tuple[Candidate, ...]
    there: tuple[tuple[Candidate, str], ...]
    later: tuple[Candidate, ...]
    setting: Setting
    goal: str
    missing: tuple[str, ...]


def compose(subject: Subject, request: Request, things: Things, start: date, end: date) -> Composed:
    """Return what a plan for a request is composed of."""
    topic, days = subject.topic, (end - start).days + 1
    setting: Setting = request.setting or "school"
    bare = without_window(request.words)
    planned = what_is_planned(bare)
    if request.subject.lower() not in bare.lower():
        planned = request.subject
    work = things.work.get(topic.id) if _is_sure(subject, request) else None
    kind = kind_of(things.undertakings, for_kind(planned), work)
    asked = asked_for(planned, request.words, f"{topic.title[0].lower()}{topic.title[1:]}".partition(":")[0])
    asked = standing(asked, planned, kind.noun, kind.asked if kind.strict else None, acts=kind.acts)
    own, there = _own(subject, request, things, start, end)
    mine = [
        c
        for c in own
        if _is_for(c, setting)
        and not _assumes(c, topic, request)
        and not _does_the_same(c, kind, asked, topic)
        and not _is_beside(c, kind, asked, subject, request)
    ]
    fitting = choosing.without(own, [c for c in own if c not in mine])
    soon = [c for c in fitting if choosing.REACH[c.when] <= days and not needs_long(f"{c.do} {c.done}", days)]
    soon = choosing.without(fitting, [c for c in fitting if c not in soon])
    kept = [_told(c, setting, elementary=asked.elementary) for c in soon]
    charter = is_charter(request.words)
    frame = [c for c in _of_kind(kind, asked, subject, kept, days, planned) if not _there(c.do, request, things)]
    named = [
        _told(c, setting, elementary=asked.elementary)
        for c in _named(subject, request)
        if _is_for(c, setting) and not needs_long(f"{c.do} {c.done}", days)
    ]
    chosen = choosing.choose(kept, frame, named, days, kind.stages)
    chosen = [_of_a_charter(c) for c in chosen] if charter else chosen
    taken = {c.place for c in chosen if c.near == 0}
    fill = {"it": asked.whole, "short": asked.it, "who": asked.who or kind.who, "end": plain_date(end)}
    goal = kind.goal.format(**fill, product=asked.product or kind.product)
    small = topic.angles.get("small-system", "") if asked.small else ""
    return Composed(
        chosen=tuple(chosen),
        there=tuple(there),
        later=tuple(c for c in fitting if c.place not in taken),
        setting=setting,
        goal=f"{goal[0].upper()}{goal[1:]} {small}".strip(),
        missing=_missing(planned, [topic.title, *(f"{c.do} {c.done} {c.who}" for c in chosen), goal]),
    )


def _is_sure(subject: Subject, request: Request) -> bool:
    """Tell whether the topic is surely what was asked for: its title has a word of it, or its text all."""
    about = set(terms(request.subject)) - _FILLERS - _WIDE
    topic = subject.topic
    told = about & set(terms(" ".join((topic.title, topic.gist, *topic.openings.values()))))
    named = about & set(terms(topic.title))
    return subject.read_as is None and (not about or bool(named) or told == about)


def _own(
    subject: Subject, request: Request, things: Things, start: date, end: date
) -> tuple[list[Candidate], list[tuple[Candidate, str]]]:
    """Return the steps of the subject's topic that can be taken at such a time, and those whose result is there."""
    topic = subject.topic
    # A subject that is itself of a time of the year keeps its dates.
    tied = sum(out_of_season(step.do, start, end) is not None for step in topic.next_steps)
    own = choosing.candidates_of(topic, dated=tied > len(topic.next_steps) - _FEWEST_IN_SEASON)
    said = {c.place: f"{c.do} {c.done}" for c in choosing.candidates_of(topic, dated=True)}
    there = [(c, thing) for c in own if (thing := _there(c.do, request, things))]
    few = few_grades_in(request.words)
    untimely = [
        c
        for c in own
        if out_of_season(f"{c.do} {c.done}", start, end)
        or not _begins_a_year(said[c.place], start, end)
        or (few and _OF_ALL_GRADES.search(f"{c.do} {c.done}"))
    ]
    gone = {c.place for c, _ in there} | {c.place for c in untimely}
    return choosing.without(own, [c for c in own if c.place in gone]), there


def _is_beside(c: Candidate, kind: Undertaking, asked: Asked, subject: Subject, request: Request) -> bool:
    """Tell whether a step of the topic says nothing of what was asked for, where the topic may be another."""
    if kind.kind == _GROUP and c.when != "week" and not set(terms(asked.it)) & set(terms(subject.topic.title)):
        return True
    if kind.kind == _HIRING and c.when != "week":
        return True
    if kind.kind == _POST and not set(terms(asked.it.rsplit(" ", 1)[-1])) & set(terms(subject.topic.title)):
        return True
    about = set(terms(request.subject)) - _FILLERS - _WIDE
    if not about:
        return False
    topic = subject.topic
    named = len(about & set(terms(f"{topic.title} {topic.gist}")))
    told = len(about & set(terms(" ".join((*topic.openings.values(), *(step.do for step in topic.next_steps))))))
    mine, heads = set(terms(f"{c.do} {c.done}")), set(terms(topic.title)) - _WIDE
    if about & heads and mine & (heads - about) and not mine & about:
        return True  # it is of another part of what the topic is about
    sure = named > 0 or told >= _FEWEST_TOLD
    return not (sure and subject.read_as is None) and not about & mine


def _does_the_same(c: Candidate, kind: Undertaking, asked: Asked, topic: Topic) -> bool:
    """Tell whether a step of the undertaking takes the place of a topic's own.

    So it does where the topic is wider than what was asked for: then what was asked for is named.
    """
    wider = not set(terms(asked.it)) & set(terms(topic.title))
    patterns = [step.instead for step in kind.steps] + [step.unless for step in kind.steps if wider]
    return any(pattern and re.search(pattern, c.do, re.I) for pattern in patterns)


def _of_kind(
    kind: Undertaking, asked: Asked, subject: Subject, own: Sequence[Candidate], days: int, planned: str
) -> list[Candidate]:
    """Return the steps of a kind of undertaking in the words of the request, without what the topic's own steps do."""
    origin = Origin(kind="undertaking", id=kind.kind, title="what such a plan takes")
    who = asked.who or kind.who
    said = " ".join(c.do for c in own)
    product = asked.product or kind.product
    out: list[Candidate] = []
    uses = used_by(kind.steps)
    for place, step in enumerate(kind.steps):
        if not re.search(step.asked, planned, re.I) or (step.unless and re.search(step.unless, said, re.I)):
            continue
        first = not any(asked.whole in c.do for c in out)
        fill = {"it": asked.whole if first else asked.it, "who": who, "product": product}
        text = _shortened(step.do.format(**fill), days)
        done = _shortened(step.done.format(**{**fill, "it": asked.it}), days)
        bare = asked.it if "of {it}" in step.owner else re.sub(r"^(?:the|our) ", "", asked.it)
        owner = step.owner.format(**{**fill, "it": bare})
        serves = step.served(subject.topic.labels)
        out.append(
            Candidate(
                do=_young(text[0].upper() + text[1:], asked),
                who=_young(owner, asked),
                when=step.when,
                done=_young(done[0].upper() + done[1:], asked),
                builds=(_built(serves, subject),),
                serves=serves,
                origin=origin,
                place=place,
                near=_NEAR,
                after=uses[place],
                at=step.at,
                spare=step.spare,
                kind=step.kind,
            )
        )
    return out


def _shortened(text: str, days: int) -> str:
    """Return a step's words with less time in them where the plan has little."""
    if days <= _HUNDRED:
        text = re.sub(r"\b(?:three|four|six) (?=(?:school )?weeks\b|weekly\b)", "two ", text)
        text = re.sub(r"\b(?:Three|Four|Six) (?=(?:school )?weeks\b|weekly\b)", "Two ", text)
    return text.replace("for two weeks", "for a week") if days <= _FEW_DAYS else text


def _young(text: str, asked: Asked) -> str:
    return for_young_children(text) if asked.elementary else text


def _built(serves: str, subject: Subject) -> str:
    """Return the competency that a step builds: the indicator that it serves where it is one, else the topic's."""
    if serves in subject.frameworks.competency_names:
        return serves
    built = [competency for step in subject.topic.next_steps for competency in step.builds]
    return max(dict.fromkeys(built), key=lambda one: ("/" not in one, built.count(one)))


def _assumes(c: Candidate, topic: Topic, request: Request) -> bool:
    """Tell whether a step needs something that neither its topic nor the request speaks of."""
    named = f"{topic.title} {request.words}".lower()
    return any(found.lower() not in named for found in _NEEDED.findall(c.do))


def _begins_a_year(text: str, start: date, end: date) -> bool:
    """Tell whether a plan holds the beginning of a school year where a text speaks of it."""
    if not _OF_THE_FIRST_DAYS.search(text):
        return True
    opening = date(start.year + ((start.month, start.day) > (9, 5)), 8, 20)
    return start <= opening + timedelta(days=16) and opening <= end


def _is_for(c: Candidate, setting: Setting) -> bool:
    if _IF_NOT_THERE.match(c.do):
        return False
    return setting == "district" or not (is_the_boards(c.who) or _OF_A_DISTRICT.search(f"{c.do} {c.done}"))


def _told(c: Candidate, setting: Setting, *, elementary: bool) -> Candidate:
    """Return a step in the words of a setting: what is the district office's, a school asks for."""
    do, who, done = c.do, c.who, c.done
    if setting == "school":
        do, done = (re.sub(r"\b((?:the|a|an|your|our) )?cabinet\b", _team, text) for text in (do, done))
        if (person := asked_of(who)) and _BEGINS_WITH_VERB.match(do):
            if do.split(maxsplit=1)[0] in _IN_PERSON:
                who = "assistant principal"
            else:
                do, who = f"Ask the district's {person} to {do[0].lower()}{do[1:]}", "principal"
    if elementary:
        do, who, done = (for_young_children(text) for text in (do, who, done))
    return replace(c, do=do, who=who, done=done)


def _of_a_charter(c: Candidate) -> Candidate:
    """Return a step of a charter school, which has an office of its own in the place of a district's."""
    do, who, done = (of_a_charter(text) for text in (c.do, c.who, c.done))
    return replace(c, do=do, who=who, done=done)


def _team(found: re.Match[str]) -> str:
    return f"{found[1] or 'the '}leadership team"


def _named(subject: Subject, request: Request) -> list[Candidate]:
    """Return first steps of other topics whose names the request says."""
    said, known = set(terms(request.subject)) - _FILLERS, set(terms(subject.topic.title))
    out: list[Candidate] = []
    for near, other in enumerate(subject.beside, 1):
        name = set(terms(other.title.partition(":")[0])) - _FILLERS
        if len((name & said) - known) >= max(_FEWEST_NAMING, _MOST_OF_NAME * len(name)):
            out += choosing.candidates_of(other, near)[:1]
    return [replace(c, after=()) for c in out]


def _there(do: str, request: Request, things: Things) -> str | None:
    return next((thing for thing in request.there if things.makes(thing, do)), None)


def _missing(planned: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the request's words that no step says."""
    said = set(terms(" ".join(texts)))
    words = re.findall(r"[A-Za-z][\w-]+", planned)
    return tuple(
        dict.fromkeys(w for w in words if (t := set(terms(w))) and not t & (said | _FILLERS) and not is_verb(w))
    )

"""Which steps a plan has: those of its subject's own topic among those that such an undertaking takes, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import WHENS, When
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import terms
from assistant.practice.plan.model import Origin
from assistant.practice.plan.times import without_times

# How many steps a plan of so many days has at most, how many of them are of the topic, and how far a step may reach.
MOST_STEPS = ((20, 8), (30, 10), (120, 12), (10_000, 14))
MOST_OWN = ((30, 3), (60, 4), (10_000, 5))
REACH: dict[When, int] = {"week": 0, "month": 0, "term": 45, "year": 150}
MOST_NAMED, FEWEST_OWN, ALIKE = 2, 1, 0.5
_GATHERS = frozenset(
    "ask list count collect walk sit visit watch survey map match read sort pull lay look gather interview find log "
    "take meet listen".split()
)
_PREPARES = frozenset("teach train prepare show equip introduce explain test".split())
_CHOOSES = frozenset("choose decide pick settle draft".split())
_ISSUES = frozenset("issue publish announce adopt post".split())
_DECIDES = frozenset("write agree set name rewrite define state invite form".split())
_BEGINS_ASIDE = re.compile(r"(?:For|In|At|With|On|Before|After|Once|When|From|To|Each|Every)\b")
_OF_MONEY = re.compile(r"\b(?:budget|yearly (?:amount|cost|line)|quotes?|forecast|price (?:each|the))\b", re.I)
_CHECKS = frozenset("review repeat compare measure report check score recount calibrate".split())
# Which kinds of steps take up what a step of a kind brought about.
_FOLLOWS = {
    "teach": ("act", "check"),
    "act": ("check", "decide", "hear"),
    "check": ("check", "decide"),
    "hear": ("check", "decide"),
}
# A step that begins so speaks of what the step before it brought.
_SPEAKS_OF_BEFORE = re.compile(
    r"^\W*(?:\w+ ){1,3}?(?:these|those|them|it|the (?:same|answers|results|notes|list|two|three|five|draft))\b|"
    r"\b(?:these|those) (?:notes|answers|five|three|ten|findings|examples)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A step that a plan could have.

    Attributes:
        after: The places, among the steps of its own topic, of those that it builds on.
        place: Its place among the steps of its own topic.
        near: How near its topic is: 0 for the subject's own.
        at: Its stage, counted from 1.
        stage: What that stage is called; empty where stages have no names.
        spare: Left out first where there is no room.
        kind: What it does, where that is known: what is done follows what was taught, and is looked at afterward.
    """

    do: str
    who: str
    when: When
    done: str
    builds: tuple[str, ...]
    serves: str
    origin: Origin
    place: int
    near: int
    after: tuple[int, ...] = ()
    at: int = 1
    stage: str = ""
    spare: bool = False
    kind: str = ""


def candidates_of(topic: Topic, near: int = 0, origin: Origin | None = None, *, dated: bool = False) -> list[Candidate]:
    """Return a topic's steps with what each builds on, their words of time taken out except where they are dated."""
    own = origin or Origin(kind="topic", id=topic.id, title=topic.title)
    bare: Callable[[str], str] = str if dated else without_times
    order = sorted(range(len(topic.next_steps)), key=lambda n: (WHENS.index(topic.next_steps[n].when), n))
    out: list[Candidate] = []
    for place, n in enumerate(order):
        step = topic.next_steps[n]
        after = _builds_on(step.do, out, topic)
        before = max((c.at for c in out if c.place in after), default=1)
        out.append(
            Candidate(
                do=bare(step.do),
                who=step.who,
                when=step.when,
                done=bare(step.done),
                builds=step.builds,
                serves=step.serves,
                origin=own,
                place=place,
                near=near,
                after=after,
                at=max(before, _stage(step.do, step.when)),
            )
        )
    return out


def choose(
    own: Sequence[Candidate], kind: Sequence[Candidate], named: Sequence[Candidate], days: int, stages: Sequence[str]
) -> list[Candidate]:
    """Return the steps for so many days, in order.

    Where there is no room for all, what is spare is left out, then what the topic says last, then the rest from the
    end; the undertaking's last step, which looks back and decides, stays.

    Args:
        own: Those of the subject's own topic.
        kind: Those that such an undertaking takes, in order.
        named: Those of other topics that the request names.
        days: How many days they are for.
        stages: What the stages are called.
    """
    most = limit(MOST_STEPS, days)
    mine = _first_of(own, limit(MOST_OWN, days))
    others = [c for c in named if not _alike(c, mine)][:MOST_NAMED]
    frame = [c for c in kind if not _alike(c, (*mine, *others))]
    leaving = [c for c in reversed(frame) if c.spare] + [c for c in reversed(frame[:-1]) if not c.spare]
    while len(mine) + len(others) + len(frame) > most:
        if leaving[0].spare or len(mine) <= FEWEST_OWN:
            frame.remove(leaving.pop(0))
        else:
            mine.pop()
    return _in_stages(mine, frame, others, stages)


def limit(limits: Sequence[tuple[int, int]], days: int) -> int:
    """Return the limit for so many days."""
    return next(count for length, count in limits if days <= length)


def ordered(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return the steps by how soon they are due, each behind what it builds on and what makes what it uses."""
    left = sorted(chosen, key=lambda c: (WHENS.index(c.when), c.near, c.place))
    out: list[Candidate] = []
    while left:
        free = [c for c in left if all(not _same(o, c, place) for place in c.after for o in left)]
        ready = next((c for c in free if not any(_makes_for(o, c) for o in left if o is not c)), free[0])
        left.remove(ready)
        out.append(ready)
    return out


def without(steps: Sequence[Candidate], gone: Sequence[Candidate]) -> list[Candidate]:
    """Return a topic's steps without some; what built on one of those builds on what it built on.

    A step that speaks of what a step before it brought goes with that one.
    """
    out = list(steps)
    lost = {one.place for one in gone}
    for one in gone:
        out = [
            replace(c, after=tuple(dict.fromkeys(p for a in c.after for p in (one.after if a == one.place else (a,)))))
            for c in out
            if c.place != one.place
        ]
    dangling = [c for c in out if speaks_of_before(c) and c.place - 1 in lost]
    return without(out, dangling) if dangling else out


def speaks_of_before(candidate: Candidate) -> bool:
    """Tell whether a step speaks of what the step before it brought: ``Sort these notes``."""
    return candidate.place > 0 and _SPEAKS_OF_BEFORE.search(candidate.do) is not None


def _first_of(own: Sequence[Candidate], most: int) -> list[Candidate]:
    chosen = list(own[:most])
    return without(chosen, [c for c in chosen if speaks_of_before(c) and c.place - 1 not in {o.place for o in chosen}])


def _in_stages(
    own: Sequence[Candidate], frame: Sequence[Candidate], others: Sequence[Candidate], stages: Sequence[str]
) -> list[Candidate]:
    """Return steps by stage: the topic's own before those of the undertaking, none before what it builds on."""
    placed: list[Candidate] = []
    latest: dict[int, int] = {}
    for c in own:
        at = max([c.at, *(latest[p] for p in c.after if p in latest)])
        at = latest.get(c.place - 1, at) if speaks_of_before(c) else at
        latest[c.place] = at
        placed.append(replace(c, at=at))
    placed += [*others, *_chained(frame)]
    named = [replace(c, stage=stages[c.at - 1]) for c in placed]
    return sorted(named, key=lambda c: (c.at, c.near < 0, c.near, c.place))


def _chained(frame: Sequence[Candidate]) -> list[Candidate]:
    """Return an undertaking's steps, each after the one before it and after those whose results it uses.

    In the first stage only what uses another's result waits for it.
    """
    out: list[Candidate] = []
    waited_for: dict[int, set[int]] = {}
    for n, c in enumerate(frame):
        there = {o.place for o in frame[:n]}
        sooner = set(c.after) & there
        if n and (c.at > 1 or c.kind in _FOLLOWS.get(frame[n - 1].kind, ())):
            sooner.add(frame[n - 1].place)
        waited_for[c.place] = sooner | {p for place in sooner for p in waited_for[place]}
        shown = {p for p in sooner if not any(p in waited_for[other] for other in sooner)}
        out.append(replace(c, after=tuple(sorted(shown))))
    return out


def _stage(do: str, when: When) -> int:
    """Return the stage to which a step belongs, by its verb, its money, and how soon it is usually done."""
    lead, _, rest = do.partition(", ")
    words = (rest if rest and _BEGINS_ASIDE.match(lead) else do).split(maxsplit=1)
    verb, far = re.sub(r"\W", "", words[0].lower()), WHENS.index(when)
    if verb in _CHECKS:
        return (2, 4, 5, 5)[far]
    if _OF_MONEY.search(do):
        return (1, 2, 2, 4)[far]
    if verb in _PREPARES | _GATHERS:
        return (1, 2, 3, 4)[far] if verb in _PREPARES else (1, 2, 4, 5)[far]
    if verb in _ISSUES:
        return (1, 4, 5, 5)[far]
    if verb in _CHOOSES:
        return (1, 3, 4, 4)[far]
    return (1, 2, 4, 4)[far] if verb in _DECIDES else (1, 3, 4, 4)[far]


def _same(other: Candidate, candidate: Candidate, place: int) -> bool:
    return other.origin == candidate.origin and other.place == place


def _builds_on(do: str, before: Sequence[Candidate], topic: Topic) -> tuple[int, ...]:
    """Return the place of the step that another builds on: the last to share words with it beyond the topic's own."""
    known = set(terms(topic.title))
    mine = set(terms(do)) - known
    shared = [c.place for c in before if len(mine & (set(terms(f"{c.do} {c.done}")) - known)) >= 2]
    if not shared and before and _SPEAKS_OF_BEFORE.search(do):
        return (before[-1].place,)
    return (max(shared),) if shared else ()


_MADE = re.compile(
    r"^(?:write|draft|make|build|choose|form|name|invite|collect|gather|create|agree|ask|open|set|put|turn|bring)\b"
    r"(?:\W+\w+){0,9}?\W+(vision|plan|policy|charter|draft|survey|list|agreement|page|map|group|team|statement|log)\b",
    re.I,
)
_USED = re.compile(
    r"\b(?:the|this|that|your|our|its) (?:\w+ )?(vision|plan|policy|charter|draft|survey|list|agreement|map|group|team|"
    r"statement|log)\b",
    re.I,
)


def _makes_for(other: Candidate, candidate: Candidate) -> bool:
    """Tell whether a step makes what another one uses: a vision is written before it is copied."""
    made = _MADE.search(other.do)
    used = {found.lower() for found in _USED.findall(candidate.do)}
    own = _MADE.search(candidate.do)
    return made is not None and made[1].lower() in used and not (own and own[1].lower() == made[1].lower())


def _alike(one: Candidate, others: Sequence[Candidate]) -> bool:
    """Tell whether a step says in other words what is chosen."""
    mine = set(terms(one.do))
    return any(len(mine & other) >= ALIKE * min(len(mine), len(other)) for other in (set(terms(c.do)) for c in others))

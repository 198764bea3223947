"""Which steps a plan has: those of its subject, then those beside it that serve it, in an order that builds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import WHENS, When
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import terms
from assistant.practice.plan.model import Origin

# How many steps a plan of so many days has at most, and how far a step may reach.
MOST_STEPS = ((30, 7), (60, 9), (90, 11), (180, 13), (10_000, 14))
REACH: dict[When, int] = {"week": 0, "month": 0, "term": 45, "year": 150}
MOST_OF_ONE_BESIDE, ALIKE, FARTHER = 3, 0.3, 0.15
FEWEST_STEPS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A step that a plan could have.

    Attributes:
        after: The places, among the steps of its own topic, of those that it builds on.
        place: Its place among the steps of its own topic.
        near: How near its topic is: 0 for the subject's own.
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


def candidates_of(topic: Topic, near: int = 0, origin: Origin | None = None) -> list[Candidate]:
    """Return a topic's steps with what each builds on."""
    own = origin or Origin(kind="topic", id=topic.id, title=topic.title)
    order = sorted(range(len(topic.next_steps)), key=lambda n: (WHENS.index(topic.next_steps[n].when), n))
    out: list[Candidate] = []
    for place, n in enumerate(order):
        step = topic.next_steps[n]
        out.append(
            Candidate(
                do=step.do,
                who=step.who,
                when=step.when,
                done=step.done,
                builds=step.builds,
                serves=step.serves,
                origin=own,
                place=place,
                near=near,
                after=_builds_on(step.do, step.when, out, topic),
            )
        )
    return out


def choose(
    topic: Topic, beside: Sequence[Topic], days: int, *, there: Callable[[Candidate], bool] = lambda _: False
) -> tuple[list[Candidate], list[Candidate]]:
    """Return the steps for so many days, and those left out because their result is there.

    They are the subject's own, then those nearest to it, none twice in other words. Of a topic beside it a step is
    taken with those that it builds on, or not at all.
    """
    most = next(count for length, count in MOST_STEPS if days <= length)
    own = [c for c in candidates_of(topic) if REACH[c.when] <= days]
    gone = [c for c in own if there(c)]
    chosen, about = _without(own, gone)[:most], _about(topic, beside)
    near = [
        c
        for n, other in enumerate(beside, 1)
        for steps in (candidates_of(other, n),)
        for c in _without(steps, [c for c in steps if there(c)])
        if REACH[c.when] <= days
    ]
    for wanted in _by_nearness(near, about):
        group = _with_befores(wanted, near, chosen)
        of_one = sum(c.near == wanted.near for c in (*chosen, *group))
        if len(chosen) + len(group) <= most and of_one <= MOST_OF_ONE_BESIDE and not _alike(group, chosen):
            chosen += group
    return chosen or own[:1], gone


def beyond(topic: Topic, chosen: Iterable[Candidate]) -> list[Candidate]:
    """Return the steps of the subject that a plan has no room or time for."""
    taken = {c.do for c in chosen}
    return [c for c in candidates_of(topic) if c.do not in taken]


def ordered(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return the steps by how soon they are due, the subject's own first, each behind what it builds on.

    The subject's own first step is due as soon as any, so that a plan begins with its subject.
    """
    own = [n for n, c in enumerate(chosen) if c.near == 0]
    if own:
        first = min(own, key=lambda n: chosen[n].place)
        chosen = [replace(c, when="week") if n == first else c for n, c in enumerate(chosen)]
    left = sorted(chosen, key=lambda c: (WHENS.index(c.when), c.near, c.place))
    out: list[Candidate] = []
    while left:
        ready = next(c for c in left if all(not _same(o, c, place) for place in c.after for o in left))
        left.remove(ready)
        out.append(ready)
    return out


def _without(steps: Sequence[Candidate], gone: Sequence[Candidate]) -> list[Candidate]:
    """Return a topic's steps without some; what built on one of those builds on what it built on."""
    out = list(steps)
    for one in gone:
        out = [
            replace(c, after=tuple(dict.fromkeys(p for a in c.after for p in (one.after if a == one.place else (a,)))))
            for c in out
            if c.place != one.place
        ]
    return out


def _same(other: Candidate, candidate: Candidate, place: int) -> bool:
    return other.origin == candidate.origin and other.place == place


def _builds_on(do: str, when: When, before: Sequence[Candidate], topic: Topic) -> tuple[int, ...]:
    """Return the place of the step that another builds on: the last that it shares words with beyond the topic's own.

    Without such words it builds on the last of those that are due sooner.
    """
    known = set(terms(topic.title))
    mine = set(terms(do)) - known
    shared = [c.place for c in before if len(mine & (set(terms(f"{c.do} {c.done}")) - known)) >= 2]
    sooner = [c.place for c in before if WHENS.index(c.when) < WHENS.index(when)]
    return (max(shared),) if shared else (max(sooner),) if sooner else ()


def _about(topic: Topic, beside: Sequence[Topic]) -> dict[str, float]:
    """Return how much each word says of the subject: much where it is often there and seldom in what lies beside."""
    texts = [Counter(terms(_text(t))) for t in (topic, *beside)]
    spread = Counter(word for text in texts for word in text)
    heads = Counter(terms(f"{topic.title} {topic.gist}"))
    return {
        word: (1 + math.log(n)) * (1 + heads[word]) * math.log(1 + len(texts) / spread[word])
        for word, n in texts[0].items()
    }


def _by_nearness(steps: Sequence[Candidate], about: dict[str, float]) -> list[Candidate]:
    """Return the steps, those first that say most of the subject; of a nearer topic sooner."""

    def nearness(c: Candidate) -> float:
        words = set(terms(f"{c.do} {c.done} {c.origin.title}"))
        return sum(about.get(word, 0.0) for word in words) / math.sqrt(len(words) or 1) / (1 + FARTHER * (c.near - 1))

    return sorted(steps, key=lambda c: (-nearness(c), c.near, c.place))


def _with_befores(wanted: Candidate, near: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return a step behind those that it builds on, as far as they aren't chosen yet."""
    group = [wanted]
    for one in group:
        group += [c for c in near if c.origin == one.origin and c.place in one.after and c not in group]
    return sorted((c for c in group if c not in chosen), key=lambda c: c.place)


def _alike(group: Sequence[Candidate], chosen: Sequence[Candidate]) -> bool:
    """Tell whether one of a group says in other words what is chosen."""
    words = [set(terms(c.do)) for c in chosen]
    return any(
        len(mine & other) >= ALIKE * min(len(mine), len(other))
        for mine in (set(terms(c.do)) for c in group)
        for other in words
    )


def _text(topic: Topic) -> str:
    steps = (f"{step.do} {step.done}" for step in topic.next_steps)
    return " ".join((topic.title, topic.gist, *topic.openings.values(), *topic.outline, *steps))

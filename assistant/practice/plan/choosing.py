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
MOST_OF_ONE_BESIDE, ALIKE, FARTHER, NEAR_ENOUGH = 4, 0.3, 0.2, 0.6
FEWEST_STEPS = 9


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
    topic: Topic, beside: Sequence[Topic], days: int, *, leave: Callable[[Candidate], bool] = lambda _: False
) -> tuple[list[Candidate], list[Candidate]]:
    """Return the steps for so many days, and those of the subject that were to be left out.

    They are the subject's own, then those nearest to it, none twice in other words. Of a topic beside it a step is
    taken with those that it builds on, or not at all.
    """
    most = next(count for length, count in MOST_STEPS if days <= length)
    own = [c for c in candidates_of(topic) if REACH[c.when] <= days]
    gone = [c for c in own if leave(c)]
    chosen, about = _without(own, gone)[:most], _about(topic, beside)
    near = [
        c
        for n, other in enumerate(beside, 1)
        for steps in (candidates_of(other, n),)
        for c in _without(steps, [c for c in steps if leave(c)])
        if REACH[c.when] <= days
    ]
    enough = NEAR_ENOUGH * sum(_nearness(c, about) for c in own) / max(len(own), 1)
    close = sorted((c for c in near if _nearness(c, about) >= enough), key=lambda c: -_nearness(c, about))
    _take(chosen, close, near, most)
    for strict in (True, False):
        _take(chosen, near, near, min(FEWEST_STEPS, most - 1), strict=strict)
    return chosen or own[:1], gone


def _take(
    chosen: list[Candidate], wanted: Sequence[Candidate], near: Sequence[Candidate], most: int, *, strict: bool = True
) -> None:
    """Add wanted steps, each with those that it builds on, as long as there is room.

    Where it is strict, none that says in other words what is chosen, and not too many of one topic.
    """
    for one in wanted:
        group = _with_befores(one, near, chosen)
        of_one = sum(c.near == one.near for c in (*chosen, *group))
        fits = not strict or (of_one <= MOST_OF_ONE_BESIDE and not _alike(group, chosen))
        if fits and len(chosen) + len(group) <= most:
            chosen += group


def beyond(topic: Topic, chosen: Iterable[Candidate]) -> list[Candidate]:
    """Return the steps of the subject that a plan has no room or time for."""
    taken = {c.do for c in chosen}
    return [c for c in candidates_of(topic) if c.do not in taken]


def ordered(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return the steps by how soon they are due, the subject's own first, each behind what it builds on.

    The subject's own first step is due as soon as any, and its last step comes last among those due as late: a plan
    begins and ends with its subject.
    """
    own = [n for n, c in enumerate(chosen) if c.near == 0]
    if own:
        first = min(own, key=lambda n: chosen[n].place)
        chosen = [replace(c, when="week") if n == first else c for n, c in enumerate(chosen)]
    last = max((c.place for c in chosen if c.near == 0), default=-1)
    left = sorted(
        chosen, key=lambda c: (WHENS.index(c.when), c.near == 0 and c.place == last and c.place > 0, c.near, c.place)
    )
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


def _nearness(c: Candidate, about: dict[str, float]) -> float:
    """Return how much a step says of the subject; less where its topic lies farther off."""
    words = set(terms(f"{c.do} {c.done} {c.origin.title}"))
    said = sum(about.get(word, 0.0) for word in words) / math.sqrt(len(words) or 1)
    return said / (1 + FARTHER * max(c.near - 1, 0))


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

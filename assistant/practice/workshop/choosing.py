"""Chooses the activities of an agenda by how they fit the people, the time, the place and the subject; none twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

from assistant.knowledge.corpus.activities import STAGES, Activities, Activity, Deed, Stage
from assistant.knowledge.search.words import terms, words
from assistant.practice.workshop.parts import Parts
from assistant.practice.workshop.place import runs_online
from assistant.practice.workshop.request import Request
from assistant.practice.workshop.timing import Span, room_for_work, timetable

FROM_WHAT_IS_THERE = "start-from-what-is-there"
WELCOME, EXIT, STAND_IN, BENCH = "welcome", "exit-check", "first-step-in-pairs", "make-the-first-version"
LONGEST_BLOCK = 75
LARGEST_SHARE, SECOND_SHARE = 0.6, 0.4
"""The most of the time that a workbench takes, and a second one, which only a long workshop has."""
_ROOM_FOR_TWO = 100
_ROOM_FOR_BENCH = 36
"""From this room on people make a first version whatever the subject; in less they read, talk and decide."""
MATTER: tuple[Stage, ...] = ("learn", "open")
"""The stages that put the subject before people; one of them comes before the work."""
ENDINGS: tuple[Stage, ...] = ("commit", "close")
_BETWEEN_ENDINGS = 180
"""Beside the exit check one block in which people promise or look back, and one more for each so many minutes."""
HURRIED = 0.75
"""With less of its usual minutes than this share a block is hurried."""
FULL, TIGHT = 0.9, 1.25
"""An agenda has enough where its blocks want so much of the time, and too much where they want more than that."""

_SHORT: tuple[Stage, ...] = ("practice", "learn", "commit", "open", "decide", "examine")
_HOUR: tuple[Stage, ...] = ("practice", "learn", "commit", "open", "decide", "examine")
_LONG: tuple[Stage, ...] = ("practice", "learn", "open", "commit", "decide", "examine")
_MORE: tuple[Stage, ...] = ("practice", "examine", "decide", "learn", "close", "practice", "examine", "commit", "learn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """An activity that stands in the agenda.

    Attributes:
        minutes: Its minutes where they were set by hand, else None.
        locked: It stays whatever else changes, with its minutes.
    """

    activity: Activity
    minutes: int | None = None
    locked: bool = False

    def span(self, whole: int) -> Span:
        """Return the minutes that it needs, wants and can take in a workshop of ``whole`` minutes."""
        if self.minutes is not None:
            return Span(self.minutes, self.minutes, self.minutes)
        low, high = self.activity.minutes.fewest, min(LONGEST_BLOCK, self.activity.longest)
        want = min(high, max(low, self.activity.minutes.usual))
        if self.activity.id in (WELCOME, EXIT) and whole < 60:
            want = low
        return Span(low, want, max(want, high))


Picks = tuple[Pick, ...]
_TEXTS = frozenset({"what", "why", "gist", "look_for", "example", "pitfalls", "risk"})
"""Parts of a topic that people read; what may be off the subject isn't given to them where it needn't be."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice:
    """What activities are chosen by."""

    request: Request
    parts: Parts
    activities: Activities

    def frame(self) -> Picks:
        """Return what opens and ends the workshop."""
        return tuple(Pick(activity=self.activities.by_id[name]) for name in (WELCOME, EXIT))

    def works(self, activity: Activity) -> bool:
        """Tell whether an activity can be done here: people, subject, and nothing that exists is made again."""
        return self._is_for(activity) and self.works_for_all(activity)

    def works_for_all(self, activity: Activity) -> bool:
        """Tell the same whatever subjects an activity is for."""
        held = activity.people.fewest <= self.request.people <= activity.people.most
        case = self.parts.case_of(activity)
        shown = case is None or self.parts.is_shown_by(case)
        return held and shown and self.parts.fills(activity) and not self._makes_again(activity)

    def suits(self, activity: Activity) -> bool:
        """Tell whether an activity suits these people and this place, so that it may be chosen unasked."""
        here = not self.request.online or runs_online(activity)
        return here and set(self.parts.kinds) <= set(activity.audiences)

    def goes_through(self, picked: Iterable[str]) -> bool:
        """Tell whether one of some activities goes through what exists already."""
        return any("existing" in self.activities.by_id[name].slots for name in picked)

    @cached_property
    def workbenches(self) -> frozenset[str]:
        """The activities that are taken for a deed alone, and never to fill time."""
        return frozenset(name for deed in self.activities.deeds for name in (deed.bench, *deed.benches) if name)

    def _is_for(self, activity: Activity) -> bool:
        """Tell whether the subject is one that an activity is for; most are for all."""
        return activity.id not in self.activities.only_for or self.about(activity) > 0

    def about(self, activity: Activity) -> float:
        """Return how much a subject is one that an activity is for: by the request's words, else by the topic's."""
        known = {singular(one) for one in self.activities.only_for.get(activity.id, ())}
        asked = singular(f"{self.request.subject} {self.request.leave_with or ''}")
        hits = [at for one in known if (at := _at(one, asked)) is not None]
        if hits:
            return len(hits) + 1 / (2 + min(hits))
        title = singular(f"{self.parts.topic.title} {self.parts.named}")
        return 0.3 * any(_at(one, title) is not None for one in known)

    def best(
        self, stage: Stage | None, picks: Sequence[Pick], *, most: int, target: int, without: Iterable[str] = ()
    ) -> Activity | None:
        """Return the activity of a stage that fits best beside those chosen, or None.

        Args:
            stage: Where it belongs; None for anywhere.
            picks: What is chosen already.
            most: The minutes that there are for it.
            target: The minutes that it should take.
            without: Identifiers that aren't wanted.
        """
        taken = {pick.activity.id for pick in picks} | set(without)
        goals = {pick.activity.goal for pick in picks} - {""}
        fitting = [
            one
            for one in self.activities.patterns
            if (stage is None or one.stage == stage)
            and one.id not in taken
            and one.minutes.fewest <= most
            and not one.on_request
            and one.id not in self.workbenches | {BENCH}
            and one.goal not in goals
            and (self.parts.is_sure or one.id in self.activities.only_for or not _TEXTS & set(one.uses))
            and self.suits(one)
            and self.works(one)
        ]
        return max(fitting, key=lambda one: self._fit(one, picks, target, most), default=None)

    def _fit(self, one: Activity, picks: Sequence[Pick], target: int, most: int) -> float:
        """Return how well an activity fits: near in time and in words, and not using again what others use."""
        apart = abs(one.minutes.usual - target) / max(target, one.minutes.usual)
        used = [part for pick in picks for part in pick.activity.uses]
        again = sum(used.count(part) for part in one.uses) / max(1, len(one.uses))
        matter = set(terms(f"{self.parts.topic.title} {self.request.subject} {' '.join(self.request.have)}"))
        near = len(matter & set(terms(f"{one.title} {one.purpose}"))) + len(matter & set(terms(one.title)))
        audience = set(terms(self.request.audience or ""))
        against = bool(audience & set(terms(" ".join(one.bad_for))))
        same_size = sum(pick.activity.group_size == one.group_size for pick in picks if pick.activity.group_size != 1)
        case = self.parts.case_of(one)
        own_case = case in self.parts.topic.cases if case else "case" in one.uses and bool(self.parts.topic.cases)
        own_subject = one.id in self.activities.only_for
        about = 2 * self.about(one) if own_subject else 0
        score = (
            min(2, len(one.uses)) * 0.4
            + min(3, near) * 0.4
            + (own_case + own_subject) * 0.5
            + about
            - (case is not None and not own_case) * 0.3
            - apart
        )
        long = max(0, one.minutes.usual - most) / most
        return score - 0.45 * again - 0.12 * same_size - 0.6 * against - 2 * long + 0.5 * self._chance(one)

    def _chance(self, one: Activity) -> float:
        """Return a number from 0 to 1 that is the same whenever the same subject meets the same activity."""
        seed = f"{self.parts.topic.id} {self.request.audience} {one.id}"
        return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) / 2**32

    def _makes_again(self, activity: Activity) -> bool:
        """Tell whether an activity writes what exists already."""
        made = set(terms(f"{activity.title} {activity.output}"))
        writes = made & set(terms("draft write written charter chartering sketch wording"))
        exists = set(terms(" ".join(self.request.have))) & set(
            terms("charter vision policy statement plan survey rubric agreement letter norms roadmap")
        )
        return bool(writes and exists & set(terms(f"{activity.title} {activity.output}")))


def choose(choice: Choice) -> Picks:
    """Return the activities of a new agenda, in order."""
    welcome, exit_check = choice.frame()
    return fill_up(choice, (welcome, exit_check))


def fill_up(choice: Choice, picks: Picks, without: Iterable[str] = ()) -> Picks:
    """Return picks with more activities where there is time for more, each put where its stage belongs."""
    minutes = choice.request.minutes
    room = room_for_work(minutes)
    without = (*without, *([BENCH] if room < _ROOM_FOR_BENCH else []))
    held = _with_matter(choice, _for_the_subject(choice, picks, room, without), room, without)
    for stage in _wanted(minutes, held):
        spans = [pick.span(minutes) for pick in held]
        wants, highs = sum(span.want for span in spans), sum(span.high for span in spans)
        if wants >= FULL * room and highs >= room:
            break
        if stage in ENDINGS and sum(pick.activity.stage in ENDINGS for pick in held) > minutes // _BETWEEN_ENDINGS + 1:
            continue
        left = room - sum(span.low for span in spans)
        one = choice.best(stage, held, most=left, target=_target(room, wants, minutes), without=without)
        hurried = one is not None and room < _ROOM_FOR_BENCH and HURRIED * one.minutes.usual > left
        if one is None or hurried or (wants + one.minutes.usual > TIGHT * room and highs >= room):
            continue
        longer = put_in(held, Pick(activity=one))
        if timetable(minutes, [pick.span(minutes) for pick in longer]) is not None:
            held = longer
    return _stood_in(choice, held)


def _for_the_subject(choice: Choice, picks: Picks, room: int, without: Iterable[str]) -> Picks:
    """Return a new agenda with its workbench, in which people do what they came for; a long one has room for two.

    The deed that was asked for tells which; where none fits these people and this time, one that is for such people,
    else the one for every subject.
    """
    if any(pick.activity.id not in (WELCOME, EXIT) for pick in picks):
        return picks
    without = tuple(without)
    left = room - sum(pick.span(choice.request.minutes).low for pick in picks)
    most = max(int(LARGEST_SHARE * room), min(left, 30))
    deeds = choice.parts.deeds
    done = [one for deed in deeds if (one := _workbench(choice, deed, most, without))]
    one = done[0] if done else (_bench(choice, most, without) if room >= _ROOM_FOR_BENCH else None)
    if one is None:
        return picks
    held = put_in(picks, Pick(activity=one))
    if room < _ROOM_FOR_TWO:
        return held
    most = int(SECOND_SHARE * room)
    more = (_workbench(choice, deed, most, (*without, one.id)) for deed in deeds[1:])
    two = next((other for other in more if other is not None), None)
    return held if two is None else put_in(held, Pick(activity=two))


def _workbench(choice: Choice, deed: Deed, most: int, without: Sequence[str]) -> Activity | None:
    """Return the activity that does a deed for this subject, where there is time for it."""
    given = choice.activities.by_id
    fitting = [
        one
        for name in (deed.bench, *deed.benches)
        if name
        and (one := given[name]).minutes.fewest <= most
        and name not in without
        and choice.suits(one)
        and choice.works_for_all(one)
    ]
    special = [one for one in fitting if one.id in deed.benches and choice.about(one) >= 1]
    return max(special, key=choice.about, default=next((one for one in fitting if one.id == deed.bench), None))


def _bench(choice: Choice, most: int, without: tuple[str, ...]) -> Activity | None:
    """Return the workbench for these people whatever the subject, where there is time for it."""
    given = choice.activities
    names = [name for kind in choice.parts.kinds if (name := given.for_people.get(kind))]
    found = (given.by_id[name] for name in (*names, BENCH) if name in given.by_id and name not in without)
    fitting = (one for one in found if one.minutes.fewest <= most and choice.suits(one) and choice.works_for_all(one))
    return next(fitting, None)


def _with_matter(choice: Choice, picks: Picks, room: int, without: Iterable[str]) -> Picks:
    """Return a new agenda in which something of the subject is met before the work, where there is time for both."""
    worked = [pick.activity.stage for pick in picks if pick.activity.id not in (WELCOME, EXIT)]
    if len(worked) != 1 or worked[0] in MATTER:
        return picks
    spans = [pick.span(choice.request.minutes) for pick in picks]
    there = choice.activities.by_id.get(FROM_WHAT_IS_THERE)
    doing = {pick.activity.id for pick in picks}
    if choice.request.have and there and not choice.goes_through(doing) and there.id not in without:
        longer = put_in(picks, Pick(activity=there))
        if timetable(choice.request.minutes, [pick.span(choice.request.minutes) for pick in longer]) is not None:
            return longer
    left = room - sum(max(span.low, ceil(HURRIED * span.want)) for span in spans)
    for stage in MATTER:
        one = choice.best(stage, picks, most=left, target=min(left, room // 4), without=without)
        if one is not None and HURRIED * one.minutes.usual <= left:
            return put_in(picks, Pick(activity=one))
    return picks


def _stood_in(choice: Choice, picks: Picks) -> Picks:
    """Return picks with what stands in where no pattern fitted."""
    if any(pick.activity.id not in (WELCOME, EXIT) for pick in picks):
        return picks
    return put_in(picks, Pick(activity=choice.activities.by_id[STAND_IN]))


def _wanted(minutes: int, picks: Sequence[Pick]) -> Iterator[Stage]:
    """Yield the stages that an agenda of this length wants and doesn't have yet, the most wanted first."""
    have = [pick.activity.stage for pick in picks if pick.activity.id not in (WELCOME, EXIT)]
    if "practice" not in have and any(pick.activity.makes for pick in picks):
        have.append("practice")
    wanted = _SHORT if minutes < 45 else _HOUR if minutes < 75 else _LONG
    for stage in (*wanted, *_MORE, *STAGES[1:6], *STAGES[1:6], *STAGES):
        if stage in have:
            have.remove(stage)
            continue
        yield stage


def _target(room: int, wants: int, minutes: int) -> int:
    """Return how long the next activity should take: a third of a short workshop, half an hour of a long one."""
    if minutes < 45:
        return max(6, (2 * room - wants) // 2 if wants < room // 2 else room - wants)
    return max(10, min(35, room // 3 if minutes < 150 else 10 + minutes // 12))


def put_in(picks: Picks, pick: Pick) -> Picks:
    """Return picks with one more where its stage belongs: after the last of its stage or an earlier one."""
    place = STAGES.index(pick.activity.stage)
    after = [
        n
        for n, held in enumerate(picks)
        if held.activity.id == WELCOME or (STAGES.index(held.activity.stage) <= place and held.activity.id != EXIT)
    ]
    at = max(after, default=-1) + 1
    return (*picks[:at], pick, *picks[at:])


def take_out(choice: Choice, picks: Picks) -> Picks:
    """Return picks without those for which there is no time, the least wanted first; locked ones stay.

    Raises:
        ValueError: What is locked doesn't fit.
    """
    minutes = choice.request.minutes
    held = picks
    while timetable(minutes, [pick.span(minutes) for pick in held]) is None or _too_tight(held, minutes):
        loose = [n for n, pick in enumerate(held) if not pick.locked and pick.activity.id not in (WELCOME, EXIT)]
        over = timetable(minutes, [pick.span(minutes) for pick in held]) is None
        if not loose or (len(loose) == 1 and len(held) <= 3):
            eased = tuple(pick if pick.locked else replace(pick, minutes=None) for pick in held)
            if eased != held and over:
                held = eased
                continue
            if over:
                raise ValueError("what is locked doesn't fit")
            return held
        least = min(loose, key=lambda n: (held[n].activity.id in choice.workbenches, *_worth(held, n)))
        held = (*held[:least], *held[least + 1 :])
    return held


def _too_tight(picks: Picks, minutes: int) -> bool:
    return sum(pick.span(minutes).want for pick in picks) > (TIGHT + 0.15) * room_for_work(minutes)


def _worth(picks: Picks, n: int) -> tuple[bool, int, int]:
    """Return how much an agenda needs one of its activities; a second of its stage is needed least."""
    stages = [pick.activity.stage for pick in picks if pick.activity.id not in (WELCOME, EXIT)]
    stage = picks[n].activity.stage
    order = {name: len(_LONG) - place for place, name in enumerate(_LONG)}
    return (stages.count(stage) == 1 and stage in order, order.get(stage, 0), -n)


def singular(text: str) -> tuple[str, ...]:
    """Return a text's words without the s of a plural; ``meet`` stays apart from ``meeting``, as stems wouldn't."""
    return tuple(word if word.endswith("ss") else word.removesuffix("s") for word in words(text))


def _at(phrase: Sequence[str], text: Sequence[str]) -> int | None:
    """Return where a phrase stands in a text, word by word, or None."""
    size = len(phrase)
    return next((n for n in range(len(text) - size + 1) if tuple(text[n : n + size]) == tuple(phrase)), None)

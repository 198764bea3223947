"""Activities: patterns of what a group can do together in a workshop, with the slots that a subject fills."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, model_validator

from assistant.errors import CorpusError
from assistant.knowledge.corpus.draft_words import Spoken
from assistant.knowledge.corpus.frameworks import Entry
from assistant.knowledge.corpus.yaml_files import YamlFile, nearest_to

FOLDER = "activities"
FRAME = "frame.yaml"
SPOKEN = Path("drafts") / "words" / "subjects.yaml"
WORK = Path("plans") / "work.yaml"
LONGEST_STEP = 20
"""The most minutes that one step may take: whoever takes part does something new at least that often."""

Stage = Literal["open", "learn", "examine", "practice", "decide", "commit", "close"]
Part = Literal[
    "gist",
    "why",
    "what",
    "next_steps",
    "pitfalls",
    "look_for",
    "who",
    "case",
    "evidence",
    "angles",
    "wording",
    "cost",
    "example",
    "risk",
    "rule",
    "facts",
    "proof",
    "view",
    "compare",
]
Per = Literal["person", "group", "room"]
Audience = Literal[
    "leaders", "principals", "district", "board", "teachers", "coaches", "staff", "it", "students", "families"
]
ADULTS: tuple[Audience, ...] = ("leaders", "principals", "district", "teachers", "coaches", "staff", "it")
"""Those who work in a school or district; an activity is for them where it doesn't say for whom it is."""
STAGES: tuple[Stage, ...] = get_args(Stage)
SLOTS: tuple[str, ...] = (
    *("subject", "name", "gain", "group", "in_groups", "minutes", "gist", "why", "what", "wording", "cost", "example"),
    *(
        "risk",
        "rule",
        "facts",
        "proof",
        "made",
        "opening",
        "theme",
        "warning_2",
        "view",
        "compare",
        "existing",
        "product",
        "reports",
        "start_1",
        "start_2",
        "start_3",
    ),
    *("step_1", "step_2", "step_3", "pitfall_1", "pitfall_2", "look_for_1", "look_for_2", "look_for_3"),
    *("who_1", "who_2", "who_3", "case", "evidence_1", "evidence_2", "evidence_3", "indicator", "indicator_says"),
)
OF_THE_FRAME = ("can_1", "can_2", "can_3", "can_4", "can_5", "have")
"""Slots that only the patterns of the frame may hold: what people rate themselves on, and what exists already."""
_SLOT = re.compile(r"\{([^{}]*)\}")


class People(Entry):
    """The smallest and the largest number of people that it works for."""

    fewest: int = Field(ge=1)
    most: int


class Minutes(Entry):
    """The shortest, the longest and the usual time that it takes."""

    fewest: int = Field(ge=1)
    most: int = Field(le=240)
    usual: int

    @model_validator(mode="after")
    def _in_order(self) -> Minutes:
        if not self.fewest <= self.usual <= self.most:
            raise ValueError("fewest, usual and most must rise")
        return self


class Stride(Entry):
    """One step of an activity.

    Attributes:
        share: Its share of the time.
        do: What whoever leads it does.
        say: Words to say it in.
        slide: The task as people read it on a slide.
        online_do: What is done in place of ``do`` where people meet online; empty where that is the same.
        online_say: The same for ``say``.
    """

    share: float = Field(gt=0, le=1)
    do: str
    say: str = ""
    slide: str = ""
    online_do: str = ""
    online_say: str = ""


class Material(Entry):
    """What is needed, and how many of it for each person, group or room."""

    what: str
    per: Per
    count: int = Field(ge=1)


class Activity(Entry):
    """A pattern of what a group does together.

    Attributes:
        stage: Where in an agenda it belongs.
        group_size: People in a group: 1 each alone, 0 the whole room.
        uses: The parts of a topic that its steps or its card need.
        online: How it runs online.
        bad_for: When it is the wrong choice.
        card: The handout that it needs, or None.
        goal: What people do in it, as an objective.
        can: What they can do afterwards, behind "I can".
        makes: What they have made, inside a sentence.
        audiences: Whom its words are for.
        brings: What has to be brought, as it stands in an invitation.
        on_request: It is taken only where somebody asks for it: it needs what a workshop can't count on.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    stage: Stage
    purpose: str
    people: People
    minutes: Minutes
    group_size: int = Field(ge=0, le=12)
    uses: tuple[Part, ...] = ()
    steps: tuple[Stride, ...] = Field(min_length=1, max_length=8)
    materials: tuple[Material, ...] = ()
    output: str
    online: str
    bad_for: tuple[str, ...] = ()
    card: str | None = None
    goal: str = ""
    can: str = ""
    makes: str = ""
    audiences: tuple[Audience, ...] = ADULTS
    brings: tuple[str, ...] = ()
    on_request: bool = False

    @model_validator(mode="after")
    def _adds_up(self) -> Activity:
        if abs(sum(step.share for step in self.steps) - 1) > 0.011:
            raise ValueError("the shares of its steps must sum to 1")
        if self.people.fewest > self.people.most:
            raise ValueError("people: fewest must not exceed most")
        if self.minutes.fewest < len(self.steps):
            raise ValueError("it needs at least a minute for each of its steps")
        if max(step.share for step in self.steps) * self.minutes.fewest > LONGEST_STEP:
            raise ValueError(f"a step lasts more than {LONGEST_STEP} minutes even in its shortest form; divide it")
        return self

    @cached_property
    def slots(self) -> frozenset[str]:
        """The slots that its words hold."""
        return frozenset(name for text in self._texts() for name in _SLOT.findall(text))

    @property
    def longest(self) -> int:
        """The most minutes that it may take with no step over the longest that a step may last."""
        share = max(step.share for step in self.steps)
        return max(self.minutes.fewest, min(self.minutes.most, int(LONGEST_STEP / share + 1e-9)))

    def _texts(self) -> Iterator[str]:
        for step in self.steps:
            yield from (step.do, step.say, step.slide, step.online_do, step.online_say)
        yield from (self.output, self.card or "", self.goal, self.can, self.makes)


class AudienceStep(Entry):
    """A first step that people of one kind can take whatever the subject."""

    do: str
    done: str


class Deed(Entry):
    """What people come to do together.

    Attributes:
        deed: What it is called.
        said: Words by which a request asks for it; the first of them are verbs.
        makes: Things that it makes, by which what people are to leave with asks for it.
        bench: The activity that does it whatever the subject; None where only subjects of its own are meant.
        benches: Activities that do it for subjects that they are for.
        work: The kinds of work that ask for it where no word does.
    """

    deed: str
    said: tuple[str, ...] = Field(min_length=1)
    makes: tuple[str, ...] = ()
    bench: str | None
    benches: tuple[str, ...] = ()
    work: tuple[str, ...] = ()


class Activities(Entry):
    """The activities of a corpus.

    Attributes:
        patterns: What an agenda is chosen from.
        frame: What opens and ends every workshop, and what stands in where no pattern fits. A pattern of the same
            identifier gives way to it.
        only_for: Patterns that are for some subjects alone, and the words by which such a subject is known.
        for_people: The workbench of one kind of people where the subject has none.
        first_steps: What each kind of people can do where the subject has no steps for them.
        spoken: How each topic is spoken of, by its identifier.
        deeds: What people can come to do together, and which activities do it.
        also_nouns: Words of these that are nouns as well.
        work: What kind of work each topic is, by its identifier.
    """

    patterns: tuple[Activity, ...]
    frame: tuple[Activity, ...] = ()
    only_for: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    for_people: dict[Audience, str] = Field(default_factory=dict)
    first_steps: dict[Audience, tuple[AudienceStep, ...]] = Field(default_factory=dict)
    spoken: dict[str, Spoken] = Field(default_factory=dict)
    deeds: tuple[Deed, ...] = ()
    also_nouns: tuple[str, ...] = ()
    work: dict[str, str] = Field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, Activity]:
        """Every activity by its identifier."""
        return {one.id: one for one in (*self.frame, *self.patterns)}


class _InFile(Entry):
    activities: tuple[Activity, ...] = Field(min_length=1)


class _FrameFile(Entry):
    activities: tuple[Activity, ...] = Field(min_length=1)
    deeds: tuple[Deed, ...] = ()
    also_nouns: tuple[str, ...] = ()
    only_for: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    for_people: dict[Audience, str] = Field(default_factory=dict)
    first_steps: dict[Audience, tuple[AudienceStep, ...]] = Field(default_factory=dict)


class _WorkFile(Entry):
    work: dict[str, tuple[str, ...]]


class _SpokenFile(Entry):
    subjects: dict[str, Spoken]


def read_activities(corpus: Path) -> Activities:
    """Read and check the activities of a corpus.

    Raises:
        CorpusError: A file is missing or wrong, an id stands twice, or a slot is unknown.
    """
    folder = corpus / FOLDER
    paths = sorted(folder.glob("*.yaml"))
    files = [YamlFile(path) for path in paths if path.name != FRAME]
    if not files:
        raise CorpusError(f"{folder}: no activities; restore the corpus folder")
    frame_file = YamlFile(folder / FRAME)
    frame = frame_file.parse(_FrameFile)
    spoken = corpus / SPOKEN
    _check(frame_file, frame.activities, {}, (*SLOTS, *OF_THE_FRAME))
    framed = {one.id for one in frame.activities}
    seen: dict[str, Path] = {}
    patterns: list[Activity] = []
    for file in files:
        own = file.parse(_InFile).activities
        _check(file, own, seen, SLOTS)
        patterns += [one for one in own if one.id not in framed]
    benches = (bench for deed in frame.deeds for bench in (deed.bench, *deed.benches) if bench)
    fields = (("only_for", frame.only_for), ("for_people", frame.for_people.values()), ("deeds", benches))
    for field, names in fields:
        for name in names:
            if name not in seen:
                raise frame_file.error((field,), f"no activity {name!r}{nearest_to(name, list(seen))}")
    return Activities(
        patterns=tuple(patterns),
        frame=frame.activities,
        only_for=frame.only_for,
        for_people=frame.for_people,
        first_steps=frame.first_steps,
        deeds=frame.deeds,
        also_nouns=frame.also_nouns,
        work=_work_of(corpus / WORK),
        spoken=YamlFile(spoken).parse(_SpokenFile).subjects if spoken.exists() else {},
    )


def _work_of(path: Path) -> dict[str, str]:
    work = YamlFile(path).parse(_WorkFile).work if path.exists() else {}
    return {topic: kind for kind, topics in work.items() for topic in topics}


def _check(file: YamlFile, own: Sequence[Activity], seen: dict[str, Path], known: Sequence[str]) -> None:
    for n, activity in enumerate(own):
        if activity.id in seen:
            raise file.error(
                ("activities", n, "id"), f"{activity.id!r} stands in {seen[activity.id].name} too; rename one"
            )
        seen[activity.id] = file.path
        for slot in sorted(activity.slots - set(known)):
            raise file.error(("activities", n), f"no slot {slot!r} in {activity.id!r}{nearest_to(slot, known)}")

"""Rehearsals: hard conversations that somebody practices, as turns, replies, what each changes, and ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field

from assistant.answer import Role
from assistant.knowledge.corpus.frameworks import Entry, Frameworks, indicator_of
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.corpus.yaml_files import Loc, YamlFile, nearest_to

FOLDER = "rehearsals"
FEWEST_TURNS, MOST_TURNS, FEWEST_ENDS = 3, 5, 3
_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Way = Literal["strong", "backfires", "weak"]
WAYS: tuple[Way, ...] = get_args(Way)
Measure = Literal["trust", "facts", "commitment"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


class Standing(Entry):
    """Where a conversation stands: how far they trust you, what is on the table, what the two of you agreed."""

    trust: int = 0
    facts: int = 0
    commitment: int = 0


class Reply(Entry):
    """One thing to say, what it moves, how the other person takes it, and why.

    Attributes:
        serves: The indicator or marker that it practices.
        builds: The competency that it practices.
        to: Where it leads, where that is not where the turn leads.
    """

    say: str = Field(min_length=10, max_length=420)
    trust: int = Field(default=0, ge=-3, le=3)
    facts: int = Field(default=0, ge=-3, le=3)
    commitment: int = Field(default=0, ge=-3, le=3)
    reaction: str = Field(min_length=10)
    why: str = Field(min_length=20)
    serves: str
    builds: str
    to: str | None = None

    def moves(self, standing: Standing) -> Standing:
        """Return where a conversation stands after it was said."""
        return Standing(**{name: getattr(standing, name) + getattr(self, name) for name in MEASURES})


class Replies(Entry):
    """The three replies of a turn; which is which is never shown while somebody chooses."""

    strong: Reply
    backfires: Reply
    weak: Reply

    def by_way(self) -> dict[Way, Reply]:
        """Return the replies by what becomes of them."""
        return {way: getattr(self, way) for way in WAYS}


class Route(Entry):
    """Where a turn leads, where the conversation stands at least so well; without needs, in any case."""

    to: str
    trust: int | None = None
    facts: int | None = None
    commitment: int | None = None

    @property
    def needs(self) -> dict[Measure, int]:
        """The least of each measure that it asks for."""
        return {name: least for name in MEASURES if (least := getattr(self, name)) is not None}

    def open_at(self, standing: Standing) -> bool:
        """Tell whether a conversation that stands so takes it."""
        return all(getattr(standing, name) >= least for name, least in self.needs.items())


class Turn(Entry):
    """What the other person says, and the replies to it.

    Attributes:
        says: The other person's words.
        guarded: What they say instead where trust is below zero.
        then: Where replies lead that say nothing of their own; the first route that is open is taken.
    """

    id: str = Field(pattern=_ID)
    says: str = Field(min_length=10)
    guarded: str | None = None
    replies: Replies
    then: tuple[Route, ...] = ()

    def heard(self, standing: Standing) -> str:
        """Return what the other person says where the conversation stands so."""
        return self.guarded if self.guarded is not None and standing.trust < 0 else self.says


class End(Entry):
    """How a conversation can end: its title, what happens, and what that means for you."""

    id: str = Field(pattern=_ID)
    title: str
    says: str
    means: str


class They(Entry):
    """The other person: what they are called, and who they are."""

    name: str
    who: str


class AnotherOpening(Entry):
    """Another good way to begin, for somebody who chose well throughout."""

    say: str
    why: str
    serves: str
    builds: str


class Scenario(Entry):
    """A hard conversation to practice; its first turn opens it.

    Attributes:
        topic: The topic that it belongs to, whose next steps follow it.
        you: Who you are.
        stake: What is at stake.
        want: What you want out of it.
    """

    id: str = Field(pattern=_ID)
    title: str
    topic: str
    role: Role
    you: str
    they: They
    where: str
    stake: str
    want: str
    turns: tuple[Turn, ...] = Field(min_length=FEWEST_TURNS)
    ends: tuple[End, ...] = Field(min_length=FEWEST_ENDS)
    another_opening: AnotherOpening

    def turn(self, place: str) -> Turn | None:
        """Return the turn of this name, or None where it is an end."""
        return next((turn for turn in self.turns if turn.id == place), None)

    def end(self, place: str) -> End | None:
        """Return the end of this name, or None where it is a turn."""
        return next((end for end in self.ends if end.id == place), None)

    def after(self, turn: Turn, reply: Reply, standing: Standing) -> str:
        """Return the turn or end that follows a reply, where the conversation stands so after it."""
        return reply.to or next(route.to for route in turn.then if route.open_at(standing))


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One way through a scenario: the turns and replies in order, the end, and where it stands there."""

    turns: tuple[str, ...]
    ways: tuple[Way, ...]
    end: str
    standing: Standing


def walks(scenario: Scenario) -> Iterator[Walk]:
    """Yield every way through a scenario; one that comes back to a turn ends there, with that turn as its end."""

    def on(place: str, turns: tuple[str, ...], ways: tuple[Way, ...], standing: Standing) -> Iterator[Walk]:
        turn = scenario.turn(place)
        if turn is None or place in turns:
            yield Walk(turns=turns, ways=ways, end=place, standing=standing)
            return
        for way, reply in turn.replies.by_way().items():
            after = reply.moves(standing)
            yield from on(scenario.after(turn, reply, after), (*turns, place), (*ways, way), after)

    yield from on(scenario.turns[0].id, (), (), Standing())


def read_scenarios(corpus: Path) -> tuple[Scenario, ...]:
    """Read the scenarios of a corpus and check that each can be walked; a corpus without the folder has none.

    Raises:
        CorpusError: A file is wrong, a branch leads nowhere or in a circle, or a turn or end can't be reached.
    """
    return tuple(scenario for _, scenario in _scenarios(corpus))


def read_rehearsals(corpus: Path, frameworks: Frameworks, topics: Topics) -> tuple[Scenario, ...]:
    """Read and check the scenarios of a corpus, their topics, identifiers and competencies too.

    Raises:
        CorpusError: As for ``read_scenarios``, or an identifier, competency or topic is unknown.
    """
    read = _scenarios(corpus)
    inside = [topic.id for topic in topics.inside]
    for file, scenario in read:
        if scenario.topic not in inside:
            raise file.error(("topic",), f"no topic in scope {scenario.topic!r}{nearest_to(scenario.topic, inside)}")
        for loc, said in _tied(scenario):
            _check_tie(file, loc, said, frameworks)
    return tuple(scenario for _, scenario in read)


def _scenarios(corpus: Path) -> list[tuple[YamlFile, Scenario]]:
    read: list[tuple[YamlFile, Scenario]] = []
    for path in sorted((corpus / FOLDER).glob("*.yaml")):
        file = YamlFile(path)
        scenario = file.parse(Scenario)
        if scenario.id != path.stem:
            raise file.error(("id",), f"{scenario.id!r} is not the file's name {path.stem!r}; rename one")
        _check_names(file, scenario)
        _check_routes(file, scenario)
        _check_walks(file, scenario)
        read.append((file, scenario))
    return read


def _places(scenario: Scenario) -> Iterator[tuple[Loc, str]]:
    """Yield the names of turns and ends with their place in the file."""
    yield from ((("turns", n, "id"), turn.id) for n, turn in enumerate(scenario.turns))
    yield from ((("ends", n, "id"), end.id) for n, end in enumerate(scenario.ends))


def _check_names(file: YamlFile, scenario: Scenario) -> None:
    seen: set[str] = set()
    for loc, name in _places(scenario):
        if name in seen:
            raise file.error(loc, f"{name!r} stands twice; rename one")
        seen.add(name)


def _check_routes(file: YamlFile, scenario: Scenario) -> None:
    places = [name for _, name in _places(scenario)]
    for n, turn in enumerate(scenario.turns):
        leads: list[tuple[Loc, str]] = [
            (("turns", n, "replies", way, "to"), reply.to) for way, reply in turn.replies.by_way().items() if reply.to
        ]
        if len(leads) < len(WAYS) and not turn.then:
            raise file.error(("turns", n, "then"), f"{turn.id!r} leads nowhere; say where, or give each reply its `to`")
        leads += [(("turns", n, "then", m, "to"), route.to) for m, route in enumerate(turn.then)]
        for loc, place in leads:
            if place not in places:
                raise file.error(loc, f"no turn or end {place!r}{nearest_to(place, places)}")
        for m, route in enumerate(turn.then):
            last = m == len(turn.then) - 1
            if last and route.needs:
                raise file.error(("turns", n, "then", m), "the last route asks for something; add one that doesn't")
            if not last and not route.needs:
                raise file.error(
                    ("turns", n, "then", m), "a route that asks for nothing hides those after it; put it last"
                )


def _check_walks(file: YamlFile, scenario: Scenario) -> None:
    reached: set[str] = set()
    for walk in walks(scenario):
        if scenario.end(walk.end) is None:
            n = [turn.id for turn in scenario.turns].index(walk.end)
            raise file.error(("turns", n), f"{walk.end!r} is come back to after {walk.turns[-1]!r}; lead on instead")
        if not FEWEST_TURNS <= len(walk.turns) <= MOST_TURNS:
            raise file.error(
                ("turns",),
                f"{' > '.join((*walk.turns, walk.end))} takes {len(walk.turns)} turns; "
                f"between {FEWEST_TURNS} and {MOST_TURNS} are wanted",
            )
        reached.update((*walk.turns, walk.end))
    for loc, name in _places(scenario):
        if name not in reached:
            raise file.error(loc, f"no replies lead to {name!r}; lead there or remove it")


def _tied(scenario: Scenario) -> Iterator[tuple[Loc, Reply | AnotherOpening]]:
    for n, turn in enumerate(scenario.turns):
        for way, reply in turn.replies.by_way().items():
            yield ("turns", n, "replies", way), reply
    yield ("another_opening",), scenario.another_opening


def _check_tie(file: YamlFile, loc: Loc, said: Reply | AnotherOpening, frameworks: Frameworks) -> None:
    if not frameworks.knows(said.serves) or indicator_of(said.serves) not in frameworks.indicators:
        near = frameworks.nearest(said.serves)
        raise file.error((*loc, "serves"), f"no indicator or marker {said.serves!r}; did you mean {near!r}?")
    competencies: Sequence[str] = list(frameworks.competency_names)
    if said.builds not in competencies:
        raise file.error((*loc, "builds"), f"no competency {said.builds!r}{nearest_to(said.builds, competencies)}")

"""Kinds of drafts: the sentences of each, with slots for a subject, and how every topic is spoken of in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.errors import CorpusError
from assistant.knowledge.corpus.frameworks import Entry
from assistant.knowledge.corpus.topics import Angle
from assistant.knowledge.corpus.yaml_files import Loc, YamlFile, nearest_to

FOLDER, WORDS = "drafts", "words"
Slot = Literal[
    "name",
    "Name",
    "aim",
    "gain",
    "Gain",
    "school",
    "place",
    "students",
    "number",
    "signer",
    "the_signer",
    "vision",
    "Vision",
    "work",
    "what",
    "why",
    "when_text",
    "cost",
    "signs",
    "rule",
    "compare",
    "own_facts",
    "view",
    "quote",
    "quote_lead",
    "family_quote",
    "next_will",
    "have_list",
    "sign_one",
    "pitfall_one",
    "name_es",
    "aim_es",
    "gain_es",
    "signer_es",
]
Source = Literal[
    "commitments",
    "family-commitments",
    "look-fors",
    "members",
    "pitfalls",
    "haves",
    "evidence",
    "indicators",
    "rubric",
    "done-in-spanish",
]
SLOTS: tuple[Slot, ...] = get_args(Slot)
SOURCES: tuple[Source, ...] = get_args(Source)
_OF_STEPS = ("do", "do_theirs", "will", "will_leaders", "who", "when", "done")
ITEM_SLOTS: dict[Source, tuple[str, ...]] = {
    "commitments": _OF_STEPS,
    "family-commitments": _OF_STEPS,
    "look-fors": ("sign",),
    "members": ("role", "role_the", "reason"),
    "pitfalls": ("pitfall", "problem"),
    "haves": ("have",),
    "evidence": ("asks",),
    "indicators": ("asks",),
    "rubric": (*_OF_STEPS, "not_yet", "started", "thriving"),
    "done-in-spanish": ("done_es",),
}
IN_BRACES = re.compile(r"\{(\w+)\}")
IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]")


class Part(Entry):
    """A part of a draft: a text, items, items made of the subject's, a table, a line to write on; under a heading.

    Attributes:
        each: What of the subject it has a line or a row for.
        say: The line for each.
        row: The cells for each, beside ``columns``.
        rows: Rows that stand as they are, beside ``columns``, above those for each.
        most: How many of them at most.
        blank: A label with room to write by hand.
    """

    heading: str | None = None
    text: str | None = None
    items: tuple[str, ...] = ()
    each: Source | None = None
    say: str | None = None
    mark: Literal["bullet", "number", "box"] = "bullet"
    columns: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()
    most: int = Field(default=9, ge=1)
    blank: str | None = None
    lines: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _is_one_thing(self) -> Part:
        held = (self.text, self.items, self.say, self.row or self.rows, self.blank)
        if sum(bool(one) for one in held) != 1 or bool(self.each) != bool(self.say or self.row):
            raise ValueError("a part holds one of text, items, each with say, each with row, rows, blank")
        if any(len(row) != len(self.columns) for row in (*self.rows, *([self.row] if self.row else []))):
            raise ValueError("a row has as many cells as there are columns")
        if self.widths and len(self.widths) != len(self.columns):
            raise ValueError("there are as many widths as columns")
        return self

    def texts(self) -> Iterator[str]:
        """Yield all that it says."""
        yield from (text for text in (self.heading, self.text, self.say, self.blank) if text)
        yield from (*self.items, *self.columns, *self.row)
        yield from (cell for row in self.rows for cell in row)


class DraftKind(Entry):
    """A kind of draft: whole sentences in which a subject's words have their places.

    Attributes:
        kind: Its id, as it is asked for.
        says: What it holds, in one line.
        names: Its other names.
        public: Whether it leaves the house as it is: then no number of a reference stands in it, but on a page behind.
        makes: What it is called where a step of a topic says to make it; such a step is done with the draft.
        audience: Whose advice of the topic stands on the page behind it.
    """

    kind: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    says: str
    names: tuple[str, ...] = ()
    language: Literal["en", "es"] = "en"
    public: bool = False
    makes: tuple[str, ...] = ()
    audience: Angle | None = None
    body: tuple[Part, ...] = Field(min_length=2)


class Spoken(Entry):
    """How a topic is spoken of: ``name`` after "about", ``aim`` after "we will", ``gain`` after "so that".

    Attributes:
        vision: What a vision statement says in place of ``gain``.
        work: What a group is charged with, in place of ``aim``.
    """

    name: str
    aim: str
    gain: str
    vision: str | None = None
    work: str | None = None


class Grammar(Entry):
    """What turns advice to a leader into the school's own words.

    Attributes:
        imperatives: Words with which a sentence begins that tells somebody to do something.
        not_before: Words before which such a word is none.
        either: Words that are a thing or a quality as often.
        after_either: Words before which such a word tells somebody to do something.
        us_after: Words after which "you" becomes "us", and not "we".
    """

    imperatives: frozenset[str]
    not_before: frozenset[str]
    either: frozenset[str]
    after_either: frozenset[str]
    us_after: frozenset[str]


class Drafts(BaseModel):
    """The kinds of drafts, what to put into their blanks, and how topics are spoken of."""

    model_config = ConfigDict(frozen=True)

    kinds: tuple[DraftKind, ...]
    blanks: dict[str, str]
    subjects: dict[str, Spoken]
    spanish: dict[str, Spoken]
    grammar: Grammar

    def kind(self, words: str) -> DraftKind | None:
        """Return the kind that is called so: by its id, its title or another of its names."""
        called = _plain(words)
        for kind in self.kinds:
            if called in map(_plain, (kind.kind, kind.title, *kind.names)):
                return kind
        return None

    def names(self) -> list[str]:
        """Return the ids of the kinds, in order."""
        return [kind.kind for kind in self.kinds]


class _SubjectsFile(Entry):
    subjects: dict[str, Spoken]


class _BlanksFile(Entry):
    blanks: dict[str, str]


def read_drafts(corpus: Path, topics: Iterable[str] = ()) -> Drafts:
    """Read and check the kinds of drafts of a corpus.

    Args:
        corpus: The corpus folder.
        topics: The topics in scope; each must have its words where any is given.

    Raises:
        CorpusError: A file is missing or wrong; file, line, field and value are named.
    """
    folder = corpus / FOLDER
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise CorpusError(f"{folder}: no kinds of drafts; restore the corpus folder")
    words = folder / WORDS
    blanks = YamlFile(words / "blanks.yaml").parse(_BlanksFile).blanks
    seen: dict[str, str] = {}
    kinds = tuple(_kind(YamlFile(path), blanks, seen) for path in paths)
    known = tuple(topics)
    return Drafts(
        kinds=kinds,
        blanks=blanks,
        subjects=_subjects(YamlFile(words / "subjects.yaml"), known, every=True),
        spanish=_subjects(YamlFile(words / "spanish.yaml"), known, every=False),
        grammar=YamlFile(words / "grammar.yaml").parse(Grammar),
    )


def _kind(file: YamlFile, blanks: dict[str, str], seen: dict[str, str]) -> DraftKind:
    kind = file.parse(DraftKind)
    if kind.kind != file.path.stem:
        raise file.error(("kind",), f"{kind.kind!r} stands in {file.path.name}; give the file that name")
    for name in {_plain(name) for name in (kind.kind, kind.title, *kind.names)}:
        if name in seen:
            raise file.error(("names",), f"{name!r} is a name of {seen[name]!r} too; remove one")
        seen[name] = kind.kind
    for n, part in enumerate(kind.body):
        for text in part.texts():
            _check_text(file, ("body", n), text, part, blanks)
    return kind


def _check_text(file: YamlFile, loc: Loc, text: str, part: Part, blanks: dict[str, str]) -> None:
    valid = [*SLOTS, *(ITEM_SLOTS[part.each] if part.each else ())]
    for slot in IN_BRACES.findall(text):
        if slot not in valid:
            raise file.error(loc, f"no slot {slot!r}{nearest_to(slot, valid)}")
    for blank in IN_BRACKETS.findall(text):
        if blank not in blanks:
            raise file.error(loc, f"no blank {blank!r} in blanks.yaml{nearest_to(blank, list(blanks))}; add it there")


def _subjects(file: YamlFile, topics: tuple[str, ...], *, every: bool) -> dict[str, Spoken]:
    held = file.parse(_SubjectsFile).subjects
    if topics:
        for topic in held:
            if topic not in topics:
                raise file.error(("subjects", topic), f"no topic {topic!r}{nearest_to(topic, topics)}")
        missing = [topic for topic in topics if topic not in held]
        if every and missing:
            raise file.error(("subjects",), f"no words for the topic {missing[0]!r}; add its name, aim and gain")
    return held


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))

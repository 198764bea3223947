"""Kinds of drafts: the sentences of each, with slots for a subject, and how every topic is spoken of in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.errors import CorpusError
from assistant.knowledge.corpus.draft_words import AskingWords, Grammar, Matters, Post, Spoken
from assistant.knowledge.corpus.frameworks import Entry
from assistant.knowledge.corpus.topics import Angle
from assistant.knowledge.corpus.yaml_files import Loc, YamlFile, nearest_to

FOLDER, WORDS = "drafts", "words"
Slot = Literal[
    "subject",
    "Subject",
    "its",
    "gain",
    "Gain",
    "vision",
    "Vision",
    "school",
    "place",
    "students",
    "signer",
    "the_signer",
    "have_list",
    "why",
    "cost",
    "rule",
    "compare",
    "quote",
    "quote_lead",
    "post",
    "Post",
    "a_post",
    "post_for",
    "name_es",
    "gain_es",
    "signer_es",
]
Source = Literal[
    "steps",
    "look-fors",
    "members",
    "pitfalls",
    "haves",
    "evidence",
    "indicators",
    "rubric",
    "duties",
    "brings",
    "questions",
    "home",
    "staff-tips",
    "measures",
    "watch",
    "field-signs",
    "ask-staff",
    "ask-families",
    "ask-students",
    "field-rubric",
    "step-levels",
    "step-questions",
]
Condition = Literal[
    "event",
    "no-event",
    "decided",
    "open",
    "sure",
    "unsure",
    "product",
    "practice",
    "lessons",
    "elsewhere",
    "post",
    "no-post",
    "field",
    "no-field",
    "home",
    "steps",
    "no-steps",
    "group",
    "no-group",
    "older",
    "school-wide",
    "district-wide",
]
SLOTS: tuple[Slot, ...] = get_args(Slot)
SOURCES: tuple[Source, ...] = get_args(Source)
ITEM_SLOTS: dict[Source, tuple[str, ...]] = {
    "steps": ("do", "who", "when", "done"),
    "look-fors": ("sign",),
    "members": ("role", "reason"),
    "pitfalls": ("problem",),
    "haves": ("have",),
    "evidence": ("asks",),
    "indicators": ("asks",),
    "rubric": ("part", "not_yet", "started", "in_place", "thriving"),
    "duties": ("duty",),
    "brings": ("bring",),
    "questions": ("ask", "strong", "weak"),
    "home": ("tip",),
    "staff-tips": ("tip",),
    "measures": ("measure",),
    "watch": ("problem",),
    "field-signs": ("sign",),
    "ask-staff": ("statement",),
    "ask-families": ("statement",),
    "ask-students": ("statement",),
    "field-rubric": ("part", "not_yet", "started", "in_place", "thriving"),
    "step-levels": ("part", "not_yet", "started", "in_place", "thriving"),
    "step-questions": ("ask", "strong", "weak"),
}
WORD = re.compile(r"[\w-]+")
IN_BRACES = re.compile(r"\{(\w+)\}")
IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]")


class Part(Entry):
    """A part of a draft: a text, items, items made of the subject's, a table, a line to write on; under a heading.

    Attributes:
        when: What must all be so for it to stand: that something has happened, that the topic is surely meant, …
        each: What of the subject it has a line or a row for.
        say: The line for each.
        row: The cells for each, beside ``columns``.
        rows: Rows that stand as they are, beside ``columns``, above those for each.
        most: How many of them at most.
        blank: A label with room to write by hand.
    """

    heading: str | None = None
    when: tuple[Condition, ...] = ()
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
        about: The subject that it belongs to whatever it is about, as hiring is to interview questions: for subjects of
            which the frameworks hold nothing.
        audience: Whose advice of the topic stands on the page behind it.
    """

    kind: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    says: str
    names: tuple[str, ...] = ()
    language: Literal["en", "es"] = "en"
    public: bool = False
    makes: tuple[str, ...] = ()
    about: str | None = None
    audience: Angle | None = None
    body: tuple[Part, ...] = Field(min_length=2)

    def wants(self, source: Source) -> bool:
        """Tell whether a part is made of this."""
        return any(part.each == source for part in self.body)


class Drafts(BaseModel):
    """The kinds of drafts, what to put into their blanks, and how topics are spoken of."""

    model_config = ConfigDict(frozen=True)

    kinds: tuple[DraftKind, ...]
    blanks: dict[str, str]
    subjects: dict[str, Spoken]
    spanish: dict[str, Spoken]
    grammar: Grammar
    asking: AskingWords
    posts: tuple[Post, ...]
    fields: tuple[Matters, ...]
    ending: tuple[str, ...]
    ending_measures: tuple[str, ...]

    def field_of(self, words: str) -> Matters | None:
        """Return what is said of such a subject whatever a school has decided; None where nothing fits.

        Of something that is to be ended, it isn't said what to count and what goes wrong, but of ending things.
        """
        plain = f" {' '.join(re.findall(WORD, words.casefold()))} "
        found = next((one for one in self.fields if _stands(one.match, plain)), None)
        if found is None:
            return None
        home = found.home if not found.home_where or _stands(found.home_where, plain) else ()
        if _stands(self.asking.ending, plain):
            return found.model_copy(
                update={"home": (), "staff": (), "watch": self.ending, "measures": self.ending_measures}
            )
        return found.model_copy(update={"home": home})

    def post(self, name: str) -> Post:
        """Return what a post of that name is about; of one that isn't known, what fits any."""
        called = name.casefold()
        return next(post for post in self.posts if not post.match or any(word in called for word in post.match))

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


class _FieldsFile(Entry):
    ending: tuple[str, ...] = Field(min_length=1)
    ending_measures: tuple[str, ...] = Field(min_length=1)
    fields: tuple[Matters, ...] = Field(min_length=1)


class _PostsFile(Entry):
    posts: tuple[Post, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _last_fits_any(self) -> _PostsFile:
        if [post for post in self.posts if not post.match] != [self.posts[-1]]:
            raise ValueError("the last of the posts, and no other, has an empty match")
        return self


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
    fields = YamlFile(words / "fields.yaml").parse(_FieldsFile)
    return Drafts(
        kinds=kinds,
        blanks=blanks,
        subjects=_subjects(YamlFile(words / "subjects.yaml"), known, every=True),
        spanish=_subjects(YamlFile(words / "spanish.yaml"), known, every=False),
        grammar=YamlFile(words / "grammar.yaml").parse(Grammar),
        asking=YamlFile(words / "asking.yaml").parse(AskingWords),
        fields=fields.fields,
        ending=fields.ending,
        ending_measures=fields.ending_measures,
        posts=YamlFile(words / "posts.yaml").parse(_PostsFile).posts,
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


def _stands(words: Iterable[str], plain: str) -> bool:
    """Tell whether one of the words, or pairs of words, stands in a text between spaces."""
    return any(f" {word} " in plain for word in words)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))

"""The nouns of a conversation: question, passage, citation, claim, next step, answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Role = Literal["superintendent", "principal", "coach", "teacher-leader", "it", "board", "unknown"]
QuestionKind = Literal[
    "how-to",
    "what-is",
    "evidence",
    "who",
    "example",
    "compare",
    "list",
    "self-check",
    "draft",
    "plan",
    "workshop",
    "about",
    "off",
]
Aspect = Literal[
    "begin",
    "what",
    "why",
    "who",
    "when",
    "cost",
    "evidence",
    "own-facts",
    "example",
    "risk",
    "wording",
    "view",
    "rule",
    "compare",
]
Act = Literal[
    "ask",
    "aspect",
    "continue",
    "pick",
    "more",
    "shorter",
    "longer",
    "table",
    "list",
    "letter",
    "spanish",
    "revise",
    "disagree",
    "thanks",
    "greeting",
    "about",
]
ClaimKind = Literal["framework", "practice", "suggestion"]
Outcome = Literal["answered", "abstained"]
When = Literal["week", "month", "term", "year"]
Style = Literal["text", "bullets", "table", "steps"]

ROLES: tuple[Role, ...] = get_args(Role)
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
ACTS: tuple[Act, ...] = get_args(Act)
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
WHENS: tuple[When, ...] = get_args(When)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A published text: who says it, in which edition, and where it can be read."""

    title: str
    publisher: str
    edition: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text that can be cited, under the one identifier it carries.

    Attributes:
        id: ``framework/domain[/indicator[/marker]]``, ``case/name`` or ``local/file/n``.
        title: What a reader sees as its name.
        text: The passage itself, headed by its path of names.
        source: Where it comes from.
        indicators: The indicators it speaks of, best first (its own for framework text).
        place: Page or heading inside the source, where it has one.
        instructs: Whether it speaks to the assistant; then it can be found but is never quoted as practice.
    """

    id: str
    title: str
    text: str
    source: Source
    indicators: tuple[str, ...] = ()
    place: str | None = None
    instructs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One numbered reference of an answer; ``score`` lies between 0 and 1, higher is closer."""

    n: int
    id: str
    title: str
    source: Source
    passage: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement of an answer: its kind says whose it is, its citations carry or locate it."""

    text: str
    kind: ClaimKind
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """Something to do, by somebody, by some time, with the evidence that it is done."""

    do: str
    who: str
    when: When
    done: str
    competencies: tuple[str, ...] = ()
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an answer.

    Attributes:
        key: What the part is: ``opening``, ``steps``, ``frameworks``, ``who`` ...
        heading: The words above it, or None.
        style: How it is laid out; a section of ``steps`` shows the answer's next steps.
        claims: Its claims, as places in the answer's list; those of a table row by row, one a cell.
        rows: The rows of a table, the columns' names first; each begins with the row's name.
    """

    key: str
    heading: str | None
    style: Style
    claims: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReading:
    """Another way to read a question, to be picked by asking it."""

    question: str
    topic: str
    aspect: Aspect


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """How a question was read; where that is not certain, the next ways to read it."""

    question: str
    certain: bool
    others: tuple[OtherReading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """A place in the frameworks to go on from; it is no citation."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One earlier message of a conversation; an assistant's turn may say what it cited and what it was about."""

    role: Literal["user", "assistant"]
    content: str
    citations: tuple[str, ...] = ()
    kind: QuestionKind | None = None
    next_steps: tuple[str, ...] = ()
    topic: str | None = None
    aspect: Aspect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks, who they are, and what was said before."""

    text: str
    role: Role = "unknown"
    history: tuple[Turn, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the calls of a language model for one answer used.

    Attributes:
        model: The model that was asked, as the setting names it.
        version: The model that says it answered, or None where it doesn't say.
        tokens_in: Tokens read.
        tokens_out: Tokens written.
        counted: Whether tokens were counted here (cl100k), as the provider gave no numbers.
        cost: US dollars, or None where the price is unknown.
        first_token_ms: Time to the first text, or None where none came.
        total_ms: Time to the end.
    """

    model: str
    version: str | None
    tokens_in: int
    tokens_out: int
    counted: bool
    cost: float | None
    first_token_ms: float | None
    total_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What made an answer.

    Attributes:
        composer: ``extractive``, or the model whose words stand in it.
        index: The digest of the index generation.
        prompt: The names and the hash of the prompts that a model was given.
        usage: What a model used, also where its words were not taken.
        fell_back: Why a model that is set didn't write this answer, in a word; None where it did, or none was asked.
        removed: How many of its sentences went or lost a mark, by reason.
    """

    composer: str
    index: str
    prompt: str | None = None
    usage: Usage | None = None
    fell_back: str | None = None
    removed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that one question gives back; an abstention has no citations and no next steps.

    Attributes:
        answer: Markdown with ``[1]`` marks, next steps as a numbered list, references at the end.
        topic: The id of the topic that the answer is made from.
        aspect: The side of it that the answer opens with.
        act: What the turn did that this answers.
        timings_ms: Milliseconds spent in each stage of the path.
        passages: Texts that were retrieved for this question; every citation is one of them.
    """

    question: str
    standalone_question: str
    kind: QuestionKind
    outcome: Outcome
    answer: str
    provenance: Provenance
    id: str = ""
    reason: str | None = None
    premise: str | None = None
    nearest: tuple[Nearest, ...] = ()
    read_as: ReadAs | None = None
    topic: str | None = None
    aspect: Aspect | None = None
    act: Act = "ask"
    sections: tuple[Section, ...] = ()
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    follow_ups: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The first event of a stream: what the question was taken for, before a word is written.

    Attributes:
        standalone_question: The question with what it leaves out put back.
        kind: The kind of answer asked for.
        act: What the turn does.
        sought: Titles of the topics that the answer can be made from, best first.
    """

    standalone_question: str
    kind: QuestionKind
    act: Act
    sought: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """An event of a stream: the answer so far.

    Attributes:
        text: Markdown of what is checked, with ``[1]`` marks; its numbers hold once the answer is whole.
        draft: What a model has written since and nobody has checked yet, as plain text.
    """

    text: str
    draft: str = ""

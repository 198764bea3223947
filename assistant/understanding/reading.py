"""One immutable reading of a turn, made once before anything is searched, and handed down."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.answer import Act, Aspect, QuestionKind
from assistant.knowledge.corpus.topics import Angle
from assistant.knowledge.search.search import Seen, UnderWay
from assistant.understanding.language import Language
from assistant.understanding.naming import Mentions

# Kinds that are things to keep and change.
MAKES: frozenset[QuestionKind] = frozenset({"plan", "workshop"})
# Follow-ups that may change what was made; others ask about its subject.
CHANGING: frozenset[Act] = frozenset({"revise", "continue", "table", "list", "shorter", "longer", "more", "pick"})
# Acts that ask nothing of any subject.
SOCIAL: frozenset[Act] = frozenset({"thanks", "greeting", "about"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A workshop or plan that a conversation has made.

    Attributes:
        kind: Which of them it is.
        request: The words that it was asked for in.
        changes: What was asked of it since, oldest first.
    """

    kind: QuestionKind
    request: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """What a turn follows: the subject under way and the last answer on it.

    Attributes:
        subject: The question that the subject was brought with.
        next_steps: What the last answer told to do, in its order.
        citations: What it cited, best first.
        made: The workshop or plan that was made of the subject last.
    """

    subject: str
    topic: str | None = None
    aspect: Aspect | None = None
    kind: QuestionKind | None = None
    next_steps: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    made: Made | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a turn says and does.

    Attributes:
        said: Its words.
        language: The language that they are put in.
        reply_in: The language that the answer is wanted in.
        english: The same, its spelling mended, or glossed from Spanish.
        act: What it does.
        aspect: The side of the subject that is asked.
        aspects: Every aspect with its probability, the likeliest first.
        settings: The circumstances that it names, the likeliest first.
        kind: The kind of answer asked for.
        mentions: The names and codes in it.
        standalone: The question with what it leaves out put back.
        follows: What it goes on from; None where it stands by itself.
        points_at: The number of a step that it points at; -1 is the last.
        mark: The number of a citation that it points at.
        minutes: The length of a session that it names.
        seen: Its words as search sees them, what it goes on from before them.
        by_itself: Its words alone as search sees them.
        under_way: The subject under way as search sees it.
    """

    said: str
    language: Language
    reply_in: Language
    english: str
    act: Act
    aspect: Aspect
    kind: QuestionKind
    mentions: Mentions
    standalone: str
    seen: Seen
    by_itself: Seen
    aspects: tuple[tuple[Aspect, float], ...] = ()
    settings: tuple[Angle, ...] = ()
    follows: Follows | None = None
    points_at: int | None = None
    mark: int | None = None
    minutes: int | None = None
    under_way: UnderWay | None = field(default=None, repr=False)

"""Turns a question and what was said before into a standalone question, its kind, and the aspect it asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from assistant.answer import Question, QuestionKind, Turn
from assistant.answering.kinds import kind_of
from assistant.answering.turning import (
    ACCEPT,
    LONGER,
    NEW_SUBJECT,
    PICK_ONE,
    SHORTER,
    STEP,
    continues,
    matters,
)
from assistant.knowledge.search import Comparison
from assistant.knowledge.topics import Angle

Aspect: TypeAlias = Angle
Length = Literal["shorter", "longer"]


class SubjectSense(Protocol):
    """Judges how much of a subject of its own a text has."""

    def compare(self, said: str, before: str) -> Comparison:
        """Return what a second turn brings beside the first."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Standalone:
    """What is really asked.

    Attributes:
        text: The question with what it leaves out put back, as shown in the answer.
        subject: The question whose topic it is: an earlier one where this one continues it.
        said: The words of this turn alone, an announcement of a new subject cut off.
        aspect: The side of the topic that is asked about, where one is.
        step: The number of the earlier next step that is asked about.
        length: Whether a shorter or a longer answer is wanted.
        subject_weight: How much the subject weighs against what this turn adds to it, between 0 and 1.
        earlier: What the last answer cited, best first (only where this question continues it).
    """

    text: str
    subject: str
    said: str
    kind: QuestionKind
    continues: bool = False
    aspect: Aspect | None = None
    step: int | None = None
    length: Length | None = None
    subject_weight: float = 1.0
    earlier: tuple[str, ...] = ()


CONTINUES = 0.5
SUBJECT_WEIGHTS = (0.95, 0.9, 0.8, 0.7, 0.6)
_I = re.IGNORECASE
_ORDINALS = {
    w: n
    for n, ws in enumerate(
        (
            "one first 1st 1 primer",
            "two second 2nd 2 segundo",
            "three third 3rd 3 tercer",
            "four fourth 4th 4",
            "five fifth 5th 5",
        ),
        1,
    )
    for w in ws.split()
}
_SELF_CHECK = re.compile(r"[\s,;:–-]*\b(?:an? )?(?:quick )?self-?(?:check|assessment)(?:,? please)?\b\W*", _I)
_ASKED_FOR = re.compile(
    r"^.{0,80}?\b(?:plan|timeline|workshop|session|training|retreat|agenda|in-?service|pd)\b(?: (?:agenda|session|day|hour|outline|plan))*"
    r"(?: (?:for|with) (?:my|our|the|a|new)? ?(?:\w+ )?(?:teachers?|staff|faculty|principals?|coaches|leaders|team|board|cabinet|parents|families))?"
    r"\s+(?:for|on|about|to|around|covering|that covers|dealing with|that deals with|:)\s+",
    _I,
)

_ASPECTS: tuple[tuple[Aspect, re.Pattern[str]], ...] = (
    (
        "small-system",
        re.compile(
            r"\b(?:small(?:er)?|tiny|rural|remote|one-school|single-school|few staff|short-?staffed|peque[nñ]\w+)\b", _I
        ),
    ),
    (
        "board",
        re.compile(r"\b(?:board(?: members?| of education)?|trustees|school committee|junta|consejo escolar)\b", _I),
    ),
    (
        "money",
        re.compile(
            r"\b(?:money|budgets?|costs?|fund(?:s|ing|ed)?|afford\w*|cheap|free|expensive|pay for|no extra|dollars|presupuesto|dinero|cuesta)\b",
            _I,
        ),
    ),
    ("families", re.compile(r"\b(?:famil(?:y|ies)|parents?|caregivers?|guardians?|pta|pto|padres|familias)\b", _I)),
    (
        "staff",
        re.compile(
            r"\b(?:staff|teachers?|faculty|union|resist\w*|reluctan\w+|hesitan\w+|push ?back|skeptic\w*|buy-?in|veteran|maestros|docentes)\b",
            _I,
        ),
    ),
    (
        "students",
        re.compile(
            r"\b(?:students?|kids|learners?|pupils|children|elementary|middle school|high school|kindergart\w+|estudiantes|alumnos)\b",
            _I,
        ),
    ),
    (
        "first-week",
        re.compile(r"\b(?:first (?:week|month|thing|days?)|monday|this week|tomorrow|right now|quick win|today)\b", _I),
    ),
    (
        "it",
        re.compile(
            r"\b(?:it (?:department|director|staff|team)|tech(?:nology)? (?:director|department|team|staff)|network)\b",
            re.NOFLAG,
        ),
    ),
    ("coach", re.compile(r"\b(?:coach(?:es)?|coaching)\b", _I)),
    ("superintendent", re.compile(r"\b(?:superintendents?|cabinet|central office)\b", _I)),
    ("principal", re.compile(r"\b(?:principals?|assistant principals?|building leaders?)\b", _I)),
)


def resolve(question: Question, sense: SubjectSense) -> Standalone:
    """Return the standalone form of a question.

    A question continues the conversation where its words point back (what about, it, the second step, yes please)
    or where it has too little of a subject of its own; an announced or plainly different subject drops what was said.
    """
    announced = NEW_SUBJECT.match(question.text)
    said = question.text[announced.end() :].strip() if announced else question.text.strip()
    if not said:
        said, announced = question.text.strip(), None
    subject = None if announced else _subject_of(question.history, sense)
    kind = kind_of(said)
    if subject is None or kind == "about" or not _continues(said, subject, sense):
        return Standalone(text=said, subject=matter_of(said, kind), said=said, kind=kind)
    aspect = next((name for name, cue in _ASPECTS if cue.search(said)), None)
    return Standalone(
        text=_joined(subject, said),
        subject=subject,
        said=said,
        kind=_kind_of_follow_up(said, kind, question.history, aspect),
        continues=True,
        aspect=aspect,
        step=_step_asked(said, question.history),
        length="shorter" if SHORTER.search(said) else "longer" if LONGER.search(said) else None,
        subject_weight=SUBJECT_WEIGHTS[min(len(matters(said)), len(SUBJECT_WEIGHTS) - 1)],
        earlier=_last_citations(question.history),
    )


def matter_of(text: str, kind: QuestionKind) -> str:
    """Return what a plan or a workshop is asked for: the request without "give me a 90-day plan for"."""
    if kind == "self-check":
        text = _SELF_CHECK.sub("", text).strip() or text
    asked_for = _ASKED_FOR.match(text) if kind in {"plan", "workshop"} else None
    matter = text[asked_for.end() :].strip(" .?!") if asked_for else ""
    return matter if matters(matter) else text


def _continues(said: str, subject: str, sense: SubjectSense) -> bool:
    return continues(said, sense.compare(said, subject)) >= CONTINUES


def _subject_of(history: Sequence[Turn], sense: SubjectSense) -> str | None:
    """Return the last question of the history that stands by itself."""
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    while asked:
        last = asked.pop()
        announced = NEW_SUBJECT.match(last)
        said = last[announced.end() :].strip() if announced else last.strip()
        if not said or kind_of(said) == "about":
            continue
        if announced or not asked or not _continues(said, asked[-1], sense):
            return said
    return None


def _kind_of_follow_up(said: str, kind: QuestionKind, history: Sequence[Turn], aspect: Aspect | None) -> QuestionKind:
    bare = ACCEPT.match(said) or SHORTER.search(said) or LONGER.search(said)
    if (bare or kind == "how-to") and aspect is None:
        last = next((turn.kind for turn in reversed(history) if turn.role == "assistant" and turn.kind), None)
        if bare and last and last not in {"about", "off"}:
            return last
    return kind


def _step_asked(said: str, history: Sequence[Turn]) -> int | None:
    match = STEP.search(said)
    if not match:
        return 1 if PICK_ONE.search(said) else None
    word = (match["n"] or match["o"] or "").lower()
    if word == "last":
        steps = next((turn.next_steps for turn in reversed(history) if turn.role == "assistant"), ())
        return len(steps) or None
    return _ORDINALS.get(word)


def _last_citations(history: Sequence[Turn]) -> tuple[str, ...]:
    return next((turn.citations for turn in reversed(history) if turn.role == "assistant"), ())


def _joined(subject: str, said: str) -> str:
    return f"{subject.rstrip(' .?!')} – {said}"

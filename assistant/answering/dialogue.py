"""Turns a question and what was said before into a standalone question, its kind, and the aspect it asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.answer import Question, QuestionKind, Turn
from assistant.answering.kinds import kind_of
from assistant.knowledge.words import terms

Aspect = Literal[
    "board",
    "small-system",
    "staff",
    "families",
    "money",
    "students",
    "coach",
    "it",
    "superintendent",
    "principal",
    "teacher-leader",
    "first-week",
]
Length = Literal["shorter", "longer"]


class SubjectSense(Protocol):
    """Judges how much of a subject of its own a text has."""

    def subject(self, text: str) -> float:
        """Return between 0 (none: "what about it?") and 1 (a known question)."""
        ...  # pragma: no cover

    def kinship(self, text: str, other: str) -> float:
        """Return between 0 and 1 how much two texts bring the same topic."""
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
        after: What was asked before, where this question stands by itself and announces no new subject.
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
    after: str = ""


OWN_SUBJECT = 0.8
NO_SUBJECT = 0.42
KIN = 0.2
SUBJECT_WEIGHTS = (0.9, 0.75, 0.55, 0.35, 0.25)
_I = re.IGNORECASE
_OF_ANY_FOLLOW_UP = frozenset(
    terms(
        "example give cost money pay budget long take first second third next last thing step point work know look help explain present "
        "go goes going wrong often matter framework say says monday week month year time minute hour day twenty ten thirty happen union student "
        "teacher staff parent family board superintendent principal coach people kid kids child high middle elementary charter school schools "
        "small rural large district object show nobody everybody someone meeting agenda pitfall tell more detail details short shorter long "
        "longer simple summary summarize template start begin do make get want need use try tried year part apply better best good bad way "
        "mean kind sort many much big idea done sure okay yes please thanks great really also even still only else enough number answer "
        "question plan steps sign signs evidence measure order prioritize priority possible exactly usually already instead resist push back "
        "push skeptic buy quick ok hmm fast deadline fizzle fail failed fit look like anyone anything something"
    )
)
_NEW_SUBJECT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks?(?: you)?|great|got it|perfect|good|alright|all right|fine)\b[\s,.!-]*)*"
    r"(?:(?:and )?now (?:for |to )?(?:something|a question) (?:completely |entirely |totally )?(?:different|else|new)"
    r"|(?:on )?(?:a|an|one|my|another) (?:completely |totally |entirely |whole )?(?:new|different|other|another|separate|unrelated|next) (?:question|topic|subject|note|matter|thing|issue)"
    r"|(?:on )?another (?:question|topic|subject|note|matter|thing|issue)|(?:new|different|separate|next|unrelated) (?:question|topic|subject|thing)"
    r"|(?:let'?s )?(?:leave|drop|forget|park|set aside|put aside|never ?mind) (?:that|this|it|the above)(?: (?:aside|alone|there))?(?: for (?:now|today|the moment))?"
    r"|enough (?:of|about|on) (?:that|this|it)|on a(?:nother| different) (?:note|front)|olvida eso|dejemos eso"
    r"|changing (?:the )?(?:subject|topic|gears)|change of (?:subject|topic)|(?:switching|shifting|let'?s (?:switch|shift|change)) (?:gears|topics?|subjects?|(?:the )?(?:topic|subject))"
    r"|let'?s (?:move on|talk about something else)|moving on|unrelated(?:ly)?|separately|by the way|otra (?:pregunta|cosa)|cambiando de tema)"
    r"(?:\s+(?:then|now|please|for you|though|entirely))?[\s,:;.!—–-]*",
    _I,
)
_ACCEPT = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|sure|ok(?:ay)?|please|please do|go on|go ahead|continue|sounds good|that would help|do it|absolutely|of course|right"
    r"|tell me more|say more|more(?: please)?|keep going|and then|what else|anything else|s[ií]|claro|contin[uú]a|dime m[aá]s)"
    r"(?:[\s,]+(?:please|thanks?|thank you|do|go on|go ahead|tell me more|say more|continue|that would (?:be )?(?:help(?:ful)?|great)|i(?:'d| would) like that|por favor|m[aá]s))*\W*$",
    _I,
)
_SHORTER = re.compile(
    r"\b(?:short(?:er|en)|brief(?:er|ly)?|summar\w+|in (?:one|two|a few) (?:sentences?|words|lines?)|tl;?dr|simpl(?:er|ify)|plain (?:words|english|language)|too long|condense|boil (?:it|that|this) down|m[aá]s corto|resum\w+)\b",
    _I,
)
_LONGER = re.compile(
    r"\b(?:longer|more detail(?:s|ed)?|in (?:more )?detail|elaborate|expand|deeper|go into|m[aá]s detalle)\b", _I
)
_STEP = re.compile(
    r"\b(?:(?:step|point|number|item|action|idea|part|paso|#)\s*(?:number\s*|no\.?\s*)?(?P<n>[1-5]|one|two|three|four|five)\b"
    r"|(?:the |that |your |el )?(?P<o>first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th|primer|segundo|tercer)\s+(?:one|step|point|item|action|idea|suggestion|bullet|part|paso))",
    _I,
)
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
_WHAT_ABOUT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks?|great|got it|and|but|so|hmm|yes|well|right)\b[\s,.!-]*)*(?:what|how) about\b|^\W*(?:and|but) (?:what|how|who|when|where|why|if|for|with|in|the|our|my|would|does|do|is|are|can|should|at)\b|^\W*(?:¿)?y (?:qu[eé]|c[oó]mo|si|para|en|qui[eé]n|los|las|el|la)\b|^\W*qu[eé] (?:pasa|hay) con\b",
    _I,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|that|those|this|these|there|such|the (?:same|above|latter|former|group|team|committee|task force|plan|policy|process|steps?|idea|approach|answer|work|meeting|pilot|survey|charter|document|statement|program|policy|rollout)|eso|esto|ello)\b",
    _I,
)
_OWN_ANTECEDENT = re.compile(
    r"\b(?:it|that|this|there) (?:is|was|'s|seems|takes|would be|will be) (?:\w+ ){0,3}(?:that|to|when|how|if|a|an|the|no)\b|\bis it\b|\b(?:so|such|think|know|say|believe|feel|ensure|sure|certain|show|mean|means|fact|way|ways|tools?|people|students|teachers|leaders|schools?|those|data|and) that\b|\bthose (?:who|with|in|dependent|behind)\b|\bthis (?:year|week|month|summer|fall|spring|school year|semester)\b",
    _I,
)

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
    announced = _NEW_SUBJECT.match(question.text)
    said = question.text[announced.end() :].strip() if announced else question.text.strip()
    if not said:
        said, announced = question.text.strip(), None
    subject = None if announced else _subject_of(question.history, sense)
    kind = kind_of(said)
    if subject is None or kind == "about" or not _continues(said, subject, sense):
        return Standalone(text=said, subject=matter_of(said, kind), said=said, kind=kind, after=subject or "")
    aspect = next((name for name, cue in _ASPECTS if cue.search(said)), None)
    return Standalone(
        text=_joined(subject, said),
        subject=subject,
        said=said,
        kind=_kind_of_follow_up(said, kind, question.history, aspect),
        continues=True,
        aspect=aspect,
        step=_step_asked(said, question.history),
        length="shorter" if _SHORTER.search(said) else "longer" if _LONGER.search(said) else None,
        subject_weight=SUBJECT_WEIGHTS[min(len(_matters(said)), len(SUBJECT_WEIGHTS) - 1)],
        earlier=_last_citations(question.history),
    )


def matter_of(text: str, kind: QuestionKind) -> str:
    """Return what a plan or a workshop is asked for: the request without "give me a 90-day plan for"."""
    asked_for = _ASKED_FOR.match(text) if kind in {"plan", "workshop"} else None
    matter = text[asked_for.end() :].strip(" .?!") if asked_for else ""
    return matter if _matters(matter) else text


def points_back(text: str) -> bool:
    """Tell whether a text by its words alone leans on what was said before.

    A word such as "it" that follows matters named in the same text speaks of those.
    """
    if _ACCEPT.match(text) or _STEP.search(text):
        return True
    if len(text.split()) <= 9 and (_SHORTER.search(text) or _LONGER.search(text)):
        return True
    bare = _OWN_ANTECEDENT.sub(" ", text)
    pointer = _POINTS_BACK.search(bare)
    return bool(pointer and len(_matters(bare[: pointer.start()])) < 2)


def _continues(said: str, subject: str, sense: SubjectSense) -> bool:
    if _ACCEPT.match(said) or _STEP.search(said):
        return True
    matters = len(_matters(said))
    if matters == 0:
        return True
    own = sense.subject(said)
    if _WHAT_ABOUT.match(said) or points_back(said):
        return own < OWN_SUBJECT or matters <= 1 or sense.kinship(said, subject) >= KIN
    return own < NO_SUBJECT and matters <= 2


def _matters(text: str) -> list[str]:
    """Return the words that name a matter, those left out that any follow-up may use."""
    return [term for term in terms(text) if term not in _OF_ANY_FOLLOW_UP and not term.isdigit()]


def _subject_of(history: Sequence[Turn], sense: SubjectSense) -> str | None:
    """Return the last question of the history that stands by itself."""
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    while asked:
        last = asked.pop()
        announced = _NEW_SUBJECT.match(last)
        said = last[announced.end() :].strip() if announced else last.strip()
        if not said or kind_of(said) == "about":
            continue
        if announced or not asked or not _continues(said, asked[-1], sense):
            return said
    return None


def _kind_of_follow_up(said: str, kind: QuestionKind, history: Sequence[Turn], aspect: Aspect | None) -> QuestionKind:
    bare = _ACCEPT.match(said) or _SHORTER.search(said) or _LONGER.search(said)
    if (bare or kind == "how-to") and aspect is None:
        last = next((turn.kind for turn in reversed(history) if turn.role == "assistant" and turn.kind), None)
        if bare and last and last not in {"about", "off"}:
            return last
    return kind


def _step_asked(said: str, history: Sequence[Turn]) -> int | None:
    match = _STEP.search(said)
    if not match:
        return None
    word = (match["n"] or match["o"] or "").lower()
    if word == "last":
        steps = next((turn.next_steps for turn in reversed(history) if turn.role == "assistant"), ())
        return len(steps) or None
    return _ORDINALS.get(word)


def _last_citations(history: Sequence[Turn]) -> tuple[str, ...]:
    return next((turn.citations for turn in reversed(history) if turn.role == "assistant"), ())


def _joined(subject: str, said: str) -> str:
    return f"{subject.rstrip(' .?!')} – {said}"

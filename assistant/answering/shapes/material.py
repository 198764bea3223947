"""What every shape composes from: the reading, the topic, the evidence, and the parts that several shapes share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Aspect, Role
from assistant.answering.draft import Section, Statement, Step
from assistant.answering.evidence import Evidence
from assistant.answering.likeliest import Likely
from assistant.answering.reading_words import SIDE_LABELS
from assistant.knowledge.corpus.frameworks import Domain, Frameworks, Indicator, Marker, indicator_of
from assistant.knowledge.corpus.topics import Angle, SuggestedStep, Topic
from assistant.practice.kit import Means
from assistant.rendering.phrasing import capital
from assistant.understanding.reading import Reading

MOST_FRAMEWORK_LINES = 2
MOST_SERVED = 5
OWN_RECORDS = "I can't see your own records; this is how to find out."
NO_CASE = "Our sources hold no documented case of this; here is what a good one would show."
NOTHING_ON_THAT = "I have nothing on that in particular; what most often goes wrong here may help all the same."
CANNOT_REWORD = (
    "To reword a text takes a language model, and none is set up here; these are the words to change by hand."
)
SAID_ALREADY = "I said above what I have on that; here is what I left out."
DOUBTED = "A fair doubt; what most often goes wrong here, and how to avoid it, is this."
TO_ADAPT = "Words to adapt; names, numbers and dates in them are examples."
IN_SPANISH = {
    OWN_RECORDS: "No veo sus registros; así puede averiguarlo.",
    NOTHING_ON_THAT: "No tengo nada sobre eso en particular; puede servirle lo que más suele salir mal aquí.",
    CANNOT_REWORD: "Reescribir un texto requiere un modelo de lenguaje y aquí no hay ninguno; estas son las palabras.",
    SAID_ALREADY: "Lo que tengo sobre eso ya está arriba; sigue lo que faltaba.",
    DOUBTED: "Es una duda razonable; lo que más suele salir mal aquí, y cómo evitarlo, es esto.",
    TO_ADAPT: "Palabras para adaptar; los nombres, números y fechas son ejemplos.",
    NO_CASE: "Nuestras fuentes no tienen un caso documentado de esto; así se vería uno bueno.",
}
# The side of a topic that a role is told of, or the one that comes nearest to it.
ROLE_ANGLES: dict[Role, tuple[Angle, ...]] = {
    "board": ("board",),
    "coach": ("coach", "staff"),
    "it": ("it",),
    "superintendent": ("superintendent", "board"),
    "principal": ("principal", "staff"),
    "teacher-leader": ("teacher-leader", "staff"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a shape composes from.

    Attributes:
        topic_in_english: The topic whose coaching is given, in English; made things are made of it.
        means: What a workshop or a plan is made with.
    """

    reading: Reading
    role: Role
    evidence: Evidence
    frameworks: Frameworks
    topic_in_english: Topic
    means: Means

    @property
    def topic(self) -> Topic:
        """The topic whose coaching is given."""
        return self.evidence.topic

    @property
    def in_spanish(self) -> bool:
        """Whether the topic's words are Spanish."""
        return self.reading.reply_in == "spanish" and self.topic.spanish is not None

    @property
    def lead(self) -> str:
        """The identifier that leads the answer."""
        return self.evidence.order[0]

    def suggestion(self, text: str, *cites: str) -> Statement:
        """Return a suggestion of ours, tied to the leading identifier unless others are named."""
        return Statement(text=sentence(text), kind="suggestion", cites=cites or (self.lead,))


def opening(m: Material, aspect: Aspect, before: str = "") -> Section:
    """Return what opens the answer: to the side that is asked, in the setting asked for, and to the readings beside.

    Args:
        m: The material.
        aspect: The side that is asked; where the topic has no words for it, the gist opens.
        before: A sentence to put first.
    """
    before = IN_SPANISH.get(before, before) if m.in_spanish else before
    defined = m.evidence.definition if aspect == "what" else None
    said = defined or f"{before} {m.topic.openings.get(aspect, m.topic.gist)}".strip()
    served = m.evidence.order[:MOST_SERVED]
    return Section(key="opening", style="text", statements=(m.suggestion(said, *served), *brought(m, aspect)))


def brought(m: Material, aspect: Aspect) -> tuple[Statement, ...]:
    """Return what answers the circumstance that a turn names, and the readings beside the one that opens."""
    in_setting = [m.suggestion(text) for text in _in_setting(m)[:1]]
    others = [m.suggestion(_beside(m, aspect, other), *_led_by(m, other.topic)) for other in m.evidence.beside]
    return (*in_setting, *others)


def _beside(m: Material, aspect: Aspect, other: Likely) -> str:
    """Return what a reading beside opens with, behind the words for what it reads otherwise."""
    on = "Sobre" if m.in_spanish else "On"
    topic = f"{on} “{other.topic.title}”" if other.topic.id != m.topic.id else ""
    side = SIDE_LABELS[other.aspect] if other.aspect != aspect and not m.in_spanish else ""
    named = ", ".join(words for words in (topic, lowered(side) if topic else side) if words)
    return sentence(f"{named}: {other.opening}" if named else other.opening)


def _in_setting(m: Material) -> list[str]:
    """Return what the topic says for the circumstances that the turn names."""
    return [m.topic.angles[angle] for angle in m.reading.settings if angle in m.topic.angles]


def _led_by(m: Material, topic: Topic) -> tuple[str, ...]:
    """Return the first identifier of a topic that the answer cites."""
    cited = {indicator_of(i): i for i in reversed((*m.evidence.order, *m.evidence.more))}
    return tuple(cited[indicator_of(label)] for label in topic.lead if indicator_of(label) in cited)[:1]


def steps(m: Material, *, most: int, chosen: Sequence[SuggestedStep] | None = None) -> Section:
    """Return next steps: those chosen, or the topic's first ones, in turn with those of a second topic."""
    if chosen is None:
        own = m.topic.next_steps
        second = next((one.topic.next_steps for one in m.evidence.beside if one.topic.id != m.topic.id), ())
        chosen = [s for pair in zip(own, [*second, *[None] * len(own)], strict=False) for s in pair if s is not None]
    return Section(key="steps", style="steps", steps=tuple(step_of(m, step) for step in chosen[:most]))


def step_of(m: Material, step: SuggestedStep) -> Step:
    """Return a next step, tied to the leading identifier where what it serves is not among the evidence."""
    serves = step.serves if step.serves in m.evidence.retrieved.passages else m.lead
    return Step(
        do=step.do, who=step.who, when=step.when, done=sentence(step.done), competencies=step.builds, cites=(serves,)
    )


def frameworks_say(
    m: Material, *, full: bool = False, skip: int = 0, beside_of: Section | None = None
) -> Section | None:
    """Return at most two lines of the frameworks: what leads the answer, and what its first step serves.

    An identifier of which the sources give the name alone has none, unless no other has one.

    Args:
        m: The material.
        full: Whether all is said that the framework says.
        skip: How many of the first are left out.
        beside_of: A section of which the same answer says the evidence asked for; its identifiers are left out.
    """
    said = {identifier for one in (beside_of.statements if beside_of else ()) for identifier in one.cites}
    served = {step.serves for step in m.topic.next_steps[:2]}
    called = m.evidence.order[: m.evidence.named]
    told = [i for i in m.evidence.order if brief(m, i) or i in called] or [m.lead]
    own = framework_id(m.lead)
    beside = sorted((i for i in told if i != m.lead), key=lambda i: (framework_id(i) == own, i not in served))
    first = [m.lead] if m.lead in told else []
    left = [identifier for identifier in (*first, *beside) if identifier not in said]
    chosen = left[skip:][: MOST_FRAMEWORK_LINES - skip]
    if not chosen:
        return None
    say = full_statement if full else statement
    return Section(key="frameworks", style="bullets", statements=tuple(say(m, i) for i in chosen))


def evidence_asked(m: Material, *, most: int) -> Section | None:
    """Return the artefacts that the cited indicators ask for."""
    named = m.evidence.order[: m.evidence.named] if m.evidence.named else m.evidence.order[:3]
    said = [
        Statement(text=f"{name(m, identifier)}: {lowered(artefact)}.", kind="framework", cites=(identifier,))
        for identifier in named
        for artefact in getattr(m.frameworks.entries[identifier], "evidence", ())[:2]
    ]
    return Section(key="evidence", style="bullets", statements=tuple(said[:most])) if said else None


def bullets(m: Material, key: str, lines: Sequence[str]) -> Section | None:
    """Return lines of ours as a list, or None where there are none."""
    if not lines:
        return None
    return Section(key=key, style="bullets", statements=tuple(m.suggestion(line) for line in lines))


def for_role(m: Material) -> Section | None:
    """Return what the topic says for the asker's role, unless the setting says it already."""
    told = [angle for angle in ROLE_ANGLES.get(m.role, ()) if angle in m.topic.angles]
    if not told or told[0] in m.reading.settings:
        return None
    return Section(key="role", style="text", statements=(m.suggestion(m.topic.angles[told[0]]),))


def practice(m: Material, *, most: int = 1) -> Section | None:
    """Return facts of the topic's documented case."""
    if m.evidence.case is None:
        return None
    case_id, facts = m.evidence.case
    said = tuple(Statement(text=fact, kind="practice", cites=(case_id,)) for fact in facts[:most])
    return Section(key="practice", style="bullets", statements=said) if said else None


def name(m: Material, identifier: str) -> str:
    """Return how a claim names an entry: without the label in parentheses, a shared name with its indicator's."""
    entry = m.frameworks.entries[identifier]
    return m.frameworks.title(identifier) if isinstance(entry, Marker) else entry.name.split(" ·", 1)[0]


def statement(m: Material, identifier: str) -> Statement:
    """Return what a framework says of an identifier in one line, and no more than our sources carry."""
    said, named = brief(m, identifier), name(m, identifier)
    domain = m.frameworks.domain_of(identifier)
    text = f"{named} {said}." if said else f"{named} is part of {domain.name}, whose scope is {domain.brief}."
    return Statement(text=text, kind="framework", cites=(identifier,))


def full_statement(m: Material, identifier: str) -> Statement:
    """Return all that a framework says of an identifier."""
    entry = m.frameworks.entries[identifier]
    if not isinstance(entry, Indicator | Marker | Domain) or entry.summary is None:
        return statement(m, identifier)
    framework, named = m.frameworks.framework_of(identifier).short, name(m, identifier)
    where = named if framework in named else f"{named} ({framework})"
    return Statement(text=f"{where}: {entry.summary}", kind="framework", cites=(identifier,))


def brief(m: Material, identifier: str) -> str | None:
    """Return what an entry asks for in one line, or None where the sources are silent."""
    return getattr(m.frameworks.entries[identifier], "brief", None)


def framework_id(identifier: str) -> str:
    """Return the framework of an identifier."""
    return identifier.split("/", 1)[0]


def sentence(text: str) -> str:
    """Return a line as a sentence: a capital first, a full stop last."""
    ended = text if text.rstrip("\"”'’)").endswith((".", "!", "?", "…")) else f"{text}."
    return capital(ended)


def lowered(text: str) -> str:
    """Lower a line's first letter, but not that of an acronym or the word I."""
    if len(text) > 1 and (text[1].isupper() or text.startswith(("I ", "I'", "I’"))):
        return text
    return text[:1].lower() + text[1:]

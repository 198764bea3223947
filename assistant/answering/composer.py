"""Composes an answer from evidence without a language model: each side and each act has its own shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.answer import Aspect, Role
from assistant.answering.composing import Composed, Task
from assistant.answering.draft import Draft, Section, cites_of
from assistant.answering.evidence import Evidence
from assistant.answering.quoting import own_documents_say
from assistant.answering.shapes.acts import ACTS, Shape, left_out
from assistant.answering.shapes.crosswalk import frameworks_compared, indicators_compared
from assistant.answering.shapes.material import Material
from assistant.answering.shapes.sides import SIDES
from assistant.answering.shapes.thing import Sections, thing
from assistant.knowledge.corpus.frameworks import Framework, Frameworks
from assistant.practice.kit import Means
from assistant.understanding.reading import Reading

MOST_FOLLOW_UPS = 3
QUOTED_WORDS = 30
_SIDES_NEXT: dict[Aspect, str] = {
    "who": "Who should be involved?",
    "evidence": "How would we know it works?",
    "risk": "What could go wrong?",
    "begin": "How do we begin?",
}


class Extractive:
    """The composer that needs no language model: it puts together what topics and frameworks say."""

    def compose(self, task: Task) -> Iterator[Composed]:
        """Yield the whole draft."""
        draft = compose(task.reading, task.question.role, task.evidence, task.frameworks, task.means)
        yield Composed(draft=draft, sources={p.id: p for p in task.passages if p.id in draft.brings})


def compose(reading: Reading, role: Role, evidence: Evidence, frameworks: Frameworks, means: Means) -> Draft:
    """Return the draft of an answer to a question that the frameworks cover."""
    in_english = evidence.topic
    if reading.reply_in == "spanish":
        evidence = _told_in_spanish(evidence)
    m = Material(
        reading=reading, role=role, evidence=evidence, frameworks=frameworks, means=means, topic_in_english=in_english
    )
    made = thing(m)
    first = tuple(passage.id for passage in evidence.local if evidence.own_leads)
    return Draft(
        sections=tuple(_sections(m, made.sections if made else _said(m))),
        order=(*first, *evidence.order, *evidence.more),
        follow_ups=(made.follow_ups if made else ()) or _to_go_on(m),
        in_spanish=m.in_spanish and made is None,
        makes=made.kind if made else None,
        asks_back=made is not None and made.asks_back,
        brings=frozenset(cites_of(made.sections if made else ())),
        opens_in_spanish=evidence.definition is not None and reading.reply_in == "spanish",
    )


def _told_in_spanish(evidence: Evidence) -> Evidence:
    """Return evidence whose topics speak Spanish; a reading beside that can't is left unsaid."""
    able = (one for one in evidence.beside if one.topic.spanish is not None)
    beside = tuple(replace(one, topic=one.topic.told_in_spanish()) for one in able)
    return replace(evidence, topic=evidence.topic.told_in_spanish(), beside=beside)


def _sections(m: Material, said: Sections) -> list[Section]:
    """Return the sections, with what own documents say before or behind them."""
    told = [section for section in said if section is not None]
    if not m.evidence.local or (m.reading.act in ACTS and m.reading.act != "continue"):
        return told
    own = own_documents_say(m.evidence.local, m.reading.seen.text, QUOTED_WORDS)
    return [own, *told] if m.evidence.own_leads else [*told, own]


def _said(m: Material) -> list[Section | None]:
    named = m.reading.mentions.known
    held = [i for i in named if isinstance(m.frameworks.entries[i], Framework)]
    called = [i for i in named if i in m.frameworks.indicators]
    if m.reading.aspect == "compare" and len(held) >= 2:
        return frameworks_compared(m, held)
    if m.reading.aspect == "compare" and len(called) >= 2:
        return indicators_compared(m, called)
    return _shape(m)(m)


def _shape(m: Material) -> Shape:
    """Return what the answer is made by; another side that comes to the one just answered gets what was left out."""
    reading, follows = m.reading, m.reading.follows
    if follows and reading.act == "aspect" and (follows.topic, follows.aspect) == (m.topic.id, reading.aspect):
        return left_out
    return ACTS[reading.act] if reading.act in ACTS else SIDES[reading.aspect]


def _to_go_on(m: Material) -> tuple[str, ...]:
    """Return up to three questions to go on with, other than the one just answered."""
    sides = [said for side, said in _SIDES_NEXT.items() if side != m.reading.aspect]
    beside = ["How do I explain it to my board?"] if "board" in m.topic.angles and m.role != "board" else []
    return tuple([*sides[:2], *beside, *sides[2:]][:MOST_FOLLOW_UPS])

"""Gathers what an answer can rest on: its topic, the identifiers to cite in order, and the passages retrieved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Passage
from assistant.answering.citations import Retrieved
from assistant.knowledge.frameworks import indicator_of
from assistant.knowledge.search import Found
from assistant.knowledge.topics import Topic

MOST_INDICATORS = 6
WEAKEST = 0.22
TOPICS_HEARD = 3
WEAKEST_TOPIC = 0.12
LOCAL_CLOSE_ENOUGH = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one question found, ready to compose from.

    Attributes:
        topic: The topic that fits best; its coaching shapes the answer.
        second: The topic of the other half of a question that asks two things.
        order: Identifiers to cite, the leading one first; at most one per indicator.
        named: How many of them, at the front, the question calls by name.
        more: Further identifiers of the topic that may be cited (a second marker of one indicator, cases).
        case: The case of practice that the topic shows, with its facts, the one that fits the question best first.
        local: The nearest passages of own documents, but for those that carry instructions.
        retrieved: All passages retrieved for this answer; nothing else can be cited.
    """

    topic: Topic
    second: Topic | None = None
    order: tuple[str, ...]
    named: int
    more: tuple[str, ...]
    case: tuple[str, tuple[str, ...]] | None
    local: tuple[Passage, ...]
    retrieved: Retrieved


def gather(
    found: Found, passages: Sequence[Passage], named: Sequence[str] = (), second: Topic | None = None
) -> Evidence:
    """Return the evidence for a question from what search found.

    Args:
        found: At least one topic and one indicator.
        passages: All passages of the same index.
        named: Identifiers that the question calls by name; indicators and markers among them lead.
        second: The topic of the other half of a question that asks two things; what it leads with comes second.
    """
    topic = found.topics[0][0]
    heard = [t for t, share in found.topics[:TOPICS_HEARD] if share >= WEAKEST_TOPIC] or [topic]
    best = found.indicators[0][1]
    ranked = [i for i, score in found.indicators[:MOST_INDICATORS] if score >= WEAKEST * best]
    called = [identifier for identifier in named if identifier.count("/") >= 2 and not identifier.startswith("case/")]
    if second is not None and not called:
        other = indicator_of(second.lead[0])
        ranked = [ranked[0], *([other] if other != ranked[0] else []), *(i for i in ranked[1:] if i != other)]
        heard = [topic, second, *(t for t in heard if t not in (topic, second))]
    spoken_of = {indicator_of(identifier) for identifier in called}
    order = (*called, *(_most_exact(indicator, heard) for indicator in ranked if indicator not in spoken_of))[
        :MOST_INDICATORS
    ]
    more = tuple(label for label in topic.labels if label not in order and indicator_of(label) in {*ranked, *spoken_of})
    named_cases = tuple(identifier for identifier in named if identifier.startswith("case/"))
    cases = tuple(dict.fromkeys((*named_cases, *topic.cases)))[:1]
    own = [(p, cosine) for p, cosine in found.passages if p.id.startswith("local/") and not p.instructs]
    local = tuple(p for p, cosine in own if cosine >= LOCAL_CLOSE_ENOUGH)[:2]
    scores = dict(found.indicators)
    wanted = {*order, *more, *cases}
    by_id: dict[str, tuple[float, Passage]] = {}
    nearness = (found.cosines + found.toward_topic).tolist()
    for passage, cosine in zip(passages, nearness, strict=False):
        if passage.id in wanted and cosine > by_id.get(passage.id, (-2.0, passage))[0]:
            by_id[passage.id] = (cosine, passage)
    whole = {case: _whole_case(case, passages) for case in cases}
    near = {passage.id: passage for passage, _ in reversed(found.passages)}
    return Evidence(
        topic=topic,
        second=second,
        order=order,
        named=len(called),
        more=more,
        case=(cases[0], _facts(cases[0], passages, nearness)) if cases else None,
        local=local,
        retrieved=Retrieved(
            passages={**near, **{identifier: passage for identifier, (_, passage) in by_id.items()}, **whole},
            scores={
                **{p.id: max(0.0, cosine) for p, cosine in found.passages},
                **{identifier: scores.get(indicator_of(identifier), 0.0) for identifier in wanted},
                **dict.fromkeys(called, best),
                **dict.fromkeys(cases, best * 0.5),
            },
        ),
    )


def _facts(case: str, passages: Sequence[Passage], nearness: Sequence[float]) -> tuple[str, ...]:
    """Return a case's facts, the nearest first."""
    told = [(near, passage.text) for passage, near in zip(passages, nearness, strict=False) if passage.id == case]
    return tuple(text.split("\n", 1)[1] for _, text in sorted(told, key=lambda t: -t[0]))


def _whole_case(case: str, passages: Iterable[Passage]) -> Passage:
    """Return a case as one passage that holds all of its facts."""
    parts = [passage for passage in passages if passage.id == case]
    heading = parts[0].text.split("\n", 1)[0]
    facts = [part.text.split("\n", 1)[1] for part in parts]
    return replace(parts[0], text="\n".join([heading, *facts]))


def _most_exact(indicator: str, topics: Iterable[Topic]) -> str:
    """Return the marker by which the nearest topic cites an indicator, or the indicator itself."""
    for topic in topics:
        for label in topic.labels:
            if indicator_of(label) == indicator:
                return label
    return indicator

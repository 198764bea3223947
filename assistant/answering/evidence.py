"""Gathers what an answer can rest on: its topic, the identifiers to cite in order, and the passages retrieved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Passage
from assistant.answering.citations import Retrieved
from assistant.answering.likeliest import Likely
from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.search import Found
from assistant.knowledge.search.weights import WEIGHTS

MOST_INDICATORS = 6
MOST_OWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one question found, ready to compose from.

    Attributes:
        topic: The topic that fits best; its coaching shapes the answer.
        beside: The next readings of the question, where they are nearly as likely: other sides, or other topics.
        order: Identifiers to cite, the leading one first; at most one per indicator.
        named: How many of them, at the front, the question calls by name.
        more: Further identifiers that may be cited (a second marker of one indicator, cases).
        ranked: All indicators, the one that fits best first.
        case: The case of practice that the topic shows, with its facts, the one that fits the question best first.
        local: The passages of own documents that come near the question, the nearest first.
        definition: What the term means whose meaning is asked; it opens an answer to what it is.
        own_leads: Whether they come nearer than the frameworks, and so are cited first.
        retrieved: All passages retrieved for this answer; nothing else can be cited.
    """

    topic: Topic
    beside: tuple[Likely, ...] = ()
    order: tuple[str, ...]
    named: int
    more: tuple[str, ...]
    ranked: tuple[str, ...]
    case: tuple[str, tuple[str, ...]] | None
    local: tuple[Passage, ...]
    own_leads: bool
    retrieved: Retrieved
    definition: str | None = None


def gather(
    found: Found, passages: Sequence[Passage], named: Sequence[str] = (), beside: Sequence[Likely] = ()
) -> Evidence:
    """Return the evidence for a question from what search found.

    Args:
        found: At least one topic and one indicator.
        passages: All passages of the same index.
        named: Identifiers that the question calls by name; indicators and markers among them lead.
        beside: The next readings of the question, where they are nearly as likely.
    """
    topic = found.topics[0][0]
    called = [identifier for identifier in named if identifier.count("/") >= 2 and not identifier.startswith("case/")]
    heard = [t for t, share in found.topics[: WEIGHTS.topics_heard] if share >= WEIGHTS.weakest_topic] or [topic]
    order = _order(found, called, heard)
    spoken_of = {indicator_of(identifier) for identifier in order}
    ranked = tuple(indicator for indicator, _ in found.indicators)
    compared = _of_named_frameworks(ranked, named)
    leads_beside = (one.topic.lead[0] for one in beside if one.topic.id != topic.id)
    more = (
        *(label for label in topic.labels if label not in order and indicator_of(label) in spoken_of),
        *(identifier for identifier in (*compared, *leads_beside) if identifier not in order),
    )
    cases = tuple(dict.fromkeys((*(i for i in named if i.startswith("case/")), *topic.cases)))[:1]
    nearness = (found.cosines + found.toward_topic).tolist()
    return Evidence(
        topic=topic,
        beside=tuple(beside),
        order=order,
        named=len(called),
        more=more,
        ranked=ranked,
        case=(cases[0], _facts(cases[0], passages, nearness)) if cases else None,
        local=tuple(passage for passage, _ in found.own.near[: min(MOST_OWN, found.own.leading or MOST_OWN)]),
        own_leads=found.own.leading > 0,
        retrieved=_retrieved(found, passages, nearness, (*order, *more), cases, called),
    )


def _order(found: Found, called: Sequence[str], heard: Sequence[Topic]) -> tuple[str, ...]:
    """Return what is cited, best first: what the question calls by name, then the indicators that fit, most exactly."""
    best = found.indicators[0][1]
    ranked = [i for i, score in found.indicators[:MOST_INDICATORS] if score >= WEIGHTS.weakest * best]
    spoken_of = {indicator_of(identifier) for identifier in called}
    found_too = (_most_exact(indicator, heard) for indicator in ranked if indicator not in spoken_of)
    return (*called, *found_too)[:MOST_INDICATORS]


def _of_named_frameworks(ranked: Sequence[str], named: Sequence[str]) -> list[str]:
    """Return the best indicators of each framework that the question calls by name, to set side by side."""
    frameworks = [identifier for identifier in named if "/" not in identifier]
    if len(frameworks) < 2:
        return []
    return [i for framework in frameworks for i in [r for r in ranked if r.startswith(f"{framework}/")][:3]]


def _retrieved(
    found: Found,
    passages: Sequence[Passage],
    nearness: Sequence[float],
    wanted: Sequence[str],
    cases: Sequence[str],
    called: Sequence[str],
) -> Retrieved:
    """Return the passages that carry what is wanted, the nearest of each, beside those that search found."""
    nearest: dict[str, tuple[float, Passage]] = {}
    framework_passages = passages[: len(nearness)]
    for passage, near in zip(framework_passages, nearness, strict=True):
        if passage.id in wanted and near > nearest.get(passage.id, (-2.0, passage))[0]:
            nearest[passage.id] = (near, passage)
    scores = dict(found.indicators)
    best = found.indicators[0][1]
    return Retrieved(
        passages={
            **{passage.id: passage for passage, _ in reversed([*found.own.near, *found.passages])},
            **{identifier: passage for identifier, (_, passage) in nearest.items()},
            **{case: _whole_case(case, passages) for case in cases},
        },
        scores={
            **{p.id: max(0.0, cosine) for p, cosine in (*found.own.near, *found.passages)},
            **{identifier: scores.get(indicator_of(identifier), best) for identifier in wanted},
            **dict.fromkeys(called, best),
            **dict.fromkeys(cases, best * 0.5),
        },
    )


def _facts(case: str, passages: Sequence[Passage], nearness: Sequence[float]) -> tuple[str, ...]:
    """Return a case's facts, the nearest first."""
    held = passages[: len(nearness)]
    told = [(near, passage.text) for passage, near in zip(held, nearness, strict=True) if passage.id == case]
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

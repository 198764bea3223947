"""Turns of a conversation (Q6): read as what they do, on the right subject and side, and led as they should be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assistant.knowledge.corpus.frameworks import indicator_of
from evals.answers.given import Given
from evals.metrics.scores import Score, not_applicable, scored

Subject = Literal["keeps", "leaves"]
FIRST_CITED = 3


def act(wanted: Sequence[str], given: Given) -> Score:
    """Q6.act: a turn is read as doing what it does (another side, a table, thanks, a new question ...).

    Formula: ``act`` is one that a reader gave it. Range: 0 or 1, higher is better. Edge cases: a first turn, or the
    assistant has no field ``act``, not applicable. Source: own; dialogue acts after Stolcke et al. 2000.
    """
    if not given.gives("act"):
        return not_applicable("the field act is not given")
    return scored(float(given.act in wanted))


def topic(wanted: Sequence[str], given: Given) -> Score:
    """Q6.topic: the answer is made from a topic that the turn is about.

    Formula: ``topic`` is one that a reader gave it. Range: 0 or 1, higher is better. Edge cases: declined, 0; thanks
    and greetings, or the assistant has no field ``topic``, not applicable. Source: own.
    """
    return _one_of(wanted, given, "topic", given.topic)


def side(wanted: Sequence[str], given: Given) -> Score:
    """Q6.side: the answer opens with the side that the turn asks or goes on with.

    Formula: ``aspect`` is one that a reader gave it. Range: 0 or 1, higher is better. Edge cases: as Q6.topic. Source:
    own.
    """
    return _one_of(wanted, given, "aspect", given.aspect)


def lead(wanted: Sequence[str], given: Given) -> Score:
    """Q6.lead: the first indicator cited is one that may lead.

    Formula: as L14, of what readers let lead at this turn. Range: 0 or 1, higher is better. Edge cases: declined, or
    cites none, 0; thanks and greetings, not applicable. Source: own.
    """
    if not wanted:
        return not_applicable("is about nothing that is cited")
    return scored(float(given.answered and cited(given)[:1] != [] and cited(given)[0] in wanted))


def subject(wanted: Subject, before: Given, given: Given) -> Score:
    """Q5.subject, Q6.subject: a turn stays with what was spoken of, or leaves it, as it should.

    Formula: kept when both answers are made from one topic, or, where an assistant names none, when one of the first
    three indicators cited is the same; left when the topic, or the first indicator, is another; the case says which is
    right. Range: 0 or 1, higher is better. Edge cases: this turn is declined, 0; the one before is, not applicable;
    thanks and greetings are passed over. Source: own.
    """
    if not before.answered:
        return not_applicable("the turn before was declined")
    if not given.answered:
        return scored(0.0)
    if before.topic and given.topic:
        kept = left = before.topic == given.topic
    else:
        one, other = cited(before)[:FIRST_CITED], cited(given)[:FIRST_CITED]
        kept = bool(frozenset(one) & frozenset(other))
        left = one[:1] == other[:1]
    return scored(float(kept if wanted == "keeps" else not left))


def cited(given: Given) -> list[str]:
    """Return the distinct indicators cited, in their order; cases and own documents don't count."""
    found = (indicator_of(citation.id) for citation in given.citations)
    return [label for label in dict.fromkeys(found) if not label.startswith(("case/", "local/"))]


def _one_of(wanted: Sequence[str], given: Given, field: str, got: str | None) -> Score:
    if not wanted:
        return not_applicable(f"has no {field} of its own")
    if not given.gives(field):
        return not_applicable(f"the field {field} is not given")
    return scored(float(given.answered and got in wanted))

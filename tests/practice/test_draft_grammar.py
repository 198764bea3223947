"""Advice to a leader, told as what a school will do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.knowledge.corpus.drafts import read_drafts
from assistant.knowledge.corpus.frameworks import read_frameworks
from assistant.knowledge.corpus.topics import read_topics
from assistant.practice.drafts.grammar import Retelling, others

CORPUS = Path(__file__).parents[2] / "corpus"
QUOTED = re.compile(r'"[^"]*"')


@pytest.fixture(scope="module")
def retelling() -> Retelling:
    return Retelling(read_drafts(CORPUS).grammar)


@pytest.mark.parametrize(
    ("advice", "promise"),
    [
        ("Write a one-page charter.", "We will write a one-page charter."),
        ("Ask your staff what they told you, and act on it", "We will ask our staff what they told us, and act on it."),
        ("Before the vote, hold a work session.", "Before the vote, we will hold a work session."),
        ("Once a year let staff nominate a try.", "Once a year we will let staff nominate a try."),
        (
            "Write five questions; have two parents answer.",
            "We will write five questions; we will have two parents answer.",
        ),
        ("Don't buy before you have asked.", "We won't buy before we have asked."),
        ("Look at what you promised yourself.", "We will look at what we promised ourselves."),
        ('Answer with "what would you do?" and wait.', 'We will answer with "what would you do?" and wait.'),
        ("Ask two questions: what do you need, and when.", "We will ask two questions: what do you need, and when."),
    ],
)
def test_a_step_becomes_a_promise(retelling: Retelling, advice: str, promise: str) -> None:
    assert retelling.promise(advice) == promise


def test_a_step_can_be_told_of_others(retelling: Retelling) -> None:
    told = retelling.promise("Ask your staff what you missed.", others("district leaders"))
    assert told == "District leaders will ask their staff what they missed."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Months go by; ask for two papers.", "Months go by; we will ask for two papers."),
        ("It costs hours. Pay for it by closing a group.", "It costs hours. We will pay for it by closing a group."),
        ("If it isn't, start with one page.", "If it isn't, we will start with one page."),
        ("Open channels protect the student.", "Open channels protect the student."),
        ("Staff need an afternoon.", "Staff need an afternoon."),
        ("A rule names who decides, so let them choose.", "A rule names who decides, so we will let them choose."),
    ],
)
def test_only_what_tells_somebody_to_act_is_changed(retelling: Retelling, text: str, told: str) -> None:
    assert retelling.statement(text) == told


def test_every_step_of_every_topic_is_a_promise_without_you(retelling: Retelling) -> None:
    steps = [step.do for topic in read_topics(CORPUS, read_frameworks(CORPUS)).inside for step in topic.next_steps]
    odd = []
    for step in steps:
        whole = retelling.promise(step)
        promise = QUOTED.sub("it", whole)
        begins = re.match(r"We (will|won't) [a-z]|[A-Z][^.]*?,? we will [a-z]", promise) is not None
        said_by_us = re.sub(r"(questions?|script)[^:.]*:.*|: [^:]*\?|you[ -]said.*|thank-you", "", promise)
        faults = r"\byour?\b|\b(?:to|of|for|with|before) us [a-z]+ed\b|\b(?:to|of|for|with|gets?) we\b|\bwe we\b"
        if not begins or re.search(faults, said_by_us) or not re.search(r'[.?!]"?$', whole):
            odd.append(promise)
    assert odd == []
    assert len(steps) > 1500

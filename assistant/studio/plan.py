"""The subject of a plan, with the topics that lie beside it."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Role
from assistant.coach import Coach
from assistant.knowledge.search.near_topics import near_topics
from assistant.practice.subject import Subject
from assistant.studio.subject import NotCoveredError, find_subject

_VERB = re.compile(
    r"^(?:communications? plan (?:about|on|for)|"
    r"get(?:ting)? to know|look(?:ing)? (?:at|over)|go(?:ing)? through|agree(?:ing)? on|decid(?:e|ing)(?: on)?|"
    r"draft|review|revise|rehearse|practice|understand|learn(?: about)?|hire|pilot|replace|cut|renew|"
    r"fix|improve|start|launch|begin|build|create|make|develop|write|renew|strengthen|roll out|set up|go|get|run|"
    r"introduce|implement|expand|grow|support|plan|lead|deal with|work on)\s+(?:(?:our|the|an?|my)\s+)?",
    re.I,
)


def subject_of_deed(coach: Coach, words: str, role: Role = "unknown") -> Subject:
    """Return what the subject of something to be done comes to.

    Where its words aren't read with certainty, what is left of them without their verb is tried.

    Raises:
        NotCoveredError: The frameworks don't cover it.
        UsageError: It is empty or over-long.
    """
    shorter = _VERB.sub("", words)
    try:
        subject = find_subject(coach, words, role)
    except NotCoveredError:
        if shorter == words:
            raise
        subject = find_subject(coach, shorter, role)
    if subject.read_as and shorter != words:
        second = find_subject(coach, shorter, role)
        subject = second if second.read_as is None else subject
    return replace(subject, words=words)


def subject_of_plan(coach: Coach, words: str, role: Role = "unknown") -> Subject:
    """Return what a plan's subject comes to, with the topics nearest to it beside it.

    Raises:
        NotCoveredError: The frameworks don't cover it.
        UsageError: It is empty or over-long.
    """
    subject = subject_of_deed(coach, words, role)
    with coach.desk() as desk:
        return replace(subject, beside=near_topics(desk.search.library, subject.topic))

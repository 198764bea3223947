"""What is said where a thing is asked for on a subject that can't be told: what comes near, to choose from."""

from __future__ import annotations

from assistant.answer import QuestionKind
from assistant.answering.draft import Section, suggested
from assistant.answering.shapes.material import Material, lowered
from assistant.answering.shapes.thing import LONGEST_NAME, Thing
from assistant.knowledge.search.weights import WEIGHTS
from assistant.practice.subject import is_called
from assistant.understanding.request import subject_in

MOST_NEAR = 3


def asked_back(m: Material, kind: QuestionKind) -> Thing | None:
    """Return the question what a thing is to be on; None where its subject can be told, or is the one under way."""
    if m.reading.follows is not None or m.evidence.named:
        return None
    words = subject_in(m.reading.said, kind)
    found = m.means.find(words)
    near = [topic for topic, _ in found.topics[:MOST_NEAR]]
    if found.certainty >= WEIGHTS.sure or is_called(near[0].title, words):
        return None
    it = f"“{words}”" if len(words.split()) <= LONGEST_NAME else "this"
    said = (
        f"I can't tell what of the frameworks {it} is about, and a {kind} on something else wouldn't help you. "
        "This is what I have that comes nearest; ask for one of these, or put yours in other words."
    )
    sections = [
        Section(key="opening", style="text", statements=(m.suggestion(said),)),
        Section(key="near", style="bullets", statements=tuple(suggested(t.title, t.labels[0]) for t in near)),
    ]
    follow_ups = tuple(f"Make a {kind} on {lowered(topic.title)}." for topic in near)
    return Thing(sections=sections, follow_ups=follow_ups, asks_back=True)

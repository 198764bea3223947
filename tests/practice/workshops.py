"""What the tests of workshops share: subjects without an index, and what holds for every workshop."""

from __future__ import annotations

from assistant.answer import Passage, Source
from assistant.knowledge.corpus.activities import LONGEST_STEP, Activities
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topic
from assistant.practice.subject import Subject
from assistant.practice.workshop.model import Workshop
from assistant.practice.workshop.timing import LONGEST_RUN


def subject_of(topic: Topic, frameworks: Frameworks) -> Subject:
    source = Source(title="Text", publisher="Publisher", edition="1", url=None)
    passages = {
        name: Passage(id=name, title=frameworks.title(name), text="", source=source) for name in frameworks.entries
    }
    return Subject(
        words=topic.title,
        topic=topic,
        beside=(),
        identifiers=(*topic.labels, *topic.cases),
        passages=passages,
        frameworks=frameworks,
        read_as=None,
    )


def check(made: Workshop, activities: Activities) -> None:
    """Assert what holds for every workshop."""
    request, blocks, working = made.request, made.blocks, made.activities
    ends = [0, *(block.ends for block in blocks)]
    assert [block.starts for block in blocks] == ends[:-1]
    assert ends[-1] == request.minutes
    assert len({block.id for block in blocks}) == len(blocks)
    assert [block.number for block in working] == list(range(1, len(working) + 1))
    assert sum(block.minutes for block in blocks if block.kind == "buffer") * 10 >= request.minutes
    run = 0
    for block in blocks:
        run = 0 if block.kind in ("break", "lunch") else run + block.minutes
        assert run <= LONGEST_RUN
    there = {block.id for block in working}
    for block in working:
        assert block.serves
        assert sum(step.minutes for step in block.steps) == block.minutes
        assert block.steps[0].starts == block.starts
        assert max(step.minutes for step in block.steps) <= LONGEST_STEP
        assert sum(block.groups) == request.people
        assert max(block.groups) - min(block.groups) <= 1
        if not request.online:
            times = {"person": request.people, "group": len(block.groups), "room": 1}
            wanted = [one.count * times[one.per] for one in activities.by_id[block.id].materials]
            assert [one.count for one in block.supplies] == wanted
        words = [said for step in block.steps for said in (*step.do, *step.say)]
        assert not any("{" in said.text for said in (*words, *block.output))
    for objective in made.objectives:
        assert objective.cites
        assert set(objective.blocks) & there

"""What a rehearsal comes to: in the person's own words, cited, with a way on; as a sheet, as Markdown, as Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

import pytest
from docx import Document

from assistant.answer import Passage
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.rehearsals import Scenario, Way, walks
from assistant.knowledge.corpus.topics import Topic
from assistant.practice.exports.docx import docx
from assistant.practice.exports.markdown import markdown
from assistant.practice.rehearsal.debrief import Debrief, debrief
from assistant.practice.rehearsal.engine import Rehearsal, place, say
from assistant.practice.rehearsal.sheet import of_typed, sheet
from assistant.practice.sheet import Sheet

Told = Callable[..., Debrief]


@pytest.fixture
def scenario(scenarios: Mapping[str, Scenario]) -> Scenario:
    return scenarios["worried-parent-ai"]


@pytest.fixture
def told(scenario: Scenario, topics_by_id: Mapping[str, Topic]) -> Told:
    """Return the debrief of some replies: ``told("strong", "weak")``."""

    def make(*ways: Way, typed: str | None = None) -> Debrief:
        rehearsal = Rehearsal(scenario=scenario.id)
        for way in ways:
            rehearsal = say(scenario, rehearsal, way, typed)
        return debrief(scenario, place(scenario, rehearsal), topics_by_id[scenario.topic])

    return make


@pytest.fixture
def on_paper(whole_frameworks: Frameworks, whole_passages: Mapping[str, Passage]) -> Callable[[Debrief], Sheet]:
    return lambda debriefed: sheet(debriefed, whole_frameworks, whole_passages)


def test_what_was_said_is_sorted_by_what_it_did(told: Told) -> None:
    debriefed = told("strong", "weak", "backfires", "strong")
    assert [moment.way for moment in debriefed.well] == ["strong", "strong"]
    assert [moment.way for moment in debriefed.cost] == ["backfires"]
    assert [moment.way for moment in debriefed.unused] == ["weak"]


def test_the_reply_worth_trying_is_the_one_where_most_was_lost(told: Told, scenario: Scenario) -> None:
    other = told("strong", "backfires", "weak", "strong").worth_trying
    turn = scenario.turn("grandpas-truck")
    assert turn is not None
    assert (other.say, other.instead_of) == (turn.replies.strong.say, turn.replies.backfires.say)
    assert other.heard == turn.says


def test_to_choose_well_throughout_still_offers_another_reply(told: Told, scenario: Scenario) -> None:
    other = told("strong", "strong", "strong", "strong").worth_trying
    assert (other.say, other.instead_of) == (scenario.another_opening.say, None)


def test_two_steps_of_the_topic_follow_the_soonest_first(told: Told) -> None:
    debriefed = told("strong", "strong", "weak", "weak")
    assert len(debriefed.steps) == 2
    assert set(debriefed.steps) <= set(debriefed.topic.next_steps)
    order = ["week", "month", "term", "year"]
    assert order.index(debriefed.steps[0].when) <= order.index(debriefed.steps[1].when)


def test_own_words_stand_in_the_debrief(told: Told, on_paper: Callable[[Debrief], Sheet]) -> None:
    text = markdown(on_paper(told("strong", typed="Ellie should have told nobody before us.")))
    taken = "- “Ellie should have told nobody before us.” Taken as: “You should have heard"
    assert taken in text
    assert "Of that reply: It takes the surprise on itself" in text
    assert "taken as: “You should have heard" in text
    assert "You stopped before the end" in text


def test_nothing_said_yet_is_a_debrief_too(told: Told, on_paper: Callable[[Debrief], Sheet]) -> None:
    text = markdown(on_paper(told()))
    assert "You had answered 0 turns" in text
    assert "## Another reply worth trying" in text


def test_every_path_gives_a_sheet_whose_citations_stand_in_the_corpus(
    scenarios: Mapping[str, Scenario],
    topics_by_id: Mapping[str, Topic],
    on_paper: Callable[[Debrief], Sheet],
    whole_frameworks: Frameworks,
) -> None:
    for scenario in scenarios.values():
        for walk in walks(scenario):
            rehearsal = Rehearsal(scenario=scenario.id)
            for way in walk.ways:
                rehearsal = say(scenario, rehearsal, way)
            debriefed = debrief(scenario, place(scenario, rehearsal), topics_by_id[scenario.topic])
            made = on_paper(debriefed)
            said = len(debriefed.well) + len(debriefed.cost) + len(debriefed.unused)
            assert said == len(walk.ways)
            assert len(debriefed.steps) == 2
            assert {one.identifier for one in debriefed.practiced} <= set(made.cited())
            assert all(whole_frameworks.knows(identifier) for identifier in made.cited())


def test_the_word_document_is_read_back(told: Told, on_paper: Callable[[Debrief], Sheet]) -> None:
    document = Document(BytesIO(docx(on_paper(told("strong", "weak", "backfires", "strong")))))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [
        "How it ended: She takes the draft along",
        "What you said well",
        "What cost trust",
        "What left an opening unused",
        "Another reply worth trying",
        "What you practiced",
        "Two next steps",
        "The conversation",
        "References",
    ]
    assert [[cell.text for cell in table.rows[0].cells] for table in document.tables] == [
        ["Turn", "You said", "Trust", "Facts", "Commitment"],
        ["Indicator", "What it asks for", "Competency", "Turn"],
    ]
    assert len(document.tables[0].rows) == 5
    assert [cell.text for cell in document.tables[0].rows[1].cells][2:] == ["2 (+2)", "0", "0"]


def test_a_note_says_nothing_of_words_that_were_not_typed() -> None:
    why = "The sympathy was real, and 'but' took it back. She brought you a loss."
    assert of_typed(why, "I'm sorry about your job.") == "She brought you a loss."
    assert of_typed(why, "I'm sorry, but she'll need it.") == why
    assert of_typed("'Never' will be read back to you.", "It won’t happen again") == ""

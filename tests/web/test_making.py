"""Workshops and plans made and changed in a conversation, with the index of the whole corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.answer import Answer, Question, Turn
from assistant.coach import Coach
from assistant.exchange import turn_of
from assistant.settings import Settings
from assistant.studio.subject import find_subject


@pytest.fixture(scope="module")
def coach(web_environment: dict[str, str]) -> Iterator[Coach]:
    with Coach(Settings(home=Path(web_environment["COACH_HOME"]))) as ready:
        yield ready


def talk(coach: Coach, *said: str) -> list[Answer]:
    """Have a conversation, each turn with the history that a client hands back."""
    answers: list[Answer] = []
    history: tuple[Turn, ...] = ()
    for text in said:
        answer = coach.ask(Question(text=text, history=history))
        history += (Turn(role="user", content=text), turn_of(answer))
        answers.append(answer)
    return answers


def test_a_workshop_is_changed_turn_by_turn_and_stays_what_it_was(coach: Coach) -> None:
    answers = talk(
        coach,
        "Plan a one-hour workshop on starting an AI task force for 25 teachers",
        "Make it 90 minutes.",
        "Who should sit on our AI task force?",
        "Move it online.",
    )
    first, longer, who, online = answers
    for answer in answers:
        assert {n for claim in answer.claims for n in claim.citations} == {c.n for c in answer.citations}
    assert [answer.kind for answer in (first, longer, online)] == ["workshop"] * 3
    assert who.kind == "who"
    assert {answer.topic for answer in answers} == {"ai-task-force"}
    agenda = next(section for section in online.sections if section.key == "agenda")
    assert agenda.rows[-1][0].endswith("10:30")
    assert "for 25 teachers, online" in online.answer


def test_a_plan_is_changed_turn_by_turn_and_stays_what_it_was(coach: Coach) -> None:
    answers = talk(coach, "Make a 90-day plan for our AI task force", "Make it 60 days.", "Drop step 2.")
    for answer in answers:
        assert {n for claim in answer.claims for n in claim.citations} == {c.n for c in answer.citations}
        assert answer.kind == "plan"
    tables = [next(s for s in answer.sections if s.key == "step-table") for answer in answers]
    assert [row[0] for row in tables[2].rows[1:]] == [row[0] for row in tables[1].rows[1:] if row[0] != "2"]
    assert "60-day plan" in answers[2].answer


def test_the_command_that_is_told_makes_every_change_again(coach: Coach) -> None:
    answers = talk(
        coach,
        "Plan a one-hour workshop on starting an AI task force for 25 teachers",
        "Move it online.",
        "Half of them are new teachers.",
    )
    assert '--change "Move it online." --change "Half of them are new teachers."' in answers[2].answer
    assert "--online" not in answers[2].answer


def test_what_a_workshop_hears_of_is_no_order_for_a_text(coach: Coach) -> None:
    answers = talk(
        coach, "Plan a one-hour workshop on starting an AI task force", "We already have a charter and an AI policy."
    )
    assert answers[1].kind == "workshop"
    assert "There already: a charter and an AI policy." in answers[1].answer


@pytest.mark.parametrize("words", ["Plan a workshop on {}", "Make me a 60-day plan for {}"])
@pytest.mark.parametrize("subject", ["restorative practices", "de-escalation and restraint"])
def test_nothing_is_made_on_a_subject_that_cant_be_told(coach: Coach, words: str, subject: str) -> None:
    answer = coach.ask(Question(text=words.format(subject)))
    assert not any(section.key in ("agenda", "step-table") for section in answer.sections)
    assert f"“{subject}”" in answer.answer
    near = next(section for section in answer.sections if section.key == "near")
    assert all(answer.claims[n].citations for n in near.claims)
    assert len(answer.follow_ups) == len(near.claims) == 3
    for offered in answer.follow_ups:
        made = coach.ask(Question(text=offered))
        assert any(section.key in ("agenda", "step-table") for section in made.sections), offered


def test_what_is_called_by_its_name_can_always_be_told(coach: Coach) -> None:
    with coach.desk() as desk:
        names = [entry.name for entry in desk.frameworks.entries.values()]
        titles = {topic.title: topic.id for topic in desk.search.library.topics.inside[::9]}
    for name in names:
        assert find_subject(coach, name).read_as is None, name
    for title, topic in titles.items():
        subject = find_subject(coach, title)
        assert (subject.topic.id, subject.read_as) == (topic, None)


def test_another_workshop_is_no_change_of_the_one_before(coach: Coach) -> None:
    first, second = talk(
        coach, "Plan a one-hour workshop on starting an AI task force", "Plan a workshop on student data privacy"
    )
    assert (first.topic, second.topic) == ("ai-task-force", "student-privacy-program")
    assert "Student data privacy (a 90-minute workshop)" in second.answer


def test_what_was_asked_back_is_nothing_to_change(coach: Coach) -> None:
    answers = talk(coach, "Plan a workshop on restorative practices for 12 counselors", "30 people in total")
    assert not any(section.key == "agenda" for answer in answers for section in answer.sections)


def test_on_the_page_a_workshop_is_made_and_changed_with_a_click(page: Page) -> None:
    page.fill("#question textarea", "Plan a one-hour workshop on AI task forces for 25 teachers")
    page.press("#question textarea", "Enter")
    answers = page.locator('#conversation [data-testid="bot"]')
    expect(answers.last).to_contain_text("add up to 60 minutes")
    page.get_by_role("button", name="Make it 45 minutes.").click()
    expect(answers).to_have_count(2)
    expect(answers.last).to_contain_text("It takes 45 minutes now (60 before)")
    with page.context.expect_page() as opened:
        answers.last.get_by_role("link", name="workshop").click()
    expect(opened.value.get_by_label("What is it about?")).to_have_value("AI task forces")

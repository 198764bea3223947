"""An interview in a conversation, with the index of the whole corpus: asked, answered, left, taken up, summed up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.answer import Answer, Question, Turn
from assistant.coach import Coach
from assistant.exchange import turn_of
from assistant.settings import Settings

BEGIN = "Ask me questions to find out where we stand on digital equity"
GO_ON = "Continue the interview."
LEVELS = ("Not yet", "Started", "In place", "Thriving")


@pytest.fixture(scope="module")
def coach(web_environment: dict[str, str]) -> Iterator[Coach]:
    with Coach(Settings(home=Path(web_environment["COACH_HOME"]))) as ready:
        yield ready


def talk(coach: Coach, *said: str, bare: bool = False) -> list[Answer]:
    """Have a conversation, each turn with the history that a client hands back, or with its words alone."""
    answers: list[Answer] = []
    history: tuple[Turn, ...] = ()
    for text in said:
        answer = coach.ask(Question(text=text, history=history))
        turn = turn_of(answer)
        history += (
            Turn(role="user", content=text),
            Turn(role="assistant", content=turn.content) if bare else turn,
        )
        answers.append(answer)
    for answer in answers:
        retrieved = {passage.id for passage in answer.passages}
        assert {citation.id for citation in answer.citations} <= retrieved
        assert {n for claim in answer.claims for n in claim.citations} == {c.n for c in answer.citations}
        assert all(claim.text in answer.answer for claim in answer.claims)
    return answers


def keys(answer: Answer) -> list[str]:
    return [section.key for section in answer.sections]


def test_an_interview_is_left_for_a_question_gone_on_with_and_summed_up(coach: Coach) -> None:
    first, second, third, fourth, who, again, result, on = talk(
        coach,
        BEGIN,
        "started",
        "in place, we have a policy since March",
        "1",
        "Who should sit on our AI task force?",
        "go on",
        "stop",
        "continue the interview",
    )
    assert "8 questions, one at a time (Digital Equity Framework)" in first.answer
    assert "Question 1 of 8:" in first.answer
    assert {"item", "evidence", "levels"} <= {*keys(first)}
    assert first.citations[0].id.startswith("digital-equity/")
    assert first.follow_ups == second.follow_ups == LEVELS
    assert second.answer.startswith("Noted: started.\n\nQuestion 2 of 8:")
    assert third.answer.startswith("Noted: in place, with your words: “we have a policy since March”.")
    assert "Question 4 of 8:" in fourth.answer
    assert (who.kind, who.topic, who.follow_ups[-1]) == ("who", "ai-task-force", GO_ON)
    assert again.answer == fourth.answer.removeprefix("Noted: not yet.\n\n")
    assert "Stopped: 3 of 8 are rated." in result.answer
    assert "(1 × 1 + 1 × 2 + 1 × 3 = 6; 6 ÷ 3 = 2.0)" in result.answer
    assert {"standing", "strengths", "gaps", "steps", "lift", "further"} <= {*keys(result)}
    assert 0 < len(result.next_steps) <= 3
    assert all(step.citations for step in result.next_steps)
    assert result.follow_ups[0] == GO_ON
    assert on.answer == again.answer
    assert [answer.kind for answer in (first, second, result)] == ["self-check"] * 3
    assert {answer.aspect for answer in (first, second, result)} == {None}


def test_words_that_name_no_level_are_asked_back_in_a_line_and_lose_nothing(coach: Coach) -> None:
    _, back, noted, skipped = talk(
        coach,
        "Interview us on the ISTE visionary planner standard",
        "we have a committee that meets monthly",
        "mostly in place",
        "I don't know",
    )
    assert back.answer.startswith("Which level is that?")
    assert "\n" not in back.answer.split("\n\n**References**")[0]
    assert back.follow_ups == LEVELS
    assert noted.answer.startswith("Noted: in place")
    assert skipped.answer.startswith("Skipped: ")
    assert "Question 3 of 5" in skipped.answer


def test_a_level_that_words_sound_like_is_taken_with_a_yes(coach: Coach) -> None:
    _, read, noted, back = talk(coach, BEGIN, "I'd say 2", "Yes", "back")
    assert "That sounds like 2, started" in read.answer
    assert read.follow_ups == ("Yes", *LEVELS)
    assert noted.answer.startswith("Noted: started, with your words: “I'd say 2”.")
    assert back.answer.startswith("Back. You said 2.")


def test_the_last_item_brings_the_result(coach: Coach) -> None:
    *_, result = talk(coach, "Quiz us on the ISTE visionary planner standard", "4", "4", "3", "2", "3")
    assert "That was the last question." in result.answer
    assert "(1 × 2 + 2 × 3 + 2 × 4 = 16; 16 ÷ 5 = 3.2)" in result.answer
    assert GO_ON not in result.follow_ups


def test_without_a_subject_it_is_on_the_one_under_way_or_on_a_little_of_everything(coach: Coach) -> None:
    _, on_it = talk(coach, "How do we stop phones in class?", "Ask me questions about it")
    assert on_it.topic == "phones-and-personal-devices"
    assert "on phones and personal devices: 8 questions" in on_it.answer
    [general] = talk(coach, "Ask me questions to find out where we stand")
    assert general.topic is None
    assert "8 questions" in general.answer


def test_what_the_frameworks_do_not_cover_is_not_asked_about(coach: Coach) -> None:
    [off] = talk(coach, "Interview me on the school buses")
    assert off.outcome == "abstained"
    [missing] = talk(coach, "Quiz us on the ISTE chief planner standard")
    assert missing.premise
    assert "on Visionary Planner: 5 questions" in missing.answer


def test_a_client_that_hands_back_words_alone_is_interviewed_too(coach: Coach) -> None:
    *_, noted, result = talk(coach, "Interview me on cell phones", "started", "3", "stop", bare=True)
    assert "Question 3 of 8" in noted.answer
    assert "Stopped: 2 of 8 are rated." in result.answer


def test_what_is_asked_beside_is_about_the_item_and_other_things_are_made_as_ever(coach: Coach) -> None:
    first, what, workshop, longer, third, result = talk(
        coach,
        "Interview me on student data privacy",
        "What counts as evidence?",
        "Plan a one-hour workshop on starting an AI task force for 25 teachers",
        "Make it 90 minutes.",
        "resume",
        "stop",
    )
    assert (first.topic, first.aspect, result.aspect) == ("student-privacy-program", None, "own-facts")
    assert what.standalone_question.startswith("Where do we stand on ISTE 4c")
    assert (workshop.kind, longer.kind) == ("workshop", "workshop")
    assert "add up to 90 minutes" in longer.answer
    assert "Question 1 of 7" in third.answer


def test_in_spanish_it_says_that_it_asks_in_english(coach: Coach) -> None:
    first, second = talk(coach, "Entrevístame sobre equidad digital", "3")
    assert first.answer.startswith("> Pregunto en inglés")
    assert second.answer.startswith("Noted: in place.")


def test_without_an_interview_level_words_are_an_ordinary_turn(coach: Coach) -> None:
    _, started = talk(coach, "How do I start an AI task force?", "stop")
    assert started.aspect is not None
    assert GO_ON not in started.follow_ups


def test_on_the_page_levels_are_given_with_a_click(page: Page) -> None:
    page.fill("#question textarea", BEGIN)
    page.press("#question textarea", "Enter")
    answers = page.locator('#conversation [data-testid="bot"]')
    expect(answers.last).to_contain_text("Question 1 of 8")
    page.get_by_role("button", name="In place", exact=True).click()
    expect(answers).to_have_count(2)
    expect(answers.last).to_contain_text("Noted: in place.")
    expect(answers.last).to_contain_text("Question 2 of 8")


def test_with_a_language_model_set_it_is_computed_all_the_same(web_environment: dict[str, str]) -> None:
    pytest.importorskip("langchain_openai", reason="the extra `openai` is not installed")
    nobody = {"model": "openai:made-1", "model_base_url": "http://127.0.0.1:9/v1"}
    with Coach(Settings(home=Path(web_environment["COACH_HOME"]), **nobody)) as coach:
        answers = talk(coach, "Interview me on cell phones", "started", "stop")
    assert "Stopped: 1 of 8 is rated." in answers[-1].answer
    for answer in answers:
        assert answer.provenance.composer == "extractive"
        assert (answer.provenance.usage, answer.provenance.fell_back) == (None, None)

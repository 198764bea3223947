"""Coach with own documents: they answer where they come nearer than the frameworks, as what they are and no more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from small import SMALL

from assistant.answer import Answer, Question, Turn
from assistant.answering.from_documents import NOT_COVERED, UNSURE
from assistant.coach import Coach
from assistant.settings import Settings

COUNCIL = "What does the Mossbarrow Council do?"


@pytest.fixture(scope="module")
def coach(
    index_with_documents: Path, encoder_home: Path, mini_corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Coach]:
    home = tmp_path_factory.mktemp("coach")
    (home / "encoder").symlink_to(encoder_home, target_is_directory=True)
    shutil.copytree(index_with_documents, home / "index")
    with Coach(Settings(home=home, corpus=mini_corpus, **SMALL)) as ready:
        assert ready.degraded is None
        yield ready


def ask(coach: Coach, text: str, *history: Turn) -> Answer:
    return coach.ask(Question(text=text, history=history))


def documents_first(answer: Answer) -> None:
    """Check that an answer opens with own documents, cited first, and as nothing but what they are."""
    assert answer.outcome == "answered"
    assert answer.sections[0].key == "local"
    assert answer.sections[0].heading == "From your own documents"
    told = [answer.claims[n] for n in answer.sections[0].claims]
    assert all(claim.text.startswith("Your document ") and claim.kind == "practice" for claim in told)
    assert told[0].citations == (1,)
    assert answer.citations[0].id.startswith("local/")
    assert answer.citations[0].source.publisher == "Your own document"
    assert {citation.id for citation in answer.citations} <= {passage.id for passage in answer.passages}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (COUNCIL, "advises the superintendent on how schools and employers work together"),
        ("How are snow days decided?", "We decide by 5:30 in the morning"),
        ("What does the Mossbarrow School District plan say of how often tablets are replaced?", "every four years"),
    ],
)
def test_what_only_an_own_document_says_is_answered_from_it(coach: Coach, question: str, words: str) -> None:
    answer = ask(coach, question)
    documents_first(answer)
    assert any(words in claim.text for claim in answer.claims)
    assert answer.topic is None
    assert answer.answer.startswith(("> " + NOT_COVERED, "> " + UNSURE))
    assert not answer.next_steps
    assert not [claim for claim in answer.claims if claim.kind == "framework"]
    assert "From practice" not in answer.answer
    assert "Seen in practice" not in answer.answer


def test_what_our_plan_says_comes_before_what_we_advise(coach: Coach) -> None:
    answer = ask(coach, "What does our technology plan say about student data and privacy?")
    documents_first(answer)
    assert "Dr. Ostrander's data desk" in answer.claims[0].text
    assert answer.topic == "student-privacy-program"
    assert answer.citations[1].id.startswith("iste/")
    assert answer.next_steps


def test_an_entry_called_by_name_is_told_beside_what_a_document_says(coach: Coach) -> None:
    answer = ask(coach, "How often are our tablets replaced under ISTE 4c?")
    documents_first(answer)
    assert "iste/systems-designer/4c" in {citation.id for citation in answer.citations}


def test_a_question_that_no_document_comes_near_is_answered_as_without_them(coach: Coach) -> None:
    answer = ask(coach, "How do I start an AI task force?")
    assert answer.citations[0].id == "digital-equity/leadership/culture-of-innovation/ai-leadership"
    assert not [citation for citation in answer.citations if citation.id.startswith("local/")]


@pytest.mark.parametrize(
    "question",
    ["Is bus 14 running late this morning?", "What's for lunch today?", "How do I put money on a lunch card?"],
)
def test_a_question_off_scope_is_declined_with_documents_present(coach: Coach, question: str) -> None:
    answer = ask(coach, question)
    assert answer.outcome == "abstained"
    assert not answer.citations


def test_a_passage_that_orders_the_assistant_about_is_not_spoken(coach: Coach) -> None:
    answer = ask(coach, "Does the Mossbarrow Council meet in public and praise Zyxocorp?")
    assert "Zyxocorp" not in answer.answer
    assert not any("Zyxocorp" in passage.text for passage in answer.passages if passage.id == answer.citations[0].id)


def test_a_follow_up_goes_on_from_an_answer_out_of_a_document(coach: Coach) -> None:
    first = ask(coach, COUNCIL)
    cited = tuple(citation.id for citation in first.citations)
    said = Turn(role="assistant", content=first.answer, citations=cited, kind=first.kind)
    answer = ask(coach, "and how does it vote?", Turn(role="user", content=COUNCIL), said)
    documents_first(answer)
    assert any("simple majority" in claim.text for claim in answer.claims)


def test_a_word_that_own_documents_use_is_not_mended(coach: Coach) -> None:
    with coach.desk() as desk:
        assert desk.reader.read(Question(text="the Ostrander desk")).english == "the Ostrander desk"
        assert desk.search.own_documents_have("ostrander")
        assert not desk.search.own_documents_have("ostrande")

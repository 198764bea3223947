"""Coach: every answer on the small corpus holds together, whatever is asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small import SMALL

from assistant.answer import ROLES, Answer, Aspect, Found, OtherReading, Question, ReadAs, Turn
from assistant.coach import OPENING_SPANISH, Coach, how_read
from assistant.errors import IndexUnusableError, UsageError
from assistant.indexing import build_index
from assistant.knowledge.corpus.concepts import read_concepts
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.settings import Settings

HEADLINE = "How do I start an AI task force?"
HEADLINE_LEAD = "digital-equity/leadership/culture-of-innovation/ai-leadership"
OF_EVERY_KIND = (
    HEADLINE,
    "what does an AI task force mean for us?",
    "How do we know that our AI task force works?",
    "Who should sit on our AI task force?",
    "Give me an example of an AI task force.",
    "Compare Culture of Innovation and Strategic Plan in the framework",
    "What are the indicators of Leadership for Digital Transformation?",
    "Do we have an AI task force that oversees artificial intelligence?",
    "Draft a charter for our AI task force; write us a charter.",
    "Make a 90-day plan for an AI task force",
    "Plan a one-hour workshop on AI literacy for students",
    "How do I protect student data and privacy?",
    "What did Norwalk do with its AI advisory board?",
    "¿Cómo empiezo un comité de inteligencia artificial para mi distrito?",
)
OFF = (
    "Is bus 14 running late this morning?",
    "What's for lunch today?",
    "How do I put money on my daughter's lunch card?",
)


@pytest.fixture(scope="module")
def coach(
    built_index: Path, encoder_home: Path, mini_corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Coach]:
    home = tmp_path_factory.mktemp("coach")
    (home / "encoder").symlink_to(encoder_home, target_is_directory=True)
    shutil.copytree(built_index, home / "index")
    with Coach(Settings(home=home, corpus=mini_corpus, **SMALL)) as ready:
        yield ready


def holds(answer: Answer, frameworks: Frameworks) -> None:
    """Check what the contract says of every answer."""
    retrieved = {passage.id for passage in answer.passages}
    marked = {n for claim in answer.claims for n in claim.citations}
    for citation in answer.citations:
        assert citation.id in retrieved
        assert frameworks.knows(citation.id)
        assert 0 <= citation.score <= 1
        assert citation.passage
    assert [citation.n for citation in answer.citations] == [*range(1, len(answer.citations) + 1)]
    assert marked == {citation.n for citation in answer.citations}
    assert all(claim.citations for claim in answer.claims if claim.kind != "suggestion")
    assert all({*step.citations} <= marked for step in answer.next_steps)
    if answer.outcome == "abstained":
        assert answer.reason
        assert answer.citations == answer.next_steps == answer.claims == ()
    elif answer.kind != "about":
        assert answer.reason is None
        assert answer.citations
        shown = [n for section in answer.sections for n in section.claims]
        assert shown == [*range(len(answer.claims))]
        assert all(claim.text in answer.answer for claim in answer.claims)
        assert all(step.do in answer.answer for step in answer.next_steps)


@pytest.mark.parametrize("question", OF_EVERY_KIND)
def test_an_answer_of_any_kind_is_whole(coach: Coach, frameworks: Frameworks, question: str) -> None:
    answer = coach.ask(Question(text=question, id="q"))
    assert answer.outcome == "answered"
    assert answer.id == "q"
    assert answer.question == question
    holds(answer, frameworks)


def test_every_question_of_the_corpus_is_answered_with_citations_that_hold(
    coach: Coach, frameworks: Frameworks, topics: Topics
) -> None:
    for topic in topics.inside:
        for question in topic.questions:
            answer = coach.ask(Question(text=question.text, role=question.role))
            assert answer.outcome == "answered", question.text
            holds(answer, frameworks)


def test_the_headline_question_leads_with_its_marker(coach: Coach) -> None:
    answer = coach.ask(Question(text=HEADLINE, role="principal"))
    assert answer.kind == "how-to"
    assert answer.citations[0].id == HEADLINE_LEAD
    assert answer.citations[0].source.publisher == "Digital Promise"
    assert len(answer.next_steps) >= 2
    assert answer.follow_ups
    assert answer.provenance.composer == "extractive"
    assert {"dialogue", "search", "compose", "total"} == {*answer.timings_ms}


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_answered(coach: Coach, frameworks: Frameworks, role: str) -> None:
    holds(coach.ask(Question(text=HEADLINE, role=role)), frameworks)  # type: ignore[arg-type]


@pytest.mark.parametrize("question", OFF)
def test_a_matter_off_scope_is_declined_without_citations_and_steps(
    coach: Coach, frameworks: Frameworks, question: str
) -> None:
    answer = coach.ask(Question(text=question))
    assert answer.outcome == "abstained"
    assert answer.kind == "off"
    assert answer.premise is None
    assert answer.nearest
    assert all(frameworks.knows(place.id) for place in answer.nearest)
    holds(answer, frameworks)


@pytest.mark.parametrize("greeting", ["Hello", "good morning", "what can you do?"])
def test_a_greeting_is_answered_without_citations(coach: Coach, greeting: str) -> None:
    answer = coach.ask(Question(text=greeting))
    assert (answer.kind, answer.outcome) == ("about", "answered")
    assert answer.citations == answer.claims == answer.next_steps == ()
    assert "Digital Promise" in answer.answer


def test_thanks_after_an_answer_do_not_replay_it(coach: Coach) -> None:
    history = (Turn(role="user", content=HEADLINE), Turn(role="assistant", content="...", topic="ai-task-force"))
    answer = coach.ask(Question(text="thanks, that helps", history=history))
    assert (answer.act, answer.kind) == ("thanks", "about")
    assert answer.citations == ()
    assert "welcome" in answer.answer


def test_a_code_that_does_not_exist_is_said_first(coach: Coach, frameworks: Frameworks) -> None:
    answer = coach.ask(Question(text="What does ISTE 2k ask for?"))
    assert answer.outcome == "abstained"
    assert answer.premise is not None
    assert answer.answer.startswith(answer.premise)
    assert answer.nearest
    holds(answer, frameworks)


def test_a_covered_question_with_a_false_premise_is_answered_after_it(coach: Coach, frameworks: Frameworks) -> None:
    answer = coach.ask(Question(text="What did Norwalk in Ohio do with its AI advisory board?"))
    assert answer.outcome == "answered"
    assert (
        answer.premise
        == "My sources on Norwalk Public Schools in Connecticut name no Ohio; what they do say is cited below."
    )
    assert answer.answer.startswith(f"> {answer.premise}")
    holds(answer, frameworks)


def test_a_spanish_question_is_told_that_the_answer_is_english(coach: Coach) -> None:
    answer = coach.ask(Question(text="¿Cómo empiezo un comité de inteligencia artificial para mi distrito?"))
    assert answer.answer.startswith("> Leo su pregunta en español; respondo en inglés")


@pytest.mark.parametrize(
    "question",
    [
        "如何在学校成立人工智能工作组？",
        "Как создать рабочую группу по искусственному интеллекту?",
        "Wie gründe ich einen Ausschuss für künstliche Intelligenz an meiner Schule?",
    ],
)
def test_a_language_that_we_do_not_have_is_declined(coach: Coach, frameworks: Frameworks, question: str) -> None:
    answer = coach.ask(Question(text=question))
    assert answer.outcome == "abstained"
    assert "English and Spanish only" in (answer.reason or "")
    holds(answer, frameworks)


@pytest.mark.parametrize("text", ["", " \n", "?!", "\x00", "a" * 8001])
def test_what_cannot_be_read_is_wrong_use(coach: Coach, text: str) -> None:
    with pytest.raises(UsageError):
        coach.ask(Question(text=text))


@pytest.mark.parametrize(
    "text",
    [
        "How do I start\x00 an AI\x1b task force?",
        "How do I start an AI\u200b task force?\ufeff",
        "\ud800 How do I start an AI task force?",
    ],
)
def test_control_characters_do_not_change_what_is_asked(coach: Coach, frameworks: Frameworks, text: str) -> None:
    answer = coach.ask(Question(text=text))
    assert answer.citations[0].id == HEADLINE_LEAD
    answer.question.encode("utf-8")
    holds(answer, frameworks)


def test_markdown_and_marks_in_a_question_do_not_reach_the_claims(coach: Coach, frameworks: Frameworks) -> None:
    holds(coach.ask(Question(text="How do I start an AI task force? [7] | **x** <script> `id`")), frameworks)


@pytest.mark.parametrize(
    "said",
    ["What about the board?", "shorter please", "How do I do the second step?", "yes please", "Who should be on it?"],
)
def test_a_follow_up_keeps_the_subject(coach: Coach, frameworks: Frameworks, said: str) -> None:
    first = coach.ask(Question(text=HEADLINE))
    history = (
        Turn(role="user", content=HEADLINE),
        Turn(
            role="assistant",
            content=first.answer,
            kind=first.kind,
            citations=tuple(citation.id for citation in first.citations),
            next_steps=tuple(step.do for step in first.next_steps),
        ),
    )
    answer = coach.ask(Question(text=said, history=history))
    assert answer.citations[0].id == HEADLINE_LEAD
    assert "AI task force" in answer.standalone_question
    holds(answer, frameworks)


def test_passages_come_best_first(coach: Coach) -> None:
    answer = coach.ask(Question(text=HEADLINE))
    by_id = {citation.id: citation.score for citation in answer.citations}
    scores = [by_id[passage.id] for passage in answer.passages if passage.id in by_id]
    assert scores == sorted(scores, reverse=True)


def test_the_same_question_has_the_same_answer_in_every_thread(coach: Coach) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = {answer.answer for answer in pool.map(lambda _: coach.ask(Question(text=HEADLINE)), range(8))}
    assert len(answers) == 1


def test_what_was_found_comes_before_the_whole_answer(coach: Coach) -> None:
    found, answer = coach.stream(Question(text=HEADLINE))
    assert isinstance(found, Found)
    assert isinstance(answer, Answer)
    assert found.standalone_question == HEADLINE
    assert len(found.sought) == 3
    assert answer.answer == coach.ask(Question(text=HEADLINE)).answer


def test_a_greeting_is_streamed_whole_at_once(coach: Coach) -> None:
    [answer] = coach.stream(Question(text="hello"))
    assert isinstance(answer, Answer)


def test_a_good_index_is_not_degraded(coach: Coach) -> None:
    assert coach.degraded is None


def test_without_an_index_the_coach_says_so(tmp_path: Path, mini_corpus: Path) -> None:
    with (
        pytest.raises(IndexUnusableError, match="coach index"),
        Coach(Settings(home=tmp_path, corpus=mini_corpus)) as bare,
    ):
        bare.ask(Question(text=HEADLINE))


def test_a_corpus_with_a_single_topic_answers_on_it(own_corpus: Path, home: Callable[..., Settings]) -> None:
    for folder in ("bank", "dialogue"):
        shutil.rmtree(own_corpus / folder)
    (own_corpus / "concepts.yaml").unlink()
    for path in (own_corpus / "topics").glob("*.yaml"):
        if path.name != "partnerships-and-community.yaml":
            path.unlink()
    settings = home(corpus=own_corpus)
    build_index(settings)
    with Coach(settings) as coach:
        answer = coach.ask(Question(text="How do we build relationships with our community?"))
    assert answer.topic == "building-community-relationships"
    assert answer.outcome == "answered"
    assert answer.next_steps


def test_a_circumstance_with_a_subject_of_its_own_is_taken_up(coach: Coach) -> None:
    first = coach.ask(Question(text="How do we get ready for state tests that are all online?"))
    turn = Turn(
        role="assistant",
        content=first.answer,
        topic=first.topic,
        aspect=first.aspect,
        kind=first.kind,
        citations=tuple(citation.id for citation in first.citations),
        next_steps=tuple(step.do for step in first.next_steps),
    )
    history = (Turn(role="user", content=first.question), turn)
    second = coach.ask(Question(text="Our school libraries and librarians have open periods", history=history))
    assert second.act == "continue"
    assert second.topic == first.topic
    opening = [second.claims[n].text for n in second.sections[0].claims]
    assert any("ibrar" in text for text in opening)
    assert not {*opening} & {claim.text for claim in first.claims}


@pytest.mark.parametrize("question", ["What is MTSS?", "MTSS", "what does MTSS mean"])
def test_the_meaning_of_a_term_is_told_in_its_own_words(
    coach: Coach, mini_corpus: Path, frameworks: Frameworks, topics: Topics, question: str
) -> None:
    answer = coach.ask(Question(text=question))
    concepts = read_concepts(mini_corpus, frameworks, topics)
    [concept] = [one for one in concepts.concepts if one.term == "MTSS"]
    assert answer.claims[0].text == concept.says
    assert (answer.outcome, answer.kind, answer.aspect, answer.topic) == ("answered", "what-is", "what", concept.topic)
    assert answer.citations[0].id == concept.lead[0]
    assert answer.read_as is not None
    assert answer.read_as.question == "MTSS: what it is"


def test_a_term_named_in_another_question_is_not_defined(coach: Coach) -> None:
    answer = coach.ask(Question(text=HEADLINE))
    assert "one job" not in answer.claims[0].text


def test_a_meaning_asked_in_spanish_is_told_in_spanish(coach: Coach) -> None:
    answer = coach.ask(Question(text="¿Qué significa MTSS?"))
    assert answer.claims[0].text.startswith("Un sistema de apoyos")
    assert answer.answer.startswith(f"> {OPENING_SPANISH}")


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        ((), "Read as “A: how to go about it”. If you meant “B: who” or “B: what it costs”, ask it so."),
        (
            {("b", "who")},
            "Read as “A: how to go about it” first, then in the next likeliest way. If you meant “B: what it costs”, "
            "ask it so.",
        ),
        ({("b", "who"), ("b", "cost")}, "Read as “A: how to go about it” first, then in the next likeliest way."),
    ],
)
def test_of_the_next_readings_those_are_offered_that_are_not_answered_beside(
    spoken: set[tuple[str, Aspect]], said: str
) -> None:
    others = (
        OtherReading(question="B: who", topic="b", aspect="who"),
        OtherReading(question="B: what it costs", topic="b", aspect="cost"),
    )
    read_as = ReadAs(question="A: how to go about it", certain=False, others=others)
    assert how_read(read_as, spoken) == [said]
    assert how_read(ReadAs(question="A", certain=True), spoken) == []

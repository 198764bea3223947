"""The reader: what a turn does, asks, names and follows, read once with what was said before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import ACTS, ASPECTS, QUESTION_KINDS, Question, Turn
from assistant.knowledge.encoding.encoder import Encoder
from assistant.knowledge.index.generation import open_generation
from assistant.knowledge.search.search import Search
from assistant.understanding.reader import Reader
from assistant.understanding.reading import SOCIAL, Reading
from assistant.understanding.session import LONGEST_SESSION, SHORTEST_SESSION

TASK_FORCE = "How do I start an AI task force?"
PLAN = "How do I write a technology plan that is about learning and not about equipment?"
AI = "digital-equity/leadership/culture-of-innovation/ai-leadership"
ANSWER = Turn(
    role="assistant",
    content="Form a small group.",
    kind="how-to",
    topic="ai-task-force",
    aspect="begin",
    citations=(AI,),
    next_steps=("Write a charter.", "Put harm on every agenda."),
)
BEFORE = (Turn(role="user", content=TASK_FORCE), ANSWER)


@pytest.fixture(scope="module")
def reader(built_index: Path, encoder: Encoder) -> Iterator[Reader]:
    library = open_generation(built_index / (built_index / "CURRENT").read_text(encoding="utf-8"))
    yield Reader(Search(library, encoder))
    library.store.close()


def read(reader: Reader, text: str, *history: Turn) -> Reading:
    return reader.read(Question(text=text, history=history))


def test_a_question_by_itself_is_read_whole(reader: Reader) -> None:
    reading = read(reader, f"  {TASK_FORCE} ")
    assert (reading.said, reading.english, reading.standalone) == (TASK_FORCE, TASK_FORCE, TASK_FORCE)
    assert (reading.act, reading.aspect, reading.kind) == ("ask", "begin", "how-to")
    assert (reading.language, reading.reply_in) == ("english", "english")
    assert (reading.follows, reading.under_way, reading.points_at, reading.minutes) == (None, None, None, None)
    assert [share for _, share in reading.aspects] == sorted((s for _, s in reading.aspects), reverse=True)
    assert reading.aspects[0][0] == reading.aspect
    assert sum(share for _, share in reading.aspects) == pytest.approx(1.0, abs=1e-4)
    assert reading.seen.text == TASK_FORCE


@pytest.mark.parametrize("said", ["hello", "hi", "Hola, buenas tardes"])
def test_a_greeting_is_one(reader: Reader, said: str) -> None:
    reading = read(reader, said)
    assert (reading.act, reading.kind) == ("greeting", "about")


@pytest.mark.parametrize("said", ["thanks!", "Gracias, muy útil."])
def test_thanks_are_thanks_also_in_a_conversation_and_follow_nothing(reader: Reader, said: str) -> None:
    for history in ((), BEFORE):
        reading = read(reader, said, *history)
        assert (reading.act, reading.kind, reading.follows, reading.under_way) == ("thanks", "about", None, None)
        assert reading.standalone == said


@pytest.mark.parametrize(
    ("said", "act", "aspect"),
    [
        ("who should be on it", "aspect", "who"),
        ("why", "aspect", "why"),
        ("we have no money for that", "aspect", "cost"),
        ("and for kindergarten?", "continue", None),
        ("what else", "more", None),
        ("too long. three bullets", "shorter", None),
        ("put it in a table", "table", None),
        ("ponlo en una tabla", "table", None),
        ("as a checklist", "list", None),
        ("what does [1] say exactly", "pick", None),
    ],
)
def test_a_turn_goes_on_from_the_answer_before_it(reader: Reader, said: str, act: str, aspect: str | None) -> None:
    reading = read(reader, said, *BEFORE)
    assert reading.act == act
    assert aspect is None or reading.aspect == aspect
    assert reading.follows is not None
    assert (reading.follows.subject, reading.follows.topic, reading.follows.kind) == (
        TASK_FORCE,
        "ai-task-force",
        "how-to",
    )
    assert reading.follows.next_steps == ANSWER.next_steps
    assert reading.standalone == f"How do I start an AI task force – {said}"
    assert reading.under_way is not None
    assert (reading.under_way.topic, reading.under_way.citations) == ("ai-task-force", (AI,))
    assert reading.seen.text.startswith(TASK_FORCE)


@pytest.mark.parametrize("said", ["what else", "who should be on it", "too long. three bullets", "as a checklist"])
def test_where_nothing_was_said_before_nothing_is_gone_on_from(reader: Reader, said: str) -> None:
    reading = read(reader, said)
    assert reading.act in {"ask", *SOCIAL}
    assert (reading.follows, reading.under_way, reading.standalone) == (None, None, said)


def test_a_new_subject_stands_by_itself(reader: Reader) -> None:
    reading = read(reader, PLAN, *BEFORE)
    assert (reading.act, reading.follows, reading.under_way, reading.standalone) == ("ask", None, None, PLAN)


def test_the_subject_is_the_last_question_that_brought_one(reader: Reader) -> None:
    more = (*BEFORE, Turn(role="user", content="what else"), ANSWER)
    other = (
        *more,
        Turn(role="user", content=PLAN),
        Turn(role="assistant", content="x", topic="writing-strategic-plan"),
    )
    assert subject_and_topic(reader, *more) == (TASK_FORCE, "ai-task-force")
    assert subject_and_topic(reader, *other) == (PLAN, "writing-strategic-plan")


def test_thanks_between_do_not_hide_the_answer_under_way(reader: Reader) -> None:
    thanked = (*BEFORE, Turn(role="user", content="thanks!"), Turn(role="assistant", content="Welcome.", kind="about"))
    assert subject_and_topic(reader, *thanked) == (TASK_FORCE, "ai-task-force")


@pytest.mark.parametrize("declined", [(), (Turn(role="assistant", content="Not covered.", kind="off"),)])
def test_a_later_question_without_an_answer_does_not_take_the_topic_of_an_earlier_one(
    reader: Reader, declined: tuple[Turn, ...]
) -> None:
    assert subject_and_topic(reader, *BEFORE, Turn(role="user", content=PLAN), *declined) == (PLAN, None)


def subject_and_topic(reader: Reader, *history: Turn) -> tuple[str, str | None]:
    follows = read(reader, "who should be on it", *history).follows
    assert follows is not None
    return follows.subject, follows.topic


def test_a_made_thing_that_is_changed_stays_that_thing(reader: Reader) -> None:
    workshop = (
        Turn(role="user", content="Plan a workshop on digital citizenship"),
        Turn(role="assistant", content="x", kind="workshop", topic="who-teaches-digital-citizenship", aspect="begin"),
    )
    reading = read(reader, "make it 45 minutes", *workshop)
    assert (reading.act, reading.kind, reading.minutes, reading.points_at) == ("revise", "workshop", 45, None)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("tell me about step 2", 2),
        ("what does number 1 say exactly", 1),
        ("#3 please", 3),
        ("and 12", 12),
        ("make it a 2 hour session", None),
        ("a 90-minute session on step 3", 3),
        ("in 2026", None),
        ("the second one", 2),
        ("y el último paso", -1),
    ],
)
def test_a_number_points_at_a_step_or_a_citation_but_a_length_does_not(
    reader: Reader, said: str, number: int | None
) -> None:
    assert read(reader, said, *BEFORE).points_at == number


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("drop whatever you need to fit it in 2.5 hrs", 150),
        ("a 45 minute session", 45),
        ("a 90-minute workshop", 90),
        ("2 hours with principals", 120),
        ("una sesión de 2 horas", 120),
        ("47 min", 45),
        ("a 5 minute talk", SHORTEST_SESSION),
        ("a 3-day retreat", LONGEST_SESSION),
        ("un taller de 1 día", LONGEST_SESSION),
        ("a session on step 2", None),
        ("a workshop", None),
    ],
)
def test_a_length_is_read_in_minutes_between_half_an_hour_and_a_day(
    reader: Reader, said: str, minutes: int | None
) -> None:
    assert read(reader, said).minutes == minutes


def test_spanish_is_glossed_read_and_replied_to(reader: Reader) -> None:
    reading = read(reader, "¿Qué es la ciudadanía digital?")
    assert (reading.language, reading.reply_in, reading.aspect, reading.kind) == (
        "spanish",
        "spanish",
        "what",
        "what-is",
    )
    assert reading.said == "¿Qué es la ciudadanía digital?"


@pytest.mark.parametrize(
    ("said", "language", "reply_in"),
    [
        ("now in Spanish please", "english", "spanish"),
        ("ahora en inglés por favor", "spanish", "english"),
        ("¿y qué más?", "spanish", "spanish"),
        ("what else", "english", "english"),
    ],
)
def test_the_language_of_the_reply_is_the_question_s_or_the_one_asked_for(
    reader: Reader, said: str, language: str, reply_in: str
) -> None:
    reading = read(reader, said, *BEFORE)
    assert (reading.language, reading.reply_in) == (language, reply_in)


def test_another_language_is_told(reader: Reader) -> None:
    said = "Wie gründe ich eine Arbeitsgruppe für künstliche Intelligenz an meiner Schule?"
    assert read(reader, said).language == "other"


def test_misspelt_words_are_mended_and_the_words_as_said_are_kept(reader: Reader) -> None:
    reading = read(reader, "How do I start an AI task froce?")
    assert reading.english == TASK_FORCE
    assert reading.said == "How do I start an AI task froce?"


def test_names_and_codes_are_found(reader: Reader) -> None:
    assert "iste/visionary-planner/2a" in read(reader, "What does ISTE 2a say?").mentions.known


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    said=st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(str.strip),
    history=st.lists(
        st.builds(
            Turn,
            role=st.sampled_from(["user", "assistant"]),
            content=st.sampled_from(["", "why", PLAN, "\u200b", "¿y qué más?"]),
            topic=st.sampled_from([None, "ai-task-force", "no-such-topic"]),
            citations=st.sampled_from([(), (AI,), ("no/such/thing", "local/a/1")]),
        ),
        max_size=4,
    ),
)
def test_any_turn_can_be_read(reader: Reader, said: str, history: list[Turn]) -> None:
    reading = read(reader, said, *history)
    assert reading.act in ACTS
    assert reading.aspect in ASPECTS
    assert reading.kind in QUESTION_KINDS
    assert (reading.follows is None) == (reading.under_way is None)
    assert reading.follows is None or reading.act not in {"ask", *SOCIAL}


def test_a_step_pointed_at_by_its_words_is_found(reader: Reader) -> None:
    reading = read(reader, "can you unpack the one with the agenda", *BEFORE)
    assert (reading.act, reading.points_at) == ("pick", 2)


def test_what_a_turn_says_by_itself_is_kept_apart_from_what_it_goes_on_from(reader: Reader) -> None:
    reading = read(reader, "we have no money for new devices", *BEFORE)
    assert reading.by_itself.text == "we have no money for new devices"
    assert reading.seen.text.endswith(reading.by_itself.text)


def test_a_session_keeps_the_length_that_was_asked_for(reader: Reader) -> None:
    asked = Turn(role="user", content="Plan a 45 minute workshop on AI for my teachers")
    made = Turn(role="assistant", content="45 minutes.", kind="workshop", topic="ai-task-force")
    assert read(reader, "make it hands on instead", asked, made).minutes == 45
    assert read(reader, "make it 90 minutes", asked, made).minutes == 90
    assert read(reader, "I only work 20 hours", asked, made).minutes == 45


@pytest.mark.parametrize("said", ["solo somos tres en la oficina", "hazlo menos formal", "sigue", "¿y el costo?"])
def test_a_few_words_go_on_in_the_spanish_spoken_before(reader: Reader, said: str) -> None:
    asked = Turn(role="user", content="¿Cómo empezamos un grupo de trabajo sobre inteligencia artificial?")
    assert read(reader, said, asked, ANSWER).language == "spanish"
    assert read(reader, "shorter please, and with the board in it", asked, ANSWER).language == "english"

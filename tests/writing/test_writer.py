"""The writer, with a model behind a loopback server: what is kept of a reply, and what comes where none can be."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from model_server import DONE, Behaviour, Connection, event, gives, says
from scripted import (
    BEGIN,
    CASE,
    EARLIER,
    GOOD,
    HEADLINE,
    LEAD,
    NORWALK,
    OTHER_STEP,
    OVERSEES,
    PRODUCTS,
    PROSE,
    SEATS,
    STEP,
    Scripted,
    with_steps,
)

from assistant.answer import Answer, Delta, Found, Question, Turn
from assistant.answering.composing import Stop
from assistant.writing.ledger import Ledger
from assistant.writing.models import Model
from assistant.writing.prices import Price

TIMEOUT_S = 1.5
PLENTY_S = 60.0
INSTEAD = "This answer was composed without it."
SPANISH = (
    "Forme un grupo pequeño con un encargo escrito antes de hablar de herramientas. Reserve lugares para quienes dudan "
    "y hable con ellos cada mes. El grupo de trabajo supervisa cómo se desarrolla la política de inteligencia "
    f"artificial [{LEAD}]. Deje la lista de aplicaciones para después."
)


def fallen_back(answer: Answer, composed: Answer, line: str) -> None:
    """Check that an answer is exactly the composer's, with one line before it."""
    assert answer.answer.startswith("> ")
    told, _, rest = answer.answer.partition("\n\n")
    assert told.count("\n") == 0
    assert line in told
    assert rest == composed.answer
    assert answer.provenance.composer == "extractive"
    same = ("sections", "claims", "citations", "next_steps", "follow_ups", "outcome", "topic", "aspect", "read_as")
    assert all(getattr(answer, name) == getattr(composed, name) for name in same)


def test_a_good_reply_is_the_answer(scripted: Scripted) -> None:
    told = scripted.ask(Question(text=HEADLINE, role="principal", id="7"), says(GOOD))
    answer, composed = told.answer, scripted.composed(Question(text=HEADLINE, role="principal"))
    assert (answer.id, answer.outcome, answer.act, answer.topic) == ("7", "answered", "ask", "ai-task-force")
    opening, *_ = (section for section in answer.sections if section.key == "opening")
    assert [answer.claims[n].text for n in opening.claims] == [BEGIN, f"{OVERSEES}.", PRODUCTS]
    assert [answer.claims[n].kind for n in opening.claims] == ["suggestion", "framework", "suggestion"]
    prose = next(section for section in answer.sections if section.key == "prose")
    assert [answer.claims[n].kind for n in prose.claims] == ["suggestion", "practice", "suggestion"]
    assert answer.answer.startswith(
        f"**Our advice:** {BEGIN} {OVERSEES}. [1] *(from the frameworks)* {PRODUCTS}\n\n{SEATS}"
    )
    assert f"{NORWALK}. [2] *(from practice)*" in answer.answer
    assert [citation.id for citation in answer.citations] == [LEAD, CASE]
    assert [citation.n for citation in answer.citations] == [1, 2]
    assert [step.do for step in answer.next_steps] == [f"{STEP['do']}.", f"{OTHER_STEP['do']}."]
    assert all(step.citations == (1,) for step in answer.next_steps)
    # What the frameworks say stays the composer's, its advice is the model's now.
    keys = [section.key for section in answer.sections]
    assert [k for k in keys if k in {"frameworks", "practice", "evidence"}] == ["frameworks", "practice"]
    assert "pitfalls" not in keys
    assert answer.follow_ups == composed.follow_ups


def test_what_made_an_answer_is_told(scripted: Scripted) -> None:
    answer = scripted.ask(HEADLINE, says(GOOD)).answer
    made = answer.provenance
    assert made.composer == "openai:made-1"
    assert made.index == scripted.composed(HEADLINE).provenance.index
    assert made.prompt is not None
    assert {"answer", "answer-question", "answer-steps"} <= {*made.prompt.replace("+", " ").replace("@", " ").split()}
    assert made.usage is not None
    assert (made.usage.model, made.usage.version) == ("openai:made-1", "made-1-2026-01-02")
    assert (made.usage.tokens_in, made.usage.tokens_out, made.usage.cost) == (21, 6, 0.0)
    assert made.usage.first_token_ms is not None
    assert 0 < made.usage.first_token_ms <= made.usage.total_ms <= answer.timings_ms["total"]
    assert made.removed == {}
    assert {"dialogue", "search", "compose", "total"} == {*answer.timings_ms}


def test_text_is_shown_while_it_is_written(scripted: Scripted) -> None:
    gate = threading.Event()

    def slowly(connection: Connection) -> None:
        connection.stream(event(f"{BEGIN} Give it two "))
        gate.wait(20)
        connection.stream(*[event(text) for text in ("products.\n\n", GOOD)], event(finish="stop"), DONE, head=b"")

    scripted.server.answers(slowly)
    stream = scripted.coach().stream(Question(text=HEADLINE))
    found, grown = next(stream), next(stream)
    gate.set()
    rest = list(stream)
    assert isinstance(found, Found)
    assert isinstance(grown, Delta)
    assert grown.text.startswith(f"**Our advice:** {BEGIN}")
    assert grown.draft == "Give it two "
    assert isinstance(rest[-1], Answer)
    drafts = [event.draft for event in rest if isinstance(event, Delta)]
    assert not any("{" in draft or "STEPS:\n" in draft for draft in drafts)


def test_marks_are_numbered_by_importance_whatever_comes_first(scripted: Scripted) -> None:
    reply = with_steps(f"{NORWALK} [{CASE}]. {BEGIN} {OVERSEES} [{LEAD}]. {PRODUCTS}")
    answer = scripted.ask(HEADLINE, says(reply)).answer
    assert [citation.id for citation in answer.citations] == [LEAD, CASE]
    assert answer.answer.startswith(f"**From practice:** {NORWALK}. [2] {BEGIN} *(our advice)* {OVERSEES}. [1]")


@pytest.mark.parametrize("below", ["", "\nSTEPS:\n", "\nSTEPS:\nnot json\n{", f"\nSTEPS:\n{STEP}"])
def test_steps_that_cannot_be_read_are_the_composers(below: str, scripted: Scripted) -> None:
    answer = scripted.ask(HEADLINE, says(PROSE + below)).answer
    assert answer.provenance.composer == "openai:made-1"
    assert answer.next_steps == scripted.composed(HEADLINE).next_steps
    assert "{" not in answer.answer


def test_steps_that_are_lines_are_no_lost_words(scripted: Scripted) -> None:
    answer = scripted.ask(HEADLINE, says(f"{PROSE}\n\nSTEPS:\n- Ask two teachers first.\n- Tell the board.")).answer
    assert "\n- Ask two teachers first.\n- Tell the board." in answer.answer
    assert "STEPS" not in answer.answer


def test_steps_on_the_line_of_their_word_are_read(scripted: Scripted) -> None:
    reply = with_steps(PROSE).replace("STEPS:\n", "STEPS: ")
    assert next(step.do for step in scripted.ask(HEADLINE, says(reply)).answer.next_steps) == f"{STEP['do']}."


def test_objects_are_never_shown_where_no_steps_were_asked_for(scripted: Scripted) -> None:
    shorter = Question(text="shorter please", history=EARLIER)
    told = scripted.ask(shorter, says(f'{BEGIN} {OVERSEES} [{LEAD}].\n{{"do": "Grab it"}}'))
    assert told.answer.act == "shorter"
    assert told.answer.provenance.composer == "openai:made-1"
    assert "Grab" not in told.shown


def test_structured_steps_are_asked_for_in_a_second_call(scripted: Scripted) -> None:
    steps = [{**STEP, "do": "Ask who wants to join"}, OTHER_STEP]
    answer = scripted.ask(HEADLINE, says(GOOD), gives({"steps": steps}), model="gpt-4o").answer
    _first, second = scripted.server.requests
    assert [step.do for step in answer.next_steps] == ["Ask who wants to join.", f"{OTHER_STEP['do']}."]
    assert b"response_format" in second.body
    assert BEGIN in second.told[1]
    assert LEAD in second.told[1]
    usage = answer.provenance.usage
    assert usage is not None
    assert (usage.tokens_in, usage.tokens_out) == (51, 46)


@pytest.mark.parametrize("reply", [gives({"steps": []}), gives({"x": 1}), lambda c: c.status(500)])
def test_structured_steps_that_fail_are_those_of_the_reply(reply: Behaviour, scripted: Scripted) -> None:
    answer = scripted.ask(HEADLINE, says(GOOD), reply, model="gpt-4o").answer
    assert [step.do for step in answer.next_steps] == [f"{STEP['do']}.", f"{OTHER_STEP['do']}."]


def hangs(connection: Connection) -> None:
    connection.closed_at(30)


def drips(connection: Connection) -> None:
    connection.stream(*[event(f"{BEGIN} ")] * 300, pause_s=0.1)


def closes(connection: Connection) -> None:
    connection.stream(event(f"{BEGIN} {PRODUCTS} "))


def cut(connection: Connection) -> None:
    connection.stream(event(PROSE), event(finish="length"), DONE)


LIES = "Yes, we have an AI policy. Our school has a robot lab. We already have twelve labs. Our staff loves it."
FALLS: dict[str, tuple[Behaviour, str]] = {
    "401": (lambda c: c.status(401), "The language model didn't accept its key"),
    "429": (lambda c: c.status(429), "too many requests"),
    "500": (lambda c: c.status(500), "error of its own"),
    "hangs": (hangs, "timed out after 1.5 seconds"),
    "drips": (drips, "timed out after 1.5 seconds"),
    "closes in mid-stream": (closes, "broke off in mid-answer"),
    "empty": (says(" \n "), "gave nothing"),
    "cut off": (cut, "cut off at its limit"),
    "other language": (says(SPANISH), "answered in another language"),
    "cites nothing that is sure": (says(f"{BEGIN} {PRODUCTS} {SEATS}"), "used none of what the question is surely"),
    "cites another case alone": (says(f"{BEGIN} {PRODUCTS} {NORWALK} [{CASE}]."), "used none of what"),
    "too little": (says(f"Begin [{LEAD}]."), "Too little of what the language model wrote could be kept"),
    "more went than stands": (says(f"{OVERSEES} [{LEAD}]. {LIES}"), "Too little of what"),
    "steps alone": (says(with_steps("")), "Too little of what"),
}


@pytest.mark.parametrize("name", FALLS)
def test_where_a_model_fails_the_composer_answers_with_one_line(name: str, scripted: Scripted) -> None:
    reply, line = FALLS[name]
    timeout_s = TIMEOUT_S if "timed out" in line else PLENTY_S
    told = scripted.ask(HEADLINE, reply, timeout_s=timeout_s)
    fallen_back(told.answer, scripted.composed(HEADLINE), line)
    assert told.answer.answer.startswith(f"> {line}" if line[0].isupper() else "> The language model")
    assert f"{INSTEAD}\n\n" in told.answer.answer
    assert told.took_s <= timeout_s + 2
    usage = told.answer.provenance.usage
    assert usage is not None
    assert usage.model == "openai:made-1"
    assert told.answer.provenance.prompt


def test_a_refused_connection_falls_back(scripted: Scripted) -> None:
    url, scripted.server.url = scripted.server.url, "http://127.0.0.1:9/v1"
    try:
        told = scripted.ask(HEADLINE, timeout_s=TIMEOUT_S + 0.01)
    finally:
        scripted.server.url = url
    fallen_back(told.answer, scripted.composed(HEADLINE), "The language model couldn't be reached")
    assert told.took_s <= TIMEOUT_S + 2


def test_a_follow_up_whose_model_hangs_twice_falls_back_in_the_same_time(scripted: Scripted) -> None:
    told = scripted.ask(Question(text="and who should be in it?", history=EARLIER), hangs, timeout_s=TIMEOUT_S)
    assert len(scripted.server.requests) == 2
    fallen_back(told.answer, scripted.composed(Question(text="and who should be in it?", history=EARLIER)), "timed out")
    assert told.took_s <= TIMEOUT_S + 2


def test_a_structured_call_that_hangs_costs_no_more_than_the_time_left(scripted: Scripted) -> None:
    told = scripted.ask(HEADLINE, says(GOOD), hangs, model="gpt-4o", timeout_s=3)
    assert told.answer.provenance.composer == "openai:gpt-4o"
    assert next(step.do for step in told.answer.next_steps) == f"{STEP['do']}."
    assert told.took_s <= 3 + 2


def test_a_question_that_leaves_no_room_is_not_asked(scripted: Scripted) -> None:
    long = Question(text=f"{HEADLINE} {'Tell me about AI. ' * 200}"[:4000])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("assistant.writing.attempt.notes_of", _without_room)
        told = scripted.ask(long, says(GOOD))
    fallen_back(told.answer, scripted.composed(long), "The question leaves no room for notes to a language model.")
    assert scripted.server.requests == []


def _without_room(task: object) -> object:
    from assistant.writing.notes import notes_of

    return notes_of(task, most_tokens=10)  # type: ignore[arg-type]


def asked_and_closed(scripted: Scripted, end: Callable[[Stop], None]) -> tuple[list[object], float | None]:
    """Ask a model that never ends, end the wait in mid-answer, and return the events and when the request closed."""
    closed: list[float | None] = []

    def endless(connection: Connection) -> None:
        connection.stream(event(f"{BEGIN} Give it "))
        closed.append(connection.closed_at(20))

    stop = Stop()
    scripted.server.answers(endless)
    events: list[object] = []
    stopped = 0.0
    for told in scripted.coach().stream(Question(text=HEADLINE), stop):
        events.append(told)
        if isinstance(told, Delta) and not stopped:
            stopped = time.monotonic()
            threading.Thread(target=end, args=(stop,)).start()
    deadline = time.monotonic() + 20
    while not closed and time.monotonic() < deadline:
        time.sleep(0.01)
    return events, closed[0] - stopped if closed and closed[0] else None


def test_stop_closes_the_request_and_brings_no_answer(scripted: Scripted) -> None:
    events, took_s = asked_and_closed(scripted, lambda stop: (time.sleep(0.2), stop.tell())[1])
    assert took_s is not None
    assert took_s - 0.2 <= 0.5
    assert not any(isinstance(event, Answer) for event in events)


def test_a_stop_told_before_brings_nothing(scripted: Scripted) -> None:
    stop = Stop()
    stop.tell()
    scripted.server.answers(says(GOOD))
    events = list(scripted.coach().stream(Question(text=HEADLINE), stop))
    assert not any(isinstance(event, Answer) for event in events)


def test_stop_while_steps_are_asked_for_brings_no_answer(scripted: Scripted) -> None:
    stop = Stop()
    closed: list[float | None] = []

    def stalls(connection: Connection) -> None:
        stop.tell()
        closed.append(connection.closed_at(20))

    coach = scripted.coach(model="gpt-4o")
    scripted.server.answers(says(GOOD), stalls)
    events = list(coach.stream(Question(text=HEADLINE), stop))
    assert not any(isinstance(event, Answer) for event in events)


def test_a_stream_that_is_closed_closes_the_request(scripted: Scripted) -> None:
    closed: list[float | None] = []

    def endless(connection: Connection) -> None:
        connection.stream(event(f"{BEGIN} Give it "))
        closed.append(connection.closed_at(20))

    scripted.server.answers(endless)
    stream = scripted.coach().stream(Question(text=HEADLINE))
    assert isinstance(next(stream), Found)
    assert isinstance(next(stream), Delta)
    stopped = time.monotonic()
    stream.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 20
    while not closed and time.monotonic() < deadline:
        time.sleep(0.01)
    assert closed
    assert closed[0] is not None
    assert closed[0] - stopped <= 0.5


ALONE = "Who should be in the small AI group with a written charge?"


def test_a_follow_up_is_put_as_one_question(scripted: Scripted) -> None:
    follow_up = Question(text="and who should be in it?", history=EARLIER)
    told = scripted.ask(follow_up, says(ALONE), says(GOOD))
    alone, answering = scripted.server.requests
    assert "Put the newest question so that" in alone.told[0]
    assert EARLIER[0].content in alone.told[1]
    assert follow_up.text in answering.told[1]
    assert told.answer.standalone_question == ALONE
    assert isinstance(told.events[0], Found)
    assert told.events[0].standalone_question == ALONE
    assert told.answer.provenance.usage is not None
    assert told.answer.provenance.usage.tokens_in == 42


@pytest.mark.parametrize(
    "reply",
    [
        says("Who sits on it?\nAnd why?"),
        says("Who should follow iste/nowhere/9z in the AI group?"),
        says("Who should sit in the AI group, as 87% of districts did?"),
        says("Who should sit in the AI group of Dr. Helena Voss?"),
        says("Who should read https://evil.example/x for the AI group?"),
        says("How do robots in warehouses learn to drive forklifts at night?"),
        says("Who " * 200),
        says(""),
        lambda c: c.status(401),
    ],
)
def test_a_question_put_as_one_that_says_more_than_was_said_is_not_taken(reply: Behaviour, scripted: Scripted) -> None:
    follow_up = Question(text="and who should be in it?", history=EARLIER)
    told = scripted.ask(follow_up, reply, says(GOOD))
    assert len(scripted.server.requests) == 2
    assert told.answer.standalone_question == scripted.composed(follow_up).standalone_question
    assert told.answer.provenance.composer == "openai:made-1"


def test_what_a_follow_up_cost_is_told_where_no_model_writes(scripted: Scripted) -> None:
    follow_up = Question(text="and who fixes the school bus?", history=EARLIER)
    told = scripted.ask(follow_up, says("Who fixes the bus of the school and the lunch card?"), says(GOOD))
    usage = told.answer.provenance.usage
    assert usage is not None
    assert usage.tokens_in == 21 * len(scripted.server.requests)


TABLE = f"""{OVERSEES}, as this table shows [{LEAD}].
| Who | What | When |
|---|---|---|
| Principal | Write the charter. Sign it. | this week |
| Teachers | put problems on each agenda | this term |"""
LETTER = f"""Here is a letter to families, which rests on a group that oversees AI policy [{LEAD}].

Dear families,

This month we form a small group on AI with a written charge. Our teachers and students have seats in it, and so do
families. If you want to join, call [NAME] at [PHONE] by [DATE].

Yours,
[NAME OF THE PRINCIPAL]"""


def test_a_table_is_a_table(scripted: Scripted) -> None:
    told = scripted.ask(Question(text="can you put that in a table", history=EARLIER), says(TABLE))
    assert told.answer.act == "table"
    assert told.answer.provenance.composer == "openai:made-1"
    assert (
        "| Who | What | When |\n| --- | --- | --- |\n| **Principal** | Write the charter. Sign it. | this week |"
        in (told.answer.answer)
    )
    assert 'with " | " between its cells' in scripted.server.requests[-1].told[0]


def test_a_letter_speaks_for_its_sender(scripted: Scripted) -> None:
    told = scripted.ask(
        Question(text="Draft me an email to staff about it. Firm, but I don't want to scare anybody.", history=EARLIER),
        says(LETTER),
    )
    assert told.answer.act == "letter"
    assert told.answer.provenance.composer == "openai:made-1"
    assert "This month we form a small group on AI" in told.answer.answer
    assert "call [NAME] at [PHONE] by [DATE]." in told.answer.answer
    assert next(citation.id for citation in told.answer.citations) == LEAD


def test_shorter_is_short(scripted: Scripted) -> None:
    told = scripted.ask(Question(text="shorter please", history=EARLIER), says(f"{BEGIN} {OVERSEES} [{LEAD}]."))
    assert told.answer.act == "shorter"
    assert told.answer.provenance.composer == "openai:made-1"
    assert len(told.answer.answer) < len(scripted.composed(HEADLINE).answer)


def test_spanish_is_answered_in_spanish(scripted: Scripted) -> None:
    asked = "¿Cómo empiezo un comité de inteligencia artificial para mi distrito?"
    steps = [
        {**STEP, "do": "Escriba el encargo en una página"},
        {**OTHER_STEP, "do": "Hable cada mes con quienes dudan"},
    ]
    steps = [
        {**one, "who": "dirección", "done": f"El texto {n} está firmado y a la vista"} for n, one in enumerate(steps)
    ]
    told = scripted.ask(asked, says(with_steps(SPANISH, *steps)))
    assert told.answer.provenance.composer == "openai:made-1"
    assert "**Nuestro consejo:** Forme un grupo pequeño con un encargo escrito" in told.answer.answer
    assert "Write in Spanish" in scripted.server.requests[0].told[0]
    in_english = scripted.ask(asked, says(GOOD)).answer
    assert f"> The language model answered in another language. {INSTEAD}\n\n" in in_english.answer
    assert in_english.claims == scripted.composed(asked).claims


def test_without_what_is_sure_a_reply_may_cite_anything_given(scripted: Scripted) -> None:
    asked = "Half a year of AI meetings and apps, what now for a plan with partners?"
    plain = scripted.composed(asked)
    assert plain.outcome == "answered"
    assert plain.read_as is not None
    told = scripted.ask(asked, says(f"{BEGIN} {PRODUCTS} {SEATS}"))
    assert (told.answer.provenance.composer == "extractive") == plain.read_as.certain


def test_many_write_at_once(scripted: Scripted) -> None:
    coach = scripted.coach()
    scripted.server.answers(says(GOOD, pause_s=0.02))
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(coach.ask(Question(text=HEADLINE, id=str(n)))))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {answer.id for answer in answers} == {str(n) for n in range(6)}
    assert (
        len({replace(a, id="", timings_ms={}, provenance=replace(a.provenance, usage=None)).answer for a in answers})
        == 1
    )


def test_turns_of_greeting_ask_no_model(scripted: Scripted) -> None:
    told = scripted.ask(Question(text="thanks, that helps!", history=EARLIER), says(GOOD))
    assert scripted.server.requests == []
    assert told.answer.provenance.usage is None


def test_history_is_told_with_identifiers_for_its_numbers(scripted: Scripted) -> None:
    more = (*EARLIER, Turn(role="user", content="what else"))
    scripted.ask(Question(text="tell me more", history=more[:2]), says(GOOD))
    assert f"{BEGIN} [{LEAD}]" in scripted.server.requests[-1].told[1]


def test_a_spent_ceiling_sends_nothing_and_is_told(scripted: Scripted, tmp_path: Path) -> None:
    def priced(model: Model) -> None:
        model._price, model._ledger = Price(usd_in=10, usd_out=100), Ledger(tmp_path, 0.001)

    more = {"model": "openai:made-1", "model_base_url": scripted.server.url}
    coach = scripted.opened_with(scripted.settings.model_copy(update=more), priced)
    for question in (Question(text=HEADLINE), Question(text="and who should be in it?", history=EARLIER)):
        answer = coach.ask(question)
        fallen_back(answer, scripted.composed(question), "ceiling")
        assert answer.provenance.usage is None
    assert scripted.server.requests == []

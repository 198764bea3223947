"""Personal data before a model on another machine: masked, asked about or sent, as the setting says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from model_server import DONE, event, gives, says
from scripted import (
    BEGIN,
    EARLIER,
    GOOD,
    HEADLINE,
    LEAD,
    OTHER_STEP,
    OVERSEES,
    PRODUCTS,
    PROSE,
    STEP,
    Scripted,
    Told,
    with_steps,
)

from assistant.answer import Passage, Question, Source, Turn
from assistant.answering.composing import Task
from assistant.answering.evidence import gather
from assistant.writing.hiding import hidden_question, hidden_task, mask_of, own_texts, personal_in

NAME, PHONE, EMAIL, PUPIL = "Maria Lopez", "555-210-4477", "rosa.vega@mossbarrow.example", "Jamal Whitfield"
PRIVATE = (NAME, "Maria", PHONE, EMAIL, "rosa.vega", PUPIL, "Whitfield")
TURNS = (
    Turn(role="user", content=f"My student {NAME} typed her essay into an AI tool. {HEADLINE} Reach me at {PHONE}."),
    Turn(role="assistant", content=f"**Our advice:** Talk with {NAME} first. [1] Write to {EMAIL}.", citations=(LEAD,)),
)
ASKED = Question(text=f"{HEADLINE} My student {PUPIL} wants to join it.", history=TURNS, role="principal")
NO_NAMES: frozenset[str] = frozenset()


def asked(scripted: Scripted, question: Question, personal: str, *, reply: str = GOOD) -> Told:
    return scripted.ask(question, says(reply), local=False, personal=personal)


def test_nothing_personal_reaches_a_model_elsewhere(scripted: Scripted) -> None:
    told = asked(scripted, ASKED, "mask")
    assert told.answer.provenance.composer == "openai:made-1"
    assert len(scripted.server.requests) >= 1
    assert [word for word in PRIVATE if word.encode() in scripted.sent] == []
    assert b"[STUDENT-1]" in scripted.sent
    assert b"[PHONE-1]" in scripted.sent
    assert b"[EMAIL-1]" in scripted.sent
    assert HEADLINE.encode() in scripted.sent


def test_data_in_an_earlier_answer_alone_is_masked_too(scripted: Scripted) -> None:
    history = (EARLIER[0], TURNS[1])
    asked(scripted, Question(text=HEADLINE, history=history), "mask")
    assert EMAIL.encode() not in scripted.sent
    assert b"[EMAIL-1]" in scripted.sent


def test_placeholders_come_back_as_what_they_stand_for(scripted: Scripted) -> None:
    prose = f"{PROSE} Ask [STUDENT-1] what helped, and hear [STUDENT-2] as well."
    step = {**STEP, "do": "Ask [STUDENT-1] to join the small group"}
    told = asked(scripted, ASKED, "mask", reply=with_steps(prose, step, OTHER_STEP))
    assert told.answer.provenance.composer == "openai:made-1"
    assert f"Ask {NAME} what helped, and hear {PUPIL} as well." in told.answer.answer
    assert f"Ask {NAME} to join the small group." in [one.do for one in told.answer.next_steps]
    assert "STUDENT-" not in told.shown
    assert "STUDENT-" not in "".join(delta.draft for delta in told.deltas)


def test_structured_steps_get_placeholders_and_give_names_back(scripted: Scripted) -> None:
    steps = [{**STEP, "do": "Ask [STUDENT-1] to join the small group"}, OTHER_STEP]
    reply = f"{PROSE} Ask [STUDENT-1] what helped."
    told = scripted.ask(
        replace(ASKED, history=()), says(reply), gives({"steps": steps}), local=False, personal="mask", model="gpt-4o"
    )
    assert len(scripted.server.requests) == 2
    assert PUPIL.encode() not in scripted.sent
    assert f"Ask {PUPIL} to join the small group." in [one.do for one in told.answer.next_steps]


def test_own_documents_are_masked(scripted: Scripted) -> None:
    question = Question(text=f"{HEADLINE} What does the plan of our data desk say?")
    with scripted.coach(local=False).desk() as desk:
        reading = desk.reader.read(question)
        found = desk.search.find(reading.seen, reading.under_way)
        source = Source(title="Plan", publisher="Your own document", edition="plan.md")
        secret = f"Plan\nOur student {NAME} can be reached at {PHONE}."
        passage = Passage(id="local/plan/1", title="Plan", text=secret, source=source, indicators=(LEAD,))
        found = replace(found, own=replace(found.own, near=((passage, 0.9),)), passages=((passage, 0.9),))
        evidence = gather(found, desk.search.library.passages, ())
        retrieved = replace(evidence.retrieved, passages={**evidence.retrieved.passages, passage.id: passage})
        task = Task(
            question=question,
            reading=reading,
            found=found,
            evidence=replace(evidence, local=(passage,), retrieved=retrieved),
            frameworks=desk.frameworks,
            passages=(*desk.search.library.passages, passage),
            means=desk.means(date(2027, 1, 4)),
        )
        scripted.server.answers(says(GOOD))
        assert own_texts(task) == (secret,)
        *_, composed = desk.composer.compose(task)
    assert composed.composer == "openai:made-1"
    sent = scripted.sent
    assert b"local/plan/1" in sent
    assert [word for word in (NAME, "Maria", PHONE) if word.encode() in sent] == []
    assert b"[PHONE-1]" in sent
    # What the answer cites is the document itself.
    assert composed.sources["local/plan/1"].text == secret
    mask = mask_of(question, own_texts(task), NO_NAMES)
    hidden = hidden_task(task, mask)
    held = [hidden.passages[-1], hidden.evidence.local[0], hidden.found.passages[0][0], hidden.found.own.near[0][0]]
    assert all(PHONE not in one.text for one in [*held, hidden.evidence.retrieved.passages[passage.id]])
    of_frameworks = [passage for passage in task.passages if not passage.id.startswith("local/")]
    assert [passage for passage in hidden.passages if not passage.id.startswith("local/")] == of_frameworks


def test_ask_sends_nothing_and_says_why(scripted: Scripted) -> None:
    told = asked(scripted, ASKED, "ask")
    assert scripted.server.requests == []
    plain = scripted.composed(ASKED)
    line, _, rest = told.answer.answer.partition("\n\n")
    assert line == (
        "> Your question or its documents hold personal data (a student's name, a phone number, an e-mail address), so "
        "nothing was sent to the language model. Ask again without it, or change the setting 'personal'. This answer "
        "was composed without it."
    )
    assert rest == plain.answer
    assert told.answer.provenance.composer == "extractive"
    assert told.answer.provenance.usage is None


def test_ask_sends_what_holds_nothing_personal(scripted: Scripted) -> None:
    told = asked(scripted, Question(text=HEADLINE), "ask")
    assert told.answer.provenance.composer == "openai:made-1"


def test_ask_puts_no_follow_up_either(scripted: Scripted) -> None:
    follow_up = Question(text=f"and who should call {PHONE} about it?", history=EARLIER)
    told = asked(scripted, follow_up, "ask")
    assert scripted.server.requests == []
    assert "a phone number" in told.answer.answer


def test_a_follow_up_is_masked_and_comes_back(scripted: Scripted) -> None:
    follow_up = Question(text=f"and who should be in it, my student {PUPIL}?", history=EARLIER)
    alone = "Should my student [STUDENT-1] be in the small AI group?"
    told = scripted.ask(follow_up, says(alone), says(GOOD), local=False, personal="mask")
    assert PUPIL.encode() not in scripted.sent
    assert told.answer.standalone_question in {
        alone.replace("[STUDENT-1]", PUPIL),
        scripted.composed(follow_up).standalone_question,
    }


@pytest.mark.parametrize(("local", "personal"), [(False, "send"), (True, "mask"), (True, "ask")])
def test_send_and_a_model_on_this_machine_get_all(local: bool, personal: str, scripted: Scripted) -> None:
    told = scripted.ask(ASKED, says(GOOD), local=local, personal=personal)
    assert PUPIL.encode() in scripted.sent
    assert told.answer.provenance.composer == "openai:made-1"


def test_what_was_found_is_told_in_words_of_the_language() -> None:
    question = Question(text=f"Call me at {PHONE}.", history=TURNS[1:])
    assert personal_in(question, (), NO_NAMES) == "a phone number, an e-mail address"
    assert personal_in(question, (), NO_NAMES, spanish=True) == "un número de teléfono, un correo electrónico"
    assert personal_in(Question(text=HEADLINE), (), NO_NAMES) == ""
    assert personal_in(Question(text=HEADLINE), (f"Our student {NAME} was late.",), NO_NAMES) == "a student's name"


def test_a_spanish_question_is_told_why_in_spanish(scripted: Scripted) -> None:
    question = Question(text=f"¿Cómo empiezo un comité de inteligencia artificial? Mi correo es {EMAIL}.")
    told = asked(scripted, question, "ask")
    assert scripted.server.requests == []
    assert "> Su pregunta o sus documentos contienen datos personales (un correo electrónico" in told.answer.answer


def test_public_names_are_nobodys_secret(scripted: Scripted) -> None:
    question = Question(text="How does Norwalk Public Schools, a case of Digital Promise, start an AI task force?")
    told = asked(scripted, question, "ask", reply=with_steps(f"{BEGIN} {OVERSEES} [{LEAD}]. {PRODUCTS}"))
    assert told.answer.provenance.composer == "openai:made-1"


def test_the_mask_hides_the_same_person_in_all_turns() -> None:
    mask = mask_of(ASKED, (), NO_NAMES)
    hidden = hidden_question(ASKED, mask)
    assert "[STUDENT-1]" in hidden.history[0].content
    assert "[STUDENT-1]" in hidden.history[1].content
    assert mask.restore(hidden.text) == ASKED.text
    assert [mask.restore(turn.content) for turn in hidden.history] == [turn.content for turn in TURNS]


def test_placeholders_that_come_in_pieces_are_never_seen(scripted: Scripted) -> None:
    prose = f"{PROSE} Ask [STUDENT-1] what helped. Then hear [STU"
    pieces = [event(prose[n : n + 3]) for n in range(0, len(prose), 3)]
    told = scripted.ask(ASKED, lambda c: c.stream(*pieces, event(finish="stop"), DONE), local=False, personal="mask")
    assert f"Ask {NAME} what helped." in told.answer.answer
    assert not any("STUDENT-1" in delta.draft or "STUDENT-1" in delta.text for delta in told.deltas)

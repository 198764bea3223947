"""What is kept of a conversation, and what comes back of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loops import run

from assistant.answer import Answer, Citation, Claim, NextStep, Passage, Provenance, Section, Source
from assistant.store import Store, open_store
from assistant.web.arriving import Arrival, arrival, identifier, only_ours
from assistant.web.memory import Memory, title_of
from assistant.web.messages import question_of, turn_of
from assistant.web.recalled import CUT_OFF, UNREADABLE, as_json, recalled
from assistant.web.record import Keeping, Unkept
from assistant.web.removed import GONE, without_removed
from assistant.web.shown import escaped, unescaped

SAID = "Your document plan.md says: the xylophone stays."
FRAMEWORK = "A shared vision is written with families."
OWN = Citation(
    n=1,
    id="local/plan/1",
    title="plan.md",
    source=Source(title="plan.md", publisher="Your documents", edition="plan.md"),
    passage="Plan > Music\nThe xylophone stays.",
    score=0.9,
)
SOURCE = Source(title="Standards", publisher="ISTE", edition="2018")
THEIRS = Citation(n=2, id="framework/vision", title="Vision", source=SOURCE, passage=FRAMEWORK, score=0.5)
STEP = NextStep(do="Write it down.", who="principal", when="week", done="It is written.", citations=(2,))
ANSWER = Answer(
    question="What about music?",
    standalone_question="What about music?",
    kind="how-to",
    outcome="answered",
    answer=f"- {SAID} [1]\n- {FRAMEWORK} [2]\n\n**References**\n\n- [1] plan.md, Yours `local/plan/1`\n- [2] Vision",
    provenance=Provenance(composer="extractive", index="x"),
    claims=(Claim(text=SAID, kind="practice", citations=(1,)), Claim(text=FRAMEWORK, kind="framework", citations=(2,))),
    sections=(Section(key="local", heading=None, style="bullets", claims=(0, 1)),),
    citations=(OWN, THEIRS),
    next_steps=(STEP,),
    passages=(Passage(id="local/plan/2", title="plan.md", text="Uncited words.", source=OWN.source),),
)


class Own:
    """Stands in for the passages of an index: those that were named are there."""

    def __init__(self, *held: str) -> None:
        self.held = set(held)

    def holds(self, identifier: str, text: str) -> bool:
        return identifier in self.held

    def there_are_any(self) -> bool:
        return bool(self.held)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'coach.sqlite'}") as opened:
        yield opened


def memory_of(store: Store | None, *held: str) -> Memory:
    return Memory(store, Own(*held))  # type: ignore[arg-type]


def keeping(memory: Memory, store: Store, place: str = "", instead_of: int | None = None, text: str = "Q") -> Keeping:
    return Keeping(memory, store, "ana", text=text, role="coach", place=place, instead_of=instead_of)


async def kept(record: Keeping, answer: Answer | None = None, how: str = "answered", shown: str = "shown") -> str:
    record.begin()
    await record.begun()
    record.answer = answer
    record.end(how, shown)  # type: ignore[arg-type]
    await record.ended()
    return record.place


def test_question_and_answer_come_back_with_citations_steps_and_facts(store: Store) -> None:
    memory = memory_of(store, "local/plan/1")
    place = run(kept(keeping(memory, store, text="What about music?"), ANSWER))
    found = memory.find("ana", place)
    assert found.recalled is not None
    assert found.recalled.last == replace(ANSWER, passages=())
    assert found.recalled.cited == ((1, "What about music?", [(1, OWN), (2, THEIRS)]),)
    question, answer = found.recalled.messages
    assert question_of(question) == "What about music?"
    assert "[1](#cite-1-1 " in answer["content"]
    said = turn_of(answer)
    assert said is not None
    assert (said.citations, said.next_steps) == (("local/plan/1", "framework/vision"), ("Write it down.",))


def test_what_was_retrieved_and_not_cited_is_not_kept() -> None:
    assert "Uncited words" not in as_json(ANSWER)


def test_another_owner_finds_nothing(store: Store) -> None:
    memory = memory_of(store)
    place = run(kept(keeping(memory, store), ANSWER))
    assert memory.find("ben", place).recalled is None
    assert memory.find("", place).recalled is None


def test_question_without_an_end_is_marked_as_cut_off_and_is_no_answer(store: Store) -> None:
    memory = memory_of(store)

    async def asked() -> str:
        record = keeping(memory, store)
        record.begin()
        await record.begun()
        return record.place

    found = memory.find("ana", run(asked())).recalled
    assert found is not None
    assert found.last is None
    assert CUT_OFF in found.messages[1]["content"]
    assert turn_of(found.messages[1]) is None


@pytest.mark.parametrize(("own", "half"), [((), "half a text"), (("local/plan/1",), "")])
def test_half_an_answer_is_kept_only_where_it_can_quote_no_own_document(
    store: Store, own: tuple[str, ...], half: str
) -> None:
    memory = memory_of(store, *own)
    place = run(kept(keeping(memory, store), None, "stopped", "half a text"))
    turns = store.conversations.read("ana", place)
    assert turns is not None
    assert (turns.turns[0].state, turns.turns[0].shown) == ("stopped", half)


def test_only_the_first_end_counts(store: Store) -> None:
    memory = memory_of(store)

    async def twice() -> str:
        record = keeping(memory, store)
        place = await kept(record, ANSWER)
        record.end("stopped", "late")
        await record.ended()
        return place

    found = store.conversations.read("ana", run(twice()))
    assert found is not None
    assert found.turns[0].state == "answered"


def test_question_asked_instead_takes_the_place_of_all_after_it(store: Store) -> None:
    memory = memory_of(store)
    place = run(kept(keeping(memory, store, text="one"), ANSWER))
    for text in ("two", "three"):
        run(kept(keeping(memory, store, place, text=text), ANSWER))
    run(kept(keeping(memory, store, place, instead_of=2, text="other"), ANSWER))
    found = store.conversations.read("ana", place)
    assert found is not None
    assert [turn.text for turn in found.turns] == ["one", "other"]


def test_answer_of_a_question_that_was_cut_away_meanwhile_is_no_other_ones(store: Store) -> None:
    memory = memory_of(store)
    place = run(kept(keeping(memory, store, text="one"), ANSWER))

    async def late() -> None:
        slow = keeping(memory, store, place, text="two")
        slow.begin()
        await slow.begun()
        await kept(keeping(memory, store, place, instead_of=2, text="other"), ANSWER)
        slow.end("stopped", "half")
        await slow.ended()

    run(late())
    found = store.conversations.read("ana", place)
    assert found is not None
    assert [(turn.text, turn.state) for turn in found.turns] == [("one", "answered"), ("other", "answered")]


def test_before_a_question_it_is_as_it_stood_then(store: Store) -> None:
    memory = memory_of(store)
    place = run(kept(keeping(memory, store, text="one"), ANSWER))
    run(kept(keeping(memory, store, place, text="two"), ANSWER))
    found = memory.find("ana", place).recalled
    assert found is not None
    before = found.before(2)
    assert (len(before.messages), before.numbers, len(before.cited), before.last) == (2, (1,), 1, None)
    assert found.before(1).messages == ()


def test_conversation_that_is_gone_is_not_kept_and_the_reason_is_told(store: Store) -> None:
    memory = memory_of(store)
    record = keeping(memory, store, "x" * 22)
    assert run(kept(record, ANSWER)) == ""
    assert "isn't being kept" in record.trouble


def test_database_that_fails_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "coach.sqlite"
    store = open_store(f"sqlite:///{path}")
    memory = memory_of(store)
    store.close()
    path.write_bytes(b"no database" * 1000)
    record = keeping(memory, store)
    assert run(kept(record, ANSWER)) == ""
    assert "damaged" in record.trouble
    assert "damaged" in memory.find("ana", "x" * 22).trouble
    assert memory.unsent("ana", "") == ""


def test_without_a_database_it_says_why() -> None:
    memory = Memory(None, Own(), "it is full")  # type: ignore[arg-type]
    assert memory.find("ana", "").trouble == "it is full"
    assert memory.recall("ana", "x" * 22) is None
    assert not memory.note_unsent("ana", "", "words")
    assert memory.forget_removed() == 0


def test_unkept_record_does_nothing_and_says_why() -> None:
    record = Unkept("Nothing is kept.")
    record.begin()
    record.end("answered", "x")
    run(record.begun())
    run(record.ended())
    assert (record.place, record.trouble) == ("", "Nothing is kept.")


def test_unsent_words_are_kept_unless_nothing_shall_be(store: Store) -> None:
    memory = memory_of(store)
    assert memory.note_unsent("ana", "", "half a thought")
    assert memory.unsent("ana", "") == "half a thought"
    assert memory.unsent("ben", "") == ""
    assert not memory.note_unsent("ana", "x" * 22, "in a conversation that isn't there")
    store.preferences.write("ana", replace(store.preferences.read("ana"), keeps=False))
    assert not memory.note_unsent("ana", "", "another")
    assert memory.unsent("ana", "") == "half a thought"


def test_answer_without_removed_passages_is_left_as_it_is() -> None:
    assert without_removed(ANSWER, lambda *_: True) is ANSWER


def test_words_of_removed_documents_are_nowhere_in_the_answer() -> None:
    left = without_removed(ANSWER, lambda *_: False)
    assert "xylophone" not in as_json(left)
    assert "plan.md" not in as_json(left)
    assert FRAMEWORK in left.answer
    assert left.answer.startswith(f"> {GONE}")
    assert left.citations[1] == THEIRS
    assert left.next_steps == (STEP,)


def test_words_that_stand_in_a_line_without_a_mark_take_the_text_along() -> None:
    odd = replace(ANSWER, answer=f"{SAID}\n\nMore.")
    assert without_removed(odd, lambda *_: False).answer == f"> {GONE}"


def test_removed_words_leave_the_database_for_every_owner(store: Store, tmp_path: Path) -> None:
    held = memory_of(store, "local/plan/1")
    places = {}
    for owner in ("ana", "ben"):
        record = Keeping(held, store, owner, text="Q", role="coach")
        places[owner] = run(kept(record, ANSWER, shown=f"{SAID}"))
    assert held.forget_removed() == 0
    assert memory_of(store).forget_removed() == 2
    assert memory_of(store).forget_removed() == 0
    assert store.conversations.listed("ana", words="xylophone") == ()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("coach.sqlite*"))
    assert b"xylophone" not in left
    found = memory_of(store).find("ben", places["ben"]).recalled
    assert found is not None
    assert GONE in found.messages[1]["content"]


def test_answer_of_another_version_is_said_to_be_so(store: Store) -> None:
    place = store.conversations.begin("ana", title="t", role="coach")
    turn = store.conversations.asked("ana", place, text="Q", role="coach")
    store.conversations.answered("ana", place, turn, answer='{"odd": 1}', shown="x", state="answered")
    held = store.conversations.read("ana", place)
    assert held is not None
    assert UNREADABLE.split(".")[0] in recalled(held, lambda answer: answer).messages[1]["content"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, Arrival()),
        ({"c": "a" * 22}, Arrival(conversation="a" * 22, names_one=True)),
        ({"c": "../x"}, Arrival(names_one=True)),
        ({"ask": " What? "}, Arrival(words="What?")),
        ({"ask": "x" * 9000}, Arrival(words="x" * 8000)),
    ],
)
def test_address_asks_for_a_conversation_or_brings_words(query: dict[str, str], found: Arrival) -> None:
    assert arrival(query) == found


def test_only_fields_of_ours_pass_the_door() -> None:
    assert only_ours(b"deep_link=x&c=abc&__theme=dark&c=other&ask=a%20b") == b"c=abc&ask=a+b"
    assert only_ours(b"") == b""
    assert [identifier(odd) for odd in (None, 7, "", "x" * 23, "ü" * 22)] == [""] * 5


@given(st.text())
def test_what_was_typed_comes_back_of_what_is_shown(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_title_is_one_short_line() -> None:
    assert title_of("How\n do  I start?") == "How do I start?"
    assert len(title_of("x" * 300)) == 80

import json

import numpy as np
import pytest
from gold_cases import AI, ANSWERABLE, OFF_TOPIC, PLAN
from pydantic import ValidationError

from assistant.errors import CorpusError
from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.encoding.encoder import Encoder
from evals.cases.case import Case, cases_digest, question_line, read_cases
from evals.cases.checking import check_cases, coverage_problems, family_problems, identifier_problems
from evals.cases.near_duplicates import Texts, near_duplicates
from evals.cases.probes import probes_of
from evals.figures.distance import nearest_taught
from evals.strangers import limit_above, nearest_of_strangers


def family(case, *variants, **changes):
    rewordings = [case.model_copy(update={"id": f"{case.id}-{v}", "variant": v, **changes}) for v in variants]
    return (case, *rewordings)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"required": [PLAN], "allowed": [AI], "lead": [AI]}, "required holds"),
        ({"lead": ["iste/visionary-planner/2a"]}, "lead holds"),
        ({"lead": []}, "needs lead and required"),
        ({"expected": "decline"}, "needs a reason"),
        ({"base": "other"}, "does not fit id"),
        ({"colour": "red"}, "Extra inputs"),
        ({"split": "train"}, "Input should be"),
    ],
)
def test_case_that_contradicts_itself_is_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        Case.model_validate({**ANSWERABLE.model_dump(), **changes})


def test_wrong_line_is_named_with_file_line_and_field(tmp_path):
    path = tmp_path / "one.jsonl"
    path.write_text(ANSWERABLE.model_dump_json() + '\n\n{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"one\.jsonl:3: base"):
        read_cases(tmp_path)
    path.write_text(f"{ANSWERABLE.model_dump_json()}\n" * 2, encoding="utf-8")
    with pytest.raises(CorpusError, match="'m1' stands twice"):
        read_cases(path)
    with pytest.raises(CorpusError, match="no case files"):
        read_cases(tmp_path / "nowhere")


def test_project_cases_can_be_read_and_split():
    everything = read_cases()
    dev, test = read_cases(split="dev"), read_cases(split="test")
    assert len(dev) + len(test) == len(everything)
    assert {case.base for case in dev}.isdisjoint(case.base for case in test)


def test_project_cases_name_only_what_the_corpus_knows(real_frameworks):
    cases = read_cases()
    assert [*identifier_problems(cases, real_frameworks), *family_problems(cases)] == []


def test_digest_knows_no_order_but_every_word():
    changed = OFF_TOPIC.model_copy(update={"question": "What is for lunch on Monday?"})
    assert cases_digest([ANSWERABLE, OFF_TOPIC]) == cases_digest([OFF_TOPIC, ANSWERABLE])
    assert cases_digest([ANSWERABLE, OFF_TOPIC]) != cases_digest([ANSWERABLE, changed])


def test_question_line_is_one_of_the_contract():
    turns = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi", "citations": [AI]}]
    case = Case.model_validate({**ANSWERABLE.model_dump(), "turns": turns})
    from assistant.exchange import read_question

    read = read_question(json.dumps(question_line(case)), 1)
    assert (read.id, read.role, [turn.content for turn in read.history]) == ("m1", "principal", ["Hello", "Hi"])
    assert "history" not in question_line(ANSWERABLE)


def test_unknown_identifier_is_reported_with_its_nearest(real_frameworks):
    wrong = ANSWERABLE.model_copy(
        update={"allowed": (AI, PLAN, "iste/visionary-planner/2x"), "competencies_allowed": ("z",)}
    )
    problems = list(identifier_problems([wrong], real_frameworks))
    assert any(
        "no indicator 'iste/visionary-planner/2x'; did you mean 'iste/visionary-planner/2" in p for p in problems
    )
    assert any("no competency 'z'" in p for p in problems)


@pytest.mark.parametrize(
    ("cases", "message"),
    [
        (family(ANSWERABLE, "typo", "terse"), "expected three rewordings"),
        (family(ANSWERABLE, "typo", "terse", "terse"), "expected three rewordings"),
        (family(ANSWERABLE, "typo", "terse", "story", split="test"), "split differs"),
        (family(ANSWERABLE, "typo", "terse", "story", required=(PLAN,)), "required differs"),
        (family(ANSWERABLE, "typo", "terse", "story")[1:], "no base question"),
    ],
)
def test_family_that_does_not_hold_together_is_reported(cases, message):
    assert any(message in problem for problem in family_problems(cases))
    assert list(family_problems(family(ANSWERABLE, "typo", "terse", "story"))) == []


def test_what_a_whole_set_lacks_is_reported(real_frameworks):
    problems = list(coverage_problems([ANSWERABLE], real_frameworks))
    assert any("at least 120 base questions to answer, got 1" in problem for problem in problems)
    assert any("'pillars/digital-leadership/branding'" in problem for problem in problems)
    assert not any(AI in problem for problem in problems)


def texts(*said, vectors=None):
    found = np.eye(len(said), 8, dtype=np.float32) if vectors is None else np.array(vectors, dtype=np.float32)
    return Texts(names=[f"t{n}" for n in range(len(said))], texts=said, vectors=found)


def test_run_of_seven_words_is_a_near_duplicate_and_six_are_not():
    mine = texts("How would we know that our plan works at all?")
    far = [[0, 1, 0, 0, 0, 0, 0, 0]]
    seven = texts("Tell me: WOULD we know that our plan works", vectors=far)
    six = texts("we know that our plan works", vectors=far)
    assert [pair.why for pair in near_duplicates(mine, seven)] == ["both say 'would we know that our plan works'"]
    assert list(near_duplicates(mine, six)) == []


@pytest.mark.parametrize(("cosine", "found"), [(0.91, 1), (0.89, 0)])
def test_cosine_decides_about_other_words(cosine, found):
    mine, other = texts("one", vectors=[[1, 0]]), texts("two", vectors=[[cosine, (1 - cosine**2) ** 0.5]])
    assert len(list(near_duplicates(mine, other))) == found


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("How do I start an AI task force?", "topics: ai-task-force"),
        ("Why do partners leave us?", "bank: board-list"),
        ("so what do we do when a teacher is SURE a kid cheated", "conversations: principals"),
    ],
)
def test_what_the_corpus_teaches_is_refused_as_a_case(built_home, question, place):
    taken = ANSWERABLE.model_copy(update={"question": question})
    copied = taken.model_copy(update={"id": "m9", "base": "m9", "split": "test"})
    found = check_cases([taken, copied], built_home())
    assert f"m1 is a near-duplicate of what the corpus teaches in {place}: cosine 1.00" in found.problems
    assert any("m1 (dev) and m9 (test) are near-duplicates" in problem for problem in found.problems)
    assert "2 cases, 2 base questions" in found.summary


def test_what_writers_kept_for_measuring_ask_may_be_asked_by_a_case_too(built_home):
    asked = ANSWERABLE.model_copy(update={"question": "When does the late bus leave?"})
    assert not [problem for problem in check_cases([asked], built_home()).problems if "parent-notes" in problem]


def test_only_cases_are_encoded_where_an_index_was_built(built_home, monkeypatch):
    encoded = []
    encode = Encoder.encode
    monkeypatch.setattr(Encoder, "encode", lambda self, texts, **more: encoded.extend(texts) or encode(self, texts))
    settings = built_home()
    check_cases([ANSWERABLE], settings)
    check_cases([ANSWERABLE, OFF_TOPIC], settings)
    assert encoded == [ANSWERABLE.question, OFF_TOPIC.question]


def test_cases_are_checked_after_a_report_kept_what_lies_near_them(built_home):
    settings = built_home()
    check_cases([ANSWERABLE], settings)
    nearest_taught({"m1": ANSWERABLE.question}, settings, of="cases")
    assert check_cases([ANSWERABLE], settings).summary == check_cases([ANSWERABLE], settings).summary


def test_limit_lies_above_what_strangers_come_to(mini_corpus):
    first, second = Corpus.read(mini_corpus).bank
    bank = [first, second.model_copy(update={"use": "calibrating"})]
    names = [f"bank: {second.writer}", "topics: one", f"bank: {second.writer}", f"bank: {first.writer}"]
    taught = Texts(names=names, texts=["a", "b", "c", "d"], vectors=np.array([[1, 0], [0.6, 0.8], [1, 0], [0, 1]]))
    assert nearest_of_strangers(bank, taught).tolist() == [0.6, 0.6]
    with pytest.raises(ValueError, match="no writer of this bank calibrates"):
        nearest_of_strangers([first, second], taught)


@pytest.mark.parametrize(("cosine", "limit"), [(0.899, 0.9), (0.845, 0.85), (0.9, 0.95), (0.0, 0.05)])
def test_limit_is_the_next_twentieth(cosine, limit):
    assert limit_above(cosine) == pytest.approx(limit)


def test_probes_are_made_of_base_questions_only_and_carry_their_labels():
    probes = probes_of(ANSWERABLE)
    assert [probe.variant for probe in probes] == ["distractor", "conflict", "injection", "order"]
    assert {probe.base for probe in probes} == {"m1"}
    assert all(probe.required == ANSWERABLE.required and probe.is_probe for probe in probes)
    assert probes[-1].question == "How do we give it teeth? Our AI committee talks and nothing happens."
    assert len(probes_of(OFF_TOPIC)) == 3
    assert probes_of(probes[0]) == ()

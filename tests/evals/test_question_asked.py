"""The question asked without a reader: kind, topic, aspect, and second turns that do what they are asked to."""

import json

import numpy as np
import pytest
from gold_cases import AI, ANSWERABLE, DECLINE, OFF_TOPIC, PLAN, VISION, answering, tried
from recorded_runs import record, some_cases
from shipped import shipped_corpus

from assistant.errors import CorpusError
from evals.answers.given import read_given
from evals.answers.reply import Reply
from evals.cases.case import cases_digest
from evals.cases.checking import topic_problems
from evals.cases.near_duplicates import Texts, near_duplicates
from evals.follow.probes import FollowProbe, read_probes
from evals.follow.recording import FOLLOWED, hold, scores_of, shares
from evals.metrics import conversing, following, question
from evals.recording.rows import RunError
from evals.reports.beside import beside_run, followed_line

LABELLED = ANSWERABLE.model_copy(update={"topics": ("ai-task-force",), "aspects": ("begin", "who")})


@pytest.mark.parametrize(
    ("metric", "case", "fields", "value"),
    [
        (question.kind_agreement, ANSWERABLE, {"kind": "how-to"}, 1.0),
        (question.kind_agreement, ANSWERABLE, {"kind": "list"}, 0.0),
        (question.kind_agreement, ANSWERABLE, {"kind": "how-to", "outcome": "abstained"}, 0.0),
        (question.kind_agreement, OFF_TOPIC, {"kind": "off"}, None),
        (question.topic_at_1, LABELLED, {"topic": "ai-task-force"}, 1.0),
        (question.topic_at_1, LABELLED, {"topic": "phones"}, 0.0),
        (question.topic_at_1, LABELLED, {"topic": None}, 0.0),
        (question.topic_at_1, LABELLED, {}, None),
        (question.topic_at_1, ANSWERABLE, {"topic": "ai-task-force"}, None),
        (question.aspect_agreement, LABELLED, {"aspect": "who"}, 1.0),
        (question.aspect_agreement, LABELLED, {"aspect": "cost"}, 0.0),
        (question.aspect_agreement, ANSWERABLE, {"aspect": "who"}, None),
    ],
)
def test_agreement_needs_a_label_and_the_field(ruler, metric, case, fields, value):
    assert metric(tried(case, {**answering(AI), **fields}, ruler)).value == value


def test_kind_that_is_not_given_is_not_asked_of_an_answer(ruler):
    bare = {name: value for name, value in answering(AI).items() if name != "kind"}
    assert question.kind_agreement(tried(ANSWERABLE, bare, ruler)).state == "not applicable"


def test_responsive_is_the_mean_of_its_readers():
    assert question.responsive([3, 2]).value == 2.5
    assert question.responsive([]).state == "not applicable"


def test_labels_that_a_case_does_not_bear_change_no_hash_and_others_do():
    bare = ANSWERABLE.model_dump(mode="json", exclude={"topics", "aspects"})
    assert type(ANSWERABLE).model_validate(bare) == ANSWERABLE
    assert cases_digest([ANSWERABLE]) != cases_digest([LABELLED])
    assert list(topic_problems([LABELLED], {"phones"})) == ["m1: topics: no topic 'ai-task-force'"]
    assert list(topic_problems([LABELLED], {"ai-task-force"})) == []


def test_probes_ask_every_form_and_both_ways_of_going_on():
    probes = read_probes()
    assert {probe.form for probe in probes} == {None, "table", "shorter", "spanish", "45 minutes"}
    assert {probe.subject for probe in probes} == {"keeps", "leaves"}
    assert min(sum(probe.form == form for probe in probes) for form in ("table", "shorter", "spanish")) >= 4


def test_wrong_probe_is_named_with_line_and_field(tmp_path):
    path = tmp_path / "probes.jsonl"
    path.write_text('{"id": "a", "first": "One?", "second": "Two", "subject": "stays"}\n')
    with pytest.raises(CorpusError, match=r"probes\.jsonl:1: subject"):
        read_probes(path)
    path.write_text(2 * '{"id": "a", "first": "One?", "second": "Two", "subject": "keeps"}\n')
    with pytest.raises(CorpusError, match=r"probes\.jsonl:2: the id 'a' stands twice"):
        read_probes(path)


PROSE = (
    "Begin with a short meeting of the people who will have to do the work, and write down in one page what they "
    "decide and what they only advise on. Then name a date on which the group reports to everybody. [1]"
)
SPANISH = (
    "Empiece con una reunión corta de las personas que van a hacer el trabajo y escriba en una página qué deciden."
)
TABLE = "| Step | Owner |\n| --- | --- |\n| Meet | Principal |\n| Report | Chair |"
AGENDA = "A session of 45 minutes.\n\n- 20 minutes. Talk.\n- 25 minutes. Write."


def given(text, *labels, outcome="answered", **fields):
    return read_given({**answering(*(labels or (AI,))), "answer": text, "outcome": outcome, **fields}, None)


def probe():
    return FollowProbe(id="p", first="How?", second="And?", subject="keeps", form=None)


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        ("table", TABLE, 1.0),
        ("table", PROSE, 0.0),
        ("table", "| Step | Owner |\n| --- | --- |\n| Meet | Principal |", 0.0),
        ("shorter", "Begin with a short meeting.", 1.0),
        ("shorter", PROSE, 0.0),
        ("spanish", SPANISH, 1.0),
        ("spanish", PROSE, 0.0),
        ("spanish", f"Respondo en inglés.\n\n{PROSE} {PROSE}", 0.0),
        ("45 minutes", AGENDA, 1.0),
        ("45 minutes", AGENDA.replace("45", "60"), 0.0),
        ("45 minutes", f"{AGENDA}\n- 60 minutes. More.", 0.0),
        (None, TABLE, None),
    ],
)
def test_form_asked_for_is_seen_in_the_text(form, text, value):
    assert following.form(form, given(PROSE), given(f"{text}\n\n**References**\n\n- [1] X `a/b`")).value == value


def test_answer_that_is_given_again_does_not_differ():
    again = given(PROSE.replace("[1]", "[2]") + "\n\n**References**\n\n- [2] Other")
    assert following.differs(given(PROSE), again).value == 0.0
    assert following.differs(given(PROSE), given(SPANISH)).value == 1.0
    assert following.differs(given(PROSE), given(None)).state == "not applicable"


@pytest.mark.parametrize(
    ("wanted", "first", "second", "value"),
    [
        ("keeps", {"topic": "a"}, {"topic": "a"}, 1.0),
        ("keeps", {"topic": "a"}, {"topic": "b"}, 0.0),
        ("leaves", {"topic": "a"}, {"topic": "b"}, 1.0),
        ("leaves", {"topic": "a"}, {"topic": "a"}, 0.0),
        ("keeps", {}, {"outcome": "abstained"}, 0.0),
        ("keeps", {"outcome": "abstained"}, {}, None),
    ],
)
def test_subject_is_kept_or_left_as_it_should_be(wanted, first, second, value):
    found = conversing.subject(wanted, given(PROSE, **first), given(PROSE, **second))
    assert found.value == value


def test_subject_is_told_from_citations_where_no_topic_is_named():
    assert conversing.subject("keeps", given(PROSE, AI, PLAN), given(PROSE, PLAN)).value == 1.0
    assert conversing.subject("keeps", given(PROSE, AI), given(PROSE, VISION)).value == 0.0
    assert conversing.subject("leaves", given(PROSE, AI), given(PROSE, VISION)).value == 1.0
    assert conversing.subject("leaves", given(PROSE, AI), given(PROSE, AI)).value == 0.0


def test_conversations_are_held_kept_and_shown(tmp_path):
    cases = some_cases()
    folder = record(tmp_path / "run", cases=cases)
    histories = []

    def ask(asked):
        histories.append(asked["history"])
        if asked["id"] == "table-2-2":
            raise RuntimeError("broken")
        text = TABLE if "table" in asked["question"] else f"{asked['question']} {PROSE}"
        return Reply(answer={**answering(AI), "answer": text, "topic": asked["id"].split("-")[0]}, retrieved=None)

    probes = read_probes()
    assert hold(folder, probes, ask) == 1
    assert histories[0] == []
    assert [turn["role"] for turn in histories[1]] == ["user", "assistant"]
    assert histories[1][1]["topic"] == "table"
    assert histories[1][1]["citations"] == [AI]
    found = {share.metric: share for share in shares(folder, probes)}
    assert found["Q5"].failed == found["Q5.form"].failed == 1
    assert found["Q5.form"].scored + found["Q5.form"].not_applicable + 1 == len(probes)
    assert 0 < found["Q5.form"].value < 1
    assert found["Q5.form"].interval.low < found["Q5.form"].value < found["Q5.form"].interval.high
    assert "follow-through of second turns" in followed_line(found["Q5"])
    (table,) = beside_run(folder, {case.id: case for case in cases})
    assert [line.metric for line in table.lines] == ["Q5.differs", "Q5.subject", "Q5.form", "Q5"]
    (folder / FOLLOWED).write_text("{\n")
    with pytest.raises(RunError, match="evals follow"):
        shares(folder, probes)


def test_second_turn_that_can_not_be_read_is_failed():
    line = json.loads(json.dumps({"error": None, "first": DECLINE, "second": {"outcome": "Answered"}}))
    assert {score.state for score in scores_of(probe(), line).values()} == {"failed"}


def test_probes_share_no_seven_words_with_what_the_corpus_teaches():
    taught = [one.said for one in shipped_corpus().taught()]
    asked = [probe.first for probe in read_probes()]
    vectors = np.zeros((len(asked), 1), np.float32), np.zeros((len(taught), 1), np.float32)
    mine, theirs = (
        Texts(names=texts, texts=texts, vectors=rows) for texts, rows in zip((asked, taught), vectors, strict=True)
    )
    assert [(pair.one, pair.why) for pair in near_duplicates(mine, theirs)] == []

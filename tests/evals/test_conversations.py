"""Conversations of three to six turns: read, held with the assistant's own history, scored turn by turn, and shown."""

import json

import pytest
from gold_cases import AI, PLAN, VISION, answering
from recorded_runs import record, some_cases
from shipped import shipped_corpus
from typer.testing import CliRunner

from assistant.errors import CorpusError
from evals import commands_reports
from evals.answers.reply import Reply
from evals.cli import app
from evals.follow.checking import label_problems
from evals.follow.conversations import AskedTurn, Conversation, read_conversations
from evals.follow.talking import hold_conversations, scores_of_turns, talked, turn_shares
from evals.recording.rows import RunError
from evals.reports.beside import beside_run


def turn(said, *acts, subject=None, topics=("ai-task-force",), leads=(AI,), aspects=("begin",)):
    return AskedTurn(said=said, acts=acts, subject=subject, topics=topics, leads=leads, aspects=aspects)


TALK = Conversation(
    id="t1",
    split="dev",
    role="principal",
    turns=(
        turn("How do we start?", "ask"),
        turn("Thanks a lot", "thanks", subject="keeps", topics=(), leads=(), aspects=()),
        turn("And who is on it?", "aspect", "ask", subject="keeps", aspects=("who", "what")),
        turn("What of phones?", "ask", subject="leaves", topics=("phones",), leads=(VISION,)),
    ),
    source="a test",
    authors=("A",),
)
ANSWERS = (
    {"act": "ask", "topic": "ai-task-force", "aspect": "begin"},
    {"act": "thanks", "topic": None, "aspect": None},
    {"act": "aspect", "topic": "ai-task-force", "aspect": "what"},
    {"act": "ask", "topic": "phones", "aspect": "begin"},
)


def answered(fields, *labels):
    return {**answering(*(labels or (AI,))), **fields}


def line(*answers, error=None):
    return {"conversation": "t1", "answers": list(answers), "error": error}


def values(metric, scores):
    return [score[metric].value for score in scores]


def right():
    return [answered(fields, VISION if n == 3 else AI) for n, fields in enumerate(ANSWERS)]


def test_each_turn_is_judged_on_what_applies_to_it():
    scores = scores_of_turns(TALK, line(*right()))
    assert values("Q6.act", scores) == [None, 1.0, 1.0, 1.0]
    assert values("Q6.topic", scores) == values("Q6.side", scores) == values("Q6.lead", scores) == [1.0, None, 1.0, 1.0]
    assert values("Q6.subject", scores) == [None, None, 1.0, 1.0]
    assert values("Q6", scores) == [1.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("at", "wrong", "metric"),
    [
        (2, {"act": "ask"}, None),
        (2, {"act": "shorter"}, "Q6.act"),
        (2, {"aspect": "who"}, None),
        (2, {"aspect": "cost"}, "Q6.side"),
        (3, {"topic": "vision-wording"}, "Q6.topic"),
        (3, {"citations": answering(PLAN)["citations"]}, "Q6.lead"),
    ],
)
def test_what_either_reader_says_is_right_and_all_else_is_wrong(at, wrong, metric):
    answers = right()
    answers[at] = {**answers[at], **wrong}
    scores = scores_of_turns(TALK, line(*answers))[at]
    assert {name for name, score in scores.items() if score.value == 0} == ({metric, "Q6"} if metric else set())


def test_subject_is_held_against_the_last_turn_that_was_about_something():
    answers = right()
    answers[2] = {**answers[2], "topic": "phones"}
    assert values("Q6.subject", scores_of_turns(TALK, line(*answers))) == [None, None, 0.0, 0.0]


def test_turns_from_one_that_failed_on_are_failed_where_they_apply():
    scores = scores_of_turns(TALK, line(*right()[:2], error="broken"))
    assert [score["Q6"].state for score in scores] == ["scored", "scored", "failed", "failed"]
    unreadable = scores_of_turns(TALK, line({"outcome": "Answered"}))
    assert [score["Q6.topic"].state for score in unreadable] == ["failed", "not applicable", "failed", "failed"]
    assert unreadable[0]["Q6.act"].state == "not applicable"


def test_declined_turn_has_no_topic_side_or_lead():
    answers = right()
    answers[2] = {**answers[2], "outcome": "abstained"}
    found = scores_of_turns(TALK, line(*answers))[2]
    assert [found[f"Q6.{name}"].value for name in ("act", "subject", "topic", "side", "lead")] == [1, 0, 0, 0, 0]


def test_assistant_that_tells_no_act_or_topic_is_judged_by_its_citations():
    bare = [{"outcome": "answered", "citations": [{"id": each}]} for each in (AI, AI, AI, VISION)]
    scores = scores_of_turns(TALK, line(*bare))
    assert values("Q6.act", scores) == values("Q6.topic", scores) == values("Q6.side", scores) == [None] * 4
    assert values("Q6.subject", scores) == [None, None, 1.0, 1.0]
    assert values("Q6.lead", scores) == [1.0, None, 1.0, 1.0]


def test_conversations_are_held_with_the_history_that_the_assistant_gave(tmp_path):
    cases = some_cases()
    folder = record(tmp_path / "run", cases=cases)
    conversations = read_conversations(split="dev")
    asked = []

    def ask(question):
        asked.append(question)
        if question["id"] == f"{conversations[1].id}-2":
            raise RuntimeError("broken")
        return Reply(answer=answered({"topic": question["id"], "act": "ask", "answer": "It."}), retrieved=None)

    assert hold_conversations(folder, "dev", conversations, ask) == 1
    count = len(conversations[0].turns)
    assert [len(question["history"]) for question in asked[:count]] == [2 * n for n in range(count)]
    assert asked[2]["history"][3]["topic"] == f"{conversations[0].id}-2"
    found = {share.metric: share for share in turn_shares(folder, "dev", conversations)}
    assert found["Q6"].conversations == len(conversations)
    assert found["Q6"].failed == len(conversations[1].turns) - 1
    assert found["Q6"].scored + found["Q6"].failed == sum(len(each.turns) for each in conversations)
    assert found["Q6.act"].interval.low < found["Q6.act"].value < found["Q6.act"].interval.high
    (table,) = beside_run(folder, {case.id: case for case in cases})
    assert table.title == "Conversations"
    assert f"{len(conversations)} conversations" in table.says
    assert [each.metric for each in table.lines][-1] == "Q6"
    assert beside_run(folder, {}, "test") == ()
    commands_reports.report(folder)
    assert "turn right in all that applies" in (folder / "summary.md").read_text(encoding="utf-8")
    assert "<h2>Conversations</h2>" in (folder / "report.html").read_text(encoding="utf-8")
    (folder / talked("dev")).write_text("{\n")
    with pytest.raises(RunError, match="evals follow"):
        turn_shares(folder, "dev", conversations)


def test_test_split_is_looked_at_by_name_only_and_the_look_is_written_down(tmp_path, monkeypatch):
    folder = record(tmp_path / "run", cases=some_cases())
    log = tmp_path / "looks.jsonl"
    monkeypatch.setattr("evals.figures.looks.log_of", lambda *_: log)
    options = ["follow", str(folder), "--provider", "python:echo_provider.answer", "--split", "test"]
    assert "--asked-by" in str(CliRunner().invoke(app, options).exception)
    assert not (folder / talked("test")).exists()
    done = CliRunner().invoke(app, [*options, "--asked-by", "ann"])
    assert "test split" in done.output, done.output
    (look,) = map(json.loads, log.read_text().splitlines())
    assert (look["of"], look["asked_by"]) == ("conversations", "ann")
    assert "Q6" in look["figures"]
    assert not (folder / "follow.jsonl").exists()


def test_conversations_have_both_splits_and_name_what_the_corpus_knows(real_frameworks):
    conversations = read_conversations()
    splits = [each.split for each in conversations]
    assert splits.count("dev") == splits.count("test") == 11
    assert {len(each.turns) for each in conversations} == {3, 4, 5, 6}
    assert list(label_problems(conversations, shipped_corpus())) == []
    wrong = TALK.model_copy(update={"turns": (turn("How?", "ask", topics=("nothing",), leads=("a/b/c",)),)})
    assert [said.split(";")[0] for said in label_problems([wrong], shipped_corpus())] == [
        "t1, turn 1: no topic 'nothing'",
        "t1, turn 1: no indicator 'a/b/c'",
    ]


def test_turn_that_neither_keeps_nor_leaves_its_subject_is_named(tmp_path):
    path = tmp_path / "conversations.jsonl"
    turns = [each.model_dump(mode="json") for each in TALK.turns]
    path.write_text(json.dumps({**TALK.model_dump(mode="json"), "turns": [*turns, {**turns[1], "subject": None}]}))
    with pytest.raises(CorpusError, match="t1: every turn but the first"):
        read_conversations(path)
    path.write_text(json.dumps({**TALK.model_dump(mode="json"), "turns": turns[:2]}))
    with pytest.raises(CorpusError, match=r"conversations\.jsonl:1: turns"):
        read_conversations(path)

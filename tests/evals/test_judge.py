import pytest
from gold_cases import ANSWERABLE, DECLINE, answering, tried

from assistant.errors import UsageError
from evals.calibration import calibrate_judge, calibrate_lexical, cohen_kappa, known_pairs
from evals.cases import read_cases
from evals.judge import JudgeError, ask, judge_answer, langchain_judge

YES = '{"support": 1, "contradicted": false}'


class Scripted:
    """A judge that gives the replies it was told to, and keeps what it was asked."""

    def __init__(self, *replies):
        self.replies, self.prompts = list(replies), []

    def __call__(self, prompt):
        self.prompts.append(prompt)
        return self.replies.pop(0) if self.replies else YES


def test_each_citation_is_graded_alone_together_and_left_out(ruler):
    fields = answering(*ANSWERABLE.allowed[:2])
    judge = Scripted(YES, YES, '{"support": 0}', '{"support": 0.5}', YES)
    found = {name: score.value for name, score in judge_answer(tried(ANSWERABLE, fields, ruler), judge).items()}
    assert found == {"G4": 0.5, "G5": 1.0, "G6": 0.5, "G7": 1.0, "G8": 0.0}
    assert len(judge.prompts) == 6
    assert "Leaders build a culture" in judge.prompts[0]
    assert "Write down what the group decides." in judge.prompts[-1]


def test_reply_that_is_no_grade_fails_the_row_and_is_never_a_grade(ruler):
    found = judge_answer(tried(ANSWERABLE, answering(), ruler), Scripted("I think it does."))
    assert {score.state for score in found.values()} == {"failed"}
    for reply in ("", '{"support": 0.7}', '{"support": 2}', "{}"):
        with pytest.raises(JudgeError, match="no grade"):
            ask(Scripted(reply), "judge-support", passages="p", statement="s")


def test_grade_is_read_out_of_surrounding_words():
    assert ask(Scripted(f"Here: ```json\n{YES}\n```"), "judge-support", passages="p {x}", statement="s").support == 1


def test_decline_is_not_judged(ruler):
    judge = Scripted()
    found = judge_answer(tried(ANSWERABLE, DECLINE, ruler), judge)
    assert {score.state for score in found.values()} == {"not applicable"}
    assert judge.prompts == []


def test_known_pairs_are_half_supported_and_judges_are_measured_by_them(real_frameworks):
    dev = read_cases(split="dev")
    pairs = known_pairs(dev, real_frameworks)
    assert sum(pair.supported for pair in pairs) * 2 == len(pairs)
    truth = {(pair.statement, pair.passage): pair.supported for pair in pairs}

    def honest(prompt):
        passage = prompt.split("<passages>\n")[1].split("\n</passages>")[0]
        statement = prompt.split("<statement>\n")[1].split("\n</statement>")[0]
        supported = truth[statement, passage]
        return YES if supported else '{"support": 0}'

    assert calibrate_judge("honest", dev, real_frameworks, honest).may_gate
    credulous = calibrate_judge("credulous", dev, real_frameworks, lambda prompt: YES)
    assert (credulous.kappa, credulous.may_gate) == (0.0, False)


def test_threshold_of_lexical_support_separates_known_pairs(real_frameworks):
    found = calibrate_lexical(read_cases(split="dev"), real_frameworks)
    assert found.kappa >= 0.8
    assert "best of the grid" in found.words


@pytest.mark.parametrize(
    ("one", "other", "kappa"),
    [
        ([1, 0, 1, 0], [1, 0, 1, 0], 1.0),
        ([1, 0, 1, 0], [0, 1, 0, 1], -1.0),
        ([1, 1], [1, 1], 1.0),
        ([1, 1, 0, 0], [1, 0, 1, 0], 0.0),
    ],
)
def test_kappa_is_agreement_beyond_chance(one, other, kappa):
    assert cohen_kappa(one, other) == pytest.approx(kappa)


def test_kappa_needs_judgements():
    with pytest.raises(ValueError, match="at least one"):
        cohen_kappa([], [])


def test_unknown_judge_is_wrong_use():
    with pytest.raises(UsageError, match="judge 'nobody:nothing'"):
        langchain_judge("nobody:nothing")

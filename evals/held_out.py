"""Measures answers on the writers of questions and of conversations whom nothing was learned from.

python -m evals.held_out --asked-by NAME [--misses]

Each look is written into the log of looks; `python -m evals run --set bank` adds leakage and distance.

Figures, each a share between 0 and 1, with its Wilson interval over questions (95 %):

    lead@1       in scope: the first cited indicator is one that both readers let lead
    domain@1     the same for its domain
    precision    of the first three indicators cited, those that may be cited
    lead-recall  of those that lead, those among the first six cited
    answered     in scope: answered
    abstained    off scope: declined
    topic@1      in scope, where a topic fits: the answer is made from it
    aspect       in scope: the answer opens with a side that a reader chose
    act          turns after the first: read as doing what they do
    goes on      turns after the first: rightly told to go on from the subject under way, or to leave it
    side         turns that ask another side of the subject: the side is the one that they ask
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import fmean

from assistant.answer import Answer, Question, Turn
from assistant.coach import Coach
from assistant.exchange import turn_of
from assistant.knowledge.corpus.bank import BankQuestion, Writer, read_bank
from assistant.knowledge.corpus.dialogue import Conversation, read_dialogue
from assistant.knowledge.corpus.frameworks import indicator_of, read_frameworks
from assistant.knowledge.corpus.topics import read_topics
from assistant.quiet import keep_quiet
from assistant.settings import load_settings
from evals.figures.looks import log_of, write_look
from evals.statistics import wilson

FIRST_CITED, CITED = 3, 6
MOST_LED = 5
Rows = dict[str, list[float]]
_STANDS_ALONE = frozenset({"ask", "thanks", "greeting", "about"})


def main() -> None:
    """Ask every held-out question and print the figures."""
    keep_quiet()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="list the questions that another indicator leads")
    parser.add_argument("--asked-by", required=True, help="who asks; written into the log of looks")
    wants = parser.parse_args()
    settings = load_settings()
    rows: Rows = defaultdict(list)
    misses: list[str] = []
    with Coach(settings) as coach:
        for writer in writers(settings.corpus):
            for question in writer.questions:
                answer = coach.ask(Question(text=question.text))
                for name, value in judged(question, answer):
                    rows[name].append(value)
                    if wants.misses and name == "lead@1" and not value:
                        misses.append(f"{writer.writer} | {question.text} | {answer.topic} | {cited(answer)[:2]}")
        for talk in conversations(settings.corpus):
            for name, value in talked(talk, coach):
                rows[name].append(value)
    seen = {name: fmean(values) for name, values in rows.items()}
    write_look(log_of(), of="bank", command="held_out", figures=seen, asked_by=wants.asked_by)
    print("\n".join([*misses, table(rows)]))


def writers(corpus: Path) -> tuple[Writer, ...]:
    """Return the writers that are measured with."""
    frameworks = read_frameworks(corpus)
    bank = read_bank(corpus, frameworks, read_topics(corpus, frameworks))
    return tuple(writer for writer in bank if writer.use == "measuring")


def conversations(corpus: Path) -> Iterator[Conversation]:
    """Yield the conversations of the writers that are measured with."""
    for writer in read_dialogue(corpus):
        if writer.held_out:
            yield from writer.conversations


def talked(talk: Conversation, coach: Coach) -> Iterator[tuple[str, float]]:
    """Hold a conversation, and yield what each figure comes to at each turn after the first."""
    history: list[Turn] = []
    for n, turn in enumerate(talk.turns):
        answer = coach.ask(Question(text=turn.said, role=talk.role, history=tuple(history)))
        if n:
            yield "act", float(answer.act == turn.act)
            yield "goes on", float((answer.act in _STANDS_ALONE) == (turn.act in _STANDS_ALONE))
        if n and turn.act == "aspect":
            yield "side", float(answer.aspect == turn.aspect)
        history += [Turn(role="user", content=turn.said), turn_of(answer)]


def judged(question: BankQuestion, answer: Answer) -> Iterator[tuple[str, float]]:
    """Yield each figure that a question bears on, with what its answer comes to."""
    if question.scope == "off":
        yield "abstained", float(answer.outcome == "abstained")
        return
    found, lead, fits = cited(answer), question.lead, {*question.lead, *question.also}
    yield "answered", float(answer.outcome == "answered")
    yield "lead@1", float(found[:1] != [] and found[0] in lead)
    yield "domain@1", float(found[:1] != [] and _domain(found[0]) in {_domain(i) for i in lead})
    first = found[:FIRST_CITED]
    yield "precision", sum(i in fits for i in first) / len(first) if first else 0.0
    yield "lead-recall", min(1.0, len({*found[:CITED]} & {*lead}) / min(MOST_LED, len(lead)))
    if question.topics:
        yield "topic@1", float(answer.topic in question.topics)
    if question.aspects:
        yield "aspect", float(answer.aspect in question.aspects)


def cited(answer: Answer) -> list[str]:
    """Return the distinct indicators that an answer cites, in its order."""
    found = (indicator_of(citation.id) for citation in answer.citations)
    return list(dict.fromkeys(i for i in found if not i.startswith(("case/", "local/"))))


def table(rows: Mapping[str, list[float]]) -> str:
    """Return the figures as lines: name, value, interval, questions."""
    lines = []
    for name, values in rows.items():
        share, count = sum(values) / len(values), len(values)
        around = wilson(sum(values), count)
        lines.append(f"{name:12} {share:.3f} [{around.low:.3f}, {around.high:.3f}]  n={count}")
    return "\n".join(lines)


def _domain(indicator: str) -> str:
    return indicator.rsplit("/", 1)[0]


if __name__ == "__main__":
    main()

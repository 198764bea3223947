"""A judge, optional, for what words alone can't show: support, necessity, nuggets, contradiction, fit (G4-G9)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean
from typing import Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import CoachError
from assistant.settings import load_settings
from assistant.writing.prompts import Prompts
from evals.answers.given import Given, GivenClaim
from evals.metrics.reading import above_references
from evals.metrics.scores import Score, failed, not_applicable, scored
from evals.metrics.trial import Trial

TRIES = 2
"""How often a judge is asked for a grade that can be read."""
SUPPORT, NUGGET, RESPONSIVE = "judge-support", "judge-nugget", "judge-responsive"
EXACTLY, ON_SUBJECT = 3, 2
_OBJECT = re.compile(r"\{[^{}]*\}")
Shape = TypeVar("Shape", bound=BaseModel)


class JudgeError(CoachError):
    """The judge can't be asked, or its reply can't be read (exit status 1)."""


class Grade(BaseModel):
    """What the judge says of one statement."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    support: float = Field(ge=0, le=1, multiple_of=0.5)
    contradicted: bool = False


class Fit(BaseModel):
    """How well an answer fits the question that was asked."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    responsive: int = Field(ge=0, le=3)


class Judge(Protocol):
    """Answers prompts with grades."""

    @property
    def name(self) -> str:
        """Who it is."""
        ...  # pragma: no cover

    @property
    def cost(self) -> float:
        """US dollars so far."""
        ...  # pragma: no cover

    def __call__(self, prompt: str, shape: type[BaseModel]) -> str:
        """Return the reply to a prompt that asks for JSON of the shape."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedClaim:
    """A claim's grades: by all its passages together, by each alone, and by all but each."""

    together: Grade
    alone: tuple[Grade, ...]
    without: tuple[Grade, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """All that the judge said of one answer."""

    claims: tuple[GradedClaim, ...]
    nuggets: tuple[Grade, ...]
    fit: Fit


def judge_answer(trial: Trial, judge: Judge) -> dict[str, Score]:
    """Return G4-G9 of one answer; a reply that can't be read fails them, and is never taken for a grade."""
    if trial.case.expected == "decline" or not trial.given.answered:
        return dict.fromkeys(JUDGED_METRICS, not_applicable("nothing is claimed that a judge could check"))
    try:
        graded = grade_answer(trial, judge)
    except JudgeError as error:
        return dict.fromkeys(JUDGED_METRICS, failed(str(error)))
    return {name: metric(graded) for name, metric in JUDGED_METRICS.items()}


def grade_answer(trial: Trial, judge: Judge) -> Graded:
    """Ask the judge about each claim of frameworks and practice, each nugget of the case, and the answer's fit.

    Raises:
        JudgeError: A reply is no grade.
    """
    given = trial.given
    claims = [claim for claim in given.claims or () if claim.kind != "suggestion" and claim.citations]
    return Graded(
        claims=tuple(_grade_claim(claim, given, judge) for claim in claims),
        nuggets=tuple(
            ask(judge, Grade, NUGGET, answer=given.answer or "", nugget=nugget) for nugget in trial.case.nuggets
        ),
        fit=ask(
            judge,
            Fit,
            RESPONSIVE,
            turns="\n".join(f"{turn.role}: {turn.content}" for turn in trial.case.turns),
            question=trial.case.question,
            answer=above_references(given.answer or ""),
        ),
    )


def ask(judge: Judge, shape: type[Shape], prompt: str, **variables: str) -> Shape:
    """Fill a prompt, ask the judge, and read its grade; a reply that can't be read is asked for once more.

    Raises:
        JudgeError: The judge can't be asked, or neither reply holds a grade.
        ModelFailedError: The judge can be asked nothing more.
        PromptError: The prompt is not there, or takes other variables.
    """
    filled = _prompts().get(prompt).fill(**variables).text
    reply = ""
    for _ in range(TRIES):
        reply = _reply(judge, filled, shape)
        found = _OBJECT.findall(reply)
        try:
            return shape.model_validate_json(found[-1])
        except (IndexError, ValidationError):
            continue
    raise JudgeError(f"the judge's reply is no grade: {reply[:80]!r}")


def _reply(judge: Judge, prompt: str, shape: type[BaseModel]) -> str:
    try:
        return judge(prompt, shape)
    except CoachError:
        raise
    except Exception as error:  # whatever a provider's package raises, a judge that can't be asked is a result
        raise JudgeError(f"the judge can't be asked: {type(error).__name__}: {error}") from error


def prompts_digest() -> str:
    """Return a hash of what a judge is told; grades under another one are of another judge."""
    told = "".join(_prompts().get(name).hash for name in (SUPPORT, NUGGET, RESPONSIVE))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@cache
def _prompts() -> Prompts:
    """Return the prompts of this process's settings."""
    return Prompts(load_settings().prompts)


def support_precision(graded: Graded) -> Score:
    """G4: each citation by itself supports its claim.

    Formula: the mean over (claim, citation) pairs of the judge's grade: 1, 0.5 or 0. Range: 0 to 1, higher is better.
    Edge cases: no claim bears a citation, not applicable; an unreadable reply fails the row. Source: the partial
    support of TREC 2024 RAG (Thakur et al. 2025); ALCE's precision, without its credit for invented citations.
    """
    grades = [grade.support for claim in graded.claims for grade in claim.alone]
    return scored(fmean(grades)) if grades else not_applicable("no claim bears a citation")


def support_recall(graded: Graded) -> Score:
    """G5: each claim is supported by its citations together.

    Formula: the mean over claims of the judge's grade of all its passages: 1, 0.5 or 0. Range: 0 to 1, higher is
    better. Edge cases: as G4. Source: as G4.
    """
    grades = [claim.together.support for claim in graded.claims]
    return scored(fmean(grades)) if grades else not_applicable("no claim bears a citation")


def necessity(graded: Graded) -> Score:
    """G6: a claim would lose support without the citation.

    Formula: over claims with two citations or more, the share of citations without which the grade is lower. Range: 0
    to 1, higher is better. Edge cases: no claim has two citations, not applicable. Source: the irrelevant citations of
    ALCE (Gao et al. 2023, EMNLP).
    """
    lost = [rest.support < claim.together.support for claim in graded.claims for rest in claim.without]
    return scored(sum(lost) / len(lost)) if lost else not_applicable("no claim has two citations")


def nugget_recall(graded: Graded) -> Score:
    """G7: the answer holds the facts that a good answer holds.

    Formula: the mean over the case's nuggets of the judge's grade: 1, 0.5 or 0. Range: 0 to 1, higher is better. Edge
    cases: the case has no nuggets, not applicable. Source: Pradeep et al. 2024 (AutoNuggetizer).
    """
    grades = [grade.support for grade in graded.nuggets]
    return scored(fmean(grades)) if grades else not_applicable("the case has no nuggets")


def contradiction(graded: Graded) -> Score:
    """G8: claims of which a cited passage says the opposite.

    Formula: the share of claims that the judge calls contradicted by their passages. Range: 0 to 1, lower is better.
    Edge cases: as G4. Source: own, after Honovich et al. 2022, NAACL (TRUE).
    """
    found = [claim.together.contradicted for claim in graded.claims]
    return scored(sum(found) / len(found)) if found else not_applicable("no claim bears a citation")


def responsive(graded: Graded) -> Score:
    """G9: the answer answers exactly the question that was asked.

    Formula: the judge's grade: 3 answers exactly this question, 2 right subject, other question, 1 neighbouring, 0
    wrong. Range: 0 to 3, higher is better. Edge cases: as G4; declined, or should be, not applicable. Source: own; 26
    of 28 answers that readers found beside the point cited a right indicator first.
    """
    return scored(graded.fit.responsive)


def exactly(graded: Graded) -> Score:
    """G9.exactly: the share of answers graded 3 in G9.

    Formula: 1 if G9 is 3, else 0. Range: 0 to 1, higher is better. Edge cases: as G9. Source: own.
    """
    return scored(graded.fit.responsive >= EXACTLY)


def on_subject(graded: Graded) -> Score:
    """G9.subject: the share of answers graded 2 or more in G9.

    Formula: 1 if G9 is 2 or 3, else 0. Range: 0 to 1, higher is better. Edge cases: as G9. Source: own.
    """
    return scored(graded.fit.responsive >= ON_SUBJECT)


JUDGED_METRICS = {
    "G4": support_precision,
    "G5": support_recall,
    "G6": necessity,
    "G7": nugget_recall,
    "G8": contradiction,
    "G9": responsive,
    "G9.exactly": exactly,
    "G9.subject": on_subject,
}


def _grade_claim(claim: GivenClaim, given: Given, judge: Judge) -> GradedClaim:
    passages = [given.by_number[n].passage if n in given.by_number else "" for n in dict.fromkeys(claim.citations)]
    together = _grade(claim.text, passages, judge)
    if len(passages) == 1:
        return GradedClaim(together=together, alone=(together,), without=())
    return GradedClaim(
        together=together,
        alone=tuple(_grade(claim.text, [passage], judge) for passage in passages),
        without=tuple(_grade(claim.text, passages[:n] + passages[n + 1 :], judge) for n in range(len(passages))),
    )


def _grade(statement: str, passages: Sequence[str], judge: Judge) -> Grade:
    """Grade a statement; where no passage is left there is nothing to ask."""
    held = [passage for passage in passages if passage.strip()]
    if not held:
        return Grade(support=0)
    return ask(judge, Grade, SUPPORT, passages="\n\n".join(held), statement=statement)

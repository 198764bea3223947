"""One recorded row as a reader opens it: question, answer, citations, what was expected, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.knowledge.corpus.frameworks import indicator_of
from evals.cases.case import Case, domain_of, indicators
from evals.figures.recorded import RecordedRun
from evals.metrics.catalogue import BLAME, DECLINE_RECALL, OVER_REFUSAL, USEFUL
from evals.metrics.scores import Score, ScoredRow

Verdict = Literal["right answer", "right decline", "wrong answer", "needless decline", "missed decline", "failed"]
Standing = Literal["lead", "required", "allowed", "not allowed", "uncounted"]
VERDICTS: tuple[Verdict, ...] = (
    "wrong answer",
    "needless decline",
    "missed decline",
    "failed",
    "right answer",
    "right decline",
)
NONE_CITED = "cites none"
DECLINED = "declined"
FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationView:
    """A citation and how it stands to what the case allows."""

    n: int
    id: str
    title: str
    passage: str
    score: float | None
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A case, the answer to it in one epoch, and what the metrics say.

    Attributes:
        key: Names the row in links: the case, with its epoch where there are several.
        blame: The stage that lost the row; None for a useful one.
        got: Domain of the first citation, or ``declined``, ``cites none``, ``failed``.
    """

    key: str
    case: Case
    epoch: int
    verdict: Verdict
    blame: str | None
    got: str
    answer: str
    reason: str | None
    premise: str | None
    citations: tuple[CitationView, ...]
    scores: Mapping[str, Score]
    seconds: float | None
    error: str | None

    @property
    def right(self) -> bool:
        """Tell whether the row is useful."""
        return self.verdict in ("right answer", "right decline")

    @property
    def wanted(self) -> str:
        """The domain that should lead: the one cited where it may, else that of the first leading label."""
        domains = [domain_of(label) for label in self.case.lead]
        if self.case.expected == "decline" or not domains:
            return "should decline"
        return self.got if self.got in domains else domains[0]


def row_views(run: RecordedRun) -> tuple[RowView, ...]:
    """Return the rows of a run, in the order of the cases."""
    epochs = len({row.epoch for row in run.rows}) > 1
    return tuple(_row_view(row, run, epochs=epochs) for row in run.rows)


def verdict_of(row: ScoredRow) -> Verdict:
    """Return what a row amounts to, from its useful-answer score, its decision and whether it failed."""
    useful = row.scores.get(USEFUL)
    if useful is None or useful.state != "scored":
        return "failed"
    if useful.value:
        return "right decline" if row.expected == "decline" else "right answer"
    refused = row.scores.get(OVER_REFUSAL)
    if row.expected == "decline":
        declined = row.scores.get(DECLINE_RECALL)
        return "wrong answer" if declined is not None and declined.value else "missed decline"
    return "needless decline" if refused is not None and refused.value else "wrong answer"


def _row_view(row: ScoredRow, run: RecordedRun, *, epochs: bool) -> RowView:
    case = run.cases[row.case]
    kept = run.recorded.get((row.case, row.epoch))
    answer: Mapping[str, Any] = (kept.answer if kept else None) or {}
    verdict = verdict_of(row)
    citations = tuple(_citation(n, given, case) for n, given in enumerate(_listed(answer.get("citations")), 1))
    blame = row.scores.get(BLAME)
    lost = blame is not None and (blame.state == "failed" or bool(blame.value))
    return RowView(
        key=f"{row.case}.{row.epoch}" if epochs else row.case,
        case=case,
        epoch=row.epoch,
        verdict=verdict,
        blame=_stage(blame) if lost and blame is not None else None,
        got=_got(verdict, answer, citations),
        answer=str(answer.get("answer") or ""),
        reason=_text(answer.get("reason")),
        premise=_text(answer.get("premise")),
        citations=citations,
        scores=row.scores,
        seconds=kept.seconds if kept else None,
        error=kept.error if kept else None,
    )


def _stage(blame: Score) -> str:
    if blame.state == "failed":
        return (blame.reason or FAILED).split(":", 1)[0]
    return blame.reason or "unknown"


def _got(verdict: Verdict, answer: Mapping[str, Any], citations: tuple[CitationView, ...]) -> str:
    if verdict == "failed" or not answer:
        return FAILED
    if answer.get("outcome") == "abstained":
        return DECLINED
    first = next((citation.id for citation in citations if citation.standing != "uncounted"), None)
    return domain_of(first) if first else NONE_CITED


def _text(given: object) -> str | None:
    return None if given is None else str(given)


def _listed(citations: object) -> list[Mapping[str, Any]]:
    """Return an answer's citations as objects, whatever was recorded: an unreadable row is shown too."""
    given = citations if isinstance(citations, list | tuple) else [citations] if citations else []
    return [citation if isinstance(citation, Mapping) else {"id": citation} for citation in given]


def _citation(n: int, given: Mapping[str, Any], case: Case) -> CitationView:
    identifier = str(given.get("id", "?"))
    score, number = given.get("score"), given.get("n")
    return CitationView(
        n=number if isinstance(number, int) and number else n,
        id=identifier,
        title=str(given.get("title") or ""),
        passage=str(given.get("passage") or ""),
        score=float(score) if isinstance(score, int | float) else None,
        standing=_standing(identifier, case),
    )


def _standing(identifier: str, case: Case) -> Standing:
    if identifier.startswith(("case/", "local/")):
        return "uncounted"
    label = indicator_of(identifier)
    if label in indicators(case.lead):
        return "lead"
    if label in indicators(case.required):
        return "required"
    return "allowed" if label in indicators(case.allowed) else "not allowed"

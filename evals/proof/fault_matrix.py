"""The proof that the ruler is straight: gold and recorded answers are damaged, and the metrics that notice counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from assistant.knowledge.corpus.frameworks import Frameworks
from evals.answers.given import read_given
from evals.cases.case import Case
from evals.metrics.advice import common_advice
from evals.metrics.catalogue import BY_DOMAIN, FABRICATED, HEADLINE, RISK, USEFUL, WORST_VARIANT, metric_of
from evals.metrics.scores import Score
from evals.metrics.scoring import read_trial, score_row
from evals.metrics.trial import Ruler, Trial, trial
from evals.proof.faults import FAULTS, Fault
from evals.proof.gold import Fields, gold, rendered, retrieved_for
from evals.recording.rows import Row

NOT_JUDGED = frozenset({"S1", "S2", "S3", "S4", "I1", "I2", "I3", RISK, "N2.precision", "N2.recall", "N2.exact"})
"""Metrics that gold need not be perfect on: speed, retrieval, and competencies, which a case may leave open."""
Scores = Mapping[str, Score]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An answer to be damaged: as given, and what was retrieved for it."""

    case: Case
    fields: Fields
    retrieved: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one fault.

    Attributes:
        recorded: It was done to recorded answers, which may be wrong already, and not to gold.
        applied: Answers that it could be done to.
        noticed: Of those that could lose on a metric, the share that it scored worse; metrics that never did are left
            out.
        improved: Headline metrics that it improved: on any gold answer, or on the average of recorded ones.
        moved: Headline metrics that it moved on any answer.
    """

    fault: Fault
    recorded: bool
    applied: int
    noticed: Mapping[str, float]
    improved: tuple[str, ...]
    moved: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tell whether the metrics behave as the fault's group asks.

        Recorded answers may lack what a fault needs; and where an answer is wrong already, its metrics need not notice
        more. So of them only this is asked: no damage improves a headline, and what means nothing moves none.
        """
        if self.improved or not (self.applied or self.recorded):
            return False
        if self.fault.group == "null":
            return not (self.moved if self.recorded else self.noticed)
        if self.recorded or self.fault.group == "semantic":
            return True
        return all(self.noticed.get(m) == 1.0 for m in self.fault.caught_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All findings, and the metrics on which undamaged gold is not perfect, with a case each.

    Attributes:
        samples: Answers damaged: gold ones, or a run's.
    """

    samples: int
    recorded: bool
    imperfect: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Tell whether gold is perfect and every fault behaves."""
        return not self.imperfect and all(finding.holds for finding in self.findings)


def prove(cases: Sequence[Case], frameworks: Frameworks) -> Proof:
    """Damage a gold answer to every base question in every way, and see which metrics notice."""
    ruler = Ruler(frameworks)
    golds = [_gold(case, ruler) for case in cases if case.variant == "base"]
    clean = _scored(golds, ruler)
    imperfect = {
        name: case for case, scores in clean.items() for name, score in scores.items() if _worth(name, score) < 1.0
    }
    findings = tuple(_finding(fault, golds, clean, ruler, recorded=False) for fault in FAULTS)
    return Proof(samples=len(golds), recorded=False, imperfect=imperfect, findings=findings)


def prove_recorded(rows: Sequence[Row], cases: Sequence[Case], frameworks: Frameworks) -> Proof:
    """Damage the readable answers of a run in the same ways; probes and later epochs are left out.

    Damage that takes away what an answer had made up, such as a decline in its place, mends a worse fault than it
    does, and the answer rightly gains by it: it isn't done.

    Each is rendered anew from its fields first, without the headings and notes of its assistant, so that a damaged
    answer differs from its original in nothing but the damage.
    """
    ruler, by_id = Ruler(frameworks), {case.id: case for case in cases}
    asked = [row for row in rows if row.case in by_id and row.epoch == 1]
    kept = [row for row in asked if isinstance(read_trial(row, by_id[row.case], ruler), Trial)]
    samples = [_recorded(by_id[row.case], row, ruler) for row in kept]
    clean = _scored(samples, ruler)
    findings = tuple(_finding(fault, samples, clean, ruler, recorded=True) for fault in FAULTS)
    return Proof(samples=len(samples), recorded=True, imperfect={}, findings=findings)


def as_text(*proofs: Proof) -> str:
    """Return the matrix of each proof as lines for a terminal."""
    lines: list[str] = []
    for proof in proofs:
        kind = "recorded answers" if proof.recorded else "gold answers"
        judged = "" if proof.recorded else ", perfect" if not proof.imperfect else ", NOT perfect"
        lines.append(f"{proof.samples} {kind}{judged}")
        lines += [f"  gold is not perfect on {name}: case {case}" for name, case in sorted(proof.imperfect.items())]
        for finding in proof.findings:
            mark = "ok  " if finding.holds else "FAIL"
            name = f"{finding.fault.group:10} {finding.fault.name:42}"
            lines.append(f"{mark} {name} n={finding.applied:<4} {_noticed(finding)}")
    holds = all(proof.holds for proof in proofs)
    return "\n".join([*lines, "the ruler is straight" if holds else "the ruler bends; see FAIL above"])


def as_markdown(*proofs: Proof) -> str:
    """Return the matrix as a Markdown table, gold and recorded answers side by side."""
    heads = [("recorded" if proof.recorded else "gold") for proof in proofs]
    columns = [text for head in heads for text in (f"{head} damaged", f"{head}: noticed by")]
    names = ["fault", "group", "must be noticed by", *columns]
    lines = [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
    for findings in zip(*(proof.findings for proof in proofs), strict=True):
        fault = findings[0].fault
        cells = [cell for finding in findings for cell in (str(finding.applied), _noticed(finding))]
        lines.append(f"| {' | '.join([fault.name, fault.group, ', '.join(fault.caught_by) or 'none', *cells])} |")
    return "\n".join(lines)


def _noticed(finding: Finding) -> str:
    whole = [item for item in finding.noticed.items() if not item[0].startswith(f"{BY_DOMAIN}.")]
    found = sorted(whole, key=lambda item: (item[0] not in finding.fault.caught_by, item[0]))
    said = ", ".join(f"{name} {share:.2f}" for name, share in found) or "nothing"
    return said + "".join(f"; IMPROVES {name}" for name in finding.improved)


def _gold(case: Case, ruler: Ruler) -> Sample:
    fields = gold(case, ruler)
    shown = {**fields, "answer": rendered(fields, ruler.frameworks)}
    return Sample(case=case, fields=shown, retrieved=retrieved_for(fields))


def _recorded(case: Case, row: Row, ruler: Ruler) -> Sample:
    fields = _in_full(row.answer or {}, row.retrieved)
    return Sample(case=case, fields={**fields, "answer": rendered(fields, ruler.frameworks)}, retrieved=row.retrieved)


def _in_full(answer: Mapping[str, Any], retrieved: tuple[str, ...] | None) -> Fields:
    """Return a recorded answer with every field that the damage and the rendering look at."""
    given = read_given(answer, retrieved).model_dump(mode="json", exclude={"retrieved"})
    places = [{"title": "", **place} for place in answer.get("nearest") or ()]
    listed = {"claims": given["claims"] or [], "next_steps": given["next_steps"] or []}
    return {**given, **listed, "nearest": places, "reason": given["reason"] or ""}


def _finding(
    fault: Fault, samples: Sequence[Sample], clean: Mapping[str, Scores], ruler: Ruler, *, recorded: bool
) -> Finding:
    damaged = []
    for sample in samples:
        fields = fault.damage(deepcopy(sample.fields), sample.case, ruler)
        if fields is None:
            continue
        done = Sample(case=sample.case, fields=fields, retrieved=sample.retrieved)
        if not (clean[sample.case.id][FABRICATED].value and _made_up(sample, ruler) - _made_up(done, ruler)):
            damaged.append(done)
    after = _scored(damaged, ruler)
    worse: dict[str, int] = defaultdict(int)
    could: dict[str, int] = defaultdict(int)
    better, moved = set(), set()
    for case, scores in after.items():
        for name in clean[case].keys() & scores.keys():
            before = _worth(name, clean[case][name])
            change = _worth(name, scores[name]) - before
            could[name] += before > 0
            worse[name] += change < 0 or (fault.group == "null" and change != 0)
            if change and name in HEADLINE:
                moved.add(name)
                better |= {name} if change > 0 else set()
    noticed = {name: count / max(could[name], count) for name, count in worse.items() if count}
    if recorded:
        better = _risen(damaged, clean, after)
    return Finding(
        fault=fault,
        recorded=recorded,
        applied=len(damaged),
        noticed=noticed,
        improved=tuple(sorted(better)),
        moved=tuple(sorted(moved)),
    )


def _made_up(sample: Sample, ruler: Ruler) -> frozenset[str]:
    return frozenset(trial(sample.case, read_given(sample.fields, sample.retrieved), ruler).labels.unresolved)


def _risen(damaged: Sequence[Sample], clean: Mapping[str, Scores], after: Mapping[str, Scores]) -> set[str]:
    """Return the headline metrics that are better on the average over the base questions of what was damaged."""
    changes: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for sample in damaged:
        for name in HEADLINE:
            one, other = clean[sample.case.id].get(name), after[sample.case.id].get(name)
            if one and other:
                changes[name][sample.case.base].append((_worth(name, one), _worth(name, other)))
    risen = {
        name
        for name, bases in changes.items()
        if fmean(fmean(new - old for old, new in pairs) for pairs in bases.values()) > 1e-9
    }
    useful = changes[USEFUL].values()
    worst = fmean(min(new for _, new in p) - min(old for old, _ in p) for p in useful) if useful else 0.0
    return risen | ({WORST_VARIANT} if worst > 1e-9 else set())


def _scored(samples: Sequence[Sample], ruler: Ruler) -> dict[str, Scores]:
    trials = [trial(s.case, read_given(s.fields, s.retrieved), ruler) for s in samples]
    common = common_advice(trials)
    found: dict[str, Scores] = {}
    for sample, measured in zip(samples, trials, strict=True):
        case = sample.case
        row = Row(
            case=case.id,
            base=case.base,
            variant=case.variant,
            split=case.split,
            epoch=1,
            state="answered",
            answer=sample.fields,
            retrieved=sample.retrieved,
            seconds=0.0,
        )
        scores = score_row(row, case, measured, common)
        found[case.id] = {name: score for name, score in scores.items() if name not in NOT_JUDGED}
    return found


def _worth(name: str, score: Score) -> float:
    """Return a score turned so that 1 is perfect; what does not apply is nothing to complain of."""
    if score.value is None:
        return 1.0
    return 1.0 - score.value if metric_of(name).lower_is_better else score.value

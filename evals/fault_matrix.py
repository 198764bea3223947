"""The proof that the ruler is straight: gold answers are damaged, and the metrics that notice are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from assistant.knowledge.corpus.frameworks import Frameworks
from evals.cases import Case
from evals.faults import FAULTS, Fault
from evals.given import read_given
from evals.gold import Fields, gold, rendered, retrieved_for
from evals.rows import Row
from evals.scores import HEADLINE, Score, lower_is_better
from evals.scoring import score_row
from evals.trial import Ruler, trial

NOT_JUDGED = frozenset({"S1", "S2", "S3", "S4", "I1", "I2", "I3", "A6", "N2.precision", "N2.recall", "N2.exact"})
"""Metrics that gold need not be perfect on: speed, retrieval, and competencies, which a case may leave open."""
Scores = Mapping[str, Score]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one fault.

    Attributes:
        applied: Gold answers that it could be done to.
        noticed: The share of them that each metric scored worse; metrics that never did are left out.
        improved: Headline metrics that it improved anywhere; there may be none.
    """

    fault: Fault
    applied: int
    noticed: Mapping[str, float]
    improved: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tell whether the metrics behave as the fault's group asks."""
        if not self.applied or self.improved:
            return False
        if self.fault.group == "null":
            return not self.noticed
        return self.fault.group == "semantic" or all(self.noticed.get(m) == 1.0 for m in self.fault.caught_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All findings, and the metrics on which undamaged gold is not perfect, with a case each."""

    golds: int
    imperfect: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Tell whether gold is perfect and every fault behaves."""
        return not self.imperfect and all(finding.holds for finding in self.findings)


def prove(cases: Sequence[Case], frameworks: Frameworks) -> Proof:
    """Damage a gold answer to every base question in every way, and see which metrics notice."""
    ruler = Ruler(frameworks)
    golds = {case: _gold(case, ruler) for case in cases if case.variant == "base"}
    clean = {case.id: _scores(case, fields, retrieved_for(fields), ruler) for case, fields in golds.items()}
    imperfect = {
        name: case for case, scores in clean.items() for name, score in scores.items() if _worth(name, score) < 1.0
    }
    return Proof(
        golds=len(golds),
        imperfect=imperfect,
        findings=tuple(_finding(fault, golds, clean, ruler) for fault in FAULTS),
    )


def as_text(proof: Proof) -> str:
    """Return the matrix as lines for a terminal."""
    lines = [f"{proof.golds} gold answers, {'perfect' if not proof.imperfect else 'NOT perfect'}"]
    lines += [f"  gold is not perfect on {name}: case {case}" for name, case in sorted(proof.imperfect.items())]
    for finding in proof.findings:
        mark = "ok  " if finding.holds else "FAIL"
        lines.append(
            f"{mark} {finding.fault.group:10} {finding.fault.name:42} n={finding.applied:<4} {_noticed(finding)}"
        )
    lines.append("the ruler is straight" if proof.holds else "the ruler bends; see FAIL above")
    return "\n".join(lines)


def as_markdown(proof: Proof) -> str:
    """Return the matrix as a Markdown table."""
    lines = ["| fault | group | answers damaged | must be noticed by | noticed by |", "| --- | --- | --- | --- | --- |"]
    for finding in proof.findings:
        fault = finding.fault
        lines.append(
            f"| {fault.name} | {fault.group} | {finding.applied} | {', '.join(fault.caught_by) or 'none'} | "
            f"{_noticed(finding)} |"
        )
    return "\n".join(lines)


def _noticed(finding: Finding) -> str:
    whole = [item for item in finding.noticed.items() if not item[0].startswith("L13.")]
    found = sorted(whole, key=lambda item: (item[0] not in finding.fault.caught_by, item[0]))
    said = ", ".join(f"{name} {share:.2f}" for name, share in found) or "nothing"
    return said + "".join(f"; IMPROVES {name}" for name in finding.improved)


def _gold(case: Case, ruler: Ruler) -> Fields:
    fields = gold(case, ruler)
    return {**fields, "answer": rendered(fields, ruler.frameworks)}


def _finding(fault: Fault, golds: Mapping[Case, Fields], clean: Mapping[str, Scores], ruler: Ruler) -> Finding:
    applied, counts, improved = 0, dict.fromkeys(next(iter(clean.values()), {}), 0), set()
    for case, fields in golds.items():
        damaged = fault.damage(deepcopy(fields), case, ruler)
        if damaged is None:
            continue
        applied += 1
        before, after = clean[case.id], _scores(case, damaged, retrieved_for(fields), ruler)
        for name in before.keys() & after.keys():
            change = _worth(name, after[name]) - _worth(name, before[name])
            moved = change < 0 or (fault.group == "null" and change != 0)
            counts[name] = counts.get(name, 0) + moved
            if change > 0 and name in HEADLINE:
                improved.add(name)
    noticed = {name: count / applied for name, count in counts.items() if count}
    return Finding(fault=fault, applied=applied, noticed=noticed, improved=tuple(sorted(improved)))


def _scores(case: Case, fields: Fields, retrieved: tuple[str, ...], ruler: Ruler) -> Scores:
    row = Row(
        case=case.id,
        base=case.base,
        variant=case.variant,
        split=case.split,
        epoch=1,
        state="answered",
        answer=fields,
        retrieved=retrieved,
        seconds=0.0,
    )
    scores = score_row(row, case, trial(case, read_given(fields, retrieved), ruler))
    return {name: score for name, score in scores.items() if name not in NOT_JUDGED}


def _worth(name: str, score: Score) -> float:
    """Return a score turned so that 1 is perfect; what does not apply is nothing to complain of."""
    if score.value is None:
        return 1.0
    return 1.0 - score.value if lower_is_better(name) else score.value

"""Next steps (N1-N5): somebody can do them, and they build a competency that the answer is about.

N: the next steps of an answer. K: the competencies they name.
"""

from __future__ import annotations

from assistant.answer import WHENS
from evals.answers.given import GivenStep
from evals.cases.words import words
from evals.metrics.scores import Score, not_applicable, scored
from evals.metrics.trial import Trial

STEPS_DUE = frozenset({"how-to", "plan", "self-check", "workshop"})
MOST_STEPS = 5
_NOBODY = frozenset({"", "someone", "somebody", "anyone", "everyone", "everybody", "people", "tbd", "we", "they"})
_ALWAYS = frozenset({"ongoing", "someday", "sometime", "soon", "later", "tbd", ""})
NO_STEPS = "offers no next step"


def mapped(trial: Trial) -> Score:
    """N1: steps tied to competencies, all of which exist.

    Formula: ``|{s ∈ N : K_s ≠ ∅ and every k ∈ K_s exists}| / |N|``. Range: 0 to 1, higher is better. Edge cases: no
    next step, not applicable (N5 says whether one was due). Source: own.
    """
    steps = trial.given.next_steps or ()
    if not steps:
        return not_applicable(NO_STEPS)
    known = trial.ruler.frameworks.competency_names
    return scored(sum(bool(s.competencies) and all(k in known for k in s.competencies) for s in steps) / len(steps))


def competency_precision(trial: Trial) -> Score:
    """N2.precision: how many of the named competencies the case allows.

    Formula: ``|K ∩ K_A| / |K|``. Range: 0 to 1, higher is better. Edge cases: no competency named, or the case allows
    none, not applicable. Source: the usual precision.
    """
    named, _, allowed = _competencies(trial)
    if not named or not allowed:
        return not_applicable("no competency is named" if allowed else "the case allows no competency")
    return scored(len(named & allowed) / len(named))


def competency_recall(trial: Trial) -> Score:
    """N2.recall: how many of the required competencies are named.

    Formula: ``|K ∩ K_R| / |K_R|``. Range: 0 to 1, higher is better. Edge cases: the case requires none, not
    applicable. Source: the usual recall.
    """
    named, required, _ = _competencies(trial)
    if not required:
        return not_applicable("the case requires no competency")
    return scored(len(named & required) / len(required))


def competency_exact(trial: Trial) -> Score:
    """N2.exact: all that are required are named, and only allowed ones.

    Formula: ``K_R ⊆ K ⊆ K_A``. Range: 0 or 1, higher is better. Edge cases: as N2.precision. Source: as L1.
    """
    named, required, allowed = _competencies(trial)
    if not named or not allowed:
        return not_applicable("no competency is named" if allowed else "the case allows no competency")
    return scored(float(required <= named <= allowed))


def linked(trial: Trial) -> Score:
    """N3: each step's competencies serve an indicator that the answer cites.

    Formula: the share of (step, competency) pairs whose competency links to an indicator of P; the links stand in the
    corpus's competencies file, and an ISTE item links to itself and its crosswalk. Range: 0 to 1, higher is better.
    Edge cases: no pair, not applicable; a competency that doesn't exist links to nothing. Source: own.
    """
    pairs = [k for step in trial.given.next_steps or () for k in step.competencies]
    if not pairs:
        return not_applicable("no competency is named")
    cited = frozenset(trial.labels.cited)
    loose = [k for k in pairs if not cited & trial.ruler.links.get(k, frozenset())]
    return scored(1 - len(loose) / len(pairs), ", ".join(sorted(set(loose))) or None)


def complete(trial: Trial) -> Score:
    """N4: a step says who does what by when, and how one sees that it is done.

    Formula: the share of steps with an action of three words or more, an actor who is somebody, a time (``week``,
    ``month``, ``term``, ``year`` or other words that are no "soon"), and evidence of two words or more. Range: 0 to 1,
    higher is better. Edge cases: no next step, not applicable. Source: own, after Locke & Latham 2002, Am. Psychol. 57.
    """
    steps = trial.given.next_steps or ()
    if not steps:
        return not_applicable(NO_STEPS)
    return scored(sum(_is_complete(step) for step in steps) / len(steps))


def count_fits(trial: Trial) -> Score:
    """N5: one to five steps, where steps are due.

    Formula: ``1 ≤ |N| ≤ 5``. Range: 0 or 1, higher is better. Edge cases: the question is of a kind that asks for
    something else (who, what, a list) and there are no steps, declined, or the field isn't given: not applicable.
    Source: own.
    """
    steps = trial.given.next_steps
    if steps is None:
        return not_applicable("next steps are not given")
    if not trial.given.answered or trial.case.expected == "decline":
        return not_applicable("no next step is due")
    if not steps and trial.case.kind not in STEPS_DUE:
        return not_applicable("no next step is due")
    return scored(float(1 <= len(steps) <= MOST_STEPS))


def _competencies(trial: Trial) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    named = frozenset(k for step in trial.given.next_steps or () for k in step.competencies)
    return named, frozenset(trial.case.competencies_required), frozenset(trial.case.competencies_allowed)


def _is_complete(step: GivenStep) -> bool:
    when = step.when.strip().lower()
    return (
        len(words(step.do)) >= 3
        and step.who.strip().lower() not in _NOBODY
        and (when in WHENS or when not in _ALWAYS)
        and len(words(step.done)) >= 2
    )

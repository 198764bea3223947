"""Labels (L1-L14): an answer cites the right indicators, and only real ones.

P: distinct valid indicators cited. U: marks, identifiers, codes and studies that resolve to nothing. R and A: labels
required and allowed by the case, R a part of A. What is allowed but not required is neither rewarded nor punished.
"""

from __future__ import annotations

from evals.cases.case import domain_of, framework_of, indicators
from evals.metrics.reading import read_surface
from evals.metrics.scores import Score, not_applicable, scored
from evals.metrics.trial import Trial, closed, uncited


def exact_indicator(trial: Trial) -> Score:
    """L1: all that is required is cited, and nothing that is not allowed.

    Formula: ``R ⊆ P ⊆ A and U = ∅``, and no claim of a framework or of practice without a citation. Range: 0 or 1,
    higher is better. Edge cases: answered without citation, or declined, 0; claims not given, their citations are not
    asked for; should be declined, not applicable. Source: subset accuracy with a tolerated zone, after Kosmopoulos et
    al. 2015, Data Min. Knowl. Discov. 29.
    """
    return _exact(trial, *_sets(trial))


def exact_domain(trial: Trial) -> Score:
    """L2: as L1, on the domains.

    Formula: ``dom(R) ⊆ dom(P) ⊆ dom(A) and U = ∅``, and no claim without a citation; a domain cited as such counts.
    Range: 0 or 1, higher is better. Edge cases: as L1. Source: as L1.
    """
    required = frozenset(map(domain_of, trial.case.required))
    allowed = frozenset(map(domain_of, trial.case.allowed))
    return _exact(trial, trial.labels.domains if trial.given.answered else frozenset(), required, allowed)


def precision(trial: Trial) -> Score:
    """L3: how much of what is cited is allowed.

    Formula: ``|P ∩ A| / (|P| + |U|)``. Range: 0 to 1, higher is better. Edge cases: nothing cited, 0 (an empty answer
    is not skipped); an invented citation lowers it; should be declined, not applicable. Source: the usual precision;
    the edge cases mend ALCE (Gao et al. 2023, EMNLP), which skips both.
    """
    return scored(_precision(trial))


def recall(trial: Trial) -> Score:
    """L4: how much of what is required is cited.

    Formula: ``|P ∩ R| / |R|``. Range: 0 to 1, higher is better. Edge cases: declined, 0; should be declined, not
    applicable. Source: the usual recall.
    """
    return scored(_recall(trial))


def f1(trial: Trial) -> Score:
    """L5: precision and recall in one figure.

    Formula: ``2 · L3 · L4 / (L3 + L4)``. Range: 0 to 1, higher is better. Edge cases: both 0 give 0; should be
    declined, not applicable. Source: van Rijsbergen 1979.
    """
    return scored(_harmonic(_precision(trial), _recall(trial)))


def hierarchical_f1(trial: Trial) -> Score:
    """L6: a neighbour in the right domain earns part of the credit.

    Formula: F1 of ``|P* ∩ A*| / (|P*| + |U|)`` and ``|P* ∩ R*| / |R*|``, where * closes labels under their ancestors
    (indicator, domain, framework). Range: 0 to 1, higher is better. Edge cases: nothing cited, 0; should be declined,
    not applicable. Source: Kiritchenko et al. 2005, BioLINK; Silla & Freitas 2011, Data Min. Knowl. Discov. 22.
    """
    cited = trial.labels.with_ancestors if trial.given.answered else frozenset()
    required, allowed = closed(indicators(trial.case.required)), closed(indicators(trial.case.allowed))
    marked = len(cited) + len(trial.labels.unresolved)
    return scored(_harmonic(len(cited & allowed) / marked if marked else 0.0, len(cited & required) / len(required)))


def sibling_error(trial: Trial) -> Score:
    """L7: the right domain, but the wrong indicator in it.

    Formula: ``|{p ∈ P∖A : dom(p) ∈ dom(A)}| / |P|``. Range: 0 to 1, lower is better. Edge cases: nothing cited or
    should be declined, not applicable. Source: the distance-1 errors of Kosmopoulos et al. 2015.
    """
    allowed = indicators(trial.case.allowed)
    near = frozenset(map(domain_of, allowed))
    wrong = [p for p in trial.labels.cited if p not in allowed and domain_of(p) in near]
    return _share_of_cited(trial, wrong)


def fabricated(trial: Trial) -> Score:
    """L8: marks, identifiers, codes and studies that resolve to nothing; must be 0.

    Formula: ``|U| / (|R| + |U|)``, over answers and abstentions alike; U holds, wherever in the answer they stand,
    identifiers and codes of frameworks that the corpus doesn't know, own documents (``local/``) of which the answer
    cites no passage, studies and surveys said to have found what no cited passage says, and numbers that no citation
    bears. Range: 0 to 1, lower is better. Edge cases: nothing cited, 0, as nothing is made up; should be declined, R is
    empty and any invention 1; no citation beside it thins out an invention; what the question names may be named; a
    failed row is left out rather than counted as 0, which would make it look better. Source: the inverse of citation
    validity; ALCE leaves it out.
    """
    made_up = len(trial.labels.unresolved)
    reason = ", ".join(trial.labels.unresolved) or None
    return scored(made_up / (len(indicators(trial.case.required)) + made_up) if made_up else 0.0, reason)


def foreign_framework(trial: Trial) -> Score:
    """L9: labels of a framework that the case doesn't allow.

    Formula: ``|{p ∈ P : framework(p) ∉ framework(A)}| / |P|``. Range: 0 to 1, lower is better. Edge cases: nothing
    cited or should be declined, not applicable; a case that allows all frameworks gives 0. Source: own.
    """
    allowed = frozenset(map(framework_of, trial.case.allowed))
    return _share_of_cited(trial, [p for p in trial.labels.cited if framework_of(p) not in allowed])


def integrity(trial: Trial) -> Score:
    """L10: each citation's passage was retrieved for this answer and carries its label.

    Formula: the share of (claim, passage, label) triples whose number has a citation, whose label was retrieved,
    and whose passage is headed by the label's name. Range: 0 to 1, higher is better. Edge cases: no claim bears a
    mark, or what was retrieved is not recorded, not applicable; a mark without a citation is a broken triple.
    Source: own.
    """
    retrieved = trial.given.retrieved
    triples = [n for claim in trial.given.claims or () for n in claim.citations]
    if retrieved is None:
        return not_applicable("what was retrieved is not recorded")
    if not triples:
        return not_applicable("no claim bears a mark")
    held = {n for n in set(triples) if _is_whole(trial, n, retrieved)}
    return scored(sum(n in held for n in triples) / len(triples))


def claim_coverage(trial: Trial) -> Score:
    """L11: how many statements of frameworks and practice bear a citation that resolves.

    Formula: ``|{c ∈ C : a number of c has a citation that exists}| / |C|``, C the claims of kind ``framework`` and
    ``practice``; suggestions are the assistant's own and need none. Range: 0 to 1, higher is better. Edge cases: an
    answer without any claim where one is due, 0; declined, of kind ``about`` or without the field, not applicable.
    Source: citation recall of ALCE, without its model.
    """
    if trial.given.claims is None:
        return not_applicable("claims are not given")
    if not trial.given.answered or trial.given.kind == "about":
        return not_applicable("nothing is claimed")
    claims = [claim for claim in trial.given.claims if claim.kind != "suggestion"]
    if not claims:
        return scored(0.0, "no claim of a framework or of practice")
    return scored(1 - len(uncited(trial)) / len(claims))


def surface_agreement(trial: Trial) -> Score:
    """L12: what a reader sees cited equals what the fields say.

    Formula: numbers and identifiers re-read from the rendered references equal those of the citations, and the
    numbers marked in the text equal those of claims and next steps. Range: 0 or 1, higher is better. Edge cases: no
    rendered text, not applicable; an abstention agrees when it shows no citation and has none; claims not given, only
    the references are compared. Source: own.
    """
    given = trial.given
    if given.answer is None:
        return not_applicable("no rendered text is given")
    surface = read_surface(given.answer)
    if {*surface.references} != {(c.n, c.id) for c in given.citations}:
        return scored(0.0, "the references differ")
    marked = {n for claim in given.claims or () for n in claim.citations}
    marked |= {n for step in given.next_steps or () for n in step.citations}
    if given.claims is not None and {*surface.marks} != marked:
        return scored(0.0, "the marks differ")
    return scored(1.0)


def lead(trial: Trial) -> Score:
    """L14: the first cited indicator is one that should lead.

    Formula: the first citation that is neither a case nor an own document, folded to its indicator, is one of the
    case's ``lead``. Range: 0 or 1, higher is better. Edge cases: nothing cited or declined, 0; should be declined,
    not applicable. Source: own; precision at 1.
    """
    return scored(float(trial.labels.first is not None and trial.labels.first in indicators(trial.case.lead)))


def recall_by_domain(trial: Trial) -> dict[str, Score]:
    """L13: the recall of the required labels of each domain; its figure is their macro mean.

    Formula: ``|P ∩ R_d| / |R_d|`` for each domain d of R; ``L13.worst`` is the worst domain. Range: 0 to 1, higher is
    better. Edge cases: a domain that the case doesn't require gives no value; should be declined, none. Source:
    macro-averaging, Yang 1999, Information Retrieval 1.
    """
    cited, required, _ = _sets(trial)
    by_domain: dict[str, Score] = {}
    for domain in trial.case.domains:
        wanted = {label for label in required if domain_of(label) == domain}
        by_domain[f"L13.{domain}"] = scored(len(cited & wanted) / len(wanted))
    return by_domain


def _sets(trial: Trial) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    cited = frozenset(trial.labels.cited) if trial.given.answered else frozenset()
    return cited, indicators(trial.case.required), indicators(trial.case.allowed)


def _exact(trial: Trial, cited: frozenset[str], required: frozenset[str], allowed: frozenset[str]) -> Score:
    if trial.labels.unresolved:
        return scored(0.0, f"resolves to nothing: {trial.labels.unresolved[0]}")
    if required - cited:
        return scored(0.0, f"missing: {sorted(required - cited)[0]}")
    if cited - allowed:
        return scored(0.0, f"not allowed: {sorted(cited - allowed)[0]}")
    bare = uncited(trial)
    return scored(0.0, f"without a citation: {bare[0].text[:60]}") if bare else scored(1.0)


def _precision(trial: Trial) -> float:
    cited, _, allowed = _sets(trial)
    marked = len(cited) + len(trial.labels.unresolved)
    return len(cited & allowed) / marked if marked else 0.0


def _recall(trial: Trial) -> float:
    cited, required, _ = _sets(trial)
    return len(cited & required) / len(required)


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _share_of_cited(trial: Trial, wrong: list[str]) -> Score:
    if not trial.labels.cited:
        return not_applicable("cites no indicator")
    return scored(len(wrong) / len(trial.labels.cited), ", ".join(wrong) or None)


def _is_whole(trial: Trial, number: int, retrieved: tuple[str, ...]) -> bool:
    citation = trial.given.by_number.get(number)
    if citation is None or citation.id not in retrieved or citation.id in trial.labels.unresolved:
        return False
    name = getattr(trial.ruler.frameworks.entries.get(citation.id), "name", "")
    return not citation.passage or name.casefold() in citation.passage.casefold()

"""Grounding without a model (G1-G3): the cited passages carry what the answer says.

Claims of kind ``framework`` and ``practice`` are held against the passages that each cites. All other prose (openings,
suggestions, next steps, what is rendered only) is the assistant's own and needs no passage for its advice, but for what
it tells as fact: studies, statistics, names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.answers.given import Given, GivenClaim
from evals.cases.words import SUPPORT_THRESHOLD, carried, words
from evals.metrics import telling
from evals.metrics.scores import Score, not_applicable, scored
from evals.metrics.trial import Trial, asked, evidence, evidence_of

_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*%?")
_QUOTE = re.compile(r"[“\"]([^”\"]{2,400})[”\"]")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;•“\"(]\s*|\n)$")
_NAME = re.compile(r"\b[A-Z][\w'’-]+")
_NEGATION = re.compile(r"\b(?:not|never|no|nor|without|cannot)\b|n't\b", re.IGNORECASE)


def unsupported_specifics(trial: Trial) -> Score:
    """G1: what an answer tells as fact, and no cited passage has.

    Formula: ``|{x ∈ X : x in no passage}| / |X|``; X holds numbers, dates, names, quotations and negations of claims,
    looked for in the passages that the claim cites, and studies, statistics (shares, sums, multiples, years, large
    counts) and names of all other prose, looked for in all that is cited, in the question and in the frameworks; a name
    is a capitalised word inside a sentence, outside claims one that the frameworks don't use and that is said to have
    found, shown or done something; passages are read with their title and source. Range: 0 to 1, lower is better. Edge
    cases: a claim without a resolving citation supports nothing; the small numbers of advice are no specifics; no
    specifics, not applicable. Source: own, after the entity precision of Nan et al. 2021, EACL.
    """
    wanted = [(x, _evidence(trial.given, claim)) for claim in _claims(trial.given) for x in _specifics(claim.text)]
    held = f"{evidence_of(trial.given)}\n{asked(trial.case)}\n{trial.ruler.text}"
    wanted += [(x, held) for x in _told(trial)]
    if not wanted:
        return not_applicable("no specifics are claimed")
    missing = [x for x, passages in wanted if not _has(passages, x)]
    return scored(len(missing) / len(wanted), ", ".join(dict.fromkeys(missing)) or None)


def quote_fidelity(trial: Trial) -> Score:
    """G2: what stands in quotation marks stands so in a cited passage.

    Formula: the share of quotations of three words or more found in the passages that their claim cites, apart from
    case, spacing and the shape of quotation marks. Range: 0 to 1, higher is better. Edge cases: no quotation, not
    applicable. Source: own.
    """
    quotes = [(q, claim) for claim in _claims(trial.given) for q in _QUOTE.findall(claim.text) if len(words(q)) >= 3]
    if not quotes:
        return not_applicable("nothing is quoted")
    return scored(sum(_flat(q) in _flat(_evidence(trial.given, claim)) for q, claim in quotes) / len(quotes))


def lexical_support(trial: Trial) -> Score:
    """G3: claims whose words, weighted by rarity, stand in the passages that they cite.

    Formula: the share of claims c with ``Σ idf(w ∈ c ∩ passages(c)) / Σ idf(w ∈ c) ≥ t``, over content words cut to
    their first six letters; t is set on the development split. Range: 0 to 1, higher is better. Edge cases: a claim
    without a resolving citation is unsupported; no claim, not applicable; citations without passages, not applicable.
    Source: own, after the idf-weighted overlap of Jijkoun & de Rijke 2005, PASCAL RTE.
    """
    claims = _claims(trial.given)
    if not claims:
        return not_applicable("no claim of a framework or of practice")
    if trial.given.citations and not any(citation.passage for citation in trial.given.citations):
        return not_applicable("citations carry no passages")
    weak = [claim.text for claim in claims if support(trial, claim) < SUPPORT_THRESHOLD]
    return scored(1 - len(weak) / len(claims), weak[0][:80] if weak else None)


def support(trial: Trial, claim: GivenClaim) -> float:
    """Return the idf-weighted share of a claim's content words that its cited passages have."""
    return carried(claim.text, _evidence(trial.given, claim), trial.ruler.rarity)


def _claims(given: Given) -> list[GivenClaim]:
    return [claim for claim in given.claims or () if claim.kind != "suggestion"]


def _evidence(given: Given, claim: GivenClaim) -> str:
    cited = (given.by_number.get(n) for n in claim.citations)
    return "\n".join(evidence(citation) for citation in cited if citation)


def _told(trial: Trial) -> Iterator[str]:
    """Give what the prose outside claims tells as fact."""
    text = telling.prose(trial.given)
    for claim in _claims(trial.given):
        text = text.replace(claim.text, "\n")  # read above, with the passages of its own
    yield from telling.studies(text)
    yield from telling.statistics(text)
    yield from telling.names(text, trial.ruler.words)


def _specifics(text: str) -> Iterator[str]:
    yield from _NUMBER.findall(text)
    yield from (quote for quote in _QUOTE.findall(text) if len(words(quote)) >= 3)
    yield from (m[0] for m in _NAME.finditer(text) if not _SENTENCE_END.search(text[: m.start()]))
    yield from ("not" for _ in _NEGATION.findall(text)[:1])


def _has(evidence: str, specific: str) -> bool:
    if specific == "not":
        return bool(_NEGATION.search(evidence))
    if specific[0].isdigit():
        number = re.escape(specific.replace(" %", "%"))
        return re.search(rf"(?<![\w.]){number}(?![\d])", evidence.replace(" %", "%")) is not None
    return _flat(specific).removesuffix("'s") in _flat(evidence)


def _flat(text: str) -> str:
    return " ".join(text.translate(str.maketrans("“”’‘", "\"\"''")).casefold().split()).strip(" .,;:")

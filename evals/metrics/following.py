"""Follow-through of second turns (Q5): another answer, in the form asked for; `conversing` tells the subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

from evals.answers.given import Given
from evals.metrics.scores import Score, not_applicable, scored

Form = Literal["table", "shorter", "spanish", "45 minutes"]
SAME = 0.9
RUN = 4
SHORTER = 0.7
MINUTES = 45
_REFERENCES = re.compile(r"^\W*(?:references|sources|referencias|fuentes)\W*$", re.IGNORECASE | re.MULTILINE)
_MARK = re.compile(r"\[\d[\d, ]*\]")
_TOKEN = re.compile(r"\w+|\|")
_ROW = re.compile(r"^\s*\|?.*\|.*$")
_RULE = re.compile(r"^\s*\|?(?:\s*:?-{3,}:?\s*\|)+(?:\s*:?-{3,}:?\s*)?\|?\s*$")
_LENGTH = re.compile(r"\b(\d{1,3})\s*-?\s*(?:minutes?|mins?|minutos?)\b", re.IGNORECASE)


def differs(first: Given, second: Given) -> Score:
    """Q5.differs: a second turn doesn't get the first answer again.

    Formula: the Jaccard index of the two answers' runs of four words, without references and marks, is below 0.9.
    Range: 0 or 1, higher is better. Edge cases: no rendered text, not applicable; both declined, judged by what they
    say. Source: own; shingles after Broder 1997.
    """
    if not (first.answer and second.answer):
        return not_applicable("no rendered text")
    one, other = _runs(first.answer), _runs(second.answer)
    return scored(float(len(one & other) < SAME * len(one | other) if one | other else 0.0))


def form(asked: Form | None, first: Given, second: Given) -> Score:
    """Q5.form: a table is a table, shorter is shorter, Spanish is Spanish, 45 minutes are 45.

    Formula: a Markdown table of two rows and two columns or more; at most 0.7 of the words; Spanish by py3langid, over
    the text without references; 45 minutes named, and nothing that takes longer. Range: 0 or 1, higher is better. Edge
    cases: no form asked for, or no rendered text, not applicable; declined, 0. Source: own, after Zhou et al. 2023
    (IFEval), whose instructions a program can check.
    """
    if asked is None:
        return not_applicable("no form was asked for")
    if not (first.answer and second.answer):
        return not_applicable("no rendered text")
    fits = FORMS[asked](_body(first.answer), _body(second.answer))
    return scored(float(second.answered and fits))


def _has_table(first: str, second: str) -> bool:
    lines = second.splitlines()
    for n, line in enumerate(lines):
        if n and _RULE.match(line) and line.count("|") > 1:
            below = [bool(_ROW.match(row)) for row in lines[n + 1 : n + 3]]
            return below == [True, True]
    return False


def _is_shorter(first: str, second: str) -> bool:
    return 0 < len(second.split()) <= SHORTER * len(first.split())


def _is_spanish(first: str, second: str) -> bool:
    code, _ = _languages().classify(second)
    return str(code) == "es"


def _fits_minutes(first: str, second: str) -> bool:
    lengths = [int(n) for n in _LENGTH.findall(second)]
    return MINUTES in lengths and max(lengths) <= MINUTES


FORMS: Mapping[Form, Callable[[str, str], bool]] = {
    "table": _has_table,
    "shorter": _is_shorter,
    "spanish": _is_spanish,
    "45 minutes": _fits_minutes,
}


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    said = _TOKEN.findall(_body(text).casefold())
    return frozenset(tuple(said[n : n + RUN]) for n in range(max(1, len(said) - RUN + 1)))


def _body(text: str) -> str:
    return _MARK.sub("", _REFERENCES.split(text, maxsplit=1)[0])


@cache
def _languages() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

"""The numbers of a text that tell a fact: shares, sums, years, counts too large for advice."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from assistant.writing.wordings import BELOW_TWENTY, MULTIPLIERS, PEOPLE, TENS, TIME

SMALL = 30
"""Up to so many of anything may be advised."""
SMALL_TIME = 120
"""Up to so many minutes, days and so on may be advised."""
SMALL_LENGTH = 2000
"""Up to so many words may be advised."""
_MONTH = "|".join(filter(None, (*calendar.month_name, *calendar.month_abbr)))
_N = r"\d+(?:[.,]\d+)*"
_BELOW = "|".join(sorted(BELOW_TWENTY, key=len, reverse=True))
_TEN = "|".join(TENS)
_TIMES = "|".join(MULTIPLIERS)
_SPELT = re.compile(
    rf"\b(?:(?P<tens>{_TEN})(?:(?:-|\s+y\s+|\s+)(?P<unit>{_BELOW}))?|(?P<below>{_BELOW})|(?P<article>an?|un|una))"
    rf"(?P<times>(?:\s+(?:{_TIMES}))*)\b|\b(?P<alone>cien|mil)\b",
    re.IGNORECASE,
)
_SHARES = re.compile(rf"(?:({_N})\s?(?:-|–|to|and|a|y)\s?)?({_N})\s?(?:%|per ?cent\b|percentage\b|por ciento\b)", re.I)
_MONEY = re.compile(
    rf"(?:[$€£])\s?({_N})(?:\s?(k|m|thousand|million|billion)\b)?|({_N})\s?(?:dollars?|dólares|euros?|USD|cents)\b",
    re.IGNORECASE,
)
_RATIO = re.compile(
    rf"\b({_N})\s+(in|out of|of every|in every|de cada|of|de)\s+({_N})\b(?!\s+{TIME}\b)(?!,?\s*(?:{_MONTH})\b)", re.I
)
_PEOPLE_NEXT = re.compile(rf"\s+(?:\w+\s+)?{PEOPLE}\b", re.IGNORECASE)
_PARTS = re.compile(rf"\b({_N})[ -](?:thirds|quarters|fourths|fifths|tenths|tercios|cuartos|quintos|quintas)\b", re.I)
_PART_OF = re.compile(
    rf"\b(half|a third|a quarter|a fifth|a tenth|majority|la mitad|un tercio|la mayoría)\s+(?:of|de)\s+"
    rf"(?:the |all |our |American |los |las |\w+ )?({PEOPLE})\b",
    re.IGNORECASE,
)
_FOLD = re.compile(
    rf"\b(?:({_N})(?:\s*x\b|\s?-?fold\b|\s+(?:times|veces)\s+(?:as|more|less|higher|lower|fewer|faster|más|menos|mayor))"
    r"|twice as (?:likely|many|much|high|fast)|(?:double|triple|quadruple)[ds]?\b(?= (?:the|their|its|in|la|el)))",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:dozens|hundreds|thousands|millions|billions|decenas|cientos|miles|millones)\s+(?:of|de)\b", re.I
)
_BARE = re.compile(rf"(?<![\w.,])(?<![A-Za-z][-–])({_N})(k|m|bn)?(?!\w)|(?<![\w.,-])({_N})(?=(?:st|nd|rd|th)\b)")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b(?:\s?[ap]\.?m)?|\b\d{1,2}\s?[ap]\.?m\b|\b\d{1,2}:\d{1,2}\b", re.IGNORECASE)
_DATE = re.compile(
    rf"\b(?:{_MONTH})\.?\s+\d{{1,2}}\b|\b\d{{1,2}}\.?\s+(?:de\s+)?(?:{_MONTH})\b|\b\d{{1,2}} de [a-z]+\b", re.I
)
_TIMED = re.compile(rf"[\s-]*(?:(?:to|or|a|o|–|-)\s?{_N}[\s-]*)?(?:\w+[\s-]+)?({TIME})\b", re.IGNORECASE)


def figures_in(text: str) -> list[str]:
    """Return the numbers of a text that tell a fact, each written in one way (``80%``, ``$5000``, ``3 of 10``)."""
    return list(dict.fromkeys(_figures(text, every=False)))


def all_numbers(texts: str) -> frozenset[str]:
    """Return all that ``figures_in`` could find of some texts, small numbers included: what may be said again."""
    return frozenset(_figures(texts, every=True))


def _figures(text: str, *, every: bool) -> Iterator[str]:
    digits = _in_digits(text)
    rest = digits
    for pattern, write in ((_SHARES, _share), (_MONEY, _money), (_RATIO, _ratio), (_PARTS, _part), (_FOLD, _fold)):
        for match in pattern.finditer(rest):
            yield from write(match)
        rest = pattern.sub(" , ", rest) if not every else rest
    yield from (f"{match[1]} of {match[2]}".lower() for match in _PART_OF.finditer(text))
    yield from (" ".join(match.group().lower().split()) for match in _MANY.finditer(text))
    if every:
        yield from (_plain(number) for number in re.findall(_N, digits))
        return
    rest = _DATE.sub(" ", _CLOCK.sub(" ", rest))
    for match in _BARE.finditer(rest):
        value = _plain(match[1] or match[3])
        amount = float(value) if len(value) < 15 else float("inf")
        unit = _TIMED.match(rest, match.end())
        most = SMALL_LENGTH if unit and unit[1].lower() in {"words", "palabras"} else SMALL_TIME
        timed = unit and amount <= most
        if match[2] or not (amount <= SMALL or timed or (match[3] and amount <= 31)):
            yield value + (match[2] or "")


def _share(match: re.Match[str]) -> Iterator[str]:
    yield from (f"{_plain(number)}%" for number in match.groups() if number)


def _money(match: re.Match[str]) -> Iterator[str]:
    scale = {"k": 1000, "thousand": 1000, "m": 10**6, "million": 10**6, "billion": 10**9}
    value = _plain(match[1] or match[3])
    yield "$" + (value if not match[2] else f"{float(value[:15]) * scale[match[2].lower()]:g}")


def _ratio(match: re.Match[str]) -> Iterator[str]:
    part, whole = _plain(match[1]), _plain(match[3])
    year = re.fullmatch(r"(?:19|20)\d\d", whole)
    chosen = (
        match[2].lower() in {"of", "de"} and float(whole) < 10 and not _PEOPLE_NEXT.match(match.string, match.end())
    )
    if not (year or chosen):
        yield f"{part} of {whole}"
    else:
        yield from (number for number in (part, whole) if float(number) > SMALL)


def _part(match: re.Match[str]) -> Iterator[str]:
    yield " ".join(match.group().lower().replace("-", " ").split())


def _fold(match: re.Match[str]) -> Iterator[str]:
    yield f"{_plain(match[1])} times" if match[1] else " ".join(match.group().lower().split())


def _plain(number: str) -> str:
    """Return a number without thousands' commas and needless zeros."""
    bare = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", number).replace(",", ".")
    whole, _, part = bare.partition(".")
    part = re.sub(r"\D", "", part).rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")


def _in_digits(text: str) -> str:
    """Return a text with its spelt numbers in digits; an article counts as one only before hundreds and more."""
    return _SPELT.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    times = match["times"] or ""
    if match["alone"]:
        return str(MULTIPLIERS[match["alone"].lower()])
    if match["article"] and not times.strip():
        return match.group()
    if match["tens"]:
        value = TENS[match["tens"].lower()] + (BELOW_TWENTY[match["unit"].lower()] if match["unit"] else 0)
    else:
        value = BELOW_TWENTY[match["below"].lower()] if match["below"] else 1
    for word in times.lower().split():
        value *= MULTIPLIERS[word]
    return str(value)

"""What the prose of an answer tells, wherever it stands: identifiers, codes, studies, statistics and names.

Read by rules of the harness's own, so that a fault of the assistant's parsers can't grade itself. They are made to be
sure of what they find: what is told without a form (a rumour, a wrong date in words) stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from evals.answers.given import Given

_REFERENCES = re.compile(
    r"^\W*(?:references|sources|referencias|fuentes)\W*$(?P<listed>.*)\Z", re.IGNORECASE | re.MULTILINE | re.DOTALL
)
_MARKS = re.compile(r"\s?\[\d{1,3}(?:\s*,\s*\d{1,3})*\]")
_QUOTED_PATH = re.compile(r"`([a-z0-9][\w.-]*(?:/[\w.-]+){1,4})`", re.IGNORECASE)
_BARE_PATH = re.compile(r"(?<![\w/.:@-])([a-z][a-z0-9-]*(?:/[a-z0-9-]+){1,4})(?![\w/@-]|\.\w)")
_CODE = r"(?:[A-Z]{0,5}[-.]?\d{1,3}(?:\.\d{1,3}){0,3}(?:\.?[a-z])?)(?![\w%])(?!\.\d)"
_LEVEL = (
    r"(?:(?:indicator|standard|domain|marker)s?|competenc(?:y|ies)|criteri(?:on|a)|(?:indicador|est[aá]ndar)(?:es)?)"
)
_DOTTED = re.compile(r"(?<![\w.$:/-])(\d{1,2}\.\d{1,2}\.[a-z]|[A-Z]{2,5}-\d{1,3}(?:\.\d{1,3})+[a-z]?)(?![\w])")
_WHO = (
    r"(?:(?:an?|one|two|three|several|many|numerous|multiple|some|most|all|recent|new|national|international|federal"
    r"|large|major|landmark|longitudinal|peer-reviewed|scientific|un|una|el|los|varios|varias|muchos|recientes?)\s+)*"
)
_NAMED = r"(?:(?:[A-Z][\w.&'’-]*\s+(?:(?:of|for|and|de)\s+)?){0,4})"
_FOUND = (
    r"(?:found|finds?|shows?|showed|shown|proves?|proved|proven|suggests?|suggested|concludes?|concluded|reports?"
    r"|reported|confirms?|confirmed|demonstrates?|demonstrated|indicates?|indicated|reveals?|revealed|links?|linked"
    r"|says?|said|encontr(?:ó|aron)|muestran?|mostr(?:ó|aron)|demuestran?|demostr(?:ó|aron)|indican?|concluy(?:e|ó|en)"
    r"|revelan?|sugieren?)\b"
)
_STUDY = (
    r"(?:stud(?:y|ies)|research(?:ers?)?|meta-analys[ei]s|scientists|estudios?|investigaci(?:ón|ones)|investigadore?s?)"
)
_STUDIES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?i:{_WHO}){_NAMED}"
        rf"(?i:{_STUDY}\b(?:\s+(?!(?:whether|if)\b)[^\s.!?;]+){{0,6}}?\s+(?:has |have |ha |han )?{_FOUND})",
        rf"\b(?i:according to|as shown (?:by|in)|según)\s+(?i:{_WHO}){_NAMED}(?i:(?:{_STUDY}|surveys?|encuestas?)\b)",
        rf"\b{_NAMED}(?i:(?:survey|poll|trial|report|review|encuesta|informe)\s+(?:(?!(?:that|which|what|was|were)\b)\w+\s+){{0,5}}?"
        r"(?:found|showed|concluded|revealed|proved|encontró|reveló|mostró)\b)",
        r"\b(?:Harvard|Stanford|Yale|Oxford|Princeton|RAND|MIT|UNESCO|OECD|Gallup|McKinsey|Gartner|Pew|Brookings)\b"
        rf"[^.!?\n]{{0,60}}?\b(?i:{_FOUND})",
        r"\b[A-Z][\w'’-]+ et al\b\.?",
        r"\((?:[A-Z][\w'’-]+(?:,? (?:&|and|y) [A-Z][\w'’-]+)?),? (?:19|20)\d\d[a-z]?\)",
        r"\b(?i:published in)\s+(?:the\s+)?[A-Z][\w'’-]+",
    )
)
_LIKELY = re.compile(
    r"(?i:stud(?:y|ies)|research|meta-analys|scientist|estudio|investiga|survey|poll|trial|report|review|encuesta|informe"
    r"|published in|et al)|\b(?:Harvard|Stanford|Yale|Oxford|Princeton|RAND|MIT|UNESCO|OECD|Gallup|McKinsey|Gartner|Pew"
    r"|Brookings)\b|(?:19|20)\d\d"
)
_PEOPLE = (
    r"(?:students?|pupils|teachers?|leaders?|principals?|superintendents?|schools?|districts?|famil(?:y|ies)|parents"
    r"|children|educators?|people|learners?|estudiantes|docentes|maestros|escuelas|distritos|familias)"
)
_COUNTS = re.compile(
    r"\d|per ?cent|por ciento|twice|thrice|times|dozens|hundreds|thousands|millions|cientos|miles|millones",
    re.IGNORECASE,
)
_N = r"\d+(?:[.,]\d+)*"
_STATISTICS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_N}\s?(?:%|per ?cent\b|percentage points?\b|por ciento\b)",
        r"\b[a-záéíóúñ]+(?:[- ](?:one|two|three|four|five|six|seven|eight|nine|y \w+))? (?:per ?cent|por ciento)\b",
        rf"[$€£]\s?{_N}(?:\s?(?:k|m|thousand|million|billion)\b)?|\b{_N}\s(?:dollars|dólares|euros)\b",
        rf"\b{_N} (?:in|out of|of every|de cada) (?:every )?{_N} (?:\w+ )?{_PEOPLE}",
        rf"\b(?:{_N}|two|three|four|five|six|ten) times (?:as|more|less|higher|lower|likelier)\b",
        r"\b(?:twice|thrice) as (?:likely|many|much|fast|high|often)\b",
        rf"\b(?:dozens|hundreds|thousands|millions|cientos|miles|millones) (?:of|de) (?:\w+ )?{_PEOPLE}\b",
        rf"(?<![\w.,])\d{{1,3}}(?:,\d{{3}})+(?!\w)|\b\d{{3,}} (?:\w+ )?{_PEOPLE}\b",
        r"(?<![\w.,/-])(?:19|20)\d\d(?![\w-])",
    )
)
_NAME = re.compile(r"(?<=[^\W\d_][,;]\s)(?P<a>[A-Z][a-z][\w'’-]*)|(?<=[a-záéíóúñ]\s)(?P<b>[A-Z][a-z][\w'’-]*)")
_TELLS = re.compile(
    rf"\b(?:{_FOUND}|did|saw|raised|doubled|tripled|improved|achieved|reached|invented|won|wrote)\b", re.I
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december mondays tuesdays wednesdays thursdays fridays saturdays sundays english "
    "spanish french arabic chinese vietnamese".split()
)


def shown(given: Given) -> str:
    """Return all that a reader sees of an answer: its rendered text, and what the fields say beside it."""
    text = given.answer or ""
    parts = [given.reason, given.premise, *(claim.text for claim in given.claims or ())]
    parts += [part for step in given.next_steps or () for part in (step.do, step.who, step.done)]
    parts += given.follow_ups
    return "\n".join([text, *dict.fromkeys(part for part in parts if part and part not in text)])


def prose(given: Given) -> str:
    """Return what is shown without the list of references and without marks."""
    return _MARKS.sub("", _REFERENCES.sub("", given.answer or "") + shown(given)[len(given.answer or "") :])


def sentences(text: str) -> Iterator[str]:
    """Give the sentences and lines of a text."""
    return (part.strip() for part in _SENTENCE.split(text) if part.strip())


def identifiers(text: str, heads: frozenset[str]) -> Iterator[str]:
    """Give identifiers of a corpus: any path between backticks, and bare ones that begin as the corpus's do."""
    yield from _QUOTED_PATH.findall(text)
    yield from (path for path in _BARE_PATH.findall(text) if path.split("/")[0] in heads)


def codes(text: str, frameworks: frozenset[str]) -> Iterator[str]:
    """Give codes: a number of standards or indicators behind such a word or a framework's name, or one that has dots.

    Args:
        text: What is said.
        frameworks: Names of frameworks in small letters.
    """
    yield from _framed(frameworks).findall(text)
    yield from _DOTTED.findall(text)


@cache
def _framed(frameworks: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(frameworks, key=len, reverse=True))
    return re.compile(rf"\b(?i:(?:{names})(?:['’]s)?(?:\s+{_LEVEL})?|{_LEVEL})\s+(?:(?i:code|no\.|#)\s*)?({_CODE})")


def studies(text: str) -> Iterator[str]:
    """Give the phrases that name a study, a survey, researchers or a publication as the source of what is said."""
    likely = [part for part in sentences(text) if _LIKELY.search(part)]
    for pattern in _STUDIES:
        yield from (" ".join(match[0].split()) for part in likely for match in pattern.finditer(part))


def statistics(text: str) -> Iterator[str]:
    """Give shares, sums, multiples, years and large counts; not the small numbers of advice (two dates)."""
    likely = [part for part in sentences(text) if _COUNTS.search(part)]
    for pattern in _STATISTICS:
        yield from (" ".join(match[0].split()) for part in likely for match in pattern.finditer(part))


def names(text: str, known: frozenset[str]) -> Iterator[str]:
    """Give the names in sentences that tell what somebody found, showed or did; advice may name whom to ask.

    Args:
        text: What is said.
        known: Words in small letters that name nothing new.
    """
    for sentence in sentences(text):
        for match in _NAME.finditer(sentence) if _TELLS.search(sentence) else ():
            word = match[0].removesuffix("'s").removesuffix("’s")
            parts = {part.lower() for part in re.findall(r"[^\W\d_]+", word)}
            if not parts <= known | _CALENDAR:
                yield word

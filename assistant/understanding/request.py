"""The bare subject of a request for a workshop, a plan or an interview: without the thing, its length, and for whom."""

from __future__ import annotations

import re

from assistant.answer import QuestionKind

_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|forty|forty-five|sixty|ninety)"
_SESSION_LENGTH = (
    rf"(?:(?:half|full|whole)[\s-](?:a[\s-])?day|{_COUNT}[\s-]*(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?))"
)
_SESSIONS = (
    r"\b(?:workshop|session|training|retreat|in-?service|institute|webinar|pd(?:\s+day)?|"
    r"professional development(?:\s+(?:day|session))?)\b"
)
_SESSION = re.compile(
    rf"(?:{_SESSIONS}|\bmeeting\b)"
    r"(?P<between>[^.?!;:]*?)\b(?:on|about|around|regarding|covering|focus(?:ed|ing) on|dealing with)\s+(?P<on>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_POLITELY = (
    r"(?:(?:please|(?:can|could|would|will) you|(?:i|we) (?:need|want)|i'd like|help (?:me|us)|let's)\s+)*(?:to\s+)?"
)
_MAKE = (
    r"(?:make|write|draft|create|give|build|prepare|develop|set up|get|have|design|plan|organi[sz]e|run|outline|"
    r"put together)\s+(?:(?:me|us)\s+)?"
)
_ORDER = re.compile(
    rf"\s*{_POLITELY}(?:{_MAKE}(?:(?:an?|the|our|my|another)\s+)?|an?\s+)"
    r"(?:(?!(?:on|about|for|of|to|in|with|that|and)\b)[\w/-]+\s+){0,4}?"
    rf"(?P<thing>plan\b|{_SESSIONS})\s+(?:[^.?!;:]*?\s)?(?:on|about|around|regarding|covering|for|to)\s+\w",
    re.IGNORECASE,
)
_WHO = (
    r"(?:teachers?|staff|faculty|principals?|assistant principals|leaders?|leadership teams?|administrators?|admins?|"
    r"coaches|librarians|counselors|paras|paraprofessionals|aides|parents|families|board(?: members)?|trustees|"
    r"superintendents|chairs|department heads|colleagues|people|participants|educators|team|cabinet|teams)"
)
_FOR_WHOM = re.compile(
    rf"[,\s]+(?:for|with)\s+(?:(?:about|around|some|our|my|the|all|a group of|\d{{1,3}})\s+)*(?:[\w-]+\s+){{0,2}}{_WHO}"
    r"(?=\s*(?:[.,;?!]|$|(?:next|this|on|in)\b)).*$",
    re.IGNORECASE | re.DOTALL,
)
_FOR_SO_MANY = re.compile(
    r"[,\s]+(?:for|with)\s+(?:(?:about|around|our|the)\s+)*\d{1,3}\s+(?!(?:minutes?|mins?|hours?|days?|weeks?)\b)[^\d]*$",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    rf"[,\s]+(?:in|over|within|for|lasting|that (?:fits|lasts))\s+{_SESSION_LENGTH}\b.*$", re.IGNORECASE
)
_FEWEST_LETTERS = 2
_ABOUT = re.compile(
    r"\b(?:about|on|regarding|explaining|announcing|asking for)\s+(?P<on>.{3,})$", re.IGNORECASE | re.DOTALL
)
SMALL_NUMBERS = {
    word: n for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
} | {"a": 1, "an": 1}
_NUMBERS = SMALL_NUMBERS | {"thirty": 30, "sixty": 60, "ninety": 90, "hundred": 100}
_UNITS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "semester": 120, "year": 365}
_LENGTH = r"(?:(?P<count>\d{1,3}|" + "|".join(_NUMBERS) + r")[\s-]*(?P<unit>" + "|".join(_UNITS) + r")s?\b)"
_ASKED = rf"{_POLITELY}(?:{_MAKE})?"
_PLAN = (
    r"(?:an?\s+|the\s+|my\s+|our\s+)?(?:first\s+)?(?:(?:\d{2}[-/]){1,3})?(?:"
    + _LENGTH.replace("?P<count>", "?:").replace("?P<unit>", "?:")
    + r"\s*)?(?:(?:action|work|project|implementation|detailed|concrete|simple|phased)\s+)*"
    r"plan\s*(?:(?:of|over|in)\s+" + _LENGTH.replace("?P<count>", "?:").replace("?P<unit>", "?:") + r"\s*)?"
    r"(?:(?:for|to|on|about|around|of)\s+|:\s*|$)"
)
_BARE = _LENGTH.replace("?P<count>", "?:").replace("?P<unit>", "?:") + r"\s*(?::|for|on|to)\s*"
_OVER = r"\s*,?\s*\b(?:over|in|within|for|during)\s+(?:the\s+)?(?:next\s+|first\s+)?" + _LENGTH.replace(
    "?P<count>", "?:"
).replace("?P<unit>", "?:")
_SOON = r"\s*,?\s*\b(?:over|in|within|for|during)\s+(?:the\s+)?(?:next|coming)\s+(?:semester|quarter|year|month)\b"
_FROM = r"\s*,?\s*\b(?:starting|beginning|from)\s+(?:on\s+)?(?:monday|next|in\s+\w+|\w+\s+\d{1,2}|\d[\d/-]+).*$"
_PLACE = re.compile(
    r"\s*,?\s*\b(?:at|in|for|of|across)\s+(?:(?:our|my|the|a|an|this)\s+)?"
    r"(?:(?:[\w-]+\s+){0,2}?(?:school|schools|campus|building|district|district-wide|isd)|"
    r"(?:[A-Z][\w.'-]+\s+)+(?:Elementary|Middle|High|Academy|Primary|Schools?|District|ISD|USD)(?:\s+[A-Z]\w+)*)\s*$"
)
_KIND_OF_PLAN = re.compile(rf"^{_ASKED}(?:an?|the|my|our)\s+(?P<on>(?:[\w-]+\s+){{0,2}}[\w-]+)\s+plan\b", re.IGNORECASE)
_ASKS = re.compile(r"\s*(?:so |and |but )?(?:how|what|whats|why|when|should|do|does|is|are)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_OWN = re.compile(r"^(?:our|my|the|a|an|this)\s+", re.I)
_ASIDE = re.compile(r"\s*(?:[;(]|[.!?]\s|,\s*(?:we|they|there|the|whoever|whatever)\b).*$")
_NEXT = (
    r"^(?:the\s+)?(?:next|first|coming)\s+"
    + _LENGTH.replace("?P<count>", "?:").replace("?P<unit>", "?:")
    + (r"\s*(?:for|on|to|of|about)\s+")
)

# An interview on where a school stands, in English and in Spanish, asked for at the beginning of a sentence.
_INTERVIEW = re.compile(
    r"(?:^|(?<=[.?!,] ))(?:(?:please|(?:can|could|would|will) you|i(?:'d| would) like you to|i want you to|let's)\s+)*"
    r"(?:(?:interview|quiz|assess)\s+(?:me|us|our\s+(?:[\w-]+\s+)?(?:team|school|district|staff))\b"
    r"|ask\s+(?:me|us)(?:\s+(?:(?:a few|[\w-]+)\s+)?questions?\b"
    r"|(?=\s+(?:where|how\s+\w+)\s+(?:we|i|our)\b))"
    r"|(?:walk|take|lead|guide)\s+(?:me|us)\s+through\s+(?:an?|the)\s+self-?\s?assessment\b"
    r"|(?:start|begin|do|run)\s+(?:an?|the)\s+(?:self-?\s?assessment\s+)?interview\b(?:\s+(?:with|of)\s+(?:me|us)\b)?"
    r"|(?:entrev[ií]ste?a?|h[aá]z|h[aá]ga|pregúnte?a?)(?:me|nos)\b(?:\s+(?:(?:unas|algunas)\s+)?preguntas)?)"
    r"|\bby asking (?:me|us) (?:some |a few )?questions\b",
    re.IGNORECASE,
)
_OURSELVES = r"(?:we|i|(?:our|my)\s+(?:[\w-]+\s+)?(?:schools?|district|team|staff|campus|building|department))"
_STAND = r"(?:\s+(?:stands?|are|am|is|do|doing)\b)"
_FIND_OUT = r"(?:find out|see|learn|know|tell|check|figure out|understand|assess|gauge|saber|ver|averiguar)"
_STANDS = re.compile(
    rf"(?:\b(?:so|that|to|in order to|and|you|i|we|can|help|me|us|para|{_FIND_OUT})\s+)*"
    r"\b(?:(?:where|how(?:\s+(?:well|ready|far|good|mature|far along))?)\s+"
    rf"(?:(?:do|are)\s+{_OURSELVES}{_STAND}*|{_OURSELVES}{_STAND}+)(?:\s+at\b)?"
    r"|(?:d[oó]nde|c[oó]mo)\s+(?:estamos|vamos)\b)",
    re.IGNORECASE,
)
_ONE_BY_ONE = re.compile(r",?\s*\bone\s+(?:(?:item|question)\s+)?(?:at a time|by one|after another)\b", re.IGNORECASE)
_ON_WHAT = re.compile(
    r"(?P<by>on|about|regarding|around|against|with|in|for|of|sobre|acerca de|en)\s+(?P<on>\S.*)$", re.IGNORECASE
)
_TO_FIND_OUT = re.compile(
    rf"^(?:to|so|and|until|para)\b.*?\b{_FIND_OUT}\b.*?"
    r"(?:\b(?:on|about|with|in|for|sobre|en)\s+(?P<on>\S.*)|\b(?:our|my)\s+(?!schools?\b|district\b|team\b|staff\b)(?P<ours>\S.*?)(?:\s+(?:is|are))?)$",
    re.IGNORECASE,
)
_NOTHING_ELSE = frozenset({"", "please", "now", "first", "then", "instead", "por favor"})
_POINTS_BACK = frozenset("it this that them these those here there us esto eso".split()) | {
    "this topic",
    "this subject",
}


def asks(words: str) -> bool:
    """Tell whether words ask how something is done or what it is; who does so wants nothing made."""
    return _ASKS.match(words) is not None


def subject_in(words: str, kind: QuestionKind) -> str:
    """Return what a made thing is on; words that don't ask for one so that its subject can be told come back whole."""
    if kind == "self-check":
        named = _ON_WHAT.match(_STANDS.sub("", words).strip())
        return named["on"].strip(" .?") if named else words
    return subject_of_plan(words) if kind == "plan" else subject_of_session(words)


def subject_of_session(words: str) -> str:
    """Return what a session is on: ``digital equity`` of ``Plan a workshop on digital equity for 25 teachers``."""
    found = _SESSION.search(words)
    if found is None:
        return words
    on = _SENTENCE.split(found["on"])[0]
    bare = _HOW_LONG.sub("", _FOR_SO_MANY.sub("", _FOR_WHOM.sub("", on))).strip(" \n.,;:?!")
    return bare if len(bare) >= _FEWEST_LETTERS else words


def thing_ordered(words: str) -> QuestionKind | None:
    """Return what an order names to be made: ``workshop`` of ``Make us a one-hour workshop on phones``; else None."""
    found = _ORDER.match(words)
    if found is None:
        return None
    return "plan" if found["thing"].lower() == "plan" else "workshop"


def ordered_anew(words: str) -> QuestionKind | None:
    """Return what an order names to be made on a subject of its own, whatever was made before; else None."""
    thing = thing_ordered(words)
    subject = subject_in(words, thing) if thing else words
    back = subject.lower().split()[:1]
    return None if subject == words or not back or back[0] in _POINTS_BACK else thing


def names_session(words: str) -> bool:
    """Tell whether words name a workshop or another session that people learn in."""
    return re.search(_SESSIONS, words, re.IGNORECASE) is not None


def subject_of_draft(words: str) -> str:
    """Return what a draft is about: ``phones in class`` of ``Write a letter to families about phones in class``."""
    found = next(filter(None, map(_ABOUT.search, _SENTENCE.split(words))), None)
    return found["on"].strip(" .,;:?!") if found else words


def subject_of_plan(words: str) -> str:
    """Return what a plan is on: ``AI task force`` of ``a 90-day plan for our AI task force``."""
    subject = re.sub(_NEXT, "", _ASIDE.sub("", what_is_planned(words)), flags=re.I)
    while (shorter := _OWN.sub("", subject)) != subject:
        subject = shorter
    return subject or words


def names_plan(words: str) -> bool:
    """Tell whether words say what a plan is on: ``a plan for X``, ``an X plan``, ``90 days for X``."""
    whole = " ".join(words.split())
    return _behind_plan(whole) != whole


def what_is_planned(words: str) -> str:
    """Return the subject of a plan with what is said of it: ``our AI task force``, ``onboarding`` of its plan."""
    subject = _behind_plan(" ".join(words.split()))
    for aside in (_OVER, _SOON, _FROM):
        subject = re.sub(aside, "", subject, flags=re.I)
    return _PLACE.sub("", subject).strip(" .,!?")


def _behind_plan(whole: str) -> str:
    subject = re.sub(rf"^{_ASKED}(?:{_PLAN}|{_BARE})", "", whole, count=1, flags=re.I)
    return subject if subject != whole else _KIND_OF_PLAN.sub(r"\g<on>", whole)


def days_in(words: str) -> int | None:
    """Return the days that a plan is to fill, where words say it."""
    found = re.search(_LENGTH, words, re.I)
    if found is None:
        return None
    count = found["count"].lower()
    return (int(count) if count.isdigit() else _NUMBERS[count]) * _UNITS[found["unit"].lower()]


def subject_of_interview(words: str) -> str | None:
    """Return what somebody wants to be interviewed on: ``digital equity`` of ``Quiz us on our digital equity``.

    It is empty where the words name no subject, and None where they don't ask for an interview.
    """
    text = " ".join(words.split())
    asked = _INTERVIEW.search(text)
    if asked is None:
        return None
    around = _ONE_BY_ONE.sub("", f"{text[: asked.start()]} {text[asked.end() :]}")
    left, stood = _STANDS.subn("", around)
    left = re.sub(r",?\s+please\b", "", left.strip(" .,;:?!¿¡"), flags=re.I)
    purpose = _TO_FIND_OUT.match(left)
    named = _ON_WHAT.match(left)
    if purpose is None and (named is None or (named["by"].lower() == "for" and not stood)):
        return "" if left.lower() in _NOTHING_ELSE else None
    on = (purpose["on"] or purpose["ours"]) if purpose else named["on"] if named else ""
    subject = re.split(r"[.?!]\s", re.sub(r"^(?:on|with|in)\s+", "", on))[0].strip(" .,;:?!")
    subject = re.sub(r"^(?:our|my|nuestr[oa]s?)\s+", "", subject, flags=re.I)
    return "" if subject.lower() in _POINTS_BACK else subject

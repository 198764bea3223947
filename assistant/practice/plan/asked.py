"""What a request asks for, in words that a step can take up: the thing, the people, and what is to come of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.practice.plan.standing import as_doing, completed, stands, with_article

_VERBS = (
    r"(?:"
    r"roll(?:ing)?[ -]?out|set(?:ting)? up|bring(?:ing)?|mov(?:e|ing)|clos(?:e|ing)|launch(?:ing)?|"
    r"start(?:ing)?|begin(?:ning)?|build(?:ing)?|creat(?:e|ing)|mak(?:e|ing)|"
    r"writ(?:e|ing)(?= (?:an?|our|the)\b)|rewrit(?:e|ing)|draft(?:ing)?|renew(?:ing)?|strengthen(?:ing)?|"
    r"introduc(?:e|ing)|implement(?:ing)?|expand(?:ing)?|grow(?:ing)?(?= (?:an?|our|the)\b)|support(?:ing)?|"
    r"plan(?:ning)?(?= (?:an?|our|the|for)\b)|improv(?:e|ing)|fix(?:ing)?|reduc(?:e|ing)|rais(?:e|ing)|"
    r"increas(?:e|ing)|adopt(?:ing)?|replac(?:e|ing)|upgrad(?:e|ing)|audit(?:ing)?|review(?:ing)?|"
    r"cut(?:ting)?(?: back(?: on)?)?|switch(?:ing)?|run(?:ning)?|open(?:ing)?|updat(?:e|ing)|develop(?:ing)?|"
    r"establish(?:ing)?|organiz(?:e|ing)|revis(?:e|ing)|revamp(?:ing)?|redesign(?:ing)?|"
    r"test(?:ing)?(?= (?:an?|our|the)\b)|pilot(?:ing)?|deploy(?:ing)?|get(?:ting)? ready (?:for|against)|"
    r"prepar(?:e|ing) for|get(?:ting)?(?= (?:our|the|an?)\b)|deal(?:ing)? with|work(?:ing)? on|tackl(?:e|ing)|"
    r"teach(?:ing)?(?! and\b)|offer(?:ing)?|choos(?:e|ing)|consolidat(?:e|ing)|extend(?:ing)?|provid(?:e|ing)|"
    r"giv(?:e|ing)|evaluat(?:e|ing)|lower(?:ing)?|connect(?:ing)?|add(?:ing)?|hir(?:e|ing)|hold(?:ing)?|host(?:ing)?|"
    r"keep(?:ing)?|protect(?:ing)?|secur(?:e|ing)|measur(?:e|ing)|learn(?:ing)? (?:about|how)|find(?:ing)?|"
    r"fund(?:ing)?|driv(?:e|ing) down|boost(?:ing)?|promot(?:e|ing)|sustain(?:ing)?|manag(?:e|ing)|"
    r"transition(?:ing)? (?:to|from)|mak(?:e|ing) sure|"
    r"hand(?:ing)? out|lend(?:ing)?(?: out)?|distribut(?:e|ing)|check(?:ing)? out|speed(?:ing)? up|halv(?:e|ing)"
    r")"
)
_PEOPLE = (
    r"(?:teachers|staff|faculty|principals|aides|paraprofessionals|coaches|librarians|counselors|assistants|"
    r"specialists|secretaries|substitutes|department heads|team leaders|deans|administrators)"
)
_GROUP = re.compile(
    rf"\b(?:for|among|with|by|of|between|help(?:ing)?|get(?:ting)?|train(?:ing)?|prepar(?:e|ing)|teach(?:ing)?)\s+"
    rf"(?:all |our |the |every |my )*((?:(?!(?:for|among|with|by|of|our|to|on|from)\b)[\w-]+ ){{0,5}}{_PEOPLE})\b",
    re.I,
)
_LEARNING = re.compile(
    r"^(?:(?:an?|the|our|one|this) )?(?:year |semester |series |month )?(?:of )?"
    r"(?:professional (?:learning|development)"
    r"|pd|training|workshops?|sessions?|support)(?: (?:on|about|around|in|for))? ",
    re.I,
)
_TAUGHT = re.compile(
    r"^(?:help|get|train|prepar|teach)\w*\s+(?:all |our |the )*"
    rf"(?:(?!(?:for|to|on|with|in)\b)[\w-]+ ){{0,5}}{_PEOPLE}\s+"
    r"(?:(?:to|on|for|in|with|be|feel|become|get|ready|comfortable|confident|using|use) )+",
    re.I,
)
_TOLD = re.compile(
    r"^(?:tell|inform|convinc|persuad|win|reach|updat)\w*(?: over)? (?:(?:our|the|all|more) )*(?:[\w-]+ (?:and )?){1,4}"
    r"(?:about|of|on|why|that) |"
    r"^communications?(?: plan| campaign)? (?:about|on|for) |"
    r"^(?:explain|communicat|announc|present|publici[sz]|shar)\w* ",
    re.I,
)
_CUT = re.compile(
    r"(?: up)? (?:for|among|with|in|at|to|that|which|who|so|we|by|over|across|during|before|after|because|from|when|"
    r"like|without|into|on|down|against|between|where|through|"
    r"and (?:cut|then|get|make|move|stop)|using|nobody|within)\b.*$|"
    r"[,;:(].*$"
)
_CUT_END = re.compile(r"[,;:(].*$| (?:so|that|before|after|until|by|in|at|across|while|because|without) .*$")
_LEARNERS = re.compile(
    r" (?:for|in|into|with|of|among|to|by) (?:our |the |all |every )*(?:(?!(?:and|so|that)\b)[\w-]+ ){0,3}?"
    r"(?:students|graders|learners|freshmen|seniors|children|families|parents|kindergart\w+|classes|classrooms|"
    r"grades? (?:[\dk]\w*|one|two|three|four|five|six|seven|eight|nine|ten)(?:(?: to | through | and |-)[\w]+)?)\b",
    re.I,
)
_LANGUAGES = re.compile(r" in [A-Z]\w+(?:, [A-Z]\w+)*(?:,? and [A-Z]\w+)?")
_MADE_SO = re.compile(
    r"mak\w+ (?P<thing>(?:our|the) .+?) "
    r"(?P<so>readable|welcoming|fairer|fair|safer|safe|faster|easier|clearer|clear|shorter)"
    r"(?P<rest>\b[^,;:(]*)",
    re.I,
)
_RAISED = re.compile(
    r"(?:reduc|rais|increas|lower)\w* (?!the number|the share|the rate)(.+?)"
    r"(?= (?:for|by|from|so|to|that|down|over)\b|[,;:(]|$)",
    re.I,
)
_CLAUSE = re.compile(r"how (?:our|the|we|teachers|students|families|staff)\b|(?:the )?(?:number|share|rate) of\b", re.I)
_MOVED = re.compile(r"(?:mov\w+|switch\w*|transition\w*|shift\w*|convert\w*|chang\w+)\b.*?\bto (.+)$", re.I)
_STRETCH = re.compile(
    r"^(?:an? |the |my |our )?(?:(?:first|second|next|whole|full)[ -])?"
    r"(?:semester|year-long plan|yearlong plan|year|quarter|summer|spring|fall|month|"
    r"district(?:-?wide)? plan|school(?:-?wide)? plan|campus plan|site plan|team plan)(?:'s|-long)? (?:plan )?"
    r"(?:for|of|to|on|in) (?=\w)",
    re.I,
)
_ENDS = re.compile(r"\b(?:get|got|come|arrive|write|draft|produce|decide on|create|deliver|agree on|recommend|build)\b")
_SMALL = re.compile(r"\b(?:small|rural|tiny|one-person|two-person|three-person|island|remote)\b", re.I)
_ELEMENTARY = re.compile(
    r"\b(?:elementary|kindergart\w+|primary school|pre-?k|k-[2-6]|(?:first|second|third|fourth|fifth)[ -]grade\w*|"
    r"grades? [1-5k])\b",
    re.I,
)
_WITHOUT_DEPARTMENTS = re.compile(r"\b(?:pre-?k|k|kindergarten|tk) ?(?:-|–|to|through) ?(?:7|8|eight)\b", re.I)
_FEW_GRADES = re.compile(
    r"\b(?:grades \d+ ?(?:and|to|through|-|–|,) ?\d|grade [\dk]\w*(?! ?(?:to|through|and|or|-|–) ?\d)|"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth|eleventh|twelfth)[- ]grade(?:rs?)?|kindergart\w+|freshmen|seniors)\b",
    re.I,
)
_LEVEL = re.compile(r"\bWCAG(?: \d(?:\.\d)?)?(?: (?:level )?A{1,3})?\b|\bSection 508\b")
_OLD = re.compile(r"\b(?:aging|ageing|old|older|worn-out|worn out|outdated|dying|broken|obsolete|failing)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request asks for.

    Attributes:
        it: The thing, as it stands within a sentence: ``the new parent messaging app``.
        whole: The same with whom or where it is for: ``the new parent messaging app for our middle school``.
        who: The people named; empty where none are.
        product: What is to come of it where that is said: ``a first staff guideline``.
        elementary: Whether it is for a school with grade levels and no departments.
        small: Whether few people must carry it.
    """

    it: str
    whole: str
    who: str
    product: str
    elementary: bool
    small: bool


def asked_for(planned: str, words: str, otherwise: str) -> Asked:
    """Return what a request asks for.

    Args:
        planned: Its subject with what is said of it: ``rolling out a new parent messaging app``.
        words: All of the request.
        otherwise: What the thing is called where the request doesn't name one.
    """
    text = re.sub(r"^(?:to|how to|which|what) ", "", without_stretch(planned))
    group = _GROUP.search(text)
    people = group[1] if group else ""
    text = _TOLD.sub("", _TAUGHT.sub("", text))
    bare = re.sub(rf"^(?:{_VERBS})\s+(?:for )?", "", text, flags=re.I)
    moved = _MOVED.match(text)
    bare = moved[1] if moved and not re.search(r"\bup to\b", text) else bare
    while (shorter := re.sub(rf"^(?:{_VERBS})\s+", "", _LEARNING.sub("", bare), flags=re.I)) != bare:
        bare = shorter
    taught = re.match(
        rf"(?:our |all |the )*(?:[\w-]+ ){{0,3}}(?:students|graders|kids|{_PEOPLE}) (?:to |about |on )", bare
    )
    bare = bare[taught.end() :] if taught else bare
    bare = re.sub(r"^(?:which|what) ", "", bare)
    it = _CUT.sub("", bare).strip()
    it = completed(it, bare[len(it) :])
    learners = _LEARNERS.match(bare[len(it) :]) or _LANGUAGES.match(bare[len(it) :])
    whole = it + (learners[0].replace(" into ", " in ") if learners else "")
    if _CLAUSE.match(bare):
        it = whole = re.sub(r"[,;:(].*$", "", bare).strip()
    if made := _MADE_SO.match(text):
        verb = "are" if made["thing"].endswith("s") and not made["thing"].endswith("ss") else "is"
        it = whole = f"how {made['so']} {made['thing']} {verb}{made['rest']}"
    elif more := re.match(r"[\w-]+ more (.+)$", text, re.I):
        it = whole = re.sub(r"[,;:(].*$", "", more[1]).replace(" into ", " in ").strip()
    elif raised := _RAISED.match(text):
        it = whole = raised[1].strip()
    if len(it) < 3 or re.match(r"(?:what|why|where|who|when|whether|more|less|all|one)\b", it, re.I):
        it = whole = otherwise
    purpose = _ENDS.search(text)
    product = re.sub(r"^(?:to|at) ", "", text[purpose.end() :].strip()) if purpose and purpose.start() > 0 else ""
    product = _CUT.sub("", product).strip()
    level = _LEVEL.search(words)
    advice = re.search(r"\bto (?:advise|recommend|report|weigh in|decide) (?:us )?on ([^,;.]+)", words, re.I)
    if advice:
        product = f"its advice on {advice[1].strip()}"
    if re.match(r"(?:replac|upgrad|refresh|renew)", text, re.I):
        it, whole = (_renewed(part) for part in (it, whole))
    named = _named(it)
    return Asked(
        it=named,
        whole=named + whole[len(it) :],
        who=_audience(people, named),
        product=level[0] if level else _named(product) if re.match(r"(?:an?|our|the|its)\b", product) else "",
        elementary=_has_no_departments(words),
        small=_SMALL.search(words) is not None,
    )


def standing(asked: Asked, planned: str, noun: str, pattern: str | None, *, acts: bool = False) -> Asked:
    """Return what is asked for with a name that may stand in a step.

    Args:
        asked: What is asked for.
        planned: The request's subject with what is said of it.
        noun: What such a thing is called where the request's words don't name one: ``the change``.
        pattern: What a name must hold to be one of its kind: a new post's is no plan and no stretch of days; None where
            any name does.
        acts: Whether something that is done may stand there, too: ``keeping good teachers``.
    """
    if stands(asked.it) and (pattern is None or re.search(pattern, asked.it, re.I)):
        return asked
    found = re.search(pattern, planned, re.I) if pattern else None
    it = _newcomer(found[0]) if found else (acts and as_doing(_CUT_END.sub("", planned))) or noun
    return replace(asked, it=it, whole=it)


def without_stretch(planned: str) -> str:
    """Return what is planned without the stretch or the place that it is planned for: ``a district plan to``."""
    return _STRETCH.sub("", planned.strip(" .?!"))


def for_kind(planned: str) -> str:
    """Return what tells the kind of a request: of a move from one thing to another only the other counts."""
    text = re.sub(r"^(?:to|how to) ", "", without_stretch(planned))
    moved = _MOVED.match(text)
    return f"moving to {moved[1]}" if moved else text


def is_verb(word: str) -> bool:
    """Tell whether a word is one by which something is asked to be done."""
    return re.fullmatch(_VERBS, word, re.I) is not None


def few_grades_in(words: str) -> bool:
    """Tell whether words speak of one grade, or of a few, and so not of all."""
    return _FEW_GRADES.search(words) is not None


def _renewed(thing: str) -> str:
    """Return what takes the place of a thing: ``our aging laptops`` are replaced by ``our new laptops``."""
    bare = re.sub(r"\s+", " ", _OLD.sub("", thing)).strip()
    return bare if re.search(r"\bnew\b", bare) else re.sub(r"^((?:our|the|an?|my) )?", r"\1new ", bare, count=1)


def _named(thing: str) -> str:
    """Return a thing as it stands within a sentence: ``a new app`` is ``the new app`` once it is known."""
    found = re.match(r"(an?|our|the|my|this|one) (.+)$", thing, re.I)
    if found is None:
        return with_article(thing[0].lower() + thing[1:] if re.match(r"[A-Z][a-z]+\b(?!-)", thing) else thing)
    return f"{'our' if found[1].lower() in ('our', 'my') else 'the'} {found[2]}"


def _newcomer(found: str) -> str:
    """Return what was found to be of the kind: of ``first 90 days as superintendent`` the new superintendent."""
    _, as_, role = found.rpartition(" as ")
    role = re.sub(r"^(?:an?|the) ", "", role)
    fresh = not as_ or re.match(r"(?:new|incoming|interim|first[- ]year)\b", role, re.I)
    return f"the {role}" if fresh else f"the new {role}"


def _audience(people: str, it: str) -> str:
    """Return whom a thing is for: without their number, and nobody whose own work it is (coaches of coaching)."""
    bare = re.sub(r"^(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) ", "", people, flags=re.I)
    own = re.search(r"coach|mentor", bare, re.I)
    return "" if own and own[0].lower() in it.lower() else bare


def _has_no_departments(words: str) -> bool:
    if _WITHOUT_DEPARTMENTS.search(words):
        return True
    return _ELEMENTARY.search(words) is not None and not re.search(r"\b(?:middle|high)\b", words, re.I)

"""Recognises what a question takes for granted that is not so: indicators, codes, counts and case facts that don't exist."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.knowledge.corpus.frameworks import Case, Domain, Frameworks, Indicator
from assistant.knowledge.search.weights import WEIGHTS
from assistant.knowledge.search.words import terms
from assistant.understanding.claimed import Misplaced, Unknown
from assistant.understanding.naming import Mentions, Names, number_in
from assistant.understanding.reading import Reading

_I = re.IGNORECASE
_NUMBER = r"(?P<n>\d{1,2}(?:st|nd|rd|th)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"
_COUNTED = re.compile(
    rf"\b(?:{_NUMBER}\s+(?:[\w'’-]+\s+){{0,4}}?(?P<what>pillars?|standards?|domains?|gears?|levels?|competenc(?:y|ies)|indicators?|elements?|markers?|sub-?skills?)\b"
    rf"|(?P<what2>pillar|standard|domain|gear|level|competency|indicator)\s+(?:number\s+|no\.?\s*|#)?(?P<n2>\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)",
    _I,
)
_PLURAL = {"competency": "competencies"}
_PLACE = re.compile(
    r"\b(?:in|of|,)\s+(?P<state>Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming)\b"
)
_PERSON = re.compile(
    r"\b(?i:superintendent|dr\.?|principal|chief\b[\w ]{0,20}?)\s+(?:dr\.?\s+)?(?P<name>[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+){0,2})"
)
_OTHER_CASE = re.compile(
    r"\b(?P<name>[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+){0,4}\s+(?:Public Schools|School District|Unified(?: School District)?|ISD|Independent School District|County Schools|City Schools|Community Schools|Central Schools))\b(?!\s+(?:[A-Z]\w+\s+)?(?:Initiative|Grant|Program|Act|Model|Coordinator))"
)
_CASE_CALLED = re.compile(
    r"\b(?:[Tt]he|[Aa]|[Ee]l) (?:(?P<which>(?i:third|fourth|fifth|sixth)) (?i:case)|(?P<name>(?!(?i:use|best|worst|business|special|edge|court|any|which|case|practice|first|second|same|each|other|new|strong)\b)[A-Za-z][\w'-]+) (?i:case)(?i: stud(?:y|ies))?)\b"
    r"|\b(?P<name2>[A-Z][\w'-]+) case stud(?:y|ies)\b"
)
_OF_SOURCES = re.compile(r"\b(?:digital promise|frameworks?|leadership domain|blog|article|document\w*|sources?)\b", _I)
_UNDISCLOSED = re.compile(
    r"\b(?:how (?:much|many|long)|what (?:percent\w*|year|date|vendor|brand|software|tool|company|score\w*|grade)|which (?:vendor|brand|software|tool|company|product|year|consultant)|when did|percent(?:age)?|test scores?|graduation rates?|cost|budget of|spen[dt]\w*|paid|million|dollars|\$)",
    _I,
)
_PRESUMES = re.compile(r"\b(?:norwalk|adams\W*12)(?:\W+(?:public|five star|schools?|'s|’s|district))*", _I)
_STATISTIC = re.compile(
    r"\b(?:what|which) (?:percent(?:age)?|share|proportion|fraction) of (?:\w+ )?(?:districts|schools|states|teachers|principals|students|leaders)\b"
    r"|\bhow many (?:\w+ )?(?:districts|states|schools) (?:have|use|are|already|now)\b",
    _I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """What is not so, as the reader is told.

    Attributes:
        covered: Whether there is something to answer all the same.
        nearest: Identifiers of what exists nearest to what was asked for, best first.
    """

    text: str
    covered: bool
    nearest: tuple[str, ...] = ()


def examine(
    reading: Reading,
    names: Names,
    frameworks: Frameworks,
    *,
    covered: bool,
    knows_of: Callable[[str], bool],
) -> Premise | None:
    """Return the first false premise of a question, or None.

    Args:
        reading: The question.
        names: The names of the same frameworks.
        frameworks: The frameworks of the serving index.
        covered: Whether search found that the frameworks cover the question's subject.
        knows_of: Tells of a name that does not exist whether the frameworks cover what it speaks of.
    """
    mentions, english = reading.mentions, reading.english
    readings = tuple(dict.fromkeys((reading.said, english)))
    for text in readings:
        premise = _elsewhere(text, mentions, names, frameworks, covered)
        if premise:
            return premise
    for unknown in mentions.unknown:
        beside = english.replace(unknown.said, " ") if unknown.level == "code" else unknown.said
        return _nonexistent(unknown, frameworks, covered=covered and knows_of(beside))
    for item in mentions.misplaced:
        return _misplaced(item, frameworks)
    for check in (_miscounted, _misattributed, _wrong_level, _wrong_case, _invented, _statistic):
        for text in (english,) if check is _wrong_case else readings:
            premise = check(text, mentions, names, frameworks, covered)
            if premise:
                return premise
    return None


def _nonexistent(unknown: Unknown, frameworks: Frameworks, *, covered: bool) -> Premise:
    what = {"code": "item"}.get(unknown.level, unknown.level)
    said = unknown.said if unknown.level == "code" else f"“{unknown.said}”"
    text = f"There is no {what} {said} in the frameworks I hold"
    if unknown.nearest:
        text += f"; the nearest that exists is {_named(unknown.nearest, frameworks)}"
    return Premise(text=f"{text}.", covered=covered, nearest=_with_siblings(unknown.nearest, frameworks))


def _with_siblings(identifier: str | None, frameworks: Frameworks) -> tuple[str, ...]:
    """Return an identifier and, of an indicator, the others of its domain."""
    if identifier is None or not frameworks.knows(identifier):
        return ()
    domain = identifier.rsplit("/", 1)[0]
    beside = [i for i in frameworks.indicators if i.rsplit("/", 1)[0] == domain and i != identifier]
    return (identifier, *(beside if identifier in frameworks.indicators else ()))


def _misplaced(item: Misplaced, frameworks: Frameworks) -> Premise:
    return Premise(text=f"{_named(item.identifier, frameworks)} exists, but not as a {item.level}.", covered=True)


_RELATES = re.compile(
    r"\b(?:relat\w+|align\w*|map\w*|compar\w+|crosswalk\w*|versus|vs\.?|connect\w*|correspond\w*|match\w*|overlap\w*|differ\w*|"
    r"similar\w*|equivalent|counterpart|both|between|fit|fits|against|link\w*|also)\b",
    _I,
)
_WORD_OF = {"gears": "future-ready", "pillars": "pillars", "standards": "iste"}


def _misattributed(
    text: str, mentions: Mentions, names: Names, frameworks: Frameworks, covered: bool
) -> Premise | None:
    """Check that what is asked of one framework belongs to it."""
    spoken = [i for i in mentions.known if "/" not in i]
    if len(spoken) != 1:
        return None
    holder = spoken[0]
    for word, owner in _WORD_OF.items():
        if owner != holder and re.search(rf"['’]s?\s+(?:\w+\s+)?{word}\b", text, _I):
            return Premise(
                text=f"The {names.short(holder)} has no {word}; the {names.short(owner)} has.", covered=covered
            )
    named = [i for i in mentions.known if i.count("/") >= 2]
    if named and not _RELATES.search(text) and all(not i.startswith(f"{holder}/") for i in named):
        return Premise(
            text=f"{_named(named[0], frameworks)} belongs to the {names.short(named[0])}, not to the "
            f"{names.short(holder)}.",
            covered=True,
        )
    return None


_SAYS = re.compile(
    r"\b(?:where|which (?:page|paragra\w+|section|passage|part|chapter|line|pillar|standard|gear|domain)|quote|qoute|cite|why)\b.{0,90}?"
    r"\b(?:says?|states?|sets?|caps?|forbids?|bans?|prohibits?|requires?|mandates?|makes?|limits?|demands?|guarantees?|promises?|orders?)\b\s+(?P<rest>.+)",
    _I | re.DOTALL,
)


def _invented(text: str, mentions: Mentions, names: Names, frameworks: Frameworks, covered: bool) -> Premise | None:
    """Check that what a framework is said to say has words in common with what it does say."""
    holder = next((i for i in mentions.known if "/" not in i), None)
    said = _SAYS.search(text)
    if holder is None or not said:
        return None
    claimed = set(terms(said["rest"])) - _ASKING
    held = set(terms(" ".join(_texts(holder, frameworks))))
    if len(claimed) >= 2 and len(claimed & held) / len(claimed) <= WEIGHTS.borrowed:
        return Premise(text=f"I find no such statement in the {names.short(holder)}.", covered=covered)
    return None


def _texts(framework: str, frameworks: Frameworks) -> Iterator[str]:
    for identifier, entry in frameworks.entries.items():
        if identifier.startswith(framework):
            yield from (str(value) for value in entry.model_dump().values())


def _named(identifier: str, frameworks: Frameworks) -> str:
    if frameworks.knows(identifier):
        return f"{frameworks.title(identifier)} ({identifier})"
    return f"{frameworks.competency_names[identifier]} ({identifier})"


def _elsewhere(text: str, mentions: Mentions, names: Names, frameworks: Frameworks, covered: bool) -> Premise | None:
    for item in frameworks.elsewhere:
        for name in item.names:
            flags = _I if " " in name else re.NOFLAG
            if re.search(rf"\b{re.escape(name)}\b", text, flags):
                return Premise(
                    text=f"{name} is {item.what}.", covered=covered and item.instead is None and len(terms(text)) > 5
                )
    return None


def _miscounted(text: str, mentions: Mentions, names: Names, frameworks: Frameworks, covered: bool) -> Premise | None:
    for match in _COUNTED.finditer(text):
        if re.match(r"\s+(?:of|for|in) (?:our|my)\b", text[match.end() :], _I):
            continue
        said = match["n"] or match["n2"]
        what = re.sub(r"(?:ies|y|s)?$", "", (match["what"] or match["what2"]).lower())
        plural = {"competenc": "competencies"}.get(what, f"{what}s")
        number, ordinal = number_in(said), bool(match["n2"]) or said.lower().endswith(("st", "nd", "rd", "th"))
        real = _real_count(
            plural, text if match["n"] else f"{text} {_FULL_NAMES.get(plural, '')}", mentions, names, frameworks
        )
        if (
            real is None
            or number is None
            or (
                number <= real[0] if ordinal or (number < real[0] and not _says_all(text, match)) else number == real[0]
            )
        ):
            continue
        return Premise(
            text=f"{_subject(real[1])} {real[0]} {plural}"
            + (f"; there is no number {number}." if ordinal else f", not {said}."),
            covered=covered and not ordinal,
        )
    return None


_ACTION_ITEM = re.compile(
    rf"\baction (?:items?|points?|steps?)\s+(?:number\s+|no\.?\s*|#)?{_NUMBER}\b|\b{_NUMBER.replace('<n>', '<o>')}\s+action (?:item|point|step)\b",
    _I,
)
_SCORED = re.compile(
    r"\b(?P<share>\d{1,3})\s*(?:%|percent|per cent)|\b(?:score|scored|rating|readiness)\D{0,25}\b(?P<score>\d{1,2})\b(?!\s*(?:%|percent|per cent))",
    _I,
)


def _wrong_level(text: str, mentions: Mentions, names: Names, frameworks: Frameworks, covered: bool) -> Premise | None:
    """Check an action item's number against its pillar, and a readiness score against the level it is said to mean."""
    item = _ACTION_ITEM.search(text)
    holder = next((i for i in mentions.known if isinstance(frameworks.entries[i], Indicator)), None)
    if item and holder:
        markers = getattr(frameworks.entries[holder], "markers", ())
        number = number_in(item["n"] or item["o"])
        if markers and number and number > len(markers):
            return Premise(
                text=f"{frameworks.title(holder)} has {len(markers)} action items; there is no number {number}.",
                covered=True,
            )
    scored = _SCORED.search(text)
    if not scored or not re.search(r"future ready|all4ed|readiness|\blevels?\b", text, _I):
        return None
    score = int(scored["share"]) / 10 if scored["share"] else int(scored["score"])
    for domain in frameworks.domains:
        for level in domain.terms.get("level", ()):
            told = re.search(rf"{level} is a score of (\d+) (?:to|or) (\d+)", " ".join(domain.facts))
            if told and re.search(rf"\b{level}\b", text) and not int(told[1]) <= score < int(told[2]) + 1:
                return Premise(
                    text=f"{level} is a score of {told[1]} to {told[2]} out of 10 in the {names.short(domain.id)}, not {score:g}.",
                    covered=True,
                )
    return None


_FULL_NAMES = {"domains": "digital equity", "gears": "future ready"}


def _says_all(text: str, match: re.Match[str]) -> bool:
    """Tell whether a count claims to be complete ("the five pillars") rather than to pick some ("two pillars")."""
    return bool(re.search(r"(?:\b(?:the|all|its|their|these|your)|['’]s|s['’])\s*$", text[: match.start()], _I))


def _subject(name: str) -> str:
    return f"{name} {'have' if name.endswith(('s', 's)')) else 'has'}"


def _real_count(
    plural: str, text: str, mentions: Mentions, names: Names, frameworks: Frameworks
) -> tuple[int, str] | None:
    """Return how many there are and of what, where the question's framework is plain."""
    speaks = {
        "iste": bool(re.search(r"\biste\b|education leaders", text, _I)),
        "pillars": bool(re.search(r"\bpillars?\b|sheninger", text, _I)),
        "digital-equity": bool(
            re.search(
                r"digital equity|equity digital|equidad digital|digital promise|\bDEF\b|leadership domain", text, _I
            )
        ),
        "future-ready": bool(re.search(r"future ready|all4ed|readiness|\bgears\b", text, _I)),
    }
    if plural in {"indicators", "elements", "markers"}:
        return _count_within(plural, text, mentions, names, frameworks)
    wanted = {
        "pillars": "pillars",
        "standards": "iste",
        "domains": "digital-equity",
        "gears": "future-ready",
        "levels": "future-ready",
        "competencies": "digital-equity",
    }
    framework = wanted.get(plural)
    count = names.count_of(plural)
    if framework is None or count is None or not (speaks[framework] or plural == "pillars"):
        return None
    holder = next(f for f in frameworks.frameworks if f.id == framework)
    named = f"The leadership domain of the {holder.short}" if plural == "competencies" else f"The {holder.short}"
    return count, named


_WITHIN = re.compile(
    r"\b(?:indicators?|elements?|markers?)\s+(?:of|under|in|inside|for)\s+(?:the\s+)?(?P<name>[\w ,'’&-]{3,70})", _I
)


def _count_within(
    plural: str, text: str, mentions: Mentions, names: Names, frameworks: Frameworks
) -> tuple[int, str] | None:
    """Return how many indicators a domain has, or markers an indicator, where the question names either."""
    within = _WITHIN.search(text)
    meant = [*mentions.known, *sorted(names.meant(within["name"]) if within else ())]
    for identifier in meant:
        match frameworks.entries.get(identifier):
            case Domain() as domain if plural != "markers":
                return len(domain.indicators), domain.name
            case Indicator() as indicator if plural != "indicators" and indicator.markers:
                return len(indicator.markers), indicator.name
    return None


def _wrong_case(text: str, mentions: Mentions, names: Names, frameworks: Frameworks, covered: bool) -> Premise | None:
    cases = [i for i in mentions.known if i.startswith("case/")]
    told = _CASE_CALLED.search(text)
    if not cases and told and _OF_SOURCES.search(text):
        held = " and ".join(c.name for c in frameworks.cases)
        said = told["name"] or told["which"] or told["name2"]
        number = number_in(said)
        if number is None or number > len(frameworks.cases):
            return Premise(
                text=f"My sources document no {said} case; the cases they document are {held}.", covered=covered
            )
    if not cases:
        other = _OTHER_CASE.search(text)
        held = " and ".join(c.name for c in frameworks.cases)
        if other and re.search(r"\b(?:how|what|did|does|case|example|tell|learn|story)\b", text, _I):
            return Premise(
                text=f"My sources say nothing about {other['name']}; the cases they document are {held}.",
                covered=covered,
            )
        return None
    case = frameworks.entries[cases[0]]
    assert isinstance(case, Case)
    for problem in _case_problems(text, case, frameworks):
        return Premise(text=problem, covered=True)
    return None


def _statistic(text: str, mentions: Mentions, names: Names, frameworks: Frameworks, covered: bool) -> Premise | None:
    if not _STATISTIC.search(text):
        return None
    return Premise(
        text="My sources hold no statistics on how many do this; what they say on it follows.", covered=covered
    )


def _case_problems(text: str, case: Case, frameworks: Frameworks) -> Iterator[str]:
    text = re.sub(r"\bartificial intelligence\b", "AI", text, flags=_I)
    place = _PLACE.search(text)
    if place and place["state"] != case.place:
        yield f"The case in my sources is {case.name} in {case.place}, not in {place['state']}."
    person = _PERSON.search(text)
    told = f"{case.place} {case.summary} {' '.join(case.facts)}"
    if person and person["name"].split()[-1] not in told and person["name"].split()[0] not in case.name:
        yield f"My sources on {case.name} name no {person['name']}; {_people(case)}"
    for other in frameworks.cases:
        if other.id != case.id and _fits(text, other) >= max(0.5, _fits(text, case) + 0.25):
            yield f"My sources tell that of {other.name}, not of {case.name}."
    if _UNDISCLOSED.search(text):
        yield f"My sources on {case.name} give no such figure, date or product; they say only what is cited below."
    claimed = set(terms(_PRESUMES.sub(" ", text))) - _ASKING
    if claimed and not claimed & set(terms(told)):
        yield f"My sources on {case.name} say nothing about that; what they do say is cited below."
    elif len(claimed) >= 2 and len(claimed & set(terms(told))) / len(claimed) < WEIGHTS.familiar:
        yield f"My sources on {case.name} don't say all of that; what they do say is cited below."


_ASKING = frozenset(
    terms(
        "how what who why which tell know learn example district school use used using do did example case model lesson copy like "
        "similar small rural start make get help need want work lead leader principal superintendent give show explain describe "
        "happen approach way say said story about adopt follow mean take set up create our my team people first step idea apply"
    )
)


def _people(case: Case) -> str:
    named = re.search(r"Superintendent (?:Dr\. )?[A-Z]\w+ [A-Z]\w+", " ".join(case.facts))
    return f"they name {named[0]}." if named else "they name no person."


def _fits(text: str, case: Case) -> float:
    claimed = set(terms(_PRESUMES.sub(" ", text))) - _ASKING
    told = set(terms(f"{' '.join(case.facts)}"))
    return len(claimed & told) / len(claimed) if claimed else 0.0

"""People's names, told by what stands beside them: "my student …", "Mrs. …", "…'s mom", "la maestra …"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

Person: TypeAlias = Literal["student", "parent", "staff", "person"]
_LISTS = Path(__file__).with_name("names.toml")
_LONGEST_NAME = 5
_PARTICLES = frozenset("de la del los las van von der da dos di bin al".split())
_SUFFIXES = frozenset("jr sr ii iii iv".split())
_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_POSSESSIVE = re.compile(r"['’]s?\.?$")
_SPACE = re.compile(r"[ \t]{1,3}")
# Endings of what is learned or done, which no given name has and few family names.
_NOUN = re.compile(r"^[^-]*(?:tion|sion|ment|ship|ness|ity|ance|ings?|ism|ics|istas?|ción|miento|idad|tions|ments)$")
_WORD = re.compile(r"(?:[A-Z]\.){2,3}|[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")

_STUDENT = (
    r"students?|kids?|child(?:ren)?|boys?|girls?|pupils?|(?:\d{1,2}(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth"
    r"|seventh|eighth|ninth|tenth|eleventh|twelfth)[- ]graders?|freshm[ae]n|sophomores?|juniors?|seniors?"
    r"|kindergart(?:n)?ers?|preschoolers?|(?:middle|high)[- ]schoolers?|sons?|daughters?|alumn[oa]s?|estudiantes?"
    r"|niñ[oa]s?|hij[oa]s?|chic[oa]s?|muchach[oa]s?|sobrin[oa]s?|nephews?|nieces?"
)
_PARENT = (
    r"parents?|mom(?:my)?s?|mothers?|dad(?:dy)?s?|fathers?|step(?:mom|dad|mother|father)|grand(?:mother|father|parent|ma|pa)s?"
    r"|guardians?|aunts?|uncles?|mamás?|papás?|mama|papa|madres?|padres?|abuel[oa]s?|tí[oa]|tutora?"
)
_STAFF = (
    r"teachers?|(?:(?:assistant|vice|associate|co-?)\s+)?principals?|a\.?p\.?|vp|coach(?:es)?|counselors?"
    r"|para(?:professional|educator|pro)?s?|aides?|secretar(?:y|ies)|custodians?|janitor|nurses?|librarians?|specialists?"
    r"|interventionists?|psychologists?|social workers?|deans?|superintendents?|directors?|coordinators?|colleagues?"
    r"|co-?workers?|substitutes?|subs?|bus drivers?|drivers?|mentors?|mentees?|employees?|boss|supervisors?|registrars?"
    r"|department (?:head|chair)|team lead(?:er)?|staff member|case manager|board (?:member|president|chair)|clerk"
    r"|(?:new )?hires?|candidates?|applicants?|interns?|tutors?|volunteers?|officers?|deputy"
    r"|maestr[oa]s?|profesor(?:a|es|as)?|profe|docentes?|(?:sub)?director(?:a|es|as)?|consejer[oa]s?|orientador(?:a|es)?"
    r"|coordinador(?:a|es)?|secretari[oa]s?|conserje|enfermer[oa]|colegas?|compañer[oa]s?|jef[ea]|supervisor(?:a|es)"
    r"|psicólog[oa]|bibliotecari[oa]|intendente|trabajador(?:a)? social|prefect[oa]|asistente"
)
_TITLE = (
    r"(?-i:[Mm]rs?\b\.?|[Mm]s\b\.?|MRS?\b\.?|MS\.|Miss\b|[Mm]x\b\.?|[Dd]r\b\.?|[Dd]ra\b\.?|[Pp]rof\b\.?|[Ss]ra\b\.?|[Ss]rta\b\.?"
    r"|[Ss]r\.|Sr\b|[Ss]eñor(?:a|ita)?\b|[Dd]on\b|[Dd]oña\b|Sister\b|Brother\b|Profe\b\.?)"
)
_NAMED = (
    r"(?:(?:(?:that|who|que)\s+)?(?:is|se)\s+)?(?:named|called|llamad[oa]s?|llama|de nombre|by the name of)"
    r"|whose name is|name is|cuyo nombre es"
)
_OFFICE = re.compile(
    r"(?:principal|superintendent|coach|counselor|nurse|dean|director|maestr|profe|teacher|parent|officer|deputy)", re.I
)
_ROLE = rf"\b(?:(?P<student>{_STUDENT})|(?P<parent>{_PARENT})|(?P<staff>{_STAFF}))"
_CUES = re.compile(
    rf"{_ROLE}(?:(?P<loose>\s*,\s*|\s*\(|\s+[-–—]\s+|\s*—\s*|\s+(?:is|was|es|like|como)\s+(?!(?:named|called)\b))"
    rf"|(?P<by>\s+(?:{_NAMED})\s+|\s*:\s*|\s+(?=[^\W\d_])))"
    rf"(?:{_TITLE}\s+)?"
    rf"|(?<![\w.])(?P<title>{_TITLE})\s+"
    rf"|\b(?P<named>(?:named|called|se llama|llamad[oa]|(?:my|his|her|their|whose) name is|name['’]s|su nombre es"
    r"|mi nombre es|me llamo|i am|i['’]m|soy)\s+)",
    re.IGNORECASE,
)
_APPOSITIVE = re.compile(
    rf"\s*[,(]\s*(?P<article>(?:(?:is\s+)?(?:my|our|an?|the|his|her|one of (?:my|our)|un|una|mi|nuestr[oa]"
    r"|el|la|su)\s+)?)"
    rf"(?:[^\W\d_]{{2,15}}\s+){{0,2}}?(?:(?P<student>{_STUDENT})|(?P<parent>{_PARENT})|(?P<staff>{_STAFF}))\b"
    r"|\s*,\s*(?P<works>who|que)\s+(?:teaches|works|coaches|enseña|trabaja|da clases)\b"
    r"|\s*[,(]\s*(?P<grade>grade \d|\d{1,2}(?:st|nd|rd|th) grade|de \w+ grado)"
    r"|\s+(?P<class>in|from|de) (?:my )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|primer|segundo|tercer|cuarto|quinto|sexto)\s"
    r"(?:grade|period|hour|block|grado)",
    re.IGNORECASE,
)
_OWNS = re.compile(
    r"['’]s?\s+(?:[^\W\d_]{2,12}\s+)?"
    r"(?:(?P<kin>mom|mother|dad|father|grand(?:ma|pa|mother|father|parents)"
    r"|guardian|aunt|uncle|sister|brother|step(?:mom|dad|mother|father)|parents|family)"
    r"|(?P<file>iep|504|bip|fba|behaviou?r|attendance|grades?|transcript|absences|suspension|tantrums?"
    r"|meltdowns?|outbursts?|diagnosis|report card|scores?|teachers?|phone|locker|backpack|fights?)"
    r"|(?P<work>observations?|evaluation|lessons?|class(?:room)?|contract|resignation|improvement plan|performance"
    r"|feedback|room|attitude))\b",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"\b(?:(?P<kin>mamá|madre|papá|padre|padres|abuel[oa]|hermano|hermana|familia|tutor)|iep|expediente|calificaciones|conducta"
    r"|comportamiento|faltas|caso|mother|father|parents?|mom|dad)\s+(?:de|of)\s+",
    re.IGNORECASE,
)
_FAMILY_BEFORE = re.compile(r"\b(?:the|a|this|la|los)\s+$", re.IGNORECASE)
_FAMILY = re.compile(r"['’]?\s+(?:family|household|siblings|twins|brothers|sisters|kids|parents)\b", re.IGNORECASE)
_FAMILIA = re.compile(r"\bfamilia\s+", re.IGNORECASE)
_THING_NAMED = re.compile(
    r"\b(?:school|program|framework|escuela|programa|tool|app|curriculum|model|club)s?\W*$", re.IGNORECASE
)
_ENDS_IN_TITLE = re.compile(rf"{_TITLE}\s+$", re.IGNORECASE)
_LIST = re.compile(r"\s*,\s*(?:(?:and|y|&)\s+)?|\s+(?:and|y|e|&|or|o)\s+")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|from|near|to|of|en|de|desde)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of names.toml."""

    given: frozenset[str]
    family: frozenset[str]
    not_names: frozenset[str]
    of_places: frozenset[str]
    public: frozenset[str]


@cache
def words() -> Words:
    """Read names.toml, once."""
    lists = tomllib.loads(_LISTS.read_text(encoding="utf-8"))
    public = frozenset(" ".join(name.split()) for name in lists.pop("public").split(","))
    return Words(public=public, **{name: frozenset(text.split()) for name, text in lists.items()})


@dataclass(frozen=True, slots=True)
class Name:
    """A run of words that can be a name.

    Attributes:
        tokens: Its words as written.
        start: Where it starts.
        end: Where it ends, before a possessive ``'s``.
        before_place: Whether a word such as "Elementary" or "Day" stands behind.
    """

    tokens: tuple[str, ...]
    start: int
    end: int
    before_place: bool

    @property
    def listed(self) -> bool:
        """Whether a word of it is known as a given or family name."""
        return any(token.casefold() in words().given | words().family for token in self.tokens)

    @property
    def starts_given(self) -> bool:
        """Whether it starts with a known given name."""
        return self.tokens[0].casefold() in words().given

    @property
    def public(self) -> bool:
        """Whether a public person is meant."""
        plain = [token for token in (token.casefold().strip(".") for token in self.tokens) if token not in _SUFFIXES]
        return " ".join(plain) in words().public


def _possible(token: str, *, after_title: bool = False) -> bool:
    folded = token.casefold()
    if folded in words().not_names:
        return False
    if folded in words().given or (after_title and folded in words().family):
        return True
    if after_title and token.islower():
        return len(token) > 2
    return token[0].isupper() and len(token) > 1 and (not token.isupper() or folded in words().family)


def _read(token: str) -> tuple[str, bool]:
    """Return a word without "'s" and full stop, and whether no word of the same name can come behind it."""
    if _INITIALS.fullmatch(token):
        return token, False
    bare = _POSSESSIVE.sub("", token)
    ended = bare.endswith(".") and bare.rstrip(".").casefold() not in _SUFFIXES
    return bare.rstrip("."), ended or bare != token


def _goes_on(word: str, tokens: list[str], *, after_title: bool) -> bool:
    if not tokens:
        return bool(_INITIALS.fullmatch(word)) or _possible(word, after_title=after_title)
    folded = word.casefold()
    if _INITIALS.fullmatch(word) or (folded in _SUFFIXES and word[0].isupper()):
        return True
    if word[0].islower():
        return tokens[-1].islower() and folded in words().family
    return _possible(word)


def name_at(text: str, start: int, *, after_title: bool = False) -> Name | None:
    """Return the name that starts at the given place; behind a title it may be in small letters."""
    tokens: list[str] = []
    particles: list[str] = []
    here = end = start
    place = False
    while len(tokens) < _LONGEST_NAME and len(particles) < 3 and (found := _WORD.match(text, here)):
        word, last = _read(found[0])
        place = place or bool(tokens and word[0].isupper() and word.casefold() in words().of_places)
        if word.casefold() in _PARTICLES and not last and (tokens or after_title):
            particles.append(word)
        elif _goes_on(word, tokens, after_title=after_title):
            tokens += [*particles, word]
            particles = []
            end = found.start() + len(word)
        else:
            break
        space = _SPACE.match(text, found.end())
        if last or space is None:
            break
        here = space.end()
    whole = [token for token in tokens if not _INITIALS.fullmatch(token)]
    if not whole or (_NOUN.match(whole[0].casefold()) and whole[0].casefold() not in words().given | words().family):
        return None
    return Name(tokens=tuple(tokens), start=start, end=end, before_place=place)


def _is_told(cue: re.Match[str], name: Name, text: str) -> bool:
    """Tell whether what stands before says that a person's name comes."""
    if cue["title"] or name.before_place or (name.public and cue["staff"]):
        return not (name.before_place or name.public)
    if cue["named"]:
        says_name = "name" in cue["named"].lower() or "llam" in cue["named"].lower()
        thing = _THING_NAMED.search(text, max(0, cue.start() - 30), cue.start())
        return name.starts_given or (says_name and not thing and name.tokens[0][0].isupper())
    if name.starts_given or _ENDS_IN_TITLE.search(cue[0]):
        return True
    if cue["loose"]:
        enclosed = cue["loose"].strip() in {",", "("} and text[name.end : name.end + 1] in {",", ")", "."}
        return name.tokens[0][0].isupper() and (len(name.tokens) > 1 or enclosed)
    role = cue["student"] or cue["parent"] or cue["staff"]
    if role[0].isupper() and cue["by"].isspace():
        return name.listed or (bool(_OFFICE.match(role)) and not role.lower().endswith("s"))
    return True


def _listed_after(text: str, end: int) -> Iterator[Name]:
    """Give the names that go on a list: ", Jayden Smith and Ana Ruiz"."""
    while joint := _LIST.match(text, end):
        name = name_at(text, joint.end())
        if name is None or name.before_place or not (name.listed or len(name.tokens) > 1):
            return
        yield name
        end = name.end


def _after_cues(text: str) -> Iterator[tuple[Person, Name]]:
    for cue in _CUES.finditer(text):
        titled = bool(cue["title"] or _ENDS_IN_TITLE.search(cue[0]))
        name = name_at(text, cue.end(), after_title=titled)
        if name is None or not _is_told(cue, name, text):
            continue
        kind: Person = (
            "student" if cue["student"] else "parent" if cue["parent"] else "staff" if cue["staff"] else "person"
        )
        yield kind, name
        for other in _listed_after(text, name.end):
            yield kind, other
    for cue in (*_OWNED.finditer(text), *_FAMILIA.finditer(text)):
        name = name_at(text, cue.end())
        family = cue.re is _FAMILIA
        if name and not name.before_place and (name.listed or family or cue["kin"]):
            yield "parent" if family else "student", name


def _before_cues(text: str, names: list[Name]) -> Iterator[tuple[Person, Name]]:
    for name in names:
        before = text[max(0, name.start - 12) : name.start]
        if name.before_place or name.public:
            continue
        if owns := _OWNS.match(text, name.end):
            if name.listed or (owns["kin"] and owns["kin"].lower() not in {"parents", "family"}):
                yield "staff" if owns["work"] else "student", name
        elif _FAMILY.match(text, name.end) and _FAMILY_BEFORE.search(before):
            yield "parent", name
        elif (said := _APPOSITIVE.match(text, name.end)) and not _PLACE_BEFORE.search(before):
            sure = name.starts_given or (len(name.tokens) > 1 and bool(said["article"]))
            if sure and (said["article"] or said["grade"] or said["class"] or len(name.tokens) > 1):
                yield "parent" if said["parent"] else "staff" if said["staff"] else "student", name


def names(text: str) -> Iterator[tuple[Person, Name, bool]]:
    """Give every name: whose it is, where, and whether a cue says so; without one only known given names count."""
    runs: list[Name] = []
    for found in _WORD.finditer(text):
        if (not runs or found.start() >= runs[-1].end) and (name := name_at(text, found.start())):
            runs.append(name)
    cued = [*_after_cues(text), *_before_cues(text, runs)]
    for kind, name in cued:
        yield kind, name, True
    for name in runs:
        if name.starts_given and name.tokens[0][0].isupper() and not (name.public or name.before_place):
            yield "person", name, False


def parts_of(name: str) -> tuple[str, ...]:
    """Return what else a person may be called: the words of the name, as written and with a capital."""
    parts = [
        part
        for part in _WORD.findall(name)
        if len(part.strip(".")) > 2 and part.casefold() not in words().not_names | _PARTICLES
    ]
    return tuple(
        dict.fromkeys(form for part in (name, *parts) for form in (part, part.title() if part.islower() else part))
    )

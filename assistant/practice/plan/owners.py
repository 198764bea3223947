"""Who does a step: one owner, of the school or the district that the plan is for, and no one helps himself."""

from __future__ import annotations

import re

from assistant.practice.plan.model import Setting

LEADS: dict[Setting, str] = {"school": "principal", "district": "superintendent"}
# A school's own people stand for those who lead a district.
_AT_SCHOOL = {
    "superintendent": "principal",
    "superintendents": "principal",
    "superintendent and principal": "principal",
    "assistant superintendent": "assistant principal",
    "deputy superintendent": "assistant principal",
    "cabinet": "leadership team",
    "cabinet member": "assistant principal",
    "superintendent's chief of staff": "assistant principal",
    "principals": "principal",
    "board": "",
    "board president": "",
    "board chair": "",
    "board clerk": "",
    "board members": "",
    "trustees": "",
}
_OF_THE_DISTRICT = (
    "IT director",
    "technology director",
    "technology lead",
    "network manager",
    "business manager",
    "business office",
    "purchasing officer",
    "communications lead",
    "communications director",
    "curriculum director",
    "human resources director",
    "HR director",
    "data manager",
    "privacy lead",
    "special education director",
    "director of professional learning",
    "facilities director",
    "transportation director",
)
_WHOEVER_LEADS = ("the leader alone", "the leader", "any leader", "leader", "the same person", "you")
_FRESH = re.compile(r"^new (?=superintendent|principal|leader)")
_OF_THE_BOARD = re.compile(r"^(?:board|trustees?)\b", re.I)
# Who can own a step: a role or a group, by the last word of its name before what it is of.
_HEADS = frozenset(
    "principal principals superintendent superintendents director directors coach coaches lead leads leader "
    "leaders teacher teachers team teams manager managers counselor counselors liaison liaisons librarian "
    "librarians student students chair chairs staff cabinet group groups coordinator coordinators secretary "
    "secretaries clerk clerks resources registrar assistant assistants counsel committee committees owner owners "
    "head heads it hr officer officers sponsor sponsors specialist specialists office offices facilitator "
    "facilitators mentor mentors supervisor supervisors families family parents parent partners partner "
    "technician technicians curriculum adviser advisers advisor advisors school schools department departments "
    "representative representatives president presidents editor editors board educator educators council councils "
    "member members person evaluator webmaster volunteers volunteer panel scheduler facilities purchasing "
    "administrators administrator custodian custodians contact contacts trustees town organization host hosts "
    "interviewer peers peer aides nurse nurses payroll navigator presenter bookkeeper trainers trainer keeper "
    "keepers deputy colleague writers force dean deans psychologist psychologists worker workers paraprofessional "
    "paraprofessionals neighbors districts association community business operations chief technology services "
    "adult six four pairs designers moderator buyer reader".split()
)
_POINTS_AT_NOBODY = re.compile(
    r"\b(?:both|same|those|whoever|that|concerned|decider|consulted|you|it|others?|themselves|everyone|somebody|people|"
    r"participants|together|alone|in writing|by semester)\b"
)
_YOUNG = (
    (re.compile(r"\bdepartment (?:heads?|chairs?)\b", re.I), "grade-level leads"),
    (re.compile(r"\bdepartments\b", re.I), "grade-level teams"),
    (re.compile(r"\bdepartment\b", re.I), "grade level"),
    (re.compile(r"\bhomeroom teachers\b", re.I), "classroom teachers"),
    (re.compile(r"\b(?<=two )courses\b|\b(?<=three )courses\b|\b(?<=four )courses\b", re.I), "classes"),
)


def owner_for(who: str, setting: Setting | None) -> str:
    """Return the owner of a step in a setting: ``superintendent or principal`` is the principal of a school.

    ``x / y`` names the owner of a school, then that of a district. Where the setting isn't known, what the step says
    stays.
    """
    who = _FRESH.sub("", who.strip())
    if setting is None:
        return who
    if " / " in who:
        return who.split(" / ")[setting == "district"]
    choices = who.split(" or ")
    if len(choices) > 1 and not any(" with " in choice or " and " in choice for choice in choices[:-1]):
        who = next((choice for choice in choices if choice.split(" with ")[0] == LEADS[setting]), choices[0])
    parts = re.split(r"( with | and |, )", who)
    kept: list[str] = []
    joint = ""
    for n, part in enumerate(parts):
        if n % 2:
            joint = part
        elif (person := _fitted(part, setting)) and not names_nobody(person) and not _stands_for(person, kept[::2]):
            kept += [joint, person] if kept else [person]
    return "".join(kept) or LEADS[setting]


def is_owner(who: str) -> bool:
    """Tell whether words name a role or a group that can own a step; ``both`` and ``the same person`` name nobody."""
    if names_nobody(who):
        return False
    names = re.split(r",? with | and |, | through ", who)
    heads = (re.split(r" (?:of|in|from|at|for|who|that|to)\b", name, maxsplit=1)[0].split() for name in names)
    return all(head and head[-1].lower() in _HEADS for head in heads)


def names_nobody(who: str) -> bool:
    """Tell whether words point at somebody who isn't named: ``both partners``, ``whoever travels``."""
    return _POINTS_AT_NOBODY.search(who) is not None


def with_article(who: str) -> str:
    """Return an owner with the article that belongs before it: ``the counselor``, but ``two teachers``."""
    bare = re.match(
        r"(?:(?:the|two|three|four|five|six|all|each|every|both|an?|your|our|M[rs]{1,2})\b|[A-Z]\w+ [A-Z])", who
    )
    return who if bare else f"the {who}"


def asked_of(who: str) -> str | None:
    """Return the person of the district's office whose step it is first, whom a school has to ask; else None."""
    first = re.split(r" with | and |, | or ", who)[0]
    return first if first in _OF_THE_DISTRICT else None


def is_the_boards(who: str) -> bool:
    """Tell whether a step is the school board's first."""
    return _OF_THE_BOARD.match(who) is not None


def for_young_children(text: str) -> str:
    """Return a text in the words of an elementary school, which has no departments."""
    for pattern, instead in _YOUNG:
        text = pattern.sub(lambda m, instead=instead: instead.capitalize() if m[0][0].isupper() else instead, text)  # type: ignore[misc]
    return text


def is_charter(words: str) -> bool:
    """Tell whether words speak of a charter school."""
    return re.search(r"\bcharter (?:schools?|academy|network|high|middle|elementary)\b", words, re.I) is not None


def of_a_charter(text: str) -> str:
    """Return a text in the words of a charter school: what a district's office does, its own office does."""
    text = re.sub(r"\b(the|our|your) district['’]s\b", r"\1 school's", text)
    alone = "|".join(_OF_THE_DISTRICT)
    return re.sub(
        rf"(?:^(?=(?:{alone})\b)|(?<= with )(?=(?:{alone})\b)|\bdistrict (?=(?:{alone})\b))", "school's ", text
    )


def _stands_for(person: str, others: list[str]) -> bool:
    return any(person.rstrip("s") == other.rstrip("s") for other in others)


def _fitted(person: str, setting: Setting) -> str:
    if person in _WHOEVER_LEADS:
        return LEADS[setting]
    if setting == "school":
        person = _AT_SCHOOL.get(person, person)
        return f"district {person}" if person in _OF_THE_DISTRICT else person
    return "principals" if person == "principal" else person

"""Whether words that were asked for may stand in a step as a noun, and with which article; else a neutral one does."""

from __future__ import annotations

import re

LONGEST = 10
# What begins so tells of an act, of a time or of a person's own words, and is no thing.
_NO_THING = re.compile(
    r"^(?:what|why|where|who|when|whether|if|more|less|all|one|it|this|that|these|those|how to|to|not|no|nothing|"
    r"everything|something|as|so|with|without|for|in|on|at|by|from|of|and|or|but|because|me|us|we|i|you|they)\b",
    re.I,
)
_OF_TIME = re.compile(
    r"\b(?:\d+|ninety|sixty|thirty|hundred|first|last|next|entry)[- ](?:\d+[- ])?"
    r"(?:days?|weeks?|months?|years?|hours?)\b|"
    r"\b(?:today|tomorrow|this (?:spring|fall|summer|winter|year|semester)|january|february|august|september|october|"
    r"november|december)\b|\b(?:entry|onboarding|transition) plan\b",
    re.I,
)
_OF_A_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|should|must|can|could|do|does|did|be|being|been|who|which|whose|"
    r"because|although|while|starting|beginning|ready|please|that|as an?|as the|instead|i|we|they|he|she)\b",
    re.I,
)
_ACTS = (
    r"(?:recruit|keep|retain|hire|respond|react|cut|close|open|help|get|make|find|stop|start|begin|end|reduce|raise|"
    r"lower|increase|improve|fix|build|create|write|adopt|implement|launch|introduce|teach|train|prepare|plan|run|hold|"
    r"lead|manage|handle|deal|turn|bring|move|switch|roll|set|attract|engage|involve|address|tackle|boost|grow|expand|"
    r"strengthen|develop|design|redesign|revise|renew|rewrite|replace|choose|select|buy|purchase|pay|give|take|use|"
    r"become|learn|know|understand|ensure|provide|offer|deliver|protect|secure|prevent|avoid|spend|save|win|rebuild|"
    r"restore|repair|merge|combine|consolidate|phase|ban|communicate|explain|tell|show|ask|listen|survey|measure|track)"
)
_BEGINS_WITH_ACT = re.compile(
    rf"^{_ACTS}\b(?= (?:and|or|our|the|an?|to|with|on|for|out|up|new|more|better|all|every|students|teachers|families|"
    r"staff|parents|special|good|great|high|effective|diverse)\b)|^(?:recruit|retain|hire|attract|respond|ensure|"
    r"prevent|avoid|become|understand|involve|implement|introduce)\b",
    re.I,
)
_DOING = re.compile(
    r"^(?!(?:during|evening|morning|building|spring|meeting|training|hearing)\b)[a-z]+ing (?:and \w+ing )?"
    r"(?:to|our|the|an?|with|on|for|out|up|all|every|students|teachers|families|staff|parents|new|more|better|special)\b",
    re.I,
)
_HANGS = re.compile(
    r"(?:\b(?:for|with|in|at|to|of|on|by|from|and|or|the|an?|our|my|new|ready|better|more|up|out|into|about|as)|,)$",
    re.I,
)
# Heads of phrases that are counted: one of them wants an article.
_COUNTED = re.compile(
    r"\b(?:plan|schedule|policy|ban|rule|cycle|program|force|committee|team|council|app|platform|system|process|"
    r"procedure|handbook|curriculum|breach|attack|night|fair|club|center|lab|library|vision|charter|survey|budget|"
    r"calendar|initiative|course|unit|tool|model|framework|portal|website|newsletter|report|card|form|group|"
    r"role|position|coach|principal|superintendent|director|librarian|coordinator|specialist|liaison|counselor|"
    r"dashboard|gradebook|workshop|retreat|exercise|drill|conference|assembly|roadmap|rubric|campaign|project|pilot|"
    r"partnership|network|device|chromebook|room|desk|garden|day|week|agreement|code|protocol|strategy|"
    r"portrait|mission|audit|inventory|review|evaluation|assessment|test|bond|levy|merger|closing|closure|gap|rate|"
    r"shortage|hub|makerspace|camp|internship|showcase|summit|event|block|period|advisory period|walkthrough)$",
    re.I,
)
# What these are of belongs to them: attendance at what, access to what.
_OF_SOMETHING = re.compile(
    r"\b(?:attendance|participation|turnout|enrollment|engagement|interest|access|response|use|trust|quality|"
    r"number|share|rate|cost|lack|shortage|communication|transition|return|rollout|choice|care|support|safety)$",
    re.I,
)
_COMPLEMENT = re.compile(
    r" (?:at|in|of|to|with|between|among|for) (?:our |the |all )*"
    r"(?:(?!(?:this|next|so|that|who|which|by|before|after)\b)[\w'-]+ ){0,3}"
    r"[\w'-]+?(?=$|[,;:(.]| (?:this|next|so|that|who|which|by|before|after|for|in|at|over|during|with|from|without)\b)",
    re.I,
)


def stands(thing: str) -> bool:
    """Tell whether words may stand in a step as the name of a thing: ``the new app`` may, ``keep teachers`` may not.

    Where it isn't sure, they don't.
    """
    text = re.sub(r"^(?:the|our|an?|my) ", "", thing.strip(), flags=re.I)
    if not 0 < len(text.split()) <= LONGEST or not re.search(r"[A-Za-z]{2}", text):
        return False
    wrong = (_NO_THING, _OF_TIME, _OF_A_CLAUSE, _BEGINS_WITH_ACT, _DOING, _HANGS)
    return not any(pattern.search(text) for pattern in wrong) and not re.search(r"[;:?!()]", text)


def with_article(thing: str) -> str:
    """Return a thing with the article that it wants within a sentence: ``new app`` is ``the new app``."""
    if re.match(
        r"(?:the|our|an?|my|this|these|those|its|each|every|how|no|one|two|three|four|five|six)\b", thing, re.I
    ):
        return thing
    if re.match(r"new\b", thing, re.I) or (_COUNTED.search(thing) and not re.match(r"[A-Z][a-z]+ [A-Z]", thing)):
        return f"the {thing}"
    return thing


def completed(thing: str, rest: str) -> str:
    """Return a thing with what it is of: ``attendance`` before ``at parent conferences this spring`` is of those."""
    found = _COMPLEMENT.match(rest) if _OF_SOMETHING.search(thing) else None
    return thing + found[0] if found else thing


def as_doing(planned: str) -> str | None:
    """Return an act as something that is done: ``recruit and keep teachers`` is ``recruiting and keeping teachers``.

    None where the words don't begin with an act that is known.
    """
    if _DOING.search(planned):
        return planned if 1 < len(planned.split()) <= LONGEST else None
    found = re.match(rf"({_ACTS})\b(?: and ({_ACTS})\b)? (?!up\b|out\b|with\b)(\S.*)$", planned, re.I)
    if found is None or len(planned.split()) > LONGEST:
        return None
    acts = " and ".join(gerund(act.lower()) for act in (found[1], found[2]) if act)
    return f"{acts} {found[3]}"


def gerund(act: str) -> str:
    """Return a verb in the form of what is being done: ``reviewing``."""
    if act in ("cut", "get", "stop", "begin", "plan", "run", "set", "win", "ban", "map", "sum", "stop", "let", "put"):
        return f"{act}{act[-1]}ing"
    return f"{act[:-1]}ing" if act.endswith("e") and not act.endswith("ee") else f"{act}ing"

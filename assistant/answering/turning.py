"""Tells whether a second turn continues the matter of the first: by its words, and by what it brings of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from assistant.knowledge.search import Comparison
from assistant.knowledge.words import terms

_I = re.IGNORECASE
OF_ANY_FOLLOW_UP = frozenset(
    terms(
        "example give cost money pay budget long take first second third next last thing step point work know look help explain present "
        "go goes going wrong often matter framework say says monday week month year time minute hour day twenty ten thirty happen union student "
        "teacher staff parent family board superintendent principal coach people kid kids child high middle elementary charter school schools "
        "small rural large district object show nobody everybody someone meeting agenda pitfall tell more detail details short shorter long "
        "longer simple summary summarize template start begin do make get want need use try tried year part apply better best good bad way "
        "mean kind sort many much big idea done sure okay yes please thanks great really also even still only else enough number answer "
        "question plan steps sign signs evidence measure order prioritize priority possible exactly usually already instead resist push back "
        "push skeptic buy quick ok hmm fast deadline fizzle fail failed fit look like anyone anything something"
    )
)
NEW_SUBJECT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks?(?: you)?|great|got it|perfect|good|alright|all right|fine)\b[\s,.!-]*)*"
    r"(?:(?:and )?now (?:for |to )?(?:something|a question) (?:completely |entirely |totally )?(?:different|else|new)"
    r"|(?:on )?(?:a|an|one|my|another) (?:completely |totally |entirely |whole )?(?:new|different|other|another|separate|unrelated|next) (?:question|topic|subject|note|matter|thing|issue)"
    r"|(?:on )?another (?:question|topic|subject|note|matter|thing|issue)|(?:new|different|separate|next|unrelated) (?:question|topic|subject|thing)"
    r"|(?:let'?s )?(?:leave|drop|forget|park|set aside|put aside|never ?mind) (?:that|this|it|the above)(?: (?:aside|alone|there))?(?: for (?:now|today|the moment))?"
    r"|enough (?:of|about|on) (?:that|this|it)|on a(?:nother| different) (?:note|front)|olvida eso|dejemos eso"
    r"|changing (?:the )?(?:subject|topic|gears)|change of (?:subject|topic)|(?:switching|shifting|let'?s (?:switch|shift|change)) (?:gears|topics?|subjects?|(?:the )?(?:topic|subject))"
    r"|let'?s (?:move on|talk about something else)|moving on|unrelated(?:ly)?|separately|by the way|otra (?:pregunta|cosa)|cambiando de tema)"
    r"(?:\s+(?:then|now|please|for you|though|entirely))?[\s,:;.!—–-]*",
    _I,
)
ACCEPT = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|sure|ok(?:ay)?|please|please do|go on|go ahead|continue|sounds good|that would help|do it|absolutely|of course|right"
    r"|tell me more|say more|more(?: please)?|keep going|and then|what else|anything else|s[ií]|claro|contin[uú]a|dime m[aá]s)"
    r"(?:[\s,]+(?:please|thanks?|thank you|do|go on|go ahead|tell me more|say more|continue|that would (?:be )?(?:help(?:ful)?|great)|i(?:'d| would) like that|por favor|m[aá]s))*\W*$",
    _I,
)
SHORTER = re.compile(
    r"\b(?:short(?:er|en)|brief(?:er|ly)?|summar\w+|in (?:one|two|a few) (?:sentences?|words|lines?)|tl;?dr|simpl(?:er|ify)|plain (?:words|english|language)|too long|condense|boil (?:it|that|this) down|m[aá]s corto|resum\w+)\b",
    _I,
)
LONGER = re.compile(
    r"\b(?:longer|more detail(?:s|ed)?|in (?:more )?detail|elaborate|expand|deeper|go into|m[aá]s detalle)\b", _I
)
STEP = re.compile(
    r"\b(?:(?:step|point|number|item|action|idea|part|paso|#)\s*(?:number\s*|no\.?\s*)?(?P<n>[1-5]|one|two|three|four|five)\b"
    r"|(?:the |that |your |el )?(?P<o>first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th|primer|segundo|tercer)\s+(?:one|step|point|item|action|idea|suggestion|bullet|part|paso))",
    _I,
)
WHAT_ABOUT = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks?|great|got it|and|but|so|hmm|yes|well|right)\b[\s,.!-]*)*(?:what|how) about\b|^\W*(?:and|but) (?:what|how|who|when|where|why|if|for|with|in|the|our|my|would|does|do|is|are|can|should|at)\b|^\W*(?:¿)?y (?:qu[eé]|c[oó]mo|si|para|en|qui[eé]n|los|las|el|la)\b|^\W*qu[eé] (?:pasa|hay) con\b",
    _I,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|that|those|this|these|there|such|the (?:same|above|latter|former|group|team|committee|task force|plan|policy|process|steps?|idea|approach|answer|work|meeting|pilot|survey|charter|document|statement|program|policy|rollout)|eso|esto|ello)\b",
    _I,
)
_OWN_ANTECEDENT = re.compile(
    r"\b(?:it|that|this|there) (?:is|was|'s|seems|takes|would be|will be) (?:\w+ ){0,3}(?:that|to|when|how|if|a|an|the|no)\b|\bis it\b|\b(?:so|such|think|know|say|believe|feel|ensure|sure|certain|show|mean|means|fact|way|ways|tools?|people|students|teachers|leaders|schools?|those|data|and) that\b|\bthose (?:who|with|in|dependent|behind)\b|\bthis (?:year|week|month|summer|fall|spring|school year|semester)\b",
    _I,
)


PICK_ONE = re.compile(
    r"\bwhich (?:one|part|step) (?:do|should|would|matters|comes|is)\b|\bwhat would you do first\b|\bonly (?:do )?one\b|\bwhich (?:part|step|one)s? (?:first|to keep)\b",
    _I,
)
_SOMEBODY = re.compile(r"^\W*(?:she|he|they|her|his)\b", _I)

# A logistic regression, learned by `python -m evals.development learn` from evals/development/second-turns.jsonl.
BIAS = 11.19
WEIGHTS: Mapping[str, float] = {
    "nearest": -10.94,
    "share": -1.69,
    "covered": -0.53,
    "off": -1.57,
    "off and near": 2.45,
    "kinship": 0.47,
    "cosine": -1.05,
    "matters": -0.59,
    "opener": 4.55,
    "pointer": 0.79,
}


def continues(said: str, compared: Comparison) -> float:
    """Return the probability that a second turn continues the first."""
    if ACCEPT.match(said) or STEP.search(said) or _SOMEBODY.match(said) or not matters(said):
        return 1.0
    given = features(said, compared)
    return 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * value for name, value in given.items()))))


def features(said: str, compared: Comparison) -> dict[str, float]:
    """Return what tells a second turn that continues from one that leaves, by name."""
    return {
        "nearest": compared.nearest,
        "share": compared.share,
        "covered": compared.covered,
        "off": compared.off,
        "off and near": compared.off * compared.nearest,
        "kinship": math.log(compared.kinship + 1e-4),
        "cosine": compared.cosine,
        "matters": min(len(matters(said)), 8) / 8,
        "opener": float(bool(WHAT_ABOUT.match(said))),
        "pointer": float(points_back(said)),
    }


def points_back(text: str) -> bool:
    """Tell whether a text by its words alone leans on what was said before.

    A word such as "it" that follows matters named in the same text speaks of those.
    """
    if ACCEPT.match(text) or STEP.search(text):
        return True
    if len(text.split()) <= 9 and (SHORTER.search(text) or LONGER.search(text)):
        return True
    bare = _OWN_ANTECEDENT.sub(" ", text)
    pointer = _POINTS_BACK.search(bare)
    return bool(pointer and len(matters(bare[: pointer.start()])) < 2)


def matters(text: str) -> list[str]:
    """Return the words that name a matter, those left out that any follow-up may use."""
    return [term for term in terms(text) if term not in OF_ANY_FOLLOW_UP and not term.isdigit()]

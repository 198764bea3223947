"""Tells text that speaks to the assistant instead of to a reader: it may be found, but is never repeated as practice.

A small check of wordings, no proof: an instruction put in words that are not here is not noticed, and a text that
quotes such a wording (a lesson on chat-bots) is marked although it is harmless.
"""

from __future__ import annotations

import re
import unicodedata

VERSION = 1
"""Part of an index's digest: changed with the wordings, so that the next build marks anew."""

_ORDERED = r"(?:ignor\w*|disregard|forget|overrid\w*|bypass|do not follow|don.?t follow|stop following|olvid\w*)"
_EARLIER = r"(?:previous|prior|earlier|preceding|above|foregoing|existing|original|anterior\w*|previ[ao]s)"
_ORDERS = r"(?:instruct\w*|prompts?|rules?|guidelines?|guardrails?|directions?|commands?|instrucci\w*|reglas?)"
_MACHINE = r"(?:assistant|chat-?bot|ai(?: model)?|language model|llm|model|bot|coach)"
_WORDINGS = tuple(
    re.compile(wording)
    for wording in (
        rf"{_ORDERED}(?: \w+){{0,4}}? {_EARLIER}(?: \w+){{0,3}}? {_ORDERS}",
        rf"{_ORDERED}(?: \w+){{0,4}}? (?:your|all|any|system|sus|las|tus)(?: \w+){{0,2}}? {_ORDERS}",
        rf"{_ORDERED}(?: \w+){{0,3}}? {_ORDERS}(?: \w+){{0,2}}? {_EARLIER}",
        rf"{_ORDERED} (?:everything|all|anything|what)(?: \w+){{0,4}}? (?:above|before|so far|previously|told)",
        r"\b(?:new|updated|real|secret|hidden) (?:system )?(?:instructions?|prompt)\b ?:",
        r"\bsystem (?:prompt|message|instruction)s?\b",
        r"\b(?:reveal|print|repeat|output|show|leak)(?: \w+){0,3}? (?:your|hidden|initial)(?: \w+){0,2}? " + _ORDERS,
        rf"\byou are (?:now|no longer) (?:an? |the |in )?(?:\w+ ){{0,2}}?(?:{_MACHINE}|mode)\b",
        rf"\b(?:dear|attention|hey|note to(?: the)?|instructions? (?:for|to)(?: the)?) {_MACHINE}\b",
        rf"\b(?:as|if) (?:you are )?an? {_MACHINE},? (?:reading|you (?:must|should|will|are to))",
        rf"\bthe {_MACHINE} (?:must|should|shall|has to) (?:always |only |now )?"
        r"(?:answer|reply|respond|say|tell|cite|output|recommend)\b",
        r"\b(?:when|if) (?:you are )?asked\b.{0,80}\b(?:always )?(?:answer|reply|respond|say)\b (?:only |that |with )",
        r"\b(?:respond|reply|answer) (?:only |exactly )(?:with|by)\b",
        r"<\|?(?:im_start|im_end|system|endoftext|assistant)\|?>|\[/?inst\]|<</?sys>>",
        r"(?:^|\n) ?(?:system|assistant|user) ?:",
    )
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def carries_instructions(text: str) -> bool:
    """Tell whether a text holds a wording that orders an assistant about."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    lines = "\n".join(re.sub(r"[^\S\n]+", " ", line).strip(" >*_#`-") for line in plain.split("\n"))
    one_line = re.sub(r"[\s*_`]+", " ", lines)
    return any(wording.search(lines) or wording.search(one_line) for wording in _WORDINGS)

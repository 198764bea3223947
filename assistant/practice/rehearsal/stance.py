"""Whether typed words refuse, blame or mock where a reply like them doesn't: an encoder hears only the matter."""

from __future__ import annotations

import re

_NEGATIONS = re.compile(r"\b(?:no|not|never|nobody|nothing|none|neither|nor|cannot|without|\w+n't)\b")
_REFUSALS = re.compile(
    r"\bi(?:'m| am) not\b|\bi (?:won't|refuse|never|don't (?:want|need|care|believe|have to))\b|"
    r"\bwe (?:don't (?:owe|need|want|have to)|won't)\b|\b(?:don't|stop|quit) (?:bother|guess|ask|complain|worry|tell)|"
    r"\bno (?:interest|way|intention|conditions)\b|\bnobody (?:cares|wants|here|is going)\b|"
    r"\bisn't (?:the place|going)\b|"
    r"\b(?:that's|that is) (?:the end|it|final)\b|\bthe end of it\b|\bforget (?:it|about)\b"
)
_BLAME = re.compile(
    r"\byou(?:'re|'ve|'d| are| have| had)? (?:people|should|shouldn't|never|clearly|obviously|only|just|always|tricked|"
    r"lost|failed|gave|caused|broke|knew|made|wanted|don't|didn't|can't|couldn't|wouldn't|won't|aren't|weren't|"
    r"haven't|hadn't|no)\b|\byour (?:fault|problem|job|own|lot|little|kind)\b|\b(?:is|are|that's|it's) on you\b|"
    r"\bblame\b|\bthanks to you\b|\bbecause (?:of )?you\b|\bmade (?:that|this|it) up\b"
)
_MOCKERY = re.compile(
    r"\boh,? (?:sure|please|great|right|come on)\b|\bso what\b|\bwhatever\b|\bwho cares\b|\bmakes you happy\b|"
    r"\b(?:don't|doesn't|didn't) (?:matter|care)\b|\bbig deal\b|\bget over\b|\bcalm down\b|\bsit down\b|"
    r"\b(?:ridiculous|nonsense|stupid|silly|pathetic|whining|precious|worthless|useless|joke|drama|fuss)\b|"
    r"\bworth nothing\b|\bproves nothing\b|\bis nothing\b|\bhow (?:sweet|nice|touching|convenient)\b|, sure,|\bsurely\b"
)
_REPROACH = re.compile(
    r"\byou (?:should|could|might|ought to) have (?:read|asked|known|told|said|listened|checked|paid|thought|looked)\b"
)
_CUES = (_REPROACH, _REFUSALS, _BLAME, _MOCKERY)


def resists(typed: str, reply: str) -> bool:
    """Tell whether typed words may refuse, blame or mock where a reply doesn't.

    They do where they hold a cue of a kind that the reply has none of, or more negations than it.
    """
    said, meant = _plain(typed), _plain(reply)
    if any(cue.search(said) and not cue.search(meant) for cue in _CUES):
        return True
    return len(_NEGATIONS.findall(said)) > len(_NEGATIONS.findall(meant))


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())

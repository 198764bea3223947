"""What a request is about, as words that stand in a title and inside a sentence, and what of it the subject says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.knowledge.search.words import terms
from assistant.rendering.phrasing import lowered

LONGEST = 12
"""The most words of a request that stand inside a sentence."""
_FEWEST = 4
_MAKING = re.compile(
    r"^\s*(?:please\s+)?(?:(?:can|could|would) you\s+)?(?:(?:help me\s+)?(?:plan|design|make|create|prepare|give|build|"
    r"write|run|organi[sz]e|lead)\s+(?:me\s+|us\s+)?)?(?:an?|the|our|my)?\s*"
    r"(?:[\w-]+\s+){0,3}?(?:workshop|training|session|pd|professional development|retreat|inservice)\b"
    r"(?:\s+day)?(?:\s+(?:for|with)\s+.{1,60}?)?\s*(?:on|about|around|to)\s+",
    re.IGNORECASE,
)
_FOR = re.compile(r"\s+(?:for|with)\s+(?:about |around |our |my |the |all )*(?:\d+|a group of)\s.*$", re.IGNORECASE)
_TAIL = re.compile(
    r"[,;]?\s+(?:so that|so\s+(?=\w+\s+\w+)|without|instead of|in order to|because|even if|while|when|before|after|"
    r"as well as|until|despite)\s.*$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:how|what|why|when|where|which|who)\s+(?:can|could|do|does|did|is|are|was|should|will|would|might)\b",
    re.IGNORECASE,
)
_GERUND = re.compile(r"^(?:\w+ly\s+)?\w{2,}ing\b", re.IGNORECASE)
# Words that most requests hold and that say nothing of a subject.
PLAIN = frozenset(
    terms(
        "colleagues tomorrow today "
        "web internet online school schools district our we us my the new better good best make making "
        "get getting help helping use using used work working workshop way ways people staff teacher teachers "
        "student students leaders principal principals kids children all every each year years day days week "
        "month time first one two three more less need needs want start starting begin really about how what when "
        "who why which ready plan plans planning elementary middle high grade grades level classroom classrooms "
        "class classes team teams keep keeping into graders digital technology school-wide district-wide meet "
        "show shows across off out up down same small large rural without instead let letting talk talking decide "
        "know learn learning thing things "
    )
)
# A word that can be the last one of a noun phrase: what stands in front of a preposition, a clause or the end.
_NOUN = re.compile(
    r"([\w-]+)(?=$|[,;:.]| (?:on|in|for|to|of|from|about|with|and|or|at|by|into|through|without|before|after|that|who|"
    r"which|when|so|while|as|than)\b)"
)


def asked(words: str) -> str:
    """Return what a request is about without the words that ask for it, as it stands in a title."""
    text = re.sub(r"\s+", " ", words).strip(" .?!")
    text = _FOR.sub("", _MAKING.sub("", text)).strip(" .?!,;")
    return text or words.strip()


def inside(words: str) -> str | None:
    """Return a request as a phrase for the inside of a sentence; None where it can't be one.

    A phrase is a noun phrase, a form in -ing, or a question's words in the order of a statement. What is too long loses
    its clauses.
    """
    text = asked(words)
    head, colon, tail = text.partition(": ")
    if colon:
        text = tail if _GERUND.match(tail) else head
    text = lowered(text)
    for cut in (_TAIL, re.compile(r"[,;:]\s.*$")):
        shorter = cut.sub("", text)
        if len(text.split()) > LONGEST and len(shorter.split()) >= _FEWEST:
            text = shorter
    if _ASKED.match(text) or not text or len(text.split()) > LONGEST + 2 or "?" in text or re.search(r"[.!]\s", text):
        return None
    if re.match(r"(?:i|we|you|they|it|can|could|do|does|is|are|should|will|please|to|if|that)\b", text, re.IGNORECASE):
        return None
    return text


def unsaid(words: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a request that none of the texts says; words that are part of most requests are none."""
    said = {term for text in texts for term in terms(text)}
    text = re.sub(r"\b(?:we|to|they|who|that|which|can) (?:really |all )?[a-z]+\b", " ", asked(words))
    found = [word for word in _NOUN.findall(text) if len(word) > 2 or word.isupper()]
    return tuple(
        dict.fromkeys(
            word
            for word in found
            if (own := set(terms(word)) - PLAIN)
            and not word.endswith(("ly", "ing"))
            and not own & said
            and not word.isdigit()
        )
    )


def nearest(words: str, texts: Sequence[tuple[str, str]]) -> int:
    """Return which of some texts is about a request: the first, but where a later one says all of it or names it.

    Args:
        words: The request.
        texts: The title and the text of each, best first.
    """
    wanted = set(terms(asked(words))) - PLAIN
    scores: list[int] = []
    for n, (title, text) in enumerate(texts):
        named, said = wanted & set(terms(title)), wanted & set(terms(f"{title} {text}"))
        others = _PEOPLE & set(terms(title)) - set(terms(words))
        surely = n == 0 or (not others and (len(named) > 1 or said == wanted))
        scores.append(len(said) + len(named) if surely else 0)
    best = max(range(len(scores)), key=lambda n: scores[n])
    return best if scores[best] >= scores[0] + _SURELY else 0


def covers(words: str, title: str, text: str) -> bool:
    """Tell whether a text says at least half of what a request asks for, or has a word of it in its title."""
    wanted = set(terms(asked(words))) - PLAIN
    return not wanted or bool(wanted & set(terms(title))) or 2 * len(wanted & set(terms(text))) >= len(wanted)


_SURELY = 2
_PEOPLE = frozenset(terms("family families parent parents board teacher teachers student students staff principals"))

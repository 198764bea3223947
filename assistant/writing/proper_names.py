"""Names in a text that nobody gave: of people, companies, organisations, laws and products."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.knowledge.search.words import STOPWORDS, words
from assistant.writing.given import Given
from assistant.writing.manner import unquoted
from assistant.writing.wordings import INSTITUTIONS, OFFICES, ORDINARY_ENDING, TITLES

LONGEST_SHORT_NAME = 4
"""Up to so many capitals are read as a short name ("RAND") instead of as a word that is stressed."""
_TOKEN = re.compile(r"[^\W_](?:[\w'’&]|-(?=\w)|\.(?=[^\W\d_]))*")
_STARTS = re.compile(r"(?:^|[.!?:;•“\"«(\[¿¡/—–*]\s*|\n\s*|(?:^|\s)-\s+|(?:^|\n)\s*\d+[.)]\s+|(?<=\s)['‘])$")
_BLANK = re.compile(r"\[[^\[\]\d]{1,80}\]|_{2,}")
_RUN = re.compile(r"[A-Z][\w'’]*(?:\s+(?:(?:of|for|the|and|de|del|la|y|&)\s+)*[A-Z][\w'’]*)+")


def strange_names(text: str, given: Given) -> list[str]:
    """Return the names in a text that stand neither in what was given nor in the corpus."""
    bare = _BLANK.sub(lambda blank: " " * len(blank.group()), text)
    return list(dict.fromkeys((*_words(bare, given), *_runs(bare, given), *_titled(bare, given))))


def _words(text: str, given: Given) -> Iterator[str]:
    """Yield single words that only a name can be."""
    tokens = list(_TOKEN.finditer(text))
    for n, match in enumerate(tokens):
        word = match.group()
        if not any(character.isupper() for character in word):
            continue
        following = tokens[n + 1].group() if n + 1 < len(tokens) else ""
        starts = bool(_STARTS.search(text[: match.start()]))
        if not _all_may_stand(word, given) and not (starts and _is_plain_start(word, following)):
            yield word


def _all_may_stand(word: str, given: Given) -> bool:
    """Tell whether every part of a word may stand; one with a version's number only as a whole."""
    if re.search(r"[^\W\d_]{2,}-?\d", word):
        return word in given.known.short or word.lower() in given.text.lower()
    return all(_may_stand(part, given) for part in re.split(r"[-&]", word) if part)


def _may_stand(part: str, given: Given) -> bool:
    """Tell whether a word, or a part of one, is no name, or one that was given or everybody uses."""
    bare = re.sub(r"['’]s?$", "", part).rstrip(".")
    low = bare.lower().replace("’", "'")
    if low == bare or len(bare) == 1 or low in given.words or low in given.known.everyday:
        return True
    if bare in given.known.short or re.fullmatch(r"[A-Z]\d{1,2}|(?:[A-Z]\.)+[A-Z]", bare):
        return True
    regular = (bare.isupper() and (len(bare) > LONGEST_SHORT_NAME or low in STOPWORDS)) or bare[1:].islower()
    return regular and given.known.is_ordinary(low.split("'")[0])


def _is_plain_start(word: str, following: str) -> bool:
    """Tell whether an unknown word at the start of a sentence can be ordinary: by its ending, or what follows it."""
    if not (word[:1].isupper() and word[1:].islower()):
        return False
    low = following.lower()
    return bool(ORDINARY_ENDING.search(word)) or (low in STOPWORDS and low not in {"has", "is", "was", "es", "ha"})


def _runs(text: str, given: Given) -> Iterator[str]:
    """Yield names of several ordinary words: an institution's, a law's, or in prose any that is written as a title."""
    for match in _RUN.finditer(text):
        said = words(match.group())
        while said and said[0] in STOPWORDS:
            said = said[1:]
        ends = {said[0], said[-1]} if said else set()
        heads = {before for before, after in pairwise(said) if after in {"of", "for", "de"}}
        institution = ends & INSTITUTIONS or heads & (INSTITUTIONS | OFFICES)
        if len(said) > 1 and institution and f" {' '.join(said)} " not in given.flat:
            yield match.group()
    if not given.drafting:
        said_plainly = unquoted(text)
        yield from (m.group() for m in _RUN.finditer(said_plainly) if _is_title(said_plainly, m, given))


def _is_title(text: str, match: re.Match[str], given: Given) -> bool:
    """Tell whether two or more ordinary words are written with capitals and are the name of nothing given."""
    known, tokens = given.known, match.group().split()
    if _STARTS.search(text[: match.start()]):
        tokens = tokens[1:]
    phrase = " ".join(words(" ".join(tokens)))
    held = known.everyday | known.own | {short.lower() for short in known.short}
    plain = [word for token in tokens if token[0].isupper() for word in words(token) if word not in held]
    given_so = any(f" {said} " in given.flat for said in (phrase, " ".join(plain)))
    return len(plain) > 1 and phrase not in known.called and not given_so


def _titled(text: str, given: Given) -> Iterator[str]:
    """Yield people who are called by a title."""
    for match in TITLES.finditer(text):
        if match[1][0].isupper() and re.sub(r"['’]s$", "", match[1]).lower() not in given.words:
            yield match.group()

"""Takes over sentences of a topic into a draft: with "our" for "your", and without those that tell a leader to act."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.knowledge.corpus.draft_words import Grammar
from assistant.rendering.phrasing import lowered

_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_YOU = re.compile(r"\b(?:(\w+) )?(?<!-)(you)('ll|'ve|'re|'d|’ll|’ve|’re|’d)?(?: (\w+))?\b", re.IGNORECASE)
_TO_LEADER = re.compile(r"\b(you|your|yours|yourself|yourselves)\b", re.IGNORECASE)
_HER = re.compile(r"\b(she|he|her|his|him|hers)\b", re.IGNORECASE)
_VERBS_OF_OURS = frozenset("are can could did do don't had have need say see think want were will would".split())
_HELD = re.compile("\x00(\\d+)\x00")


@dataclass(frozen=True, slots=True)
class Retelling:
    """Takes over what a topic says to a leader."""

    grammar: Grammar

    def own(self, text: str) -> str:
        """Return a text with "you" and "your" as ours, and nothing else changed; words in quotation marks stay."""
        held: list[str] = []

        def hold(found: re.Match[str]) -> str:
            held.append(found[0])
            return f"\x00{len(held) - 1}\x00"

        told = self._pronouns(_QUOTED.sub(hold, text))
        return _HELD.sub(lambda found: held[int(found[1])], told)

    def facts(self, text: str) -> str | None:
        """Return the sentences with which a text begins that tell how things are, up to one that tells to act.

        None where the first does so, or speaks of a person who hasn't been named.
        """
        kept = []
        for one in _SENTENCES.split(text):
            if _TO_LEADER.search(one) or _HER.search(one) or self._tells(one):
                break
            kept.append(one)
        return closed(" ".join(kept)) if kept else None

    def problem(self, pitfall: str) -> str:
        """Return what goes wrong, without the remedy that a pitfall goes on with."""
        clauses = re.split(r"(?<=[.!?])\s+|;\s+|, (?=so )|, (?=and )", pitfall)
        kept = [clauses[0]]
        for clause, joint in zip(clauses[1:], self._joints(pitfall), strict=False):
            if self._tells(re.sub(r"^(so|and|then|instead) ", "", clause)):
                break
            kept[-1] = f"{kept[-1]}{joint}{clause}"
        return closed(self.own(kept[0]))

    @staticmethod
    def _joints(text: str) -> list[str]:
        found = re.finditer(r"(?<=[.!?])\s+|;\s+|, (?=so )|, (?=and )", text)
        return [one[0] for one in found]

    def _tells(self, sentence: str) -> bool:
        """Tell whether a sentence, or a clause of it, tells somebody to do something."""
        return any(self.acts(clause) for clause in re.split(r"[:;,]\s+(?:(?:and|so|but|then|or) )?", sentence))

    def acts(self, clause: str) -> bool:
        """Tell whether a clause tells somebody to do something."""
        words = re.findall(r"[\w'’-]+", clause)[:2]
        first, after = (word.casefold().replace("’", "'") for word in (*words, "", "")[:2])
        if first in self.grammar.either:
            return after in self.grammar.after_either
        return first in self.grammar.imperatives and after not in self.grammar.not_before

    def _pronouns(self, text: str) -> str:
        text = re.sub(r"\byoursel(?:f|ves)\b", "ourselves", text)
        text = re.sub(r"\byours\b", "ours", text)
        text = re.sub(r"\byour\b", "our", text)
        text = re.sub(r"\bYour\b", "Our", text)
        return _YOU.sub(self._you, text)

    def _you(self, found: re.Match[str]) -> str:
        before, you, short, after = found.groups()
        of_us = (
            (before or "").casefold() in self.grammar.us_after
            and not short
            and (after or "").casefold() not in _VERBS_OF_OURS
        )
        said = "us" if of_us else "we"
        said = capital(said) if you[0].isupper() else said
        return f"{f'{before} ' if before else ''}{said}{short or ''}{f' {after}' if after else ''}"


def closed(text: str) -> str:
    """Return a text that ends with a mark."""
    text = " ".join(text.split())
    return text if re.search(r"[.!?][\"”’)]*$", text) else f"{text.rstrip(',;:')}."


def capital(text: str) -> str:
    """Return a text that begins with a capital, unless its first word has one further on, as iPads has."""
    first = text.split(" ", maxsplit=1)[0]
    return text if any(letter.isupper() for letter in first[1:]) else text[:1].upper() + text[1:]


def within(text: str) -> str:
    """Return what somebody has, as it stands within a sentence."""
    return lowered(" ".join(text.split()).rstrip(" .;"))

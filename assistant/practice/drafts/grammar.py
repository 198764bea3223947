"""Turns advice to a leader ("Ask your staff …") into what a school says of itself ("We will ask our staff …")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.knowledge.corpus.drafts import Grammar

_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
# What stays in the second person though no quotation marks say so: a saying, and questions that are to be asked.
_SAID = re.compile(r"\byou[ -]said,? we[ -]did\b|\bthank-you\b|(?<=: )[^:]*\?|(?<=script: ).*", re.IGNORECASE)
_TO_BE_ASKED = re.compile(r"(\bquestions?\b[^:.]*: )(.*)", re.IGNORECASE)
_HELD = re.compile("\x00(\\d+)\x00")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|(?<=[.!?]\x01)\s+")
_YOU = re.compile(r"\b(?:(\w+) )?(you)('ll|'ve|'re|'d|’ll|’ve|’re|’d)?(?: (\w+))?\b", re.IGNORECASE)
_VERBS_OF_OURS = frozenset("are can did do don't had have need say see think want were will would".split())
_ADVERBS = ("then", "afterward", "afterwards", "next", "first", "instead", "also")
_LEADS = frozenset(
    "after afterward afterwards as at before beside beyond by during each every first for from if in instead next on "
    "once over since then to toward under until when whenever where wherever while with within without".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who speaks or is spoken of: "we", or "District leaders … they"."""

    subject: str
    they: str
    them: str
    their: str


WE = Voice(subject="we", they="we", them="us", their="our")


def others(subject: str) -> Voice:
    """Return the voice in which several others are spoken of."""
    return Voice(subject=subject, they="they", them="them", their="their")


@dataclass(frozen=True, slots=True)
class Retelling:
    """Tells advice as what somebody will do."""

    grammar: Grammar

    def promise(self, advice: str, voice: Voice = WE) -> str:
        """Return a step as a promise: its first word is taken for what is to be done."""
        return self._told(advice, voice, first_is_act=True)

    def statement(self, text: str, voice: Voice = WE) -> str:
        """Return a text with those of its sentences that tell somebody to do something as what will be done."""
        return self._told(text, voice, first_is_act=False)

    def own(self, text: str, voice: Voice = WE) -> str:
        """Return a text with "you" and "your" as ours, and nothing else changed."""
        masked, held = _mask(text)
        return _unmask(self._pronouns(masked, voice), held)

    def _told(self, text: str, voice: Voice, *, first_is_act: bool) -> str:
        masked, held = _mask(text)
        sentences = _SENTENCES.split(masked)
        told = (self._sentence(one, voice, n == 0 and first_is_act) for n, one in enumerate(sentences))
        return closed(_unmask(self._pronouns(" ".join(told), voice), held))

    def _sentence(self, sentence: str, voice: Voice, is_act: bool) -> str:
        first, *_ = re.split(r"[ ,;:]", sentence, maxsplit=1)
        if first.casefold() in _LEADS:
            told = self._after_lead(sentence, voice, is_act)
        elif is_act or self._acts(sentence):
            told = f"{_cap(voice.subject)} {_will(sentence)}"
        else:
            told = sentence
        return self._inner(told, voice)

    def _after_lead(self, sentence: str, voice: Voice, is_act: bool) -> str:
        """Put "we will" where what is to be done begins: behind a comma or "Then", or else at the first such word.

        The last only where the sentence is known to tell somebody to do something.
        """
        first, _, rest = sentence.partition(" ")
        if first.casefold() in _ADVERBS and self._acts(rest):
            return f"{first} {voice.subject} {_will(rest)}"
        joints = [*re.finditer(rf", (?:(?:{'|'.join(_ADVERBS)}),? )?", sentence)]
        joints += re.finditer(r" ", sentence) if is_act else ()
        for joint in joints:
            if self._acts(sentence[joint.end() :]):
                return f"{sentence[: joint.end()]}{voice.subject} {_will(sentence[joint.end() :])}"
        return sentence

    def _inner(self, sentence: str, voice: Voice) -> str:
        """Put "we will" behind a semicolon and behind ", so" where what is to be done follows."""

        def told(joint: re.Match[str]) -> str:
            rest = sentence[joint.end() :]
            if not self._acts(rest):
                first = rest.split(" ")[0].casefold()
                return joint[0] if first not in _LEADS else f"{joint[0]}{_LATER}"
            return f"{joint[0]}{voice.subject} {_WILL}"

        marked = re.sub(r"; (?:then |and |or |but |instead )?|, (?:so|then) ", told, sentence)
        while _LATER in marked:
            before, _, after = marked.partition(_LATER)
            clause, stop, rest = after.partition("; ")
            marked = f"{before}{self._after_lead(clause, voice, False)}{stop}{rest}"
        return re.sub(f"{_WILL}(.*?)(?={_WILL}|$)", lambda m: _will(m[1]), marked)

    def _acts(self, clause: str) -> bool:
        """Tell whether a clause tells somebody to do something."""
        words = re.findall(r"[\w'’-]+", clause)[:2]
        first, after = (word.casefold().replace("’", "'") for word in (*words, "", "")[:2])
        if first in self.grammar.either:
            return after in self.grammar.after_either
        return first in self.grammar.imperatives and after not in self.grammar.not_before

    def _pronouns(self, text: str, voice: Voice) -> str:
        text = re.sub(r"\byoursel(?:f|ves)\b", f"{'our' if voice == WE else 'them'}selves", text)
        text = re.sub(r", and don['’]t ", ", and won't ", text) if voice.subject in text.casefold() else text
        text = re.sub(r"\byours\b", f"{voice.their}s", text)
        text = re.sub(r"\byour\b", voice.their, text)
        text = re.sub(r"\bYour\b", _cap(voice.their), text)
        return _YOU.sub(lambda found: self._you(found, voice), text)

    def _you(self, found: re.Match[str], voice: Voice) -> str:
        before, you, short, after = found.groups()
        objective = (
            (before or "").casefold() in self.grammar.us_after
            and not short
            and (after or "").casefold() not in _VERBS_OF_OURS
        )
        said = voice.them if objective else voice.they
        said = _cap(said) if you[0].isupper() else said
        return f"{f'{before} ' if before else ''}{said}{short or ''}{f' {after}' if after else ''}"


_WILL, _LATER = "\x02", "\x03"


def closed(text: str) -> str:
    """Return a text that ends with a mark."""
    text = " ".join(text.split())
    return text if re.search(r"[.!?][\"”’)]*$", text) else f"{text.rstrip(',;:')}."


def lowered(text: str) -> str:
    """Return a text that begins with a small letter, unless its first word is a name or an abbreviation."""
    first = text.split(" ", maxsplit=1)[0]
    return text if first == "I" or any(letter.isupper() for letter in first[1:]) else text[:1].lower() + text[1:]


def _will(clause: str) -> str:
    clause = lowered(clause)
    told = re.sub(r"^don['’]t ", "won't ", clause)
    told = re.sub(r"^do not ", "will not ", told)
    return told if told != clause else f"will {clause}"


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _mask(text: str) -> tuple[str, list[str]]:
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[0])
        end = "\x01" if re.search(r"[.!?][\"”]$", found[0]) else ""
        return f"\x00{len(held) - 1}\x00" + ("." + end if end else "")

    def keep(found: re.Match[str]) -> str:
        held.append(found[0])
        return f"\x00{len(held) - 1}\x00"

    masked = _SAID.sub(keep, _QUOTED.sub(hold, text))
    asked = _TO_BE_ASKED.search(masked)
    if asked and asked[2]:
        held.append(asked[2].rstrip("."))
        masked = f"{masked[: asked.start(2)]}\x00{len(held) - 1}\x00{'.' if asked[2].endswith('.') else ''}"
    return masked, held


def _unmask(text: str, held: list[str]) -> str:
    text = text.replace(".\x01", "")
    while _HELD.search(text):
        text = _HELD.sub(lambda found: held[int(found[1])], text)
    return text

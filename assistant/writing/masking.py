"""Placeholders for personal data, the same in all texts of a conversation, and what they stand for put back."""

from __future__ import annotations

import re

from assistant.writing.cued_names import Person
from assistant.writing.personal import SAID, Personal, find

# A text's own "[STUDENT-1]" is hidden as a TEXT, so that what comes back is what was typed.
_KINDS = "|".join((*(kind.upper() for kind in SAID), "TEXT"))
PLACEHOLDER = re.compile(rf"\[(?:{_KINDS})-\d{{1,6}}[b-z]?\]")
_UNFINISHED = re.compile(r"\[[A-Z]{0,10}(?:-\d{0,6}[b-z]?)?\Z")
_LETTERS = "bcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"\w+")


class Mask:
    """What stands for whom in one conversation.

    A person keeps one number under all names that share words: "Maria Lopez" is ``[STUDENT-1]``, "Maria" then
    ``[STUDENT-1b]``. It is neither printed nor logged, and belongs to one conversation alone.
    """

    __slots__ = ("_known_names", "_originals", "_people", "_placeholders")

    def __init__(self, *, known_names: frozenset[str] = frozenset()) -> None:
        """Start with nobody.

        Args:
            known_names: Names that are nobody's secret, as :func:`assistant.writing.personal.find` takes them.
        """
        self._known_names = known_names
        self._placeholders: dict[tuple[str, str], str] = {}
        self._originals: dict[str, str] = {}
        self._people: dict[str, Person] = {}

    @classmethod
    def of(cls, *texts: str, known_names: frozenset[str] = frozenset()) -> Mask:
        """Return a mask that knows the people of all texts, so that a name told late is hidden in the first too."""
        mask = cls(known_names=known_names)
        for text in texts:
            mask._meet(text)
        return mask

    def hide(self, text: str) -> str:
        """Return the text with a placeholder for all that is surely personal."""
        pieces: list[str] = []
        here = 0
        for one in self._meet(text):
            pieces += [text[here : one.start], self._placeholder(one.kind, text[one.start : one.end])]
            here = one.end
        pieces.append(text[here:])
        return "".join(
            piece if at % 2 else PLACEHOLDER.sub(lambda found: self._placeholder("text", found[0]), piece)
            for at, piece in enumerate(pieces)
        )

    def restore(self, text: str) -> str:
        """Return the text with what the placeholders stand for; one that stands for nothing stays."""
        return PLACEHOLDER.sub(lambda found: self._originals.get(found[0], found[0]), text)

    def _meet(self, text: str) -> list[Personal]:
        found = [one for one in find(text, known_names=self._known_names, people=self._people) if one.sure]
        for one in found:
            if one.kind in {"student", "parent", "staff", "person"}:
                self._people.setdefault(text[one.start : one.end], one.kind)
        return found

    def _placeholder(self, kind: str, original: str) -> str:
        group = "name" if kind in {"student", "parent", "staff", "person"} else kind
        if (group, original) not in self._placeholders:
            placeholder = (self._of_same_person(original) if group == "name" else None) or self._next(kind)
            self._placeholders[group, original] = placeholder
            self._originals[placeholder] = original
        return self._placeholders[group, original]

    def _of_same_person(self, name: str) -> str | None:
        """Return a further placeholder of somebody who shares all words of the shorter name."""
        own = _words(name)
        for (group, other), placeholder in self._placeholders.items():
            if group == "name" and (own <= _words(other) or _words(other) <= own):
                stem = placeholder.rstrip("]" + _LETTERS)
                return next((free for letter in _LETTERS if (free := f"{stem}{letter}]") not in self._originals), None)
        return None

    def _next(self, kind: str) -> str:
        number = 1
        while (placeholder := f"[{kind.upper()}-{number}]") in self._originals:
            number += 1
        return placeholder


class Restorer:
    """Puts back what placeholders stand for in a text that arrives in pieces."""

    __slots__ = ("_held", "_mask")

    def __init__(self, mask: Mask) -> None:
        """Start with an empty text."""
        self._mask = mask
        self._held = ""

    def feed(self, piece: str) -> str:
        """Return what can be shown now; the beginning of a placeholder is held back."""
        text = self._held + piece
        unfinished = _UNFINISHED.search(text, max(0, len(text) - 24))
        end = unfinished.start() if unfinished else len(text)
        self._held = text[end:]
        return self._mask.restore(text[:end])

    def rest(self) -> str:
        """Return what was held back, when no more comes."""
        held, self._held = self._held, ""
        return self._mask.restore(held)


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.casefold()))

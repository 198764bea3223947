"""Small changes to words that are put into a sentence: a capital or none, and parts as a list."""

from __future__ import annotations

from collections.abc import Iterable


def lowered(text: str) -> str:
    """Return a text that begins with a small letter, unless its first word is a name or an abbreviation."""
    first = text.split(" ", maxsplit=1)[0]
    return text if first == "I" or any(letter.isupper() for letter in first[1:]) else text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]


def listed(parts: Iterable[object]) -> str:
    """Return parts as they are read: ``1, 2 and 3``."""
    said = [str(part) for part in parts]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"

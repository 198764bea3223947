"""What becomes of a text at the door: no sign that a database refuses, no more than fits, and folded to be searched."""

from __future__ import annotations

import unicodedata

MARK = "\ufffd"
LONGEST_TITLE = 200
LONGEST_TEXT = 40_000
LONGEST_SHOWN = 400_000
LONGEST_NOTE = 4_000
LONGEST_MADE = 2_000_000
MOST_WORDS, LONGEST_WORD = 12, 100


def clean(text: str) -> str:
    """Return a text that every database holds as it is.

    NUL and halves of surrogate pairs become U+FFFD; a whole pair becomes its sign. Clean text is left as it is.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", MARK)


def cut(text: str, most: int) -> str:
    """Return a clean text of at most so many characters; one that was longer ends with an ellipsis."""
    whole = clean(text[: 2 * most + 2])  # a pair of surrogates becomes one character
    return whole if len(whole) <= most else whole[: most - 1] + "…"


def folded(*texts: str) -> str:
    """Return texts as they are searched: letter case, width and composition don't count, nor does spacing."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold() for text in texts for word in text.split())


def words_of(sought: str) -> tuple[str, ...]:
    """Return the words that are looked for, folded; the first twelve, each to 100 characters."""
    return tuple(word[:LONGEST_WORD] for word in folded(clean(sought[:4000])).split()[:MOST_WORDS])

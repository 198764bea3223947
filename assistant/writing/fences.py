"""Fences around text that is data: tags that the text between them can't close, open or imitate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import count

NOTHING = "(nothing)"


def ending(names: Iterable[str], texts: Iterable[str]) -> str:
    """Return the shortest ending for the names of tags with which none of them stands as a tag in any of the texts.

    It is empty for almost every text; a text that holds ``</question>`` is fenced by ``<question-2>``.
    """
    seen = [_plain(text) for text in texts]
    endings = ("" if n == 1 else f"-{n}" for n in count(1))
    return next(end for end in endings if not any(_stands(f"{name}{end}", text) for name in names for text in seen))


def fenced(tag: str, text: str, **attributes: str) -> str:
    """Return a text between its tags; the attributes are identifiers, and hold nothing that ends a tag."""
    if any(re.search(r'["<>\s]', value) for value in attributes.values()):
        raise ValueError(f"no identifier: {attributes!r}")
    told = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{told}>\n{text if text.strip() else NOTHING}\n</{tag}>"


def _plain(text: str) -> str:
    """Return a text as a model may read it: signs narrow, letters small, spaces single, unseen signs left out."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", visible.casefold())


def _stands(tag: str, text: str) -> bool:
    """Tell whether a tag's name stands in a text behind what may begin a tag."""
    return tag in text and re.search(rf"[<\[{{|/\\][\W_]{{0,8}}{re.escape(tag)}(?![\w-])", text) is not None

"""Text as one line of an answer that nothing can take for a mark, a heading, a table, a link or HTML."""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"\[(\d+)\]")
_LINE_START = re.compile(r"^(?:[#>*+\-=~\s]|\d+[.)](?:\s|$))+")
_RULE = re.compile(r"^(?:_\s*){3,}$")
_STANDS_FOR = str.maketrans({"|": "/", "·": ",", "`": "'", "<": "‹", ">": "›"})


def plain(text: str) -> str:
    """Return a text as one line without anything that Markdown would read."""
    line = _RULE.sub("", _LINE_START.sub("", _NUMBERED.sub(r"(\1)", " ".join(text.replace("**", "").split()))))
    return line.translate(_STANDS_FOR).replace("](", "] (").replace("]:", "] :").strip()

"""The marks of a model's sentence: brackets of identifiers, and identifiers and codes that stand in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.writing.given import Given

_BRACKET = re.compile(r"[ \t]*[\[(]([^\[\]()\n]{1,600})[\])]")
_IDENTIFIER = re.compile(r"(?<![\w/])\w+(?:-\w+)*(?:/\w+(?:-\w+)*)+")
_NUMBERS = re.compile(r"(?:\^?\d{1,3}|(?:source|note|passage|fuente|nota)s?\s*#?\d{1,3})", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_CODE = re.compile(r"(?<![\w.:$€£-])\d+(?:\.\d+)*\.?[a-z]\b(?![\w'’-])(?!\.m)", re.IGNORECASE)
_NO_CODE = re.compile(r"\d+(?:k|m|x|d|h|s)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A sentence without its marks.

    Attributes:
        text: What it says.
        cites: The identifiers that it cites and that were given, in their order.
        unknown: What stood in its marks and was not given.
    """

    text: str
    cites: tuple[str, ...]
    unknown: tuple[str, ...]


def read_marks(sentence: str, given: Given) -> Marked:
    """Take the marks out of a sentence; a bracket of other words stays, as blanks of a draft do."""
    cites: dict[str, None] = {}
    unknown: list[str] = []

    def taken(match: re.Match[str]) -> str:
        items = [item.strip(" `*_.'\"\t") for item in re.split(r"[;,]", match[1])]
        square = match.group().lstrip()[0] == "["
        if not all(_is_mark(item, given, square=square) for item in items if item):
            return match.group()
        for item in filter(None, items):
            if item in given.passages:
                cites[item] = None
            else:
                unknown.append(item)
        return ""

    text = _BRACKET.sub(taken, sentence)
    text = re.sub(r"[ \t]+([.,;:!?])", r"\1", text) if cites or unknown else text
    return Marked(text=text, cites=tuple(cites), unknown=tuple(unknown))


def _is_mark(item: str, given: Given, *, square: bool) -> bool:
    if item in given.passages or is_identifier(item, given):
        return True
    if not square:
        return False
    named = item.lower() in given.known.called or bool(given.known.names.coded(item))
    slug = _SLUG.fullmatch(item) or _IDENTIFIER.fullmatch(item)
    return bool(_NUMBERS.fullmatch(item)) or (bool(slug or named) and not given.drafting)


def is_identifier(item: str, given: Given) -> bool:
    """Tell whether a word looks like an identifier of the corpus or of own documents."""
    if not _IDENTIFIER.fullmatch(item):
        return False
    head = item.split("/", 1)[0].lower()
    heads = {framework.id for framework in given.known.frameworks.frameworks} | {"case", "local"}
    return head in heads or (item.count("/") >= 2 and ("-" in item or any(c.isdigit() for c in item)))


def strange_identifiers(text: str, given: Given) -> list[str]:
    """Return the identifiers and codes in a text, and what it calls an indicator and so on, that were not given."""
    known, names = given.known, given.known.names
    found = [m.group() for m in _IDENTIFIER.finditer(text) if is_identifier(m.group(), given)]
    strange = [item for item in found if item not in given.passages]
    strange += [
        f"{f.id}/"
        for f in known.frameworks.frameworks
        if re.search(rf"(?<![\w/-]){re.escape(f.id)}/", text) and not any(item.startswith(f"{f.id}/") for item in found)
    ]
    coded = names.coded(text)
    strange += [said for said, identifier in coded if identifier not in given.codes]
    # A name begins with a capital or a figure; "pide" behind "estándar" is a verb.
    strange += [unknown.said for unknown in names.mentions(text).unknown if not unknown.said[:1].islower()]
    spoken = " ".join(said.lower() for said, _ in coded)
    for code in _CODE.findall(text):
        if not _NO_CODE.fullmatch(code) and code.lower() not in spoken and code.lower() not in given.text.lower():
            strange.append(code)
    return strange

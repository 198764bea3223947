"""An answer as the page's Markdown: headings with whose they are, marks that say what they do, references in full."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.answer import Answer, Citation, ClaimKind
from assistant.answering.draft import HEADINGS
from assistant.rendering.markdown import (
    FROM_WHOM,
    FROM_WHOM_SPANISH,
    HEADINGS_SPANISH,
    OPENING,
    REFERENCES,
    WHOSE,
)

# Told apart by the style sheet, and still clean Markdown for whoever copies the answer.
_BADGES: Mapping[ClaimKind, str] = {
    "framework": "*framework*",
    "practice": "**practice**",
    "suggestion": "`suggestion`",
}
# What a number means, told by the kind of the statement before it.
_DOES: Mapping[ClaimKind, str] = {"framework": "Restates", "practice": "Tells of", "suggestion": "Serves"}
_HEADING_KINDS: Mapping[str, ClaimKind] = {
    f"**{words}**": heading.kind
    for heading in HEADINGS.values()
    for words in (heading.words, HEADINGS_SPANISH.get(heading.words, heading.words))
}
_KINDS_BEHIND: Mapping[str, ClaimKind] = {
    words: kind for table in (FROM_WHOM, FROM_WHOM_SPANISH) for kind, words in table.items()
}
_MARKS = re.compile(r"((?:\[\d+\])+)(?P<behind> \*\((?P<whom>[^)*]+)\)\*)?")
_MARK = re.compile(r"\[(\d+)\]")
_LINK_OF_A_MARK = re.compile(r'\]\(#cite-\d+-\d+(?: "[^"]*")?\)')
_DETAIL = re.compile(r"^   [^\W\d_]+: ")
_LABEL = re.compile(r"^([^\W\d_][\w ]*): ")
_MARKDOWN = re.compile(r"([\\`*_\[\]~|])")
_ESCAPED = re.compile(r"\\([\\`*_\[\]~|#+=-])|&#8203;")
_LINE_START = re.compile(r"^(\s*)(#|[-+=]|\d+(?=[.)]))", re.MULTILINE)


def shown(answer: Answer, turn: int) -> str:
    """Return an answer's Markdown for the page: its marks are links that say what they do; no HTML, no pictures.

    Args:
        answer: The answer, whole or still growing.
        turn: Its number, which its marks lead to.
    """
    cited = {citation.n: citation for citation in answer.citations}
    opening = next((section for section in answer.sections if section.key == OPENING and section.claims), None)
    kind = answer.claims[opening.claims[0]].kind if opening else "suggestion"
    body, found, _ = answer.answer.partition(f"{REFERENCES}\n")
    lines = []
    for line in body.rstrip("\n").split("\n"):
        kind = _HEADING_KINDS.get(line, kind)
        lines.append(_linked(_line(_harmless(line)), kind, cited, turn))
    if found:
        lines += ["", "## References", "", *_references(cited.values(), turn)]
    return "\n".join(lines)


def formatted(markdown: str) -> str:
    """Return the Markdown of an answer that is still growing; its numbers are no links yet."""
    return "\n".join(_line(_harmless(line)) for line in markdown.split("\n"))


def escaped(text: str) -> str:
    """Return text that Markdown and HTML show as it stands."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINE_START.sub(_escape_line_start, _MARKDOWN.sub(r"\\\1", text))


def unescaped(text: str) -> str:
    """Return what was typed, of a text as `escaped` shows it."""
    text = _ESCAPED.sub(lambda match: match[1] or "", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def unlinked(markdown: str) -> str:
    """Return an answer as it was shown, its marks as plain numbers again."""
    return _LINK_OF_A_MARK.sub("]", markdown)


def _escape_line_start(match: re.Match[str]) -> str:
    space, sign = match.groups()
    return f"{space}{sign}&#8203;" if sign.isdigit() else f"{space}\\{sign}"


def _harmless(line: str) -> str:
    return line.replace("<", "&lt;").replace("![", "!\\[").replace("](", "]\\(")


def _line(line: str) -> str:
    if line in _HEADING_KINDS:
        return f"## {line.strip('*')} {_BADGES[_HEADING_KINDS[line]]}"
    if _DETAIL.match(line) and " · " in line:
        who, *rest = (_LABEL.sub(r"*\1* ", part) for part in line.strip().split(" · "))
        return "\n".join(f"   {part}" for part in (" · ".join([who, *rest[:1]]), *rest[1:]))
    for kind in ("framework", "practice"):
        if line.startswith(WHOSE[kind]):
            return f"{_BADGES[kind]} {line.removeprefix(WHOSE[kind])}"
    return line


def _linked(line: str, kind: ClaimKind, cited: Mapping[int, Citation], turn: int) -> str:
    def linked(run: re.Match[str]) -> str:
        does = _DOES[_KINDS_BEHIND.get(run["whom"] or "", kind)]
        return _MARK.sub(lambda mark: _mark(int(mark[1]), does, cited, turn), run[1]) + (run["behind"] or "")

    return _MARKS.sub(linked, line)


def _mark(n: int, does: str, cited: Mapping[int, Citation], turn: int) -> str:
    if n not in cited:
        return f"[{n}]"
    return f'[{n}](#cite-{turn}-{n} "{does} {_quotable(cited[n].title)}")'


def _references(cited: Iterable[Citation], turn: int) -> Iterator[str]:
    for citation in cited:
        source = citation.source
        mark = f'[{citation.n}](#cite-{turn}-{citation.n} "{_quotable(citation.title)}")'
        where = f"{escaped(source.publisher)}, {escaped(source.edition)}"
        yield f"- {mark} {_title(citation)}, {where} `{citation.id}`"


def _title(citation: Citation) -> str:
    url = citation.source.url or ""
    if url.startswith(("https://", "http://")) and not re.search(r'[\s()<>"]', url):
        return f'[{escaped(citation.title)}]({url} "Publisher\'s page (opens the internet)")'
    return escaped(citation.title)


def _quotable(title: str) -> str:
    """Return a title that can stand in quotation marks in Markdown."""
    return escaped(" ".join(title.split())).replace('"', "”")

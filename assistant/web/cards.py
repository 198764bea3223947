"""A cited passage as a card: where it stands, what it says, and what of the answer rests on it or serves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from assistant.answer import Answer, Citation, ClaimKind
from assistant.web.supporting import phrases

LIBRARY = "/library/"
LONGEST_USE = 180
# What a statement does with the passage that its number opens.
DOES: dict[ClaimKind, str] = {
    "framework": "restates it",
    "practice": "tells of it",
    "suggestion": "serves it",
}
_SERVED_ONLY = "No statement restates this passage: what cites it is our suggestion, which serves it."

Use = tuple[ClaimKind, str]


def uses_of(answer: Answer, n: int) -> tuple[Use, ...]:
    """Return what in an answer cites a passage, with whose each statement is: claims first, then next steps."""
    claims = [(claim.kind, claim.text) for claim in answer.claims if n in claim.citations]
    steps: list[Use] = [("suggestion", step.do) for step in answer.next_steps if n in step.citations]
    return tuple(dict.fromkeys((*claims, *steps)))


def card(turn: int, n: int, citation: Citation, uses: Sequence[Use] = (), *, opened: bool = False) -> str:
    """Return a passage's card as HTML without a line break; every text in it is escaped here.

    Args:
        turn: The number of the answer, which its marks lead to.
        n: The passage's number in it.
        citation: The passage.
        uses: What in the answer cites it.
        opened: Whether it is open when it is drawn.
    """
    path, body = _apart(citation.passage)
    title = text(citation.title)
    return (
        f'<li class="card"><details{" open" if opened else ""}><summary><span class="n">{n}</span>'
        f'<span class="title">{title}</span>'
        f'<span class="by">{text(citation.source.publisher)} · {text(citation.source.edition)}</span></summary>'
        f'<div class="passage" id="cite-{turn}-{n}" tabindex="-1" role="group" aria-label="Passage {n}, {title}">'
        f'<a class="close" href="#close" title="Back to the answer (Esc)">Close<span class="unseen"> passage {n}'
        f'</span></a><p class="sheet-title"><span class="n">{n}</span> {title}</p>'
        f"{_trail(path, citation.id)}{_body(body, uses)}{_used(uses)}{_source(citation)}</div></details></li>"
    )


def text(words: str) -> str:
    """Escape a text for HTML, on one line: a blank line would end the HTML and begin Markdown."""
    return escape(" ".join(words.split())).replace("$", "&#36;")


def _apart(passage: str) -> tuple[str, str]:
    path, _, body = passage.partition("\n")
    return (path, body) if " > " in path else ("", passage)


def _trail(path: str, identifier: str) -> str:
    """Return the way to a passage, each place on it a link into the library where identifier and names go together."""
    if not path:
        return ""
    names, parts = path.split(" > "), identifier.split("/")
    if len(names) != len(parts) or parts[0] in {"local", "case"}:
        return f'<p class="trail">{" › ".join(map(text, names))}</p>'
    links = (f'<a href="{_place(parts[: n + 1])}">{text(name)}</a>' for n, name in enumerate(names))
    return f'<p class="trail">{" › ".join(links)}</p>'


def _place(parts: Sequence[str]) -> str:
    return LIBRARY + quote("/".join(parts))


def _body(body: str, uses: Sequence[Use]) -> str:
    restating = [words for kind, words in uses if kind != "suggestion"]
    lines = [line for line in body.splitlines() if line.strip()]
    return "".join(f"<p>{''.join(_phrases(line, restating))}</p>" for line in lines)


def _phrases(line: str, restating: Sequence[str]) -> Iterator[str]:
    for phrase, carries in phrases(line, restating):
        bare = phrase.rstrip()
        gap = " " if bare != phrase else ""
        yield f"<mark>{text(bare)}</mark>{gap}" if carries else f"{text(bare)}{gap}"


def _used(uses: Sequence[Use]) -> str:
    if not uses:
        return ""
    said = "".join(
        f'<li class="{kind}"><span class="kind">{kind}</span> {DOES[kind]}: {text(_short(words))}</li>'
        for kind, words in uses
    )
    only = "" if any(kind != "suggestion" for kind, _ in uses) else f"<p>{_SERVED_ONLY}</p>"
    return f'<div class="uses"><p class="uses-head">In this answer</p>{only}<ul>{said}</ul></div>'


def _source(citation: Citation) -> str:
    source = citation.source
    links = []
    if not citation.id.startswith("local/"):
        links.append(f'<a href="{_place([citation.id])}">See it in the library</a>')
    if source.url and source.url.startswith(("https://", "http://")):
        links.append(
            f'<a class="publisher" href="{text(source.url)}" target="_blank" rel="noopener noreferrer">'
            "Publisher's page (opens the internet) ↗</a>"
        )
    return (
        f'<p class="from">{text(source.title)}, {text(source.edition)}</p><code>{text(citation.id)}</code>'
        f'<p class="links">{" ".join(links)}</p>'
    )


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_USE else f"{line[: LONGEST_USE - 1].rpartition(' ')[0]} …"

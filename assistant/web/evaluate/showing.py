"""How the Evaluate pages look: their section, and words for dates, spans and verdicts."""

from __future__ import annotations

from datetime import datetime

from markdown_it import MarkdownIt
from markupsafe import Markup

from assistant.web.evaluate.sheets import SCALE
from assistant.web.evaluate.wanted import SETS, SPLITS
from assistant.web.pages.places import EVALUATE as PLACE
from assistant.web.pages.section import Section

ROOT = PLACE.root
PAGES = (("start", "Start a run"), ("compare", "Compare"), ("grade", "Grade"))


def day(started: str) -> str:
    """Return when a run was started, as people read it."""
    try:
        return datetime.fromisoformat(started).strftime("%d %b %Y, %H:%M")
    except ValueError:
        return started


def span(seconds: float) -> str:
    """Return a span of time as people say it: ``45 s``, ``3 min``, ``1 h 5 min``."""
    whole = round(seconds)
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def prose(text: str) -> Markup:
    """Return an answer's Markdown as HTML: no markup of its own, no link, no picture, no heading."""
    return Markup(_PROSE.render(text))


_PROSE = MarkdownIt("commonmark", {"html": False}).enable("table")
_PROSE.disable(["image", "link", "autolink", "heading", "lheading", "reference"])
EVALUATE = Section(
    ROOT,
    __package__ or "",
    footer="Runs, reports and grades stay on this machine, in the folder of runs.",
    pages=PAGES,
    style="evaluate.css",
    filters={"day": day, "span": span, "prose": prose},
    values={
        "sets": SETS,
        "splits": SPLITS,
        "scale": SCALE,
        "one_way": {"better": "good", "worse": "bad", "equivalent": "same", "undecided": "unsure"},
    },
)

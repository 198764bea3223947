"""What somebody said of their role and school, as the page shows it by the box and fills it in."""

from __future__ import annotations

from html import escape

from assistant.store import Preferences
from assistant.web.pages.places import TOUR

ABOUT = "/practice/about"
INVITATION = (
    f'<form method="post" action="{TOUR}"><p>New here? <a href="{TOUR}">Take the tour</a>: two minutes, and you can '
    'leave it at any point.</p> <button name="do" value="leave">No, thanks</button></form>'
)
"""What the page says to whoever has not been shown around."""
LONGEST = 120
NOTHING = f'<a href="{ABOUT}">Say what your school is like</a> to have forms filled in.'
KNOWN = (
    "Your school, on forms: <strong>{said}</strong> "
    '<a href="{about}">Change<span class="unseen"> what is said of your school</span></a>'
)


def line_of(said: Preferences) -> str:
    """Return the line by the box: what is known of a school, and where to say more; every text in it is escaped."""
    exists = ", ".join(one.strip() for one in said.exists.splitlines() if one.strip())
    parts = [said.level, said.setting, said.size, f"has {exists}" if exists else ""]
    known = " · ".join(" ".join(part.split()) for part in parts if part.strip())
    if not known:
        return f"<p>{NOTHING}</p>"
    short = known if len(known) <= LONGEST else f"{known[: LONGEST - 1].rstrip()}…"
    return f"<p>{KNOWN.format(said=escape(short).replace('$', '&#36;'), about=ABOUT)}</p>"

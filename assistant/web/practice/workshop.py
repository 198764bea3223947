"""The page of workshops: asked for by a form, shown, changed in words or by place, downloaded."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from assistant.errors import CoachError, UsageError
from assistant.practice.exports.docx import docx
from assistant.practice.exports.markdown import markdown
from assistant.practice.exports.pptx import pptx
from assistant.practice.subject import Subject
from assistant.practice.workshop.composing import compose
from assistant.practice.workshop.editing import edit
from assistant.practice.workshop.edits import EXAMPLES, Move
from assistant.practice.workshop.model import Workshop
from assistant.practice.workshop.request import (
    FEWEST_PEOPLE,
    LONGEST,
    MOST_PEOPLE,
    SHORTEST,
    Request,
    made_request,
)
from assistant.practice.workshop.sheets import whole
from assistant.practice.workshop.slides import slides
from assistant.studio.plan import subject_of_deed
from assistant.studio.subject import NotCoveredError
from assistant.web.pages.files import download
from assistant.web.pages.section import sentence
from assistant.web.pages.sent import Sent, SpoiledError, holding_together
from assistant.web.practice.made import Made
from assistant.web.practice.placing import MOVE, Row, move_in
from assistant.web.practice.showing import shown
from assistant.web.practice.stock import Stock

ENDINGS = ("docx", "pptx", "md", "json")
LATEST_START = 16 * 60 + 59
USUAL = {"people": "20", "minutes": "90", "place": "room", "start": "09:00"}
LIMITS = {"people": (FEWEST_PEOPLE, MOST_PEOPLE), "minutes": (SHORTEST, LONGEST)}


class WorkshopPage:
    """Makes workshops."""

    name = "workshop"

    def __init__(self, stock: Stock) -> None:
        self._stock = stock

    def asked(self, query: Mapping[str, str]) -> Response:
        """Show the form, filled with what the address says."""
        return self._form(query)

    def sent(self, sent: Sent) -> Response | Made:
        """Make a workshop, open one, change it, or hand it over as a file."""
        if MOVE in sent.fields:
            return self._placed(*self._back(sent.thing(Workshop)), sent)
        do = sent.fields.get("do", "make")
        if do == "make":
            return self._make(sent)
        if do == "open":
            return self._open(sent)
        made, subject = self._back(sent.thing(Workshop))
        if do == "edit":
            return self._edited(made, subject, sent)
        with holding_together():
            if do in ENDINGS:
                return download(_file(made, subject, do), made.title, do)
            return self._shown(made, subject)

    def stale(self, sent: Sent) -> Made:
        """Show the workshop as it is, with what was typed."""
        return self._shown(*self._back(sent.thing(Workshop)), words=sent.text("words"))

    def _form(self, typed: Mapping[str, str], mistakes: Mapping[str, str] | None = None) -> Response:
        return shown(
            "workshop_form.html",
            status=422 if mistakes else 200,
            at=self.name,
            typed={**USUAL, **typed},
            mistakes=mistakes or {},
            limits=LIMITS,
        )

    def _make(self, sent: Sent) -> Response | Made:
        request = self._request(sent)
        if request is None:
            return self._form(sent.fields, sent.mistakes)
        try:
            subject = subject_of_deed(self._stock.coach, request.subject)
        except CoachError as error:
            return self._form(sent.fields, {"about": sentence(error)})
        try:
            return self._shown(compose(request, subject, self._stock.activities()), subject)
        except UsageError as error:
            return self._form(sent.fields, {"minutes": sentence(error)})

    @staticmethod
    def _request(sent: Sent) -> Request | None:
        """Return what the form asks for; None where something in it is wrong."""
        asked: dict[str, object] = {
            "subject": sent.text("about", needed="Say what the workshop is about, in your own words."),
            "audience": sent.text("audience", 120) or None,
            "people": sent.number("people", FEWEST_PEOPLE, MOST_PEOPLE),
            "minutes": sent.number("minutes", SHORTEST, LONGEST),
            "online": sent.fields.get("place") == "online",
            "start": _minute(sent),
            "have": sent.lines("have"),
            "leave_with": sent.text("leave_with", 200) or None,
        }
        return None if sent.mistakes else made_request(**asked)

    def _open(self, sent: Sent) -> Response | Made:
        """Show a workshop that was kept as JSON."""
        if "kept" not in sent.files:
            return self._form({}, {"kept": "Choose the .json file of a workshop that you downloaded here."})
        name, content = sent.files["kept"]
        try:
            kept = Sent({"thing": content.decode("utf-8-sig")})
            made, subject = self._back(kept.thing(Workshop))
            with holding_together():
                return self._shown(made, subject)
        except (UnicodeDecodeError, SpoiledError) as error:
            return self._form({}, {"kept": f"{name} holds no workshop: {error}."})

    def _back(self, made: Workshop) -> tuple[Workshop, Subject]:
        """Return a workshop that came back, with its subject.

        Raises:
            SpoiledError: It doesn't hold together.
        """
        minute = 0
        for block in made.blocks:
            if block.starts != minute:
                raise SpoiledError(f"“{block.title}” begins at minute {block.starts}, where {minute} is due")
            minute = block.ends
        if minute != made.request.minutes:
            raise SpoiledError(f"its blocks take {minute} minutes, and it has {made.request.minutes}")
        try:
            subject = subject_of_deed(self._stock.coach, made.request.subject)
        except (UsageError, NotCoveredError) as error:
            raise SpoiledError(str(error)) from None
        if subject.topic.id != made.topic:
            raise SpoiledError(f"its topic is {made.topic!r}, and its subject is read as {subject.topic.id!r}")
        return made, subject

    def _edited(self, made: Workshop, subject: Subject, sent: Sent) -> Made:
        words = sent.text("words", needed="Say what to change; the edits that there are stand below.")
        if sent.mistakes:
            return self._shown(made, subject, words=words, mistake=sent.mistakes["words"])
        try:
            with holding_together():
                edited = edit(made, words, subject, self._stock.activities())
        except UsageError as error:
            with holding_together():
                return self._shown(made, subject, words=words, mistake=sentence(error))
        return self._shown(edited.workshop, subject, changes=edited.changes)

    def _placed(self, made: Workshop, subject: Subject, sent: Sent) -> Made:
        """Put a block at another place; what was typed stays."""
        words, block = sent.text("words"), ""
        try:
            block, place = move_in(sent)
            with holding_together():
                edited = edit(made, Move(block, place), subject, self._stock.activities())
        except UsageError as error:
            with holding_together():
                return self._shown(made, subject, words=words, moved=block, refused=sentence(error))
        return self._shown(edited.workshop, subject, words=words, changes=edited.changes, moved=block)

    def _shown(
        self,
        made: Workshop,
        subject: Subject,
        *,
        words: str = "",
        mistake: str = "",
        changes: tuple[str, ...] = (),
        moved: str = "",
        refused: str = "",
    ) -> Made:
        values = {
            "sheet": whole(made, subject),
            "endings": ENDINGS,
            "edits": EXAMPLES,
            "words": words,
            "mistake": mistake,
            "changes": changes,
            "order": tuple(
                Row(id=block.id, called=f"block {block.number}", label=f"{block.title}, {block.minutes} min")
                for block in made.activities
            ),
            "ordered": "the blocks",
            "moved": moved,
            "refused": refused,
            "answers": (),
        }
        return Made(
            template="made.html",
            status=422 if mistake or refused else 200,
            at=self.name,
            title=made.title,
            thing=made.model_dump_json(),
            values=values,
        )


def _file(made: Workshop, subject: Subject, ending: str) -> bytes:
    match ending:
        case "docx":
            return docx(whole(made, subject))
        case "pptx":
            return pptx(slides(made, subject))
        case "md":
            return markdown(whole(made, subject)).encode()
        case _:
            return (made.model_dump_json(indent=2) + "\n").encode()


def _minute(sent: Sent) -> int | None:
    """Return the minute of the day at which it begins."""
    said = sent.fields.get("start", "").strip()
    if not said:
        return None
    hours, _, minutes = said[:5].partition(":")
    if hours.isascii() and hours.isdecimal() and minutes.isascii() and minutes.isdecimal():
        minute = int(hours) * 60 + int(minutes)
        if int(minutes) < 60 and minute <= LATEST_START:
            return minute
    sent.mistakes["start"] = "Give a time of day up to 16:59, as 09:00."
    return None

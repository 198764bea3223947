"""The page of drafts: a kind and a subject, shown as a text with its blanks marked, downloaded."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from assistant.answer import Role
from assistant.errors import CoachError
from assistant.practice.drafts.asking import Said
from assistant.practice.drafts.composing import kind_called, make_draft
from assistant.practice.exports.docx import docx
from assistant.practice.exports.markdown import markdown
from assistant.practice.sheet import Sheet
from assistant.studio.subject import find_subject
from assistant.web.chat import ROLE_NAMES
from assistant.web.pages.files import download
from assistant.web.pages.section import sentence
from assistant.web.pages.sent import LONGEST_LIST, LONGEST_TEXT, THING, Sent, SpoiledError, holding_together
from assistant.web.practice.made import Made
from assistant.web.practice.showing import shown
from assistant.web.practice.stock import Stock

ENDINGS = ("docx", "md")
LONGEST_SCHOOL = 120


class Asked(BaseModel):
    """What a draft is asked to be; the draft itself is made of it anew each time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = Field(min_length=1, max_length=80)
    about: str = Field(min_length=1, max_length=LONGEST_TEXT)
    role: Role = "unknown"
    school: str | None = Field(default=None, min_length=1, max_length=LONGEST_SCHOOL)
    have: tuple[str, ...] = Field(default=(), max_length=LONGEST_LIST)


class DraftPage:
    """Makes drafts."""

    name = "draft"

    def __init__(self, stock: Stock) -> None:
        self._stock = stock

    def asked(self, query: Mapping[str, str]) -> Response | Made:
        """Show the form, filled with what the address says."""
        return self._form(query)

    def sent(self, sent: Sent) -> Response | Made:
        """Make a draft, or hand it over as a file."""
        do = sent.fields.get("do", "make")
        if do == "make":
            return self._make(sent)
        asked = sent.thing(Asked)
        if do == "form":
            typed = {**asked.model_dump(exclude_none=True), "have": "\n".join(asked.have)}
            return self._form(typed, thing=asked.model_dump_json())
        try:
            with holding_together():
                sheet = self._sheet(asked)
                if do in ENDINGS:
                    return download(docx(sheet) if do == "docx" else markdown(sheet).encode(), sheet.title, do)
        except CoachError as error:
            raise SpoiledError(str(error)) from None
        return self._shown(asked, sheet)

    def stale(self, sent: Sent) -> Made:
        """Show the form with what was typed, to be asked for again."""
        asked = sent.thing(Asked)
        typed = {**asked.model_dump(exclude_none=True), "have": "\n".join(asked.have), **sent.fields}
        return self._form_of(typed, {}, asked.model_dump_json())

    def _form(
        self, typed: Mapping[str, str], mistakes: Mapping[str, str] | None = None, *, thing: str = ""
    ) -> Response | Made:
        """Return the form: of a draft that there is, which travels in it, or of a new one."""
        made = self._form_of(typed, mistakes or {}, thing)
        if thing:
            return made
        return shown(made.template, status=made.status, at=self.name, kept=None, notice="", thing="", **made.values)

    def _form_of(self, typed: Mapping[str, str], mistakes: Mapping[str, str], thing: str) -> Made:
        values = {
            "typed": typed,
            "mistakes": mistakes,
            "kinds": sorted(self._stock.drafts().kinds, key=lambda one: one.title),
            "roles": ROLE_NAMES,
        }
        status = 422 if mistakes else 200
        return Made(template="draft_form.html", status=status, at=self.name, title="", thing=thing, values=values)

    def _make(self, sent: Sent) -> Response | Made:
        kind = sent.text("kind", 80, needed="Choose what to draft.")
        about = sent.text("about", needed="Say what it is about, as in “phones in our middle school”.")
        school = sent.text("school", LONGEST_SCHOOL) or None
        have, role = sent.lines("have"), _role(sent)
        if kind and self._stock.drafts().kind(kind) is None:
            sent.mistakes["kind"] = "There is no such draft; choose one from the list."
        before = sent.fields.get(THING, "")
        if sent.mistakes:
            return self._form(sent.fields, sent.mistakes, thing=before)
        asked = Asked(kind=kind, about=about, role=role, school=school, have=have)
        try:
            return self._shown(asked, self._sheet(asked))
        except CoachError as error:
            return self._form(sent.fields, {"about": sentence(error)}, thing=before)

    def _sheet(self, asked: Asked) -> Sheet:
        drafts = self._stock.drafts()
        kind = kind_called(drafts, asked.kind)
        said = Said(words=asked.about, role=asked.role, school=asked.school, have=asked.have)
        return make_draft(kind, find_subject(self._stock.coach, asked.about, asked.role, unsure=True), said, drafts)

    def _shown(self, asked: Asked, sheet: Sheet) -> Made:
        language = kind_called(self._stock.drafts(), asked.kind).language
        return Made(
            template="draft.html",
            at=self.name,
            title=sheet.title,
            thing=asked.model_dump_json(),
            values={"sheet": sheet, "language": language, "endings": ENDINGS},
        )


def _role(sent: Sent) -> Role:
    said = sent.fields.get("role", "unknown")
    for known in ROLE_NAMES:
        if said == known:
            return known
    sent.mistakes["role"] = "There is no such role; choose one from the list."
    return "unknown"

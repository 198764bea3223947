"""The chat page: a leader asks, the answer grows, its passages and next steps stand beside it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import gradio as gr
from anyio import CapacityLimiter, to_thread

from assistant.answer import ROLES, Answer, Question, Role
from assistant.answering.intake import LONGEST
from assistant.coach import Coach
from assistant.errors import CoachError
from assistant.web.citations import LEGEND, Passages, panel
from assistant.web.keeping import written
from assistant.web.messages import (
    STOPPED,
    Message,
    answer_message,
    notice_message,
    question_message,
    question_of,
    received,
    turn_of,
    turns,
    with_options,
)

TITLE = "Leadership Coach"
LONGEST_TYPED = 100_000
AT_ONCE = 8
MOST_WAITING = 64
CHAT = 2
SECONDS_BETWEEN_UPDATES = 0.04
TOO_LONG = "Your question has {typed:,} characters and at most {read:,} are read. It is still in the box: shorten it."
BUSY = "Too many questions are waiting on this machine. Yours is still in the box: ask again in a moment."
FAILED = "Something went wrong on this machine and this question has no answer. Use retry, or ask in other words."
ROLE_NAMES: dict[Role, str] = {
    "unknown": "Any role",
    "superintendent": "Superintendent",
    "principal": "Principal",
    "coach": "Coach",
    "teacher-leader": "Teacher leader",
    "it": "Technology lead",
    "board": "Board member",
}
EXAMPLES = (
    ("Principal", "How do I start an AI task force?"),
    ("Principal", "Parents don't hear about our technology plans. What should I do?"),
    ("Coach", "Plan a one-hour workshop on digital citizenship."),
    ("Coach", "What does shared vision look like in practice?"),
    ("Evaluator", "What evidence shows that a strategic plan is in use?"),
    ("Evaluator", "What are the indicators of a culture of innovation?"),
)
HEADER = """
<header class="top"><h1>Leadership Coach</h1>
<p>Cited answers from leadership frameworks, on this machine</p></header>
"""
WELCOME = """
<div class="welcome"><h2>What are you working on?</h2>
<p>Ask as you would ask a colleague. Every answer names the indicators behind it.</p></div>
"""
FOOTER = """
<footer class="bottom">Not affiliated with or endorsed by the frameworks' publishers
(Digital Promise, ISTE, All4Ed, NASSP). Nothing you type leaves this machine.</footer>
"""
_log = logging.getLogger(__name__)
Updates: TypeAlias = AsyncIterator[tuple[Any, ...]]


@dataclass
class _Run:
    """An answer that is growing for one page: told to end, and whether what is shown goes with it."""

    ended: asyncio.Event = field(default_factory=asyncio.Event)
    cleared: bool = False


class Conversation:
    """Answers the events of the page; keeps no conversation, each arrives with its event.

    What is shown of an answer, its first word to its last and the mark that it was stopped, reaches the page in one
    stream, so that nothing late can overwrite what came after it.
    """

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._passages = Passages()
        self._kept = TemporaryDirectory(prefix="coach-steps-")
        self._runs: dict[str, _Run] = {}
        self._at_once = CapacityLimiter(AT_ONCE)

    async def ask(self, text: Any, shown: Any, role: Any, request: gr.Request) -> Updates:
        """Answer what was typed."""
        if not isinstance(text, str) or not text.strip():
            return
        if len(text) > LONGEST:
            yield _update(notice=TOO_LONG.format(typed=len(text), read=LONGEST))
            return
        async for update in self._answer([*received(shown), question_message(text)], role, request):
            yield update

    async def choose(self, shown: Any, role: Any, request: gr.Request, chosen: gr.SelectData) -> Updates:
        """Answer an offered question."""
        async for update in self._answer([*received(shown), question_message(str(chosen.value))], role, request):
            yield update

    async def choose_example(self, role: Any, request: gr.Request, chosen: gr.SelectData) -> Updates:
        """Answer one of the examples."""
        async for update in self._answer([question_message(str(chosen.value["text"]))], role, request):
            yield update

    async def retry(self, shown: Any, role: Any, request: gr.Request) -> Updates:
        """Answer the last question again."""
        messages = received(shown)
        while messages and messages[-1]["role"] == "assistant":
            messages.pop()
        if messages:
            async for update in self._answer(messages, role, request):
                yield update

    async def stop(self, request: gr.Request) -> None:
        """End the answer that is growing, and keep what there is of it."""
        if run := self._runs.get(str(request.session_hash)):
            run.ended.set()

    async def begin_again(self, request: gr.Request) -> tuple[Any, ...]:
        """Show an empty conversation, which an answer that is still growing leaves empty."""
        if run := self._runs.get(str(request.session_hash)):
            run.cleared = True
            run.ended.set()
        return _empty()

    async def _answer(self, messages: list[Message], role: Any, request: gr.Request) -> Updates:
        session = str(request.session_hash)
        if session in self._runs:
            return
        if len(self._runs) >= MOST_WAITING:
            yield _update(notice=BUSY)
            return
        run = self._runs[session] = _Run()
        try:
            yield _update(box=_busy(), notice="", chat=messages)
            updates = self._growing(messages, role)
            last = messages
            async with self._at_once:
                while (update := await _next_unless(run.ended, updates)) is not None:
                    last = update[CHAT]
                    yield update
            if run.cleared:
                yield _empty()
            elif run.ended.is_set():
                yield _update(box=_ready(), chat=_stopped(last))
            else:
                yield _update(box=_ready(), chat=last)
        finally:
            del self._runs[session]

    def _growing(self, messages: list[Message], role: Any) -> Iterator[tuple[Any, ...]]:
        """Yield what the page shows while the last question of a conversation is answered."""
        before, text = messages[:-1], question_of(messages[-1])
        turn = sum(message["role"] == "user" for message in messages)
        question = Question(text=text, role=_role(role), history=turns(before))
        try:
            yield from self._grown(question, messages, turn)
        except CoachError as error:
            yield self._failed(_sentence(str(error)), messages, turn)
        except Exception:
            _log.exception("a question on the page failed")
            yield self._failed(FAILED, messages, turn)

    def _grown(self, question: Question, messages: list[Message], turn: int) -> Iterator[tuple[Any, ...]]:
        answer, due, first = None, 0.0, True
        for answer in self._coach.stream(question):
            if time.monotonic() < due:
                continue
            chat = [*messages, answer_message(answer, turn)]
            if first:
                self._passages.remember(answer.citations)
                beside, first = self._panel(answer, turn, messages[:-1]), False
                yield _update(chat=chat, passages=beside, keep=self._to_keep(answer))
            else:
                yield _update(chat=chat)
            due = time.monotonic() + SECONDS_BETWEEN_UPDATES
        if answer is not None:
            yield _update(chat=[*messages, with_options(answer_message(answer, turn), _to_go_on(answer))])

    def _failed(self, why: str, messages: list[Message], turn: int) -> tuple[Any, ...]:
        return _update(
            chat=[*messages, notice_message(why)],
            passages=self._panel(None, turn, messages[:-1]),
            keep=_nothing_to_keep(),
        )

    def _panel(self, answer: Answer | None, turn: int, before: list[Message]) -> str:
        earlier, number, question = [], 0, ""
        for message in before:
            if message["role"] == "user":
                number, question = number + 1, question_of(message)
            elif (said := turn_of(message)) is not None:
                earlier.append((number, question, self._passages.cited_in(said)))
        return panel(answer, turn, earlier)

    def _to_keep(self, answer: Answer) -> tuple[Any, Any, Any]:
        files = written(answer, Path(self._kept.name))
        if files is None:
            return _nothing_to_keep()
        return gr.Row(visible=True), gr.DownloadButton(value=str(files[0])), gr.DownloadButton(value=str(files[1]))


def chat_page(coach: Coach) -> gr.Blocks:
    """Return the page, ready to be mounted."""
    conversation = Conversation(coach)
    page: gr.Blocks
    with gr.Blocks(title=TITLE, fill_width=True, analytics_enabled=False, delete_cache=(3600, 86400)) as page:
        with gr.Row(elem_id="top"):
            _markup(HEADER)
            role = gr.Dropdown(
                [(name, role) for role, name in ROLE_NAMES.items()],
                value="unknown",
                label="My role",
                filterable=False,
                min_width=150,
                scale=0,
                elem_id="role",
            )
            new = gr.Button("New conversation", size="sm", min_width=140, scale=0, elem_id="new")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", min_width=280):
                chat = _chat()
                notice = _markup("", elem_id="notice")
                box = gr.Textbox(
                    label="Your question",
                    show_label=False,
                    placeholder="Ask a question …",
                    lines=1,
                    max_lines=6,
                    max_length=LONGEST_TYPED,
                    submit_btn=True,
                    autofocus=True,
                    elem_id="question",
                    container=False,
                )
            with gr.Column(elem_id="beside", min_width=280):
                with gr.Row(elem_id="keep", visible=False) as keep:
                    as_markdown = gr.DownloadButton("Next steps as Markdown", size="sm", min_width=120)
                    as_csv = gr.DownloadButton("as CSV", size="sm", min_width=80)
                beside = _markup(LEGEND, elem_id="passages")
        _markup(FOOTER)
        _wire(conversation, chat, (box, notice), role, new, (beside, keep, as_markdown, as_csv))
    return page


def _markup(html: str, elem_id: str | None = None) -> gr.Markdown:
    """Show HTML of our own, escaped where it was built; the HTML component would need ``unsafe-eval``."""
    return gr.Markdown(html, sanitize_html=False, latex_delimiters=[], container=False, elem_id=elem_id)


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        label="Conversation",
        show_label=False,
        elem_id="conversation",
        height=None,
        autoscroll=False,
        layout="panel",
        placeholder=WELCOME,
        examples=[{"text": text, "display_text": f"{person}\n{text}"} for person, text in EXAMPLES],
        buttons=["copy"],
        sanitize_html=True,
        allow_tags=False,
        latex_delimiters=[],
        allow_file_downloads=False,
        group_consecutive_messages=False,
    )


def _wire(
    conversation: Conversation,
    chat: gr.Chatbot,
    asking: tuple[gr.Textbox, gr.Markdown],
    role: gr.Dropdown,
    new: gr.Button,
    beside: tuple[gr.Markdown, gr.Row, gr.DownloadButton, gr.DownloadButton],
) -> None:
    """Connect the events; none keeps anything on the server, and raw messages are read by ``received`` alone."""
    box, notice = asking
    shown = [box, notice, chat, *beside]
    hidden: dict[str, Any] = {"show_progress": "hidden", "preprocess": False}
    growing = {**hidden, "concurrency_limit": None}
    box.submit(conversation.ask, [box, chat, role], shown, api_name="answer", **growing)
    chat.option_select(conversation.choose, [chat, role], shown, api_visibility="private", **growing)
    chat.example_select(conversation.choose_example, [role], shown, api_visibility="private", **growing)
    chat.retry(conversation.retry, [chat, role], shown, api_visibility="private", **growing)
    box.stop(conversation.stop, None, None, queue=False, api_visibility="private", **hidden)
    for cleared in (new.click, chat.clear):
        cleared(conversation.begin_again, None, shown, queue=False, api_visibility="private", **hidden)


async def _next_unless(ended: asyncio.Event, updates: Iterator[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """Return the next update, made in a thread; None where there is none, or where it was told to end before."""
    waiting = asyncio.ensure_future(ended.wait())
    making = asyncio.ensure_future(to_thread.run_sync(next, updates, None, abandon_on_cancel=True))
    try:
        await asyncio.wait({waiting, making}, return_when=asyncio.FIRST_COMPLETED)
        return None if ended.is_set() else making.result()
    finally:
        waiting.cancel()
        making.cancel()


def _update(
    *, box: Any = None, notice: str | None = None, chat: Any = None, passages: str | None = None, keep: Any = None
) -> tuple[Any, ...]:
    """Return one update of the page; what is None stays as it is shown."""
    parts = [gr.skip() if part is None else part for part in (box, notice, chat, passages)]
    return (*parts, *(keep or (gr.skip(), gr.skip(), gr.skip())))


def _stopped(messages: list[Message]) -> list[Message]:
    """Return what is shown of an answer that was stopped, marked as such."""
    if messages[-1]["role"] == "user":
        return [*messages, {"role": "assistant", "content": STOPPED}]
    return [*messages[:-1], {**messages[-1], "content": f"{messages[-1]['content']}\n\n{STOPPED}"}]


def _empty() -> tuple[Any, ...]:
    return _update(box=_ready(""), notice="", chat=[], passages=LEGEND, keep=_nothing_to_keep())


def _busy() -> Any:
    return gr.Textbox("", submit_btn=False, stop_btn=True)


def _ready(text: str | None = None) -> Any:
    if text is None:
        return gr.Textbox(submit_btn=True, stop_btn=False)
    return gr.Textbox(text, submit_btn=True, stop_btn=False)


def _nothing_to_keep() -> tuple[Any, Any, Any]:
    return gr.Row(visible=False), gr.DownloadButton(value=None), gr.DownloadButton(value=None)


def _to_go_on(answer: Answer) -> tuple[str, ...]:
    if answer.outcome == "abstained":
        return tuple(f"What does {place.title.split(' · ', 1)[0]} ask for?" for place in answer.nearest)
    return answer.follow_ups


def _role(role: Any) -> Role:
    return next((known for known in ROLES if known == role), "unknown")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"

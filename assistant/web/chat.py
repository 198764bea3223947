"""The chat page: a leader asks, the answer grows, its passages and next steps stand beside it."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr
from anyio import to_thread

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
SECONDS_BETWEEN_UPDATES = 0.04
TOO_LONG = "Your question has {typed:,} characters and at most {read:,} are read. It is still in the box: shorten it."
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


class Conversation:
    """Answers the events of the page; keeps no conversation, each arrives with its event."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._passages = Passages()
        self._kept = TemporaryDirectory(prefix="coach-steps-")

    def answer(self, shown: Any, role: Any) -> Iterator[tuple[Any, ...]]:
        """Yield what the page shows while the last question of a conversation is answered."""
        messages = received(shown)
        if not messages or messages[-1]["role"] != "user":
            yield tuple(gr.skip() for _ in range(5))
            return
        before, text = messages[:-1], question_of(messages[-1])
        turn = sum(message["role"] == "user" for message in messages)
        question = Question(text=text, role=_role(role), history=turns(before))
        try:
            yield from self._growing(question, messages, turn)
        except CoachError as error:
            yield (
                [*messages, notice_message(_sentence(str(error)))],
                self._panel(None, turn, before),
                *_nothing_to_keep(),
            )
        except Exception:
            _log.exception("a question on the page failed")
            yield [*messages, notice_message(FAILED)], self._panel(None, turn, before), *_nothing_to_keep()

    async def events(self, shown: Any, role: Any) -> AsyncIterator[tuple[Any, ...]]:
        """Yield what ``answer`` does, between two of which the person can stop it."""
        updates = self.answer(shown, role)
        while (update := await to_thread.run_sync(next, updates, None, abandon_on_cancel=True)) is not None:
            yield update

    def _growing(self, question: Question, messages: list[Message], turn: int) -> Iterator[tuple[Any, ...]]:
        answer, due, first = None, 0.0, True
        for answer in self._coach.stream(question):
            if time.monotonic() < due:
                continue
            beside: tuple[Any, ...] = (gr.skip(), gr.skip(), gr.skip(), gr.skip())
            if first:
                self._passages.remember(answer.citations)
                beside, first = (self._panel(answer, turn, messages[:-1]), *self._to_keep(answer)), False
            yield [*messages, answer_message(answer, turn)], *beside
            due = time.monotonic() + SECONDS_BETWEEN_UPDATES
        if answer is not None:
            whole = with_options(answer_message(answer, turn), _to_go_on(answer))
            yield [*messages, whole], gr.skip(), gr.skip(), gr.skip(), gr.skip()

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
    quiet: dict[str, Any] = {
        "queue": False,
        "preprocess": False,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    box, notice = asking
    starts = [
        box.submit(_post, [box, chat], [box, notice, chat], **quiet),
        chat.option_select(_choose, [chat], [box, notice, chat], **quiet),
        chat.example_select(_choose_example, None, [box, notice, chat], **quiet),
        chat.retry(_rewind, [chat], [box, notice, chat], **quiet),
    ]
    answers = [
        start.success(
            conversation.events,
            [chat, role],
            [chat, *beside],
            api_name="answer" if n == 0 else None,
            api_visibility="public" if n == 0 else "private",
            preprocess=False,
            show_progress="hidden",
            concurrency_id="answer",
        )
        for n, start in enumerate(starts)
    ]
    for answered in answers:
        answered.then(_ready, None, [box], **quiet)
    box.stop(_halt, [chat], [box, notice, chat], cancels=answers, **quiet)
    for cleared in (new.click, chat.clear):
        cleared(_begin_again, None, [box, notice, chat, *beside], cancels=answers, **quiet)


def _post(text: Any, shown: Any) -> tuple[Any, Any, Any]:
    if not isinstance(text, str) or not text.strip():
        return gr.skip(), gr.skip(), gr.skip()
    if len(text) > LONGEST:
        return gr.skip(), TOO_LONG.format(typed=len(text), read=LONGEST), gr.skip()
    return _busy(), "", [*received(shown), question_message(text)]


def _choose(shown: Any, chosen: gr.SelectData) -> tuple[Any, Any, Any]:
    return _busy(), "", [*received(shown), question_message(str(chosen.value))]


def _choose_example(chosen: gr.SelectData) -> tuple[Any, Any, Any]:
    return _busy(), "", [question_message(str(chosen.value["text"]))]


def _rewind(shown: Any) -> tuple[Any, Any, Any]:
    messages = received(shown)
    while messages and messages[-1]["role"] == "assistant":
        messages.pop()
    return _busy(), "", messages


def _halt(shown: Any) -> tuple[Any, Any, Any]:
    messages = received(shown)
    if messages and messages[-1]["role"] == "assistant":
        messages[-1]["content"] += f"\n\n{STOPPED}"
    else:
        messages.append({"role": "assistant", "content": STOPPED})
    return _ready(), "", messages


def _begin_again() -> tuple[Any, ...]:
    return _ready(""), "", [], LEGEND, *_nothing_to_keep()


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
        return tuple(f"What does {place.title} ask for?" for place in answer.nearest)
    return answer.follow_ups


def _role(role: Any) -> Role:
    return next((known for known in ROLES if known == role), "unknown")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"

"""The chat page: a leader asks, the answer grows, its passages and next steps stand beside it."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

import gradio as gr

from assistant.answer import Role
from assistant.web.citations import LEGEND
from assistant.web.conversation import AT_ONCE, MOST_WAITING, Conversation
from assistant.web.pages.places import ACCOUNT, EVALUATE, PLACES
from assistant.web.talking import Talking

TITLE = "Leadership Coach"
LONGEST_TYPED = 100_000
GRADIO_AT_ONCE = AT_ONCE + MOST_WAITING + 28
GRADIO_WAITING = 100
ROLE_NAMES: dict[Role, str] = {
    "unknown": "Any role",
    "superintendent": "Superintendent",
    "principal": "Principal",
    "coach": "Coach",
    "teacher-leader": "Teacher leader",
    "it": "Technology lead",
    "board": "Board member",
}
HIDDEN: dict[str, Any] = {"show_progress": "hidden", "preprocess": False}
GROWING: dict[str, Any] = {**HIDDEN, "concurrency_limit": None}
UNQUEUED: dict[str, Any] = {**HIDDEN, "queue": False, "api_visibility": "private"}
EXAMPLES = (
    ("Principal", "How do I start an AI task force?"),
    ("Principal", "How do I get families involved in our vision for technology?"),
    ("Coach", "Plan a one-hour workshop on digital citizenship."),
    ("Coach", "What does shared vision look like in practice?"),
    ("Evaluator", "What evidence shows that a strategic plan is in use?"),
    ("Evaluator", "What are the indicators of a culture of innovation?"),
)
HEADER = """
<header class="top"><h1>Leadership Coach</h1>
<p>Cited answers, on this machine</p>
<nav aria-label="Main">{links}</nav></header>
"""
WELCOME = """
<div class="welcome"><h2>What are you working on?</h2>
<p>Ask as you would ask a colleague. Every answer names the indicators behind it:
<a href="/tour">how it works</a>.</p></div>
"""
# Shown once a conversation is kept: where it is kept, it can be taken from.
TAKE = """
<form method="post" action="/history" hidden>Download the conversation:
<button name="do" value="docx">Word</button> <button name="do" value="md">Markdown</button></form>
"""
ONWARD = '<a href="#beside">Passages, next steps and downloads ↓</a>'
FOOTER = """
<footer class="bottom">Not affiliated with or endorsed by the frameworks' publishers
({publishers}). {goes}.</footer>
"""


def chat_page(
    conversation: Conversation,
    talking: Talking,
    publishers: Iterable[str],
    goes_to: str | None = None,
    *,
    signing_in: bool = False,
    evaluating: bool = False,
) -> gr.Blocks:
    """Return the page, ready to be mounted.

    Args:
        conversation: Answers scripts, and stops.
        talking: Answers the page's own events.
        publishers: Those of the texts that it answers from.
        goes_to: Where questions go beside this machine, in words; None where they stay on it.
        signing_in: Whether people sign in, and have an account to look at.
        evaluating: Whether everybody may open the Evaluate page.
    """
    page: gr.Blocks
    with gr.Blocks(title=TITLE, fill_width=True, analytics_enabled=False) as page:
        with gr.Row(elem_id="top"):
            _markup(HEADER.format(links=_links(signing_in, evaluating)))
            role = _role()
            new = gr.Button("New conversation", size="sm", min_width=140, scale=0, elem_id="new")
        place = gr.Textbox(visible="hidden", elem_id="place", show_label=False)
        keeping = _markup("", elem_id="keeping")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk", min_width=280):
                hello = _markup("", elem_id="hello")
                chat = _chat()
                _markup(ONWARD, elem_id="onward")
                notice = _markup("", elem_id="notice")
                box = _box()
                school = _markup("", elem_id="school")
            with gr.Column(elem_id="beside", min_width=280):
                with gr.Row(elem_id="keep", visible=False) as keep:
                    as_markdown = gr.DownloadButton("Next steps as Markdown", size="sm", min_width=120)
                    as_csv = gr.DownloadButton("as CSV", size="sm", min_width=80)
                _markup(TAKE, elem_id="take")
                beside = _markup(LEGEND, elem_id="passages")
        _markup(FOOTER.format(publishers=html.escape(", ".join(publishers)), goes=html.escape(_goes(goes_to))))
        shown = [box, notice, chat, beside, keep, as_markdown, as_csv]
        _wire_scripts(conversation, box, chat, role, shown)
        _wire(talking, (box, chat, new), role, place, [*shown, place, keeping])
        page.load(talking.open, None, [*shown, place, keeping, role, school, hello], **UNQUEUED)
        role.input(talking.choose_role, [role], None, **UNQUEUED)
    page.max_threads = GRADIO_AT_ONCE  # those who wait and those who are told that it is full run in it, too
    page.queue(max_size=GRADIO_WAITING, api_open=False)
    return page


def _box() -> gr.Textbox:
    return gr.Textbox(
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


def _role() -> gr.Dropdown:
    return gr.Dropdown(
        [(name, role) for role, name in ROLE_NAMES.items()],
        value="unknown",
        label="My role",
        filterable=False,
        min_width=150,
        scale=0,
        elem_id="role",
    )


def _links(signing_in: bool, evaluating: bool) -> str:
    """Return the links to the app's other pages."""
    others = [place for place in PLACES if place.root != "/"]
    others += ([EVALUATE] if evaluating else []) + ([ACCOUNT] if signing_in else [])
    return " ".join(f'<a href="{place.root}">{html.escape(place.title)}</a>' for place in others)


def _goes(goes_to: str | None) -> str:
    return "Nothing you type leaves this machine" if goes_to is None else f"What you type goes to {goes_to}"


def _markup(text: str, elem_id: str | None = None) -> gr.Markdown:
    """Show HTML of our own, escaped where it was built; the HTML component would need ``unsafe-eval``."""
    return gr.Markdown(text, sanitize_html=False, latex_delimiters=[], container=False, elem_id=elem_id)


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
        editable="user",
    )


def _wire_scripts(
    conversation: Conversation, box: gr.Textbox, chat: gr.Chatbot, role: gr.Dropdown, shown: list[Any]
) -> None:
    """Connect what scripts may call, and what ends an answer whoever asked."""
    script = gr.Button(visible=False)
    script.click(conversation.ask, [box, chat, role], shown, api_name="answer", **GROWING)
    box.stop(conversation.stop, None, None, queue=False, api_visibility="private", **HIDDEN)


def _wire(
    talking: Talking,
    parts: tuple[gr.Textbox, gr.Chatbot, gr.Button],
    role: gr.Dropdown,
    place: gr.Textbox,
    shown: list[Any],
) -> None:
    """Connect the page's events; raw messages are read by ``received`` alone, and whose a place is, by the memory."""
    box, chat, new = parts
    going: dict[str, Any] = {"outputs": shown, "api_visibility": "private", **GROWING}
    box.submit(talking.ask, [box, chat, role, place], **going)
    chat.option_select(talking.choose, [chat, role, place], **going)
    chat.example_select(talking.choose_example, [role], **going)
    chat.retry(talking.retry, [chat, role, place], **going)
    chat.edit(talking.edit, [chat, role, place], **going)
    for cleared in (new.click, chat.clear):
        cleared(talking.begin_again, None, shown, **UNQUEUED)

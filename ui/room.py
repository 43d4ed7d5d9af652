"""The interview page: chat, input, buttons and side panel; after the interview the report stands above them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui import aside, board
from ui import confirm as confirmation
from ui.regrade import Again
from ui.regrade import lay_out as lay_out_again
from ui.report import Files, lay_out_files

ASK_TO_END = "End the interview now and read the report?"
KEYS = """<p class="quiet"><kbd>F4</kbd> hint · <span class="onward"><kbd>F8</kbd> next phase · </span><kbd>F2</kbd>
edit last answer · <kbd>F9</kbd> pause · <kbd>Esc</kbd> stop, or back to your answer. Typing /hint<span class="onward">,
/next</span> or /edit works, too.</p>"""


@dataclass(frozen=True)
class Room:
    column: Any
    heading: Any
    report: Any
    files: Files
    again: Again
    chat: Any
    notice: Any
    tools: Any
    box: Any
    send: Any
    stop: Any
    editing: Any
    set_aside: Any
    leave: Any
    hint: Any
    onward: Any
    edit: Any
    end: Any
    actions: Any
    confirm: Any
    really: Any
    question: Any
    keep: Any
    phases: Any
    sources: Any
    board: board.Board
    aside: aside.Aside

    @property
    def shown(self) -> list[Any]:
        """Everything that a turn may change; the chat first."""
        return [
            self.chat, self.box, self.notice, self.report, self.phases, self.sources, self.heading,
            self.column, self.files.row, *self.again.shown, self.tools, self.actions, self.confirm, *self.buttons,
            self.stop, self.editing, self.set_aside, self.leave, self.question, *self.aside.shown, *self.board.shown,
        ]  # fmt: skip

    @property
    def buttons(self) -> list[Any]:
        """Those which rest while the interviewer speaks; `send` comes first."""
        return [self.send, self.hint, self.onward, self.edit, self.end, self.really]


def lay_out() -> Room:
    with gr.Column(visible=False, elem_id="room") as column:
        heading = gr.HTML(elem_id="heading")
        files = lay_out_files()
        report = gr.HTML(elem_id="report", visible=False)
        drawn = board.lay_out_report()
        again = lay_out_again()
        with gr.Row(elem_id="table", equal_height=False):
            with gr.Column(scale=3, min_width=320):
                gr.HTML('<p aria-hidden="true"></p>', elem_id="now")  # the words are set by room.js; the panel has them
                chat = gr.Chatbot(
                    label="Interview", show_label=False, height="var(--chat-height)", sanitize_html=True,
                    latex_delimiters=[], buttons=[], allow_tags=False, feedback_options=None, elem_id="chat",
                    group_consecutive_messages=False,
                )  # fmt: skip
                notice = gr.HTML(elem_classes="notice", elem_id="room-notice", visible=False)
                with gr.Column(elem_id="tools") as tools:
                    with gr.Row(elem_id="say", equal_height=True):
                        box = gr.Textbox(
                            label="Your answer", show_label=False, lines=1, max_lines=12, scale=8, autofocus=True,
                            placeholder="Your answer. Enter sends, Shift+Enter starts a new line.", elem_id="box",
                            min_width=200,
                        )  # fmt: skip
                        send = gr.Button("Send", variant="primary", scale=1, min_width=80, elem_id="send")
                        stop = gr.Button("Stop", variant="stop", scale=1, min_width=80, visible=False, elem_id="stop")
                    editing = gr.Textbox("", visible="hidden", label="Editing", elem_id="editing")
                    set_aside = gr.State("")
                    with gr.Row(elem_id="buttons") as actions:
                        hint = gr.Button("Hint", size="sm", min_width=90, elem_id="hint")
                        onward = gr.Button(
                            "Next phase", size="sm", min_width=110, elem_id="next", elem_classes="onward"
                        )
                        toggle = gr.Button("Whiteboard", size="sm", min_width=110, elem_id="whiteboard")
                        edit = gr.Button("Edit last answer", size="sm", min_width=130, elem_id="edit")
                        leave = gr.Button(
                            "Leave it as it was", size="sm", min_width=140, visible=False, elem_id="leave"
                        )
                        end = gr.Button("End interview", size="sm", min_width=120, elem_id="end")
                    with gr.Row(visible=False, elem_id="confirm") as confirm:
                        question = gr.HTML(ASK_TO_END, min_width=200, scale=2)
                        really = gr.Button("Yes, end it", variant="stop", size="sm", min_width=110, elem_id="really")
                        keep = gr.Button("Keep going", size="sm", min_width=110, elem_id="keep")
                    gr.HTML(KEYS, elem_id="keys")
            whiteboard = board.lay_out(toggle, drawn)
            with gr.Column(scale=1, min_width=280, elem_id="panel"):
                phases = gr.HTML(elem_id="phases")
                beside = aside.lay_out()
                sources = gr.HTML(elem_id="sources")
    confirmation.wire(end, keep, confirm, actions)
    return Room(
        column, heading, report, files, again, chat, notice, tools, box, send, stop, editing, set_aside,
        leave, hint, onward, edit, end, actions, confirm, really, question, keep, phases, sources, whiteboard, beside,
    )  # fmt: skip

"""The interview page: chat, input, buttons and side panel; after the interview the report stands above them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from ui import board


@dataclass(frozen=True)
class Room:
    column: Any
    heading: Any
    report: Any
    answer: Any
    worked: Any
    transcript: Any
    chat: Any
    notice: Any
    tools: Any
    box: Any
    send: Any
    hint: Any
    onward: Any
    end: Any
    actions: Any
    confirm: Any
    really: Any
    keep: Any
    phases: Any
    sources: Any
    board: board.Board

    @property
    def shown(self) -> list[Any]:
        """Everything that a turn may change; the chat first."""
        return [
            self.chat, self.box, self.notice, self.report, self.worked, self.phases, self.sources, self.heading,
            self.column, self.answer, self.transcript, self.tools, self.actions, self.confirm, *self.buttons,
            *self.board.shown,
        ]  # fmt: skip

    @property
    def buttons(self) -> list[Any]:
        """Those which rest while the interviewer speaks."""
        return [self.send, self.hint, self.onward, self.end, self.really]


def asking(asked: bool) -> list[Any]:
    """The buttons, or in their place the question whether to end the interview."""
    return [gr.update(visible=not asked), gr.update(visible=asked)]


def lay_out() -> Room:
    with gr.Column(visible=False, elem_id="room") as column:
        heading = gr.HTML(elem_id="heading")
        report = gr.HTML(elem_id="report", visible=False)
        with gr.Accordion("A worked answer", open=False, visible=False, elem_id="answer") as answer:
            worked = gr.Markdown(latex_delimiters=[], sanitize_html=True)
        drawn = board.lay_out_report()
        transcript = gr.HTML("<h2>Transcript</h2>", visible=False, elem_id="transcript")
        with gr.Row(elem_id="table", equal_height=False):
            with gr.Column(scale=3, min_width=320):
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
                    with gr.Row(elem_id="buttons") as actions:
                        hint = gr.Button("Hint", size="sm", min_width=90, elem_id="hint")
                        onward = gr.Button("Next phase", size="sm", min_width=110, elem_id="next")
                        toggle = gr.Button("Whiteboard", size="sm", min_width=110, elem_id="whiteboard")
                        end = gr.Button("End interview", size="sm", min_width=120, elem_id="end")
                    with gr.Row(visible=False, elem_id="confirm") as confirm:
                        gr.HTML("End the interview now and read the report?", min_width=200, scale=2)
                        really = gr.Button("Yes, end it", variant="stop", size="sm", min_width=110, elem_id="really")
                        keep = gr.Button("Keep going", size="sm", min_width=110, elem_id="keep")
            whiteboard = board.lay_out(toggle, drawn)
            with gr.Column(scale=1, min_width=280, elem_id="panel"):
                phases = gr.HTML(elem_id="phases")
                sources = gr.HTML(elem_id="sources")
    for button, asked in ((end, True), (keep, False)):
        button.click(partial(asking, asked), None, [actions, confirm], api_name=False, show_progress="hidden")
    return Room(
        column, heading, report, answer, worked, transcript, chat, notice, tools, box, send, hint, onward, end, actions,
        confirm, really, keep, phases, sources, whiteboard,
    )  # fmt: skip

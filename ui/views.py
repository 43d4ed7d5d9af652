"""What the page shows for a state of the interview: component → update."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import gradio as gr

from agent.margin import Margin
from agent.sections import section_names
from agent.service import InterviewService
from agent.state import Interview
from rubrics.render import report_markdown
from rubrics.report import Report
from ui import board, drill, report
from ui.aside import pause_button
from ui.chat import messages
from ui.escape import in_html
from ui.panel import sources, stepper_of
from ui.room import Room

Updates = dict[Any, Any]
MODE_WORDS = {"mock": "mock interview", "coach": "coached interview"}


def room_view(service: InterviewService, room: Room, session: str, state: Interview, text: str = "") -> Updates:
    """The interview page for a state, ready for the next answer, with the report once there is one."""
    over = state.report is not None
    return {
        room.column: gr.update(visible=True),
        room.heading: heading(service, state),
        room.chat: messages(state),
        room.phases: stepper_of(service, session, state),
        room.sources: sources(state),
        room.tools: gr.update(visible=not over),
        room.actions: gr.update(visible=True),
        room.confirm: gr.update(visible=False),
        room.notice: notice(""),
        room.aside.pause: pause_button(not over and service.paused(session), over),
        **inputs(room, text),
        **editing(room, False),
        **report_view(service, room, session, state),
        **board.report_view(room.board, state),
    }


def editing(room: Room, begun: bool) -> Updates:
    """What only shows while the last answer is being edited, and what rests meanwhile."""
    resting: Updates = {part: gr.update(interactive=not begun) for part in (room.hint, room.onward, room.end)}
    parts = {room.edit: gr.update(visible=not begun, interactive=True), room.leave: gr.update(visible=begun)}
    return resting | parts | {room.editing: "yes" if begun else ""}


def report_view(service: InterviewService, room: Room, session: str, state: Interview) -> Updates:
    over = state.report is not None
    updates: Updates = {part: gr.update(visible=over) for part in (room.report, room.answer, room.transcript)}
    if state.report is not None:
        names = section_names(service.content)
        render = drill.render if state.report.drill else report.render
        text = with_notes(report_markdown(state.report, names), service.notes(session))
        html = bar(state.report, text) + render(state.report, names)
        updates[room.report] = gr.update(value=html, visible=True)
        question = service.content.questions[state.setup.question]
        worked = report.worked_answer(question.reference)
        updates[room.worked] = drill.worked_answer(question.reference, state.report) if state.report.drill else worked
    return updates


def bar(found: Report, text: str) -> str:
    """The download goes from the page itself: no copy of a report stays on the server's disk."""
    data = b64encode(text.encode()).decode()
    name = f"greenroom-{in_html(found.question)}.md"
    href = f"data:text/markdown;base64,{data}"
    return (
        f'<p class="bar"><a class="button" download="{name}" href="{href}">Download the report</a>'
        '<a class="button" href="./">New interview</a></p>'
    )


def heading(service: InterviewService, state: Interview) -> str:
    title = service.content.questions[state.setup.question].title
    template = service.content.templates[state.setup.template].title
    about = f"{state.setup.level} level · {MODE_WORDS[state.setup.mode]} · {template}"
    if state.setup.drill:
        about = drill.about(state.setup, service.content)
    return f'<h2>{in_html(title)}</h2><span class="quiet">{in_html(about)}</span>'


def inputs(room: Room, text: str, rest: bool = False) -> Updates:
    """The box with `text` in it, and the buttons; closed (`rest`) while the interviewer speaks."""
    buttons: Updates = {part: gr.update(interactive=not rest) for part in room.buttons}
    buttons |= {room.send: gr.update(visible=not rest), room.stop: gr.update(visible=rest, interactive=True)}
    return buttons | {room.box: gr.update(value=text, interactive=not rest)}


def with_notes(text: str, margin: Margin) -> str:
    """A report in Markdown, with the candidate's own notes where they are wanted in it."""
    if not (margin.in_report and margin.notes.strip()):
        return text
    return f"{text.rstrip()}\n\n## My notes\n\n```text\n{margin.notes.replace('```', '')}\n```\n"


def notice(text: str) -> Any:
    """One sentence to the candidate; takes no room when there is none."""
    return gr.update(value=f'<p role="status">{in_html(text)}</p>' if text else "", visible=bool(text))

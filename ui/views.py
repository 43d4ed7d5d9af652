"""What the page shows for a state of the interview: component → update."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import gradio as gr

from agent.sections import section_names
from agent.service import InterviewService
from agent.state import ExaminerName, Interview
from rubrics.render import report_markdown
from rubrics.report import Report
from ui import drill, report
from ui.chat import messages
from ui.escape import in_html
from ui.panel import examiner_line, sources, stepper
from ui.room import Room

Updates = dict[Any, Any]
MODE_WORDS = {"mock": "mock interview", "coach": "coached interview"}


def room_view(service: InterviewService, room: Room, session: str, state: Interview, text: str = "") -> Updates:
    """The interview page for a state, ready for the next answer, with the report once there is one."""
    over = state.report is not None
    used = service.used(session) if state.setup.examiner == ExaminerName.LLM else None
    return {
        room.column: gr.update(visible=True),
        room.heading: heading(service, state),
        room.chat: messages(state),
        room.phases: stepper(state, service.plan(state.setup)) + examiner_line(state, used),
        room.sources: sources(state),
        room.tools: gr.update(visible=not over),
        room.actions: gr.update(visible=True),
        room.confirm: gr.update(visible=False),
        room.notice: notice(""),
        **inputs(room, text),
        **report_view(service, room, state),
    }


def report_view(service: InterviewService, room: Room, state: Interview) -> Updates:
    over = state.report is not None
    updates: Updates = {part: gr.update(visible=over) for part in (room.report, room.answer, room.transcript)}
    if state.report is not None:
        names = section_names(service.content)
        render = drill.render if state.report.drill else report.render
        html = bar(state.report, report_markdown(state.report, names)) + render(state.report, names)
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
    return buttons | {room.box: gr.update(value=text, interactive=not rest)}


def notice(text: str) -> Any:
    """One sentence to the candidate; takes no room when there is none."""
    return gr.update(value=f'<p role="status">{in_html(text)}</p>' if text else "", visible=bool(text))

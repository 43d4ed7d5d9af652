"""What the page shows for a state of the interview: component → update."""

from __future__ import annotations

from typing import Any

import gradio as gr

from agent.grading.grade import grade_of
from agent.margin import Margin
from agent.sections import section_names
from agent.service import InterviewService
from agent.state import Interview
from ui import board, drill
from ui.aside import Updates, pause_button
from ui.chat import messages
from ui.escape import in_html
from ui.panel import sources, stepper_of
from ui.regrade import offered
from ui.report import frame
from ui.room import ASK_TO_END, Room

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
        **_endings(room, bool(state.setup.drill)),
        **report_view(service, room, state),
        **board.report_view(room.board, state),
    }


def _endings(room: Room, is_drill: bool) -> Updates:
    """What ends. A drill has no next phase either; that button is hidden by style.css."""
    return {
        room.end: gr.update(value="End the drill" if is_drill else "End interview", interactive=True),
        room.question: "End the drill now and see how it went?" if is_drill else ASK_TO_END,
    }


def editing(room: Room, begun: bool) -> Updates:
    """What only shows while the last answer is being edited, and what rests meanwhile."""
    resting: Updates = {part: gr.update(interactive=not begun) for part in (room.hint, room.onward, room.end)}
    parts = {room.edit: gr.update(visible=not begun, interactive=True), room.leave: gr.update(visible=begun)}
    return resting | parts | {room.editing: "yes" if begun else ""}


def report_view(service: InterviewService, room: Room, state: Interview) -> Updates:
    """Once there is a report it takes the place of the chat, which it contains; a drill has a short one above it."""
    grade = grade_of(state)
    if state.report is not None and state.report.drill:
        question = service.content.questions[state.setup.question]
        drills = service.history.drills([state.owner])
        onward = drill.onward(state.report, service.content, drills, service.now().date())
        page = drill.render(state.report, section_names(service.content), question.reference, onward)
        return {room.report: gr.update(value=page, visible=True), room.files.row: gr.update(visible=False)} | offered(
            room.again, None
        )
    updates: Updates = {room.report: gr.update(visible=False), room.files.row: gr.update(visible=grade is not None)}
    if grade is not None:
        updates[room.report] = gr.update(value=frame(grade, service.content), visible=True)
    return updates | offered(room.again, grade)


def noted(notes: list[str], margin: Margin) -> list[str]:
    """The notes of a report that is handed out, with the candidate's own where that is wished."""
    lines = margin.notes.splitlines() if margin.in_report else []
    return [*notes, *(f"My notes: {line.strip()}" for line in lines if line.strip())]


def heading(service: InterviewService, state: Interview) -> str:
    title = service.content.questions[state.setup.question].title
    template = service.content.templates[state.setup.template].title
    new = '<a class="button" href="./">New interview</a>' if state.report else ""
    about = f"{state.setup.level} level · {MODE_WORDS[state.setup.mode]} · {template}"
    if state.setup.drill:
        about = drill.about(state.setup, service.content)
    return f'<h2>{in_html(title)}</h2><span class="quiet">{in_html(about)}</span>{new}'


def inputs(room: Room, text: str, rest: bool = False) -> Updates:
    """The box with `text` in it, and the buttons; closed (`rest`) while the interviewer speaks."""
    buttons: Updates = {part: gr.update(interactive=not rest) for part in room.buttons}
    buttons |= {
        room.send: gr.update(visible=not rest),
        room.stop: gr.update(value="Stop", visible=rest, interactive=True),
    }
    return buttons | {room.box: gr.update(value=text, interactive=not rest)}


def notice(text: str) -> Any:
    """One sentence to the candidate; takes no room when there is none."""
    return gr.update(value=f'<p role="status">{in_html(text)}</p>' if text else "", visible=bool(text))

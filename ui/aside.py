"""Beside the interview: the clock's pause button and time cues, and the candidate's notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from agent.margin import Margin
from agent.service import InterviewService
from ui.panel import stepper_of

MOST_NOTES = 8000  # characters
Updates = dict[Any, Any]


@dataclass(frozen=True)
class Aside:
    pause: Any
    hidden: Any
    away: Any
    pad: Any
    notes: Any
    in_report: Any

    @property
    def shown(self) -> list[Any]:
        return [self.pause, self.pad, self.notes, self.in_report]


def lay_out() -> Aside:
    gr.HTML('<p role="status"></p>', elem_id="cue")  # the words are set by room.js as time goes by
    with gr.Row(elem_id="clock"):
        pause = gr.Button("Pause", size="sm", min_width=90, elem_id="pause")
        hidden = gr.Checkbox(
            False, label="Pause when I leave this tab", container=False, min_width=180, elem_id="pause-away"
        )
    away = gr.BrowserState(False, storage_key="greenroom-pause-away", secret="greenroom")
    with gr.Accordion("Notes", open=False, elem_id="pad") as pad:
        notes = gr.Textbox(
            label="Numbers and notes, for you alone", lines=4, max_lines=12, max_length=MOST_NOTES, elem_id="notes",
            placeholder="2e9 users × 5 opens/day ÷ 86,400 s ≈ 116k requests/s",
        )  # fmt: skip
        in_report = gr.Checkbox(False, label="Add them to the report I download", container=False, elem_id="notes-in")
    hidden.change(lambda on: on, hidden, away, api_name=False, show_progress="hidden", queue=False)
    return Aside(pause, hidden, away, pad, notes, in_report)


def pause_button(standing: bool, over: bool = False) -> Any:
    return gr.update(value="Go on" if standing else "Pause", visible=not over)


def written(aside: Aside, margin: Margin) -> Updates:
    """The notes of a session that is opened."""
    return {
        aside.notes: margin.notes,
        aside.in_report: margin.in_report,
        aside.pad: gr.update(open=bool(margin.notes)),
    }


class Clock:
    """The events of what stands beside the interview."""

    def __init__(self, service: InterviewService, aside: Aside, phases: Any) -> None:
        self.service, self.aside, self.phases = service, aside, phases

    def pause(self, session: str) -> Updates:
        """Stops the clock, or lets it go on."""
        stand = not self.service.paused(session)
        self.service.pause(session, stand)
        shown = stepper_of(self.service, session, self.service.view(session))
        return {self.phases: shown, self.aside.pause: pause_button(stand)}

    def keep(self, session: str, notes: str, in_report: bool) -> None:
        if session:
            self.service.keep_notes(session, (notes or "")[:MOST_NOTES], in_report)


def wire(clock: Clock, session: Any, app: Any) -> None:
    aside = clock.aside
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_name": False}
    app.load(lambda on: bool(on), aside.away, aside.hidden, **quiet)
    aside.pause.click(clock.pause, session, [clock.phases, aside.pause], trigger_mode="once", **quiet)
    for event in (aside.notes.change, aside.notes.blur, aside.in_report.change):
        event(clock.keep, [session, aside.notes, aside.in_report], None, trigger_mode="always_last", **quiet)

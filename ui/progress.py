"""The progress page: how it went over time, what to practise next, the common mistakes, and one's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from agent.checklist import checklist
from agent.content import Content
from agent.progress import Progress, mistakes_in
from agent.sections import section_names
from rubrics.schema import Competency
from rubrics.words import competency_name
from ui import confirm as confirmation
from ui import tables

LEVELS: list[float | None] = [0, 4]
NOTHING = Progress([], [], [], [], [], [], mistakes_in([]), set())  # until the page has asked for more


@dataclass(frozen=True)
class Page:
    overview: Any
    charts: Any
    verdicts: Any
    competencies: list[Any]
    figures: Any
    drills: Any
    start: Any
    other: Any
    start_other: Any
    notice: Any
    weakest: Any
    finished: Any
    mistakes: Any
    ticks: list[Any]
    export: Any
    exported: Any
    really: Any
    actions: Any
    confirm: Any
    data_notice: Any

    @property
    def shown(self) -> list[Any]:
        return [
            self.overview, self.charts, self.verdicts, *self.competencies, self.figures, self.drills, self.start,
            self.notice, self.weakest, self.finished, self.mistakes, *self.ticks, self.actions, self.confirm,
            self.data_notice,
        ]  # fmt: skip


def lay_out(content: Content) -> Page:
    criteria = sorted((c.name, c.id) for c in content.criteria.values() if not c.observed)
    with gr.Column(elem_id="progress"):
        overview = gr.HTML(tables.overview(NOTHING), elem_id="overview")
        with gr.Column(visible=False, elem_id="charts") as charts:
            verdicts = _plot("Score of each verdict", height=220)
            with gr.Row(elem_id="competencies"):
                competencies = [_plot(competency_name(c), height=150) for c in Competency]
            with gr.Accordion("The competencies as a table", open=False):
                figures = gr.HTML()
        gr.HTML("<h2>What to practise next</h2>")
        drills = gr.Radio(
            [], label="Drills: one criterion, one question, five minutes", visible=False, elem_id="drills"
        )
        start = gr.Button("Start the drill", variant="primary", visible=False, elem_id="start-drill")
        with gr.Accordion("Another criterion", open=False):
            other = gr.Dropdown(criteria, value=None, label="Criterion", elem_id="other-criterion")
            start_other = gr.Button("Practise it", elem_id="start-other")
        notice = gr.HTML(elem_classes="notice", visible=False)
        weakest = gr.HTML(elem_id="weakest")
        gr.HTML("<h2>Common mistakes</h2>")
        mistakes = gr.HTML(tables.mistakes(NOTHING, section_names(content)), elem_id="mistakes")
        with gr.Accordion("Checklist to tick off", open=False, elem_id="checklist"):
            ticks = [
                gr.CheckboxGroup([(item.text, item.id) for item in part.items], label=part.title)
                for part in checklist().checklist
            ]
        finished = gr.HTML(elem_id="finished")
        gr.HTML(
            "<h2>Your data</h2><p>Everything is kept on this server: transcripts, reports, drills, ticks. Take it with "
            "you as one JSON file, or delete it.</p>"
        )
        exported = gr.Textbox(visible="hidden", label="Export", elem_id="exported")
        with gr.Row() as actions:
            export = gr.Button("Export everything", min_width=200, elem_id="export")
            delete = gr.Button("Delete everything", min_width=200, elem_id="delete-all")
        with gr.Row(visible=False, elem_id="confirm-delete-all") as confirm:
            gr.HTML("Delete all your interviews, reports and drills, for good?", min_width=200, scale=2)
            really = gr.Button("Yes, delete everything", variant="stop", min_width=180, elem_id="really-delete-all")
            keep = gr.Button("Keep it", min_width=110)
        data_notice = gr.HTML(elem_classes="notice", visible=False, elem_id="data-notice")
    confirmation.wire(delete, keep, confirm, actions)
    return Page(
        overview, charts, verdicts, competencies, figures, drills, start, other, start_other, notice, weakest, finished,
        mistakes, ticks, export, exported, really, actions, confirm, data_notice,
    )  # fmt: skip


def _plot(title: str, height: int) -> Any:
    """One line each: a legend of six would not fit on a narrow screen, and colours alone tell nothing to some."""
    return gr.LinePlot(
        x="finished", y="score", title=title, x_title=" ", y_title="0 to 4", y_lim=LEVELS, x_axis_format="%d %b %H:%M",
        height=height, min_width=280, tooltip="all",
    )  # fmt: skip

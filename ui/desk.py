"""The feedback page: transcripts of interviews held elsewhere go in, reports come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from agent.content import DEFAULT_TEMPLATE, Content
from agent.grading.question import UNKNOWN
from agent.settings import ModelSettings
from rubrics.verdict import Seniority
from ui.model import examiner_radio
from ui.regrade import Again
from ui.regrade import lay_out as lay_out_again
from ui.report import Files, lay_out_files
from ui.setup import LEVELS, questions

RECOGNISED = "recognised"
KEPT_SECONDS = 3600  # for which a page's transcripts and reports stay in memory


@dataclass(frozen=True)
class Desk:
    dropped: Any
    listed: Any
    forget: Any
    text: Any
    question: Any
    template: Any
    level: Any
    candidate: Any
    examiner: Any
    give: Any
    status: Any
    summary: Any
    pick: Any
    files: Files
    again: Again
    report: Any
    sources: Any
    outcomes: Any

    @property
    def fields(self) -> list[Any]:
        return [
            self.sources, self.text, self.question, self.template, self.level, self.candidate, self.examiner,
        ]  # fmt: skip

    @property
    def results(self) -> list[Any]:
        return [self.give, self.status, self.summary, self.pick, *self.shown, self.outcomes]

    @property
    def shown(self) -> list[Any]:
        """What belongs to the report that is picked."""
        return [self.files.row, *self.again.shown, self.report]


def lay_out(content: Content) -> Desk:
    bank = [("Find out from the transcript", RECOGNISED), *questions(content)[1:], ("None of these", UNKNOWN)]
    templates = sorted((t.title, t.id) for t in content.templates.values())
    with_model = ModelSettings().configured
    sources = gr.State([], time_to_live=KEPT_SECONDS)
    outcomes = gr.State([], time_to_live=KEPT_SECONDS)
    with gr.Column(elem_id="feedback"):
        gr.HTML(
            "<h2>Feedback on an interview you have had</h2><p>Drop transcripts or paste one. You get the verdict, the "
            "evidence for it and what to work on. Text, Markdown, VTT, SRT, JSON and docx are read. They are graded on "
            "this server and not stored."
            + (" The language model reads them too, if you choose it." if with_model else "")
            + "</p>"
        )
        dropped = gr.File(label="Transcripts, up to 20 MB each", file_count="multiple", height=150, elem_id="drop")
        with gr.Row(elem_id="dropped"):
            listed = gr.HTML(visible=False, elem_id="listed", min_width=200, scale=3)
            forget = gr.Button("Remove files", size="sm", visible=False, min_width=110, elem_id="forget")
        text = gr.Textbox(
            label="Or paste a transcript", lines=6, max_lines=14, elem_id="pasted",
            placeholder="Interviewer: Design a system that …\nCandidate: Before I design anything, …",
        )  # fmt: skip
        question = gr.Dropdown(bank, value=RECOGNISED, label="Question")
        chosen = DEFAULT_TEMPLATE if DEFAULT_TEMPLATE in content.templates else templates[0][1]
        template = gr.Dropdown(templates, value=chosen, label="Template")
        level = gr.Radio(LEVELS, value=Seniority.SENIOR.value, label="Level")
        candidate = gr.Textbox(
            label="Candidate's name in the transcript", placeholder="Found out when left empty", max_lines=1
        )
        examiner = examiner_radio(visible=with_model)
        give = gr.Button("Give feedback", variant="primary", elem_id="give")
        status = gr.HTML(elem_classes="notice", visible=False)
    with gr.Column(elem_id="results"):
        summary = gr.HTML(visible=False, elem_id="summary")
        pick = gr.Dropdown([], label="Report", visible=False, elem_id="pick")
        files = lay_out_files()
        report = gr.HTML(visible=False, elem_id="grade")
        again = lay_out_again()
    return Desk(
        dropped, listed, forget, text, question, template, level, candidate, examiner, give, status, summary, pick,
        files, again, report, sources, outcomes,
    )  # fmt: skip

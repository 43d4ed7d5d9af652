"""The Library page: how its parts are laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rubrics.schema import Group

LONGEST = 1_000  # characters of a query
GUIDES = ""  # searched where no collection is named
WELCOME = "Choose a guide, or search them all. The interviewer draws on them for its hints and follow-up questions."


@dataclass(frozen=True)
class Stacks:
    """The components of the page."""

    parts: Any
    tabs: dict[str, Any]
    questions: Any
    templates: Any
    criteria: Any
    query: Any
    subject: Any
    place: Any
    find: Any
    status: Any
    found: Any
    contents: Any
    article: Any


def lay_out() -> Stacks:
    subjects = [("All subjects", ""), *((g.value.capitalize(), g.value) for g in Group)]
    tabs = {}
    with gr.Column(elem_id="library"), gr.Tabs(elem_id="stacks") as parts:
        with gr.Tab("Questions", id="questions") as tabs["questions"]:
            questions = gr.HTML(elem_classes="reading")
        with gr.Tab("Guides", id="guides") as tabs["guides"]:
            with gr.Row(elem_id="search", equal_height=True):
                query = gr.Textbox(
                    label="Search the guides", placeholder="For example: rare positives", max_lines=1, scale=4,
                    min_width=240, max_length=LONGEST + 1, elem_id="query",
                )  # fmt: skip
                subject = gr.Dropdown(subjects, value="", label="Subject", scale=1, min_width=150)
                place = gr.Dropdown(
                    [("The guides", GUIDES)], value=GUIDES, label="Search in", scale=1, min_width=150, visible=False
                )
                find = gr.Button("Search", variant="primary", scale=0, min_width=100, elem_id="find")
            status = gr.HTML(elem_classes="notice", visible=False)
            found = gr.HTML(visible=False, elem_id="found", elem_classes="reading")
            with gr.Row(equal_height=False):
                with gr.Column(scale=1, min_width=260):
                    contents = gr.HTML(elem_id="contents", elem_classes="reading")
                with gr.Column(scale=3, min_width=300):
                    article = gr.Markdown(
                        WELCOME, sanitize_html=True, latex_delimiters=[], header_links=False, elem_id="article"
                    )
        with gr.Tab("Criteria", id="criteria") as tabs["criteria"]:
            criteria = gr.HTML(elem_classes="reading")
        with gr.Tab("Templates", id="templates") as tabs["templates"]:
            templates = gr.HTML(elem_classes="reading")
    return Stacks(
        parts, tabs, questions, templates, criteria, query, subject, place, find, status, found, contents, article
    )

"""A report in the app: its page in a frame of its own, and buttons that hand it out as a file."""

from __future__ import annotations

import logging
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from agent.content import Content
from agent.drills import can_be_drilled
from agent.grading.grade import INTERVIEW, Grade
from agent.grading.output import as_bytes
from agent.grading.page import grade_page
from ui.escape import in_html
from ui.links import drill_address

BASE = '<base href="about:srcdoc">'  # links to turns stay in the frame
TYPES = {"pdf": "application/pdf", "html": "text/html", "md": "text/markdown", "json": "application/json"}
LABELS = {"pdf": "PDF", "html": "HTML", "md": "Markdown", "json": "JSON"}
SAVE = "(file) => { window.greenroom.save(file); return ''; }"
FAILED = "This report could not be written as {}. The other formats are not affected."
log = logging.getLogger("greenroom.ui")


@dataclass(frozen=True)
class Files:
    """The row of buttons; `made` carries a file from the server to the browser's own save dialogue."""

    row: Any
    buttons: dict[str, Any]
    made: Any


def frame(grade: Grade, content: Content) -> str:
    """No script runs in it, so nothing that anyone said can; page.js makes it as high as the report and as dark."""
    page = grade_page(grade, content, _drills(grade, content)).replace("<head>", f"<head>{BASE}", 1)
    return (
        f'<iframe class="report-page" title="Report: {in_html(grade.report.title)}, {in_html(grade.source)}" '
        f'sandbox="allow-same-origin" srcdoc="{in_html(page)}"></iframe>'
    )


def _drills(grade: Grade, content: Content) -> dict[str, str]:
    """Where to practise what is to be improved, by criterion: on the same question. A transcript's page is not left,
    since nothing of it is kept."""
    if grade.format != INTERVIEW:
        return {}
    found = [i.criterion for i in grade.report.improvements if can_be_drilled(content, i.criterion)]
    return {criterion: drill_address(criterion, grade.question).removeprefix("?") for criterion in found}


def lay_out_files(visible: bool = False) -> Files:
    with gr.Row(visible=visible, elem_classes="files") as row:
        gr.HTML("Download as", min_width=0, elem_classes="label")
        buttons = {suffix: gr.Button(LABELS[suffix], size="sm", min_width=90, scale=0) for suffix in TYPES}
    made = gr.Textbox(label="File", elem_classes="carrier")  # visible="hidden" does not last in a hidden column
    return Files(row, buttons, made)


def wire_files(files: Files, inputs: Any, found: Callable[..., Grade | None], content: Content) -> None:
    """`found` gives the grade for the values of `inputs`."""
    for suffix, button in files.buttons.items():
        button.click(
            partial(_made, suffix, found, content), inputs, files.made, api_name=False, show_progress="hidden"
        ).then(None, files.made, files.made, js=SAVE, api_name=False)


def _made(suffix: str, found: Callable[..., Grade | None], content: Content, *values: Any) -> str:
    grade = found(*values)
    if grade is None:
        return ""
    try:
        data = as_bytes(grade, content, suffix)
    except Exception as error:  # the PDF library stumbles over rare text
        log.exception("no file")
        raise gr.Error(FAILED.format(LABELS[suffix]), print_exception=False) from error
    return carried(f"{file_name(grade)}.{suffix}", TYPES[suffix], data)


def carried(name: str, kind: str, data: bytes) -> str:
    """A file as page.js takes it (`save`)."""
    return f"{name}\n{kind}\n{b64encode(data).decode()}"


def file_name(grade: Grade) -> str:
    if grade.format == INTERVIEW:
        return f"greenroom-{grade.question}"
    stem = re.sub(r"[^\w.-]+", "-", Path(grade.source).stem).strip("-.") or "transcript"
    return f"feedback-{stem}"

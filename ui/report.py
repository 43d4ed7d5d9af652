"""A report in the app: its page in a frame of its own, and buttons that hand it out as a file."""

from __future__ import annotations

import logging
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr

from agent.content import Content
from agent.grading.grade import INTERVIEW, Grade
from agent.grading.output import as_text, write_grade
from ui.escape import in_html

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
    page = as_text(grade, content, "html").replace("<head>", f"<head>{BASE}", 1)
    return (
        f'<iframe class="report-page" title="Report: {in_html(grade.report.title)}, {in_html(grade.source)}" '
        f'sandbox="allow-same-origin" srcdoc="{in_html(page)}"></iframe>'
    )


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
        data = file_of(grade, content, suffix)
    except Exception as error:  # the PDF library stumbles over rare text
        log.exception("no file")
        raise gr.Error(FAILED.format(LABELS[suffix]), print_exception=False) from error
    return carried(f"{file_name(grade)}.{suffix}", TYPES[suffix], data)


def carried(name: str, kind: str, data: bytes) -> str:
    """A file as page.js takes it (`save`)."""
    return f"{name}\n{kind}\n{b64encode(data).decode()}"


def file_of(grade: Grade, content: Content, suffix: str) -> bytes:
    """Made in memory or in a folder that is gone at once: no copy of a report stays on the server's disk."""
    if suffix != "pdf":
        return as_text(grade, content, suffix).encode()
    with TemporaryDirectory(prefix="greenroom-") as folder:
        path = Path(folder) / "report.pdf"
        write_grade(grade, content, path, "pdf")
        return path.read_bytes()


def file_name(grade: Grade) -> str:
    if grade.format == INTERVIEW:
        return f"greenroom-{grade.question}"
    stem = re.sub(r"[^\w.-]+", "-", Path(grade.source).stem).strip("-.") or "transcript"
    return f"feedback-{stem}"

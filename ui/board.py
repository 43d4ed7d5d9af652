"""The whiteboard beside the chat: Mermaid source, drawn as one writes, kept with the session, sent with the answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from agent.board import BadBoard, drawing, fenced, is_starter, parse_board, starters
from agent.service import InterviewService
from agent.state import Interview
from rubrics.words import board_sentences
from ui.escape import in_html

FOCUS = """() => { setTimeout(() => document.querySelector("#board-source textarea")?.focus(), 80); }"""
WIDER = """() => document.querySelector("#room").classList.toggle("wide-board") ? "Smaller" : "Larger" """
MARKDOWN: dict[str, Any] = {"sanitize_html": True, "latex_delimiters": [], "container": False}


@dataclass(frozen=True)
class Board:
    column: Any
    source: Any
    said: Any
    drawn: Any
    toggle: Any
    opened: Any
    starters: list[Any]
    before: Any
    undo: Any
    wider: Any
    report: Any
    report_words: Any
    report_drawn: Any

    @property
    def shown(self) -> list[Any]:
        """What a page that is opened, or an interview that ends, changes."""
        return [
            self.column, self.source, self.toggle, self.opened, self.report, self.report_words, self.report_drawn,
        ]  # fmt: skip


def lay_out(toggle: Any, report: tuple[Any, Any, Any]) -> Board:
    """The column of the board; `toggle` is the button that shows it, `report` the parts of `lay_out_report`."""
    with gr.Column(scale=3, min_width=320, visible=False, elem_id="board") as column:
        gr.HTML('<h2>Whiteboard</h2><p class="quiet">Boxes and arrows in Mermaid; goes along with what you send.</p>')
        with gr.Row(elem_id="starters"):
            buttons = [gr.Button(name, size="sm", min_width=90) for name in starters()]
            undo = gr.Button("Undo", size="sm", min_width=80, visible=False, elem_id="undo-board")
            wider = gr.Button("Larger", size="sm", min_width=80, elem_id="wide-board")
        source = gr.Textbox(
            label="Diagram source", value="", lines=7, max_lines=14, elem_id="board-source", autoscroll=False,
            placeholder="Nothing is on the board yet. Choose a start above, or write lines such as: User --> API",
            html_attributes=_plain(),
        )  # fmt: skip
        said = gr.HTML(elem_id="board-said")
        drawn = gr.Markdown(elem_id="board-drawn", label="Drawing", **MARKDOWN)
    return Board(column, source, said, drawn, toggle, gr.State(False), buttons, gr.State(""), undo, wider, *report)


def lay_out_report() -> tuple[Any, Any, Any]:
    """The whiteboard in the report: what was read on it, and the drawing."""
    with gr.Column(visible=False, elem_id="report-board") as column:
        words = gr.HTML()
        drawn = gr.Markdown(elem_id="report-drawn", **MARKDOWN)
    return column, words, drawn


def wire(board: Board, service: InterviewService, session: Any) -> None:
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_name": False}
    opened = board.toggle.click(toggled, board.opened, [board.opened, board.column, board.toggle], **quiet)
    opened.then(None, None, None, js=FOCUS, api_name=False)
    shows, undoing = [board.drawn, board.said], [board.before, board.undo]
    # Not `input`, which Gradio sends for typed characters only: neither for what is pasted nor for what is deleted.
    board.source.change(partial(drawn, service), [session, board.source], shows, trigger_mode="always_last", **quiet)
    for button in board.starters:
        begun = button.click(partial(begin, button.value), board.source, [board.source, *undoing], **quiet)
        begun.then(None, None, None, js=FOCUS, api_name=False)
    board.undo.click(undone, board.before, [board.source, *undoing], **quiet)
    board.wider.click(None, None, board.wider, js=WIDER, api_name=False)


def toggled(opened: bool) -> list[Any]:
    return [not opened, gr.update(visible=not opened), _label(not opened)]


def begin(name: str, source: str) -> list[Any]:
    """A starter in place of what is on the board; what was drawn comes back by `undone`."""
    drawn = source if source.strip() and not is_starter(source) else ""
    return [starters()[name], drawn, gr.update(visible=bool(drawn))]


def undone(before: str) -> list[Any]:
    return [before, "", gr.update(visible=False)]


def drawn(service: InterviewService, session: str, source: str) -> list[Any]:
    """The board kept and drawn; while a line is unfinished the last drawing stays, and what is wrong is said."""
    try:
        service.keep_board(session, source)
    except BadBoard as error:
        return [gr.skip(), _status(str(error))]
    except KeyError:
        pass  # nothing to keep it with; it is drawn all the same
    return look(source)


def look(source: str) -> list[Any]:
    """The drawing of a source, and how much is on it or what is wrong with it."""
    if not source.strip():
        return ["", ""]
    try:
        diagram = parse_board(source)
    except BadBoard as error:
        return [gr.skip(), _status(f"{error} Until it can be read, the drawing stays as it was.")]
    boxes, arrows = len(diagram.nodes), len(diagram.edges)
    counted = f"{boxes} {'box' if boxes == 1 else 'boxes'}, {arrows} {'arrow' if arrows == 1 else 'arrows'}"
    return [fenced(drawing(diagram)), f'<p class="quiet" role="status">{counted}</p>']


def opened_with(board: Board, source: str, over: bool) -> dict[Any, Any]:
    """The page as it is opened again: the board with what was on it, out of the way where it is empty."""
    show = bool(source.strip()) and not over
    return {
        board.source: source,
        board.opened: show,
        board.column: gr.update(visible=show),
        board.toggle: _label(show),
    }


def report_view(board: Board, state: Interview) -> dict[Any, Any]:
    """The board's place in the report, and the board away once there is one."""
    row = state.report.board if state.report else None
    updates: dict[Any, Any] = {board.report: gr.update(visible=row is not None)}
    if state.report:
        updates |= {board.column: gr.update(visible=False)}
    if row is not None:
        sentences = "".join(f"<p>{in_html(sentence)}</p>" for sentence in board_sentences(row))
        source = f"<details><summary>Source</summary><pre>{in_html(row.source)}</pre></details>"
        updates[board.report_words] = f"<h2>Whiteboard</h2>{sentences}{source}"
        picture = fenced(row.drawing) if row.drawing else ""
        updates[board.report_drawn] = gr.update(value=picture, visible=bool(picture))
    return updates


def _label(opened: bool) -> Any:
    return gr.update(value="Hide board" if opened else "Whiteboard")


def _status(sentence: str) -> str:
    return f'<p role="status">{in_html(sentence)}</p>'


def _plain() -> Any:
    return gr.InputHTMLAttributes(spellcheck=False, autocapitalize="off", autocorrect="off")

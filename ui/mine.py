"""One's own interviews on the set-up page: open ones to go on with, finished ones to read again; any to delete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from agent.content import Content
from agent.history import Entry
from agent.service import InterviewService, UnknownSession
from rubrics.verdict import NAMES
from ui import confirm as confirmation
from ui.aside import Updates
from ui.owners import Owners, belongs
from ui.views import notice

MOST = 50


@dataclass(frozen=True)
class Mine:
    column: Any
    pick: Any
    open: Any
    delete: Any
    confirm: Any
    really: Any
    notice: Any

    @property
    def shown(self) -> list[Any]:
        return [self.column, self.pick, self.open, self.delete, self.confirm, self.notice]


def lay_out() -> Mine:
    with gr.Column(visible=False, elem_id="mine") as column:
        pick = gr.Radio([], label="Your interviews", elem_id="my-interviews")
        with gr.Row():
            opened = gr.Button("Open", interactive=False, min_width=100, elem_id="open-session")
            delete = gr.Button("Delete", interactive=False, min_width=100, elem_id="delete-session")
        with gr.Row(visible=False, elem_id="confirm-delete") as confirm:
            gr.HTML("Delete this interview with its report, for good?", min_width=200, scale=2)
            really = gr.Button("Yes, delete it", variant="stop", size="sm", min_width=110, elem_id="really-delete")
            keep = gr.Button("Keep it", size="sm", min_width=110)
    said = gr.HTML(elem_classes="notice", visible=False)
    confirmation.wire(delete, keep, confirm)
    return Mine(column, pick, opened, delete, confirm, really, said)


class MyInterviews:
    """The events of the list."""

    def __init__(self, service: InterviewService, mine: Mine, owners: Owners) -> None:
        self.service, self.mine, self.owners = service, mine, owners

    def show(self, kept: str | None) -> Updates:
        owners = self.owners.shown(kept)
        entries = self.service.history.entries(owners)[:MOST]
        ordered = sorted(entries, key=lambda e: e.finished is not None)  # what can be continued first
        choices = [(label(e, self.service.content), e.session) for e in ordered]
        mine = self.mine
        return {
            mine.column: gr.update(visible=bool(choices)),
            mine.pick: gr.update(choices=choices, value=None),
            mine.notice: notice(""),
            **self.picked(None),
        }

    def picked(self, session: str | None) -> Updates:
        chosen = bool(session)
        return {
            self.mine.open: gr.update(interactive=chosen),
            self.mine.delete: gr.update(interactive=chosen),
            self.mine.confirm: gr.update(visible=False),
        }

    def delete(self, session: str | None, kept: str | None) -> Iterator[Updates]:
        said = "The interview and its report are deleted."
        if session and belongs(self.service, session, self.owners.shown(kept)):
            try:
                self.service.delete(session)
            except UnknownSession:
                said = "This interview had been deleted already."
        else:
            said = "Only your own interviews can be deleted here; nothing was changed."
        yield self.show(kept) | {self.mine.notice: notice(said)}


def label(entry: Entry, content: Content) -> str:
    """`Card payment fraud detection · senior · 21 Nov 2026 · hire 2.41`."""
    question = content.questions.get(entry.question)
    parts = [question.title if question else entry.question, entry.level, f"{entry.used:%d %b %Y}"]
    if entry.drill:
        criterion = content.criteria.get(entry.drill)
        parts[0] = f"Drill: {criterion.name if criterion else entry.drill}"
    return " · ".join([*parts, state_words(entry)])


def state_words(entry: Entry) -> str:
    if not entry.finished:
        return "to be continued"
    if entry.drill:
        level = entry.results.levels.get(entry.drill)
        return "not assessed" if level is None else f"level {level} of 4"
    if entry.score is None or entry.decision is None:
        return "incomplete"
    return f"{NAMES[entry.decision]}, {entry.score:.2f} of 4"

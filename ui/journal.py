"""What the progress page does: shows, starts drills, keeps ticks, exports and deletes."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import gradio as gr
import pandas as pd

from agent.belongings import as_json, belongings, delete_all
from agent.drills import Drill, drill_setup, free_drill
from agent.examiner.choice import ExaminerChoice, chosen
from agent.progress import Progress, progress_of
from agent.sections import section_names
from agent.service import InterviewService
from agent.settings import ModelSettings
from rubrics.schema import Competency
from rubrics.words import plural
from ui import tables
from ui.aside import Updates
from ui.links import DRILL, ON
from ui.owners import Owners
from ui.progress import Page
from ui.report import carried
from ui.turns import Turns
from ui.views import notice

log = logging.getLogger("greenroom.ui")


class Journal:
    """The events of the page. `kept` is the browser's id."""

    def __init__(self, service: InterviewService, page: Page, turns: Turns, owners: Owners, tabs: Any) -> None:
        self.service, self.page, self.turns, self.owners, self.tabs = service, page, turns, owners, tabs

    def show(self, kept: str | None) -> Updates:
        owners, today = self.owners.shown(kept), self.service.now().date()
        self.service.catch_up()
        found, content, page = progress_of(self.service.history, owners, today), self.service.content, self.page
        choices = tables.drill_choices(found, content, today)
        first = choices[0][1] if choices else None
        return {
            page.overview: tables.overview(found),
            page.charts: gr.update(visible=len(found.verdicts) > 1),  # one point makes no line
            page.verdicts: _points((e.finished, e.score) for e in found.verdicts),
            **self._competencies(found),
            page.figures: tables.competencies(found),
            page.drills: gr.update(choices=choices, value=first, visible=bool(choices)),
            page.start: gr.update(visible=bool(choices)),
            page.notice: notice("" if choices else "A finished interview adds its two weakest criteria here."),
            page.weakest: _section("Weakest criteria", tables.weakest(found, content)),
            page.finished: _section("Finished", tables.interviews(found, content)),
            page.mistakes: tables.mistakes(found, section_names(content)),
            page.actions: gr.update(visible=True),
            page.confirm: gr.update(visible=False),
            page.data_notice: notice(""),
            **self._ticked(found.ticked),
        }

    def _competencies(self, found: Progress) -> Updates:
        return {
            plot: _points((e.finished, e.results.competencies.get(competency)) for e in found.interviews)
            for plot, competency in zip(self.page.competencies, Competency, strict=True)
        }

    def _ticked(self, ticked: set[str]) -> Updates:
        return {group: [key for _, key in group.choices if key in ticked] for group in self.page.ticks}

    def tick(self, kept: str | None, *groups: list[str]) -> None:
        known = {key for group in self.page.ticks for _, key in group.choices}
        self.service.history.tick(self.owners.shown(kept), {key for group in groups for key in group} & known)

    def drill(self, criterion: str | None, kept: str | None) -> Iterator[Updates]:
        """Starts a drill and leads to it."""
        if criterion:
            yield from self._begun(criterion, "", kept, lambda said: {self.page.notice: notice(said)})
        else:
            yield {self.page.notice: notice("Please choose a criterion first.")}

    def arrive(self, kept: str | None, request: gr.Request) -> Iterator[Updates]:
        """The page was opened: an address that asks for a drill begins it."""
        asked = request.query_params if request else {}
        if DRILL not in asked:
            yield {self.page.notice: gr.skip()}
            return
        yield from self._begun(asked[DRILL], asked.get(ON, ""), kept, self.turns.at_setup)

    def _begun(
        self, criterion: str, question: str, kept: str | None, told: Callable[[str], Updates]
    ) -> Iterator[Updates]:
        """The drill, opened; or `told` why there is none."""
        try:
            wanted = self._wanted(criterion, self.owners.shown(kept))
            examiner = chosen(ExaminerChoice.AUTO, ModelSettings())
            setup = drill_setup(self.service.content, wanted, secrets.randbelow(2**31), question)
            setup = setup.model_copy(update={"examiner": examiner})
            session = self.service.start(setup, owner=wanted.owner)
            for update in self.turns.come_back(session):
                yield update | {self.tabs: gr.update(selected="interview")}
        except KeyError as error:
            said = str(error.args[0])
            yield told(said[:1].upper() + said[1:] + ("" if said.endswith("?") else "."))
        except Exception:
            log.exception("the drill could not be started")
            yield told("The drill could not be started; nothing is lost, please try again.")

    def _wanted(self, criterion: str, owners: list[str]) -> Drill:
        drills = self.service.history.drills(owners)
        found = next((d for d in drills if d.criterion == criterion), None)
        return found or free_drill(self.service.content, criterion, owners[0], self.service.now().date())

    def export(self, kept: str | None) -> str:
        text = as_json(belongings(self.service, self.owners.shown(kept)))
        return carried("greenroom.json", "application/json", text.encode())

    def delete(self, kept: str | None) -> Updates:
        count = delete_all(self.service, self.owners.shown(kept))
        said = f"Deleted: {plural(count, 'interview')} with reports, drills and ticks."
        return self.show(kept) | {self.page.data_notice: notice(said), self.turns.remembered: ""}


def _points(rows: Iterable[tuple[datetime | None, float | None]]) -> pd.DataFrame:
    """For a plot: when, and a score where there is one."""
    return pd.DataFrame([row for row in rows if row[1] is not None], columns=["finished", "score"])


def _section(title: str, body: str) -> str:
    return f"<h2>{title}</h2>{body}" if body else ""

"""Everything Greenroom keeps of somebody: to take away as one JSON file, and to delete."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version

from pydantic import BaseModel, Field

from agent.drills import Drill
from agent.export import InterviewFile, interview_file
from agent.history import Entry
from agent.service import InterviewService, UnknownSession

LOG = logging.getLogger("greenroom")


class Kept(BaseModel):
    """One interview or drill: what the lists say of it, and all of it."""

    entry: Entry
    interview: InterviewFile


class Belongings(BaseModel):
    greenroom: str = Field(description="the version that wrote this file")
    exported: datetime
    interviews: list[Kept] = Field(description="with transcripts and reports, drills included")
    drills: list[Drill] = Field(description="in rotation")
    ticked: list[str] = Field(description="items of the checklist")


def belongings(service: InterviewService, owners: Sequence[str]) -> Belongings:
    """Everything of these owners."""
    service.catch_up()
    kept = []
    for entry in service.history.entries(owners):
        try:
            kept.append(Kept(entry=entry, interview=interview_file(service.view(entry.session))))
        except UnknownSession:  # deleted a moment ago, in another window
            continue
    return Belongings(
        greenroom=version("greenroom"),
        exported=service.now(),
        interviews=kept,
        drills=service.history.drills(owners),
        ticked=sorted(service.history.ticks(owners)),
    )


def as_json(found: Belongings) -> str:
    return found.model_dump_json(indent=2) + "\n"


def delete_all(service: InterviewService, owners: Sequence[str]) -> int:
    """Deletes all sessions, results, drills and ticks of these owners; how many sessions there were."""
    service.catch_up()
    entries = service.history.entries(owners)
    for entry in entries:
        try:
            service.delete(entry.session)
        except UnknownSession:
            LOG.info("session %s was gone already", entry.session[:6])
    service.history.forget_all(owners)
    return len(entries)

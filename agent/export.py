"""An interview as a file: what `greenroom chat --json` writes. Its schema is `schemas/interview.schema.json`.

It holds no session id and no time of day: the same script and seed give the same bytes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from agent.state import Interview, ModelCall, Move, PhaseClock, Setup, Source, Turn
from rubrics.evidence import Evidence, PitfallSeen
from rubrics.report import Report
from rubrics.schema import Level


class MoveRow(Move):
    """What the interviewer did."""

    facts: list[str] = Field(description="ids of the question's facts that were said")


class TurnRow(BaseModel):
    """One turn, by either side."""

    id: int
    speaker: Literal["interviewer", "candidate"]
    phase: str
    at: float = Field(description="seconds since the interview began")
    text: str
    action: str = Field(description="say, or the button a candidate used instead of words")
    board: str = Field(description="the whiteboard's Mermaid source, where this turn changed it")
    move: MoveRow | None = Field(description="what the interviewer did; none for the candidate's turns")
    rung: int = Field(ge=0, le=3, description="the rung of a hint; 0 where the turn is no hint")
    criterion: str | None = Field(description="the criterion the turn is aimed at")
    sources: list[Source] = Field(description="the passages the turn rests on")
    examiner: str | None = Field(description="who worded it")
    call: ModelCall | None = Field(description="what a model was asked for it")


class LedgerRow(BaseModel):
    """What was seen of one criterion."""

    criterion: str
    level: Level | None = Field(description="none: not assessed")
    asked: int
    unanswered: int
    hints: int = Field(description="the highest rung given")
    evidence: list[Evidence]
    finding: str = Field(description="what a model that graded it says the evidence shows")
    spread: int = Field(description="how far the passes of that model were apart")


class InterviewFile(BaseModel):
    """A whole interview."""

    greenroom: str = Field(description="the version that held the interview")
    setup: Setup
    ended: Literal["", "finished", "by candidate", "script ran out"] = Field(description="empty: still going on")
    turns: list[TurnRow]
    ledger: list[LedgerRow] = Field(description="sorted by criterion")
    facts_revealed: list[str] = Field(description="ids of the question's facts, in the order they were asked for")
    assumptions: list[str]
    pitfalls: list[PitfallSeen]
    graders: dict[str, str] = Field(description="phase to the examiner that graded it, where a model was asked to")
    phases: list[PhaseClock] = Field(description="the clock: seconds planned and spent in each phase")
    report: Report | None = Field(description="none while the interview is going on")


def interview_file(state: Interview) -> InterviewFile:
    """The file of an interview, finished or not."""
    ledger = [LedgerRow.model_validate(entry.model_dump()) for _, entry in sorted(state.ledger.items())]
    return InterviewFile(
        greenroom=version("greenroom"),
        setup=state.setup,
        ended=state.ended,
        turns=[_turn_row(turn) for turn in state.turns],
        ledger=ledger,
        facts_revealed=state.facts_revealed,
        assumptions=state.assumptions,
        pitfalls=state.pitfalls,
        graders=state.graders,
        phases=state.phases,
        report=state.report,
    )


def _turn_row(turn: Turn) -> TurnRow:
    move = turn.move
    facts = [answer.fact for answer in move.answers if answer.fact] if move else []
    derived = {
        "move": move.model_dump() | {"facts": facts} if move else None,
        "rung": move.rung if move else 0,
        "criterion": move.criterion if move else None,
    }
    return TurnRow.model_validate(turn.model_dump() | derived)


def as_json(state: Interview) -> str:
    """The text of the file: in the models' order, indented, ending in a newline."""
    return interview_file(state).model_dump_json(indent=2) + "\n"


# --- writing -----------------------------------------------------------------------------------------------------


def check_writable(path: Path) -> None:
    """Raises OSError where `write_whole` would, before anything is said."""
    if _stream(path):
        return
    target = path.resolve()
    if target.is_dir():
        raise IsADirectoryError(f"{path}: this is a folder; name a file to write to")
    if not target.parent.is_dir():
        raise FileNotFoundError(f"{path}: the folder {target.parent} does not exist; create it first")
    try:
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(13, "permission denied")
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise OSError(f"{path}: cannot be written to ({(error.strerror or str(error)).lower()})") from error


def write_whole(path: Path, content: str | bytes) -> None:
    """Writes beside the file and renames into place, so that no one ever sees half of it; `-` is standard output."""
    data = content.encode() if isinstance(content, str) else content
    if str(path) == "-":
        sys.stdout.flush()  # what was printed before comes before
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    if _stream(path):
        path.write_bytes(data)
        return
    target = path.resolve()
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _stream(path: Path) -> bool:
    """Standard output, or what is there and neither file nor folder, such as /dev/stdout: never to be renamed over."""
    return str(path) == "-" or (path.exists() and not path.is_file() and not path.is_dir())

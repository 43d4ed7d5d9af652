"""Playing a scripted candidate: the same script and seed give the same interview."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from agent.service import InterviewService
from agent.state import CandidateInput, Interview, Setup

THINKING_SECONDS = 15.0
WORDS_PER_SECOND = 2.2
SEPARATOR = re.compile(r"^---[ \t]*$", re.MULTILINE)
BUTTONS = {"/hint": "hint", "/next": "next", "/end": "end"}


class BadScript(ValueError):
    """A script that cannot be played; the message names the file and what to do."""


def read_script(path: Path) -> list[str]:
    """The candidate's turns, separated by lines of `---`. Raises BadScript."""
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise BadScript(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadScript(
            f"{path}: not a text file; expected candidate turns in UTF-8, separated by lines of ---"
        ) from error
    if "\0" in text:
        raise BadScript(f"{path}: a binary file; expected candidate turns in UTF-8, separated by lines of ---")
    turns = [turn.strip() for turn in SEPARATOR.split(text)]
    if not any(turns):
        raise BadScript(f"{path}: no turns; expected the candidate's turns, separated by lines of ---")
    while not turns[-1]:
        turns.pop()
    return turns


def speaking_seconds(text: str) -> float:
    """How long a candidate takes for a turn: time to think, and to say it."""
    return THINKING_SECONDS + len(text.split()) / WORDS_PER_SECOND


def play(service: InterviewService, setup: Setup, turns: Sequence[str]) -> Interview:
    """Plays the script to its end, or to that of the interview; what is left then is ended and debriefed."""
    session = service.start(setup)
    for turn in turns:
        action = BUTTONS.get(turn, "say")
        given = CandidateInput.model_validate({"action": action, "text": turn if action == "say" else ""})
        for _ in service.answer(session, given, seconds=speaking_seconds(turn)):
            pass
        if service.view(session).report:
            break
    for _ in service.answer(session, CandidateInput(action="stop"), seconds=0):
        pass
    return service.view(session)

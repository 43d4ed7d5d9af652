"""An interview held through the service; and a process that dies in the middle of a turn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from agent.service import InterviewService
from agent.state import CandidateInput, Interview

CHILD = """
import os, sys
from pathlib import Path
from agent.content import load_content
from agent.examiner.embedded.examiner import EmbeddedExaminer
from agent.service import InterviewService
from agent.state import CandidateInput
from agent.storage import open_storage

home, database, where = sys.argv[1:]
setattr(EmbeddedExaminer, where, lambda *a, **k: os._exit(9))
service = InterviewService(open_storage(Path(database)), load_content(), Path(home))
for _ in {turn}:
    pass
"""


def answered(service: InterviewService, session: str, *given: str | CandidateInput, seconds: float = 40) -> Interview:
    """The interview after these turns."""
    for one in given:
        taken = CandidateInput(text=one) if isinstance(one, str) else one
        list(service.answer(session, taken, seconds=seconds))
    return service.view(session)


def killed(where: str, turn: str, home: Path, database: Path) -> None:
    """`turn`, a call of `service`, in a process that dies in this method of the examiner."""
    child = CHILD.format(turn=turn)
    done = subprocess.run([sys.executable, "-c", child, str(home), str(database), where])
    assert done.returncode == 9

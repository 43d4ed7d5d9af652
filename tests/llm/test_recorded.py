"""Whole interviews with the answers of a strong reader: they pass the guards, their quotes are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.script import play, read_script
from agent.service import InterviewService
from agent.settings import ModelSettings
from agent.state import ExaminerName, Setup
from evals.scripted_model.server import KEY, ModelServer
from tests.llm.recorded import replayed

SCRIPTS = Path(__file__).parents[2] / "evals" / "data" / "scripts"
HELD = {
    "spotify-music.strong": {"hire", "strong_hire"},
    "card-fraud.average": {"no_hire", "hire"},
    "airbnb-search.weak": {"strong_no_hire"},
}


@pytest.mark.parametrize("name", HELD)
def test_a_recorded_interview(
    name: str, model_server: ModelServer, service: InterviewService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", model_server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("GREENROOM_REREAD_SECONDS", "10")
    assert ModelSettings().configured
    model_server.behave(replayed(name))
    setup = Setup(question=name.split(".")[0], template="six-steps", examiner=ExaminerName.LLM, seed=7)
    state = play(service, setup, read_script(SCRIPTS / f"{name}.md"))
    worded = [t for t in state.turns if t.call]
    assert sum(t.examiner == "llm" for t in worded) >= 0.8 * len(worded)
    assert not [t.call.trouble for t in worded if t.call and t.call.trouble]
    assert all(t.text.count("?") <= 1 for t in worded)
    assert set(state.graders.values()) == {"llm"}
    assert state.report and state.report.verdict.decision in HELD[name]

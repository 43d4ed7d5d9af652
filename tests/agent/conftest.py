"""What many tests need: the command line in a home of its own, and the reading of a single turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.content import load_content
from agent.examiner.embedded.examiner import EmbeddedExaminer
from agent.policy import make_plan
from agent.settings import settings
from agent.state import Assessment, CandidateInput, Interview, Move, MoveKind, PhaseClock, Setup, Turn
from rubrics.evidence import verified

Run = Callable[..., object]


@pytest.fixture
def cli_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    own = tmp_path / "home"
    own.mkdir()
    for shared in ("index", "vectors"):
        (home / shared).mkdir(exist_ok=True)
        (own / shared).symlink_to(home / shared)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENROOM_HOME", str(own))
    settings.cache_clear()
    yield own
    settings.cache_clear()


@pytest.fixture
def run(cli_home: Path) -> Run:
    """`run("search", "drift", input=…)` → result with exit_code, stdout, stderr. An unexpected error fails the test."""
    from agent.cli.app import app

    def run(*arguments: object, input: str | None = None) -> object:
        result = CliRunner().invoke(app, [str(a) for a in arguments], input=input)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture(scope="session")
def read(home: Path) -> Callable[..., Assessment]:
    """`read(text, question, phase, asked)` → the assessment of one turn."""
    content = load_content()
    examiner = EmbeddedExaminer(content, home / "vectors")

    def read(
        text: str, question: str = "youtube-recommendations", phase: int = 0, asked: str | None = None
    ) -> Assessment:
        plan = make_plan(content, Setup(question=question, template="six-steps"))
        here = plan.phases[phase].id
        move = Move(kind=MoveKind.PROBE, criterion=asked) if asked else Move(kind=MoveKind.OPEN)
        probe = plan.criteria[asked].probes[0] if asked else plan.question.prompt
        state = Interview(
            setup=plan.setup,
            prompt=plan.question.prompt,
            phases=[PhaseClock(id=p.id, budget=p.minutes * 60) for p in plan.phases],
            phase=phase,
            turns=[
                Turn(id=0, speaker="interviewer", phase=here, at=0, text=probe, move=move),
                Turn(id=1, speaker="candidate", phase=here, at=9, text=text),
            ],
            input=CandidateInput(text=text),
        )
        found = examiner.assess(state, plan)
        assert verified(found.evidence, state.said_by_candidate()) == found.evidence
        return found

    return read

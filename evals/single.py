"""One turn by itself as the embedded examiner reads it, with nothing before it but the interviewer's words."""

from __future__ import annotations

from functools import cache

from agent.content import DEFAULT_TEMPLATE, load_content
from agent.examiner.embedded.assess import assess
from agent.examiner.embedded.reader import Reader, build_reader
from agent.policy import make_plan
from agent.settings import settings
from agent.state import Assessment, CandidateInput, Interview, Move, PhaseClock, Setup, Turn


@cache
def reader_of(question: str) -> Reader:
    """For a question of the bank, under the default template."""
    return build_reader(load_content(), question, DEFAULT_TEMPLATE, settings().home / "vectors")


def read_turn(said: str, reader: Reader, asked: str, phase: int = 0, move: Move | None = None) -> Assessment:
    plan = make_plan(load_content(), Setup(question=reader.question.id, template=DEFAULT_TEMPLATE))
    here = plan.phases[phase].id
    state = Interview(
        setup=plan.setup,
        prompt=reader.question.prompt,
        turns=[
            Turn(id=0, speaker="interviewer", phase=here, at=0, text=asked, move=move),
            Turn(id=1, speaker="candidate", phase=here, at=1, text=said),
        ],
        phases=[PhaseClock(id=p.id, budget=p.minutes * 60) for p in plan.phases],
        phase=phase,
        input=CandidateInput(text=said),
    )
    return assess(state, reader, plan)

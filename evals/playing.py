"""Who plays the candidate of a cell: the bank, or a model."""

from __future__ import annotations

from collections.abc import Callable

from agent.examiner.llm.client import ModelClient
from agent.policy import Plan
from agent.settings import ModelSettings
from evals.candidate import Act, Said, SimulatedCandidate, load_bank, load_profiles
from evals.candidate.heard import Heard
from evals.candidate.model import ModelCandidate
from evals.cells import Cell, Simulation
from evals.models import eval_models


def candidate_of(cell: Cell, plan: Plan) -> Callable[[Heard, str], Said]:
    """From what was heard, and its words, to the next turn. Raises BadBank; Trouble where a model cannot be reached."""
    profile = load_profiles()[cell.profile]
    if cell.candidate == Simulation.EMBEDDED:
        simulated = SimulatedCandidate(profile, load_bank(cell.question), plan, cell.seed)
        return lambda heard, _: simulated.reply(heard)
    played = ModelCandidate(profile, ModelClient(ModelSettings()), eval_models().candidate_model)
    return lambda _, text: Said(text=played.reply(text), act=Act.UNKNOWN)


def known(said: Said) -> Said | None:
    return None if said.act == Act.UNKNOWN else said

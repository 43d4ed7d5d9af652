"""The models of the evals beside the interviewer's: one that judges, one that plays candidates."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.problem import Problem
from agent.settings import ModelSettings


class EvalModels(BaseSettings):
    """`GREENROOM_JUDGE_MODEL`, `GREENROOM_CANDIDATE_MODEL`: on the server that is configured for the interviewer."""

    model_config = SettingsConfigDict(env_prefix="GREENROOM_", env_file=".env", extra="ignore")

    judge_model: str = Field(default="", description="answers the checklist")
    candidate_model: str = Field(default="", description="plays the candidates")


def eval_models() -> EvalModels:
    """Raises Problem where one model would have two parts: nobody judges itself, or is interviewed by itself."""
    found, model = EvalModels(), ModelSettings()
    parts = [model.interviewer_model if model.configured else "", found.judge_model, found.candidate_model]
    named = [name for name in parts if name]
    if len(set(named)) < len(named):
        raise Problem(
            "interviewer, judge and simulated candidate have to be different models; set GREENROOM_INTERVIEWER_MODEL, "
            "GREENROOM_JUDGE_MODEL and GREENROOM_CANDIDATE_MODEL to three of your server's"
        )
    return found

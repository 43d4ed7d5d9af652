"""What candidates say that is about no question in particular: `evals/data/speech.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import Field

from rubrics.schema import Strict, Text

PATH = Path(__file__).parents[1] / "data" / "speech.yaml"
Lines = list[Text]


class Speech(Strict):
    filler: Lines = Field(min_length=10, description="talk that says nothing")
    gibberish: Lines = Field(min_length=10)
    off_topic: Lines = Field(min_length=10)
    stuck: Lines = Field(min_length=8)
    exhausted: Lines = Field(min_length=8, description="nothing more on this question")
    moves_on: Lines = Field(min_length=8, description="done with this part")
    asks_hint: Lines = Field(min_length=6)
    asks_solution: Lines = Field(min_length=6)
    steers: Lines = Field(description="aimed at the grader, the rules or the interviewer's role")
    defends: Lines = Field(min_length=6, description="challenged for something that was not said")
    over_engineers: Lines = Field(min_length=8, description="machinery that nobody asked for")
    recap_leads: Lines = Field(min_length=4)
    unsure: Lines = Field(min_length=6, description="an answer of level 0: words without any content on the question")


@cache
def load_speech(path: Path = PATH) -> Speech:
    return Speech.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))

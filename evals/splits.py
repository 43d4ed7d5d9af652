"""The two parts of a set: on one choices are made, the other is reported."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Split(StrEnum):
    DEV = "dev"
    TEST = "test"


Chosen = Annotated[Split, typer.Argument()]
Verbose = Annotated[bool, typer.Option("-v", help="Also what was missed or heard wrongly.")]

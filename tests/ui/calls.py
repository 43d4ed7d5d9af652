"""What is typed into the page, and its events as a client calls them.

Gradio describes only the public endpoints, so all inputs must be given.
"""

from __future__ import annotations

from typing import Any

from gradio_client import Client

from ui.model import EMBEDDED, FIELDS
from ui.setup import ANY, USUAL

CHOICES = ("youtube-recommendations", "six-steps", "senior", "mock")
SAID = "How many users are there, and what is the goal?"
TURN = ("", "", "")  # session, text, whiteboard
INPUTS: dict[str, tuple[Any, ...]] = {
    "/start": ("", "", "", "", EMBEDDED, USUAL, ANY, 0, *[""] * len(FIELDS), ""),
    "/answer": (*TURN, "", ""),  # whether it is an edit, and the draft it interrupted
    "/hint": TURN,
    "/next_phase": TURN,
    "/end": TURN,
    "/edit_last": ("", ""),
}


def inputs(endpoint: str, *given: Any) -> tuple[Any, ...]:
    return given + INPUTS.get(endpoint, ())[len(given) :]


def call(client: Client, endpoint: str, *given: Any) -> str:
    """Everything the page was told, as text."""
    return str(client.predict(*inputs(endpoint, *given), api_name=endpoint))


def submit(client: Client, endpoint: str, *given: Any) -> Any:
    return client.submit(*inputs(endpoint, *given), api_name=endpoint)

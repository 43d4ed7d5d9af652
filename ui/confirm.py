"""A question before what cannot be undone: one button asks it, another takes it back."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr


def wire(ask: Any, keep: Any, question: Any, *instead: Any) -> None:
    """`question` is the row with the question and its buttons, `instead` what it takes the place of."""

    rows = [question, *instead]

    def shown(asked: bool) -> dict[Any, Any]:
        return {row: gr.update(visible=asked == (row is question)) for row in rows}

    for button, asked in ((ask, True), (keep, False)):
        button.click(partial(shown, asked), None, rows, api_name=False, show_progress="hidden")

"""The page of an interview; tests of another page have a `page` of their own."""

from __future__ import annotations

import gradio as gr
import pytest

from agent.service import InterviewService
from ui import room, setup
from ui.turns import Turns


@pytest.fixture
def page(service: InterviewService) -> Turns:
    with gr.Blocks():
        return Turns(service, setup.lay_out(service.content), room.lay_out(), gr.Textbox(), gr.BrowserState(""))

"""Who examines, and the model server of one session. What is typed here goes to that session and is kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
from pydantic import ValidationError

from agent.settings import PRESETS, ModelSettings
from agent.state import ExaminerName

EMBEDDED, LLM = ExaminerName.EMBEDDED.value, ExaminerName.LLM.value
EXAMINERS = [("Embedded: no key, nothing leaves this machine", EMBEDDED), ("Language model", LLM)]
FROM_ENVIRONMENT = ""
TITLES = {"openai": "OpenAI", "openrouter": "OpenRouter", "ollama": "Ollama", "vllm": "vLLM", "lm-studio": "LM Studio"}
NEED_KEY = ("openai", "openrouter")
FIELDS = (
    "preset", "base_url", "api_key", "interviewer_model", "grader_model", "temperature", "stall_seconds",
    "token_budget",
)  # fmt: skip
LONGEST_SILENCE = 600
NOTHING = (
    "The language model needs a server: choose one under “Model server”, or fill in its address or a key there. "
    "The embedded examiner needs neither."
)
ABOUT = (
    "<p class='quiet'>For this interview only. What you say goes to this server; the key is kept in memory and never "
    "saved. What you leave empty is as the environment says.</p>"
)
WRONG = {
    "preset": "Please choose one of the model servers in the list.",
    "base_url": "The base URL must be a whole address that begins with http:// or https://.",
    "api_key": "The API key has characters that no key can have; please paste it again.",
    "temperature": "The temperature must be a number from 0 to 2.",
    "stall_seconds": f"The longest silence must be a number of seconds above 0 and up to {LONGEST_SILENCE}.",
    "token_budget": "The token budget must be a whole number; 0 means no limit.",
}


class BadModel(ValueError):
    """The panel cannot be taken as it is filled in; the message is ready to be shown and has no secrets in it."""


@dataclass(frozen=True)
class Panel:
    accordion: Any
    fields: list[Any]


def examiner_radio(visible: bool = True) -> Any:
    """The language model is the default where there is one."""
    value = LLM if ModelSettings().configured else EMBEDDED
    return gr.Radio(EXAMINERS, value=value, label="Examiner", visible=visible)


def lay_out(examiner: Any) -> Panel:
    """The server's fields, below a radio; no value of the environment but the models' names is shown."""
    default = ModelSettings()
    presets = [("From the environment", FROM_ENVIRONMENT), *((TITLES.get(key, key), key) for key in PRESETS)]

    def line(label: str, placeholder: str = "", **more: Any) -> Any:
        return gr.Textbox("", label=label, placeholder=placeholder, max_lines=1, min_width=180, **more)

    visible = default.configured
    with gr.Accordion("Model server", open=False, visible=visible, elem_id="model-server") as accordion:
        gr.HTML(ABOUT)
        preset = gr.Dropdown(presets, value=FROM_ENVIRONMENT, label="Server")
        with gr.Row():
            address = line("Base URL", "http://127.0.0.1:11434/v1")
            key = line("API key", type="password", html_attributes=gr.InputHTMLAttributes(autocomplete="new-password"))
        with gr.Row():
            interviewer = line("Interviewer model", default.interviewer_model)
            grader = line("Grader model", default.grader_model or "the same as the interviewer")
        with gr.Row():
            temperature = line("Temperature, 0 to 2", f"{default.temperature:g}")
            silence = line("Longest silence in seconds", f"{default.stall_seconds:g}")
            budget = line("Token budget", str(default.token_budget) if default.token_budget else "no limit")
    preset.input(address_of, preset, address, api_name=False, show_progress="hidden")
    examiner.input(_shown, examiner, accordion, api_name=False, show_progress="hidden")
    return Panel(accordion, [preset, address, key, interviewer, grader, temperature, silence, budget])


def address_of(preset: str | None) -> str:
    return PRESETS.get(preset or "", "")


def _shown(examiner: str) -> Any:
    """The server belongs to the language model; it is open where something must be filled in."""
    return gr.update(visible=examiner == LLM, open=not ModelSettings().configured)


def model_for(examiner: str, values: Sequence[str | None]) -> ModelSettings | None:
    """The server of a session that brings its own. Raises BadModel, also where a model is asked for and none is set."""
    if examiner != LLM:
        return None
    model = settings_of(*values) if values else None
    if not (model or ModelSettings()).configured:
        raise BadModel(NOTHING)
    return model


def settings_of(*values: str | None) -> ModelSettings | None:
    """The fields of the panel as settings; None where all are empty. Raises BadModel."""
    given: dict[str, Any] = {f: v.strip() for f, v in zip(FIELDS, values, strict=True) if v and v.strip()}
    if not given:
        return None
    if (preset := given.pop("preset", "")) and preset not in PRESETS:
        raise BadModel(WRONG["preset"])
    if preset:
        given.setdefault("base_url", PRESETS[preset])
    found = _read(given | _not_of_the_environment(given))
    for name in NEED_KEY:
        if found.base_url == PRESETS[name] and not found.api_key:
            raise BadModel(f"{TITLES[name]} needs an API key.")
    return found


def _not_of_the_environment(given: dict[str, Any]) -> dict[str, Any]:
    """The environment's key goes to the environment's server alone, and its prices are those of its models."""
    default = ModelSettings()
    home, there = (default.base_url or PRESETS["openai"]), given.get("base_url")
    if there and there.rstrip("/") != home.rstrip("/"):
        dropped: dict[str, Any] = {"api_key": None, "grader_model": None, "price_in": 0, "price_out": 0}
    elif "interviewer_model" in given or "grader_model" in given:
        dropped = {"price_in": 0, "price_out": 0}
    else:
        dropped = {}
    return {field: value for field, value in dropped.items() if field not in given}


def _read(given: dict[str, Any]) -> ModelSettings:
    wrong = ""
    if "base_url" in given and not _is_address(given["base_url"]):
        wrong = "base_url"
    elif given.get("api_key") and not (given["api_key"].isascii() and given["api_key"].isprintable()):
        wrong = "api_key"
    try:
        found = ModelSettings(**given)
    except ValidationError as error:
        wrong = wrong or str(error.errors()[0]["loc"][0])
    else:
        wrong = wrong or ("stall_seconds" if found.stall_seconds > LONGEST_SILENCE else "")
    if wrong:  # not inside `except`: the context would hold what was typed
        raise BadModel(WRONG.get(wrong, "These settings of the model server cannot be used."))
    return found


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError for what is no port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable() and " " not in text

"""The set-up page: which question, in which template, at which level and how."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr
from pydantic import BaseModel, Field, ValidationError

from agent.content import DEFAULT_QUESTION, DEFAULT_TEMPLATE, Content
from agent.state import ExaminerName, Mode, Setup
from rubrics.verdict import Seniority
from ui import model
from ui.escape import in_html
from ui.links import PRACTISE
from ui.welcome import FIRST_TIME

ANY = ""
START = "Start the interview"
SURPRISE = "surprise-me"
DIFFICULTY = {1: "easier", 2: "medium", 3: "hard"}
FAMILIES = {"ads-feed": "Ads and feeds", "nlp": "Language", "risk": "Risk and abuse"}
LEVELS = [(level.value.capitalize(), level.value) for level in Seniority]
SHORTEST, LONGEST, USUAL = 10, 120, 45  # minutes
MODES = [
    ("Mock: feedback at the end", Mode.MOCK.value),
    ("Coach: hints, and feedback after each phase", Mode.COACH.value),
]


@dataclass(frozen=True)
class Form:
    column: Any
    notice: Any
    proceed: Any
    family: Any
    difficulty: Any
    question: Any
    template: Any
    minutes: Any
    level: Any
    mode: Any
    examiner: Any
    server: model.Panel
    start: Any
    last: Any

    @property
    def fields(self) -> list[Any]:
        chosen = [self.question, self.template, self.level, self.mode, self.examiner]
        return [*chosen, self.minutes, self.family, self.difficulty, *self.server.fields]

    @property
    def narrowed(self) -> list[Any]:
        """The question and its filters, as `wanted` sets them."""
        return [self.question, self.family, self.difficulty]

    @property
    def remembered(self) -> list[Any]:
        return [self.question, self.template, self.level, self.mode, self.minutes, self.family, self.difficulty]


class Choice(BaseModel):
    """What a browser remembers of the last set-up, in the order of `Form.remembered`."""

    question: str
    template: str
    level: Seniority
    mode: Mode
    minutes: float = Field(ge=SHORTEST, le=LONGEST)
    family: str
    difficulty: int


# Run in the page, so that it is kept however soon one leaves; `restored` checks it.
REMEMBER = f"(...values) => Object.fromEntries({list(Choice.model_fields)}.map((name, at) => [name, values[at]]))"


def lay_out(content: Content) -> Form:
    templates = [(f"{t.title} ({t.minutes:g} min)", t.id) for t in content.templates.values()]
    template = _known(DEFAULT_TEMPLATE, list(content.templates))
    keys = sorted({q.family for q in content.questions.values()}, key=family)
    families = [("Any family", ANY), *((family(key), key) for key in keys)]
    difficulties = [("Any difficulty", 0), *((name.capitalize(), key) for key, name in DIFFICULTY.items())]
    usual = content.templates[template].minutes
    last = gr.BrowserState({}, storage_key="greenroom-choice", secret="greenroom")
    with gr.Column(elem_id="setup") as column:
        notice = gr.HTML(elem_classes="notice", visible=False)
        proceed = gr.Button("Continue your last interview", visible=False, elem_id="continue")
        gr.HTML(
            f"<h2>Practise an ML system design interview</h2><p>You get a vague problem and {USUAL} minutes, unless "
            "you set more or less. Ask before you design; the report at the end rests on your own words.</p>"
        )
        with gr.Accordion("First time here?", open=False):
            gr.HTML(FIRST_TIME)
        with gr.Row():
            of_family = gr.Dropdown(families, value=ANY, label="Family", min_width=150, elem_id="family")
            difficulty = gr.Dropdown(difficulties, value=0, label="Difficulty", min_width=150, elem_id="difficulty")
        question = gr.Dropdown(
            questions(content), value=_known(DEFAULT_QUESTION, list(content.questions)), label="Question",
            elem_id="question",
        )  # fmt: skip
        level = gr.Radio(LEVELS, value=Seniority.SENIOR.value, label="Level")
        mode = gr.Radio(MODES, value=Mode.MOCK.value, label="Mode")
        with gr.Accordion("Template and time", open=False, elem_id="template"):
            picked = gr.Dropdown(sorted(templates), value=template, label="Template")
            minutes = gr.Slider(SHORTEST, LONGEST, value=usual, step=5, label="Minutes", elem_id="minutes")
            about = gr.HTML(describe(content, template, usual), elem_id="about-template")
        examiner = model.examiner_radio()
        server = model.lay_out(examiner)
        start = gr.Button(START, variant="primary", elem_id="start")
    quiet: dict[str, Any] = {"api_name": False, "show_progress": "hidden"}
    narrowed = [question, of_family, difficulty]
    for part in (of_family, difficulty):
        part.input(lambda *chosen: narrow(content, *chosen), narrowed, question, **quiet)
    picked.input(lambda key: _minutes_of(content, key), picked, minutes, **quiet)
    gr.on(
        [picked.change, minutes.change], lambda key, length: describe(content, key, length), [picked, minutes], about,
        **quiet,
    )  # fmt: skip
    return Form(
        column, notice, proceed, of_family, difficulty, question, picked, minutes, level, mode, examiner, server, start,
        last,
    )  # fmt: skip


def restored(content: Content, kept: Any, address: Mapping[str, str] | None = None) -> list[Any]:
    """The fields as they were last time, as far as what was chosen still exists. A question that the address names
    comes before the one of last time."""
    asked = wanted(content, (address or {}).get(PRACTISE, ""))
    try:
        last = Choice.model_validate(kept)
    except ValidationError:
        question, *filters = asked or [gr.skip()] * 3
        return [question, *[gr.skip()] * 4, *filters]
    template = gr.skip() if last.template not in content.templates else last.template
    kept_filters = [narrow(content, last.question, last.family, last.difficulty), last.family, last.difficulty]
    question, *filters = asked or kept_filters
    return [question, template, last.level.value, last.mode.value, last.minutes, *filters]


def wanted(content: Content, question: str) -> list[Any]:
    """The fields of `Form.narrowed` for a question that was asked for by name; nothing where there is no such one."""
    if question not in content.questions:
        return []
    return [gr.update(choices=questions(content), value=question), ANY, 0]


def narrow(content: Content, question: str | None, of_family: str, difficulty: int) -> Any:
    """The list of questions that pass the filters; what was chosen stays chosen if it passes, too."""
    choices = questions(content, of_family, difficulty)
    kept = question if question in {key for _, key in choices} else SURPRISE
    return gr.update(choices=choices, value=kept)


def questions(content: Content, of_family: str = ANY, difficulty: int = 0) -> list[tuple[str, str]]:
    """(label, id) by family, the easier ones first, after the surprise."""
    passing = [content.questions[key] for key in _passing(content, of_family, difficulty)]
    by_family = sorted(passing, key=lambda q: (family(q.family), q.difficulty, q.title))
    surprise = f"Surprise me, out of {len(passing)}" if passing else "None; please widen the filters"
    return [(surprise, SURPRISE)] + [
        (f"{family(q.family)} · {q.title} · {DIFFICULTY[q.difficulty]}", q.id) for q in by_family
    ]


def _passing(content: Content, of_family: str, difficulty: int) -> list[str]:
    return [
        key
        for key, q in sorted(content.questions.items())
        if of_family in (ANY, q.family) and difficulty in (0, q.difficulty)
    ]


def family(key: str) -> str:
    return FAMILIES.get(key, key.replace("-", " ").capitalize())


def describe(content: Content, template: str, minutes: float = USUAL) -> str:
    """What a template is and how its time is divided."""
    found = content.templates.get(template)
    if found is None:
        return ""
    scale = (minutes or found.minutes) / found.minutes
    phases = " → ".join(f"{in_html(p.title)} <small>{round(p.minutes * scale, 1):g} min</small>" for p in found.phases)
    return f"<p>{in_html(found.description)}</p><p class='quiet'>{phases}</p>"


def _minutes_of(content: Content, template: str) -> Any:
    found = content.templates.get(template)
    return max(SHORTEST, min(LONGEST, found.minutes)) if found else gr.skip()


def chosen(
    content: Content,
    question: str,
    template: str,
    level: str,
    mode: str,
    examiner: str = model.EMBEDDED,
    minutes: float = USUAL,
    of_family: str = ANY,
    difficulty: int = 0,
) -> Setup:
    """The setup of a filled form, with a seed of its own."""
    if question == SURPRISE:
        question = random.choice(_passing(content, of_family, difficulty) or [""])
    return Setup(
        question=question or "",
        template=template or "",
        level=Seniority(level),
        mode=Mode(mode),
        examiner=ExaminerName(examiner),
        seed=secrets.randbelow(2**31),
        minutes=minutes,
    )


def _known(wanted: str, keys: list[str]) -> str:
    return wanted if wanted in keys else keys[0]

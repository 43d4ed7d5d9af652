"""The set-up page: which question, in which template, at which level and how."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from typing import Any

import gradio as gr

from agent.content import DEFAULT_QUESTION, DEFAULT_TEMPLATE, Content
from agent.state import ExaminerName, Mode, Setup
from rubrics.verdict import Seniority
from ui import model
from ui.escape import in_html

SURPRISE = "surprise-me"
DIFFICULTY = {1: "easier", 2: "medium", 3: "hard"}
FAMILIES = {"ads-feed": "Ads and feeds", "nlp": "Language", "risk": "Risk and abuse"}
LEVELS = [(level.value.capitalize(), level.value) for level in Seniority]
MODES = [
    ("Mock: as in the real thing, feedback at the end", Mode.MOCK.value),
    ("Coach: hints are offered, feedback after each phase", Mode.COACH.value),
]


@dataclass(frozen=True)
class Form:
    column: Any
    notice: Any
    proceed: Any
    question: Any
    template: Any
    level: Any
    mode: Any
    examiner: Any
    server: model.Panel
    start: Any

    @property
    def fields(self) -> list[Any]:
        return [self.question, self.template, self.level, self.mode, self.examiner, *self.server.fields]


def lay_out(content: Content) -> Form:
    templates = [(f"{t.title} ({t.minutes:g} min)", t.id) for t in content.templates.values()]
    template = _known(DEFAULT_TEMPLATE, list(content.templates))
    with gr.Column(elem_id="setup") as column:
        notice = gr.HTML(elem_classes="notice", visible=False)
        proceed = gr.Button("Continue your last interview", visible=False, elem_id="continue")
        gr.HTML(
            "<h2>Practise an ML system design interview</h2><p>You get a vague problem and a clock. Ask what you need "
            "to know, then design the system phase by phase. At the end there is a report with the evidence.</p>"
        )
        question = gr.Dropdown(
            questions(content), value=_known(DEFAULT_QUESTION, list(content.questions)), label="Question"
        )
        picked = gr.Dropdown(sorted(templates), value=template, label="Template")
        about = gr.HTML(describe(content, template), elem_id="about-template")
        level = gr.Radio(LEVELS, value=Seniority.SENIOR.value, label="Level")
        mode = gr.Radio(MODES, value=Mode.MOCK.value, label="Mode")
        examiner = model.examiner_radio()
        server = model.lay_out(examiner)
        start = gr.Button("Start the interview", variant="primary", elem_id="start")
    picked.change(lambda key: describe(content, key), picked, about, api_name=False, show_progress="hidden")
    return Form(column, notice, proceed, question, picked, level, mode, examiner, server, start)


def questions(content: Content) -> list[tuple[str, str]]:
    """(label, id) by family, the easier ones first, after the surprise."""
    by_family = sorted(content.questions.values(), key=lambda q: (family(q.family), q.difficulty, q.title))
    return [("Surprise me", SURPRISE)] + [
        (f"{family(q.family)} · {q.title} · {DIFFICULTY[q.difficulty]}", q.id) for q in by_family
    ]


def family(key: str) -> str:
    return FAMILIES.get(key, key.replace("-", " ").capitalize())


def describe(content: Content, template: str) -> str:
    """What a template is and how its time is divided."""
    found = content.templates.get(template)
    if found is None:
        return ""
    phases = " → ".join(f"{in_html(p.title)} <small>{p.minutes:g} min</small>" for p in found.phases)
    return f"<p>{in_html(found.description)}</p><p class='quiet'>{phases}</p>"


def chosen(
    content: Content, question: str, template: str, level: str, mode: str, examiner: str = model.EMBEDDED
) -> Setup:
    """The setup of a filled form, with a seed of its own."""
    if question == SURPRISE:
        question = random.choice(sorted(content.questions))
    return Setup(
        question=question or "",
        template=template or "",
        level=Seniority(level),
        mode=Mode(mode),
        examiner=ExaminerName(examiner),
        seed=secrets.randbelow(2**31),
    )


def _known(wanted: str, keys: list[str]) -> str:
    return wanted if wanted in keys else keys[0]

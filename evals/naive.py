"""The baseline that people use today: one prompt, the whole history at every turn, one call for feedback at the end.

`greenroom eval --examiner naive` holds it with simulated candidates, against the model server that is configured.
"""

from __future__ import annotations

import re
import time

from agent.content import load_content
from agent.examiner.llm.client import ModelClient
from agent.examiner.llm.usage import Usage
from agent.nodes import SPEAKING_SECONDS_PER_WORD
from agent.policy import make_plan
from agent.settings import ModelSettings
from agent.state import Setup
from evals.candidate import load_profiles
from evals.candidate.heard import by_words
from evals.cells import Cell
from evals.held import Cost, Held, HeldTurn
from evals.playing import candidate_of, known

SYSTEM = """You are an ML system design interviewer. Interview me for a senior machine learning engineer position, as in
a real 45-minute interview. Ask one question at a time, follow up on my answers, give hints only when I am stuck, and do
not give feedback before the end. The problem: {prompt}"""
FEEDBACK = """The interview is over. Give me feedback: a hire decision (strong no hire, no hire, hire or strong hire),
my strengths, my weaknesses, and what to improve."""
MOST_TOKENS, MOST_FEEDBACK = 400, 1200
MINUTES = 45
DECISION = re.compile(r"\b(strong no[- ]hire|no[- ]hire|strong hire|hire)\b", re.I)


class NaiveChat:
    """A plain chat with a model that is told to interview."""

    def __init__(self, client: ModelClient, prompt: str) -> None:
        self._client, self.cost = client, Cost()
        self._messages = [
            {"role": "system", "content": SYSTEM.format(prompt=prompt)},
            {"role": "user", "content": "I am ready."},
        ]

    def ask(self, most: int = MOST_TOKENS) -> str:
        used, begun = Usage(), time.perf_counter()
        text = "".join(self._client.stream(self._messages, self._client.settings.interviewer_model, most, used))
        self.cost.calls += 1
        self.cost.tokens_in += used.prompt
        self.cost.tokens_out += used.completion
        self.cost.seconds += time.perf_counter() - begun
        self._messages.append({"role": "assistant", "content": text})
        return text

    def say(self, text: str) -> None:
        self._messages.append({"role": "user", "content": text})


def hold_naive(cell: Cell) -> Held:
    """The interview of a cell, until its time is up or the interviewer ends it. Raises Trouble: nobody steps in."""
    plan = make_plan(load_content(), Setup(question=cell.question, template=cell.template))
    profile, reply = load_profiles()[cell.profile], candidate_of(cell, plan)
    chat, at, turns, ended = NaiveChat(ModelClient(ModelSettings()), plan.question.prompt), 0.0, list[HeldTurn](), ""
    while at < MINUTES * 60:
        text = chat.ask()
        at += SPEAKING_SECONDS_PER_WORD * len(text.split())
        turns.append(HeldTurn(speaker="interviewer", text=text, phase="", at=at))
        heard = by_words(text, plan, first=len(turns) == 1)
        if heard.over:
            ended = "finished"
            break
        said = reply(heard, text)
        at += profile.seconds(said.text)
        turns.append(HeldTurn(speaker="candidate", text=said.text, phase="", at=at, said=known(said)))
        chat.say(said.text or "(silence)")
    chat.say(FEEDBACK)
    feedback = chat.ask(MOST_FEEDBACK)
    found = DECISION.search(feedback)
    decision = found.group(1).lower().replace("-", "_").replace(" ", "_") if found else None
    return Held(cell=cell, turns=turns, ended=ended, feedback=feedback, decision=decision, cost=chat.cost)

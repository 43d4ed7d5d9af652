"""The baseline that people use today: one prompt, the whole history at every turn, one call for feedback at the end.

    python -m evals.naive --question card-fraud --script TURNS.md --out OUT.json

It talks to the model server that is configured, as the LLM examiner does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from agent.content import load_content
from agent.examiner.llm.client import ModelClient
from agent.examiner.llm.usage import Usage
from agent.script import read_script
from agent.settings import ModelSettings

SYSTEM = """You are an ML system design interviewer. Interview me for a senior machine learning engineer position, as in
a real 45-minute interview. Ask one question at a time, follow up on my answers, give hints only when I am stuck, and do
not give feedback before the end. The problem: {prompt}"""
FEEDBACK = """The interview is over. Give me feedback: a hire decision (strong no hire, no hire, hire or strong hire),
my strengths, my weaknesses, and what to improve."""
MOST_TOKENS, MOST_FEEDBACK = 400, 1200


class NaiveInterview(BaseModel):
    """What was said, and the tokens of each call."""

    question: str
    turns: list[tuple[str, str]]  # speaker, text
    feedback: str
    tokens_in: list[int]
    tokens_out: list[int]


def hold(client: ModelClient, question: str, turns: list[str]) -> NaiveInterview:
    """The interview with a scripted candidate. Raises Trouble: a plain chat has nobody to step in."""
    prompt = load_content().questions[question].prompt
    messages = [{"role": "system", "content": SYSTEM.format(prompt=prompt)}, {"role": "user", "content": "I am ready."}]
    found = NaiveInterview(question=question, turns=[], feedback="", tokens_in=[], tokens_out=[])

    def ask(most: int) -> str:
        used = Usage()
        text = "".join(client.stream(messages, client.settings.interviewer_model, most, used))
        found.tokens_in.append(used.prompt)
        found.tokens_out.append(used.completion)
        messages.append({"role": "assistant", "content": text})
        return text

    found.turns.append(("Interviewer", ask(MOST_TOKENS)))
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        found.turns += [("Candidate", turn), ("Interviewer", ask(MOST_TOKENS))]
    messages.append({"role": "user", "content": FEEDBACK})
    found.feedback = ask(MOST_FEEDBACK)
    return found


def main(
    question: Annotated[str, typer.Option()],
    script: Annotated[Path, typer.Option()],
    out: Annotated[Path, typer.Option()],
) -> None:
    held = hold(ModelClient(ModelSettings()), question, [t for t in read_script(script) if not t.startswith("/")])
    out.write_text(held.model_dump_json(indent=1), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)

"""Trying a model server: what an interview would ask of it, in small, and what it answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Literal, NamedTuple

from pydantic import BaseModel

from agent.examiner.llm.client import ModelClient, Rung
from agent.examiner.llm.reread import MOST_TOKENS as MOST_READ
from agent.examiner.llm.speak import MOST_TOKENS as MOST_SPOKEN
from agent.examiner.llm.trouble import Kind, Trouble
from agent.examiner.llm.usage import Usage, cost
from agent.settings import ModelSettings

# Measured on interviews of 45 minutes, and rounded: turns or calls, tokens read and tokens written by each.
TURNS, SPEAK_IN, SPEAK_OUT = 40, 2_500, 70
REREAD_IN, REREAD_OUT = 2_300, 250  # for each turn as well
PASSES, PHASES, GRADE_IN, GRADE_OUT = 2, 6, 9_000, 1_200
ESTIMATE = Usage(
    prompt=TURNS * (SPEAK_IN + REREAD_IN) + PASSES * PHASES * GRADE_IN,
    completion=TURNS * (SPEAK_OUT + REREAD_OUT) + PASSES * PHASES * GRADE_OUT,
    calls=2 * TURNS + PASSES * PHASES,
)
SLOW_START = 4.0  # seconds before the first token; more than this is felt as a pause in a conversation
SLOW_TOKENS = 8.0  # a second, which is about as fast as people read
NAMES = 3  # models of the server that are named
TALK = [{"role": "user", "content": "Count from one to thirty in words, and say nothing else."}]
# The names of the fields are not in the question: only a server that keeps to the schema can know them.
SUM = [{"role": "user", "content": "What is 17 + 25, and is that even or odd?"}]
TO_DO = {
    Kind.KEY: "Check OPENAI_API_KEY.",
    Kind.MODEL: "Set GREENROOM_INTERVIEWER_MODEL and GREENROOM_GRADER_MODEL to chat models it has "
    "(they must take max_tokens and a temperature).",
    Kind.RATE: "Wait a minute; if it stays so, the account's limit or credit is used up.",
    Kind.SERVER: "Its own log says more; `greenroom doctor --probe` tries again.",
    Kind.LOADING: "Try again in a minute.",
    Kind.UNREACHABLE: "Start it, or check OPENAI_BASE_URL (http://… or https://…, most often ending in /v1).",
    Kind.TIMEOUT: "Try again, as it may have been loading; else check OPENAI_BASE_URL, "
    "or raise GREENROOM_STALL_SECONDS and GREENROOM_GRADE_SECONDS.",
    Kind.BROKEN_OFF: "Try again; check that OPENAI_BASE_URL has the right one of http:// and https://.",
    Kind.NOT_A_MODEL: "Check OPENAI_BASE_URL; most often it ends in /v1.",
    Kind.CONTENT: "Choose another model.",
    Kind.LENGTH: "Choose a model that does not think before it answers, or turn its thinking off.",
    Kind.OVERFLOW: "Give the model a context of at least 16,000 tokens.",
}


class Probed(NamedTuple):
    """One thing that was tried, and one sentence or two on how it went."""

    subject: str
    state: Literal["ok", "note", "broken"]
    says: str


class Parity(BaseModel):
    """The tiny schema."""

    total: int
    parity: Literal["even", "odd"]


def probe(settings: ModelSettings) -> Iterator[Probed]:
    """Each finding as soon as it is there; ends early where the rest would only fail in the same way."""
    settings = settings.model_copy(update={"token_budget": 0})  # that is for sessions
    began = time.monotonic()
    listed = _listed(settings)
    if isinstance(listed, Trouble) and listed.kind in (Kind.UNREACHABLE, Kind.TIMEOUT):
        yield _failed("server", listed)
        return
    yield Probed("server", "ok", f"reachable, answered in {time.monotonic() - began:.1f} s")
    yield _models(settings, listed)  # a key may be refused here and do for the rest, and the other way round
    for subject, attempt in (("streaming", _streaming), ("structured output", _structured)):
        try:
            found = attempt(settings)
        except Trouble as trouble:
            yield _failed(subject, trouble)
            if trouble.kind in (Kind.KEY, Kind.UNREACHABLE):
                return
        else:
            yield found


def interview_cost(settings: ModelSettings) -> Probed:
    """An estimate, also without a server."""
    tokens = f"about {ESTIMATE.prompt:,} tokens in and {ESTIMATE.completion:,} out for 45 minutes"
    if 0 < settings.token_budget < ESTIMATE.total:
        few = f"{tokens}, more than GREENROOM_TOKEN_BUDGET={settings.token_budget} allows"
        return Probed("cost", "note", f"{few}; the embedded examiner takes over in the middle")
    money = cost(ESTIMATE, settings)
    if money is None:
        how = "set GREENROOM_PRICE_IN and GREENROOM_PRICE_OUT (for a million tokens) to see it in money"
        return Probed("cost", "ok", f"{tokens}; {how}")
    return Probed("cost", "ok", f"{tokens}, {money:.2f} at your prices for a million tokens")


def _listed(settings: ModelSettings) -> list[str] | Trouble:
    try:
        return [
            name
            for name in ModelClient(settings, time.monotonic).models()
            if isinstance(name, str) and name.isprintable()
        ]
    except Trouble as trouble:
        return trouble


def _models(settings: ModelSettings, listed: list[str] | Trouble) -> Probed:
    """What is not on the list may work all the same (aliases, servers of one model): the calls will tell."""
    wanted = list(dict.fromkeys([settings.interviewer_model, settings.grader]))
    if isinstance(listed, Trouble) or not listed:
        return Probed("models", "note", f"the server does not list its models; {' and '.join(wanted)} will be tried")
    missing = [name for name in wanted if name not in listed and f"{name}:latest" not in listed]
    if not missing:
        return Probed("models", "ok", f"{' and '.join(wanted)}, listed by the server")
    near = get_close_matches(missing[0], listed, NAMES, 0.4) or listed[:NAMES]
    says = f"{' and '.join(missing)} not among the {len(listed)} that the server lists (it has {', '.join(near)})"
    return Probed("models", "note", f"{says}; unless what follows works, set others")


def _streaming(settings: ModelSettings) -> Probed:
    """As the interviewer speaks: the same model and the same limit. Raises Trouble."""
    client = ModelClient(settings, time.monotonic)
    began = time.monotonic()
    times: list[float] = []
    try:
        for piece in client.stream(TALK, settings.interviewer_model, MOST_SPOKEN):
            if piece.strip():
                times.append(time.monotonic())
    except Trouble as trouble:
        if trouble.kind != Kind.LENGTH or not times:  # a talkative model streams, too
            raise
    if not times:
        raise Trouble(Kind.CONTENT)
    first, lasted = times[0] - began, times[-1] - times[0]
    tokens = client.usage.completion
    rate = (tokens - 1) / lasted if lasted > 0 else 0.0
    counted = (
        "usage reported" if not client.usage.estimated else "usage not reported, so the budget goes by an estimate"
    )
    speed = f", {rate:.0f} tokens/s" if len(times) > 1 and rate else ", in one piece"
    says = f"{settings.interviewer_model}: first token after {first:.1f} s{speed}, {counted}"
    slow = first > SLOW_START or 0 < rate < SLOW_TOKENS
    if slow:
        says += "; slow for a conversation: a smaller model or a nearer server helps"
    return Probed("streaming", "note" if slow or client.usage.estimated else "ok", says)


def _structured(settings: ModelSettings) -> Probed:
    """As a turn is read a second time: the same model and the same limit. Raises Trouble."""
    client = ModelClient(settings, time.monotonic)
    client.ask(SUM, settings.grader, Parity, MOST_READ)
    if client.rung == Rung.SCHEMA:
        return Probed("structured output", "ok", f"{settings.grader}: json_schema")
    rest = "json_schema does not work here; grading works, and now and then needs a second try"
    return Probed("structured output", "note", f"{settings.grader}: {client.rung}; {rest}")


def _failed(subject: str, trouble: Trouble) -> Probed:
    state: Literal["note", "broken"] = "note" if trouble.kind == Kind.LOADING else "broken"
    return Probed(subject, state, f"{trouble} {TO_DO.get(trouble.kind, '')}".strip())

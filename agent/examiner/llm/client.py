"""Talking to a model server: streamed text, and structured replies by the best means the server has."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

import httpx2
import openai
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel, ValidationError

from agent.examiner.llm.breaker import Breaker
from agent.examiner.llm.connection import connection
from agent.examiner.llm.trouble import Kind, Trouble, trouble_of
from agent.examiner.llm.usage import Usage, counted
from agent.settings import ModelSettings

Messages = Sequence[dict[str, str]]
Made = TypeVar("Made")
Model = TypeVar("Model", bound=BaseModel)
FAULTS = (openai.OpenAIError, httpx2.HTTPError, ValueError, AttributeError, IndexError, TypeError, Trouble)
REFUSALS = (400, 404, 415, 422, 500, 501)  # what servers answer that cannot be asked for JSON in this way


LIMIT, NEWER_LIMIT = "max_tokens", "max_completion_tokens"
UNSUPPORTED = re.compile(r"max_completion_tokens|unsupported.*(max_tokens|temperature)", re.I | re.S)
THINKING = 4000  # tokens that a reasoning model may spend before it answers


class Rung(StrEnum):
    """How a server is asked for JSON, best first."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    TEXT = "text"


@dataclass
class Server:
    """What is known of a server, shared by all sessions on it."""

    breaker: Breaker
    rung: Rung | None = None
    limit: str = LIMIT  # how it is told the longest reply; newer OpenAI models want another name


@cache
def known_server(address: str | None) -> Server:
    """One for each address in a process."""
    return Server(Breaker())


@dataclass
class ModelClient:
    """One session's way to its server, and what it has used of it. A `clock` of its own has a server of its own."""

    settings: ModelSettings = field(repr=False)  # its address may hold a password
    clock: Callable[[], float] | None = None
    usage: Usage = field(default_factory=Usage)

    def __post_init__(self) -> None:
        self.server = Server(Breaker(self.clock)) if self.clock else known_server(self.settings.base_url)
        clock = self.clock or time.monotonic
        self._talk = connection(self.settings, clock, self.settings.stall_seconds, self.settings.reply_seconds)
        self._grade = connection(self.settings, clock, self.settings.grade_seconds, self.settings.grade_seconds)
        self._lock = threading.Lock()

    @property
    def rung(self) -> Rung | None:
        """How this server is asked for JSON, once that is known."""
        return self.server.rung

    def stream(self, messages: Messages, model: str, most_tokens: int, used: Usage | None = None) -> Generator[str]:
        """The reply piece by piece; what it took is added to `used`. Raises Trouble, also in the middle of it."""
        self._allowed()
        trouble = None
        try:
            yield from self._pieces(messages, model, most_tokens, used or Usage())
        except GeneratorExit:
            self.server.breaker.succeeded()  # the listener has heard enough; the server works
            raise
        except FAULTS as error:
            trouble = self._noted(error)
        if trouble:
            raise trouble  # not inside `except`: the context may hold headers and prompts
        self.server.breaker.succeeded()

    def ask(self, messages: Messages, model: str, shape: type[Model], most_tokens: int = 4000) -> Model:
        """A reply validated as `shape`; a server that cannot do a rung is asked on the next one. Raises Trouble."""
        self._allowed()  # once, as the rungs of one trial are one trial
        rungs = [self.server.rung] if self.server.rung else list(Rung)
        for rung in rungs:
            try:
                found = self._ask_on(rung, messages, model, shape, most_tokens)
            except _RungRefused:
                continue
            self.server.rung = rung
            return found
        raise Trouble(Kind.CONTENT)

    def models(self) -> list[str]:
        """The models the server names. Raises Trouble."""
        try:
            return [m.id for m in self._talk.models.list().data]
        except FAULTS as error:
            trouble = trouble_of(error)
        raise trouble

    def _pieces(self, messages: Messages, model: str, most_tokens: int, used: Usage) -> Generator[str]:
        finished, said, reported = "", "", None
        chunks = self._created(
            lambda limits: self._talk.chat.completions.create(
                model=model,
                messages=_typed(messages),
                stream=True,
                stream_options={"include_usage": True},
                **limits,
            ),
            most_tokens,
            self.settings.temperature,
        )
        try:
            for chunk in chunks:
                reported = chunk.usage or reported  # some servers send the sum so far with every chunk
                for choice in chunk.choices or []:
                    finished = choice.finish_reason or finished
                    if choice.delta and choice.delta.refusal:
                        raise Trouble(Kind.CONTENT)
                    if choice.delta and choice.delta.content:
                        said += choice.delta.content
                        yield choice.delta.content
        finally:
            chunks.close()
            used.add(self._count(reported, messages, said))
        if finished == "length":
            raise Trouble(Kind.LENGTH)
        if finished == "content_filter" or (finished and not said):
            raise Trouble(Kind.CONTENT)
        if not finished:
            raise Trouble(Kind.BROKEN_OFF if said else Kind.NOT_A_MODEL)

    def _ask_on(self, rung: Rung, messages: Messages, model: str, shape: type[Model], most_tokens: int) -> Model:
        schema = shape.model_json_schema()
        asked = [*messages]
        if rung != Rung.SCHEMA:
            asked[-1] = {**asked[-1], "content": f"{asked[-1]['content']}\n\n{_wanted(schema)}"}
        text = self._complete(rung, asked, model, schema, shape.__name__, most_tokens)
        found = _read(shape, text)
        if isinstance(found, str):
            repair = f"This was not valid: {found}. Answer again with the JSON object alone."
            again = [*asked, {"role": "assistant", "content": text}, {"role": "user", "content": repair}]
            found = _read(shape, self._complete(rung, again, model, schema, shape.__name__, most_tokens))
        if not isinstance(found, str):
            return found
        if rung == Rung.SCHEMA and self.server.rung is None:
            raise _RungRefused  # it takes the schema and does not keep to it
        raise Trouble(Kind.CONTENT)

    def _complete(
        self, rung: Rung, messages: Messages, model: str, schema: dict[str, Any], name: str, most_tokens: int
    ) -> str:
        self._within_budget()
        formats: dict[Rung, dict[str, Any]] = {
            Rung.SCHEMA: {"type": "json_schema", "json_schema": {"name": name, "schema": schema, "strict": False}},
            Rung.OBJECT: {"type": "json_object", "schema": schema},
        }
        extra = {"response_format": formats[rung]} if rung in formats else {}
        trouble: Exception
        try:
            reply = self._created(
                lambda limits: self._grade.chat.completions.create(
                    model=model, messages=_typed(messages), **limits, **cast(Any, extra)
                ),
                most_tokens,
                0,
            )
            choice = reply.choices[0]
            self._count(reply.usage, messages, choice.message.content or "")
            if choice.finish_reason == "length":
                raise Trouble(Kind.LENGTH)
            if choice.message.refusal or not choice.message.content:
                raise Trouble(Kind.CONTENT)
        except FAULTS as error:
            refused = isinstance(error, openai.APIStatusError) and error.status_code in REFUSALS
            unsure = rung != Rung.TEXT and self.server.rung is None
            trouble = _RungRefused() if refused and unsure else self._noted(error)
        else:
            self.server.breaker.succeeded()
            return str(choice.message.content)
        raise trouble  # not inside `except`, as in `stream`

    def _allowed(self) -> None:
        self._within_budget()
        self.server.breaker.check()

    def _within_budget(self) -> None:
        if not self.settings.configured:
            raise Trouble(Kind.NONE)
        if self.settings.token_budget and self.usage.total >= self.settings.token_budget:
            raise Trouble(Kind.BUDGET)

    def _created(self, create: Callable[[dict[str, Any]], Made], most_tokens: int, temperature: float) -> Made:
        """The call with its limits; reasoning models of OpenAI know another name of one, and no temperature."""
        limits: dict[str, Any] = {self.server.limit: most_tokens}
        if self.server.limit == LIMIT:
            limits["temperature"] = temperature
        try:
            return create(limits)
        except openai.BadRequestError as error:
            if self.server.limit != LIMIT or not UNSUPPORTED.search(str(error.body)):
                raise
        self.server.limit = NEWER_LIMIT
        return create({NEWER_LIMIT: most_tokens + THINKING})

    def _count(self, reported: Any, messages: Messages, answer: str) -> Usage:
        call = counted(reported, messages, answer)
        with self._lock:
            self.usage.add(call)
        return call

    def _noted(self, error: Exception) -> Trouble:
        trouble = trouble_of(error)
        self.server.breaker.failed(trouble)
        return trouble


class _RungRefused(Exception):
    """The server cannot be asked for JSON in this way."""


def _typed(messages: Messages) -> list[ChatCompletionMessageParam]:
    return cast(list[ChatCompletionMessageParam], list(messages))


def _wanted(schema: dict[str, Any]) -> str:
    return f"Answer with one JSON object and nothing else, valid against this schema:\n{json.dumps(schema)}"


def _json_in(text: str) -> str:
    """The JSON object in a reply that may have prose or a code fence around it."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


def _read(shape: type[Model], text: str) -> Model | str:
    """The reply as `shape`, or what is wrong with it."""
    try:
        return shape.model_validate_json(_json_in(text))
    except ValidationError as error:
        first = error.errors()[0]
        return f"{'.'.join(str(p) for p in first['loc'])}: {first['msg']}"

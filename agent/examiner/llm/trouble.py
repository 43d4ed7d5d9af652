"""What can go wrong with a model server, in one sentence for the user, without secrets."""

from __future__ import annotations

from enum import StrEnum

import httpx2
import openai

MOST_WAIT = 120.0  # seconds a server can make us wait with Retry-After


class Kind(StrEnum):
    """The sort of trouble, and whether trying again can help."""

    KEY = "key"
    MODEL = "model"
    RATE = "rate"
    SERVER = "server"
    LOADING = "loading"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BROKEN_OFF = "broken off"
    NOT_A_MODEL = "not a model server"
    CONTENT = "content"
    LENGTH = "length"
    OVERFLOW = "overflow"
    BUDGET = "budget"
    OPEN = "resting"
    NO_SPEECH = "no speech"
    TOO_LARGE = "too large"
    NONE = "none"


LASTING = frozenset({Kind.KEY, Kind.MODEL, Kind.NOT_A_MODEL, Kind.BUDGET, Kind.NONE})  # no use in trying again soon
SENTENCES = {
    Kind.KEY: "The model server refused the key.",
    Kind.MODEL: "The model server does not know this model.",
    Kind.RATE: "The model server asks for patience: too many requests.",
    Kind.SERVER: "The model server failed.",
    Kind.LOADING: "The model server is still loading its model.",
    Kind.UNREACHABLE: "The model server cannot be reached.",
    Kind.TIMEOUT: "The model server took too long.",
    Kind.BROKEN_OFF: "The model's reply broke off.",
    Kind.NOT_A_MODEL: "What answers at this address is not a model server.",
    Kind.CONTENT: "The model's reply could not be used.",
    Kind.LENGTH: "The model's reply was cut off for its length.",
    Kind.OVERFLOW: "The interview no longer fits into the model's context.",
    Kind.BUDGET: "The token budget of this session is used up.",
    Kind.NONE: "No model server is configured.",
    Kind.NO_SPEECH: "The server that is set for speech does not offer it.",
    Kind.TOO_LARGE: "The recording is too large.",
    Kind.OPEN: "The model server is given a rest after several failures.",
}


class Trouble(RuntimeError):
    """A model call that came to nothing. `str()` is fit for the user; it contains nothing that was sent."""

    def __init__(self, kind: Kind, retry_after: float | None = None) -> None:
        super().__init__(SENTENCES[kind])
        self.kind = kind
        self.retry_after = retry_after


def trouble_of(error: Exception) -> Trouble:
    """The trouble behind an error of the client or of its HTTP library."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return Trouble(Kind.TIMEOUT)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    broken = (httpx2.RemoteProtocolError, httpx2.ReadError)
    if isinstance(error, broken) or isinstance(error.__cause__, broken):  # the client wraps it
        return Trouble(Kind.BROKEN_OFF)
    if isinstance(error, openai.APIResponseValidationError | AttributeError | IndexError | TypeError):
        return Trouble(Kind.NOT_A_MODEL)
    if isinstance(error, openai.APIConnectionError | httpx2.TransportError):
        return Trouble(Kind.UNREACHABLE)
    if isinstance(error, openai.APIError):  # an error event inside a stream
        return Trouble(Kind.SERVER)
    return Trouble(Kind.CONTENT)


def _of_status(error: openai.APIStatusError) -> Trouble:
    status, text = error.status_code, str(error.body or "").lower()
    if status in (401, 403):
        return Trouble(Kind.KEY)
    if status == 429:
        return Trouble(Kind.RATE, _retry_after(error))
    if status == 503:
        return Trouble(Kind.LOADING, _retry_after(error))
    if status in (400, 413) and any(word in text for word in ("context", "too long", "maximum", "exceed")):
        return Trouble(Kind.OVERFLOW)
    if status in (400, 404) and "model" in text:
        return Trouble(Kind.MODEL)
    if status == 404:  # an address without its /v1, as a rule
        return Trouble(Kind.NOT_A_MODEL)
    return Trouble(Kind.SERVER if status >= 500 else Kind.CONTENT)


def _retry_after(error: openai.APIStatusError) -> float | None:
    try:
        return min(MOST_WAIT, max(0.0, float(error.response.headers.get("retry-after", ""))))
    except ValueError:
        return None

"""What has been asked of a model, in tokens and money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agent.settings import ModelSettings

CHARACTERS_A_TOKEN = 4  # for servers that do not count


@dataclass
class Usage:
    """Tokens and calls so far."""

    prompt: int = 0
    completion: int = 0
    calls: int = 0
    estimated: int = 0  # calls that the server did not count

    @property
    def total(self) -> int:
        return self.prompt + self.completion

    def add(self, other: Usage) -> None:
        self.prompt += other.prompt
        self.completion += other.completion
        self.calls += other.calls
        self.estimated += other.estimated


def counted(reported: Any, messages: Sequence[dict[str, str]], answer: str) -> Usage:
    """One call, as the server counted it; estimated where it did not, or where the reply was left early."""
    prompt = getattr(reported, "prompt_tokens", 0) or sum(len(m["content"]) for m in messages) // CHARACTERS_A_TOKEN
    completion = getattr(reported, "completion_tokens", 0) or len(answer) // CHARACTERS_A_TOKEN
    return Usage(prompt, completion, 1, 0 if getattr(reported, "prompt_tokens", 0) else 1)


def cost(usage: Usage, settings: ModelSettings) -> float | None:
    """What it cost, where the price of a million tokens is set."""
    if not settings.price_in and not settings.price_out:
        return None
    return (usage.prompt * settings.price_in + usage.completion * settings.price_out) / 1e6

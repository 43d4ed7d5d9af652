"""Choosing words: variants of a phrase, by the session's seed, none again before the others were used."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import yaml

PHRASES = Path(__file__).with_name("phrases.yaml")


@cache
def phrases() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    return loaded


class Wording:
    """Picks variants for one turn; `used` is what earlier turns used and is extended by this one."""

    def __init__(self, seed: int, turn: int, used: list[str]) -> None:
        self._random = Random(f"{seed}:{turn}")
        self.used = list(used)

    def say(self, key: str, **slots: object) -> str:
        """A variant of `key` with its slots filled. Raises KeyError for a slot that is not given."""
        return self.pick(key, phrases()[key]).format(**slots)

    def pick(self, key: str, variants: list[str]) -> str:
        spent = [u.split(":", 1)[1] for u in self.used if u.startswith(f"{key}:")]
        least = min(spent.count(str(i)) for i in range(len(variants)))
        index = self._random.choice([i for i in range(len(variants)) if spent.count(str(i)) == least])
        self.used.append(f"{key}:{index}")
        return variants[index]

"""Prompts are files: a name and a version in the head, a Jinja template below."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from jinja2 import Environment, StrictUndefined, Template

from agent.state import Turn

FOLDER = Path(__file__).with_name("prompts")


class Prompt(NamedTuple):
    """`tag` is what a turn records: name and version."""

    tag: str
    template: Template

    def text(self, **slots: object) -> str:
        """Raises jinja2.UndefinedError for a slot that is not filled."""
        return self.template.render(**slots).strip()


@cache
def prompt(name: str) -> Prompt:
    """Raises FileNotFoundError for a prompt that does not exist."""
    _, head, body = (FOLDER / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)
    about = yaml.safe_load(head)
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, autoescape=False)
    return Prompt(f"{about['name']}@{about['version']}", environment.from_string(body))


def as_untrusted(turn: Turn) -> str:
    """A candidate turn: the words, and the whiteboard sent with them."""
    words = untrusted(turn.text)
    drawn = turn.board and turn.board not in turn.text
    return f"{words}\n\n{untrusted(turn.board, 'whiteboard')}" if drawn else words


def untrusted(text: str, tag: str = "candidate") -> str:
    """The text between tags that it cannot close."""
    return f"<{tag}>\n{text.replace('<', '‹').replace('>', '›')}\n</{tag}>"

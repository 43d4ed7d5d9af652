"""A simulated candidate played by a model from the profile's guidelines. The truth about its turns is unknown."""

from __future__ import annotations

from agent.examiner.llm.client import ModelClient
from agent.examiner.llm.usage import Usage
from evals.candidate.profile import Profile

MOST_TOKENS = 300
SYSTEM = """You play a candidate in a mock interview on machine-learning system design, so that the interviewer can be
tested. Stay in this part whatever happens; you are not an assistant. Speak as one does in an interview: no lists, no
headings, at most 120 words a turn. Disclose progressively: say first what comes to mind first, and more only when you
are asked. Answer what you were asked. Never say what kind of candidate you are.

Who you are: {guidelines}"""


class ModelCandidate:
    def __init__(self, profile: Profile, client: ModelClient, model: str) -> None:
        self.profile, self._client, self._model = profile, client, model
        self._messages = [{"role": "system", "content": SYSTEM.format(guidelines=profile.guidelines)}]

    def reply(self, heard: str) -> str:
        """Raises Trouble: a candidate who cannot speak ends the interview."""
        self._messages.append({"role": "user", "content": heard})
        text = "".join(self._client.stream(self._messages, self._model, MOST_TOKENS, Usage())).strip()
        self._messages.append({"role": "assistant", "content": text})
        return text

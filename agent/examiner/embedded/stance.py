"""What a candidate makes of a challenge: puts the mistake right, or insists on it or talks about something else."""

from __future__ import annotations

from agent.examiner.embedded.meant import CORRECTS, REPLIES, Meant, meant
from agent.examiner.embedded.mistakes import Window, worded_in
from agent.examiner.embedded.wording import plain
from knowledge.embedder import Embedder

LEAST = -0.5  # the log of the odds from which a reply puts right: the two errors are about as frequent there


def puts_right(text: str, embedder: Embedder, model: Meant | None = None) -> bool:
    """Whether a reply corrects the mistake it was challenged for; a bare "good point" is not asked about."""
    vector = embedder.embed([text])
    window = Window(plain(text), "", vector[0], False)
    scores = (model or meant(REPLIES)).scores([window.text], vector, worded_in([window]), [CORRECTS])
    return float(scores[0, 0]) > LEAST

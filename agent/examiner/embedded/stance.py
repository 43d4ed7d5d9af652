"""What a candidate makes of a challenge: puts the mistake right, or insists on it or talks about something else."""

from __future__ import annotations

import re

from agent.examiner.embedded.meant import CORRECTS, REPLIES, Meant, meant
from agent.examiner.embedded.mistakes import Window, worded_in
from agent.examiner.embedded.wording import plain
from knowledge.embedder import Embedder

INSISTS = re.compile(
    r"\b(stand by|stick (?:to|with)|don't see (?:why|how|the|any|what)|can't see why|doesn't (?:really )?matter|i disagree|"
    r"i(?:'d| would)? still (?:think|believe|say|ship|use|go|take|prefer|want|keep)|wouldn't (?:change|worry|bother)|"
    r"(?:isn't|not) (?:really )?(?:a|an) (?:real )?(?:problem|issue|concern))\b"
)
TAKES_BACK = re.compile(
    r"\b((?<!n't )(?<!not )take (?:(?:it|that|this|my|the)(?: \w+){0,3} back|back (?:what|my|the|that))|"
    r"scratch (?:that|what)|i (?:retract|misspoke)|you(?:'re| are| were) right|i was wrong|my (?:mistake|bad|error)|"
    r"good (?:point|catch)|fair (?:point|enough)|i(?:'ll)? give you (?:that|this)|let me (?:correct|change|fix|revise|rethink)|i withdr\w+|"
    r"correct(?:ing)? myself|i (?:missed|overlooked|forgot) (?:that|this|it)|that was (?:wrong|a mistake|careless)|"
    r"(?:what )?i(?:'d| would) (?:redo|do differently|no longer)|i never (?:fixed|corrected|mended)|on second thoughts?|come to think of it|"
    r"i(?:'ve| have)?(?: already| just)? (?:changed|fixed|corrected|dropped|replaced) (?:that|it|this|the)(?: one)?|"
    r"i should have (?:said|split|used|done|taken|kept|asked))\b"
)
LEAST = -0.5  # the log of the odds from which a reply puts right: the two errors are about as frequent there


def takes_back(text: str) -> bool:
    """Whether somebody says outright that it was a mistake."""
    return bool(TAKES_BACK.search(plain(text)))


def puts_right(text: str, embedder: Embedder, model: Meant | None = None) -> bool:
    """Whether a reply corrects the mistake it was challenged for; a bare "good point" is not asked about."""
    if INSISTS.search(plain(text)) and not takes_back(text):
        return False
    vector = embedder.embed([text])
    window = Window(plain(text), "", vector[0], False)
    scores = (model or meant(REPLIES)).scores([window.text], vector, worded_in([window]), [CORRECTS])
    return float(scores[0, 0]) > LEAST

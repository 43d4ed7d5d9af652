"""The answer to a direct question, read as a whole: reasons and numbers often stand beside the sentence that names it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.depth import COMPARISON, NUMBER, REASON, is_concrete
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import Reading
from agent.examiner.embedded.substance import ON_SUBJECT
from agent.examiner.embedded.worthless import any_of
from agent.state import Interview
from rubrics.evidence import ANSWER, Depth, Evidence, Prompting
from rubrics.schema import RECAP

# Chosen on the banks of the questions that are not held out: they let 77 to 94 % of the answers through, by level, and
# 31 % of what answers a question on another subject.
CHALLENGED = "responds-to-challenge"
AHEAD = re.compile(
    r"\b(risk\w*|worr\w+|weak\w*|unsure|uncertain|open (?:question|point)|next|first|later|would do)\b", re.I
)
NEAR = 0.40  # similarity of a claim to what the criterion sounds like
NAMED = 0.35  # where a term for the criterion stands in it, too
BEHIND = 0.15  # of what it is nearest to, at most


def answer_to(asked: str, reading: Reading, state: Interview, reader: Reader) -> Evidence | None:
    """What the turn shows of the criterion it was asked about; None where it is about something else or says nothing."""
    rows = reader.signals.rows_of(asked)
    said = [(claim, similarity) for claim, similarity, acts in reading.useful if "question" not in acts]
    if not said or not len(rows):
        return None
    near = [float(similarity[rows].max()) for _, similarity in said]
    beside = all(n < float(s.max()) - BEHIND for n, (_, s) in zip(near, said, strict=True))
    named = any(n >= NAMED and reader.signals.names(asked, c.text) for n, (c, _) in zip(near, said, strict=True))
    if not named and (max(near) < NEAR or beside):
        return None
    depth = _depth(_on_subject(reading, reader), reader)
    best = max(range(len(said)), key=lambda i: (is_concrete(said[i][0]), near[i]))
    return _evidence(asked, said[best][0], depth, state) if depth else None


def reply_to_challenge(reading: Reading, state: Interview, reader: Reader) -> Evidence | None:
    """What a reply that puts a mistake right shows of how somebody takes an objection."""
    said = _on_subject(reading, reader)
    if not said:
        return None
    return _evidence(CHALLENGED, max(said, key=lambda c: len(c.words)), _depth(said, reader) or Depth.SPECIFIC, state)


def recap(reading: Reading, state: Interview, reader: Reader, shown: Sequence[Evidence]) -> Evidence | None:
    """What a recap shows of itself: how many subjects it goes over, and whether it says what is open."""
    said, own = _on_subject(reading, reader), any_of(tuple(reader.question.vocabulary))
    groups = {c.group for c in reader.signals.criteria if c.id in {e.criterion for e in shown}}
    if not said or len(groups) < 2:
        return None
    ahead = bool(AHEAD.search(reading.text))
    numbers = any(NUMBER.search(claim.text) for claim in said)
    whole = len(groups) >= 4 and any(own.search(claim.text) for claim in said)
    depth = Depth.QUANTIFIED if whole and ahead and numbers else Depth.JUSTIFIED if whole and ahead else Depth.SPECIFIC
    return _evidence(RECAP, max(said, key=lambda c: len(c.words)), depth, state)


def _evidence(criterion: str, quote: Claim, depth: Depth, state: Interview) -> Evidence:
    entry = state.ledger.get(criterion)
    rung = entry.hints if entry else 0
    return Evidence(
        turn=state.turns[-1].id,
        quote=quote.text,
        criterion=criterion,
        signal=ANSWER,
        depth=depth,
        prompting=Prompting.HINTED if rung else Prompting.PROMPTED,
        rung=rung,
    )


def _on_subject(reading: Reading, reader: Reader) -> list[Claim]:
    own = any_of(tuple(reader.question.vocabulary))
    return [
        claim
        for claim, similarity, acts in reading.useful
        if "question" not in acts and (float(similarity.max()) > ON_SUBJECT or own.search(claim.text))
    ]


def _depth(claims: list[Claim], reader: Reader) -> Depth | None:
    """By how many of the claims say how, and how many give a reason, weigh something up or put a number on it."""
    own = any_of(tuple(reader.question.vocabulary))
    concrete = [claim for claim in claims if is_concrete(claim)]
    tied = any(own.search(claim.text) for claim in concrete)
    marks = sum(bool(mark.search(claim.text)) for claim in claims for mark in (REASON, COMPARISON, NUMBER))
    if not concrete or not (tied or marks):
        return None
    if len(concrete) >= 3 and marks >= 3 and tied:
        return Depth.QUANTIFIED
    return Depth.JUSTIFIED if marks >= 2 or (marks and len(concrete) >= 2) else Depth.SPECIFIC

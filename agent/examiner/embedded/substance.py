"""How much of a turn is about this problem and concrete, whether or not a criterion covers it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.depth import is_concrete
from agent.examiner.embedded.worthless import any_of
from agent.state import Substance

ON_SUBJECT = 0.45  # similarity to anything a design is about; below it a statement is small talk or filler


def substance_of(statements: Sequence[tuple[Claim, float]], vocabulary: Collection[str]) -> Substance:
    """Counts statements on the subject, and those that use this problem's own nouns to say something concrete.

    Each comes with its similarity to the nearest thing a design is about. Filler counts for neither, so padding an
    answer changes nothing.
    """
    own = any_of(tuple(vocabulary))
    found = Substance()
    for claim, similarity in statements:
        ours = bool(own.search(claim.text))
        found.statements += ours or similarity > ON_SUBJECT
        found.tied += ours and is_concrete(claim)
    return found

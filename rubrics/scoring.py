"""Levels from evidence, and the numbers that follow from levels. No model writes a number that stands here."""

from __future__ import annotations

from collections.abc import Iterable

from rubrics.evidence import ANSWER, DRAWN, Depth, Evidence, LedgerEntry, PitfallSeen, Prompting
from rubrics.schema import Criterion, Level

ALIKE = 0.55  # strength from which what nobody asked for carries its depth; chosen on questions that are not held out
ASKED_FOR = 0.1  # less of it, where it was asked for
MISSED = 2  # see LedgerEntry.unanswered
DRAWN_CAP = 2  # a drawing shows structure; a reason has to be said
HINT_CAP = {0: 4, 1: 3, 2: 2, 3: 1}  # the best level that evidence given after a hint of this rung can carry


def level_of(entry: LedgerEntry, pitfalls: Iterable[PitfallSeen] = ()) -> Level | None:
    """The level 0–4 the evidence carries, None when the criterion was neither shown nor asked to an end.

    A question that was answered with nothing, or talked past twice, is a miss; talked past once it is still open.
    Depth sets the level and a second independent signal confirms the top: 4 needs a quantified or compared claim
    and another signal that is at least specific. An uncorrected pitfall on the criterion takes one level. What is only
    drawn carries two levels at most and confirms nothing.
    """
    best = _best_per_signal(entry.evidence)
    unresolved = sum(not p.resolved for p in pitfalls)
    if not best:
        return 0 if entry.unanswered >= MISSED or unresolved else None
    drawn = max((d for signal, d in best.items() if signal.startswith(DRAWN)), default=0)
    depths = sorted((d for signal, d in best.items() if not signal.startswith(DRAWN)), reverse=True) or [0]
    confirmed = (len(depths) > 1 and depths[1] >= Depth.SPECIFIC) or best.get(ANSWER, 0) == Depth.QUANTIFIED
    level = max(min(depths[0], 4 if confirmed else 3), min(drawn, DRAWN_CAP))
    return as_level(level - min(unresolved, 1))


def _best_per_signal(evidence: Iterable[Evidence]) -> dict[str, int]:
    best: dict[str, int] = {}
    for item in evidence:
        best[item.signal] = max(best.get(item.signal, 0), min(carried(item), Depth.MENTION if _by_the_way(item) else 4))
    return best


def states(item: Evidence) -> bool:
    """Whether a claim says what a key point says and is not only about the same; asked for, it need be less alike."""
    alike = ALIKE if item.prompting == Prompting.UNPROMPTED else ALIKE - ASKED_FOR
    return item.signal.startswith("key:") and carried(item) >= Depth.SPECIFIC and item.strength >= alike


def _by_the_way(item: Evidence) -> bool:
    """Said about something else, and only just like it: that brings a subject up, and shows no more."""
    own = item.signal.startswith(("key:", "fact:", DRAWN))
    return item.prompting == Prompting.UNPROMPTED and item.strength < ALIKE and not own


def carried(item: Evidence) -> int:
    """The depth that counts, after the cap of a hint."""
    return min(int(item.depth), HINT_CAP[item.rung])


def as_level(value: int) -> Level:
    levels: tuple[Level, ...] = (0, 1, 2, 3, 4)
    return levels[max(0, min(4, value))]


def next_level(level: int | None) -> Level:
    """The level to aim for: an answer to this very problem at least, not a mention nor what fits any."""
    return as_level(max(3, (level or 0) + 1))


def weighted_mean(levels: Iterable[tuple[Criterion, Level | None]]) -> float | None:
    """Mean level over what was assessed, weighted by criterion; None when nothing was."""
    pairs = [(c.weight, level) for c, level in levels if level is not None]
    total = sum(weight for weight, _ in pairs)
    return sum(weight * level for weight, level in pairs) / total if total else None

"""Hearing pitfalls: a statement is held against somebody only where fitted weights make it likely enough."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.clauses import clauses_of
from agent.examiner.embedded.meant import PITFALLS, meant
from agent.examiner.embedded.sounding import Good, Sounding, sounding, unit
from agent.examiner.embedded.wording import ABSOLUTE, NEGATED, plain, wording
from agent.examiner.embedded.worthless import any_of
from knowledge.embedder import Embedder, Vectors
from knowledge.schema import Pitfall

WEIGHTS = Path(__file__).with_name("mistakes.yaml")
CUES = 5  # the last of the features, which are slow to find
NEAREST, DENIED, BETTER = 0, 25, -2  # places of features
CERTAIN = 3.0  # above the least sum from which a mistake is heard: then there is no doubt
SUSPECTED = 1.75  # below it: worth a question, and no more
UNLIKE = 0.33  # to all its examples: a statement about something else
WORD_FOR_WORD = 0.75  # so close that a negation belongs to the mistake itself
CLAUSE = 0.5  # a clause has to sound so much more like a mistake: the rest may take it back
NEARBY = 30  # characters beside a term in which it is dismissed
REJECTED = re.compile(
    r",\s+(?:and )?not\s+[^,;:]{3,60}$"
)  # "a flag of its own, not the mean": what is turned down is no mistake
DISMISSED = re.compile(
    r"\b(no|not|nor|never|without|skip\w*|leav\w*|drop\w*|whichever|whatever|wherever|outdated|old school|unnecessary|"
    r"\w+n't|needn't|superfluous|overkill|waste|anyway|cover\w*|take care|takes care|later)\b"
)


class Window(NamedTuple):
    """What is judged: a claim, a claim with the one after it, or a clause of one."""

    text: str
    after: str
    vector: Vectors
    pair: bool
    whole: str = ""  # of a clause: the claim it stands in


class Likeness(NamedTuple):
    """How a statement sounds like a pitfall: its similarity to the nearest example, and how certain that is, up to 1.

    Below 0 it is suspected, and not heard.
    """

    near: float
    certainty: float


class Weights(NamedTuple):
    features: Vectors
    none: float
    pitfalls: dict[str, float]  # those that are said by the way more often than meant, or the reverse
    least: float


@cache
def weights() -> Weights:
    """A logistic model over pairs of a statement and a pitfall, fitted by `python -m evals.fit_mistakes`."""
    data = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    features = np.array(list(data["features"].values()), np.float32)
    return Weights(features, float(data["none"]), data["pitfalls"], float(data["least"]))


@dataclass(frozen=True)
class PitfallBank:
    pitfalls: list[Pitfall]
    sounds: Sounding
    denying: Vectors  # the share of each pitfall's own sentences that are worded with a negation
    absolute: Vectors  # and with an absolute word

    def heard(self, claims: Sequence[Claim], embedder: Embedder) -> list[dict[str, Likeness]]:
        """For each claim the pitfall it walks into, if any."""
        found = self.suspected(claims, embedder)
        return [{pitfall: like for pitfall, like in of.items() if like.certainty >= 0} for of in found]

    def suspected(self, claims: Sequence[Claim], embedder: Embedder) -> list[dict[str, Likeness]]:
        """For each claim the pitfall it may walk into, if any, alone or with the sentence after it, and how much it
        alone sounds like it."""
        if not claims or not self.pitfalls:
            return [{} for _ in claims]
        claims = [replace(c, text=_meant(c.text), follow_up=_meant(c.follow_up)) for c in claims]
        windows = self.windows(claims, embedder)  # looked at together: the sentences to compare with are many
        features = iter(self.features([window for of_one in windows for window in of_one]))
        return [self._likeliest(of_one, [next(features) for _ in of_one]) for of_one in windows]

    def _likeliest(self, windows: Sequence[Window], features: Sequence[Vectors]) -> dict[str, Likeness]:
        known = weights()
        best = (known.least - SUSPECTED, -1)
        own = np.array([known.pitfalls.get(p.id, 0.0) for p in self.pitfalls])
        gain = float(np.maximum(known.features[-CUES:], 0).sum())  # what cues can add at most
        for window, rows in zip(windows, features, strict=True):
            scores = rows @ known.features[:-CUES] + known.none + own - (CLAUSE if window.whole else 0)
            for index in np.flatnonzero(scores + gain > best[0]):
                cues = cued(self.pitfalls[index], window.text)
                if window.whole:
                    cues[BETTER:] = cued(self.pitfalls[index], window.whole)[BETTER:]
                if not ruled_out(np.append(rows[index], cues)):
                    best = max(best, (float(scores[index] + cues @ known.features[-CUES:]), int(index)))
        if best[1] < 0:
            return {}
        near = float(self.sounds.nearest(windows[0].vector[None])[0, best[1]])
        return {self.pitfalls[best[1]].id: Likeness(near, min(1.0, (best[0] - known.least) / CERTAIN))}

    def windows(self, claims: Sequence[Claim], embedder: Embedder) -> list[list[Window]]:
        """What is judged of each claim; nothing of a question."""
        stated = [c for c in claims if not c.is_question]
        clauses = {c.text: clauses_of(c.text) for c in stated}
        texts = list(dict.fromkeys(text for c in stated for text in (c.text, c.follow_up, *clauses[c.text]) if text))
        vectors = dict(zip(texts, embedder.embed(texts), strict=True))

        def of_one(claim: Claim) -> list[Window]:
            text, after, alone = plain(claim.text), plain(claim.follow_up), vectors[claim.text]
            found = [Window(text, after, alone, False)]
            if after:
                both = unit(alone + vectors[claim.follow_up])
                found.append(Window(f"{text} {after}", "", both, True))
            return found + [Window(plain(c), "", vectors[c], False, text) for c in clauses[claim.text]]

        return [[] if claim.is_question else of_one(claim) for claim in claims]

    def features(self, windows: Sequence[Window]) -> Vectors:
        """Shape (windows, pitfalls, all features but those of the cues), in the order of `mistakes.yaml`."""
        count = len(self.pitfalls)
        if not windows:
            return np.zeros((0, count, 0), np.float32)
        vectors, worded = np.stack([w.vector for w in windows]), worded_in(windows)
        negated = worded[:, -1:]
        absolute = (worded[:, 1:2] > 0) * self.absolute
        pairs = np.array([[w.pair] for w in windows], np.float32)
        of_each = [negated * (self.denying < 1 / 3), negated * self.denying, absolute, pairs]
        of_each.append(
            meant(PITFALLS).scores([w.text for w in windows], vectors, worded, [p.id for p in self.pitfalls])
        )
        extra = [np.broadcast_to(column, (len(windows), count)) for column in of_each]
        said = np.repeat(worded[:, None], count, axis=1)
        return np.concatenate([self.sounds.features(vectors), said, np.stack(extra, axis=2)], axis=2, dtype=np.float32)


def _meant(text: str) -> str:
    return REJECTED.sub("", text)


def worded_in(windows: Sequence[Window]) -> Vectors:
    """Shape (windows, 8): the wording, and whether it negates."""
    negated = [[float(bool(NEGATED.search(w.text)))] for w in windows]
    return np.hstack([np.stack([wording(w.text, w.after) for w in windows]), negated]).astype(np.float32)


@lru_cache(maxsize=4096)
def _terms(words: tuple[str, ...]) -> re.Pattern[str]:
    return any_of(words)


def cued(pitfall: Pitfall, text: str) -> Vectors:
    """The share of the cue groups that are present, all, all but one; a term of who knows better, and one dismissed."""
    found = [bool(_terms(tuple(group)).search(text)) for group in pitfall.cues]
    terms = _terms(tuple(pitfall.unless)).finditer(text) if pitfall.unless else ()
    dismissed = [bool(DISMISSED.search(text[max(0, t.start() - NEARBY) : t.end() + NEARBY])) for t in terms]
    better = not all(dismissed), any(dismissed)
    if not found:
        return np.array([0.5, 0, 0, *better], np.float32)
    present, groups = sum(found), len(found)
    return np.array([present / groups, present == groups, present >= groups - 1, *better], np.float32)


def ruled_out(features: NDArray[np.floating[Any]]) -> Any:
    """Whether it is about something else, denied, or what speaks against it is named: the weights let some of these through."""
    denied = (features[..., DENIED] > 0) & (features[..., NEAREST] < WORD_FOR_WORD)
    return (features[..., NEAREST] < UNLIKE) | denied | (features[..., BETTER] > 0)


def pitfall_bank(pitfalls: Sequence[Pitfall], good: Good, cache: Path) -> PitfallBank:
    """`good`: what else is right to say, as sentences with the criterion each shows."""
    said = [p for p in pitfalls if p.kind == "said"]

    def share(pattern: re.Pattern[str]) -> Vectors:
        return np.array([np.mean([bool(pattern.search(plain(s))) for s in p.sounds_like]) for p in said], np.float32)

    return PitfallBank(said, sounding(said, good, cache), share(NEGATED), share(ABSOLUTE))

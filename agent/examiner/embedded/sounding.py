"""How much a statement sounds like each pitfall, like what is right on its subject, and like any good answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embedder import Vectors
from knowledge.schema import Pitfall
from knowledge.vectors import vectors_for

Good = Sequence[tuple[str, str]]  # criterion and a sentence that shows it
TEN = 10  # good sentences next to a statement
THREE = 3
FEW = 9  # examples: a pitfall with fewer is known less well


@dataclass(frozen=True)
class Rows:
    """Sentences in the order of their owners, each of whom has one at least."""

    vectors: Vectors
    starts: NDArray[np.int64]

    def per_owner(self, heard: Vectors) -> Vectors:
        """Heard × owners: the similarity of each one's nearest sentence."""
        return self.nearest(heard @ self.vectors.T)

    def nearest(self, similarity: Vectors) -> Vectors:
        """Of each owner, given the similarity to every row."""
        found: Vectors = np.maximum.reduceat(similarity, self.starts, axis=1)
        return found

    def three(self, similarity: Vectors) -> Vectors:
        """Of each owner the mean of the three nearest, or of as many as there are."""
        none = np.full((len(similarity), 1), -np.inf, np.float32)
        best = np.partition(np.hstack([similarity, none])[:, self.places], -THREE, axis=2)[:, :, -THREE:]
        there = np.isfinite(best)
        means: Vectors = np.where(there, best, 0).sum(axis=2) / there.sum(axis=2)
        return means

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """The rows of each owner, filled up to the same length with -1."""
        ends = [*self.starts[1:], len(self.vectors)]
        longest = max(THREE, *(end - start for start, end in zip(self.starts, ends, strict=True)))
        rows = [np.arange(start, end) for start, end in zip(self.starts, ends, strict=True)]
        return np.array([np.pad(of_one, (0, longest - len(of_one)), constant_values=-1) for of_one in rows])


@dataclass(frozen=True)
class View:
    """The sentences seen in one space, in which what they have in common does not count."""

    middle: Vectors
    turn: Vectors | None  # a matrix
    mistaken: Rows
    right: Rows  # of a pitfall without any: the good sentences of its criterion

    def see(self, vectors: Vectors) -> Vectors:
        return _seen(vectors, self.middle, self.turn)


@dataclass(frozen=True)
class Sounding:
    plain: Rows
    centred: View
    whitened: View
    good: Rows  # centred, by criterion
    names: Vectors  # whitened
    criteria: NDArray[np.int64]  # of each pitfall, the place of its criterion among those of the good sentences
    directions: Vectors  # from the middle of the good to each pitfall, from the right to each, and two for all
    middle: Vectors
    few: Vectors

    def nearest(self, vectors: Vectors) -> Vectors:
        return self.plain.per_owner(vectors)

    def features(self, vectors: Vectors) -> Vectors:
        """Shape (vectors, pitfalls, 17), in the order of `mistakes.yaml`."""
        shape = len(vectors), len(self.few)
        columns = [self.nearest(vectors)]
        seen = self.centred.see(vectors)
        good = seen @ self.good.vectors.T
        columns += [
            self.centred.right.per_owner(seen),
            np.maximum.reduceat(good, self.good.starts, axis=1)[:, self.criteria],
            good.max(axis=1, keepdims=True),
            np.partition(good, -TEN, axis=1)[:, -TEN:].mean(axis=1, keepdims=True),
            _lead(self.centred.mistaken.three(seen @ self.centred.mistaken.vectors.T)),
        ]
        seen = self.whitened.see(vectors)
        mistaken = seen @ self.whitened.mistaken.vectors.T
        three = self.whitened.mistaken.three(mistaken)
        columns += [
            self.whitened.mistaken.nearest(mistaken), three, self.whitened.right.per_owner(seen), _lead(three),
            seen @ self.names.T,
        ]  # fmt: skip
        along = ((vectors - self.middle) @ self.directions).astype(np.float32)
        count = shape[1]
        columns += [
            along[:, :count], along[:, count : 2 * count], along[:, -2:-1], along[:, -1:], _lead(along[:, :count]),
            self.few[None],
        ]  # fmt: skip
        return np.stack([np.broadcast_to(c, shape) for c in columns], axis=2).astype(np.float32)


def sounding(pitfalls: Sequence[Pitfall], good: Good, cache: Path) -> Sounding:
    mistaken = _blocks([p.sounds_like for p in pitfalls], cache)
    rather = _blocks([p.rather for p in pitfalls], cache)
    names = vectors_for([p.name for p in pitfalls], cache)
    criteria = sorted({criterion for criterion, _ in good})
    good = sorted(good, key=lambda pair: pair[0])
    every_good = vectors_for([sentence for _, sentence in good], cache)
    ends = np.searchsorted([c for c, _ in good], [*criteria, "~"])
    blocks = [every_good[a:b] for a, b in pairwise(ends)]
    place = np.array([criteria.index(p.criterion) if p.criterion in criteria else 0 for p in pitfalls], np.int64)
    right = [own if len(own) else blocks[at] for own, at in zip(rather, place, strict=True)]
    said = np.concatenate(mistaken)
    every = np.concatenate([said, *rather, every_good])
    middle, spread = every.mean(axis=0), _spread(every)

    def view(middle: Vectors, turn: Vectors | None) -> View:
        found = [_rows(blocks) for blocks in (mistaken, right)]
        return View(middle, turn, *(Rows(_seen(r.vectors, middle, turn), r.starts) for r in found))

    whole = np.concatenate([said, *rather]).mean(axis=0)
    whitening = np.linalg.inv(np.linalg.cholesky(spread)).T.astype(np.float32)
    return Sounding(
        plain=_rows(mistaken),
        centred=view(whole, None),
        whitened=view(middle, whitening),
        good=Rows(_seen(every_good, whole, None), _rows(blocks).starts),
        names=_seen(names, middle, whitening),
        criteria=place,
        directions=_directions(mistaken, rather, right, every_good, spread, every),
        middle=middle,
        few=np.array([len(p.sounds_like) < FEW for p in pitfalls], np.float32),
    )


def _directions(
    mistaken: list[Vectors], rather: list[Vectors], right: list[Vectors], good: Vectors, spread: Vectors, every: Vectors
) -> Vectors:
    """Linear discriminants, one a column, scaled to the spread of all sentences along them."""
    means, instead = [m.mean(axis=0) for m in mistaken], [r.mean(axis=0) for r in right]
    to = [mean - good.mean(axis=0) for mean in means]
    to += [mean - other for mean, other in zip(means, instead, strict=True)]
    to.append(np.concatenate(mistaken).mean(axis=0) - np.concatenate([*rather, good]).mean(axis=0))
    to.append(np.mean([m - o for m, o, own in zip(means, instead, rather, strict=True) if len(own)] or to[-1:], axis=0))
    found = np.linalg.solve(spread, np.array(to).T).astype(np.float32)
    scaled: Vectors = found / ((every - every.mean(axis=0)) @ found).std(axis=0)
    return scaled


def _spread(rows: Vectors) -> Vectors:
    """The covariance, drawn towards equal spread in all directions: there are few sentences for so many."""
    apart = rows - rows.mean(axis=0)
    cov = apart.T @ apart / len(rows)
    shrunk: Vectors = cov + np.trace(cov) / len(cov) * np.eye(len(cov), dtype=np.float32)
    return shrunk


def _blocks(sentences: Sequence[Sequence[str]], cache: Path) -> list[Vectors]:
    every = vectors_for([s for of_one in sentences for s in of_one], cache)
    return np.split(every, np.cumsum([len(of_one) for of_one in sentences])[:-1])


def _rows(blocks: Sequence[Vectors]) -> Rows:
    starts = np.cumsum([0, *(len(block) for block in blocks[:-1])])
    return Rows(np.concatenate(blocks), starts.astype(np.int64))


def _lead(scores: Vectors) -> Vectors:
    """Over the best of the others."""
    if scores.shape[1] < 2:
        return np.zeros_like(scores)
    ranked = np.sort(scores, axis=1)
    first, second = ranked[:, -1:], ranked[:, -2:-1]
    return np.where(scores == first, scores - second, scores - first)


def _seen(vectors: Vectors, middle: Vectors, turn: Vectors | None) -> Vectors:
    apart: Vectors = vectors - middle
    turned: Vectors = apart if turn is None else apart @ turn
    return unit(turned)


def unit(rows: Vectors) -> Vectors:
    lengths: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return lengths

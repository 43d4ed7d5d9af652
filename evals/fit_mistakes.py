"""Fits the weights by which the embedded examiner hears a mistake.

    python -m evals.fit_mistakes          # ten minutes

writes `meant.npz` and `mistakes.yaml` in `agent/examiner/embedded` from the content, `evals/data/mistakes.jsonl` and
the banks that are not held out, and prints how well the mistakes of each question are heard by weights fitted on the
others.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agent.content import load_content
from agent.examiner.embedded.claims import split_claims
from agent.examiner.embedded.meant import PITFALLS, Meant, save
from agent.examiner.embedded.mistakes import WEIGHTS, PitfallBank, Window, cued, ruled_out, worded_in
from evals.candidate import Bank, load_bank
from evals.cells import HELD_OUT
from evals.fit_meant import fit as fit_meant
from evals.fit_meant import of_candidates, of_content, of_writers
from evals.fitting import features_in, logistic, write_weights
from evals.single import reader_of
from knowledge import embedder

FOLDS = 5  # of the questions, for what a sentence means
PENALTY, OF_PITFALL = 6.0, 2.0  # on the squares of the scaled weights
HARD, EVERY = 8000, 60  # of the pairs without a mistake the likeliest, and of the others every so many, weighing more
ROUNDS = 3  # of choosing the sentence of a text in which its mistake is
INNOCENT, NEAR = 0.004, 0.02  # the shares of answers and of near misses in which a mistake may be heard
MARGIN = 0.3  # on top of that: to be accused wrongly is worse than to get away with a mistake
CLOSEST = 8  # pitfalls of a sentence that are looked at, by each of four measures
MEASURES = (6, 7, 11, 29)  # nearest and three nearest whitened, along it, what it means
Numbers = NDArray[np.float64]


class Text(NamedTuple):
    question: str
    kind: str  # mistake, near, answer, or mistaken: an answer that walks into a mistake itself
    truth: str | None
    text: str


class Pairs(NamedTuple):
    """Sentences of texts with a pitfall each."""

    features: Numbers
    text: NDArray[np.int64]
    pitfall: NDArray[np.str_]


class Fitted(NamedTuple):
    features: Numbers
    none: float
    pitfalls: dict[str, float]

    def scores(self, pairs: Pairs) -> Numbers:
        own = np.array([self.pitfalls.get(p, 0.0) for p in pairs.pitfall])
        found: Numbers = pairs.features @ self.features + self.none + own
        return np.where(ruled_out(pairs.features), -99.0, found)


def texts_of(question: str, bank: Bank) -> list[Text]:
    clear = bank.mistaken_texts("clear")
    doubtful = bank.mistaken_texts("arguable") | bank.mistaken_texts("doubted")
    found = [Text(question, "mistake", m.pitfall, text) for m in bank.mistakes for text in m.says]
    found += [Text(question, "near", None, text) for m in bank.mistakes for text in (*m.near, *m.corrects)]
    found += [Text(question, "mistaken", pitfall, text) for text, pitfall in clear.items()]
    return found + [Text(question, "answer", None, t) for t in bank.texts() if t not in clear and t not in doubtful]


def dev_texts() -> dict[str, list[Text]]:
    return {q: texts_of(q, load_bank(q)) for q in sorted(set(load_content().questions) - set(HELD_OUT))}


def examples(by_question: dict[str, list[Text]], meaning: dict[str, Meant]) -> tuple[list[Text], Pairs]:
    """`meaning`: for each question the model that has not seen it."""
    texts = list[Text]()
    features, of, ids = list[Numbers](), list[int](), list[str]()
    for question, own in by_question.items():
        bank = reader_of(question).pitfalls
        for text in own:
            windows = [
                w for of_one in bank.windows(split_claims(text.text), embedder.shared_embedder()) for w in of_one
            ]
            if windows:
                rows, pitfalls = _pairs(windows, bank, meaning[question])
                features.append(rows)
                of += [len(texts)] * len(pitfalls)
                ids += pitfalls
                texts.append(text)
    return texts, Pairs(np.concatenate(features), np.array(of), np.array(ids))


def _pairs(windows: list[Window], bank: PitfallBank, meaning: Meant) -> tuple[Numbers, list[str]]:
    """Each window with the pitfalls that come into question."""
    features = bank.features(windows)
    names = [p.id for p in bank.pitfalls]
    vectors, said = np.stack([w.vector for w in windows]), [w.text for w in windows]
    features[:, :, -1] = meaning.scores(said, vectors, worded_in(windows), names)
    rows, ids = list[Numbers](), list[str]()
    for window, of_one in zip(windows, features, strict=True):
        for index in sorted({int(i) for m in MEASURES for i in np.argsort(-of_one[:, m])[:CLOSEST]}):
            rows.append(np.append(of_one[index], cued(bank.pitfalls[index], window.text)))
            ids.append(names[index])
    return np.array(rows, float), ids


def unseen_meaning(by_question: dict[str, list[Text]]) -> tuple[dict[str, Meant], Meant]:
    """What a sentence means, for each question by a model fitted without it; and one fitted on all."""
    general = [of_content(load_content()), of_writers()]
    told = {q: of_candidates([(t.text, t.truth) for t in texts]) for q, texts in by_question.items()}
    found: dict[str, Meant] = {}
    for fold in range(FOLDS):
        out: Collection[str] = sorted(told)[fold::FOLDS]
        model = fit_meant([*general, *(one for q, one in told.items() if q not in out)])
        found |= dict.fromkeys(out, model)
    return found, fit_meant([*general, *told.values()])


def fit(texts: list[Text], pairs: Pairs, use: NDArray[np.bool_]) -> Fitted:
    """A mistake is in the sentence of its text that is likeliest by now; everything else is none."""
    truth = np.array([text.truth or "" for text in texts])[pairs.text] == pairs.pitfall
    middle, spread = pairs.features.mean(axis=0), pairs.features.std(axis=0) + 1e-6
    scaled = (pairs.features - middle) / spread
    names = sorted(set(pairs.pitfall))
    places = np.searchsorted(names, pairs.pitfall)
    count, own = scaled.shape[1], (PENALTY / OF_PITFALL) ** 0.5
    scores = scaled[:, list(MEASURES)].sum(axis=1)
    made, others = np.flatnonzero(use & truth), np.flatnonzero(use & ~truth)
    for _ in range(ROUNDS):
        best = {(pairs.text[i], pairs.pitfall[i]): i for i in made[np.argsort(scores[made])]}
        ranked = others[np.argsort(-scores[others])]
        rows = np.concatenate([list(best.values()), ranked[:HARD], ranked[HARD::EVERY]]).astype(int)
        weight = np.where(np.arange(len(rows)) < len(best) + HARD, 1.0, float(EVERY))
        design = np.column_stack([scaled[rows], own * np.eye(len(names))[places[rows]], np.ones(len(rows))])
        both = logistic(design, np.eye(2)[truth[rows].astype(int)], weight, PENALTY)
        found = both[:, 1] - both[:, 0]
        scores = scaled @ found[:count] + own * found[count:-1][places] + found[-1]
    features = found[:count] / spread
    of_each = dict(zip(map(str, names), (own * found[count:-1]).tolist(), strict=True))
    return Fitted(features, float(found[-1] - middle @ features), of_each)


def left_out(texts: list[Text], pairs: Pairs) -> Numbers:
    """The score of each pair by weights fitted on the other questions."""
    question = np.array([text.question for text in texts])[pairs.text]
    scores = np.zeros(len(question))
    for one in sorted(set(question)):
        scores[question == one] = fit(texts, pairs, question != one).scores(pairs)[question == one]
    return scores


def best_of_each(texts: list[Text], pairs: Pairs, scores: Numbers) -> tuple[Numbers, list[str]]:
    """The score of each text's likeliest pitfall, and which it is."""
    order = np.argsort(scores)
    best, which = np.full(len(texts), -np.inf), [""] * len(texts)
    for index in order:
        best[pairs.text[index]], which[pairs.text[index]] = scores[index], str(pairs.pitfall[index])
    return best, which


def main() -> None:
    embedder.REMEMBERED = 100_000
    by_question = dev_texts()
    unseen, meaning = unseen_meaning(by_question)
    save(meaning, PITFALLS)
    texts, pairs = examples(by_question, unseen)
    best, which = best_of_each(texts, pairs, left_out(texts, pairs))
    kinds = np.array([text.kind for text in texts])
    allowed = (("answer", INNOCENT), ("near", NEAR))
    least = MARGIN + max(float(np.quantile(best[kinds == kind], 1 - share)) for kind, share in allowed)
    heard = best > least
    right = np.array([w == text.truth for w, text in zip(which, texts, strict=True)])
    made = kinds == "mistake"
    print(f"Left out by question: {(heard & right)[made].mean():.1%} of the mistakes heard, ", end="")
    print(f"{(heard & ~right)[made].mean():.1%} as another one; heard wrongly in ", end="")
    print(f"{heard[kinds == 'near'].mean():.1%} of near misses, {heard[kinds == 'answer'].mean():.2%} of answers.")
    found = fit(texts, pairs, np.ones(len(pairs.text), bool))
    write_weights(
        WEIGHTS,
        {
            "features": {
                n: round(float(w), 3) for n, w in zip(features_in(WEIGHTS), found.features, strict=True)
            },
            "none": round(found.none, 2),
            "pitfalls": {p: round(w, 2) for p, w in sorted(found.pitfalls.items()) if abs(w) >= 0.05},
            "least": round(least, 2),
        },
    )  # fmt: skip


if __name__ == "__main__":
    main()

"""How far the embedded grader agrees with the labels, leave-one-question-out, beside simple anchors.

    python -m evals.grading

Nothing here is measured on what it was fitted on: for each question the models are fitted on all other questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import log
from typing import NamedTuple

import numpy as np

from agent.content import load_content
from agent.grading.features import QUESTION_ONLY, Features, group_features, overall_features, seen, usual_share
from agent.grading.overlap import overlap
from evals.agreement import bias, interval, mae, qwk, within
from evals.labelled import Example, Graded, graded
from evals.ordinal import fit
from rubrics.schema import Group
from rubrics.verdict import ORDER

RIDGE = 3.0
TOP_VERDICT, TOP_GROUP = 3, 4
LONG = 0.85  # the usual length as a share of an interview, below which it is a long one


class Case(NamedTuple):
    """One thing to predict."""

    example: Example
    features: Features
    label: float
    group: Group | None = None  # all of it, where there is none

    @property
    def question(self) -> str:
        return self.example.entry.question


def verdict_cases(found: Sequence[Graded]) -> list[Case]:
    return [Case(g.example, _usable(overall_features(g.state, g.plan), g), g.example.verdict) for g in found]


def _usable(features: Features, found: Graded) -> Features:
    """Without what only a question of the bank has, where the question is unknown."""
    known = bool(found.plan.key_points)
    return {name: value for name, value in features.items() if known or name not in QUESTION_ONLY}


def group_cases(found: Sequence[Graded]) -> list[Case]:
    """Where both the labels and the grader saw the group."""
    return [
        Case(g.example, _usable(group_features(g.state, g.plan, group, overall), g), label, group)
        for g in found
        for overall in [overall_features(g.state, g.plan)]
        for group in Group
        if (label := g.example.group(group)) is not None and seen(g.state, g.plan, group)
    ]


def held_out(cases: Sequence[Case], top: int, ridge: float = RIDGE) -> list[float]:
    """For each case the level predicted by a model that saw no transcript of its question."""
    found = [0.0] * len(cases)
    for question in sorted({c.question for c in cases}):
        others = [c for c in cases if c.question != question]
        model = fit([c.features for c in others], [_whole(c.label) for c in others], top, ridge)
        for index, case in enumerate(cases):
            if case.question == question:
                found[index] = float(model.level(model.eta(case.features)))
    return found


def length_only(found: Sequence[Graded]) -> list[Features]:
    return [{"words": log(1 + sum(len(t.split()) for t in _said(g)))} for g in found]


def bag_of_words(found: Sequence[Graded]) -> list[Features]:
    """Cosine of the candidate's content words with the question's reference answer."""
    references = {q.id: " ".join(q.reference.model_dump().values()) for q in load_content().questions.values()}
    return [{"cosine": overlap(_said(g), references[g.example.entry.question])} for g in found]


def _said(found: Graded) -> list[str]:
    return [t.text for t in found.state.turns if t.speaker == "candidate"]


def _whole(label: float) -> int:
    """A mean of two labels that differ by one goes down: in doubt a grader is not lenient."""
    return int(label)


Measure = Callable[[Sequence[float], Sequence[float]], float]
MEASURES: dict[str, Measure] = {"QWK": qwk, "MAE": mae, "exact": within(0.5), "±1": within(1.0), "bias": bias}


def row(name: str, truth: Sequence[float], guess: Sequence[float]) -> str:
    cells = [f"{measure(truth, guess):.2f}" for measure in MEASURES.values()]
    low, high = interval(qwk, truth, guess)
    cells[0] += f" [{low:.2f}, {high:.2f}]"
    return f"| {name} | {len(truth)} | {' | '.join(cells)} |"


def main() -> None:
    found = graded()
    print("| leave-one-question-out | n | QWK [95 %] | MAE | exact | ±1 | bias |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    cases = verdict_cases(found)
    truth = [c.label for c in cases]
    guess = held_out(cases, TOP_VERDICT)
    print(row("verdict, embedded grader", truth, guess))
    long = [i for i, g in enumerate(found) if usual_share(g.state) < LONG]
    print(row("verdict, the longest of these", [truth[i] for i in long], [guess[i] for i in long]))
    unknown = verdict_cases(graded(unknown=True))
    print(row("verdict, question unknown", truth, held_out(unknown, TOP_VERDICT)))
    for name, features in (("length only", length_only(found)), ("bag of words", bag_of_words(found))):
        anchor = [c._replace(features=f) for c, f in zip(cases, features, strict=True)]
        print(row(f"verdict, {name}", truth, held_out(anchor, TOP_VERDICT, 0.01)))
    common = Counter(_whole(label) for label in truth).most_common(1)[0][0]
    print(row("verdict, always the most frequent", truth, [float(common)] * len(truth)))
    print(row("verdict, one labelling against the other", *_two(found)))
    groups = group_cases(found)
    levels = held_out(groups, TOP_GROUP)
    print(row("group levels, embedded grader", [c.label for c in groups], levels))
    lengths = {g.example.entry.id: length for g, length in zip(found, length_only(found), strict=True)}
    sized = [case._replace(features=lengths[case.example.entry.id]) for case in groups]
    print(row("group levels, length only", [c.label for c in sized], held_out(sized, TOP_GROUP, 0.01)))
    for group in Group:
        picked = [(c.label, level) for c, level in zip(groups, levels, strict=True) if c.group == group]
        if len(picked) > 5:
            print(row(f"group {group.value}", [label for label, _ in picked], [level for _, level in picked]))


def _two(found: Sequence[Graded]) -> tuple[list[float], list[float]]:
    pairs = [g.example.labels for g in found if len(g.example.labels) > 1]
    return (
        [float(ORDER.index(p[0].verdict)) for p in pairs],
        [float(ORDER.index(p[1].verdict)) for p in pairs],
    )


if __name__ == "__main__":
    np.seterr(over="ignore")
    main()

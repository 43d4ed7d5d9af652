"""The calibrated score of an interview, its uncertainty, and what would have moved it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import exp, expm1, log1p

import numpy as np

from agent.grading.calibration import OrdinalModel, calibration
from agent.grading.features import Features, group_features, overall_features, seen
from agent.ledger import without_board
from agent.policy.plan import Plan
from agent.state import ExaminerName, Interview
from rubrics.report import GroupRow
from rubrics.schema import Criterion, Group, Level
from rubrics.scoring import DRAWN_CAP, as_level, weighted_mean
from rubrics.verdict import BARS, NAMES, ORDER, Decision, Seniority, Verdict, decide_verdict
from rubrics.words import plural

FITTED_AT = Seniority.SENIOR  # the level at which the labelled transcripts were judged
MOVES = {  # what a candidate could have done, and how many times more (or, with zero, not at all)
    "mistakes": (0, "Without the {n} left standing", "mistake"),
    "missed": (0, "With a passable answer to the {n} asked in vain", "criterion"),
    "key_points": (3, "With three more of this problem's key points", ""),
    "tied": (5, "With five more concrete statements about this very problem", ""),
    "reasoned": (5, "With five more claims that give a reason or a number", ""),
    "questions": (2, "With two more questions on the facts before designing", ""),
}


def verdict_of(state: Interview, plan: Plan) -> Verdict:
    """The verdict on everything said so far."""
    if graded_by_model(state):
        return _from_levels(state, plan)
    state = without_board(state, plan)
    features = overall_features(state, plan)
    model = calibration().verdict if plan.key_points else calibration().generic
    subjects = len(came_up(state, plan))
    eta = model.eta(features)
    score = _score(state, model, eta) if subjects else None
    verdict = decide_verdict(
        score, state.setup.level, subjects, _coverage(state, plan), _chances(model, eta, state.setup.level)
    )
    if verdict.decision == Decision.INCOMPLETE:  # there is no score to move
        return verdict
    standing = sum(not p.resolved for p in state.pitfalls)
    return verdict.model_copy(update={"would_move": _would_move(model, features, standing, state.setup.level)})


def _score(state: Interview, model: OrdinalModel, eta: float) -> float:
    """Nothing where nothing was shown, whatever was asked."""
    return score_of(model, eta) if any(entry.evidence for entry in state.ledger.values()) else 0.0


def graded_by_model(state: Interview) -> bool:
    """Whether a model graded more than half of the phases; its levels then stand by themselves, uncalibrated."""
    by_model = sum(name == ExaminerName.LLM for name in state.graders.values())
    return 2 * by_model > len(state.graders)


def _from_levels(state: Interview, plan: Plan) -> Verdict:
    """The weighted mean of the levels. There are too few labels to fit a model to another grader's levels."""
    score = weighted_mean(_levels(state, plan.criteria.values()))
    return decide_verdict(score, state.setup.level, len(came_up(state, plan)), _coverage(state, plan))


def _levels(state: Interview, criteria: Iterable[Criterion]) -> list[tuple[Criterion, Level | None]]:
    return [(c, entry.level if (entry := state.ledger.get(c.id)) else None) for c in criteria]


def _coverage(state: Interview, plan: Plan) -> float:
    """The share of the rubric's weight that was assessed."""
    total = sum(c.weight for c in plan.criteria.values())
    seen_of_it = sum(c.weight for c, level in _levels(state, plan.criteria.values()) if level is not None)
    return seen_of_it / total if total else 0.0


def came_up(state: Interview, plan: Plan) -> set[Group]:
    """The subjects that were shown, or that the interviewer asked about."""
    touched = [plan.criteria[k] for k, e in state.ledger.items() if k in plan.criteria and (e.evidence or e.asked)]
    return {c.group for c in touched if not c.observed}


def group_rows(state: Interview, plan: Plan) -> list[GroupRow]:
    """The calibrated level of each subject of the template; none where there was nothing to judge."""
    said = without_board(state, plan)
    overall, rows = overall_features(said, plan), []
    model = calibration().group if plan.key_points else calibration().generic_group
    for group in Group:
        criteria = [c for c in plan.criteria.values() if c.group == group]
        if not criteria:
            continue
        mean = weighted_mean(_levels(state, criteria))
        if graded_by_model(state):
            rows.append(GroupRow(group=group, level=_rounded(mean), expected=mean, rubric_mean=mean))
            continue
        level, expected = _judged(said, plan, group, overall, model)
        if said is not state:  # a drawing can lift a subject up to its cap, and never lowers it
            drawn, near = _judged(state, plan, group, overall, model)
            level = as_level(max(level or 0, min(drawn, DRAWN_CAP))) if drawn is not None else level
            expected = max(expected or 0.0, min(near, DRAWN_CAP)) if near is not None else expected
        rows.append(
            GroupRow(
                group=group,
                level=level,
                expected=expected,
                rubric_mean=None if mean is None else round(mean, 2),
            )
        )
    return rows


def _judged(
    state: Interview, plan: Plan, group: Group, overall: Features, model: OrdinalModel
) -> tuple[Level | None, float | None]:
    if not seen(state, plan, group):
        return None, None
    eta = model.eta(group_features(state, plan, group, overall))
    return as_level(model.level(eta)), round(model.expected(eta), 2)


def _rounded(mean: float | None) -> Level | None:
    return None if mean is None else as_level(round(mean))


def score_of(model: OrdinalModel, eta: float) -> float:
    """On the scale of the bars: a cut of the model is a bar of the level it was fitted at."""
    etas, scores = _scale(model)
    return float(np.interp(eta, etas, scores))


def _scale(model: OrdinalModel) -> tuple[list[float], list[float]]:
    low, high = model.cuts[0], model.cuts[-1]
    floor = min(low - 1.0, model.weights["missed"] * log1p(len(Group)))  # asked once on every subject, all in vain
    return [floor, *model.cuts, high + 0.75 * (high - low)], [0.0, *BARS[FITTED_AT].ascending, 4.0]


def _chances(model: OrdinalModel, eta: float, seniority: Seniority) -> dict[Decision, float]:
    """The probability of each decision, by how far the score is from each bar."""
    etas, scores = _scale(model)
    bars = [float(np.interp(bar, scores, etas)) for bar in BARS[seniority].ascending]
    above = [1.0, *(1 / (1 + exp(bar - eta)) for bar in bars), 0.0]
    return {d: round(a - b, 3) for d, (a, b) in zip(ORDER, pairwise(above), strict=True)}


def _would_move(model: OrdinalModel, features: Features, standing: int, seniority: Seniority) -> list[str]:
    """Each change by itself, those that help most first."""
    now = score_of(model, model.eta(features))
    found: list[tuple[float, str]] = []
    for name, (more, words, thing) in MOVES.items():
        count = standing if name == "mistakes" else round(expm1(features[name]))
        if not more and not count:
            continue
        changed = features | {name: log1p(count + more) if more else 0.0}
        score = score_of(model, model.eta(changed))
        if score - now >= 0.05:
            passed = sum(now < bar <= score for bar in BARS[seniority].ascending)
            bar = f", past the bar for a {_next(now, seniority)}" if passed else ""
            change = words.format(n=plural(count, thing))
            found.append((score, f"{change} the score would be {score:.2f} instead of {now:.2f}{bar}."))
    return [sentence for _, sentence in sorted(found, reverse=True)[:3]]


def _next(score: float, seniority: Seniority) -> str:
    return NAMES[ORDER[1 + sum(score >= bar for bar in BARS[seniority].ascending)]]

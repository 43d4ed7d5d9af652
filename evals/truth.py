"""The grades of interviews with simulated candidates against what those really said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from agent.content import load_content
from evals.agreement import qwk
from evals.candidate import load_profiles
from evals.held import Held
from evals.metrics.grading import PASSES, group_truth, truth
from rubrics.schema import Group

LADDER = ("strong", "average", "weak")
HOSTILE, SAME_BUT_HONEST = "hostile", "average"
MOVED = 0.25  # of the 0–4 scale


def agreement(helds: Sequence[Held]) -> str:
    scored = [(held, level) for held in helds if held.score is not None and (level := truth(held)) is not None]
    said, given = [level for _, level in scored], [held.score or 0.0 for held, _ in scored]
    groups = [pair for held in helds for pair in group_pairs(held)]
    criteria = [pair for held in helds for pair in criterion_pairs(held)]
    skills = [pair for held in helds for pair in _skill_pairs(held)]
    ladders = _ladders(helds)
    rows = [
        ("interviews: correlation of the score with the level of what was said", f"{_correlation(said, given):.2f}"),
        ("interviews: mean score less mean level said", f"{np.mean(given) - np.mean(said):+.2f}"),
        (
            "criteria: QWK of the level given with the level of what was said",
            f"{_kappa(criteria):.2f} of {len(criteria)}",
        ),
        ("groups: QWK of the level given with the level of what was said", f"{_kappa(groups):.2f} of {len(groups)}"),
        ("groups: QWK of the level given with the profile's skill", f"{_kappa(skills):.2f} of {len(skills)}"),
        ("strong > average > weak, same question, template and seed", f"{sum(ladders)} of {len(ladders)}"),
        ("spread of the score over eight seeds, mean of standard deviations", f"{_spread(helds):.2f}"),
        (f"tricks that raise the score by more than {MOVED}", _tricks(helds)),
        ("gibberish that passes", _gibberish(helds)),
    ]
    return "\n".join(["| grades | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)])


def criterion_pairs(held: Held) -> list[tuple[float, float]]:
    """The level of what was said on a criterion, 0 for nothing, and the level given, of each criterion that has one."""
    if not held.known or not held.report:
        return []
    said, observed = held.disclosed(), {c.id for c in load_content().criteria.values() if c.observed}
    rows = [row for phase in held.report.phases for row in phase.criteria if row.criterion not in observed]
    return [(said.get(row.criterion, 0), row.level) for row in rows if row.level is not None]


def group_pairs(held: Held) -> list[tuple[float, float]]:
    """The level of what was said and the level given, of each group."""
    given = {g.group: g.expected for g in held.report.groups if g.expected is not None} if held.report else {}
    return [(level, given[group]) for group, level in group_truth(held).items() if group in given]


def _skill_pairs(held: Held) -> list[tuple[float, float]]:
    profile = load_profiles()[held.cell.profile]
    rows = held.report.groups if held.report else []
    return [(profile.level(Group(g.group)), g.expected) for g in rows if g.expected is not None]


def _kappa(pairs: Sequence[tuple[float, float]]) -> float:
    return qwk([a for a, _ in pairs], [b for _, b in pairs]) if pairs else float("nan")


def _correlation(one: Sequence[float], other: Sequence[float]) -> float:
    return float(np.corrcoef(one, other)[0, 1]) if len(one) > 1 else float("nan")


def _by_place(helds: Sequence[Held]) -> dict[tuple[str, str, int], dict[str, float]]:
    places: dict[tuple[str, str, int], dict[str, float]] = defaultdict(dict)
    for held in helds:
        if held.score is not None:
            places[held.cell.question, held.cell.template, held.cell.seed][held.cell.profile] = held.score
    return places


def _ladders(helds: Sequence[Held]) -> list[bool]:
    full = [place for place in _by_place(helds).values() if all(name in place for name in LADDER)]
    return [place["strong"] > place["average"] > place["weak"] for place in full]


def _tricks(helds: Sequence[Held]) -> str:
    pairs = [p for p in _by_place(helds).values() if HOSTILE in p and SAME_BUT_HONEST in p]
    rises = [place[HOSTILE] - place[SAME_BUT_HONEST] for place in pairs]
    mean = f", mean change {np.mean(rises):+.2f}" if rises else ""
    return f"{sum(rise > MOVED for rise in rises)} of {len(rises)}{mean}"


def _spread(helds: Sequence[Held]) -> float:
    seeds: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for held in helds:
        if held.score is not None:
            seeds[held.cell.profile, held.cell.question, held.cell.template].append(held.score)
    many = [float(np.std(scores)) for scores in seeds.values() if len(scores) >= 8]
    return float(np.mean(many)) if many else float("nan")


def _gibberish(helds: Sequence[Held]) -> str:
    rows = [held.decision in PASSES for held in helds if held.cell.profile == "gibberish"]
    return f"{sum(rows)} of {len(rows)}"

"""What an interview showed, in a few numbers: what the calibrated verdict and the levels of the groups rest on.

All of them count claims, each once, by what is credited for it; none grows with words that claim nothing. Whoever talks
for longer says more of everything, so counts are those of as many statements as an interview usually has.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log1p

from agent.examiner.embedded.worthless import any_of
from agent.grading.overlap import overlap
from agent.policy.plan import Plan
from agent.state import Interview
from rubrics.evidence import Depth, Evidence, LedgerEntry, PitfallSeen, Prompting
from rubrics.schema import Group
from rubrics.scoring import carried, states

Features = dict[str, float]
OVERALL = ("tied_share", "mean_level", "key_points", "reasoned_share", "reference")
QUESTION_ONLY = ("key_points", "reference", "overall_key_points", "overall_reference")  # need a question of the bank
USUAL = 75  # statements on the subject: three of four of the shorter labelled interviews have fewer
Credit = dict[str, int]  # a claim's words to the depth credited for it, 1 to 4


def overall_features(state: Interview, plan: Plan) -> Features:
    """Numbers that grow with skill, but for `mistakes` and `missed`, which grow with the lack of it."""
    entries = [e for key, e in state.ledger.items() if key in plan.criteria]
    evidence = [item for entry in entries for item in entry.evidence]
    credit, own = credited(evidence), credited(e for e in evidence if e.prompting == Prompting.UNPROMPTED)
    levels = [e.level for e in entries if e.level is not None]
    points = {e.signal for e in evidence if states(e)}
    usual = usual_share(state)
    return {
        "reasoned": log1p(usual * _deeper(credit, Depth.JUSTIFIED)),
        "weighed": log1p(usual * _deeper(credit, Depth.QUANTIFIED)),
        "specific": log1p(usual * _deeper(credit, Depth.SPECIFIC)),
        "own": log1p(usual * _deeper(own, Depth.JUSTIFIED)),
        "reasoned_share": _deeper(credit, Depth.JUSTIFIED) / max(1, len(credit)),
        "key_points": log1p(usual * len(points)),
        "mean_level": sum(levels) / len(levels) if levels else 0.0,
        "breadth": log1p(usual * sum(level >= 3 for level in levels)),
        "missed": log1p(_missed(entries, state, plan)),
        "mistakes": log1p(_standing(state.pitfalls, plan)),
        "tied": log1p(usual * state.substance.tied),
        "tied_share": state.substance.tied / max(1, state.substance.statements),
        "reference": overlap(credit, _reference(plan)),
        "questions": log1p(usual * len({e.signal for e in evidence if e.signal.startswith("fact:")})),
    }


def usual_share(state: Interview) -> float:
    """What share of an interview is one of the usual length; 1 for a shorter one. Fluff makes none longer."""
    return min(1.0, USUAL / max(1, state.substance.statements))


def group_features(state: Interview, plan: Plan, group: Group, overall: Features) -> Features:
    """The same for the criteria of one group, beside how the interview went overall: one group shows little."""
    entries = _entries(state, plan, group)
    credit = credited(item for entry in entries for item in entry.evidence)
    levels = [e.level for e in entries if e.level is not None]
    wrong = [p for p in state.pitfalls if _group_of(p, plan) == group]
    own, usual = any_of(tuple(plan.question.vocabulary)), usual_share(state)
    return {
        "reasoned": log1p(usual * _deeper(credit, Depth.JUSTIFIED)),
        "specific": log1p(usual * _deeper(credit, Depth.SPECIFIC)),
        "best": max(levels, default=0),
        "mean_level": sum(levels) / len(levels) if levels else 0.0,
        "missed": log1p(_missed(entries, state, plan)),
        "mistakes": log1p(_standing(wrong, plan)),
        "tied": log1p(usual * sum(bool(own.search(quote)) for quote in credit)),
        "reference": overlap(credit, _reference(plan, group)),
    } | {f"overall_{name}": overall[name] for name in OVERALL}


def seen(state: Interview, plan: Plan, group: Group) -> bool:
    """Whether there is anything to judge: something shown, or something asked and missed."""
    return any(entry.level is not None for entry in _entries(state, plan, group))


def _entries(state: Interview, plan: Plan, group: Group) -> list[LedgerEntry]:
    return [e for key, e in state.ledger.items() if key in plan.criteria and plan.criteria[key].group == group]


def _missed(entries: Iterable[LedgerEntry], state: Interview, plan: Plan) -> int:
    """Criteria asked about in vain. Where a mistake stands it has been counted."""
    wrong = {plan.pitfalls[p.pitfall].criterion for p in state.pitfalls if not p.resolved}
    return sum(e.level == 0 and e.criterion not in wrong for e in entries)


def _standing(mistakes: Iterable[PitfallSeen], plan: Plan) -> float:
    """Mistakes not put right, each as far as it is certain, so that a word more or less moves little.

    Without a question of the bank they are few and all of them say something: there the plain number agrees better
    with the labels.
    """
    return sum(p.certainty if plan.key_points else 1.0 for p in mistakes if not p.resolved)


def _reference(plan: Plan, group: Group | None = None) -> str:
    """The worked answer, or its section on a group where it has one."""
    sections = plan.question.reference.model_dump()
    return sections.get(group.value if group else "") or " ".join(sections.values())


def _group_of(seen: PitfallSeen, plan: Plan) -> Group:
    return plan.bank[plan.pitfalls[seen.pitfall].criterion].group


def credited(evidence: Iterable[Evidence]) -> Credit:
    """Each claim once, with the greatest depth credited for it."""
    best: Credit = {}
    for item in evidence:
        best[item.quote] = max(best.get(item.quote, 0), carried(item))
    return best


def _deeper(credit: Credit, depth: Depth) -> int:
    return sum(value >= depth for value in credit.values())

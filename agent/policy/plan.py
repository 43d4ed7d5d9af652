"""What an interview is to cover: the phases, criteria and key points of one question under one template."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.content import Content
from agent.state import Setup
from knowledge.schema import KeyPoint, Pitfall, Question
from rubrics.schema import Criterion, Phase, Template
from rubrics.verdict import Seniority

TARGET_LEVEL = {Seniority.MID: 2, Seniority.SENIOR: 3, Seniority.STAFF: 3}
PROBES_PER_MINUTE = 0.8
LEAST_PROBES = 2  # that fit a problem, for a criterion to be asked for


@dataclass(frozen=True)
class Plan:
    setup: Setup
    question: Question
    template: Template
    phases: tuple[Phase, ...]
    criteria: dict[str, Criterion]  # those that apply to this question, by id
    bank: dict[str, Criterion]  # all criteria: a challenged pitfall may count against one outside this template
    key_points: dict[str, KeyPoint]
    pitfalls: dict[str, Pitfall]
    scale: float  # minutes of this interview per minute of the template

    @property
    def target(self) -> int:
        """The level from which a criterion needs no further questions."""
        return TARGET_LEVEL[self.setup.level]

    def phase_criteria(self, index: int) -> list[Criterion]:
        return [self.criteria[c] for c in self.phases[index].criteria if c in self.criteria]

    def points_of(self, criterion: str) -> list[KeyPoint]:
        return [k for k in self.key_points.values() if k.criterion == criterion]

    def max_probes(self, index: int) -> int:
        return max(2, round(self.phases[index].minutes * self.scale * PROBES_PER_MINUTE))


def make_plan(content: Content, setup: Setup) -> Plan:
    question, template = content.questions[setup.question], content.templates[setup.template]
    traits, pointed = set(question.traits), {k.criterion for k in question.key_points}
    bank = {key: _fitting(criterion, question) for key, criterion in content.criteria.items()}
    asked = {key for key, c in content.criteria.items() if len(set(c.probes) - set(question.not_asked)) >= LEAST_PROBES}
    criteria = {
        key: bank[key]
        for phase in template.phases
        for key in phase.criteria
        if key in pointed or (key in asked and (not bank[key].traits or traits & set(bank[key].traits)))
    }
    plan = Plan(
        setup=setup,
        question=question,
        template=template,
        phases=tuple(template.phases),
        criteria=criteria,
        bank=bank,
        key_points={k.id: k for k in question.key_points if k.criterion in criteria},
        pitfalls=content.pitfalls_for(question),
        scale=setup.minutes / template.minutes,
    )
    return drill_plan(plan, bank[setup.drill]) if setup.drill else plan


def _fitting(criterion: Criterion, question: Question) -> Criterion:
    """The criterion with those of its probes that fit the problem; with all where none does, as it is not asked for."""
    left = [probe for probe in criterion.probes if probe not in question.not_asked]
    return criterion.model_copy(update={"probes": left}) if left else criterion


def drill_plan(plan: Plan, criterion: Criterion) -> Plan:
    """One phase with one criterion, and of its key points the weightiest: that is the question of the drill."""
    phase = Phase(
        id="drill", title=criterion.name, minutes=min(60, plan.setup.minutes), purpose=criterion.expects,
        groups=[criterion.group], criteria=[criterion.id], openings=criterion.probes[:2],
    )  # fmt: skip
    points = [k for k in plan.question.key_points if k.criterion == criterion.id]
    asked = max(points, key=lambda k: k.weight, default=None)
    return replace(
        plan,
        phases=(phase,),
        criteria={criterion.id: criterion},
        key_points={asked.id: asked} if asked else {},
        pitfalls={key: p for key, p in plan.pitfalls.items() if p.criterion == criterion.id},
        scale=1.0,
    )

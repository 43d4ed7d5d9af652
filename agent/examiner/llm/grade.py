"""Grading by the model: phase by phase, evidence before level, twice with the criteria in another order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median_low

from pydantic import BaseModel, Field

from agent.examiner.base import Done, Grading
from agent.examiner.llm.client import ModelClient
from agent.examiner.llm.prompts import prompt
from agent.examiner.llm.reread import rung_before, verbatim
from agent.examiner.llm.trouble import Trouble
from agent.policy.plan import Plan
from agent.state import Interview, MoveKind
from rubrics.evidence import Depth, Evidence, LedgerEntry, Prompting
from rubrics.schema import Criterion, Level
from rubrics.scoring import DRAWN_CAP, HINT_CAP, as_level

AT_ONCE = 4  # calls of one grading side by side
APART = 1  # levels; two passes further apart are decided by a third
MOST_QUOTES = 3
PRAISE = re.compile(
    r"\b(great|excellent|perfect|brilliant|fantastic|impressive|good (?:point|answer|job|thinking)|well done|exactly|"
    r"nice|love (?:it|that)|spot on|that's right)\b",
    re.I,
)
ASKING = (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE, MoveKind.HINT)


class Quote(BaseModel):
    """A stretch of one candidate turn."""

    turn: int
    quote: str


class CriterionGrade(BaseModel):
    """Evidence, finding and level, in the order in which they are to be thought of."""

    criterion: str
    quotes: list[Quote] = []
    finding: str = ""
    level: int | None = Field(ge=0, le=4)


class PhaseGrade(BaseModel):
    """What the model answers for one phase."""

    criteria: list[CriterionGrade]


Passes = list[dict[str, CriterionGrade]]


def grade_interview(client: ModelClient, state: Interview, plan: Plan, done: Done = lambda *_: None) -> Grading:
    """The ledger as the model grades it; phases it fails to grade keep the local levels. `done` hears of each phase."""
    phases = [i for i in range(len(plan.phases)) if plan.phase_criteria(i)]
    transcript = as_record(state)
    graded: list[tuple[Passes, Trouble | None]] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for outcome in pool.map(lambda i: _graded(client, state, plan, i, transcript), phases):
            graded.append(outcome)
            done(len(graded), len(phases))
    ledger, graders, notes = dict(state.ledger), dict[str, str](), list[str]()
    for index, (passes, trouble) in zip(phases, graded, strict=True):
        phase = plan.phases[index]
        graders[phase.id] = "llm" if passes else "embedded"
        if trouble:
            notes.append(f"{phase.title}: {trouble} Its levels are those of the embedded examiner.")
        for criterion in plan.phase_criteria(index) if passes else ():
            found = [p[criterion.id] for p in passes if criterion.id in p]
            if found:
                ledger[criterion.id] = settled(found, criterion, state)
    why = next((str(trouble) for _, trouble in graded if trouble), "")
    if "llm" not in graders.values():
        return Grading(state.ledger, state.pitfalls, {}, notes, why)
    return Grading(ledger, state.pitfalls, graders, notes, why)


def _graded(
    client: ModelClient, state: Interview, plan: Plan, index: int, transcript: str
) -> tuple[Passes, Trouble | None]:
    """Two passes over the criteria of a phase, a third where they are too far apart; trouble where there is none."""
    criteria = plan.phase_criteria(index)
    passes: Passes = []
    try:
        for order in (criteria, criteria[::-1]):
            passes.append(_one_pass(client, state, plan, order, transcript))
        unsure = [c for c in criteria if _apart([p[c.id].level for p in passes if c.id in p])]
        if unsure:
            passes.append(_one_pass(client, state, plan, unsure, transcript))
    except Trouble as trouble:
        return passes, None if passes else trouble
    return passes, None


def _one_pass(
    client: ModelClient, state: Interview, plan: Plan, criteria: Sequence[Criterion], transcript: str
) -> dict[str, CriterionGrade]:
    wanted = {c.id for c in criteria}
    system = prompt("grade").text(
        level=state.setup.level.value,
        problem=plan.question.prompt,
        key_points=[k for c in criteria for k in plan.points_of(c.id)],
        criteria=criteria,
    )
    messages = [
        {"role": "system", "content": system},
        {"role": "user", "content": f"<transcript>\n{transcript}\n</transcript>"},
    ]
    found = client.ask(messages, client.settings.grader, PhaseGrade)
    return {g.criterion: g for g in found.criteria if g.criterion in wanted}


def _apart(levels: Sequence[int | None]) -> bool:
    known = [level for level in levels if level is not None]
    return len(set(levels)) > 1 and (len(known) < len(levels) or max(known) - min(known) > APART)


def settled(found: Sequence[CriterionGrade], criterion: Criterion, state: Interview) -> LedgerEntry:
    """One level out of the passes, after the check of the quotes and the caps of the hints."""
    before = state.ledger.get(criterion.id) or LedgerEntry(criterion=criterion.id)
    checked = [_checked(grade, criterion, before, state) for grade in found]
    levels = [level for level, _ in checked]
    known = sorted(level for level in levels if level is not None)
    level = median_low(known) if 2 * len(known) >= len(levels) and known else None
    chosen = next((i for i, value in enumerate(levels) if value == level), 0)
    return before.model_copy(
        update={
            "level": level,
            "evidence": checked[chosen][1] if level else [],
            "finding": found[chosen].finding,
            "spread": known[-1] - known[0] if known else 0,
        }
    )


def _checked(
    grade: CriterionGrade, criterion: Criterion, before: LedgerEntry, state: Interview
) -> tuple[Level | None, list[Evidence]]:
    """The level that verified quotes can carry: none verified is nothing shown, and a hint caps what came after it."""
    said = state.said_by_candidate()
    quotes = [(q.turn, text) for q in grade.quotes[:MOST_QUOTES] if (text := verbatim(q.quote, said.get(q.turn, "")))]
    if grade.level is None:
        return None, []
    if not quotes:
        return (0 if before.asked else None), []
    rungs = {turn: rung_before(state, criterion.id, turn) for turn, _ in quotes}
    level = min(grade.level, HINT_CAP[min(rungs.values())])
    if all(state.is_drawn(turn, text) for turn, text in quotes):
        level = min(level, DRAWN_CAP)
    evidence = [
        Evidence(
            turn=turn, quote=text, criterion=criterion.id, signal=f"graded:{number}", depth=Depth(max(1, grade.level)),
            prompting=_prompting(state, criterion.id, turn, rungs[turn]), rung=rungs[turn],
        )
        for number, (turn, text) in enumerate(quotes)
    ]  # fmt: skip
    return as_level(level), evidence


def _prompting(state: Interview, criterion: str, turn: int, rung: int) -> Prompting:
    asked = any(t.move and t.move.criterion == criterion and t.move.kind in ASKING for t in state.turns if t.id < turn)
    return Prompting.HINTED if rung else Prompting.PROMPTED if asked else Prompting.UNPROMPTED


def as_record(state: Interview) -> str:
    """The turns with their numbers and who spoke, without names, and without the interviewer's praise."""
    lines = []
    for turn in state.turns:
        text = turn.text if turn.speaker == "candidate" else _without_praise(turn.text)
        if text:
            lines.append(
                f"[{turn.id} {'C' if turn.speaker == 'candidate' else 'I'}] {text.replace('<', '‹').replace('>', '›')}"
            )
        if turn.board and turn.board not in text:
            lines.append(f"[{turn.id} C, whiteboard] {turn.board.replace('<', '‹').replace('>', '›')}")
    return "\n".join(lines)


def _without_praise(text: str) -> str:
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return " ".join(s for s in sentences if s.endswith("?") or not PRAISE.search(s))

"""What the interviewer asks next: rule by rule, and over whole interviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from states import (
    DATA,
    DEPTH,
    EVALUATION,
    MODEL,
    OPENING,
    PROBE,
    REQUIREMENTS,
    SIX,
    SIX_STEPS,
    at,
    hear,
    plan_of,
    proof,
    shown,
    six,
)

from agent.ledger import with_move
from agent.policy import Plan, decide
from agent.policy.target import open_targets
from agent.state import (
    Assessment,
    Intent,
    Interview,
    Mode,
    Move,
    MoveKind,
    Turn,
)
from rubrics.evidence import Depth, LedgerEntry


def test_the_heaviest_criterion_without_evidence_is_asked_first_and_key_points_stand_for_it() -> None:
    move = six(MODEL, hear())
    assert (move.kind, move.criterion, move.key_point) == (MoveKind.PROBE, "multi-stage-design", "two-stage")
    after = six(MODEL, hear(), PROBE, ledger=shown("multi-stage-design"), key_points_asked=["two-stage"])
    assert after.criterion != "multi-stage-design" and SIX_STEPS.criteria[after.criterion or ""].weight == 3


def test_what_was_shown_is_not_asked() -> None:
    two_stage = proof("multi-stage-design", signal="key:two-stage")
    entry = LedgerEntry(criterion="multi-stage-design", level=3, evidence=[two_stage])
    state = at(SIX_STEPS, MODEL, hear(), ledger={entry.criterion: entry})
    assert all(t.key_point != "two-stage" for t in open_targets(state, SIX_STEPS, MODEL))


def test_observed_criteria_are_never_asked_for() -> None:
    for index in range(len(SIX_STEPS.phases)):
        for target in open_targets(at(SIX_STEPS, index, hear()), SIX_STEPS, index):
            assert not SIX_STEPS.criteria[target.criterion].observed


def test_a_question_talked_past_is_asked_once_more_in_other_words() -> None:
    entry = LedgerEntry(criterion="baseline-first", asked=1, unanswered=1)
    first = Move(kind=MoveKind.PROBE, criterion="baseline-first", wording=1)
    state = at(SIX_STEPS, MODEL, hear(), first, ledger={entry.criterion: entry})
    again = next(t for t in open_targets(state, SIX_STEPS, MODEL) if t.criterion == "baseline-first")
    assert again.wording != 1
    missed = {"baseline-first": entry.model_copy(update={"unanswered": 2})}
    state = state.model_copy(update={"ledger": missed})
    assert "baseline-first" not in {t.criterion for t in open_targets(state, SIX_STEPS, MODEL)}


def touched(criterion: str, echo: str = "say something") -> dict[str, Any]:
    item = proof(criterion, Depth.SPECIFIC)
    ledger = {criterion: LedgerEntry(criterion=criterion, level=2, evidence=[item])}
    return {"assessment": hear(evidence=[item], echo=echo), "ledger": ledger}


@pytest.mark.parametrize(("phase", "criterion"), [(DATA, "split-strategy"), (MODEL, "model-choice")])
def test_focus_phases_dig_deeper(phase: int, criterion: str) -> None:
    move = six(phase, None, PROBE, **touched(criterion))
    assert (move.kind, move.criterion) == (MoveKind.DEEPEN, criterion)
    assert move.angle in ("why", "compare") and move.echo == "say something"


@pytest.mark.parametrize(("phase", "criterion"), [(REQUIREMENTS, "business-objective"), (EVALUATION, "ab-test-design")])
def test_other_phases_do_not(phase: int, criterion: str) -> None:
    assert six(phase, None, PROBE, **touched(criterion)).kind != MoveKind.DEEPEN


def test_no_two_deepening_questions_in_a_row_nor_twice_on_one_thing() -> None:
    deeper = Move(kind=MoveKind.DEEPEN, criterion="model-choice", angle="why")
    assert six(MODEL, None, deeper, **touched("loss-function")).kind == MoveKind.PROBE
    assert six(MODEL, None, deeper, PROBE, **touched("model-choice")).kind == MoveKind.PROBE
    assert six(MODEL, None, deeper, PROBE, **touched("loss-function")).kind == MoveKind.DEEPEN


def test_coach_mode_hints_after_a_missed_answer_and_mock_mode_does_not() -> None:
    coach = plan_of(mode=Mode.COACH)
    hint = decide(at(coach, MODEL, hear(), PROBE), coach)
    assert (hint.kind, hint.rung, hint.criterion) == (MoveKind.HINT, 1, PROBE.criterion)
    assert six(MODEL, hear(), PROBE).kind == MoveKind.PROBE
    answered = hear(evidence=[proof("cold-start")])
    assert decide(at(coach, MODEL, answered, PROBE), coach).kind != MoveKind.HINT
    assert decide(at(coach, MODEL, hear(), PROBE, hint), coach).kind != MoveKind.HINT


def test_a_candidate_who_sets_the_scene_is_left_the_floor_once() -> None:
    reading = hear(restates=True)
    first = six(REQUIREMENTS, reading)
    assert (first.kind, first.preface) == (MoveKind.ACKNOWLEDGE, "restated")
    assert six(REQUIREMENTS, reading, OPENING, first).kind == MoveKind.PROBE


# --- over whole interviews ----------------------------------------------------------------------------------------


def advance(state: Interview, plan: Plan, move: Move, reading: Assessment) -> Interview:
    """What the graph's nodes do with a move, as far as `decide` looks at it; then the candidate's next turn."""
    ledger = with_move(state, plan, move)
    phases = [c.model_copy() for c in state.phases]
    phases[state.phase].probes += move.kind in (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE)
    phases[state.phase].spent += 40
    phase = state.phase
    if move.kind == MoveKind.TRANSITION and move.phase is not None:
        phase = move.phase
        phases[phase].entered = True
    asked = [*state.key_points_asked, *([move.key_point] if move.key_point else [])]
    here, n = plan.phases[phase].id, len(state.turns)
    turns = [
        *state.turns,
        Turn(id=n, speaker="interviewer", phase=here, at=0, text="…", move=move),
        Turn(id=n + 1, speaker="candidate", phase=here, at=0, text="I would say something."),
    ]
    return state.model_copy(
        update={
            "ledger": ledger,
            "phases": phases,
            "phase": phase,
            "key_points_asked": list(dict.fromkeys(asked)),
            "turns": turns,
            "elapsed": state.elapsed + 40,
            "assessment": reading,
        }
    )


ASIDES = [i for i in Intent if i not in (Intent.DONE, Intent.MOVE_ON, Intent.CLARIFYING_QUESTION)]


@pytest.mark.parametrize("template", [SIX, DEPTH])
@settings(max_examples=40, deadline=None)
@given(intents=st.lists(st.sampled_from(ASIDES), min_size=20, max_size=60), seed=st.integers(0, 5))
def test_a_key_point_is_never_asked_twice_and_no_probe_in_the_same_words(
    template: str, intents: Sequence[Intent], seed: int
) -> None:
    plan = plan_of(template, seed=seed)
    state = at(plan, 0, hear())
    moves: list[Move] = []
    for intent in intents:
        state = state.model_copy(update={"assessment": hear(intent)})
        move = decide(state, plan)
        if move.kind == MoveKind.CLOSE:
            break
        moves.append(move)
        state = advance(state, plan, move, hear(intent))
    probes = [m for m in moves if m.kind == MoveKind.PROBE]
    points = [m.key_point for m in probes if m.key_point]
    assert len(points) == len(set(points))
    generic = [(m.criterion, m.wording) for m in probes if not m.key_point]
    assert len(generic) == len(set(generic))
    rungs = [(m.criterion, m.key_point, m.rung) for m in moves if m.kind == MoveKind.HINT]
    assert len(rungs) == len(set(rungs))


@settings(max_examples=40, deadline=None)
@given(intents=st.lists(st.sampled_from(list(Intent)), min_size=1, max_size=12))
def test_decide_changes_nothing_and_answers_the_same_twice(intents: Sequence[Intent]) -> None:
    state = at(SIX_STEPS, REQUIREMENTS, hear())
    for intent in intents:
        state = state.model_copy(update={"assessment": hear(intent)})
        before = state.model_dump_json()
        move = decide(state, SIX_STEPS)
        assert decide(state, SIX_STEPS) == move
        assert state.model_dump_json() == before
        if move.kind == MoveKind.CLOSE:
            return
        state = advance(state, SIX_STEPS, move, hear(intent))

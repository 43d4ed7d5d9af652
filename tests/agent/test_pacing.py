"""When a phase is over, which one comes next, and what is done with the time that is left."""

from __future__ import annotations

from typing import Any

import pytest
from states import (
    ARCHITECTURE,
    DATA,
    DEPTH,
    EVALUATION,
    MODEL,
    OPENING,
    PROBE,
    REQUIREMENTS,
    SIX_STEPS,
    at,
    everything,
    hear,
    plan_of,
    proof,
    shown,
    six,
)

from agent.examiner.embedded.speak import word_move
from agent.policy import decide
from agent.policy.pacing import next_phase
from agent.state import (
    STRETCH,
    Answer,
    Assessment,
    CandidateInput,
    Intent,
    Interview,
    Move,
    MoveKind,
    PhaseClock,
)
from rubrics.evidence import LedgerEntry

FACT = SIX_STEPS.question.facts[0].id


def clocks(phase: int, **changes: Any) -> list[PhaseClock]:
    phases = at(SIX_STEPS, phase, None).phases
    return [c.model_copy(update=changes) if i == phase else c for i, c in enumerate(phases)]


def test_over_by_time() -> None:
    budget = SIX_STEPS.phases[MODEL].minutes * 60
    assert six(MODEL, hear(), phases=clocks(MODEL, spent=budget)).kind == MoveKind.PROBE, "the focus may run over"
    move = six(MODEL, hear(), phases=clocks(MODEL, spent=budget * 1.1))
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, ARCHITECTURE)


def test_what_is_not_of_the_focus_ends_in_its_time() -> None:
    budget = SIX_STEPS.phases[0].minutes * 60
    assert six(0, hear(), phases=clocks(0, spent=budget * 0.9)).kind == MoveKind.PROBE
    assert six(0, hear(), phases=clocks(0, spent=budget * 0.96)).kind == MoveKind.TRANSITION


@pytest.mark.parametrize(
    "reading",
    [hear(Intent.STUCK), hear(Intent.CLARIFYING_QUESTION, answers=[Answer(asked="How many?", fact=FACT)])],
)
def test_a_phase_whose_time_is_up_is_not_drawn_out(reading: Assessment) -> None:
    budget = SIX_STEPS.phases[0].minutes * 60
    assert six(0, reading, PROBE, phases=clocks(0, spent=budget * 0.5)).kind in (MoveKind.HINT, MoveKind.REVEAL)
    move = six(0, reading, PROBE, phases=clocks(0, spent=budget * 1.2))
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, 1)
    said, _ = word_move(at(SIX_STEPS, 0, reading), SIX_STEPS, move)
    assert all(answer in said for answer in told(move)) and said.count("?") <= 1


def test_the_phases_to_come_keep_half_of_their_time() -> None:
    last = 45 * 60 - 150 - SIX_STEPS.phases[EVALUATION].minutes * 60 / 2
    assert six(ARCHITECTURE, hear(), elapsed=last - 10).kind == MoveKind.PROBE
    assert six(ARCHITECTURE, hear(), elapsed=last + 10).phase == EVALUATION


def told(move: Move) -> list[str]:
    return [f.answer for f in SIX_STEPS.question.facts for a in move.answers if a.fact == f.id]


def test_whoever_asks_for_a_hint_gets_it_although_the_time_is_up() -> None:
    spent = SIX_STEPS.phases[0].minutes * 60 * 1.2
    assert six(0, hear(Intent.ASKS_HINT), PROBE, phases=clocks(0, spent=spent)).kind == MoveKind.HINT


def test_over_by_probes() -> None:
    most = SIX_STEPS.max_probes(ARCHITECTURE)
    spent = 0.8 * SIX_STEPS.phases[ARCHITECTURE].minutes * 60
    assert six(ARCHITECTURE, hear(), phases=clocks(ARCHITECTURE, probes=most - 1, spent=spent)).kind == MoveKind.PROBE
    assert six(ARCHITECTURE, hear(), phases=clocks(ARCHITECTURE, probes=most, spent=spent)).phase == EVALUATION


def test_the_focus_has_its_time_as_long_as_something_is_open() -> None:
    most = SIX_STEPS.max_probes(MODEL)
    spent = 0.8 * SIX_STEPS.phases[MODEL].minutes * 60
    assert six(MODEL, hear(), phases=clocks(MODEL, probes=most, spent=spent)).kind == MoveKind.PROBE


def test_short_answers_leave_room_for_more_questions() -> None:
    most = SIX_STEPS.max_probes(MODEL)
    assert six(MODEL, hear(), phases=clocks(MODEL, probes=most)).kind == MoveKind.PROBE
    assert six(MODEL, hear(), phases=clocks(MODEL, probes=2 * most)).phase == ARCHITECTURE


def test_over_by_coverage() -> None:
    covered = {"ledger": everything(SIX_STEPS, DATA), "key_points_asked": list(SIX_STEPS.key_points)}
    budget = SIX_STEPS.phases[DATA].minutes * 60
    move = six(DATA, hear(), phases=clocks(DATA, spent=budget), **covered)
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, MODEL)
    early = six(DATA, hear(), phases=clocks(DATA, spent=budget / 2), **covered)
    assert (early.kind, early.angle) == (MoveKind.DEEPEN, STRETCH), "the focus has its time"


def test_the_last_phase_over_wraps_up() -> None:
    assert six(EVALUATION, hear(), phases=clocks(EVALUATION, spent=1e4), elapsed=39 * 60.0).kind == MoveKind.WRAP_UP


def test_an_optional_phase_is_skipped_when_behind() -> None:
    plan = plan_of(DEPTH)
    optional = next(i for i, p in enumerate(plan.phases) if p.optional)
    state = at(plan, optional - 1, hear(Intent.MOVE_ON))
    planned = sum(c.budget for c in state.phases[:optional])
    assert decide(state.model_copy(update={"elapsed": planned}), plan).phase == optional
    late = state.model_copy(update={"elapsed": planned * 1.2})
    move = decide(late, plan)
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, optional + 1)


def skipping(phase: int, *skipped: int, left: float = 15 * 60, **changes: Any) -> Interview:
    """In a phase after jumping over others, with some time left."""
    state = at(SIX_STEPS, phase, hear(Intent.MOVE_ON), Move(kind=MoveKind.TRANSITION, phase=phase))
    for i, clock in enumerate(state.phases):
        clock.entered = i not in skipped
    return state.model_copy(update={"elapsed": 45 * 60 - left, **changes})


def test_a_skipped_phase_is_made_up_for() -> None:
    move = decide(skipping(EVALUATION, DATA), SIX_STEPS)
    assert (move.kind, move.phase, move.preface) == (MoveKind.TRANSITION, DATA, "back_to")


def test_a_skipped_phase_is_let_go_when_the_end_is_near() -> None:
    assert decide(skipping(EVALUATION, DATA, left=4 * 60), SIX_STEPS).kind == MoveKind.WRAP_UP


def test_a_skipped_optional_phase_is_not_made_up_for() -> None:
    plan = plan_of(DEPTH)
    state = at(plan, len(plan.phases) - 1, hear(Intent.MOVE_ON), elapsed=30 * 60.0)
    for clock, phase in zip(state.phases, plan.phases, strict=True):
        clock.entered = not phase.optional
    assert next_phase(state, plan) is None


def test_after_making_up_for_a_phase_none_is_opened_a_second_time() -> None:
    state = skipping(DATA)  # entered last, after all the others were closed
    move = decide(state, SIX_STEPS)
    assert move.kind == MoveKind.WRAP_UP, f"went to the closed phase {move.phase} again"


def through(left: float, shown_at: int = 40, **changes: Any) -> Interview:
    """All phases were open, the last one is over; something was shown in turn `shown_at`."""
    state = at(SIX_STEPS, EVALUATION, hear(), *[OPENING] * 20, elapsed=45 * 60 - left, **changes)
    for clock in state.phases:
        clock.entered, clock.spent = True, clock.budget
    state.phases[MODEL].spent = 1
    state.current.spent = 2 * state.current.budget
    found = proof("x").model_copy(update={"turn": shown_at})
    return state.model_copy(update={"ledger": {"x": LedgerEntry(criterion="x", evidence=[found])}})


def test_time_that_is_left_goes_to_what_is_open_where_it_matters_most() -> None:
    move = decide(through(left=9 * 60), SIX_STEPS)
    assert (move.kind, move.phase, move.preface) == (MoveKind.TRANSITION, MODEL, "second_look")
    assert move.criterion


@pytest.mark.parametrize(("left", "shown_at"), [(4 * 60, 40), (9 * 60, 20)])
def test_near_the_end_or_without_answers_nothing_is_opened_again(left: float, shown_at: int) -> None:
    assert decide(through(left, shown_at), SIX_STEPS).kind == MoveKind.WRAP_UP


def test_time_that_is_left_is_used_although_the_candidate_moves_on_unless_they_press_the_button() -> None:
    left = through(left=9 * 60).model_copy(update={"assessment": hear(Intent.MOVE_ON)})
    assert decide(left, SIX_STEPS).preface == "second_look"
    pressed = left.model_copy(update={"input": CandidateInput(action="next")})
    assert decide(pressed, SIX_STEPS).kind == MoveKind.WRAP_UP


def test_a_second_look_is_short_and_held_once() -> None:
    before = through(left=9 * 60, shown_at=46)
    back = Move(kind=MoveKind.TRANSITION, phase=MODEL)

    def again(*moves: Move, reading: Assessment | None = None, used: float = 0.8) -> Move:
        turns = at(SIX_STEPS, MODEL, None, back, *moves).turns
        state = before.model_copy(
            update={"phase": MODEL, "turns": [*before.turns, *turns], "assessment": reading or hear()}
        )
        state.phases = [clock.model_copy() for clock in state.phases]
        state.current.revisited, state.current.spent = True, state.current.budget * used
        return decide(state, SIX_STEPS)

    assert again(PROBE).kind == MoveKind.PROBE
    assert again(PROBE, reading=hear(wanted_phase=EVALUATION)).kind == MoveKind.PROBE, "it was there already"
    assert again(PROBE, PROBE, PROBE, used=0.3).kind == MoveKind.PROBE, "the focus has its time"
    after = again(PROBE, PROBE, PROBE)
    assert (after.kind, after.preface) == (MoveKind.TRANSITION, "second_look") and after.phase != MODEL


def test_with_nothing_open_the_design_is_put_to_the_test() -> None:
    state = through(left=9 * 60)
    said = {
        key: entry.model_copy(update={"asked": 1, "level": 4})
        for key, entry in everything(SIX_STEPS, *range(len(SIX_STEPS.phases))).items()
    }
    points = list(SIX_STEPS.key_points)
    state = state.model_copy(update={"ledger": {**state.ledger, **said}, "key_points_asked": points})
    move = decide(state, SIX_STEPS)
    assert (move.kind, move.phase, move.preface) == (MoveKind.TRANSITION, MODEL, "second_look")
    assert move.angle == STRETCH
    text, _ = word_move(state, SIX_STEPS, move)
    assert text.endswith(SIX_STEPS.bank[move.criterion or ""].stretch)
    inside = state.model_copy(update={"phase": MODEL, "turns": [*state.turns, *at(SIX_STEPS, MODEL, None, move).turns]})
    inside.phases = [clock.model_copy() for clock in state.phases]
    inside.current.revisited, inside.current.spent = True, 1.0
    again = decide(inside, SIX_STEPS)
    assert (again.kind, again.angle) == (MoveKind.DEEPEN, STRETCH) and again.criterion != move.criterion


def test_with_nothing_open_a_candidate_who_is_in_a_later_phase_is_followed_there() -> None:
    def after(*said: str) -> Move:
        reading = hear(evidence=[proof(c) for c in said])
        here = everything(SIX_STEPS, MODEL)
        ledger = {key: entry.model_copy(update={"asked": 1, "level": 4}) for key, entry in here.items()}
        return six(MODEL, reading, PROBE, ledger=ledger, key_points_asked=list(SIX_STEPS.key_points))

    inside, next_one, last = (SIX_STEPS.phases[i].criteria[0] for i in (MODEL, ARCHITECTURE, EVALUATION))
    assert (after(inside).kind, after(inside).angle) == (MoveKind.DEEPEN, STRETCH)
    assert after(inside, next_one).kind == MoveKind.DEEPEN, "it is said of this phase, too"
    assert (after(next_one).kind, after(next_one).phase) == (MoveKind.TRANSITION, ARCHITECTURE)
    assert (after(last).phase, after(last).preface) == (ARCHITECTURE, "before_that"), "none is left out on the way"


def test_the_first_phase_is_not_opened_again() -> None:
    state = through(left=9 * 60)
    rest = everything(SIX_STEPS, *range(1, len(SIX_STEPS.phases)))
    state = state.model_copy(update={"ledger": {**state.ledger, **rest}})
    assert decide(state, SIX_STEPS).phase != REQUIREMENTS


def test_two_skipped_phases_are_made_up_for_one_after_the_other() -> None:
    move = decide(skipping(DATA, MODEL), SIX_STEPS)
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, MODEL)


def test_a_phase_that_was_half_told_opens_with_what_is_missing() -> None:
    over = {"phases": clocks(MODEL, spent=SIX_STEPS.phases[MODEL].minutes * 67)}
    first = [c.id for c in SIX_STEPS.phase_criteria(ARCHITECTURE) if not c.observed]
    fresh = six(MODEL, hear(), **over)
    assert (fresh.kind, fresh.preface, fresh.criterion) == (MoveKind.TRANSITION, None, None)
    told = shown(*first[: 2 * len(first) // 3])
    move = six(MODEL, hear(), **over, ledger=told)
    assert (move.kind, move.phase, move.preface) == (MoveKind.TRANSITION, ARCHITECTURE, "begun")
    assert move.criterion in first and move.criterion not in told
    said, _ = word_move(at(SIX_STEPS, MODEL, hear()), SIX_STEPS, move)
    assert not any(opening in said for opening in SIX_STEPS.phases[ARCHITECTURE].openings)

"""The interviewer's priorities, rule by rule: `decide` is a pure function of the state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.content import load_content
from agent.ledger import with_move
from agent.policy import Plan, decide, make_plan
from agent.policy.pacing import next_phase
from agent.policy.target import open_targets
from agent.state import (
    Answer,
    Assessment,
    CandidateInput,
    ExaminerName,
    Intent,
    Interview,
    Mode,
    Move,
    MoveKind,
    PhaseClock,
    Setup,
    Turn,
)
from rubrics.evidence import Depth, Evidence, LedgerEntry, PitfallSeen

QUESTION = "youtube-recommendations"
SIX, DEPTH = "six-steps", "data-and-model-first"
REQUIREMENTS, ML_PROBLEM, DATA, MODEL, ARCHITECTURE, EVALUATION = range(6)
OPENING = Move(kind=MoveKind.OPEN)
PROBE = Move(kind=MoveKind.PROBE, criterion="cold-start", key_point="fresh-uploads")


def plan_of(template: str = SIX, mode: Mode = Mode.MOCK, seed: int = 0) -> Plan:
    setup = Setup(question=QUESTION, template=template, mode=mode, seed=seed, examiner=ExaminerName.EMBEDDED)
    return make_plan(load_content(), setup)


def at(plan: Plan, phase: int, reading: Assessment | None, *moves: Move, **changes: Any) -> Interview:
    """An interview in a phase, on time, in which the interviewer made `moves` and each was answered."""
    clocks = [
        PhaseClock(id=p.id, budget=p.minutes * 60, entered=i <= phase, closed=i < phase)
        for i, p in enumerate(plan.phases)
    ]
    turns: list[Turn] = []
    here = plan.phases[phase].id
    for move in moves or (OPENING,):
        turns.append(Turn(id=len(turns), speaker="interviewer", phase=here, at=0, text="…", move=move))
        turns.append(Turn(id=len(turns), speaker="candidate", phase=here, at=0, text="I would say something."))
    state = Interview(
        setup=plan.setup,
        prompt=plan.question.prompt,
        turns=turns,
        phases=clocks,
        phase=phase,
        elapsed=sum(c.budget for c in clocks[:phase]),
        input=CandidateInput(text="I would say something."),
        assessment=reading,
    )
    return state.model_copy(update=changes)


def hear(intent: Intent = Intent.ANSWER, **more: Any) -> Assessment:
    return Assessment(intent=intent, **more)


def proof(criterion: str, depth: Depth = Depth.JUSTIFIED, signal: str = "some-signal") -> Evidence:
    return Evidence(turn=1, quote="I would say something.", criterion=criterion, signal=signal, depth=depth)


def shown(*criteria: str, level: int = 3) -> dict[str, LedgerEntry]:
    return {
        c: LedgerEntry.model_validate({"criterion": c, "level": level, "evidence": [proof(c).model_dump()]})
        for c in criteria
    }


def everything(plan: Plan, *phases: int) -> dict[str, LedgerEntry]:
    return shown(*(c.id for i in phases for c in plan.phase_criteria(i)))


SIX_STEPS = plan_of()


def six(phase: int, reading: Assessment | None, *moves: Move, **changes: Any) -> Move:
    return decide(at(SIX_STEPS, phase, reading, *moves, **changes), SIX_STEPS)


# --- the beginning and the end ------------------------------------------------------------------------------------


def test_opens() -> None:
    assert six(REQUIREMENTS, None, turns=[]).kind == MoveKind.OPEN


@pytest.mark.parametrize("action", ["end", "stop"])
@pytest.mark.parametrize("phase", [REQUIREMENTS, MODEL, EVALUATION])
def test_the_end_button_closes_at_once(action: str, phase: int) -> None:
    given_ = CandidateInput.model_validate({"action": action})
    assert six(phase, hear(Intent.DONE), input=given_).kind == MoveKind.CLOSE


def test_done_in_the_last_phase_wraps_up_then_closes() -> None:
    wrap = six(EVALUATION, hear(Intent.DONE))
    assert wrap.kind == MoveKind.WRAP_UP
    assert six(EVALUATION, hear(recaps=True), wrap).kind == MoveKind.CLOSE
    assert six(EVALUATION, hear(Intent.STUCK), wrap).kind == MoveKind.CLOSE


def test_done_earlier_moves_on() -> None:
    move = six(DATA, hear(Intent.DONE))
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, MODEL)


def test_a_last_question_is_answered_but_not_for_ever() -> None:
    wrap = Move(kind=MoveKind.WRAP_UP)
    asks = hear(Intent.CLARIFYING_QUESTION, answers=[Answer(asked="What is the goal?", fact="goal")])
    reveal = six(EVALUATION, asks, wrap)
    assert reveal.kind == MoveKind.REVEAL
    assert six(EVALUATION, asks, wrap, reveal, reveal).kind == MoveKind.CLOSE
    unknown = hear(Intent.CLARIFYING_QUESTION, answers=[Answer(asked="Do I get the job?")])
    assert six(EVALUATION, unknown, wrap).kind == MoveKind.CLOSE


def test_a_recap_in_the_last_phase_needs_no_second_one() -> None:
    assert six(EVALUATION, hear(recaps=True)).kind == MoveKind.CLOSE
    assert six(DATA, hear(recaps=True)).kind != MoveKind.CLOSE


@pytest.mark.parametrize(
    "intent", [Intent.ANSWER, Intent.STUCK, Intent.ASKS_HINT, Intent.CLARIFYING_QUESTION, Intent.OFF_TOPIC]
)
def test_when_the_time_is_up_it_wraps_up_whatever_was_said(intent: Intent) -> None:
    move = six(MODEL, hear(intent), elapsed=43 * 60.0)
    assert move.kind == MoveKind.WRAP_UP and move.minutes_left == 2
    assert six(MODEL, hear(intent), elapsed=41 * 60.0).kind != MoveKind.WRAP_UP


# --- asides -------------------------------------------------------------------------------------------------------


def test_facts_are_revealed_when_asked_for() -> None:
    answers = [Answer(asked="What is the goal?", fact="goal")]
    move = six(REQUIREMENTS, hear(Intent.CLARIFYING_QUESTION, answers=answers))
    assert (move.kind, move.answers) == (MoveKind.REVEAL, answers)


def test_what_is_not_on_the_sheet_is_left_to_an_assumption() -> None:
    answers = [Answer(asked="Do we sell hats?")]
    move = six(REQUIREMENTS, hear(Intent.CLARIFYING_QUESTION, answers=answers))
    assert (move.kind, move.answers) == (MoveKind.ASSUME, answers)


def test_one_known_fact_among_unknown_ones_is_revealed() -> None:
    answers = [Answer(asked="Do we sell hats?"), Answer(asked="What is the goal?", fact="goal")]
    assert six(REQUIREMENTS, hear(Intent.CLARIFYING_QUESTION, answers=answers)).kind == MoveKind.REVEAL


@pytest.mark.parametrize(
    ("flags", "preface"),
    [
        ({"restates": True, "check_in": True}, "restated"),
        ({"check_in": True, "assumptions": ["Say we have a GPU."]}, "check_in"),
        ({"assumptions": ["Say we have a GPU."], "resolved": ["no-baseline"]}, "assumed"),
        ({"resolved": ["no-baseline"]}, "resolved"),
        ({}, None),
    ],
)
def test_what_is_acknowledged_first(flags: dict[str, Any], preface: str | None) -> None:
    assert six(DATA, hear(**flags)).preface == preface


@pytest.mark.parametrize("intent", [Intent.ASKS_HINT, Intent.STUCK])
def test_the_hint_ladder_is_climbed_rung_by_rung_then_left(intent: Intent) -> None:
    moves = [PROBE]
    for rung in (1, 2, 3):
        hint = six(MODEL, hear(intent), *moves)
        assert (hint.kind, hint.rung) == (MoveKind.HINT, rung)
        assert (hint.criterion, hint.key_point) == (PROBE.criterion, PROBE.key_point)
        moves.append(hint)
    after = six(MODEL, hear(intent), *moves, key_points_asked=["fresh-uploads"])
    assert (after.kind, after.preface) == (MoveKind.PROBE, "left_it")
    assert after.key_point != PROBE.key_point


def test_the_ladder_goes_on_after_the_question_was_said_again() -> None:
    again = Move(kind=MoveKind.CLARIFY, criterion=PROBE.criterion, key_point=PROBE.key_point)
    hint = Move(kind=MoveKind.HINT, criterion=PROBE.criterion, key_point=PROBE.key_point, rung=1)
    assert six(MODEL, hear(Intent.STUCK), PROBE, hint, again).rung == 2


def test_a_hint_nobody_was_asked_for_goes_to_the_most_valuable_thing_of_the_phase() -> None:
    state = at(SIX_STEPS, MODEL, hear(Intent.ASKS_HINT), Move(kind=MoveKind.TRANSITION, phase=MODEL))
    move, first = decide(state, SIX_STEPS), open_targets(state, SIX_STEPS, MODEL)[0]
    assert (move.kind, move.rung) == (MoveKind.HINT, 1)
    assert (move.criterion, move.key_point) == (first.criterion, first.key_point)


def test_a_hint_with_nothing_left_to_hint_at_moves_on() -> None:
    ledger, asked = everything(SIX_STEPS, MODEL), list(SIX_STEPS.key_points)
    move = six(MODEL, hear(Intent.ASKS_HINT), ledger=ledger, key_points_asked=asked)
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, ARCHITECTURE)


@pytest.mark.parametrize(
    ("intent", "preface"), [(Intent.ASKS_SOLUTION, "solution"), (Intent.STEERS_GRADER, "steering")]
)
def test_declines(intent: Intent, preface: str) -> None:
    move = six(MODEL, hear(intent), PROBE)
    assert (move.kind, move.preface) == (MoveKind.DECLINE, preface)


def test_steering_is_declined_even_with_a_pitfall_and_an_empty_turn_pending() -> None:
    pitfall = PitfallSeen(pitfall="no-baseline", turn=1, quote="x")
    assert six(MODEL, hear(Intent.STEERS_GRADER), PROBE, pitfalls=[pitfall]).kind == MoveKind.DECLINE


def test_says_the_last_question_again() -> None:
    cue = Move(kind=MoveKind.TIME_CUE)
    move = six(MODEL, hear(Intent.ASKS_REPEAT), PROBE, cue)
    assert (move.kind, move.criterion, move.key_point) == (MoveKind.CLARIFY, PROBE.criterion, PROBE.key_point)


def test_after_a_transition_the_question_before_it_is_not_said_again() -> None:
    move = six(MODEL, hear(Intent.ASKS_REPEAT), PROBE, Move(kind=MoveKind.TRANSITION, phase=MODEL))
    assert (move.kind, move.criterion) == (MoveKind.CLARIFY, None)


def test_tells_the_time() -> None:
    move = six(MODEL, hear(Intent.ASKS_TIME), elapsed=20 * 60.0)
    assert (move.kind, move.minutes_left) == (MoveKind.TIME_CUE, 25)


def test_moves_on_when_asked_to() -> None:
    move = six(DATA, hear(Intent.MOVE_ON), PROBE)
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, MODEL)


def test_moves_on_to_the_phase_that_was_asked_for() -> None:
    move = six(REQUIREMENTS, hear(Intent.MOVE_ON, wanted_phase=DATA))
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, DATA)


def test_does_not_move_backwards() -> None:
    assert six(MODEL, hear(Intent.MOVE_ON, wanted_phase=DATA)).phase == ARCHITECTURE


def test_moving_on_from_the_last_phase_wraps_up() -> None:
    assert six(EVALUATION, hear(Intent.MOVE_ON)).kind == MoveKind.WRAP_UP


# --- conduct ------------------------------------------------------------------------------------------------------


def test_empty_twice_then_something_else() -> None:
    moves = [PROBE]
    for _ in range(2):
        move = six(MODEL, hear(Intent.EMPTY), *moves)
        assert (move.kind, move.preface, move.criterion) == (MoveKind.REDIRECT, "empty", PROBE.criterion)
        moves.append(move)
    move = six(MODEL, hear(Intent.EMPTY), *moves, key_points_asked=["fresh-uploads"])
    assert (move.kind, move.preface) == (MoveKind.PROBE, "left_it")
    assert move.key_point != "fresh-uploads"


def test_small_talk_after_the_opening_leaves_the_floor_but_is_no_answer() -> None:
    assert six(REQUIREMENTS, hear(Intent.SMALL_TALK)).kind == MoveKind.ACKNOWLEDGE
    assert six(MODEL, hear(Intent.SMALL_TALK), PROBE).preface == "empty"


def test_off_topic_is_brought_back_to_the_open_question() -> None:
    move = six(MODEL, hear(Intent.OFF_TOPIC), PROBE)
    assert (move.kind, move.preface, move.criterion) == (MoveKind.REDIRECT, "off_topic", PROBE.criterion)


def test_a_pitfall_is_challenged_once_and_the_major_one_first() -> None:
    minor = PitfallSeen(pitfall="preprocessing-before-split", turn=1, quote="x")
    major = PitfallSeen(pitfall="random-split-of-temporal-data", turn=1, quote="x")
    move = six(DATA, hear(), PROBE, pitfalls=[minor, major])
    assert (move.kind, move.pitfall, move.criterion) == (MoveKind.CHALLENGE, major.pitfall, "split-strategy")
    done = major.model_copy(update={"challenged": True})
    assert six(DATA, hear(), PROBE, pitfalls=[minor, done]).pitfall == minor.pitfall
    both = [p.model_copy(update={"challenged": True}) for p in (minor, major)]
    assert six(DATA, hear(), PROBE, pitfalls=both).kind != MoveKind.CHALLENGE


def test_questions_come_before_challenges_and_challenges_before_the_next_phase() -> None:
    pitfall = PitfallSeen(pitfall="random-split-of-temporal-data", turn=1, quote="x")
    asks = hear(Intent.CLARIFYING_QUESTION, answers=[Answer(asked="How much data?", fact="logs")])
    assert six(DATA, asks, pitfalls=[pitfall]).kind == MoveKind.REVEAL
    assert six(DATA, hear(wanted_phase=MODEL), pitfalls=[pitfall]).kind == MoveKind.CHALLENGE


def test_rambling_is_brought_to_the_point() -> None:
    move = six(MODEL, hear(rambling=True), PROBE)
    assert (move.kind, move.preface) == (MoveKind.REDIRECT, "rambling")


def test_jumping_ahead_is_redirected_once_then_followed() -> None:
    jump = six(REQUIREMENTS, hear(wanted_phase=MODEL))
    assert (jump.kind, jump.preface, jump.phase) == (MoveKind.REDIRECT, "jump", MODEL)
    assert jump.criterion in SIX_STEPS.phases[REQUIREMENTS].criteria
    follow = six(REQUIREMENTS, hear(wanted_phase=MODEL), OPENING, jump)
    assert (follow.kind, follow.preface, follow.phase) == (MoveKind.TRANSITION, "follow", MODEL)
    assert follow.criterion in SIX_STEPS.phases[MODEL].criteria


def test_a_covered_phase_may_be_left_at_once() -> None:
    criteria = [c.id for c in SIX_STEPS.phase_criteria(REQUIREMENTS)]
    follow = six(REQUIREMENTS, hear(wanted_phase=ML_PROBLEM), ledger=shown(*criteria[:4]))
    assert (follow.kind, follow.phase) == (MoveKind.TRANSITION, ML_PROBLEM)


@pytest.mark.parametrize("wanted", [None, REQUIREMENTS, DATA])
def test_talk_of_this_or_an_earlier_phase_is_no_jump(wanted: int | None) -> None:
    assert six(DATA, hear(wanted_phase=wanted)).kind == MoveKind.PROBE


# --- when a phase is over -----------------------------------------------------------------------------------------


def clocks(phase: int, **changes: Any) -> list[PhaseClock]:
    phases = at(SIX_STEPS, phase, None).phases
    return [c.model_copy(update=changes) if i == phase else c for i, c in enumerate(phases)]


def test_over_by_time() -> None:
    budget = SIX_STEPS.phases[MODEL].minutes * 60
    assert six(MODEL, hear(), phases=clocks(MODEL, spent=budget * 1.1)).kind == MoveKind.PROBE
    move = six(MODEL, hear(), phases=clocks(MODEL, spent=budget * 1.2))
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, ARCHITECTURE)


def test_over_by_probes() -> None:
    most = SIX_STEPS.max_probes(MODEL)
    assert six(MODEL, hear(), phases=clocks(MODEL, probes=most - 1)).kind == MoveKind.PROBE
    assert six(MODEL, hear(), phases=clocks(MODEL, probes=most)).phase == ARCHITECTURE


def test_over_by_coverage() -> None:
    move = six(DATA, hear(), ledger=everything(SIX_STEPS, DATA), key_points_asked=list(SIX_STEPS.key_points))
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, MODEL)


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
        clock.closed = i not in skipped and i != phase
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


def test_two_skipped_phases_are_made_up_for_one_after_the_other() -> None:
    move = decide(skipping(DATA, MODEL), SIX_STEPS)
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, MODEL)


# --- what to ask --------------------------------------------------------------------------------------------------


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
        phases[phase].closed, phase = True, move.phase
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

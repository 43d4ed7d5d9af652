"""A mistake counts as put right when its challenge was answered well, in interviews held here and elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from talk import answered

from agent.content import load_content
from agent.examiner.embedded.examiner import EmbeddedExaminer
from agent.grading.grade import GradeOptions, grade
from agent.policy import make_plan
from agent.service import InterviewService
from agent.state import CandidateInput, Interview, Move, MoveKind, Setup, Turn
from agent.transcript import parse_transcript

INSISTS = (  # at the length in which people defend a decision
    "I hear you, but I would keep it. The transactions of one card are a tiny part of the whole, and with hundreds of "
    "millions of rows whatever leaks from one side to the other drowns in the rest. A shuffled split also gives me the "
    "same share of fraud on both sides, which I want for a stable estimate, so the random 80/20 stays as it is."
)
CORRECTS = (
    "Yes, you are right, that would look better than it is: the model would see Tuesday of a card in training and be "
    "tested on its Monday, and fraud comes in bursts. So I would take it back and cut at a date instead: everything "
    "until the end of September for training, a gap of some weeks in which the chargebacks come in, and November and "
    "December for the test."
)
OTHER = (  # an answer to something else altogether
    "For features I would use the amount against the card's usual one, the distance to the last payment, and counters "
    "per merchant, so that new cards borrow strength from what their merchants see."
)
MISTAKE = "I shuffle all the transactions and split them randomly 80/20 into train and test."
RIGHT = "I split by time: train until September, leave a gap for the chargeback delay, and test on December."
AGAIN = "I stay with it: all transactions are shuffled and split randomly 80/20 into train and test."
PITFALL = "random-split-of-temporal-data"
REFUSED = "refused-counted-as-fraud"
NO_OUTCOME = (
    "One thing first: I take back what I said about the refused ones. What the rules refused has no outcome, so the "
    "labels are biased by the old policy; I'd let one percent through as a random control group and weight them."
)
HINT = CandidateInput(action="hint")


def put_right(state: Interview) -> bool:
    return next(p.resolved for p in state.pitfalls if p.pitfall == PITFALL)


@pytest.mark.parametrize(
    ("then", "right"),
    [
        ([RIGHT], True),
        ([HINT, RIGHT], True),
        (["What is the latency budget?", RIGHT], True),
        (["Good point, I’d missed that. The days of one card then go to one side, and I’d cut by time."], True),
        (["Then the days of one card stand on both sides, so I'd cut at a date and leave out the last weeks."], True),
        ([CORRECTS], True),
        (["The random one? No, I already changed that: it is cut at a date, with a gap for the chargebacks."], True),
        ([OTHER], False),
        ([INSISTS], False),
        ([AGAIN], False),
        (["I see the risk, but with this many transactions it makes no difference, so shuffling stays."], False),
        (["Good point, I’d missed that the days of one card hang together."], False),  # and nothing follows from it
        (["It is still fine in my view, we would simply take more of the transactions instead."], False),
        (["I'd rather talk about the labels, which come from chargebacks weeks later."], False),
    ],
)
def test_after_a_challenge(service: InterviewService, then: list[str | CandidateInput], right: bool) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=5))
    assert answered(service, session, MISTAKE).last_move_kind == MoveKind.CHALLENGE
    assert put_right(answered(service, session, *then)) is right


def test_a_hint_after_a_fact_is_on_the_question_that_is_still_open(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=5))
    asked = answered(service, session, MISTAKE).last_move
    told = answered(service, session, "What is the latency budget?").last_move
    hint = answered(service, session, HINT).last_move
    assert asked and told and hint and told.kind == MoveKind.REVEAL
    assert (hint.kind, hint.criterion) == (MoveKind.HINT, asked.criterion)


@pytest.mark.parametrize(("answer", "right"), [(RIGHT, True), (AGAIN, False)])
def test_in_a_transcript(home: Path, answer: str, right: bool) -> None:
    said = (MISTAKE, "Hold on. What does the training set then know about the days you test on?", answer)
    text = "\n".join(f"{'Interviewer' if i % 2 else 'Candidate'}: {line}" for i, line in enumerate(said))
    found = grade(parse_transcript(text, "t.txt"), load_content(), home, GradeOptions(question="card-fraud"))
    seen = next(p.seen for p in found.report.pitfalls if p.pitfall == PITFALL)
    assert seen and seen.challenged and seen.resolved is right


def test_a_new_question_ends_the_challenge() -> None:
    challenge = Move(kind=MoveKind.CHALLENGE, criterion="split-strategy", pitfall=PITFALL)
    probe = Move(kind=MoveKind.PROBE, criterion="labelling")
    turns = [
        Turn(id=i, speaker="interviewer", text=".", phase="data", at=0, move=m)
        for i, m in enumerate((challenge, probe))
    ]
    state = Interview(id="i", setup=Setup(question="card-fraud", template="six-steps", seed=5), turns=turns[:1])
    assert state.open_challenge == challenge
    assert state.model_copy(update={"turns": turns}).open_challenge is None


def test_who_insists_is_pressed_once_more_in_other_words_and_then_left(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=5))
    first = answered(service, session, MISTAKE).turns[-1]
    pressed = answered(service, session, INSISTS).turns[-1]
    assert first.move and pressed.move
    assert (pressed.move.kind, pressed.move.pitfall) == (MoveKind.CHALLENGE, first.move.pitfall)
    assert pressed.text.split(". ")[-1] not in first.text
    after = answered(service, session, "I still see no problem with it, and shuffling stays as it is.").last_move
    assert after and after.pitfall is None


def test_who_takes_it_back_later_has_put_it_right(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=5))
    state = answered(service, session, MISTAKE, INSISTS, AGAIN)
    assert not put_right(state)
    state.turns.append(
        Turn(
            id=len(state.turns), speaker="interviewer", phase=state.current.id, at=0, text="How do you split?",
            move=Move(kind=MoveKind.PROBE, criterion="split-strategy"),
        )
    )  # fmt: skip
    said = f"I take that back, you were right about the split. {RIGHT}"
    state.turns.append(Turn(id=len(state.turns), speaker="candidate", phase=state.current.id, at=0, text=said))
    state.input = CandidateInput(text=said)
    content = load_content()
    found = EmbeddedExaminer(content, service.home / "vectors").assess(state, make_plan(content, state.setup))
    assert PITFALL in found.resolved


def test_a_mistake_that_is_taken_back_before_its_challenge_is_settled(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=5))
    two = f"{MISTAKE} And what we refused is labelled as fraud in the training data, the rules had their reasons."
    first = answered(service, session, two)
    assert len(first.pitfalls) == 2 and first.last_move
    waits = next(p.pitfall for p in first.pitfalls if p.pitfall != first.last_move.pitfall)
    assert waits == REFUSED, "the test needs this one to wait for its turn"
    state = answered(service, session, NO_OUTCOME)
    mistake = next(p for p in state.pitfalls if p.pitfall == REFUSED)
    assert mistake.resolved and not mistake.challenged


def test_what_is_redone_in_a_later_turn_is_put_right(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=5))
    answered(service, session, MISTAKE, INSISTS, AGAIN)
    state = answered(service, session, f"By the way, what I'd redo is the split. {RIGHT}")
    assert put_right(state)


def test_a_mistake_made_once_more_is_open_again_and_challenged(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=5))
    assert put_right(answered(service, session, MISTAKE, CORRECTS))
    state = answered(service, session, f"I changed my mind. {AGAIN}")
    assert not put_right(state)
    assert state.last_move and (state.last_move.kind, state.last_move.pitfall) == (MoveKind.CHALLENGE, PITFALL)


def test_what_puts_the_latest_mistake_right_does_not_settle_the_one_before(service: InterviewService) -> None:
    session = service.start(Setup(question="demand-forecasting", template="six-steps", seed=3))
    filled = "I would just fill the missing values with zeros, it's simple and it works."
    shuffled = (
        "For the split I'd shuffle all store-product-days and hold out twenty percent, that gives a good estimate."
    )
    rolled = (
        "Hmm right, because neighbouring days leak. So rather a rolling origin: train up to a date, forecast four "
        "weeks, and move on."
    )
    state = answered(service, session, CandidateInput(action="next"), filled, shuffled, rolled)
    settled = {p.pitfall: p.resolved for p in state.pitfalls}
    assert settled == {"missing-not-at-random-ignored": False, PITFALL: True}

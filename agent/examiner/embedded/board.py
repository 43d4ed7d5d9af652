"""What the whiteboard adds to the reading of a turn. A drawing shows structure; reasons have to be said."""

from __future__ import annotations

from agent.board import BadBoard, parse_board, questions, read_board, without_board
from agent.examiner.embedded.claims import Claim, split_claims
from agent.examiner.embedded.reader import Reader
from agent.state import Assessment, BoardQuestion, Interview
from rubrics.evidence import DRAWN, Depth, Evidence, LedgerEntry, Prompting

SPOKEN = 4  # words from which a label can say something to the grader


def with_board(reading: Assessment, state: Interview, reader: Reader) -> Assessment:
    """The reading with what the board sent with this turn shows, and what the board lacks or contradicts by now."""
    if not state.board:
        return reading
    said = [t.text for t in state.turns if t.speaker == "candidate" and t.action == "say"]
    claims = [claim.text for text in said for claim in split_claims(without_board(text))]
    found = read_board(state.board, claims, reader.question.vocabulary)
    reading = reading.model_copy(update={"board": [_question(key) for key in (*found.contradictions, *found.gaps)]})
    turn = state.turns[-1]
    if not turn.board:
        return reading
    steering = _steering(turn.board, reader)
    evidence = [
        _evidence(shown.criterion, shown.path, shown.quote, state)
        for shown in found.shown
        if shown.criterion in {c.id for c in reader.signals.criteria}
        and not any(words in shown.quote for words in steering)
    ]
    return reading.model_copy(
        update={
            "evidence": [*reading.evidence, *evidence],
            "steering": [*reading.steering, *steering],
            "surely_steering": reading.surely_steering or bool(steering),
        }
    )


def _question(key: str) -> BoardQuestion:
    item, contradicts = questions().all[key], key in questions().contradictions
    return BoardQuestion(id=key, criterion=item.criterion, probe=item.probe, short=item.short, contradicts=contradicts)


def _evidence(criterion: str, path: str, quote: str, state: Interview) -> Evidence:
    entry = state.ledger.get(criterion) or LedgerEntry(criterion=criterion)
    prompted = entry.asked or state.asked == criterion
    return Evidence(
        turn=state.turns[-1].id,
        quote=quote,
        criterion=criterion,
        signal=f"{DRAWN}{path}",
        depth=Depth.SPECIFIC,
        prompting=Prompting.HINTED if entry.hints else Prompting.PROMPTED if prompted else Prompting.UNPROMPTED,
        rung=entry.hints,
    )


def _steering(source: str, reader: Reader) -> list[str]:
    """Labels that speak to the grader instead of naming a box or an arrow."""
    try:
        diagram = parse_board(source)
    except BadBoard:
        return []
    labels = [n.label for n in diagram.nodes.values()] + [e.label for e in diagram.edges]
    labels = list(dict.fromkeys(label for label in labels if len(label.split()) >= SPOKEN))
    if not labels:
        return []
    return [
        label
        for label, vector in zip(labels, reader.embedder.embed(labels), strict=True)
        if "steers_grader" in reader.intents.acts(Claim(label, 0), vector)
    ]

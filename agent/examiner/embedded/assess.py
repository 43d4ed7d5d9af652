"""Reading one candidate turn: what kind of turn it is, what it shows, what it asks, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.board import without_board
from agent.examiner.embedded.board import with_board
from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.depth import depth_of
from agent.examiner.embedded.echo import echo_of
from agent.examiner.embedded.facts import TOPIC_CRITERION
from agent.examiner.embedded.matching import Match
from agent.examiner.embedded.mistakes import CONCEDES
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import ASIDES, Reading, hear, read
from agent.examiner.embedded.signpost import announced_phase
from agent.examiner.embedded.substance import substance_of
from agent.examiner.embedded.worthless import MIN_WORDS
from agent.state import Answer, Assessment, CandidateInput, Intent, Interview, MoveKind, Substance
from rubrics.evidence import Depth, Evidence, PitfallSeen, Prompting
from rubrics.schema import Group

RAMBLING_WORDS = 260
ON_TOPIC = 0.36  # similarity to anything we know about; below it a statement is about something else
TARGETED = frozenset({MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.HINT, MoveKind.CHALLENGE, MoveKind.CLARIFY})


def assess(state: Interview, reader: Reader, hindsight: Sequence[str] = (), heard: Reading | None = None) -> Assessment:
    """The candidate input in `state.input`, read in the light of the interview so far.

    `hindsight`: all that the candidate says, where the interview is over and it is known. `heard`: the turn's claims,
    where they are known already.
    """
    given = state.input or CandidateInput()
    if given.action != "say":
        intents = {"hint": Intent.ASKS_HINT, "next": Intent.MOVE_ON, "end": Intent.DONE, "stop": Intent.DONE}
        return with_board(Assessment(intent=intents[given.action]), state, reader)
    reading = read(heard or hear(without_board(given.text), reader), state, reader, hindsight)
    evidence = find_evidence(reading, state, reader)
    answers, asked = find_questions(reading, state, reader)
    evidence += asked
    pitfalls = find_pitfalls(reading, state, reader)
    assessment = Assessment(
        evidence=evidence,
        answers=answers,
        assumptions=[c.text for c in reading.having("assumption") if not c.is_question],
        pitfalls=pitfalls,
        steering=reading.steering,
        restates=bool(reading.having("restate")),
        recaps=bool(reading.having("recap")),
        check_in=bool(reading.having("check_in")),
        rambling=len(given.text.split()) > RAMBLING_WORDS and len({e.criterion for e in evidence}) < 4,
        resolved=_resolved(reading, state, evidence),
        substance=_substance(reading, reader),
        wanted_phase=_wanted_phase(reading, evidence, state, reader),
    )
    assessment = with_board(assessment, state, reader)
    assessment.intent = _intent(reading, assessment, reader)
    if assessment.intent in (Intent.ANSWER, Intent.CLARIFYING_QUESTION, Intent.CHECK_IN, Intent.MOVE_ON, Intent.DONE):
        assessment.echo = echo_of(reading, evidence)
    return assessment


def find_evidence(reading: Reading, state: Interview, reader: Reader) -> list[Evidence]:
    """What the statements of the turn show, one item per claim and signal."""
    move = state.last_move
    asked = move.criterion if move and move.kind in TARGETED else None
    phases = reader.template.phases
    announced = announced_phase(reading.claims, phases, state.phase)
    here = frozenset(phases[state.phase].criteria)
    if announced is not None:
        here |= frozenset(phases[announced].criteria)
    clarify = {c.id for c in reader.signals.criteria if c.group == Group.CLARIFY}
    found: list[Evidence] = []
    seen: set[tuple[str, str]] = set()
    for claim, similarity, acts in reading.useful:
        questioning = "question" in acts and not _rhetorical(claim, reading)
        for match in reader.signals.match(claim.text, similarity, asked, here):
            if questioning and match.criterion not in clarify:
                continue
            if match.criterion == "closing-recap" and "recap" not in acts and state.last_move_kind != MoveKind.WRAP_UP:
                continue
            if (match.criterion, match.signal) in seen:
                continue
            seen.add((match.criterion, match.signal))
            found.append(_evidence(claim, match, state, reader, asked))
    return found


def _evidence(claim: Claim, match: Match, state: Interview, reader: Reader, asked: str | None) -> Evidence:
    depth = depth_of(claim, match, reader.question.vocabulary)
    entry = state.ledger.get(match.criterion)
    rung = entry.hints if entry else 0
    prompted = match.criterion == asked or bool(entry and entry.asked)
    prompting = Prompting.HINTED if rung else Prompting.PROMPTED if prompted else Prompting.UNPROMPTED
    return Evidence(
        turn=state.turns[-1].id,
        quote=claim.text,
        criterion=match.criterion,
        signal=match.signal,
        depth=depth,
        prompting=prompting,
        rung=rung,
        strength=round(min(1.0, max(match.similarity, match.deep_similarity)), 3),
    )


def find_questions(reading: Reading, state: Interview, reader: Reader) -> tuple[list[Answer], list[Evidence]]:
    """The candidate's questions with the facts that answer them, and what asking them shows."""
    answers: list[Answer] = []
    shown: list[Evidence] = []
    known = {c.id for c in reader.signals.criteria}
    for claim, acts, bad in zip(reading.claims, reading.acts, reading.worthless, strict=True):
        proposing = "assumption" in acts
        if acts & (ASIDES | {"move_on", "done"}) or not ({"question"} & acts or proposing):
            continue
        facts = [f for f in reader.facts.asked(claim.text, reader.embedder) if f.id not in {a.fact for a in answers}]
        if not facts and ("check_in" in acts or _rhetorical(claim, reading) or (proposing and not claim.is_question)):
            continue
        if facts and _rhetorical(claim, reading) and state.phase > 0:
            continue
        answers += [Answer(asked=claim.text, fact=f.id) for f in facts]
        if not facts:
            answers.append(Answer(asked=claim.text, proposed=claim.text if proposing else None))
        for fact in facts:
            criterion = TOPIC_CRITERION.get(fact.topic)
            if criterion in known and not bad:
                follow = f"{claim.text} {claim.follow_up}"
                reason = re.search(
                    r"\b(because|since|so that|decides?|whether|depends|that (?:would|will)|if (?:it|we|so))\b", follow
                )
                shown.append(
                    Evidence(
                        turn=state.turns[-1].id,
                        quote=claim.text,
                        criterion=criterion,
                        signal=f"fact:{fact.id}",
                        depth=Depth.JUSTIFIED if reason else Depth.SPECIFIC,
                        prompting=Prompting.UNPROMPTED,
                    )
                )
    return answers[:5], shown


def find_pitfalls(reading: Reading, state: Interview, reader: Reader) -> list[PitfallSeen]:
    """New mistakes, each with the claim that sounds most like it: a reason or a start of it may stand next to it."""
    known = {p.pitfall for p in state.pitfalls}
    best: dict[str, tuple[float, str]] = {}
    for claim, _, acts in reading.useful:
        if acts & {"question", "restate"}:
            continue
        for pitfall, like in reader.pitfalls.heard(claim, reader.embedder).items():
            if pitfall not in known and like > best.get(pitfall, (-1.0, ""))[0]:
                best[pitfall] = (like, claim.text)
    return [PitfallSeen(pitfall=p, turn=state.turns[-1].id, quote=quote) for p, (_, quote) in best.items()]


def _resolved(reading: Reading, state: Interview, evidence: list[Evidence]) -> list[str]:
    """After a challenge: conceding it, or showing the criterion it was about, settles the pitfall."""
    move = state.last_move
    if not move or move.kind != MoveKind.CHALLENGE or not move.pitfall:
        return []
    shows = any(e.criterion == move.criterion and e.depth >= Depth.SPECIFIC for e in evidence)
    concedes = bool(CONCEDES.search(reading.text)) and sum(len(c.words) for c, _, _ in reading.useful) >= 8
    return [move.pitfall] if shows or concedes else []


def _substance(reading: Reading, reader: Reader) -> Substance:
    statements = [(claim, float(s.max())) for claim, s, acts in reading.useful if "question" not in acts]
    return substance_of(statements, reader.question.vocabulary)


def _rhetorical(claim: Claim, reading: Reading) -> bool:
    """A question the candidate goes on to answer: "How do we get labels? From the logs." """
    rest = [c for c in reading.claims if c.position > claim.position]
    return (
        claim.is_question
        and bool(rest)
        and not any(c.is_question for c in rest)
        and len(rest[0].words) >= 6
        and not re.match(
            r"(because|i ask|i'm asking|that|this (matters|decides|would)|if (so|not|it))\b", rest[0].text.lower()
        )
    )


def _wanted_phase(reading: Reading, evidence: list[Evidence], state: Interview, reader: Reader) -> int | None:
    """The phase a turn is about when it is another one: announced, or the next one by what the turn shows."""
    phases = reader.template.phases
    announced = announced_phase(reading.claims, phases, state.phase)
    if announced is not None:
        return announced
    asked = state.last_move.criterion if state.last_move else None
    shown = {e.criterion for e in evidence if e.depth >= Depth.SPECIFIC and e.criterion != asked}
    if shown & set(phases[state.phase].criteria):
        return None
    following = state.phase + 1
    return following if following < len(phases) and len(shown & set(phases[following].criteria)) >= 2 else None


def _intent(reading: Reading, found: Assessment, reader: Reader) -> Intent:
    """One intent for the turn; what it shows wins over how it is dressed."""
    words = sum(len(c.words) for c in reading.claims)
    substance = [e for e in found.evidence if not e.signal.startswith("fact:")]
    acts = set().union(*reading.acts) if reading.acts else set()
    if found.steering and not substance:
        return Intent.STEERS_GRADER
    if not words:
        return Intent.EMPTY
    for act in ("asks_solution", "asks_repeat", "asks_hint", "asks_time"):
        if act in acts and not substance:
            return Intent(act)
    if "stuck" in acts and not substance and not found.answers:
        return Intent.STUCK
    unknown = bool(found.answers) and not substance and not any(a.fact for a in found.answers)
    if unknown and ("off_topic" in acts or _far_off(reading, reader)):
        return Intent.OFF_TOPIC
    if found.answers:
        return Intent.CLARIFYING_QUESTION
    if "move_on" in acts and not substance:
        return Intent.MOVE_ON
    if "done" in acts and (words < 14 or not substance):
        return Intent.DONE
    if "check_in" in acts and not substance:
        return Intent.CHECK_IN
    if "small_talk" in acts and words < 14 and not substance:
        return Intent.SMALL_TALK
    if substance:
        return Intent.ANSWER
    if "restate" in acts or "recap" in acts:
        return Intent.ANSWER
    if all(reading.worthless):
        short = all(len(c.words) < MIN_WORDS for c in reading.claims)
        return Intent.ANSWER if short and words >= 2 and "off_topic" not in acts else Intent.EMPTY
    return Intent.OFF_TOPIC if "off_topic" in acts or _far_off(reading, reader) else Intent.ANSWER


def _far_off(reading: Reading, reader: Reader) -> bool:
    known = (reader.prompt, reader.signals.vectors)
    rows = zip(reading.vectors, reading.worthless, strict=True)
    closest = [float((bank @ vectors[0]).max()) for vectors, bad in rows if not bad for bank in known]
    return max(closest, default=0.0) < ON_TOPIC

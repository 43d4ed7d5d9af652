"""The candidate's questions: which facts answer them, what asking shows, and those that need no answer."""

from __future__ import annotations

import re
from typing import Literal

from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.intents import ASIDE
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import ASIDES, Reading
from agent.examiner.embedded.substance import ON_SUBJECT
from agent.examiner.embedded.topics import TOPIC_CRITERION
from agent.examiner.embedded.turn import requests
from agent.state import Answer, Interview
from rubrics.evidence import Depth, Evidence, Prompting

CONVERSATION = re.compile(  # who or what a question about the interview is about
    r"\b(?:i|i'm|me|my|we|us|you|you're|your|this|here|interview\w*|format|rules|draw\w*|board|whiteboard|phases?|parts?|start|begin)\b",
    re.I,
)
LEAVING = frozenset({"move_on", "done", "check_in"})
ASSENT = re.compile(r",\s*(?:right|correct|no|yes|yeah|isn't it|okay|ok)\?$", re.I)


def hear_questions(reading: Reading, state: Interview, reader: Reader) -> None:
    """In the phase that is there for questions, one for a fact is one, even if it sounds like an aside or a guess."""
    if state.phase:
        return
    for claim, acts in zip(reading.claims, reading.acts, strict=True):
        other = acts & (ASIDES | LEAVING) or "question" not in acts
        if claim.is_question and other and reader.facts.surely_asks(claim.spoken, reader.embedder):
            acts -= ASIDES | LEAVING | {ASIDE}
            acts.add("question")


def find_questions(
    reading: Reading, state: Interview, reader: Reader, beside: bool = False, but: Claim | None = None
) -> tuple[list[Answer], list[Evidence]]:
    """The candidate's questions with the facts that answer them, and what asking them shows.

    `beside`: they stand beside an answer. Who builds on a fact there, or asks what is thought of it, does not ask for it
    once more. `but`: this sentence asks about the conversation.
    """
    answers: list[Answer] = []
    shown: list[Evidence] = []
    known = {c.id for c in reader.signals.criteria}
    for claim, acts, bad in zip(reading.claims, reading.acts, reading.worthless, strict=True):
        proposing = "assumption" in acts
        if claim is but or acts & (ASIDES | LEAVING) or not ({"question"} & acts or proposing):
            continue
        facts = reader.facts.asked(claim.spoken, reader.embedder)
        if facts and (beside or proposing or not claim.is_question):
            facts = [f for f in facts if f.id not in state.facts_revealed]
            if not facts and beside and not proposing:
                continue
        if not facts and (is_rhetorical(claim, reading) or (proposing and not claim.is_question)):
            continue
        if facts and is_rhetorical(claim, reading) and state.phase > 0:
            continue
        if not facts and state.asked and state.phase and ASSENT.search(claim.text):  # an answer that looks for a nod
            continue
        if not facts and beside and not proposing and claim is not reading.claims[-1]:  # who waits for an answer stops
            continue
        new = [f for f in facts if f.id not in {a.fact for a in answers}]
        more = bool(facts) and reader.facts.leaves_open(claim.spoken, facts, reader.embedder)
        answers += [Answer(asked=claim.text, fact=f.id, more=more) for f in new]
        if not facts:
            unclear = not proposing and reader.facts.may_ask(claim.spoken, reader.embedder)
            answers.append(Answer(asked=claim.text, proposed=claim.text if proposing else None, unclear=unclear))
        for fact in new:
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


def asks_about(reading: Reading, evidence: list[Evidence], answers: list[Answer]) -> Literal["", "term", "procedure"]:
    """What is asked besides the problem, where no fact is asked for."""
    if any(a.fact for a in answers):
        return ""
    asked = requests(reading, evidence)
    conversation = any(CONVERSATION.search(claim.text) for claim in reading.having("procedure"))
    return "procedure" if "procedure" in asked and conversation else "term" if "term" in asked else ""


def is_rhetorical(claim: Claim, reading: Reading) -> bool:
    """A question the candidate goes on to answer: "How do we get labels? From the logs." Filler answers nothing."""
    later = [(c, a) for c, a in zip(reading.claims, reading.acts, strict=True) if c.position > claim.position]
    rest = [c for c, _ in later]
    shown = {c.text for c, similarity, _ in reading.useful if float(similarity.max()) > ON_SUBJECT}
    return (
        claim.is_question
        and bool(rest)
        and not any(c.is_question and not acts & ASIDES for c, acts in later)
        and len(rest[0].words) >= 6
        and rest[0].text in shown
        and not re.match(
            r"(because|i ask|i'm asking|that|this (matters|decides|would)|if (so|not|it))\b", rest[0].text.lower()
        )
    )

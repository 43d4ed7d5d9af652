"""Who of the speakers is the candidate: by a role word, by a header, or by conduct."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import exp, log
from typing import NamedTuple

from agent.transcript.model import BadTranscript, Utterance

CANDIDATE = frozenset("candidate interviewee applicant user human student c cand examinee job seeker".split())
INTERVIEWER = frozenset(
    "interviewer assistant examiner bot i int ai host model gpt chatgpt claude greenroom moderator panel panelist hiring manager iv system".split()
)
PAIRS = {frozenset(("q", "a")): "a"}
OPENS = re.compile(
    r"\b(design (?:a|an|the)|let's (?:start|begin|get started|dive)|thanks for (?:joining|coming|taking)|walk me through|tell me (?:about|more|how)|"
    r"how would you|what would you|why would you|any questions for me|that's (?:time|all the time)|we(?:'re| are) (?:out of|running out of) time|"
    r"i'd like you to|can you (?:explain|describe|elaborate|walk)|what about|what if|go on|go ahead|suppose (?:that )?)\b",
    re.I,
)
ANSWERS = re.compile(
    r"\b(i(?:'d| would)|we(?:'d| would| could| can)|i think|i'll|my (?:approach|baseline|model)|let me|first(?:ly)?,? i|so i)\b",
    re.I,
)
UNSURE = 0.7


class Candidate(NamedTuple):
    name: str
    certainty: float
    note: str | None = None


def is_role(name: str) -> bool:
    return _role(name) is not None or name.lower().strip() in ("q", "a", "b", "speaker", "me", "you", "them")


def find_candidate(
    utterances: Sequence[Utterance], headers: Mapping[str, str], wanted: str | None, source: str
) -> Candidate:
    """Raises BadTranscript where `wanted` is none of the speakers, or more than one."""
    speakers = list(dict.fromkeys(u.speaker for u in utterances))
    if wanted is not None:
        return Candidate(_named(speakers, wanted, source), 1.0)
    by_role = [s for s in speakers if _role(s) == "candidate"]
    if len(by_role) == 1:
        return Candidate(by_role[0], 1.0)
    by_header = [s for s in speakers for name, role in headers.items() if _same(s, name) and role in CANDIDATE]
    if len(by_header) == 1:
        return Candidate(by_header[0], 1.0)
    asked = {s for s in speakers if _role(s) == "interviewer"} | {
        s for s in speakers for name, role in headers.items() if _same(s, name) and role not in CANDIDATE
    }
    left = [s for s in speakers if s not in asked]
    if asked and len(left) == 1:
        return Candidate(left[0], 1.0)
    pair = PAIRS.get(frozenset(s.lower() for s in speakers))
    if pair:
        return Candidate(next(s for s in speakers if s.lower() == pair), 0.95)
    return _by_conduct(utterances, by_role or left or speakers)


def _by_conduct(utterances: Sequence[Utterance], speakers: Sequence[str]) -> Candidate:
    """Candidates say more, and in the first person; interviewers ask, open and close."""
    scores = {s: _conduct([u.text for u in utterances if u.speaker == s], utterances, s) for s in speakers}
    best = max(scores.values())
    total = sum(exp(score - best) for score in scores.values())
    name = max(scores, key=lambda s: scores[s])
    certainty = round(min(0.99, max(0.5, 1 / total)), 2)
    note = None
    if certainty < UNSURE:
        note = f"It is not sure that {name} is the candidate ({certainty:.0%}); say who it is with --candidate NAME."
    return Candidate(name, certainty, note)


def _conduct(said: Sequence[str], utterances: Sequence[Utterance], speaker: str) -> float:
    words = sum(len(t.split()) for t in said)
    everything = sum(len(u.text.split()) for u in utterances)
    asks = sum("?" in t for t in said) / len(said)
    opens = sum(bool(OPENS.search(t)) for t in said) / len(said)
    answers = sum(len(ANSWERS.findall(t)) for t in said) / max(1, words) * 100
    first = utterances[0].speaker == speaker
    return (
        1.2 * log((words + 20) / (everything - words + 20))
        - 3.0 * asks
        - 3.0 * opens
        + 0.6 * min(answers, 4)
        - 0.8 * first
    )


def _role(name: str) -> str | None:
    plain = re.sub(r"\s*\(.*?\)|[\d#*_]", "", name.lower()).strip(" .:")
    if plain in CANDIDATE:
        return "candidate"
    return "interviewer" if plain in INTERVIEWER else None


def _named(speakers: Sequence[str], wanted: str, source: str) -> str:
    exact = [s for s in speakers if s.lower() == wanted.lower().strip()]
    part = [s for s in speakers if wanted.lower().strip() in s.lower()]
    found = exact or part
    if len(found) != 1 or not wanted.strip():
        raise BadTranscript(f"{source}: no speaker {wanted!r}; the speakers are {', '.join(speakers)}")
    return found[0]


def _same(speaker: str, name: str) -> bool:
    one, other = speaker.lower(), name.lower()
    return one == other or one in other.split() or other in one.split()

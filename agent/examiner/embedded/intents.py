"""What kind of utterance a sentence is: an answer, a question to the interviewer, a call for help, an aside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from agent.examiner.embedded.claims import Claim
from knowledge.embedder import Vectors
from knowledge.vectors import vectors_for

INTENTS = Path(__file__).with_name("intents.yaml")
SIMILAR = 0.72  # for acts whose examples stand for themselves
SIMILAR_BY_ACT = {"asks_solution": 0.78, "steers_grader": 0.62, "move_on": 0.8, "off_topic": 0.6, "recap": 0.8}

ASKS_POLITELY = re.compile(
    r".{0,30}\b(?:tell me|like to know|want to know|need to know|wondering|curious|like to (?:ask|clarify|understand))\b"
)
TENTATIVE = re.compile(r"(?:so |hmm+,? |um+,? |well,? )?(?:maybe|perhaps|probably|i guess|possibly|something like)\b")
ASSUMING = re.compile(
    r"\b(?:(?:can|could|may|shall|should) (?:i|we) (?:just )?assume|i(?:'ll| will|'d| would|'m going to| am going to)? ?(?:just )?assum(?:e|ing)|"
    r"let(?:'s| us| me) (?:just )?(?:assume|say|suppose)|is it (?:fair|safe|ok|reasonable) to assume|suppose|assuming|my assumption is|"
    r"i(?:'ll| will) (?:go|work) with)\b",
    re.I,
)


@dataclass(frozen=True)
class IntentBank:
    patterns: dict[str, re.Pattern[str]]
    owners: list[str]
    vectors: Vectors

    def acts(self, claim: Claim, vector: Vectors) -> set[str]:
        """The dialogue acts of a sentence; empty for a plain statement."""
        text = claim.lower
        found = {act for act, pattern in self.patterns.items() if pattern.search(text)}
        similarity = self.vectors @ vector
        for act, value in zip(self.owners, similarity, strict=True):
            if value >= SIMILAR_BY_ACT.get(act, SIMILAR) and (act != "check_in" or claim.is_question):
                found.add(act)
        if ASSUMING.search(text):
            found.add("assumption")
        if (claim.is_question and not TENTATIVE.match(text)) or ASKS_POLITELY.match(text):
            found.add("question")
        return found


@cache
def intent_bank(cache_folder: Path) -> IntentBank:
    data: dict[str, dict[str, list[str]]] = yaml.safe_load(INTENTS.read_text(encoding="utf-8"))
    patterns = {
        act: re.compile("|".join(f"(?:{p})" for p in d["patterns"])) for act, d in data.items() if d["patterns"]
    }
    owners = [act for act, d in data.items() for _ in d["examples"]]
    vectors = vectors_for([e for d in data.values() for e in d["examples"]], cache_folder)
    return IntentBank(patterns, owners, vectors)

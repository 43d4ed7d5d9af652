"""What kind of utterance a sentence is: an answer, a question to the interviewer, a call for help, an aside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.kinds import ANSWER, QUESTION, KindModel, kind_model
from agent.examiner.embedded.worthless import is_letters
from knowledge.embedder import Vectors
from knowledge.vectors import vectors_for

INTENTS = Path(__file__).with_name("intents.yaml")
SIMILAR = 0.72  # for acts whose examples stand for themselves
SIMILAR_BY_ACT = {"asks_solution": 0.78, "steers_grader": 0.62, "move_on": 0.8, "off_topic": 0.6, "recap": 0.8}
LIKELY = 0.5  # the least chance of an act by the fitted weights
HARDLY, LIKELIEST = 0.3, 0.3  # where an answer or a question is hardly likely, the likeliest of the acts is one
COSTLY = ("steers_grader", "asks_time", "asks_repeat", "asks_solution", "small_talk")  # where they are none
LIKELY_BY_ACT = dict.fromkeys(COSTLY, 0.6)
WITHOUT_MARK = 0.8  # the chance of a question about the problem from which a sentence without its mark is one
TYPED = 14  # words of a question that somebody types without its mark, at most
SURE = (
    0.9  # the chance from which an act is one though the sentence sounds like part of a design; two of 7,122 reach it
)
CLEAR = 0.85  # the chance of no answer and no question about the problem from which a sentence is an aside and no more
NO_ASIDE = 0.9  # the chance of an answer or a question from which likeness to an example is an accident
YIELDS = {  # acts whose patterns yield where the weights find another kind likely
    "check_in": QUESTION,  # "ten million a day, right?"
    "asks_hint": ANSWER,  # "the words typed give some clues"
}
NOT_KINDS = frozenset({"recap", "restate", "assumption", "question"})  # acts that an answer may contain
ASIDE = "aside"  # the mark of a sentence that is an aside and no more

ASKS_POLITELY = re.compile(
    r".*\bso (?:please )?tell me about\b|.{0,50}\bi need to know\b|"
    r".{0,30}\b(?:tell me|like to know|want to know|wondering|curious|like to (?:ask|clarify|understand))\b|"
    r".{0,30}\bit(?:'d| would|'ll| will) (?:also |really )?(?:(?:be )?(?:use|help)ful|be (?:good|great|nice)|help|reassure)"
    r"(?: (?!to\b)\w+){0,3} to (?:know|hear|learn|understand)\b|"
    r".{0,60}\bi(?:'d| would) (?:also |just |still )?(?:(?:like|love|need|want)(?: to (?:get|have))? (?:an?|some) "
    r"(?:rough |better |first )?(?:feel|idea|sense|picture)|(?:like|love|be interested) (?:to (?:hear|learn)|in) "
    r"(?:a bit |more |something )?(?:about|on|from|by|how|what|which|whether|who))\b"
)
CLEFT = re.compile(
    r"(?:(?:so|and|but|well|now),? )?what (?:i|you|we|they|one)\b"
)  # "what you don't do is retry blindly"
REMINDS = re.compile(  # "you haven't told me the users yet"
    r"\byou (?:still )?(?:haven't|have not|didn't|did not|never) (?:yet |really |actually )?(?:told|tell|said|say|given|give|answered|answer)"
    r"(?: me| us)?(?: yet)? (?:the|about|on|how|what|which|who|when|where|if|whether|any|my (?:question|one) (?:on|about))\b"
)
TENTATIVE = re.compile(r"(?:so |hmm+,? |um+,? |well,? )?(?:maybe|perhaps|probably|i guess|possibly|something like)\b")
ASSUMING = re.compile(
    r"\b(?:(?:can|could|may|shall|should) (?:i|we) (?:just )?assume|i(?:'ll| will|'d| would|'m going to| am going to)? ?(?:just )?assum(?:e|ing)|"
    r"let(?:'s| us| me) (?:just )?(?:assume|say|suppose)|is it (?:fair|safe|ok|reasonable) to assume|suppose|assuming|my assumption is|"
    r"i(?:'ll| will) (?:go|work) with)\b|\w[,;] is (?:that|this|it) (?:fine|ok(?:ay)?|alright|all right|acceptable)\?$",
    re.I,
)
OWN_WORK = re.compile(
    r"\b(?:did|do|does) (?:my|these|those|that|this) .{0,40}\b(?:look|sound|seem)s? "
    r"(?:right|ok(?:ay)?|alright|all right|fine|reasonable|plausible)\b.*\?"
)


@dataclass(frozen=True)
class IntentBank:
    patterns: dict[str, re.Pattern[str]]
    owners: list[str]
    vectors: Vectors
    kinds: KindModel

    def acts(self, claim: Claim, vector: Vectors) -> set[str]:
        """The dialogue acts of a sentence; empty for a plain statement."""
        text = claim.lower
        chances = self.kinds.chances(claim.spoken, vector)
        found = {
            act
            for act, pattern in self.patterns.items()
            if pattern.search(text) and (act not in YIELDS or chances[YIELDS[act]] < LIKELY)
        }
        found |= self._alike(claim, vector, found, chances)
        if ASSUMING.search(text):
            found.add("assumption")
        if OWN_WORK.search(text):
            found.add("check_in")
        asks = claim.is_question or (chances[QUESTION] >= WITHOUT_MARK and len(claim.words) <= TYPED)
        if (asks and not TENTATIVE.match(text)) or ASKS_POLITELY.match(text):
            found.add("question")
        if CLEFT.match(text) and not text.rstrip().endswith("?"):
            found -= {"question", "term", "procedure", "asks_solution"}
        if REMINDS.search(text):
            found = found - {"covered", "misread"} | {"question"}
        return found

    def sure(self, act: str, claim: Claim, vector: Vectors) -> bool:
        """Whether an act that was found is one though the sentence sounds like part of a design."""
        return bool(self.patterns[act].search(claim.lower)) or self.kinds.chances(claim.spoken, vector)[act] >= SURE

    def _alike(self, claim: Claim, vector: Vectors, by_pattern: set[str], chances: dict[str, float]) -> set[str]:
        """Acts by likeness to examples, and by the fitted weights, which have a veto on the asides among them."""
        plain = chances[ANSWER] + chances[QUESTION]
        best = max(chances, key=lambda kind: chances[kind])
        least = LIKELY_BY_ACT.get(best, LIKELY if plain > HARDLY else LIKELIEST)
        clear = best not in (ANSWER, QUESTION) and chances[best] >= least
        found: set[str] = set()
        for act, value in zip(self.owners, self.vectors @ vector, strict=True):
            like = value >= SIMILAR_BY_ACT.get(act, SIMILAR) and (act != "check_in" or claim.is_question)
            if like and (act in NOT_KINDS or not (clear or plain > NO_ASIDE)):
                found.add(act)
        if clear:
            found.add(best)
        if is_letters(claim):  # they ask for nothing
            found.discard("steers_grader")
        if 1 - plain >= CLEAR and (clear or (found | by_pattern) - NOT_KINDS):
            found.add(ASIDE)
        return found


@cache
def intent_bank(cache_folder: Path) -> IntentBank:
    data: dict[str, dict[str, list[str]]] = yaml.safe_load(INTENTS.read_text(encoding="utf-8"))
    patterns = {
        act: re.compile("|".join(f"(?:{p})" for p in d["patterns"])) for act, d in data.items() if d["patterns"]
    }
    owners = [act for act, d in data.items() for _ in d["examples"]]
    vectors = vectors_for([e for d in data.values() for e in d["examples"]], cache_folder)
    return IntentBank(patterns, owners, vectors, kind_model())

"""The LLM examiner with a strong reader: its grades beside the labels, its interviews beside the naive baseline's.

    python -m evals.model

The recordings in `evals/data/model` were made once; this measures them anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from agent.examiner.llm.guards import numbers_in
from agent.grading.audit import audit_of
from agent.transcript import Transcript, Utterance
from evals.grading import TOP_VERDICT, held_out, row, verdict_cases
from evals.labelled import examples, graded, read_as
from evals.naive import NaiveInterview
from rubrics.report import Audit
from rubrics.schema import Group
from rubrics.verdict import ORDER, Decision

DATA = Path(__file__).parent / "data" / "model"
HEAD = "| graded by a model, {n} transcripts | n | QWK [95 %] | MAE | exact | ±1 | bias |\n" + "| --- " * 7 + "|"


class Interviewed(NamedTuple):
    """How an interviewer did in one interview."""

    audit: Audit
    invented: list[str]  # numbers that nobody else had said and the fact sheet does not have
    tokens: int


def grades() -> None:
    """The transcripts that were graded, by the model and by an embedded grader that saw none of their questions."""
    lines = (DATA / "grades.jsonl").read_text(encoding="utf-8").splitlines()
    by_model = {found["id"]: found for found in map(json.loads, lines)}
    labelled = {e.entry.id: e for e in examples()}
    truth = [labelled[key].verdict for key in by_model]
    print(HEAD.format(n=len(by_model)))
    print(row("verdict, model", truth, [ORDER.index(Decision(g["decision"])) for g in by_model.values()]))
    local = dict(zip(labelled, held_out(verdict_cases(graded()), TOP_VERDICT), strict=True))
    print(row("verdict, embedded", truth, [local[key] for key in by_model]))
    pairs = [
        (level, round(g["groups"][group]))
        for key, g in by_model.items()
        for group in Group
        if (level := labelled[key].group(group)) is not None and g["groups"].get(group) is not None
    ]
    print(row("group levels, model", [a for a, _ in pairs], [float(b) for _, b in pairs]))


def interviewed(path: Path) -> Interviewed:
    held = NaiveInterview.model_validate_json(path.read_text(encoding="utf-8"))
    utterances = [Utterance(speaker=speaker, text=text) for speaker, text in held.turns]
    transcript = Transcript(
        source=path.name, format="text", utterances=utterances, candidate="Candidate", certainty=1.0
    )
    state, plan = read_as(transcript, held.question)
    known = " ".join([plan.question.prompt, "45 minutes", *(f.answer for f in plan.question.facts)])
    said, invented = numbers_in(known), list[str]()
    for speaker, text in held.turns:
        if speaker == "Interviewer":
            invented += sorted(numbers_in(text) - said)
        said |= numbers_in(text)
    return Interviewed(audit_of(state, plan), invented, sum(held.tokens_in) + sum(held.tokens_out))


COLUMNS = (
    "interview", "questions", "two in a turn", "asked again", "leading", "key points given away", "numbers made up",
    "subjects never reached", "words in the longest turn", "candidate's share of words", "tokens",
)  # fmt: skip


def interviews() -> None:
    print(f"\n| {' | '.join(COLUMNS)} |\n{'| --- ' * len(COLUMNS)}|")
    for path in sorted(DATA.glob("*/*.json")):
        audit, invented, tokens = interviewed(path)
        asked = [audit.questions, audit.doubled, len(audit.repeated), len(audit.leading), len(audit.gave_away)]
        rest = [len(invented), len(audit.not_covered), audit.longest_turn, f"{audit.talk_share:.2f}", f"{tokens:,}"]
        print(f"| {path.parent.name}: {path.stem} | {' | '.join(map(str, [*asked, *rest]))} |")


def main() -> None:
    grades()
    interviews()


if __name__ == "__main__":
    main()

"""What an answer shows, and what is worth nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from states import MODEL, REQUIREMENTS, TWO_STAGE

from agent.content import load_content
from agent.examiner.embedded.claims import split_claims
from agent.examiner.embedded.signpost import announced_phase
from agent.policy import make_plan
from agent.state import Assessment, Intent, Setup
from rubrics.evidence import Depth
from rubrics.schema import Group

YOUTUBE = "youtube-recommendations"
FRAUD = "card-fraud"
Read = Callable[..., Assessment]


WORTHLESS = {
    "nothing": "",
    "spaces": " \n\t ",
    "a full stop": ".",
    "emoji": "🎉🎉🎉",
    "one word": "Yes.",
    "one term": "embeddings",
    "two words": "Two towers.",
    "keys": "asdkjh qweoiu zxmnbv qpwoei alskdj zmxncb",
    "long gibberish": "flurbo grestnik wompular zzyqx blarnip vrintoq skelmar dwibble quonfit jaxopel mirbonk treffluz",
    "one letter": "a" * 400,
    "numbers": "1 2 3 4 5 6 7 8 9 10 11 12",
    "a list of terms": "two-tower, embeddings, ANN, HNSW, NDCG, A/B test, Kafka, feature store, drift, canary",
    "terms without commas": "two-tower retrieval ANN index ranking NDCG recall embeddings softmax Kafka Redis",
    "terms one a line": "two-tower\nANN index\nNDCG\nfeature store\nA/B test\ndrift detection\ncanary release",
    "terms again and again": "two-tower model two-tower model two-tower model two-tower model two-tower model",
    "the prompt": "Design the system that recommends videos to people when they open YouTube.",
    "the prompt, dressed": "So, design the system that recommends videos to people when they open YouTube. Okay.",
}


@pytest.mark.parametrize("phase", [REQUIREMENTS, MODEL])
@pytest.mark.parametrize("kind", WORTHLESS)
def test_worthless_text_is_no_evidence(read: Read, kind: str, phase: int) -> None:
    found = read(WORTHLESS[kind], phase=phase, asked="multi-stage-design" if phase else None)
    assert found.evidence == [] and found.pitfalls == [] and found.echo is None


@pytest.mark.parametrize("asked", ["multi-stage-design", "loss-function", "split-strategy"])
def test_the_interviewers_own_question_is_no_answer(read: Read, asked: str) -> None:
    plan = make_plan(load_content(), Setup(question=YOUTUBE, template="six-steps"))
    assert read(plan.criteria[asked].probes[0].replace("?", "."), phase=MODEL, asked=asked).evidence == []


def test_who_talks_through_the_whole_design_at_once_is_heard_on_all_of_it(read: Read) -> None:
    design = (
        "So the goal is to stop fraud without bothering honest customers, and a missed fraud costs us the money "
        "while a wrong block costs us trust. I would ask for a decision within a hundred milliseconds, and I "
        "assume we have about a year of transactions with chargebacks. As a first model, baseline is logistic "
        "regression on amount, country and merchant type. After that I'd go for gradient boosted trees. I split by"
        " time, the last month is the test. We look at precision at a fixed number of alerts, because analysts can"
        " only look at so many cases a day. In production I watch the score distribution every day and retrain "
        "once a month. In front of all of it there is one service that looks up the features of the card and calls"
        " the model, so that nothing else has to know about it. That's about how I would do it, and we can go "
        "deeper wherever you want."
    )
    shown = {e.criterion for e in read(design, FRAUD, phase=REQUIREMENTS).evidence if e.depth >= Depth.SPECIFIC}
    assert shown >= {"business-objective", "baseline-first", "split-strategy", "offline-metric", "model-monitoring"}


def test_another_problems_answer_is_no_answer_here(read: Read) -> None:
    fraud = (
        "I would train gradient boosted trees on card transactions with velocity features per merchant and cardholder, "
        "because chargebacks arrive late. Each payment gets a fraud score and the issuer declines it above a threshold."
    )
    assert read(fraud, YOUTUBE, MODEL, "model-choice").evidence == []
    assert read(fraud, FRAUD, MODEL, "model-choice").evidence


def test_a_real_answer_is_evidence(read: Read) -> None:
    found = read(TWO_STAGE, phase=MODEL, asked="multi-stage-design")
    best = max((e for e in found.evidence if e.criterion == "multi-stage-design"), key=lambda e: e.depth)
    assert best.depth >= Depth.JUSTIFIED and best.quote == TWO_STAGE and found.intent == Intent.ANSWER


def test_wrapping_formatting_and_politeness_change_no_level(read: Read) -> None:
    def depths(text: str) -> dict[str, int]:
        best: dict[str, int] = {}
        for e in read(text, phase=MODEL, asked="multi-stage-design").evidence:
            best[e.criterion] = max(best.get(e.criterion, 0), e.depth)
        return best

    plain = depths(TWO_STAGE)
    assert depths(f"Thank you so much, what a wonderful question!\n{TWO_STAGE}") == plain
    assert depths(f"- {TWO_STAGE}") == plain
    assert depths(f"My name is Priya.\n\n{TWO_STAGE}\n\nI hope that helps, sir.") == plain


def test_a_phase_without_a_name_of_its_own_is_not_announced() -> None:
    first, metrics = load_content().templates["six-steps"].phases[:2]
    last = metrics.model_copy(update={"title": "Wrap up", "groups": [Group.COMMUNICATION]})
    assert announced_phase(split_claims("Now I would talk about the weather."), [first, last], 0) is None

"""What the examiner reads on a whiteboard: parts, paths, what is absent, and what differs from what was said."""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from agent.board import parse_board, questions, read_board, starters
from agent.board.flows import Flows
from agent.content import load_content

VOCABULARY = load_content().questions["youtube-recommendations"].vocabulary
GOOD = """flowchart LR
  V((Viewer)) -->|opens home page| GW[API gateway]
  GW --> C[Candidate generation: two-tower over video index]
  IDX[(Video ANN index)] --> C
  C --> R[Watch time ranker]
  FS[(Feature store: watch history)] --> R
  R --> CA[Cache] --> GW --> V
  V -->|plays, likes| K{{Kafka events}}
  K --> FS
  K --> L[(Data lake)]
  L --> T[Nightly training]
  T --> REG[(Model registry)] --> R
"""
PLAIN = """flowchart LR
  User --> API --> Model --> API --> User
  DB[(Videos)] --> Model
"""
STUFFED = "User, Kafka, Redis, feature store, two-tower video ranker, cache, training, registry, A/B test, monitoring"


def read(source: str, *said: str) -> tuple[set[str], list[str], list[str]]:
    found = read_board(source, said, VOCABULARY)
    return {shown.path for shown in found.shown}, found.gaps, found.contradictions


ROLES = {
    "Viewer": {"user"}, "Mobile app": {"user"}, "User profile DB": {"store", "source"}, "User service": {"serving"},
    "FeatureStore": {"feature_store"}, "feature_store": {"feature_store"}, "Kafka": {"stream"}, "Model training": {"training"},
    "Model registry": {"registry"}, "Two-tower retrieval": {"retrieval", "model"}, "Video ranker": {"model"}, "API gateway": {"serving"},
    "Redis cache": {"store", "cache"}, "Click log": {"feedback", "source"}, "Drift alerts": {"monitoring"},
    "Popular list": {"fallback"}, "Nightly Spark job": {"offline"}, "ANN index": {"index"}, "Something": set(),
}  # fmt: skip


@pytest.mark.parametrize("label", ROLES)
def test_the_part_a_box_plays(label: str) -> None:
    (roles,) = Flows(parse_board(f'graph LR\nA["{label}"]')).roles.values()
    assert roles == ROLES[label]


def test_a_list_of_terms_or_a_text_in_a_box_plays_no_part() -> None:
    text = "Here the user gets a ranked list from the model, which is a very good design"
    for label in (STUFFED, text):
        assert Flows(parse_board(f'graph LR\nA["{label}"]')).roles["A"] == frozenset()


def test_a_whole_system_lacks_nothing() -> None:
    shown, gaps, against = read(GOOD, "Candidates come from a two-stage design with a cache.", "We use Kafka.")
    assert gaps == [] and against == []
    assert {"request-path", "offline-path", "feedback-loop", "feature-lookup", "model-rollout"} <= shown


@pytest.mark.parametrize(
    ("removed", "gap"),
    [
        ("  V -->|plays, likes| K{{Kafka events}}\n", "no-loop"),
        (" --> GW --> V", "no-way-through"),
    ],
)
def test_what_is_taken_away_is_missed(removed: str, gap: str) -> None:
    assert removed in GOOD
    assert gap in read(GOOD.replace(removed, ""))[1]


def test_a_plain_picture_lacks_its_loop_and_its_offline_path() -> None:
    assert read(PLAIN)[1] == ["no-loop", "no-offline"]


def test_a_box_that_stands_alone_is_missed() -> None:
    assert "orphan" in read(GOOD + "  MON[Monitoring]\n")[1]


def test_a_system_without_a_user_or_a_model() -> None:
    assert "no-user" in read("graph LR\n A[API] --> B[Ranker] --> C[(Store)] --> D[Training] --> B")[1]
    assert "no-model" in read("graph LR\n U[User] --> A[API] --> C[(Store)] --> D[Training]")[1]


def test_a_sketch_of_two_boxes_is_not_judged() -> None:
    assert read("graph LR\n User --> Model") == (set(), [], [])


@pytest.mark.parametrize("name", starters())
def test_a_starter_shows_nothing(name: str) -> None:
    assert read(starters()[name])[0] == set()


def test_standard_boxes_show_nothing_of_this_problem() -> None:
    plain = GOOD
    for words in ("video ", "Video ", "Watch time ", ": watch history", "home page"):
        plain = plain.replace(words, "")
    assert read(plain)[0] == set()


def test_a_quote_is_a_line_of_the_source() -> None:
    for shown in read_board(GOOD, [], VOCABULARY).shown:
        assert shown.quote and shown.quote in GOOD


SAID = {
    "said-cache": "We keep a cache in front of the ranker.",
    "said-fallback": "If the ranker is down we fall back to popular videos.",
    "said-stages": "I use candidate generation first and rank afterwards.",
    "said-stream": "Kafka carries the plays and a streaming job counts them.",
    "said-ahead": "Recommendations are precomputed for all viewers and looked up.",
}


@pytest.mark.parametrize("key", SAID)
def test_what_was_said_and_is_not_drawn(key: str) -> None:
    assert read(PLAIN, SAID[key])[2] == [key]


def test_a_model_said_to_run_live_that_no_request_reaches() -> None:
    source = "graph LR\n User --> Page[Home page list] --> C[(Results)]\n L[(Log)] --> T[Training] --> R[Ranker] --> C"
    assert read(source, "The ranker does online inference for every viewer.")[2] == ["said-live"]


@pytest.mark.parametrize(
    "said",
    [
        "We need no cache here.", "I would not cache these results.", "Do we need a cache?", "Later we could add a cache.",
        "Instead of Kafka a nightly job is enough.", "If it gets slow, a cache helps.",
        "Candidate lists are precomputed, and features too.", "A single stage is enough.",
    ],
)  # fmt: skip
def test_no_false_alarm(said: str) -> None:
    assert read(PLAIN, said)[2] == []


def test_a_mix_of_ahead_and_live_is_no_contradiction() -> None:
    assert read(PLAIN, SAID["said-ahead"], "The order is computed at request time.")[2] == []


def test_broken_source_reads_as_one_sentence() -> None:
    assert read_board("flowchart LR\nA ->", [], VOCABULARY).problem.startswith("Line 2")


def test_every_question_is_a_probe_of_its_criterion() -> None:
    criteria = load_content().criteria
    for key, item in questions().all.items():
        assert item.probe in criteria[item.criterion].probes, key
        assert item.lead and all(lead.endswith((".", "?")) for lead in item.lead)
    assert all(shows.criterion in criteria for shows in questions().shows.values())


def test_the_name_of_a_group_stands_by_itself() -> None:
    grouped = PLAIN.replace("DB[(Videos)] --> Model", "subgraph nightly\n  DB[(Videos)] -->|clicks| Model\n  end")
    assert read(PLAIN, SAID["said-ahead"])[2] and read(grouped, SAID["said-ahead"])[2] == []

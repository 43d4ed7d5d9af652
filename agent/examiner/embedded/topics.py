"""The topics of facts: the everyday words that name them, and what asking about one shows."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from knowledge.schema import Topic

# Everyday words that name a topic: a question that only says "how many" is about one of the scale facts.
TOPIC_CUES = {
    Topic.SCALE: r"how many|number of|how (?:big|large)|scale|volume|size|per (?:day|second)|qps|traffic|throughput|growth",
    Topic.LATENCY: r"latency|how (?:fast|quick\w*)|response time|real[- ]time|milliseconds?|time budget|how long .* take",
    Topic.FRESHNESS: r"fresh\w*|stale|how (?:often|soon|quickly) .*(?:change|update|refresh|appear)|up to date|delay",
    Topic.GOAL: r"goal|objective|optimi[sz]\w+|success|what matters|business|kpi|purpose|trying to achieve|why are we",
    Topic.LABELS: r"label\w*|ground truth|annotat\w+|feedback|positives?|how do we know",
    Topic.DATA: r"data|logs?|history|historical|signals|features available|information|collect\w*|record\w*",
    Topic.PRIVACY: r"privacy|gdpr|personal|consent|regulat\w+|legal\w*|law|compliance|pii|retention|sensitive",
    Topic.BUDGET: r"budget|cost|money|spend|expensive|afford",
    Topic.CONSTRAINTS: r"hardware|gpus?|compute|constraint\w*|limit\w*|on[- ]device|edge|memory|infrastructure|languages?|countries",
    Topic.EXISTING_SYSTEM: r"existing|current(?:ly)?|today|already|in place|legacy|baseline|status quo|right now",
    Topic.USERS: r"who (?:uses|sees|are)|users? see|where .*(?:shown|appear|see)|surface|experience|users do|devices?|interface|audience",
    Topic.SCOPE: r"scope|include\w*|out of|part of|responsible for|focus|only for|also handle|cover",
    Topic.QUALITY: r"accura\w+|how (?:good|accurate|precise)|quality|error rate|requirement|tolera\w+|acceptable|false (?:positives?|negatives?|alarms?)",
    Topic.TEAM: r"team|people|engineers|staff|deadline|timeline|when .* (?:launch|ship)|moderators|reviewers",
}

# What asking for a fact shows.
TOPIC_CRITERION = {
    Topic.GOAL: "business-objective",
    Topic.USERS: "users-and-experience",
    Topic.SCALE: "scale-and-load",
    Topic.LATENCY: "latency-and-freshness-needs",
    Topic.FRESHNESS: "latency-and-freshness-needs",
    Topic.CONSTRAINTS: "constraints-and-resources",
    Topic.BUDGET: "constraints-and-resources",
    Topic.EXISTING_SYSTEM: "constraints-and-resources",
    Topic.TEAM: "constraints-and-resources",
    Topic.PRIVACY: "privacy-and-regulation",
    Topic.SCOPE: "restate-problem",
    Topic.DATA: "data-sources",
    Topic.LABELS: "labelling",
}


def is_cued(topic: Topic, text: str) -> bool:
    return topic in TOPIC_CUES and bool(re.search(rf"\b(?:{TOPIC_CUES[topic]})\b", text, re.I))


@cache
def topic_asks() -> dict[Topic, list[str]]:
    """How people ask for a topic whatever the problem is."""
    asks = yaml.safe_load(Path(__file__).with_name("topics.yaml").read_text(encoding="utf-8"))
    return {Topic(topic): ways for topic, ways in asks.items()}

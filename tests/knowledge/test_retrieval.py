"""Searching: the right section comes first, groups are respected, and results are the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.index import open_collection, open_guides
from knowledge.retrieval import Searcher
from rubrics.schema import Group


@pytest.fixture(scope="module")
def searcher(home: Path) -> Searcher:
    return Searcher(open_guides(home))


@pytest.mark.parametrize(
    ("query", "section"),
    [
        ("what to do about class imbalance", "data-quality#class-imbalance"),
        ("metrics when positives are rare", "metrics#metrics-under-imbalance"),
    ],
)
def test_a_plain_question_finds_its_section(searcher: Searcher, query: str, section: str) -> None:
    assert section in [hit.passage.section for hit in searcher.search(query, 2)]


def test_k_counts_sections_and_the_best_is_first(searcher: Searcher) -> None:
    for k in (1, 3, 25):
        hits = searcher.search("how is drift detected in production", k)
        assert len(hits) == k == len({hit.passage.section for hit in hits})
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_fewer_are_the_first_of_more(searcher: Searcher) -> None:
    query = "offline evaluation of a ranking model"
    assert searcher.search(query, 3) == searcher.search(query, 10)[:3]


@pytest.mark.parametrize("group", list(Group))
def test_only_the_groups_that_were_asked_for(searcher: Searcher, group: Group) -> None:
    hits = searcher.search("how would you split the data", 5, [group])
    assert hits and all(group in hit.passage.groups or not hit.passage.groups for hit in hits)


def test_the_same_query_gives_the_same_hits(home: Path, searcher: Searcher) -> None:
    query = "candidate generation and ranking"
    assert Searcher(open_guides(home)).search(query, 5) == searcher.search(query, 5)


@pytest.mark.parametrize("query", ["", " ", "xqzzt vrrrm", "the of and", "😀", "a" * 5_000, "word " * 2_000])
def test_strange_queries_are_answered(searcher: Searcher, query: str) -> None:
    assert len(searcher.search(query, 3)) == 3


def test_an_empty_collection_has_no_hits(tmp_path: Path) -> None:
    empty = Searcher(open_collection(tmp_path, "empty", create=True))
    assert empty.search("anything", 5) == []

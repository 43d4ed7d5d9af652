"""The Library page: what it shows, what it must not show, how links lead into it, and its search."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from agent.content import Content, load_content
from agent.sections import section_names
from agent.service import InterviewService
from agent.shelf import NotOnTheShelf, Shelf
from agent.storage import open_storage
from knowledge.documents import rests_on
from knowledge.index import guide_passages, open_collection
from knowledge.ingestion import Ingestion, documents_below
from ui import catalogue, reading
from ui.library import LONGEST, Library
from ui.links import reading_address, reading_link
from ui.stacks import lay_out

HOSTILE = """# Notes <script>alert(1)</script>

Text with <img src=x onerror=alert(2)>, ![picture](http://elsewhere.example/p.png) and ${1+1} {{3}}.

```mermaid
graph TD; A-->B; click A "javascript:alert(3)"
```

Rests on: seed <b>9</b>
"""


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def laid_out(service: InterviewService) -> Library:
    with gr.Blocks():
        narrowed = [gr.Dropdown([]), gr.Dropdown([]), gr.Dropdown([])]
        with gr.Tabs() as pages, gr.Tab("Library"):
            stacks = lay_out()
    return Library(service, stacks, pages, narrowed)


@pytest.fixture
def page(service: InterviewService) -> Library:
    return laid_out(service)


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Iterator[Library]:
    """The page over a user's content folder."""
    sources = tmp_path / "content" / "sources"
    sources.mkdir(parents=True)
    (sources / "notes.md").write_text(HOSTILE)
    (sources / "plain.txt").write_text("# no heading\n* no list <b>and no HTML</b>\n1. _as it stands_\n")
    (sources / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    storage = open_storage(tmp_path / "sessions.sqlite")
    yield laid_out(InterviewService(storage, load_content(tmp_path / "content"), home))
    storage.conn.close()


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.?!])\s+|\n+", text) if len(s) > 30]


def secrets(content: Content) -> Iterator[str]:
    """Everything that would spoil an interview, sentence by sentence."""
    for question in content.questions.values():
        for fact in question.facts:
            yield from [fact.answer, *fact.asks]
        for point in question.key_points:
            yield from [point.point, *point.says, *point.deep, point.probe, *point.hints]
        yield from question.numbers
        for text in question.reference.model_dump().values():
            yield from sentences(text)
    pitfalls = [*content.pitfalls.values(), *(p for q in content.questions.values() for p in q.own_pitfalls)]
    for pitfall in pitfalls:
        yield from [*pitfall.sounds_like, *pitfall.rather, *pitfall.challenge]
    for criterion in content.criteria.values():
        yield from [*criterion.probes, *criterion.hints]
        for signal in criterion.signals:
            yield from [*signal.says, *signal.deep]


def test_nothing_that_spoils_an_interview_can_be_read_or_searched(page: Library, content: Content) -> None:
    entries = page.shelf.contents()
    articles = [reading.document(page.shelf.open(entry.name), True) for entry in entries]
    shown = [page.questions(), page.templates(), page.criteria(), reading.contents(entries), *articles]
    found = [f"{p.title} {p.heading} {p.text} {p.rests_on}" for p in guide_passages()]  # all that a search can return
    everything = "\n".join(text_of(part) for part in [*shown, *found]).lower()
    spoilt = [s for s in secrets(content) if len(s) > 30 and " ".join(s.split()).lower() in everything]
    assert spoilt == []


def test_every_question_with_its_prompt_and_a_link_to_practise_it(content: Content) -> None:
    shown = catalogue.questions(content)
    for question in content.questions.values():
        assert html.escape(question.prompt, quote=True) in shown or question.prompt in text_of(shown)
        assert f'href="?practise={question.id}"' in shown
    assert f"{len(content.questions)} questions" in shown


def test_a_template_shows_its_phases_with_minutes_and_criteria(content: Content) -> None:
    shown = text_of(catalogue.templates(content))
    for template in content.templates.values():
        assert template.title in shown
        for phase in template.phases:
            assert f"{phase.title} {phase.minutes:g} min" in shown
            assert content.criteria[phase.criteria[0]].name in shown


def test_a_criterion_shows_what_is_expected_its_five_levels_and_where_to_read(content: Content) -> None:
    page = catalogue.criteria(content, section_names(content))
    shown = text_of(page)
    for criterion in content.criteria.values():
        assert " ".join(criterion.expects.split()) in shown
        for level, anchor in enumerate(criterion.anchors.model_dump().values()):
            assert f"{level} {' '.join(anchor.split())}" in shown
        assert f'href="{reading_address(criterion.sources[0])}"' in page


def test_every_link_to_a_section_opens_its_guide(page: Library, content: Content) -> None:
    for section in section_names(content):
        assert section in {s.id for s in page.shelf.open(section).sections}
    for criterion in content.criteria.values():
        for section in criterion.sources:
            page.shelf.open(section)


def test_a_guide_is_whole_and_says_what_each_section_rests_on(page: Library) -> None:
    for entry in page.shelf.contents():
        shown = reading.document(page.shelf.open(entry.name), True)
        assert shown.count("Rests on: ") >= len(entry.sections) - 1
        assert "\n### " in shown and "\nRests on:" not in shown
        assert "seed 0" not in shown and "own experience" not in shown  # what only we understand


def test_documents_are_named_by_their_titles() -> None:
    noted = "seed 003, Step 1: Clarify Requirements; seed 000; own experience; Our wiki, page 4"
    known = "ML System Design Preparation Guide, Step 1: Clarify Requirements; "
    assert rests_on(noted) == known + "A generic template for ML design interviews; Our wiki, page 4"
    assert rests_on("own experience") == "" == rests_on("")
    assert rests_on("seed 009, Elsewhere") == "Elsewhere"


def test_a_link_opens_the_guide_in_the_library(page: Library) -> None:
    updates = page.follow("?read=data-quality%23outliers&at=1")
    assert updates[page.pages]["selected"] == "library" and updates[page.stacks.parts]["selected"] == "guides"
    assert "### Outliers" in updates[page.stacks.article]


@pytest.mark.parametrize("section", ["nothing", "nothing#here", "../../etc/passwd", "<script>", "%00", "#", "x" * 5000])
def test_a_link_that_leads_nowhere_says_so(page: Library, section: str) -> None:
    updates = page.follow(reading_address(section))
    assert "not in the Library" in updates[page.stacks.status]["value"]
    assert "<script>" not in str(updates[page.stacks.status])


def test_a_link_to_an_unknown_collection_says_so(page: Library) -> None:
    updates = page.follow(reading_address("a.md", "no-such-collection"))
    assert "no-such-collection" in updates[page.stacks.status]["value"]


def test_practise_this_chooses_the_question(page: Library) -> None:
    updates = page.follow("?practise=card-fraud")
    question, *filters = page.narrowed
    assert updates[question]["value"] == "card-fraud" and updates[page.pages]["selected"] == "interview"
    assert [updates[part] for part in filters] == ["", 0]  # a filter could hide the question
    assert question not in page.follow("?practise=no-such-question")
    assert question not in page.follow("?session=abc")


def last(updates: Iterator[Any]) -> Any:
    return list(updates)[-1]


def test_a_search_shows_the_passage_its_guide_and_a_link(page: Library) -> None:
    first, *_, found = list(page.find("rare positives", "", ""))
    assert "the first time" in first[page.stacks.status]["value"]
    shown = found[page.stacks.found]["value"]
    assert 'href="?read=data-quality%23class-imbalance"' in shown and "Class imbalance" in shown
    assert "<mark>positives</mark>" in shown and "Rests on: " in shown
    assert found[page.stacks.status]["visible"] is False
    assert "Searching" in next(page.find("drift", "", ""))[page.stacks.status]["value"]


def test_a_subject_narrows_the_search(page: Library) -> None:
    shown = last(page.find("how do I compare two versions", "metrics", ""))[page.stacks.found]["value"]
    assert shown and shown != last(page.find("how do I compare two versions", "", ""))[page.stacks.found]["value"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("x" * (LONGEST + 1), "up to 1,000 characters; this one has 1,001"),
        ("asdf qwer zxcv", "comes close"),
        ("!!! ??? …", "comes close"),
        ("banana recipe with sugar", "comes close"),
    ],
)
def test_a_search_that_finds_nothing_says_so_calmly(page: Library, query: str, says: str) -> None:
    updates = last(page.find(query, "", ""))
    assert says in updates[page.stacks.status]["value"]
    assert updates[page.stacks.found]["value"] == ""


def test_a_failing_index_is_one_sentence(page: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(page.service.retriever, "searcher", broken)
    said = last(page.find("drift", "", ""))[page.stacks.status]["value"]
    assert "try it again" in said and "fire" not in said


def test_a_users_documents_are_shown_as_they_were_typed(own: Library) -> None:
    entries = {entry.name: entry for entry in own.shelf.contents()}
    assert entries["sources/notes.md"].own and not entries["metrics"].own
    shown = reading.document(own.shelf.open("sources/notes.md#notes-scriptalert1script"), True)
    assert "<script" not in shown and "<img" not in shown and "![picture]" not in shown and "```mermaid" not in shown
    assert "seed &lt;b&gt;9" in shown and "&#36;&#123;1+1" not in shown
    plain = reading.document(
        own.shelf.open("sources/plain.txt"), own.shelf.is_markdown(own.shelf.open("sources/plain.txt"))
    )
    assert r"\# no heading" in plain and r"\* no list &lt;b&gt;" in plain and r"1\. \_as it stands\_" in plain
    listed = reading.contents(list(entries.values()))
    assert "<script" not in listed and "yours" in listed


def test_a_document_that_cannot_be_read_is_listed_and_says_why(own: Library) -> None:
    assert "sources/broken.pdf" in reading.contents(own.shelf.contents())
    updates = own.follow(reading_address("sources/broken.pdf"))
    assert "not a readable PDF" in updates[own.stacks.status]["value"]


def test_a_collection_is_offered_searched_and_read(own: Library, tmp_path: Path) -> None:
    (tmp_path / "zebra.md").write_text(
        "# Zebras\n\nZebras graze.\n\n## Stripes\n\nTheir stripes confuse biting flies.\n"
    )
    home = tmp_path / "home"
    collection = open_collection(home, "animals", create=True)
    store = Ingestion(collection)
    documents, _ = documents_below([tmp_path / "zebra.md"])
    store.store([store.change(d) for d in documents])
    own.service.retriever._home = home
    own.shelf = Shelf(home, own.service.content, own.service.retriever)
    assert ("Collection animals", "animals") in own.guides()[own.stacks.place]["choices"]
    shown = last(own.find("why do zebras have stripes", "data", "animals"))[own.stacks.found]["value"]
    assert html.unescape(reading_link("zebra.md#stripes", "Zebras › Stripes", "animals")) in html.unescape(shown)
    article = own.follow(reading_address("zebra.md#stripes", "animals"))[own.stacks.article]
    assert article.index("## Zebras") < article.index("Zebras graze") < article.index("### Stripes")
    with pytest.raises(NotOnTheShelf):
        own.shelf.open("no-such.md", "animals")


def test_an_empty_content_folder_leaves_the_guides(home: Path, tmp_path: Path, service: InterviewService) -> None:
    (tmp_path / "sources").mkdir()
    shelf = Shelf(home, load_content(tmp_path), service.retriever)
    assert len(shelf.contents()) == 19


def test_words_of_the_query_are_marked_and_nothing_else() -> None:
    shown = reading.marked("Rare <b>positives</b> are rare; rarely the rest.", "the rare & positives <i>")
    assert shown == (
        "<mark>Rare</mark> &lt;b&gt;<mark>positives</mark>&lt;/b&gt; are <mark>rare</mark>; rarely the rest."
    )

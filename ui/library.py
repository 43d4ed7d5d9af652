"""The Library page: questions, templates, criteria and guides to read and to search. A part is drawn when opened."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import gradio as gr

from agent.search import BadQuery, groups_of, rows
from agent.sections import section_names
from agent.service import InterviewService
from agent.shelf import NotOnTheShelf, Shelf
from knowledge.documents import UnreadableDocument
from knowledge.index import UnknownCollection
from ui import catalogue, reading, setup
from ui.aside import Updates
from ui.endpoints import endpoint
from ui.links import COLLECTION, PRACTISE, READ
from ui.stacks import GUIDES, LONGEST, WELCOME, Stacks
from ui.views import notice

MOST = 50  # sections in an answer
SHOWN = 6  # on the page
NEAR = 0.34  # the best hit of all 180 labelled queries has 0.357 or more; of small talk and rubbish, mostly less
SEARCHED_AT_ONCE = 4
NOT_THERE = "This section is not in the Library; it may have been renamed. The contents list what there is."
NOTHING = "Nothing here comes close to that. Other words may find it, or look through the contents."
SEARCHING = "Searching …"
FIRST = "Opening the index, which takes a few seconds the first time …"
FAILED = "The search did not work on our side; nothing is lost, please try it again."
ARRIVED = "() => { window.greenroom.arrived(); }"
log = logging.getLogger("greenroom.ui")


class Library:
    """The events of the page, and the endpoint `search`."""

    def __init__(self, service: InterviewService, stacks: Stacks, pages: Any, narrowed: list[Any]) -> None:
        """`pages`: the tabs of the app; `narrowed`: the set-up's choice of a question with its filters."""
        self.service, self.stacks, self.pages, self.narrowed = service, stacks, pages, narrowed
        self.shelf = Shelf(service.home, service.content, service.retriever)

    def questions(self) -> str:
        return catalogue.questions(self.service.content)

    def templates(self) -> str:
        return catalogue.templates(self.service.content)

    def criteria(self) -> str:
        return catalogue.criteria(self.service.content, section_names(self.service.content))

    def guides(self) -> Updates:
        names = self.shelf.collections()
        places = [("The guides", GUIDES), *((f"Collection {name}", name) for name in names)]
        return {
            self.stacks.contents: reading.contents(self.shelf.contents()),
            self.stacks.place: gr.update(choices=places, visible=bool(names)),
        }

    def arrive(self, request: gr.Request) -> Updates:
        """The page was opened: an address that names a section or a question leads there."""
        return self.follow(str(request.query_params) if request else "")

    def follow(self, address: str) -> Updates:
        """A link within the app, by its query string."""
        asked = {key: values[0] for key, values in parse_qs(address.removeprefix("?")).items()}
        if READ in asked:
            return self._reading(asked[READ], asked.get(COLLECTION, ""))
        if chosen := setup.wanted(self.service.content, asked.get(PRACTISE, "")):
            return dict(zip(self.narrowed, chosen, strict=True)) | {self.pages: gr.update(selected="interview")}
        return {self.stacks.status: gr.skip()}

    def _reading(self, section: str, collection: str) -> Updates:
        try:
            document = self.shelf.open(section, collection)
            text, said = reading.document(document, not collection and self.shelf.is_markdown(document)), ""
        except NotOnTheShelf:
            text, said = WELCOME, NOT_THERE
        except (UnknownCollection, UnreadableDocument) as error:
            text, said = WELCOME, str(error)
        return self.guides() | {
            self.pages: gr.update(selected="library"),
            self.stacks.parts: gr.update(selected="guides"),
            self.stacks.article: text,
            self.stacks.status: notice(said),
        }

    def find(self, query: str, subject: str, place: str) -> Iterator[Updates]:
        """What the search field found, with calm words where that is nothing."""
        stacks, nothing = self.stacks, gr.update(value="", visible=False)
        query = " ".join((query or "").split())
        try:
            _check(query)
            ready = self.service.retriever.ready(place or None)
            yield {stacks.status: notice(SEARCHING if ready else FIRST), stacks.found: nothing}
            found = self._search(query, SHOWN, [subject] if subject else [], place)
            hits = [h for h in found if h.score >= NEAR]
            if hits:
                shown = gr.update(value=reading.hits(query, hits, place), visible=True)
                yield {stacks.status: notice(""), stacks.found: shown}
            else:
                yield {stacks.status: notice(NOTHING), stacks.found: nothing}
        except (BadQuery, UnknownCollection) as error:
            yield {stacks.status: notice(str(error)), stacks.found: nothing}
        except Exception:
            log.exception("search failed")
            yield {stacks.status: notice(FAILED), stacks.found: nothing}

    def search(self, query: str, k: int = 5, phase: str = "", collection: str = "") -> list[dict[str, Any]]:
        """The sections of the guides that answer a query, best first, one passage each.

        `query` has up to 1,000 characters, `k` is 1 to 50. `phase` narrows it to a subject (`data`), a phase of the
        default template (`ml-problem`) or of another (`funnel-and-flow/features`); `collection` searches documents
        taken in with `greenroom ingest` instead of the guides.

        Each row has rank, score, section, title, heading, text (the matched passage), rests_on, source and id.
        """
        try:
            query = " ".join(query.split())
            _check(query)
            if not 1 <= k <= MOST:
                raise BadQuery(f"k is {k}; expected 1 to {MOST}")
            groups = groups_of(phase, self.service.content) if phase else []
            return rows(self._search(query, k, groups, collection))
        except (BadQuery, UnknownCollection) as error:
            raise gr.Error(str(error), print_exception=False) from error

    def _search(self, query: str, k: int, groups: list[str], collection: str) -> list[Any]:
        return self.service.retriever.searcher(collection or None).search(query, k, groups)


def _check(query: str) -> None:
    if not query:
        raise BadQuery("The query is empty; say what to look for.")
    if len(query) > LONGEST:
        raise BadQuery(f"A query may have up to {LONGEST:,} characters; this one has {len(query):,}.")


def wire(app: Any, page: Library, tab: Any, clicked: Any) -> None:
    """`clicked`: a hidden field in which page.js puts the address of a link that was followed."""
    stacks = page.stacks
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_name": False}
    draw: dict[str, tuple[Callable[[], Any], Any]] = {
        "questions": (page.questions, stacks.questions),
        "templates": (page.templates, stacks.templates),
        "criteria": (page.criteria, stacks.criteria),
        "guides": (page.guides, [stacks.contents, stacks.place]),
    }
    for key, (drawn, into) in draw.items():
        stacks.tabs[key].select(drawn, None, into, **quiet)
    tab.select(page.questions, None, stacks.questions, **quiet)  # the part that is open first
    reached = [
        page.pages, *page.narrowed, stacks.parts, stacks.article, stacks.contents, stacks.place, stacks.status,
    ]  # fmt: skip
    for event in (
        app.load(page.arrive, None, reached, **quiet),
        clicked.change(page.follow, clicked, reached, **quiet),
    ):
        event.then(None, None, None, js=ARRIVED, api_name=False)
    limit: dict[str, Any] = {"concurrency_id": "search", "concurrency_limit": SEARCHED_AT_ONCE}
    fields = [stacks.query, stacks.subject, stacks.place]
    for trigger in (stacks.query.submit, stacks.find.click):
        trigger(page.find, fields, [stacks.status, stacks.found], trigger_mode="always_last", **quiet, **limit)
    gr.api(endpoint(page.search), api_name="search", **limit)

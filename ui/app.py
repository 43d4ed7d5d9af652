"""The web app: the page put together, and the server."""

from __future__ import annotations

from typing import Any

import gradio as gr

from agent.service import InterviewService
from agent.settings import VoiceSettings
from ui import aside, board, desk, library, mine, owners, progress, room, setup, stacks, voice
from ui.endpoints import endpoint, keep_private
from ui.feedback import Feedback
from ui.journal import Journal
from ui.mine import MyInterviews
from ui.owners import Owners
from ui.report import SAVE, wire_files
from ui.turns import Turns

BRAND = """<div id="brand"><a href="./">Greenroom</a>
<span class="quiet">A mock interviewer for ML system design</span></div>"""
GRADED_AT_ONCE = 4
LEFTOVER_SECONDS = 600  # after which an upload that no page took is deleted
SHOW_ADDRESS = "(id) => { window.greenroom.opened(id); }"
COUNTED = "(remembered) => [remembered, window.greenroom.counted()]"
LOADED = "(id) => { window.greenroom.opened(id); window.greenroom.restoreDraft(id); }"
TAKEN = "(id) => { window.greenroom.taken(id); }"
FOCUS = """() => {
  window.greenroom.focus();
  const said = () => document.querySelector("#setup .notice [role=status]")?.scrollIntoView({ block: "center" });
  setTimeout(said, 60);
}"""
FORGET_DRAFTS = """() => { window.greenroom.forgetDrafts(); }"""
RESULTS = "() => { window.greenroom.results(); }"


def build_app(service: InterviewService, host: str = "127.0.0.1", log_in: bool = False) -> Any:
    """The page, not yet served. With `log_in` each session opens for its owner alone."""
    whose = Owners(host, log_in)
    service = owners.guarded(service) if log_in else service
    cleaning = (LEFTOVER_SECONDS, LEFTOVER_SECONDS)
    with gr.Blocks(title="Greenroom", analytics_enabled=False, delete_cache=cleaning) as app:
        gr.HTML(BRAND, elem_id="brand-row")
        session = gr.Textbox(visible="hidden", label="Session", elem_id="session")
        counted = gr.Textbox(visible="hidden", label="Seconds counted", elem_id="counted")
        remembered = gr.BrowserState("", storage_key="greenroom", secret="greenroom")
        clicked = gr.Textbox(visible="hidden", label="Link", elem_id="clicked")
        kept, browser, who = owners.lay_out()
        with gr.Tabs(elem_id="pages") as tabs:
            with gr.Tab("Interview", id="interview"):
                form = setup.lay_out(service.content)
                with form.column:
                    listed = mine.lay_out()
                place = room.lay_out()
                with place.tools:
                    voice.lay_out(service, VoiceSettings())
            with gr.Tab("Feedback"):
                table = desk.lay_out(service.content)
            with gr.Tab("Library", id="library") as library_tab:
                books = stacks.lay_out()
            with gr.Tab("Progress", id="progress") as progress_tab:
                journal_page = progress.lay_out(service.content)
        turns = Turns(service, form, place, session, remembered, browser)
        _wire(app, turns, counted)
        aside.wire(aside.Clock(service, place.aside, place.phases), session, app)
        known = app.load(None, kept, [kept, browser], js=owners.NEW_TOKEN, api_name=False)
        app.load(owners.greeting, None, who, api_name=False, show_progress="hidden")
        _wire_mine(known, MyInterviews(service, listed, whose), turns)
        _wire_progress(known, progress_tab, Journal(service, journal_page, turns, whose, tabs))
        _wire_feedback(Feedback(service, table))
        library.wire(app, library.Library(service, books, tabs, form.narrowed), library_tab, clicked)
        keep_private(app)
    return app


def _wire(app: Any, turns: Turns, counted: Any) -> None:
    form, place, session, remembered = turns.form, turns.room, turns.session, turns.remembered
    page = turns.page
    quiet: dict[str, Any] = {"show_progress": "hidden"}
    session.change(None, session, None, js=SHOW_ADDRESS, api_name=False)
    loaded = app.load(turns.load, [remembered, counted], page, js=COUNTED, api_name=False, **quiet)
    loaded.then(None, session, None, js=LOADED, api_name=False)
    app.load(turns.set_up, form.last, form.remembered, api_name=False, **quiet)
    started = form.start.click(turns.start, [*form.fields, turns.browser], page, api_name="start", **quiet)
    reopened = form.proceed.click(turns.come_back, remembered, page, api_name="come_back", **quiet)
    for event in (started, reopened):
        event.then(None, None, None, js=FOCUS, api_name=False)
    form.start.click(None, form.remembered, form.last, js=setup.REMEMBER, api_name=False)

    def takes_turn(trigger: Any, event: Any, name: str, *more: Any) -> None:
        trigger(
            event, [session, place.box, place.board.source, *more], place.shown, api_name=name,
            show_progress="minimal",
            show_progress_on=place.chat, trigger_mode="once",
        ).then(None, session, None, js=TAKEN, api_name=False)  # fmt: skip

    board.wire(place.board, turns.service, session)
    for trigger in (place.box.submit, place.send.click):
        takes_turn(trigger, turns.answer, "answer", place.editing, place.set_aside)
    takes_turn(place.hint.click, turns.hint, "hint")
    takes_turn(place.onward.click, turns.move_on, "next_phase")
    takes_turn(place.really.click, turns.end, "end")
    boxed = [place.edit.click(turns.edit_last, [session, place.box], place.shown, api_name="edit_last", **quiet)]
    boxed.append(place.leave.click(turns.leave_edit, place.set_aside, place.shown, api_name=False, **quiet))
    for event in boxed:
        event.then(None, None, None, js=FOCUS, api_name=False)
    place.stop.click(turns.stop, session, place.stop, api_name="stop", **quiet)
    wire_files(place.files, session, turns.grade, turns.service.content)
    both = [place.report, place.files.row, *place.again.shown]
    place.again.button.click(turns.regrade, session, both, api_name=False, trigger_mode="once", **quiet)


def _wire_mine(known: Any, page: MyInterviews, turns: Turns) -> None:
    mine, kept = page.mine, turns.browser
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_name": False}
    known.then(page.show, kept, mine.shown, **quiet)
    mine.pick.input(page.picked, mine.pick, mine.shown, **quiet)
    mine.open.click(turns.come_back, mine.pick, turns.page, **quiet).then(None, None, None, js=FOCUS, api_name=False)
    mine.really.click(page.delete, [mine.pick, kept], mine.shown, **quiet)


def _wire_progress(known: Any, tab: Any, journal: Journal) -> None:
    page, kept = journal.page, journal.turns.browser
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_name": False}
    tab.select(journal.show, kept, page.shown, **quiet)
    begun = [*journal.turns.page, page.notice, journal.tabs]
    known.then(journal.arrive, kept, begun, **quiet)
    for button, criterion in ((page.start, page.drills), (page.start_other, page.other)):
        started = button.click(journal.drill, [criterion, kept], begun, **quiet)
        started.then(None, None, None, js=FOCUS, api_name=False)
    for group in page.ticks:
        group.input(journal.tick, [kept, *page.ticks], None, **quiet)
    exported = page.export.click(journal.export, kept, page.exported, **quiet)
    exported.then(None, page.exported, page.exported, js=SAVE, api_name=False)
    deleted = page.really.click(journal.delete, kept, [*page.shown, journal.turns.remembered], **quiet)
    deleted.then(None, None, None, js=FORGET_DRAFTS, api_name=False)


def _wire_feedback(page: Feedback) -> None:
    table = page.desk
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_name": False}
    files = [table.sources, table.dropped, table.listed, table.forget]
    table.dropped.upload(page.take, [table.dropped, table.sources], [*files, table.status], **quiet)
    table.forget.click(page.forget, None, files, **quiet)
    grading: dict[str, Any] = {"concurrency_id": "grading", "concurrency_limit": GRADED_AT_ONCE}
    given = table.give.click(page.give, table.fields, table.results, **quiet, **grading)
    given.then(None, None, None, js=RESULTS, api_name=False)
    table.pick.input(page.show, [table.pick, table.outcomes], table.shown, **quiet)
    wire_files(table.files, [table.pick, table.outcomes], page.picked, page.service.content)
    table.again.button.click(
        page.regrade, [table.pick, table.outcomes], [*table.shown, table.outcomes], trigger_mode="once",
        **quiet, **grading,
    )  # fmt: skip
    gr.api(endpoint(page.grade), api_name="grade", **grading)

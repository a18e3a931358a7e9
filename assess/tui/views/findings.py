"""The findings view: a list of any length, narrowed by the filter grammar; what the cursor is on stands below."""

from __future__ import annotations

import threading
from array import array
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding
from textual.widgets import Input

from assess import refreshing
from assess.engagement import Engagement, EngagementError, ListedFinding
from assess.evidence.called import Called
from assess.evidence.filter import FilterError
from assess.model.practices import PracticeId
from assess.tui import suppressing
from assess.tui.bindings import bindings_of
from assess.tui.drawn import findings as drawn
from assess.tui.fields import Values
from assess.tui.finding_rows import (
    COLUMNS,
    FindingRows,
    Grouping,
    GroupRows,
    Listing,
    Sort,
    first_listing,
    numbers,
    wider,
)
from assess.tui.keys import Place
from assess.tui.lines import BLANK, Line, Tone, line, paragraph
from assess.tui.store import Store
from assess.tui.topics import Topic
from assess.tui.views.view import View
from assess.tui.widgets.field import TextField
from assess.tui.widgets.paper import Paper
from assess.tui.widgets.rowlist import RowList
from assess.tui.widgets.static_rows import StaticRows

DETAIL = 6
_KEYS = ": keys are practice, topic, outcome, level, check, unit, state and more (assess findings --help)"


class FilterField(TextField):
    """Where a filter is typed; Esc leaves it as it was."""

    BINDINGS: ClassVar = [Binding("escape", "leave", show=False)]

    def action_leave(self) -> None:
        """Leaves the filter as it was."""
        self.parent_view.close_filter()

    @property
    def parent_view(self) -> FindingsView:
        """The view it belongs to."""
        view = self.parent
        assert isinstance(view, FindingsView)
        return view


class FindingsView(View):
    """What the checks concluded."""

    place = Place.FINDINGS
    topics = (Topic.FINDINGS,)
    BINDINGS: ClassVar = bindings_of(Place.FINDINGS)

    def __init__(self) -> None:
        super().__init__()
        self._chosen: Listing | None = None
        self._rows: FindingRows | GroupRows | StaticRows = StaticRows(())
        self._total = 0
        self._made_for: tuple[int, Listing] | None = None
        self._loading: _Numbers | None = None
        self._drawing: drawn.FindingDrawing | None = None
        self._visited_from: Listing | None = None
        """What was listed before another view narrowed it."""

    def compose(self) -> ComposeResult:
        """Filter, heads, list, detail."""
        yield Paper(id="findings-head")
        yield RowList(self._rows, id="findings-list", moved=self._show_detail)
        yield Paper(id="findings-detail")

    @property
    def _listing(self) -> Listing:
        """What is listed."""
        if self._chosen is None:
            self._chosen = first_listing(self.store.engagement)
        return self._chosen

    @property
    def table(self) -> RowList:
        """The list."""
        return self.query_one("#findings-list", RowList)

    def take_focus(self) -> None:
        """The list has the keys."""
        self.screen.set_focus(self.table, scroll_visible=False)

    def visit(self, subject: str = "") -> None:
        """What another view narrowed the list to holds for that visit alone."""
        before, self._visited_from = self._visited_from, None
        if before is not None:
            self._show(before)
        super().visit(subject)

    def go_to(self, subject: str) -> None:
        """Narrows to a filter, for this visit."""
        self._visited_from = self._listing
        self._show(replace(self._listing, query=subject, grouping=Grouping.NONE))

    def draw(self) -> None:
        """Lists again if findings changed; paints for the size."""
        now = (self.store.revision(Topic.FINDINGS), self._listing)
        if self._made_for != now:
            self._list()
        self._paint()

    def _show(self, listing: Listing, cursor: int = 0) -> None:
        """Lists something else. A filter that cannot be read is said, and nothing changes."""
        try:
            _ = listing.where
        except FilterError as error:
            wrong, many, _ = str(error).partition(": keys are")
            self.say(wrong + (_KEYS if many else ""), Tone.ALERT)
            return
        self._chosen = listing
        self._list(cursor)
        self._paint()

    def _list(self, cursor: int | None = None) -> None:
        """Reads the first page; the ids of a long list follow from a thread."""
        engagement = self.store.engagement
        checks = {check.id: check for check in refreshing.checks(engagement)}
        self._drawing = drawn.FindingDrawing(self.glyphs, self.store.model, checks, Called(engagement.targets()))
        self._made_for = (self.store.revision(Topic.FINDINGS), self._listing)
        self._loading = None
        if self._listing.grouping is not Grouping.NONE:
            column, _ = COLUMNS[self._listing.grouping]
            self._rows = GroupRows(engagement.count_findings_by(column, self._listing.where), self._drawing)
        else:
            rows = FindingRows(engagement, self._listing, self._drawing)
            self._rows = rows
        if self._is_whole:
            self._total = engagement.count_findings()
        self.table.show(self._rows, cursor=cursor)
        if left_out := refreshing.left_out(engagement):
            self.say(left_out)

    def tick(self) -> None:
        """Takes the ids of a long list when they are there."""
        if self._is_whole or not isinstance(self._rows, FindingRows):
            return
        if self._loading is None:  # only now: the first page is on screen, and nothing took time from it
            self._loading = _Numbers(self.store, self._listing)
        loading = self._loading
        if loading.running:
            return
        if loading.found is None:
            self.say(loading.problem, Tone.ALERT)
            self._rows.know(array("l", range(len(self._rows))))  # the first page stays; it is not asked for again
            return
        self._loading = None
        self._rows.know(loading.found)
        self._total = loading.total
        self.table.show(self._rows)
        self._paint()

    @property
    def _is_whole(self) -> bool:
        """Whether the length of the list is known."""
        return not isinstance(self._rows, FindingRows) or self._rows.whole

    def _paint(self) -> None:
        wide = self.size.width
        if not wide:  # not laid out yet: it is drawn once it is
            self._drawn = None
            return
        shown = len(self._rows)
        whole = self._is_whole
        extra = (
            f"{self._listing.grouping}" if self._listing.grouping is not Grouping.NONE else f"by {self._listing.sort}"
        )
        head = [drawn.filter_line(self._listing.query, shown, whole, self._total, extra, wide)]
        head.append(drawn.heading(wide) if self._listing.grouping is Grouping.NONE else BLANK)
        self.query_one("#findings-head", Paper).show(head)
        self.query_one("#findings-detail", Paper).show(self._below(wide))

    def _below(self, wide: int) -> list[Line]:
        rule = line((self.glyphs.rule * wide, Tone.RULE))
        if not len(self._rows):
            return [rule, *self._empty(wide)]
        found = self.finding
        if found is not None and self._drawing is not None:
            return [rule, *drawn.detail(found, self._drawing, wide)]
        if isinstance(self._rows, GroupRows):
            return [rule, line(" ", (self._rows.at(self.table.cursor), Tone.STRONG)), line(" Enter lists its findings")]
        return [rule]

    def _empty(self, wide: int) -> list[Line]:
        """An empty list says which key leads on."""
        if not self._total:
            text = "Nothing was judged yet: press C and read a repository or an account."
            if self.store.assessment.scorecard.collected:
                text = "What was read led to no finding."
            return paragraph(text, wide - 2, indent=1)
        more = wider(self._listing.query)
        count = self.store.engagement.count_findings(replace(self._listing, query=more).where)
        text = f"Nothing matches. z clears the filter; without its last term it leaves {count:,}."
        return paragraph(text, wide - 2, indent=1)

    def _show_detail(self) -> None:
        """Shows what the cursor is on."""
        self.query_one("#findings-detail", Paper).show(self._below(self.size.width))

    @property
    def finding(self) -> ListedFinding | None:
        """The finding under the cursor."""
        return self._rows.at(self.table.cursor) if isinstance(self._rows, FindingRows) else None

    def subject(self) -> PracticeId | None:
        """The practice of the finding."""
        found = self.finding
        return PracticeId(found.finding.practice) if found is not None else None

    def copied(self) -> str:
        """The finding, or the name of the group."""
        found = self.finding
        if found is not None and self._drawing is not None:
            return drawn.record(found, self._drawing)
        return self._rows.at(self.table.cursor) if isinstance(self._rows, GroupRows) else ""

    async def action_filter(self) -> None:
        """Opens the field for the filter."""
        if self.query(FilterField):
            return
        field = FilterField(self._listing.query, id="findings-filter", replace=True)
        await self.mount(field, before=0)
        self.screen.set_focus(field)  # now, not a moment later: what is typed next belongs to it

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter narrows the list."""
        event.stop()
        query = event.value
        self.close_filter()
        self._show(replace(self._listing, query=query.strip()))

    def close_filter(self) -> None:
        """Takes the field away."""
        self.take_focus()
        self.query(FilterField).remove()

    def leave(self) -> None:
        """Takes the field away."""
        if self.query(FilterField):
            self.close_filter()

    def action_sort(self) -> None:
        """The next order."""
        if self._listing.grouping is not Grouping.NONE:
            self.say("groups stand by their size: Enter lists the findings of one, g all of them; s sorts those")
            return
        every = list(Sort)
        following = every[(every.index(self._listing.sort) + 1) % len(every)]
        self._show(replace(self._listing, sort=following))

    def action_group(self) -> None:
        """The next grouping."""
        every = list(Grouping)
        following = every[(every.index(self._listing.grouping) + 1) % len(every)]
        self._show(replace(self._listing, grouping=following))

    def action_clear(self) -> None:
        """No filter."""
        self._show(replace(self._listing, query=""))

    def action_evidence(self) -> None:
        """What decided the finding; or the findings of the group."""
        if isinstance(self._rows, GroupRows):
            value = self._rows.at(self.table.cursor)
            if value:
                _, key = COLUMNS[self._listing.grouping]
                query = f"{self._listing.query} {suppressing.filter_of_group(key, value)}".strip()
                self._show(replace(self._listing, query=query, grouping=Grouping.NONE))
            return
        if self.finding is None:
            self.say("no finding here")
            return
        from assess.tui.drill.evidence import EvidencePage

        self.app.push_screen(EvidencePage(self.evidence_lines, self.table.action_move, self.copied))

    def evidence_lines(self, wide: int) -> list[Line]:
        """The page of evidence of the finding under the cursor."""
        found = self.finding
        if found is None or self._drawing is None:
            return [line("no finding here")]
        return drawn.evidence(found, self._drawing, wide)

    def action_question(self) -> None:
        """The question that the finding speaks to."""
        practice = self.subject()
        if practice is not None:
            self.assess.open_view("interview", practice)

    def action_editor(self) -> None:
        """Opens the place in the editor."""
        from assess.tui import editor

        found = self.finding
        if found is None:
            self.say("no finding here")
            return
        command = editor.command_for(found.finding, self.store.engagement.targets())
        if isinstance(command, str):
            self.say(command, Tone.HIGH)
            return
        self.store.flush()
        try:
            with self.app.suspend():
                problem = editor.run(command)
        except SuspendNotSupported:
            problem = "this terminal cannot be lent to an editor"
        self.say(problem or "back from the editor", Tone.ALERT if problem else Tone.PLAIN)

    def action_suppress(self) -> None:
        """Suppresses until a date, with a reason; it counts all the same."""
        found = self.finding
        if isinstance(self._rows, GroupRows):
            value = self._rows.at(self.table.cursor)
            query = suppressing.filter_of_group(COLUMNS[self._listing.grouping][1], value) if value else ""
        else:
            query = suppressing.filter_of(found) if found is not None else ""
        if not query or not self.may_write():
            return
        count = self.store.engagement.count_findings(replace(self._listing, query=query).where)
        self._ask_suppression(query, count)

    def _ask_suppression(self, query: str, count: int) -> None:
        who, called = self.store.identity, Called(self.store.engagement.targets())

        def save(values: Values) -> None:
            decided = suppressing.suppression({**values, "filter": called.identified(values["filter"])})
            saved = self.store.save(lambda: self.store.engagement.decide(decided), Topic.FINDINGS)
            if saved:
                self.store.conclude()  # sees that findings must be judged again, which the tick begins
                self.say("suppressed; it is counted all the same")
            else:
                self.say(f"NOT SAVED: {self.store.saver.state.problem}", Tone.ALERT)

        self.assess.ask(suppressing.suppression_form(called(query), count, who.actor, who.clock().date()), save)


class _Numbers:
    """The ids of a long list, read in a thread with a connection of its own where that can be."""

    def __init__(self, store: Store, listing: Listing) -> None:
        self._store = store
        self._listing = listing
        self.found: array[int] | None = None
        self.total = 0
        self.problem = ""
        self._thread = threading.Thread(target=self._read, name="findings", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    def _read(self) -> None:
        store, who = self._store, self._store.identity
        try:
            if not store.writable:  # findings made again where nothing may be written belong to that connection
                self._take(store.engagement)
                return
            chosen = store.engagement.round
            with Engagement.open(
                store.path, clock=who.clock, actor=who.actor, program=who.program, write=False, round_id=chosen
            ) as own:
                self._take(own)
        except EngagementError as error:
            self.problem = str(error)

    def _take(self, engagement: Engagement) -> None:
        self.total = engagement.count_findings()
        self.found = numbers(engagement, self._listing)

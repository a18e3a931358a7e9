"""The collect view: what to read, a dry run first, how far it is, and what each refusal needs.

The run belongs to the app and goes on when the view is left; here its latest state is sampled, eight times a second.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from assess.evidence.running import processors
from assess.tui.bindings import bindings_of
from assess.tui.collecting import Collection, form_of, options_of
from assess.tui.drawn import collect as drawn
from assess.tui.drawn import matrix
from assess.tui.drawn.collect import Course
from assess.tui.fields import Values
from assess.tui.keys import Place
from assess.tui.lines import Line, Tone, line
from assess.tui.topics import Topic
from assess.tui.views.view import View
from assess.tui.watching import Watch, read_before
from assess.tui.widgets.paper import Paper
from assess.tui.widgets.rowlist import RowList
from assess.tui.widgets.static_rows import StaticRows


class CollectView(View):
    """Reading systems."""

    place = Place.COLLECT
    topics = (Topic.COLLECTED, Topic.FINDINGS)
    BINDINGS: ClassVar = bindings_of(Place.COLLECT)

    def __init__(self) -> None:
        super().__init__()
        self._rows = StaticRows(())
        self._before: Watch | None = None
        self._before_of = -1
        self._sampled = -1
        self._by_service = False
        self._page = 0

    def compose(self) -> ComposeResult:
        """Figures, list, detail."""
        yield Paper(id="collect-head")
        yield RowList(self._rows, id="collect-list", moved=self._show_detail)
        yield Paper(id="collect-detail")

    @property
    def collection(self) -> Collection:
        """The one collection of the app."""
        return self.assess.collection

    @property
    def table(self) -> RowList:
        """The list."""
        return self.query_one("#collect-list", RowList)

    @property
    def row(self) -> str:
        """What the cursor is on."""
        return self._rows.subject(self.table.cursor)

    @property
    def seen(self) -> Watch | None:
        """The run of this app, else what earlier ones came to."""
        if self.collection.watch is not None:
            return self.collection.watch
        now = self.store.revision(Topic.COLLECTED)
        if self._before_of != now:
            self._before = read_before(self.store.engagement)
            self._before_of = now
        return self._before

    def take_focus(self) -> None:
        """The list has the keys."""
        self.screen.set_focus(self.table, scroll_visible=False)

    def tick(self) -> None:
        """Samples the run."""
        watch = self.collection.watch
        if watch is not None and watch.revision != self._sampled:
            self._sampled = watch.revision
            self.draw()

    def draw(self) -> None:
        """Shows what can be read and what was."""
        collection, watch = self.collection, self.seen
        found = collection.discovered
        collection.known(self.store.engagement.targets())
        wide = self.size.width
        came = drawn.came_of_it(dict(self.store.engagement.count_findings_by("outcome")))
        head = drawn.head(watch, self._course, came, wide, self.glyphs)
        self.query_one("#collect-head", Paper).show(head)
        before = self.row
        table = None
        if self._by_service and watch is not None and watch.targets:
            table = matrix.rows_of(watch.targets, drawn.TARGET, self._page, wide, self.glyphs)
        self._rows = drawn.rows_of(found.collectors, found.problems, collection.options, watch, self.glyphs, table)
        self.table.show(self._rows, cursor=self._rows.place(before) if before else None)
        self._below()

    @property
    def _course(self) -> Course:
        collection = self.collection
        if collection.stopping:
            return Course.STOPPING
        if collection.running:
            return Course.RUNNING
        return Course.PAUSED if collection.paused else Course.ENDED

    def _below(self) -> None:
        wide = self.size.width
        rule = line((self.glyphs.rule * wide, Tone.RULE))
        found = drawn.detail(self.row, self.seen, self.collection.discovered.collectors, wide)
        self.query_one("#collect-detail", Paper).show([rule, *found])

    def _show_detail(self) -> None:
        """Shows what the cursor is on."""
        self._below()

    def copied(self) -> str:
        """What a refusal needs, or the permissions of the plan."""
        return drawn.needs_of(self.row, self.seen, self.collection.plan)

    def action_cursor(self, step: int) -> None:
        """Moves in the list."""
        self.table.action_move(step)

    def action_choose(self) -> None:
        """Says what a collector should read."""
        kind, _, name = self.row.partition(" ")
        collector = self.collection.collector(name) if kind == drawn.COLLECTOR else None
        if collector is None:
            self.say("Enter works on a collector, above")
            return

        def take(values: Values) -> None:
            self.collection.options[collector.name] = options_of(collector, values)
            self.collection.plan = None
            self.draw()
            self.say("d shows what would be read, r reads it")

        self.assess.ask(form_of(collector, self.collection.options.get(collector.name, {})), take)

    def action_dry_run(self) -> None:
        """What would be read, needed and paid."""
        if not self._planned():
            return
        from assess.tui.drill.plan import PlanPage

        planned = self.collection.plan
        permissions = "\n".join(planned.permissions) if planned is not None else ""
        self.app.push_screen(PlanPage(self.plan_lines, self.action_run_reads, permissions))

    def plan_lines(self, wide: int) -> list[Line]:
        """The page of the dry run."""
        planned = self.collection.plan
        return drawn.plan_lines(planned, processors(), wide) if planned is not None else []

    def _planned(self, *, resume: bool = False) -> bool:
        if self.collection.running:
            self.say("systems are being read already: s stops that")
            return False
        if not self.collection.dry_run(self.store.engagement, resume=resume):
            self.say(self.collection.problem, Tone.HIGH)
            return False
        return True

    def action_run_reads(self) -> None:
        """Reads what the options name."""
        self._run(resume=False)

    def action_resume(self) -> None:
        """Reads what is still missing."""
        self._run(resume=True)

    def _run(self, *, resume: bool) -> None:
        if self.may_write() and self._planned(resume=resume):
            self.collection.begin()
            self._sampled = -1
            self.say("reading; it goes on when you leave this view")
            self.draw()

    def action_pause(self) -> None:
        """Pauses, or goes on; what was read is kept."""
        if self.collection.stopping:
            self.say("wait a moment: what is being asked just now is still kept")
        elif self.collection.running:
            self.collection.pause()
            self.say("pausing; Space goes on")
            self.draw()
        elif self.collection.paused:
            self._run(resume=True)
        else:
            self.say("nothing is being read: r reads what is named, m what is missing of it")

    def action_by_service(self) -> None:
        """Targets beside services, or their counts."""
        if self.seen is None or not self.seen.targets:
            self.say("nothing was read yet")
            return
        self._by_service = not self._by_service
        self.draw()

    def action_turn(self, step: int) -> None:
        """The next or the last services of the table."""
        watch = self.seen
        if watch is None or not self._by_service:
            self.say("t shows targets beside services first")
        elif matrix.pages(watch.targets, self.size.width) == 1:
            self.say("every service is shown")
        else:
            self._page += step
            self.draw()

    def action_stop(self) -> None:
        """Stops; what was read is kept."""
        if self.collection.running:
            self.collection.stop()
            self.say("stopping; what was read is kept")
        else:
            self.say("nothing is being read")

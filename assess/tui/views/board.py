"""The board: what to settle apart from what to build, in order, and what the score would be if something were done."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from assess.interview.decisions import FixDays
from assess.model.practices import Level, PracticeId
from assess.tui import board_rows, fields
from assess.tui.bindings import bindings_of
from assess.tui.fields import Form, Values
from assess.tui.keys import Place
from assess.tui.lines import Tone, line
from assess.tui.topics import Topic
from assess.tui.views.view import View
from assess.tui.widgets.paper import Paper
from assess.tui.widgets.rowlist import RowList
from assess.tui.widgets.static_rows import StaticRows


class BoardView(View):
    """Settle list and build list."""

    place = Place.BOARD
    topics = (Topic.SCORES, Topic.FINDINGS)
    needs_assessment = True
    BINDINGS: ClassVar = bindings_of(Place.BOARD)

    def __init__(self) -> None:
        super().__init__()
        self._rows = StaticRows(())

    def compose(self) -> ComposeResult:
        """Head, list, detail."""
        yield Paper(id="board-head")
        yield RowList(self._rows, id="board-list", moved=self._show_detail)
        yield Paper(id="board-detail")

    @property
    def table(self) -> RowList:
        """The list."""
        return self.query_one("#board-list", RowList)

    @property
    def row(self) -> str:
        """What the cursor is on: `fix CHG-04`, `settle ask:cto`; empty on an empty board."""
        return self._rows.subject(self.table.cursor)

    def take_focus(self) -> None:
        """The list has the keys."""
        self.screen.set_focus(self.table, scroll_visible=False)

    def go_to(self, subject: str) -> None:
        """Goes to the fix of a practice."""
        self.draw()
        place = self._rows.place(f"{board_rows.FIX} {subject}")
        if place is not None:
            self.table.show(self._rows, cursor=place)

    def draw(self) -> None:
        """Shows both lists; the cursor stays on the same line of work if it is still there."""
        assessment, supposed = self.store.assessment, self.store.what_if
        before = self.row
        self._rows = board_rows.rows_of(assessment, supposed, self.glyphs)
        self.table.show(self._rows, cursor=self._rows.place(before) if before else None)
        wide = self.size.width
        head = board_rows.head(assessment, self.store.supposed_from, wide, self.glyphs)
        self.query_one("#board-head", Paper).show([head])
        self._below()

    def _below(self) -> None:
        wide = self.size.width
        rule = line((self.glyphs.rule * wide, Tone.RULE))
        found = board_rows.detail(self.row, self.store.assessment, wide, self.glyphs)
        self.query_one("#board-detail", Paper).show([rule, *found])

    def _show_detail(self) -> None:
        """Shows why the line stands where it stands."""
        self._below()

    def subject(self) -> PracticeId | None:
        """The practice of the line."""
        return board_rows.practice_of(self.row, self.store.assessment)

    def copied(self) -> str:
        """The line as text."""
        return board_rows.record(self.row, self.store.assessment)

    def action_what_if(self) -> None:
        """Supposes that the practice reached its target, or no longer."""
        practice = self.subject()
        score = self.store.assessment.scorecard.of(practice) if practice is not None else None
        if practice is None or score is None:
            return
        supposed = dict(self.store.what_if)
        if practice in supposed:
            del supposed[practice]
        else:
            supposed[practice] = Level(score.target)
        self.store.suppose(supposed)
        self.refresh_drawing()

    def action_clear(self) -> None:
        """Supposes nothing."""
        self.store.suppose({})
        self.refresh_drawing()

    def action_question(self) -> None:
        """The question behind the line."""
        practice = self.subject()
        if practice is not None:
            self.assess.open_view("interview", practice)

    def action_findings(self) -> None:
        """The findings behind the line."""
        kind, _, name = self.row.partition(" ")
        if kind == board_rows.SETTLE:
            item = next((each for each in self.store.assessment.plan.settle if each.source == name), None)
            if item is not None:
                self.assess.open_view("findings", f"practice:{','.join(item.practices)}")
        elif name:
            self.assess.open_view("findings", f"practice:{name}")

    def action_days(self) -> None:
        """The person-days that remain, as somebody who knows names them."""
        practice = self.subject()
        fix = next((each for each in self.store.assessment.plan.fixes if each.practice == practice), None)
        if practice is None or fix is None:
            self.say("days are named for a line of the build list")
            return
        if not self.may_write():
            return
        who = fields.signature(self.store.identity.actor)
        form = Form(
            f"{practice}: remaining person-days",
            (
                fields.number("days", "Days", float(fix.effort_days), hint="Takes the place of the size of the fix."),
                fields.text("by", "Named by", who, needed=True),
                fields.text("reason", "Reason"),
            ),
        )

        def save(values: Values) -> None:
            days = float(values["days"].replace(",", "."))
            named = FixDays(practice, days, values["by"].strip(), values["reason"].strip())
            if self.store.save(lambda: self.store.engagement.decide(named)):
                self.say(f"{practice}: {days:g} days")
            else:
                self.say(f"NOT SAVED: {self.store.saver.state.problem}", Tone.ALERT)

        self.assess.ask(form, save)

    def action_other_list(self) -> None:
        """From the settle list to the build list and back."""
        kinds = [self._rows.subject(number).partition(" ")[0] for number in range(len(self._rows))]
        here = self.row.partition(" ")[0]
        wanted = board_rows.SETTLE if here == board_rows.FIX else board_rows.FIX
        if wanted in kinds:
            self.table.show(self._rows, cursor=kinds.index(wanted))
            self._below()

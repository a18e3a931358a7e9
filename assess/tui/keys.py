"""Every key of the app, once: bindings, footer, help, palette and the page in the documentation follow from here.

Plain letters, digits and Shift-letters; nothing needs ctrl, alt or function keys. Digits are answer levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a key works."""

    EVERYWHERE = "everywhere"
    OVERVIEW = "overview"
    INTERVIEW = "interview"
    COLLECT = "collect"
    FINDINGS = "findings"
    BOARD = "board"
    FIRST = "first screen"
    PAGE = "a page on top"
    EVIDENCE = "evidence"
    DRY_RUN = "dry run"
    EDIT = "the page behind E"
    FORM = "a form"


VIEWS = (Place.OVERVIEW, Place.INTERVIEW, Place.COLLECT, Place.FINDINGS, Place.BOARD)
"""The views, in the order in which `[` and `]` walk them."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key or several of one meaning. `id` is stable, so that a key map can name it; `action` is what the view or
    the app does; `footer` is its place in the footer (0: not there); `writes`: it changes the file."""

    id: str
    place: Place
    keys: tuple[str, ...]
    action: str
    label: str
    help: str
    footer: int = 0
    writes: bool = False

    @property
    def shown(self) -> str:
        """The keys as a person reads them."""
        return "/".join(_SHOWN.get(key, key) for key in self.keys)


_SHOWN = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "tab": "Tab", "up": "↑", "down": "↓", "left": "←",
    "right": "→", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "left_square_bracket": "[",
    "right_square_bracket": "]", "colon": ":", "question_mark": "?", "slash": "/",
}  # fmt: skip

_ANY, _ASK, _READ, _LIST, _PLAN = Place.EVERYWHERE, Place.INTERVIEW, Place.COLLECT, Place.FINDINGS, Place.BOARD
_PROOF = Place.EVIDENCE
_HOME, _FIRST, _PAGE, _EDIT, _FORM = Place.OVERVIEW, Place.FIRST, Place.PAGE, Place.EDIT, Place.FORM

KEYS: tuple[Key, ...] = (
    Key("view.overview", _ANY, ("O",), "show_view('overview')", "Overview", "Where we stand, and what to do next."),
    Key("view.interview", _ANY, ("I",), "show_view('interview')", "Interview", "Ask, note, see the score move."),
    Key("view.collect", _ANY, ("C",), "show_view('collect')", "Collect", "Read systems, never changing them."),
    Key("view.findings", _ANY, ("F",), "show_view('findings')", "Findings", "What the checks concluded."),
    Key("view.board", _ANY, ("B",), "show_view('board')", "Board", "What to settle and what to build, in order."),
    Key("view.previous", _ANY, ("left_square_bracket",), "neighbour(-1)", "previous view", "The view to the left."),
    Key("view.next", _ANY, ("right_square_bracket",), "neighbour(1)", "next view", "The view to the right."),
    Key("why", _ANY, ("w",), "why", "why", "Why the number under the cursor is what it is, as a sum.", 50),
    Key("copy", _ANY, ("y",), "copy", "copy", "Copy what the cursor is on, as text."),
    Key("edit", _ANY, ("E",), "edit", "edit", "Organisation, profile, respondents, targets and labels.", 52, True),
    Key("export", _ANY, ("x",), "export", "report", "Write the report: PDF, HTML, Markdown, JSON, sheets.", 51),
    Key("palette", _ANY, ("colon", "ctrl+p"), "command_palette", "commands", "Everything by name: questions too.", 49),
    Key("help", _ANY, ("question_mark",), "help", "help", "This page.", 91),
    Key("quit", _ANY, ("q",), "leave", "quit", "Leave; everything is saved already.", 92),
    Key("overview.up", _HOME, ("up", "k"), "cursor(-1)", "up", "One line up."),
    Key("overview.down", _HOME, ("down", "j"), "cursor(1)", "down", "One line down."),
    Key("overview.open", _HOME, ("enter",), "open", "open", "Go where the line under the cursor leads.", 1),
    Key("interview.level", _ASK, ("0", "1", "2", "3", "4"), "level({key})", "level", "The level they claim.", 1, True),
    Key("interview.dont_know", _ASK, ("d",), "dont_know", "don't know", "They do not know.", 4, True),
    Key("interview.not_applicable", _ASK, ("a",), "not_applicable", "n/a", "Propose: not applicable.", 6, True),
    Key("interview.shown", _ASK, ("s",), "shown", "shown", "What they showed: what, kind, date, inside.", 3, True),
    Key("interview.note", _ASK, ("e",), "note", "note", "Write a note; it saves itself.", 5, True),
    Key("interview.undo", _ASK, ("U",), "undo", "undo", "Take back the last change of this answer.", 8, True),
    Key("interview.next", _ASK, ("enter", "right"), "step(1)", "next", "The next question.", 2),
    Key("interview.back", _ASK, ("b", "left"), "step(-1)", "back", "The question before."),
    Key("interview.open_question", _ASK, ("u",), "unanswered", "unanswered", "The next one they did not answer.", 11),
    Key("interview.person", _ASK, ("n",), "person(1)", "person", "The next person answers.", 7),
    Key("interview.person_back", _ASK, ("p",), "person(-1)", "previous person", "The person before answers."),
    Key("interview.add_person", _ASK, ("P",), "add_person", "add person", "Add a person who answers.", 0, True),
    Key("interview.consensus", _ASK, ("k",), "consensus", "consensus", "Record what the room agreed on.", 9, True),
    Key("interview.follow_ups", _ASK, ("f",), "more", "ask further", "Follow-ups, evidence that counts, and why.", 10),
    Key("interview.evidence", _ASK, ("v",), "evidence", "evidence", "The findings on this question."),
    Key("interview.find", _ASK, ("slash",), "find", "find", "Go to a question by its id or words."),
    Key("interview.up", _ASK, ("up",), "look(-1)", "look up", "Read the level above in full."),
    Key("interview.down", _ASK, ("down",), "look(1)", "look down", "Read the level below in full."),
    Key("interview.take", _ASK, ("space",), "take", "take", "Take the level on which the cursor was put.", 0, True),
    Key("collect.choose", _READ, ("enter",), "choose", "name", "Fill in what this collector should read.", 1, True),
    Key("collect.dry", _READ, ("d",), "dry_run", "dry run", "What would be read, needed and paid.", 2),
    Key("collect.run", _READ, ("r",), "run_reads", "run", "Read what the dry run showed.", 3, True),
    Key("collect.resume", _READ, ("m",), "resume", "resume", "Read what is still missing.", 6, True),
    Key("collect.pause", _READ, ("space",), "pause", "pause", "Pause, or go on; what was read is kept.", 5, True),
    Key("collect.table", _READ, ("t",), "by_service", "table", "Targets beside services, or their counts.", 7),
    Key("collect.turn_back", _READ, ("h", "left"), "turn(-1)", "services before", "The table's services before."),
    Key("collect.turn", _READ, ("l", "right"), "turn(1)", "more services", "The table's next services."),
    Key("collect.stop", _READ, ("s",), "stop", "stop", "Stop; what was read is kept.", 4),
    Key("collect.up", _READ, ("up", "k"), "cursor(-1)", "up", "One line up."),
    Key("collect.down", _READ, ("down", "j"), "cursor(1)", "down", "One line down."),
    Key("findings.filter", _LIST, ("slash",), "filter", "filter", "Narrow: outcome:fail topic:DEL level:>=3.", 1),
    Key("findings.sort", _LIST, ("s",), "sort", "sort", "By outcome, level, practice, place, or as judged.", 6),
    Key("findings.group", _LIST, ("g",), "group", "group", "Group by check or by unit, or not.", 3),
    Key("findings.open", _LIST, ("enter", "v"), "evidence", "open", "What decided it, or the group's findings.", 2),
    Key("findings.editor", _LIST, ("o",), "editor", "editor", "Open the place in $EDITOR."),
    Key("findings.suppress", _LIST, ("a",), "suppress", "suppress", "Suppress until a date; it counts.", 4, True),
    Key("findings.clear", _LIST, ("z",), "clear", "clear", "Clear the filter.", 5),
    Key("findings.question", _LIST, ("i",), "question", "question", "The question that this finding speaks to.", 7),
    Key("board.what_if", _PLAN, ("t",), "what_if", "what if", "Suppose this reached its target: the score moves.", 1),
    Key("board.clear", _PLAN, ("z",), "clear", "clear", "Suppose nothing.", 6),
    Key("board.open", _PLAN, ("enter", "i"), "question", "question", "The question behind this line.", 2),
    Key("board.findings", _PLAN, ("v",), "findings", "findings", "The findings behind this line.", 3),
    Key("board.days", _PLAN, ("d",), "days", "days", "Name the remaining person-days of this fix.", 4, True),
    Key("board.list", _PLAN, ("tab",), "other_list", "other list", "From one list to the other.", 5),
    Key("first.up", _FIRST, ("up", "k"), "cursor(-1)", "up", "One line up."),
    Key("first.down", _FIRST, ("down", "j"), "cursor(1)", "down", "One line down."),
    Key("first.open", _FIRST, ("enter",), "open", "open", "Open it.", 1),
    Key("first.new", _FIRST, ("n",), "new", "new", "Create an engagement.", 2),
    Key("first.demo", _FIRST, ("d",), "demo", "demo", "The whole job on a sample organisation.", 3),
    Key("first.file", _FIRST, ("o",), "file", "open a file", "Name a file.", 4),
    Key("page.close", _PAGE, ("escape", "q"), "close", "back", "Back to where you were.", 1),
    Key("page.up", _PAGE, ("up", "k"), "move(-1)", "up", "One line up."),
    Key("page.down", _PAGE, ("down", "j"), "move(1)", "down", "One line down.", 2),
    Key("page.page_up", _PAGE, ("pageup",), "page(-1)", "page up", "One page up."),
    Key("page.page_down", _PAGE, ("pagedown", "space"), "page(1)", "page down", "One page down."),
    Key("page.copy", _PAGE, ("y",), "copy", "copy", "Copy the page as text.", 3),
    Key("dry_run.run", Place.DRY_RUN, ("r",), "run_reads", "run", "Read what is shown.", 1, True),
    Key("evidence.next", _PROOF, ("n",), "item(1)", "next", "The next finding.", 1),
    Key("evidence.previous", _PROOF, ("p",), "item(-1)", "previous", "The finding before."),
    Key("edit.open", _EDIT, ("enter",), "open", "edit", "Edit the line under the cursor.", 1, True),
    Key("edit.add_person", _EDIT, ("a",), "add_person", "add a person", "Add a person who answers.", 2, True),
    Key("edit.want_level", _EDIT, ("l",), "want_level", "want a level", "Want a level of a practice.", 3, True),
    Key("edit.close", _EDIT, ("escape", "q", "E"), "close", "back", "Back to where you were.", 4),
    Key("form.next", _FORM, ("enter",), "next", "next", "The next field; at the end, save."),
    Key("form.up", _FORM, ("up",), "step(-1)", "up", "The field above."),
    Key("form.down", _FORM, ("down",), "step(1)", "down", "The field below; Tab too."),
    Key("form.leave", _FORM, ("escape",), "leave", "leave", "Leave without a change."),
)  # fmt: skip


def keys_of(*places: Place) -> tuple[Key, ...]:
    """The keys that work in these places, in order."""
    return tuple(key for key in KEYS if key.place in places)


def footer_of(keys: Sequence[Key]) -> tuple[Key, ...]:
    """The keys that a footer shows, most important first."""
    return tuple(sorted((key for key in keys if key.footer), key=lambda key: key.footer))

"""Where the list of findings takes its rows from: pages read when they are on screen, ids of the whole in an array.

Of a hundred thousand findings a few hundred are in memory. No Textual.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assess.engagement import Engagement, EngagementError, ListedFinding, Where
from assess.evidence.filter import sql
from assess.tui.drawn.findings import FindingDrawing, group_line
from assess.tui.lines import Line, Tone, line

PAGE = 64
MOST_PAGES = 32


class Sort(StrEnum):
    """In which order findings are listed."""

    OUTCOME = "outcome"
    LEVEL = "level"
    PRACTICE = "practice"
    PLACE = "place"
    JUDGED = "as judged"


ORDERS = {
    Sort.OUTCOME: ("outcome", "practice", "level"),
    Sort.LEVEL: ("level", "outcome", "practice"),
    Sort.PRACTICE: ("practice", "level", "outcome"),
    Sort.PLACE: ("unit", "path", "line"),
    Sort.JUDGED: ("number",),
}


class Grouping(StrEnum):
    """Whether rows are findings, or groups of them with counts."""

    NONE = "single findings"
    CHECK = "by check"
    UNIT = "by unit"


COLUMNS = {Grouping.CHECK: ("check_id", "check"), Grouping.UNIT: ("unit", "unit")}
"""The column that is counted, and the key of the filter that narrows to one group."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed: a filter as typed, an order, a grouping."""

    query: str = "outcome:fail,unknown"
    sort: Sort = Sort.OUTCOME
    grouping: Grouping = Grouping.NONE

    @property
    def where(self) -> Where | None:
        """The filter as a condition. Raises `FilterError`."""
        return sql(self.query) if self.query.strip() else None

    @property
    def order(self) -> tuple[str, ...]:
        """The columns to sort by."""
        return ORDERS[self.sort]


LARGE = 20_000
"""Beyond so many findings a list begins as judged: sorting it before its first row would be waiting."""


def first_listing(engagement: Engagement) -> Listing:
    """What is listed when the view is first opened: what fails or is not known, sorted where that costs nothing."""
    large = engagement.findings(None, limit=1, offset=LARGE)
    return Listing(sort=Sort.JUDGED) if large else Listing()


def numbers(engagement: Engagement, listing: Listing) -> array[int]:
    """The ids of the whole list, in order. Raises `EngagementError`."""
    return array("l", engagement.finding_numbers(listing.where, listing.order))


class FindingRows:
    """The rows of a list of findings. Until the whole list is known it holds its first page."""

    def __init__(self, engagement: Engagement, listing: Listing, drawing: FindingDrawing) -> None:
        self._engagement = engagement
        self._drawing = drawing
        self._first = engagement.findings(listing.where, listing.order, PAGE)
        self._numbers: array[int] | None = None
        self._pages: OrderedDict[int, tuple[ListedFinding, ...]] = OrderedDict()
        self.trouble = ""
        """Why a page could not be read; rows read before stay."""
        if len(self._first) < PAGE:
            self._numbers = array("l", range(len(self._first)))
            self._pages[0] = self._first

    @property
    def whole(self) -> bool:
        """Whether the whole list is known."""
        return self._numbers is not None

    def know(self, found: array[int]) -> None:
        """Takes the ids of the whole list."""
        self._numbers = found
        self._pages[0] = self._first

    def __len__(self) -> int:
        return len(self._first) if self._numbers is None else len(self._numbers)

    def chooses(self, number: int) -> bool:
        """Every row is a finding."""
        return 0 <= number < len(self)

    def at(self, number: int) -> ListedFinding | None:
        """The finding of a row; None if it is gone or cannot be read."""
        if not self.chooses(number):
            return None
        page = self._page(number // PAGE)
        place = number % PAGE
        return page[place] if place < len(page) else None

    def line(self, number: int, wide: int, *, at_cursor: bool) -> Line:
        """The line of a row."""
        found = self.at(number)
        if found is None:
            return line("  ", (self.trouble or "this finding is gone", Tone.DIM))
        return self._drawing.line(found, wide, at_cursor)

    def _page(self, number: int) -> Sequence[ListedFinding]:
        if self._numbers is None:
            return self._first
        held = self._pages.get(number)
        if held is None:
            try:
                held = self._engagement.findings_numbered(self._numbers[number * PAGE : (number + 1) * PAGE])
            except EngagementError as error:
                self.trouble = str(error)
                return ()
            self._pages[number] = held
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return held


class GroupRows:
    """The rows of groups, the largest first."""

    def __init__(self, groups: Sequence[tuple[str, int]], drawing: FindingDrawing) -> None:
        self._groups = groups
        self._drawing = drawing

    def __len__(self) -> int:
        return len(self._groups)

    def chooses(self, number: int) -> bool:
        """Every row is a group."""
        return 0 <= number < len(self._groups)

    def at(self, number: int) -> str:
        """The value that a group shares; empty if there is no such row."""
        return self._groups[number][0] if self.chooses(number) else ""

    def line(self, number: int, wide: int, *, at_cursor: bool) -> Line:
        """The line of a row."""
        value, count = self._groups[number]
        return group_line(value, count, wide, at_cursor, self._drawing)


def wider(query: str) -> str:
    """The filter without its last term: what to show where nothing matches."""
    terms = query.split()
    return " ".join(terms[:-1])

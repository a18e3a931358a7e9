"""Numbers, counts, dates and lengths as the report words them: one place, so that every format says the same.

Rounding of values is done before, when the document is built; here a share only becomes a percentage.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from assess.model.practices import Level
from assess.report.glyphs import NARROWEST, width

NOTHING = "–"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(value: float | None) -> str:
    """A printed value without a useless decimal: `49`, `24.7`; a dash if there is none."""
    return NOTHING if value is None else f"{value:.1f}".removesuffix(".0").replace("-", "\N{MINUS SIGN}")


def percent(share: float | None) -> str:
    """A share as a percentage that never rounds something to nothing, nor nearly all to all."""
    if share is None:
        return NOTHING
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{_whole(share)}%"


def _whole(share: float) -> int:
    return int((Decimal(str(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def percents(shares: Sequence[float]) -> list[str]:
    """Shares of one whole: the first rounded as everywhere, the others so that those five numbers add up to 100."""
    whole = [_whole(each) for each in shares]
    tiny = [0 < each < 0.005 for each in shares]
    rest = 100 - sum(whole)
    if abs(sum(shares) - 1) > 0.01:
        rest = 0
    by_error = sorted(range(1, len(shares)), key=lambda i: (whole[i] - shares[i] * 100) * (1 if rest > 0 else -1))
    for index in by_error * len(shares):  # again and again, where few are large enough to give
        if rest and not tiny[index] and shares[index] > 0 and whole[index] > (0 if rest > 0 else 1):
            whole[index] += 1 if rest > 0 else -1
            rest += -1 if rest > 0 else 1
    return ["under 1%" if small else f"{value}%" for small, value in zip(tiny, whole, strict=True)]


def count(how_many: int, one: str, many: str | None = None) -> str:
    """`no findings`, `one finding`, `12 findings`, `13 findings`; `many` where adding an s is wrong."""
    return f"{counted(how_many)} {one if how_many == 1 else (many or f'{one}s')}"


def counted(how_many: int) -> str:
    """A count as a word up to twelve, in figures above: `no`, `four`, `13`."""
    return _NUMBERS[how_many] if how_many < len(_NUMBERS) else f"{how_many:,}"


def figure(how_many: int, one: str, many: str | None = None) -> str:
    """The same in figures, for tables and labels: `1 finding`, `12 findings`."""
    return f"{how_many:,} {one if how_many == 1 else (many or f'{one}s')}"


def days(value: float) -> str:
    """Effort: `1 person-day`, `3.2 person-days`."""
    return f"{number(value)} person-day{'' if value == 1 else 's'}"


def figure_days(value: float) -> str:
    """Effort where room is short: `1 day`, `3.2 days`."""
    return f"{number(value)} day{'' if value == 1 else 's'}"


def joined(parts: Sequence[str], *, limit: int | None = None, more: str = "more") -> str:
    """`A`, `A and B`, `A, B and C`; beyond the limit `A, B and 3 more`."""
    if limit is not None and len(parts) > limit:
        parts = [*parts[:limit], f"{len(parts) - limit} {more}"]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """The text with a capital letter in front and a full stop at the end."""
    text = text.strip()
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.!?…”' else '.'}"


def flat(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def clip(text: str, limit: float) -> str:
    """The text on one line, at most `limit` average letters wide, ended with `…` after a whole word.

    Only a single word that is wider than the room is cut inside, for it has no other place.
    """
    text = flat(text)
    ends = list(accumulate(map(width, text[: int(limit / NARROWEST) + 2])))
    if len(ends) == len(text) and (not ends or ends[-1] <= limit):
        return text
    kept = text[: bisect_right(ends, limit - width("…"))]
    if text[len(kept)] != " " and " " in kept:
        kept = kept.rpartition(" ")[0]
    return f"{kept.rstrip(' ,;:.–-(·|/&')}…"


def of_round(name: str) -> str:
    """A round inside a sentence: `Round 1`, `Round Q4 2026`."""
    return name if name.casefold().startswith("round") else f"Round {name}".strip()


def date(moment: str) -> str:
    """`2026-08-15T09:00:00Z` or `2026-08-15` as `15 August 2026`; what is no date stays as it is."""
    year, _, rest = moment.partition("-")
    month, _, day = rest.partition("-")
    day = day[:2]
    if not (year.isdigit() and month.isdigit() and day.isdigit() and 1 <= int(month) <= 12):
        return moment
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


def level(value: int | None) -> str:
    """`3, enforced control`; `not known` without a level."""
    return "not known" if value is None else f"{value}, {Level(value).label}"


def level_range(low: int | None, high: int | None) -> str:
    """`2`, or `2 (2–3)` where the range is open; a dash without a level."""
    if low is None:
        return NOTHING
    return str(low) if high is None or high == low else f"{low} ({low}–{high})"


def span(low: float | None, high: float | None) -> str:
    """The range of a score: `38.6–52.8`, or one number where it is closed; a dash where nothing applies."""
    if low is None or high is None:
        return NOTHING
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def assurance_word(value: float | None) -> str:
    """High from 0.7, medium from 0.5, low below (method section 7)."""
    if value is None:
        return "none"
    return "high" if value >= 0.7 else "medium" if value >= 0.5 else "low"

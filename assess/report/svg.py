"""Marks and text of the report's charts: plain SVG strings with explicit attributes and no style element.

The same string goes into HTML and PDF. Nothing here knows what is drawn; `charts` does.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assess.report.glyphs import FAMILIES
from assess.report.wording import clip

INK, MUTED, RULE, PAPER, WASH = "#17212B", "#56626E", "#D5DBE1", "#FFFFFF", "#EDF0F3"
CLAIMED, VERIFIED = "#B85600", "#0B559F"
"""Orange for what is claimed, blue for what is verified: apart for every common colour vision, and in grey."""
BETWEEN = "#9AA6B1"
FAMILY = ", ".join(FAMILIES)
LETTER = 0.5
"""The average width of a letter, in font sizes."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its words: `title` is its text alternative and holds the numbers; columns and rows its twin."""

    svg: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def picture(width: float, height: float, title: str, desc: str, body: Sequence[str], kind: str = "") -> str:
    """The drawing around its marks; screen readers and the PDF take `title` as its text."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" '
        f'height="{_n(height)}" role="img" class="chart {kind}" font-family="{FAMILY}">'
        f"<title>{escape(title)}</title>{f'<desc>{escape(desc)}</desc>' if desc else ''}{''.join(body)}</svg>"
    )


def image(drawing: str, alternative: str, kind: str) -> str:
    """A drawing as an image of its own, which WeasyPrint reads once however often it stands in a page."""
    packed = b64encode(drawing.encode()).decode()
    return f'<img class="{kind}" alt="{escape(alternative)}" src="data:image/svg+xml;base64,{packed}"/>'


def text(
    x: float, y: float, words: str, size: float = 11, *, fill: str = INK, anchor: str = "start", weight: int = 400,
    room: float | None = None,
) -> str:  # fmt: skip
    """A line of text with its baseline at y; with `room` (in units) it is bounded to it, after a whole word."""
    if room is not None:
        words = clip(words, room / (size * LETTER * (1.05 if weight > 400 else 1.0)))
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" fill="{fill}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = RULE, width: float = 1, dash: str = "") -> str:
    """A straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{stroke}" '
        f'stroke-width="{_n(width)}"{dashed}/>'
    )


def box(
    x: float, y: float, width: float, height: float, *, fill: str = PAPER, stroke: str = "none", dash: str = "",
    line_width: float = 1, round_by: float = 0,
) -> str:  # fmt: skip
    """A rectangle."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    rounded = f' rx="{_n(round_by)}"' if round_by else ""
    outline = f' stroke="{stroke}" stroke-width="{_n(line_width)}"{dashed}' if stroke != "none" else ""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" height="{_n(height)}" fill="{fill}"{outline}'
        f"{rounded}/>"
    )


def diamond(x: float, y: float, size: float, *, fill: str = PAPER, stroke: str = CLAIMED, width: float = 2.4) -> str:
    """The mark of what is claimed: hollow."""
    return (
        f'<path d="M{_n(x - size)} {_n(y)} L{_n(x)} {_n(y - size)} L{_n(x + size)} {_n(y)} L{_n(x)} {_n(y + size)} Z" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{_n(width)}"/>'
    )


def dot(x: float, y: float, radius: float, *, fill: str = VERIFIED) -> str:
    """The mark of what is verified: solid."""
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"/>'


def hatched(x: float, y: float, width: float, height: float, *, stroke: str = VERIFIED, gap: float = 5) -> list[str]:
    """A rectangle filled with slanted lines, each cut to its edges by arithmetic, so that nothing need be clipped."""
    marks = [box(x, y, width, height, stroke=stroke, line_width=0.8)]
    start = gap
    while start < width + height:
        x1, y1 = (x + start, y) if start <= width else (x + width, y + start - width)
        x2, y2 = (x, y + start) if start <= height else (x + start - height, y + height)
        marks.append(line(x1, y1, x2, y2, stroke=stroke, width=0.9))
        start += gap
    return marks


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

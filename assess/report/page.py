"""The report as one page of markup: document and model into the one template, for paper or for a screen.

Fonts are chosen by the characters that the page really holds. Making a PDF of it is left to `pdf`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Literal

from assess.model.data import folder
from assess.model.practices import OperatingModel
from assess.report import certainty, charts, explanations, fixes, glyphs, naming, register, scope, sections, wording
from assess.report.naming import Names
from assess.report.register import Medium
from assess.report.sentences import executive
from assess.report.shape import Document

if TYPE_CHECKING:
    from jinja2 import Environment, Template

Paper = Literal["a4", "letter"]
STYLE_GOES_HERE = "<!-- style -->"
FOR_BROWSERS = "/* From here on for browsers only"
LONGEST_ORGANISATION = 64
_FORMATS = {".woff2": "woff2", ".ttf": "truetype"}
SIZES = {"a4": ("A4", "297mm"), "letter": ("letter", "279.4mm")}


def for_screen(document: Document, model: OperatingModel, paper: Paper = "a4") -> str:
    """The report as one self-contained HTML file: style, fonts and drawings inside, nothing to fetch."""
    body = glyphs.for_screen(_rendered(document, model, Medium.SCREEN))
    style = f"{_faces(body, inline=True)}{stylesheet()}{_paper_rules(paper)}"
    return body.replace(STYLE_GOES_HERE, f"<style>{style}</style>", 1)


def for_paper(document: Document, model: OperatingModel) -> str:
    """The markup of the PDF, without style, in characters that the bundled fonts hold."""
    return glyphs.for_paper(_rendered(document, model, Medium.PAPER)).replace(STYLE_GOES_HERE, "", 1)


def paper_style(markup: str, paper: Paper) -> str:
    """The style of the PDF: the one stylesheet, the font files this markup needs, and the size of the paper."""
    style = _without_variables(stylesheet().partition(FOR_BROWSERS)[0])
    return f"{_faces(markup, inline=False)}{style}{_paper_rules(paper)}"


@cache
def stylesheet() -> str:
    """The one stylesheet, without fonts."""
    return (folder("templates") / "report.css").read_text("utf-8")


def _without_variables(style: str) -> str:
    """The style with colours and fonts in place of their names, which WeasyPrint would look up again for every box."""
    named = dict(re.findall(r"(--\w+): ([^;]+);", style))
    return re.sub(r"var\((--\w+)\)", lambda found: named[found[1]], style)


def _paper_rules(paper: Paper) -> str:
    size, height = SIZES[paper]
    return f"@page {{ size: {size} }} @media print {{ #cover {{ height: {height} }} }}\n"


def _faces(text: str, *, inline: bool) -> str:
    rules = []
    for subset in glyphs.needed_subsets(text):
        family = glyphs.FAMILIES[glyphs.SUBSETS.index(subset)]
        for weight in glyphs.WEIGHTS:
            path = glyphs.font_file(subset, weight, for_pdf=not inline)
            where = f"data:font/woff2;base64,{b64encode(path.read_bytes()).decode()}" if inline else path.as_uri()
            rules.append(
                f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: block; '
                f'src: url("{where}") format("{_FORMATS[path.suffix]}") }}\n'
            )
    return "".join(rules)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=wording.number,
        percent=wording.percent,
        date=wording.date,
        anchor=lambda identifier, kind: register.anchor(kind, identifier),
        clip=wording.clip,
        unit=naming.unit,
        joined=wording.joined,
    )
    return environment


def _template() -> Template:
    return _environment().get_template("report.html.j2")


def _rendered(document: Document, model: OperatingModel, medium: Medium) -> str:
    names = Names(model)
    evidence = register.register(document, names, medium)
    page = executive(document, model)
    pictures = {
        "split": charts.control_split(page.split),
        "dumbbell": charts.dumbbell(document["pillars"], width=430, row=32),
        "heat_map": sections.heat_map(document, model),
        "coverage": charts.coverage(document["pillars"]),
        "waves": fixes.wave_chart(document, names),
    }
    return _template().render(
        style=STYLE_GOES_HERE,
        screen=medium is Medium.SCREEN,
        medium=medium,
        d=document,
        names=names,
        model=model,
        organisation=wording.clip(document["engagement"]["organisation"], LONGEST_ORGANISATION) or "Unnamed",
        short=wording.clip(document["engagement"]["organisation"], 44) or "Unnamed",
        round=wording.clip(document["engagement"]["round"], 40),
        of_round=wording.of_round(wording.clip(document["engagement"]["round"], 40)),
        as_of=wording.date(document["engagement"]["as_of"]),
        page=page,
        charts=pictures,
        key_mark=charts.key_mark,
        register=evidence,
        scope=scope.scope_sentences(document),
        heard=certainty.heard(document, names),
        most_gaps=len(document["findings"]) if medium is Medium.SCREEN else scope.MOST_GAPS,
        gaps=scope.gap_lines(document, evidence, medium),
        gap_costs=scope.cost_sentence(document),
        pillars=sections.pillar_pages(document, names, evidence, medium),
        conflicts=sections.conflicts(document, names, evidence, medium),
        disputes=sections.disputes(document, names),
        settle=sections.settle_lines(document, names, evidence, medium),
        waves=fixes.wave_groups(document, names, evidence, medium),
        doors=fixes.open_doors(document, names, evidence),
        most_doors=fixes.DOORS,
        method=list(explanations.METHOD.items()),
        glossary=explanations.glossary(),
        w=wording,
    )

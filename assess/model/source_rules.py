"""What must hold between the blocks of a questionnaire: ids that exist, levels that differ, a graph without circles.

The shape of each block was judged by `source_schema.py` before; here only what a schema cannot say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assess.model.graph import cycles
from assess.model.practices import Level, PracticeId
from assess.model.source_complaints import subject, suggestion
from assess.model.yaml_reader import Document, Place, SourceError, Value

if TYPE_CHECKING:
    from assess.model.source_schema import ModelForm, PracticeForm

FEWEST_WORDS, MOST_WORDS = 8, 40
STEPS = ("0-1", "1-2", "2-3", "3-4")
LEVELS = tuple(str(int(level)) for level in Level)
_WORD = re.compile(r"\S*\w\S*")


@dataclass(frozen=True, slots=True)
class Written:
    """A practice as it stands in its file: `at` is its position there; `topic` is empty if the file's is wrong."""

    form: PracticeForm
    document: Document
    at: int
    topic: str

    def error(self, place: Place, what: str, cure: str) -> SourceError:
        """A problem with a part of this practice."""
        return self.document.error(("practices", self.at, *place), f"{self.form.id}: {what}", cure)


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that may be referred to, by the key of model.yaml that lists them, and the ids of all practices.

    Where a file could not be read, nobody can say that an id does not exist: then it is None.
    """

    lists: Mapping[str, tuple[str, ...] | None]
    practices: tuple[str, ...] | None

    def unknown(self, wrong: str, kind: str) -> str | None:
        """What to use instead of an id that does not exist; None if it exists or nobody can say."""
        ids = self.practices if kind == "practices" else self.lists[kind]
        return None if ids is None or wrong in ids else suggestion(wrong, ids)


def count_words(text: str) -> int:
    """Words as a reader counts them: what stands between spaces and holds a letter or digit."""
    return len(_WORD.findall(text))


def practice_problems(practices: Sequence[Written], known: Known) -> Iterator[SourceError]:
    """Everything wrong within and between practices."""
    for practice in practices:
        for rule in _EACH:
            yield from rule(practice, known)
    yield from _repeated_ids(practices)
    yield from _repeated_descriptors(practices)
    yield from _circles(practices)


def model_problems(document: Document, form: ModelForm, known: Known) -> Iterator[SourceError]:
    """Everything wrong in model.yaml that its schema lets pass."""

    def unknown(place: Place, words: Sequence[str], kind: str) -> Iterator[SourceError]:
        for position, wrong in enumerate(words):
            if cure := known.unknown(wrong, kind):
                at = (*place, position)
                yield document.error(at, f"{subject(document, place)} names {wrong}, which does not exist", cure)

    for position, pattern in enumerate(form.anti_patterns):
        yield from unknown(("anti_patterns", position, "practices"), pattern.practices, "practices")
    for position, claim in enumerate(form.claims_to_challenge):
        yield from unknown(("claims_to_challenge", position, "practices"), claim.practices, "practices")
    for position, session in enumerate(form.sessions):
        yield from unknown(("sessions", position, "roles"), session.roles, "roles")
        yield from unknown(("sessions", position, "topics"), session.topics, "topics")
    for position, rule in enumerate(form.environment_rules):
        try:
            re.compile(rule.pattern, re.IGNORECASE)
        except re.error as error:
            place = ("environment_rules", position, "pattern")
            what = f"{subject(document, place)} is no regular expression ({error})"
            yield document.error(place, what, "correct it, or put \\ before a sign that is meant as it stands")
    for key in ("kpis", "anti_patterns", "sessions"):
        ids = [each.id for each in getattr(form, key)]
        for position, identifier in enumerate(ids):
            if identifier in ids[:position]:
                yield document.error((key, position, "id"), f"{key} has {identifier} twice", "give each its own id")


def _topic(practice: Written, known: Known) -> Iterator[SourceError]:
    prefix = practice.form.id.partition("-")[0]
    if practice.topic and prefix != practice.topic:
        cure = f"move it to the file of topic {prefix}, or give it an id that begins with {practice.topic}-"
        yield practice.error(("id",), f"does not belong to topic {practice.topic} of this file", cure)


def _references(practice: Written, known: Known) -> Iterator[SourceError]:
    form = practice.form
    single = (("pillar", form.pillar, "pillars"), ("component", form.component, "components"))
    for key, value, kind in (*single, ("loop_stage", form.loop_stage, "loop_stages")):
        if cure := known.unknown(value, kind):
            yield practice.error((key,), f"the {key.replace('_', ' ')} {value} does not exist", cure)
    if cure := known.unknown(form.fix.owner_role, "roles"):
        yield practice.error(("fix", "owner_role"), f"the role {form.fix.owner_role} does not exist", cure)
    if form.kpi is not None and (cure := known.unknown(form.kpi, "kpis")):
        yield practice.error(("kpi",), f"the KPI {form.kpi} does not exist", cure)
    lists = (("risks", "risk", form.risks, "risks"), ("roles", "role", form.roles, "roles"))
    neighbours = (
        ("prerequisites", "prerequisite", form.prerequisites, "practices"),
        ("helps", "helping practice", form.helps, "practices"),
    )
    for key, word, values, kind in (*lists, *neighbours):
        for position, value in enumerate(values):
            if value in values[:position]:
                yield practice.error((key, position), f"{key} has {value} twice", "remove one")
            elif cure := known.unknown(value, kind):
                yield practice.error((key, position), f"the {word} {value} does not exist", cure)


def _neighbours(practice: Written, known: Known) -> Iterator[SourceError]:
    form = practice.form
    if form.id in form.helps:
        yield practice.error(("helps", form.helps.index(form.id)), "helps itself", "remove it from helps")
    for each in form.helps:
        if each in form.prerequisites:
            what = f"{each} is a prerequisite and a help"
            yield practice.error(("helps", form.helps.index(each)), what, "keep it in prerequisites only")


def _levels(practice: Written, known: Known) -> Iterator[SourceError]:
    levels = practice.form.levels
    for wrong in (each for each in levels if each not in LEVELS):
        yield practice.error(("levels", wrong), f"level {wrong} does not exist", "describe the levels 0 to 4")
    for missing in (each for each in LEVELS if each not in levels):
        label = Level(int(missing)).label
        yield practice.error(("levels",), f"level {missing} is missing", f"add `{missing}:`, what {label} looks like")
    for level, text in levels.items():
        words = count_words(text)
        if not FEWEST_WORDS <= words <= MOST_WORDS:
            what = f"level {level} has {words} word{'s' if words != 1 else ''}"
            yield practice.error(("levels", level), what, f"describe it in {FEWEST_WORDS} to {MOST_WORDS} words")


def _fix(practice: Written, known: Known) -> Iterator[SourceError]:
    steps = practice.form.fix.steps
    for wrong in (each for each in steps if each not in STEPS):
        yield practice.error(("fix", "steps", wrong), f"steps {wrong} lead nowhere", f"use {', '.join(STEPS)}")
    for missing in (each for each in STEPS if each not in steps):
        low, high = missing.split("-")
        cure = f'add `"{missing}":`, what takes it from level {low} to level {high}'
        yield practice.error(("fix", "steps"), f"the fix lacks the steps {missing}", cure)


_EACH: tuple[Callable[[Written, Known], Iterator[SourceError]], ...] = (
    _topic,
    _references,
    _neighbours,
    _levels,
    _fix,
)


def _repeated_ids(practices: Sequence[Written]) -> Iterator[SourceError]:
    first: dict[str, Written] = {}
    for practice in practices:
        names: list[tuple[Place, str]] = [(("id",), practice.form.id)]
        names += [(("aliases", position), alias) for position, alias in enumerate(practice.form.aliases)]
        for place, name in names:
            if name in first:
                before = first[name]
                where = f"{before.document.file}:{before.document.line(('practices', before.at))}"
                of = "" if before.form.id == name else f" as an alias of {before.form.id}"
                what = f"{'the id' if place == ('id',) else 'the alias'} {name} is taken{of} ({where})"
                yield practice.error(place, what, "give each practice its own id and aliases")
            else:
                first[name] = practice


def _repeated_descriptors(practices: Sequence[Written]) -> Iterator[SourceError]:
    first: dict[str, str] = {}
    for practice in practices:
        for level, text in practice.form.levels.items():
            said = " ".join(re.findall(r"\w+", text.casefold()))
            here = f"level {level} of {practice.form.id}"
            if said and said in first:
                what = f"level {level} says the same as {first[said]}"
                yield practice.error(("levels", level), what, "say what tells the two apart")
            first.setdefault(said, here)


def _circles(practices: Sequence[Written]) -> Iterator[SourceError]:
    written = {PracticeId(practice.form.id): practice for practice in practices}
    needs = {
        identifier: [PracticeId(each) for each in practice.form.prerequisites if PracticeId(each) in written]
        for identifier, practice in written.items()
    }
    for circle in cycles(needs):
        start = written[circle[0]]
        after = circle[1] if len(circle) > 1 else circle[0]
        way = " needs ".join((*circle, circle[0]))
        place = ("prerequisites", start.form.prerequisites.index(after))
        yield start.error(
            place, f"prerequisites go round in a circle: {way}", "remove one of them, or move it to helps"
        )


def listed(value: Value, key: str) -> tuple[str, ...] | None:
    """The ids under a key of model.yaml, also of one that the schema refused; None if they cannot be told."""
    below = value.get(key) if isinstance(value, dict) else None
    if isinstance(below, dict):
        return tuple(below)
    if isinstance(below, list):
        ids = (each.get("id") for each in below if isinstance(each, dict))
        return tuple(each for each in ids if isinstance(each, str))
    return None

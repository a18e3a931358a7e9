"""From the questionnaire files to the operating model: read, validate, and say everything that is wrong at once.

Only this way in needs YAML and pydantic; `loading.py` spares both where the files were read before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from assess.model.practices import (
    AntiPattern,
    Auto,
    ChallengedClaim,
    Defaults,
    DoneWhen,
    EnvironmentRule,
    Fix,
    Gate,
    Kpi,
    Named,
    Observable,
    OperatingModel,
    Practice,
    PracticeId,
    Role,
    Session,
    Snippet,
)
from assess.model.source_complaints import complaints, suggestion
from assess.model.source_rules import LEVELS, STEPS, Known, Written, listed, model_problems, practice_problems
from assess.model.source_schema import FixForm, Form, ModelForm, PracticeForm, TopicForm
from assess.model.yaml_reader import Document, Place, SourceError, parse_yaml

MODEL_FILE = "model.yaml"
AnyForm = TypeVar("AnyForm", bound=Form)


def operating_model(files: Mapping[str, bytes], folder: Path, digest: str) -> OperatingModel:
    """The operating model in these files (name to content), which lie in `folder`.

    Raises SourceError, which carries every problem in all files by file and line.
    """
    reading = _Reading(files, folder)
    model, topics = reading.model_form(), reading.topic_forms()
    reading.judge(model)
    if model is None or reading.errors:
        raise SourceError.of(sorted(reading.errors, key=lambda error: (error.file, error.line)))
    ordered = sorted(topics, key=lambda written: list(model.topics).index(written.topic))
    return _built(model, ordered, digest)


class _Reading:
    """The files of one folder while they are judged, with the problems found so far."""

    def __init__(self, files: Mapping[str, bytes], folder: Path) -> None:
        self.errors: list[SourceError] = []
        self.documents: dict[str, Document] = {}
        self.written: list[Written] = []
        self.folder = folder
        self.topic_files: dict[str, str] = {}
        self.whole = True
        for name, content in files.items():
            try:
                self.documents[name] = parse_yaml(content, str(folder / name))
            except SourceError as error:
                self.errors.extend(error.errors)
                self.whole = False
        self.missing_model = MODEL_FILE not in files

    def model_form(self) -> ModelForm | None:
        """What model.yaml says; None if it is missing or wrong, which is then among the problems."""
        if self.missing_model:
            cure = "give a folder with a model.yaml and one file for each topic, as the one that is installed"
            self.errors.append(SourceError(self.folder / MODEL_FILE, 0, "is missing", cure))
        document = self.documents.get(MODEL_FILE)
        return self._form(ModelForm, document, (), document.value) if document else None

    def topic_forms(self) -> Sequence[Written]:
        """The practices of all topic files, in the order of their files."""
        for name, document in self.documents.items():
            if name == MODEL_FILE:
                continue
            form = self._form(TopicForm, document, (), document.value)
            if form is None:
                self.whole = False
            else:
                topic = form.topic if self._fits(form.topic, name, document) else ""
                self.written.extend(self._practices(document, form, topic))
        for topic in (self._listed("topics") or ()) if self.whole else ():
            if topic not in self.topic_files:
                what, cure = f"no file holds topic {topic}", f"add a file that begins with `topic: {topic}`"
                self.errors.append(self.documents[MODEL_FILE].error(("topics", topic), what, cure))
        return self.written

    def _fits(self, topic: str, name: str, document: Document) -> bool:
        """Whether this file may hold the topic; if not, that is among the problems."""
        known = self._listed("topics")
        if topic in self.topic_files:
            what = f"topic {topic} is also in {self.topic_files[topic]}"
            self.errors.append(document.error(("topic",), what, "keep one file for each topic"))
            return False
        self.topic_files[topic] = name
        if known is not None and topic not in known:
            cure = suggestion(topic, known)
            self.errors.append(document.error(("topic",), f"topic {topic} does not exist", cure))
            return False
        return True

    def _listed(self, key: str) -> tuple[str, ...] | None:
        return listed(self.documents[MODEL_FILE].value, key) if MODEL_FILE in self.documents else None

    def judge(self, model: ModelForm | None) -> None:
        """Adds what is wrong between blocks and files."""
        keys = ("pillars", "topics", "components", "loop_stages", "risks", "roles", "kpis")
        practices = tuple(self._ids()) if self.whole else None
        known = Known({key: self._listed(key) for key in keys}, practices)
        self.errors.extend(practice_problems(self.written, known))
        if model is not None:
            self.errors.extend(model_problems(self.documents[MODEL_FILE], model, known))

    def _practices(self, document: Document, form: TopicForm, topic: str) -> Iterator[Written]:
        for position, block in enumerate(form.practices):
            practice = self._form(PracticeForm, document, ("practices", position), block)
            if practice is not None:
                yield Written(practice, document, position, topic)

    def _ids(self) -> Iterator[str]:
        """The ids of all practices, also of those that are wrong otherwise: they are no reason to doubt a reference."""
        for name, document in self.documents.items():
            if name != MODEL_FILE:
                yield from listed(document.value, "practices") or ()

    def _form(self, kind: type[AnyForm], document: Document, place: Place, value: object) -> AnyForm | None:
        try:
            return kind.model_validate(value)
        except ValidationError as error:
            self.errors.extend(complaints(document, place, error.errors(include_url=False)))
            return None


def _built(model: ModelForm, practices: Sequence[Written], digest: str) -> OperatingModel:
    return OperatingModel(
        version=str(model.catalogue_version),
        digest=digest,
        pillars=_named(model.pillars),
        topics=_named(model.topics),
        components=_named(model.components),
        loop_stages=_named(model.loop_stages),
        risks=_named(model.risks),
        roles=_named(model.roles),
        kpis=tuple(Kpi(each.id, each.name, each.better) for each in model.kpis),
        anti_patterns=tuple(
            AntiPattern(each.id, each.name, each.sign, _ids(each.practices)) for each in model.anti_patterns
        ),
        claims_to_challenge=tuple(
            ChallengedClaim(each.claim, each.ask, _ids(each.practices)) for each in model.claims_to_challenge
        ),
        sessions=tuple(
            Session(each.id, each.name, _roles(each.roles), each.minutes, tuple(each.topics), each.questions)
            for each in model.sessions
        ),
        environment_rules=tuple(
            EnvironmentRule(where, rule.pattern, rule.unit_class)
            for rule in model.environment_rules
            for where in rule.where
        ),
        defaults=Defaults(**model.defaults.model_dump()),
        practices=tuple(_practice(written) for written in practices),
    )


def _practice(written: Written) -> Practice:
    form = written.form
    line = written.document.line(("practices", written.at))
    return Practice(
        id=PracticeId(form.id),
        aliases=tuple(form.aliases),
        name=form.name,
        topic=written.topic,
        pillar=form.pillar,
        component=form.component,
        loop_stage=form.loop_stage,
        risks=tuple(form.risks),
        roles=_roles(form.roles),
        criticality=form.criticality,
        gate=Gate(str(form.gate).lower()),
        decision_right=form.decision_right,
        auto=Auto(form.auto),
        observable=Observable(**form.observable.model_dump()),
        looks_for=form.looks_for,
        definition=form.definition,
        question=form.question,
        levels=_levels(form.levels),
        follow_ups=tuple(form.follow_ups),
        evidence=tuple(form.evidence),
        false_claims=tuple(form.false_claims),
        why=form.why,
        minutes=form.minutes,
        prerequisites=_ids(form.prerequisites),
        helps=_ids(form.helps),
        fix=_fix(form.fix),
        kpi=form.kpi,
        side_effects=tuple(form.side_effects),
        snippet=Snippet(form.snippet.language, form.snippet.text) if form.snippet else None,
        source=f"{Path(written.document.file).name}:{line}",
    )


def _fix(form: FixForm) -> Fix:
    return Fix(
        title=form.title,
        effort=form.effort,
        owner_role=Role(form.owner_role),
        first_move=form.first_move,
        steps={step: tuple(form.steps[step]) for step in STEPS},
        done_when=tuple(DoneWhen(each.text, tuple(each.checks)) for each in form.done_when),
    )


def _levels(levels: Mapping[str, str]) -> tuple[str, str, str, str, str]:
    absent, activity, partial, enforced, proven = (levels[level] for level in LEVELS)
    return absent, activity, partial, enforced, proven


def _named(names: Mapping[str, str]) -> tuple[Named, ...]:
    return tuple(Named(identifier, name) for identifier, name in names.items())


def _ids(identifiers: Sequence[str]) -> tuple[PracticeId, ...]:
    return tuple(map(PracticeId, identifiers))


def _roles(roles: Sequence[str]) -> tuple[Role, ...]:
    return tuple(map(Role, roles))

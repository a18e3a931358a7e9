"""The shape of the questionnaire files: which keys, of which type, within which bounds.

What ids refer to and what sentences must look like is judged in `source_rules.py`; here every block stands alone.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(pattern=r"\S", max_length=2000)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[0-9]{2,3}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=40)]
Names = Annotated[dict[Word, Text], Field(min_length=1)]
Places = Annotated[
    list[Literal["tag", "name", "ou", "path"]],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    Field(min_length=1),
]


class Form(BaseModel):
    """A block of a file: unknown keys are refused, and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class DoneWhenForm(Form):
    text: Text
    checks: list[Text] = []


class SnippetForm(Form):
    language: Word
    text: Text


class FixForm(Form):
    title: Annotated[str, StringConstraints(pattern=r"\S", max_length=90)]
    effort: Literal["S", "M", "L", "XL"]
    owner_role: Word
    first_move: Text
    steps: dict[str, Annotated[list[Text], Field(min_length=1, max_length=3)]]
    done_when: Annotated[list[DoneWhenForm], Field(min_length=1, max_length=3)]


class ObservableForm(Form):
    aws: Annotated[int, Field(ge=0)] = 0
    github: Annotated[int, Field(ge=0)] = 0
    repository: Annotated[int, Field(ge=0)] = 0


class PracticeForm(Form):
    id: Identifier
    aliases: list[Identifier] = []
    name: Text
    pillar: Word
    component: Word
    loop_stage: Word
    risks: Annotated[list[Word], Field(min_length=1)]
    roles: Annotated[list[Word], Field(min_length=1)]
    criticality: Annotated[int, Field(ge=1, le=5)]
    gate: Literal[False, True, "topic"] = False
    decision_right: bool = False
    auto: Literal["full", "partial", "none"]
    observable: ObservableForm
    looks_for: Text
    definition: Text
    question: Text
    levels: dict[str, Text]
    follow_ups: Annotated[list[Text], Field(min_length=2, max_length=2)]
    evidence: Annotated[list[Text], Field(min_length=2, max_length=4)]
    false_claims: Annotated[list[Text], Field(min_length=1, max_length=2)]
    why: Text
    minutes: Annotated[int, Field(ge=2, le=5)]
    prerequisites: list[Identifier] = []
    helps: list[Identifier] = []
    fix: FixForm
    kpi: Word | None = None
    side_effects: Annotated[list[Text], Field(max_length=2)] = []
    snippet: SnippetForm | None = None


class TopicForm(Form):
    """A topic file; its practices are read one by one, so that a slip in one hides none in the next."""

    topic: Word
    practices: Annotated[list[dict[str, object]], Field(min_length=1)]


class KpiForm(Form):
    id: Word
    name: Text
    better: Literal["higher", "lower"]


class AntiPatternForm(Form):
    id: Word
    name: Text
    sign: Text
    practices: Annotated[list[Identifier], Field(min_length=1)]


class ChallengedClaimForm(Form):
    claim: Text
    ask: Text
    practices: Annotated[list[Identifier], Field(min_length=1)]


class SessionForm(Form):
    """At most 45 questions in a room: beyond that people agree in order to go home."""

    id: Word
    name: Text
    roles: Annotated[list[Word], Field(min_length=1)]
    minutes: Annotated[int, Field(ge=1, le=480)]
    topics: list[Word] = []
    questions: Annotated[int, Field(ge=0, le=45)] = 0


class EnvironmentRuleForm(Form):
    """`where` may name several places: the rule then stands for one of each."""

    where: Places
    unit_class: Annotated[Literal["production", "shared", "other", "excluded"], Field(alias="class")]
    pattern: Text


class DefaultsForm(Form):
    engineers: Annotated[int, Field(ge=1)]
    teams: Annotated[int, Field(ge=1)]
    capacity_days: Annotated[int, Field(ge=1)]
    risk_weight: Annotated[int, Field(ge=1, le=5)]


class ModelForm(Form):
    """`model.yaml`."""

    catalogue_version: Annotated[int, Field(ge=1)]
    pillars: Names
    topics: Names
    components: Names
    loop_stages: Names
    risks: Names
    roles: Names
    kpis: list[KpiForm]
    anti_patterns: list[AntiPatternForm]
    claims_to_challenge: list[ChallengedClaimForm]
    sessions: list[SessionForm]
    environment_rules: list[EnvironmentRuleForm]
    defaults: DefaultsForm


def field_names() -> tuple[str, ...]:
    """Every key that may occur in a file, for the question which one a misspelt key was meant to be."""
    forms = [*Form.__subclasses__()]
    return tuple(sorted({field.alias or name for form in forms for name, field in form.model_fields.items()}))

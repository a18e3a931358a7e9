"""What `E` edits: organisation, profile, people, wanted levels, labels of targets. Forms and what they become.

No Textual: a form is made from what the file says, its values become verbs of the engagement.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assess.engagement import AssessmentInputs, Engagement
from assess.evidence.collectors import Target
from assess.evidence.scope import complaint
from assess.evidence.tallies import UnitClass
from assess.interview.answers import Profile, Respondent
from assess.interview.decisions import DecisionKind, EnvironmentLabel
from assess.model.practices import Level, OperatingModel, Practice, PracticeId
from assess.tui import answering, fields
from assess.tui.fields import Field, Form, Values

_OWN = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing to edit: its form, and how its values are saved."""

    form: Form
    save: Callable[[Engagement, Values], None]


def organisation(inputs: AssessmentInputs) -> Edit:
    """The organisation's name."""
    form = Form("The organisation", (fields.text("name", "Name", inputs.organisation, needed=True),))
    return Edit(form, lambda engagement, values: _do(engagement.set_meta("organisation", values["name"].strip())))


def profile(inputs: AssessmentInputs, model: OperatingModel) -> Edit:
    """Size and wishes of the organisation."""
    old = inputs.profile
    risks = tuple(
        fields.number(
            f"risk-{each.id}",
            f"Risk: {each.name}",
            old.risk_weights.get(each.id, model.defaults.risk_weight),
            least=1,
            most=5,
            hint="1 to 5: how much this risk matters here.",
        )
        for each in model.risks
    )
    form = Form(
        "Profile",
        (
            fields.number("engineers", "Engineers", old.engineers, least=1, hint="Fixes take longer in larger houses."),
            fields.number("teams", "Teams", old.teams, least=1),
            fields.number("capacity", "Days a wave", old.capacity_days, hint="Person-days that one wave may take."),
            fields.text("tools", "Tools of record", _tools(old), hint="capability=name, for example slo=datadog"),
            fields.text(
                "accounts",
                "Accounts",
                shlex.join(old.scope_accounts),
                hint="In scope: ids of 12 digits, separated by spaces. Empty: what was read.",
            ),
            fields.text(
                "repositories",
                "Repositories",
                shlex.join(old.scope_repositories),
                hint="In scope: names or addresses, separated by spaces. Empty: what was read.",
            ),
            *risks,
        ),
        check=lambda values: _tools_are_pairs(values) or _scope_reads(values, inputs.targets),
    )
    return Edit(form, lambda engagement, values: _do(engagement.set_profile(_profile(old, values))))


def _tools(old: Profile) -> str:
    return " ".join(f"{capability}={name}" for capability, name in old.tools.items())


def _tools_are_pairs(values: Values) -> str:
    try:
        pairs = fields.words(values["tools"])
    except ValueError:
        return "Tools of record: a quote is not closed"
    wrong = [each for each in pairs if not all(each.partition("=")[::2])]
    return f"Tools of record: write {wrong[0]} as capability=name" if wrong else ""


def _scope_reads(values: Values, targets: Sequence[Target]) -> str:
    try:
        found = complaint(fields.words(values["accounts"]), fields.words(values["repositories"]), targets)
    except ValueError:
        return "Accounts, Repositories: a quote is not closed"
    return found[:1].upper() + found[1:]


def _profile(old: Profile, values: Values) -> Profile:
    def whole(name: str) -> int:
        return int(float(values[name].replace(",", ".")))

    return replace(
        old,
        engineers=whole("engineers"),
        teams=whole("teams"),
        capacity_days=float(Fraction(values["capacity"].replace(",", "."))),
        tools=dict(each.split("=", 1) for each in fields.words(values["tools"])),
        scope_accounts=fields.words(values["accounts"]),
        scope_repositories=fields.words(values["repositories"]),
        risk_weights={
            name.removeprefix("risk-"): whole(name) for name in values if name.startswith("risk-") and whole(name)
        },
    )


def person(model: OperatingModel, known: Respondent | None) -> Edit:
    """A person who answers; None: a new one. A known person is found by name, so the name stays."""
    form = answering.person_form(model, known)
    if known is not None:
        form = replace(form, fields=tuple(each for each in form.fields if each.id != "name"))

    def save(engagement: Engagement, values: Values) -> None:
        name = known.name if known is not None else values["name"].strip()
        engagement.add_respondent(name, answering.roles_of(values), team=values["team"].strip())

    return Edit(form, save)


def wanted(practice: Practice, inputs: AssessmentInputs) -> Edit:
    """The level wanted of a practice."""
    now = inputs.profile.targets.get(practice.id)
    levels = [(_OWN, "as the method says"), *((str(int(each)), f"{int(each)} {each.label}") for each in Level)]
    form = Form(
        f"{practice.id}: level wanted",
        (fields.choice("level", "Level", levels, "" if now is None else str(int(now))),),
    )

    def save(engagement: Engagement, values: Values) -> None:
        engagement.set_target(practice.id, Level(int(values["level"])) if values["level"] else None)

    return Edit(form, save)


def label(target: Target, inputs: AssessmentInputs, actor: str) -> Edit:
    """The class of environment of a target."""
    now = inputs.environments.get(target.id)
    classes = [(_OWN, "as its tags and name say")]
    classes += [(each.value, each.value) for each in UnitClass if each is not UnitClass.UNLABELLED]
    form = Form(
        f"{target.name}: what it is",
        (
            fields.choice(
                "class",
                "Environment",
                classes,
                now.unit_class if now is not None else "",
                hint="production and shared count fully, other little, excluded not at all.",
            ),
            Field("by", "Decided by", value=now.by if now is not None else fields.signature(actor), required=True),
            fields.text("reason", "Reason", now.reason if now is not None else ""),
        ),
    )

    def save(engagement: Engagement, values: Values) -> None:
        if values["class"]:
            by, reason = values["by"].strip(), values["reason"].strip()
            engagement.decide(EnvironmentLabel(target.id, values["class"], by, reason))
        else:
            engagement.revoke(DecisionKind.ENVIRONMENT, target.id)

    return Edit(form, save)


def practice_named(model: OperatingModel, name: str) -> Practice | None:
    """The practice of an id as it was typed."""
    return model.practice(PracticeId(name.strip()))


def _do(_: bool) -> None:
    """A verb that returned; whether it changed anything is of no matter here."""

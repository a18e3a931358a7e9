"""The names that readers see for the ids of a document: practices, roles, pillars, sources, units.

A document may name what the model no longer has; then the id itself is shown, never an error.
"""

from __future__ import annotations

from dataclasses import dataclass

from assess.model.practices import OperatingModel, Practice

_COLLECTORS = {"aws": "AWS", "github": "GitHub", "repository": "the source repositories"}
_OUTCOMES = {"fail": "fails", "pass": "passes", "unknown": "not known", "not_applicable": "does not apply"}
_REASONS = {
    "not_permitted": "not permitted",
    "not_available": "not available",
    "unresolved": "not resolved",
    "not_collected": "not collected",
}
_UNITS = {
    "repository": ("repository", "repositories"),
    "aws": ("account", "accounts"),
    "organisation": ("organisation", "organisations"),
    "": ("unit", "units"),
}
CONSENSUS = "consensus"


@dataclass(frozen=True)
class Names:
    """Look-ups over one operating model."""

    model: OperatingModel

    def known(self, practice: str) -> Practice | None:
        """The practice of the model, if it still has it."""
        return self.model.practice(practice)

    def practice(self, identifier: str) -> str:
        """The name of a practice."""
        found = self.known(identifier)
        return found.name if found else identifier

    def role(self, identifier: str) -> str:
        """A role at the beginning of a label: `Platform lead`, `CTO`."""
        if identifier == CONSENSUS:
            return "Consensus"
        return next((each.name for each in self.model.roles if each.id == identifier), identifier)

    def role_inside(self, identifier: str) -> str:
        """A role inside a sentence: `platform lead`, `CTO`, `FinOps lead`."""
        name = self.role(identifier)
        first = name.split(" ")[0]
        return name if any(letter.isupper() for letter in first[1:]) else name[:1].lower() + name[1:]

    def pillar(self, identifier: str) -> str:
        """The name of a pillar."""
        return next((each.name for each in self.model.pillars if each.id == identifier), identifier)

    def weight(self, identifier: str) -> int:
        """The weight of a practice in every sum: its criticality (method section 1)."""
        found = self.known(identifier)
        return found.criticality if found else 0

    def is_gate(self, identifier: str) -> bool:
        """Whether a weak practice of this id holds down what its area may be rated."""
        found = self.known(identifier)
        return found is not None and found.gate != "false"

    def source(self, source: str) -> str:
        """What would settle something, as an imperative: `Ask the platform lead`, `Grant the read iam:GetRole`."""
        kind, _, rest = source.partition(":")
        match kind:
            case "permit":
                return grant(rest)
            case "connect":
                return f"Let {collector(rest)} be read"
            case "ask":
                return f"Ask the {self.role_inside(rest)}"
            case "show":
                return f"Let the {self.role_inside(rest)} show it"
        return source


def collector(identifier: str) -> str:
    """What a collector reads, in words."""
    return _COLLECTORS.get(identifier, identifier)


def outcome(identifier: str) -> str:
    """The outcome of a finding, in words."""
    return _OUTCOMES.get(identifier, identifier)


def reason(identifier: str | None) -> str:
    """Why something is not known, in words; nothing without a reason."""
    return _REASONS.get(identifier or "", identifier or "")


def check(identifier: str) -> str:
    """A check as the sentence its name is: `github/requires_a_review` is `requires a review`."""
    return identifier.rpartition("/")[2].replace("_", " ")


def unit(identifier: str) -> str:
    """A unit as people call it: `repository:github.com/acme/app` is `acme/app`, `aws:1111/production` is `account 1111
    (production)`."""
    kind, _, rest = identifier.partition(":")
    match kind:
        case "repository":
            return rest.removeprefix("github.com/")
        case "aws":
            account, _, environment = rest.partition("/")
            return f"account {account} ({environment})" if environment else f"account {account}"
        case "organisation":
            return rest or "the organisation"
    return identifier


def units(kinds: set[str]) -> tuple[str, str]:
    """What units of these kinds are called, one and many: `repository`, `repositories`; mixed ones are `units`."""
    return _UNITS.get(next(iter(kinds)), _UNITS[""]) if len(kinds) == 1 else _UNITS[""]


def grant(needs: str) -> str:
    """What makes a refused read possible, as an imperative: a permission is granted, anything else provided."""
    if needs in ("", "unknown"):
        return "Find out why a read failed"
    if " " not in needs.removesuffix("…"):
        return f"Grant the read {needs}"
    if needs.partition(" ")[0].lower() in ("a", "an", "the"):
        return f"Provide {needs}"
    return needs[0].upper() + needs[1:]

"""A small folder of questionnaires for tests: two topics, three practices, everything in it valid until changed."""

from __future__ import annotations

from pathlib import Path

MODEL = """\
catalogue_version: 7
pillars: {ownership: "Ownership", observability: "Seeing"}
topics: {OWN: "Ownership", OBS: "Observability"}
components: {governance: "Who decides"}
loop_stages: {decisions: "Decisions"}
risks: {reliability: "Reliability", security: "Security"}
roles: {cto: "CTO", platform_lead: "Platform lead"}
kpis:
- {id: KPI-MTTR, name: "Time to restore", better: lower}
anti_patterns:
- {id: AP-01, name: "Dashboard as control", sign: "Many dashboards", practices: [OBS-01]}
claims_to_challenge:
- {claim: "We watch everything", ask: "What acts?", practices: [OBS-01]}
sessions:
- {id: all, name: "All", roles: [cto, platform_lead], minutes: 60, topics: [OWN, OBS], questions: 20}
environment_rules:
- {where: [name, ou], class: production, pattern: 'prod(?![a-z])'}
- {where: tag, class: other, pattern: '^dev$'}
defaults: {engineers: 40, teams: 2, capacity_days: 60, risk_weight: 3}
"""

PRACTICE = """\
- id: {id}
  aliases: []
  name: "Practice {id}"
  pillar: {pillar}
  component: governance
  loop_stage: decisions
  risks: [reliability]
  roles: [cto, platform_lead]
  criticality: 5
  gate: true
  decision_right: true
  auto: partial
  observable: {{aws: 2, github: 1, repository: 3}}
  looks_for: "a sign of {id}"
  definition: "What {id} is."
  question: "What happens in {id}?"
  levels:
    0: "In {id} nothing at all is done by anybody here."
    1: "In {id} somebody does honest work that prevents nothing."
    2: "In {id} half of the scope is held by habit."
    3: "In {id} a rule holds the harm off everywhere always."
    4: "In {id} the rule was tried twice in the last year."
  follow_ups:
    - "And then?"
    - "Show it."
  evidence:
    - "A screen"
    - "A log"
  false_claims:
    - "We have a tool."
  why: "Harm comes of it."
  minutes: 3
  prerequisites: [{prerequisites}]
  helps: []
  fix:
    title: "Do {id}"
    effort: M
    owner_role: cto
    first_move: "Begin."
    steps:
      "0-1": ["Start."]
      "1-2": ["Go on."]
      "2-3": ["Enforce it.", "Everywhere."]
      "3-4": ["Try it."]
    done_when:
      - {{text: "It holds.", checks: []}}
  kpi: KPI-MTTR
  side_effects: ["It costs time."]
  snippet: {{language: yaml, text: "a: 1"}}
"""


def practice(identifier: str, pillar: str = "ownership", prerequisites: str = "") -> str:
    return PRACTICE.format(id=identifier, pillar=pillar, prerequisites=prerequisites)


def topic(name: str, *practices: str) -> str:
    return f"topic: {name}\npractices:\n" + "".join(practices)


OWNERSHIP = topic("OWN", practice("OWN-01"), practice("OWN-02", prerequisites="OWN-01"))
OBSERVABILITY = topic("OBS", practice("OBS-01", "observability", "OWN-02"))


class Questionnaires:
    """A folder of questionnaires on disk. `change` edits one text of one file and returns the line it stands in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.write("model.yaml", MODEL)
        self.write("ownership.yaml", OWNERSHIP)
        self.write("observability.yaml", OBSERVABILITY)

    def write(self, name: str, text: str | bytes) -> None:
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def change(self, name: str, old: str, new: str, *, occurrence: int = 1) -> int:
        text = (self.folder / name).read_text("utf-8")
        at = -1
        for _ in range(occurrence):
            at = text.index(old, at + 1)
        self.write(name, text[:at] + new + text[at + len(old) :])
        return text.count("\n", 0, at) + 1

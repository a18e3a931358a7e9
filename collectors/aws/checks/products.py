"""The products of AWS that some checks ask for, by capability. Where an organisation uses another for the same end,
their absence is not the absence of control (method section 2.3): see `Check.product`.
"""

from __future__ import annotations

MONITORING = "monitoring:cloudwatch"
TELEMETRY = "telemetry:cloudwatch"
OBJECTIVES = "slo:application-signals"
TRACING = "tracing:x-ray"
PROBES = "probes:cloudwatch-synthetics"
RUNBOOKS = "runbooks:systems-manager"
DRILLS = "drills:fault-injection-service"
TRAFFIC = "traffic:route53"
CHANGE_GATES = "change_gates:cloudformation-hooks"
THREATS = "threat_detection:guardduty"
CHANGE_ALERTS = "change_alerts:eventbridge"
SAVINGS = "savings:cost-optimization-hub"
COST_ALERTS = "cost_alerts:budgets"
COST_DATA = "cost_data:data-exports"

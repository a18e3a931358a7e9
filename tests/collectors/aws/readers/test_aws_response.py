"""Runbooks, drills, plans, incidents and who is called, after they were read; never a name or a number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assess.demo.aws_stand_in import Effect, Estate, Rule
from assess.evidence.facts import Unread
from collectors.aws.facts.response import (
    AutomationRun,
    AutomationRunbook,
    Contact,
    Drill,
    DrillTemplate,
    Incident,
    ResponsePlan,
    Rotation,
)
from collectors.aws.readers import fis, ssm_contacts, ssm_incidents, ssm_runbooks
from tests.collectors.aws.jobs import NOW, PRODUCTION, Read

EU = "eu-west-1"
PLAN = f"arn:aws:ssm-incidents::{PRODUCTION}:response-plan/shop"
PERSON = f"arn:aws:ssm-contacts:{EU}:{PRODUCTION}:contact/anna"


def ago(**span: int) -> str:
    return (NOW - timedelta(**span)).isoformat()


def test_a_runbook_and_its_newest_run_share_a_subject(estate: Estate, read: Read) -> None:
    document = {"Name": "restart", "DocumentType": "Automation", "Tags": [{"Key": "team", "Value": "shop"}]}
    estate.put(PRODUCTION, EU, "ssm", "ListDocuments", {"DocumentIdentifiers": [document]})
    (runbook,) = read(ssm_runbooks.runbooks).facts
    assert isinstance(runbook, AutomationRunbook)
    assert (runbook.owner, runbook.subject.id) == ("shop", f"arn:aws:ssm:{EU}:{PRODUCTION}:document/restart")


def test_of_many_runs_the_newest_counts(estate: Estate, read: Read) -> None:
    runs = [
        {
            "AutomationExecutionId": str(days),
            "DocumentName": "restart",
            "AutomationExecutionStatus": state,
            "ExecutionStartTime": ago(days=days),
            "Outputs": {"Payload": ["s3cr3t"]},
        }
        for days, state in ((9, "Success"), (2, "Failed"))
    ]
    answer = {"AutomationExecutionMetadataList": runs}
    estate.put(PRODUCTION, EU, "ssm", "DescribeAutomationExecutions", answer)
    (fact,) = read(ssm_runbooks.runs).facts
    assert isinstance(fact, AutomationRun)
    assert (fact.subject.id, fact.days_ago, fact.succeeded, fact.runs) == (
        f"arn:aws:ssm:{EU}:{PRODUCTION}:document/restart",
        2,
        False,
        2,
    )
    assert "s3cr3t" not in repr(fact)


def put_template(estate: Estate, source: str) -> None:
    listed = {"id": "EXT1", "arn": f"arn:aws:fis:{EU}:{PRODUCTION}:experiment-template/EXT1"}
    estate.put(PRODUCTION, EU, "fis", "ListExperimentTemplates", {"experimentTemplates": [listed]})
    acts = {"a": {"actionId": "aws:network:disrupt-connectivity"}, "b": {"actionId": "aws:fis:wait"}}
    detail = {"id": "EXT1", "stopConditions": [{"source": source}], "actions": acts}
    estate.put(PRODUCTION, EU, "fis", "GetExperimentTemplate", {"experimentTemplate": detail}, when={"id": "EXT1"})


@pytest.mark.parametrize(("source", "stops"), [("aws:cloudwatch:alarm", True), ("none", False)])
def test_a_drill_that_was_prepared(estate: Estate, read: Read, source: str, stops: bool) -> None:
    put_template(estate, source)
    (fact,) = read(fis.templates).facts
    assert isinstance(fact, DrillTemplate)
    assert (fact.identifier, fact.stops_on_alarm) == ("EXT1", stops)
    assert fact.actions == ("aws:fis:wait", "aws:network:disrupt-connectivity")


def test_a_refused_template_is_read_all_the_same(estate: Estate, read: Read) -> None:
    put_template(estate, "none")
    (fact,) = read(fis.templates, rules=[Rule(Effect.DENY, operation="GetExperimentTemplate")]).facts
    assert isinstance(fact, DrillTemplate)
    assert isinstance(fact.stops_on_alarm, Unread)
    assert isinstance(fact.actions, Unread)


def test_drills_that_were_run_but_those_that_only_looked(estate: Estate, read: Read) -> None:
    runs = [
        {
            "id": name,
            "experimentTemplateId": "EXT1",
            "state": {"status": "completed"},
            "creationTime": ago(days=20),
            "experimentOptions": {"actionsMode": mode},
        }
        for name, mode in (("EXP1", "run-all"), ("EXP2", "skip-all"))
    ]
    estate.put(PRODUCTION, EU, "fis", "ListExperiments", {"experiments": runs})
    (fact,) = read(fis.drills).facts
    assert isinstance(fact, Drill)
    assert (fact.identifier, fact.template, fact.state, fact.days_ago) == ("EXP1", "EXT1", "completed", 20)


def put_plan(estate: Estate) -> None:
    estate.put(
        PRODUCTION, EU, "ssm-incidents", "ListResponsePlans", {"responsePlanSummaries": [{"arn": PLAN, "name": "shop"}]}
    )
    pager = {"name": "p", "secretId": "s", "pagerDutyIncidentConfiguration": {"serviceId": "x"}}
    plan = {
        "arn": PLAN,
        "name": "shop",
        "incidentTemplate": {"title": "Shop", "impact": 1},
        "engagements": [PERSON],
        "integrations": [{"pagerDutyConfiguration": pager}],
        "chatChannel": {"chatbotSns": ["arn:aws:sns:eu-west-1:111122223333:chat"]},
        "actions": [{"ssmAutomation": {"documentName": "restart", "roleArn": "arn:aws:iam::111122223333:role/r"}}],
    }
    estate.put(PRODUCTION, EU, "ssm-incidents", "GetResponsePlan", plan, when={"arn": PLAN})


def test_a_response_plan(estate: Estate, read: Read) -> None:
    put_plan(estate)
    (fact,) = read(ssm_incidents.plans).facts
    assert isinstance(fact, ResponsePlan)
    assert (fact.impact, fact.engages, fact.opens_chat, fact.runbooks) == (1, 2, True, ("restart",))


def test_a_refused_plan_is_open_in_each_part(estate: Estate, read: Read) -> None:
    put_plan(estate)
    (fact,) = read(ssm_incidents.plans, rules=[Rule(Effect.DENY, operation="GetResponsePlan")]).facts
    assert isinstance(fact, ResponsePlan)
    assert all(isinstance(part, Unread) for part in (fact.impact, fact.engages, fact.opens_chat, fact.runbooks))


def test_an_incident_keeps_its_times_and_not_its_title(estate: Estate, read: Read) -> None:
    record = {
        "arn": f"arn:aws:ssm-incidents::{PRODUCTION}:incident-record/shop/1",
        "title": "Anna broke it",
        "status": "RESOLVED",
        "impact": 2,
        "creationTime": ago(days=3),
        "resolvedTime": ago(days=2),
        "incidentRecordSource": {"createdBy": "arn:aws:iam::1:role/x", "source": "aws.cloudwatch"},
    }
    estate.put(PRODUCTION, EU, "ssm-incidents", "ListIncidentRecords", {"incidentRecordSummaries": [record]})
    (fact,) = read(ssm_incidents.incidents).facts
    assert isinstance(fact, Incident)
    assert (fact.impact, fact.by_machine) == (2, True)
    assert fact.opened is not None
    assert fact.resolved is not None
    assert fact.resolved - fact.opened == timedelta(days=1)
    assert "Anna" not in repr(fact)


def test_a_person_is_known_by_kinds_of_channels_alone(estate: Estate, read: Read) -> None:
    listed = {"ContactArn": PERSON, "Alias": "anna", "DisplayName": "Anna Smith", "Type": "PERSONAL"}
    estate.put(PRODUCTION, EU, "ssm-contacts", "ListContacts", {"Contacts": [listed]})
    stages = [{"DurationInMinutes": 5, "Targets": [{"ChannelTargetInfo": {"ContactChannelId": "c"}}]}]
    plan = {"ContactArn": PERSON, "Alias": "anna", "Type": "PERSONAL", "Plan": {"Stages": stages}}
    estate.put(PRODUCTION, EU, "ssm-contacts", "GetContact", plan)
    channels = [
        {
            "ContactChannelArn": f"c{kind}",
            "ContactArn": PERSON,
            "Name": kind,
            "Type": kind,
            "DeliveryAddress": {"SimpleAddress": "+353870000000"},
            "ActivationStatus": state,
        }
        for kind, state in (("VOICE", "ACTIVATED"), ("SMS", "NOT_ACTIVATED"), ("EMAIL", "ACTIVATED"))
    ]
    estate.put(PRODUCTION, EU, "ssm-contacts", "ListContactChannels", {"ContactChannels": channels})
    (fact,) = read(ssm_contacts.contacts).facts
    assert isinstance(fact, Contact)
    assert (fact.type, fact.stages, fact.channels) == ("PERSONAL", 1, ("EMAIL", "VOICE"))
    for personal in ("Anna", "anna", "+353"):
        assert personal not in repr(fact)


def test_an_escalation_counts_the_stages_that_call_somebody(estate: Estate, read: Read) -> None:
    arn = f"arn:aws:ssm-contacts:{EU}:{PRODUCTION}:contact/shop"
    listed = {"ContactArn": arn, "Alias": "shop", "Type": "ESCALATION"}
    estate.put(PRODUCTION, EU, "ssm-contacts", "ListContacts", {"Contacts": [listed]})
    calls = [{"ContactTargetInfo": {"IsEssential": True, "ContactId": PERSON}}]
    stages = [{"DurationInMinutes": 5, "Targets": each} for each in (calls, [], calls)]
    plan = {"ContactArn": arn, "Alias": "shop", "Type": "ESCALATION", "Plan": {"Stages": stages}}
    estate.put(PRODUCTION, EU, "ssm-contacts", "GetContact", plan)
    (fact,) = read(ssm_contacts.contacts).facts
    assert isinstance(fact, Contact)
    assert (fact.alias, fact.stages, fact.channels) == ("shop", 2, ())


def test_a_rotation_counts_people(estate: Estate, read: Read) -> None:
    rotation = {
        "RotationArn": f"arn:aws:ssm-contacts:{EU}:{PRODUCTION}:rotation/1",
        "Name": "first",
        "ContactIds": [PERSON, PERSON, f"{PERSON}-too"],
    }
    estate.put(PRODUCTION, EU, "ssm-contacts", "ListRotations", {"Rotations": [rotation]})
    (fact,) = read(ssm_contacts.rotations).facts
    assert isinstance(fact, Rotation)
    assert fact.people == 2


@pytest.mark.parametrize(
    ("reader", "needs"),
    [
        (ssm_runbooks.runbooks, "ssm:ListDocuments"),
        (ssm_runbooks.runs, "ssm:DescribeAutomationExecutions"),
        (fis.templates, "fis:ListExperimentTemplates"),
        (fis.drills, "fis:ListExperiments"),
        (ssm_incidents.plans, "ssm-incidents:ListResponsePlans"),
        (ssm_incidents.incidents, "ssm-incidents:ListIncidentRecords"),
        (ssm_contacts.contacts, "ssm-contacts:ListContacts"),
        (ssm_contacts.rotations, "ssm-contacts:ListRotations"),
    ],
)
def test_a_refused_list_names_its_action_and_is_not_empty(read: Read, reader: object, needs: str) -> None:
    service = reader.reader.service  # type: ignore[attr-defined]
    brought = read(reader, rules=[Rule(Effect.DENY, service=service)])
    assert brought.facts == []
    assert brought.reason.needs == needs

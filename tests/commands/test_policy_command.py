"""What a security team gets to read before anything is read: the permissions, in the form they work with."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

Assess = Callable[..., "subprocess.CompletedProcess[str]"]


def test_the_default_form_is_json_that_names_each_policy(assess: Assess) -> None:
    ran = assess("policy", "aws")
    assert (ran.returncode, ran.stderr) == (0, "")
    document = json.loads(ran.stdout)
    assert (document["schema"], document["collector"]) == ("assess/policy/1", "aws")
    actions = [action for policy in document["policies"] for action in policy["document"]["Statement"][0]["Action"]]
    assert "cloudwatch:DescribeAlarms" in actions
    assert not [
        action for action in actions if action.partition(":")[2].startswith(("Put", "Create", "Delete", "Start"))
    ]


@pytest.mark.parametrize(
    ("form", "sign"), [("terraform", 'resource "aws_iam_policy"'), ("cloudformation", "AWS::IAM::ManagedPolicy")]
)
def test_other_forms_hold_the_same_actions(assess: Assess, form: str, sign: str) -> None:
    ran = assess("policy", "aws", "--format", form)
    assert ran.returncode == 0
    assert sign in ran.stdout
    assert '"cloudwatch:DescribeAlarms"' in ran.stdout


def test_a_collector_without_policies_lists_what_its_probes_need(assess: Assess) -> None:
    ran = assess("policy", "repository")
    assert ran.returncode == 0
    for each in json.loads(ran.stdout)["permissions"]:
        assert each["name"]
        assert each["probes"]
        assert each["opt_in"] in (True, False)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("policy", "azure"), "assess: there is no collector 'azure': the collectors are aws, "),
        (("policy", "aws", "--format", "cdk"), "written as json, terraform, cloudformation, not as cdk"),
        (("policy", "repository", "--format", "terraform"), "written as json, not as terraform"),
    ],
)
def test_what_there_is_not_is_one_sentence(assess: Assess, arguments: tuple[str, ...], sentence: str) -> None:
    ran = assess(*arguments)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert sentence in ran.stderr
    assert len(ran.stderr.splitlines()) == 1

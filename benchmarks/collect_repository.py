"""What collecting a repository costs: at most 2.5 times the CPU of zizmor and tree-sitter alone on the same files.

    python benchmarks/collect_repository.py [--terraform 360] [--workflows 30] [--repeat 5] [--path CHECKOUT]

Makes a repository (or takes a checkout), then in turns: the yardstick (one zizmor run on the workflows, one parse of
every .tf), the collector alone, and the installed command with its engine and file. Each is CPU of the process and
its children above a start of the same process that reads nothing. Ends with status 1 if the command is over budget.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

BUDGET = 2.5
ZIZMOR = Path(sys.executable).with_name("zizmor")
ASSESS = Path(sys.executable).with_name("assess")

RESOURCE = """
resource "aws_cloudwatch_log_group" "app_{n}" {{
  name              = "/ecs/${{var.environment}}/app-{n}"
  retention_in_days = local.retention
  tags              = merge(local.tags, {{ Name = "app-{n}" }})
}}

resource "aws_cloudwatch_metric_alarm" "errors_{n}" {{
  alarm_name          = "errors-{n}-${{var.environment}}"
  alarm_description   = "Errors of app {n} in ${{var.environment}}. Runbook: https://runbooks.example/app-{n}"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  metric_name         = "HTTPCode_Target_5XX_Count"
  namespace           = "AWS/ApplicationELB"
  alarm_actions       = [aws_sns_topic.pager.arn]
  dimensions = {{
    LoadBalancer = aws_lb.app_{n}.arn_suffix
  }}
}}

resource "aws_lb" "app_{n}" {{
  name               = "app-{n}"
  internal           = false
  load_balancer_type = "application"
  security_groups    = [aws_security_group.app_{n}.id]
  subnets            = [for subnet in var.subnets : subnet.id if subnet.public]
}}

resource "aws_security_group" "app_{n}" {{
  name   = "app-{n}"
  vpc_id = var.vpc_id
  dynamic "ingress" {{
    for_each = var.ports
    content {{
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = var.cidrs
    }}
  }}
}}

data "aws_iam_policy_document" "app_{n}" {{
  statement {{
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${{aws_s3_bucket.app_{n}.arn}}/*"]
    condition {{
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = [var.organization]
    }}
  }}
}}

resource "aws_s3_bucket" "app_{n}" {{
  bucket = "acme-${{var.environment}}-app-{n}"
}}
"""
GROUND = """
locals {
  retention = 30
  tags      = { Service = "shop", Environment = var.environment }
}

variable "environment" {}

provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = local.tags
  }
}
"""
JOB = """
  job{n}:
    runs-on: ubuntu-latest
    environment: production
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@e3dd6a429d7300a6a4c196c26e071d42e0343502
        with:
          role-to-assume: arn:aws:iam::111122223333:role/deploy
          aws-region: eu-west-1
      - uses: hashicorp/setup-terraform@v3
      - name: Plan
        id: plan
        run: |
          terraform init -input=false
          terraform validate
          terraform plan -out plan.bin
      - name: Tell
        run: echo "plan of ${{{{ github.ref_name }}}} made"
      - name: Apply
        if: github.ref == 'refs/heads/main'
        run: terraform apply plan.bin
        env:
          TOKEN: ${{{{ secrets.DEPLOY_TOKEN }}}}
"""
YARDSTICK = """
import subprocess, sys
import tree_sitter, tree_sitter_hcl
from pathlib import Path
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
if sys.argv[1] != "start":
    for path in Path(sys.argv[1]).rglob("*.tf"):
        parser.parse(path.read_bytes())
    subprocess.run([sys.argv[2], "--offline", "--no-config", "--no-ignores", "--format=json-v1", "--no-exit-codes",
                    "--collect=workflows", sys.argv[1]], capture_output=True, check=True)
"""
COLLECTOR = """
import sys, threading
from pathlib import Path
from assess.clock import system_clock
from assess.evidence.collectors import Settings, Tools
from collectors.repository import COLLECTOR
settings = Settings({"repository": tuple(sys.argv[1:])})
tools = Tools(system_clock(), threading.Event(), None, Path(), 600.0)
jobs = [job for target in COLLECTOR.targets(settings) for job in COLLECTOR.plan(target, settings)]
print(sum(1 for job in jobs for _ in COLLECTOR.run(job, tools, settings)))
"""


def make(folder: Path, terraform: int, workflows: int) -> Path:
    """A repository of that many files, twelve to a folder of Terraform."""
    for number in range(terraform):
        place = folder / f"stacks/stack{number // 12}"
        place.mkdir(parents=True, exist_ok=True)
        text = RESOURCE.format(n=number) + (GROUND if number % 12 == 0 else "")
        (place / f"app{number}.tf").write_text(text)
    (folder / ".github/workflows").mkdir(parents=True)
    for number in range(workflows):
        text = f"name: Deploy {number}\non:\n  push:\n    branches: [main]\njobs:" + "".join(
            JOB.format(n=index) for index in range(3)
        )
        (folder / f".github/workflows/deploy{number}.yml").write_text(text)
    (folder / "CODEOWNERS").write_text("* @acme/all\n/stacks/ @acme/platform\n")
    identity = ["-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.com", "-c", "core.hooksPath=/dev/null"]
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "First"]):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)
    return folder


def cpu(command: Sequence[str | Path]) -> float:
    """CPU seconds of a command and everything it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr.decode()[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def work_tree(checkout: Path, folder: Path) -> Path:
    """The files of HEAD laid out for the yardstick, whatever kind of repository it is."""
    folder.mkdir()
    archive = subprocess.run(["git", "-C", str(checkout), "archive", "HEAD"], capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    return folder


def main() -> int:
    """Prints machine, load, each figure and the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--terraform", type=int, default=360)
    parser.add_argument("--workflows", type=int, default=30)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--path", type=Path, help="a checkout to collect instead of a generated repository")
    chosen = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        checkout = chosen.path or make(place / "repository", chosen.terraform, chosen.workflows)
        tree = work_tree(checkout, place / "tree")
        files, python = place / "b.assess", sys.executable
        subprocess.run([ASSESS, "new", files, "--organisation", "Benchmark"], check=True, capture_output=True)
        collect = [ASSESS, "collect", files, "--repository", checkout]
        figures: dict[str, list[float]] = {"yardstick": [], "collector": [], "command": []}
        for _ in range(chosen.repeat):
            start = cpu([python, "-c", YARDSTICK, "start"])
            figures["yardstick"].append(cpu([python, "-c", YARDSTICK, tree, ZIZMOR]) - start)
            figures["collector"].append(cpu([python, "-c", COLLECTOR, checkout]) - cpu([python, "-c", COLLECTOR]))
            figures["command"].append(cpu(collect) - cpu([*collect, "--dry-run"]))
    medians = {name: statistics.median(values) for name, values in figures.items()}
    print(
        f"{platform.platform()}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    for name, value in medians.items():
        print(f"{name:10} {value:7.3f} s CPU  {value / medians['yardstick']:5.2f} x")
    return 0 if medians["command"] <= BUDGET * medians["yardstick"] else 1


if __name__ == "__main__":
    sys.exit(main())

"""Reads AWS accounts: what they show of ownership, observability, safe change, delivery and cost, never writing."""

from assess.evidence.collectors import Collector
from collectors.aws.collector import AwsCollector

COLLECTOR: Collector = AwsCollector()

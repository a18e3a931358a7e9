"""Reads AWS accounts: what they show of ownership, observability, safe change, delivery and cost, never writing."""

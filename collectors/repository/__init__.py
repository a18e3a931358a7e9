"""Reads git checkouts: what their files say about ownership, delivery, observability and cost."""

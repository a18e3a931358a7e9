"""The exit codes of the command (design section 4)."""

DONE = 0
UNEXPECTED = 1
USAGE = 2
"""Wrong usage or input."""
GATE_NOT_MET = 3
PARTLY_DONE = 4
"""Something could not be read or written; it was said what."""
INTERRUPTED = 130

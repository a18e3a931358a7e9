"""What systems show: facts, checks, findings and tallies; planning and running collectors.

This room saves nothing and knows no cloud: it takes a `Sink`, and collectors come in by entry point.
"""

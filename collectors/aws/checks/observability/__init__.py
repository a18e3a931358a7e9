"""Do signals show what customers feel, and do they still work when the workload does not: one module for each theme."""

"""Who is called, what they can do, and whether it was tried: one module for each theme."""

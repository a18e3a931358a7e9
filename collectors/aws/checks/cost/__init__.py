"""Cost in AWS: who can answer for it, what bounds it, and who hears when it moves."""

"""Who answers for what, as far as accounts show it: one module for each theme."""

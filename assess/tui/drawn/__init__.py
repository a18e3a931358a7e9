"""What each view shows, as lines: pure functions of values, tested without a screen."""

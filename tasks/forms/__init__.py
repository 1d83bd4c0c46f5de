"""Forms as data: what a task asks, what was answered, whether it may stand."""

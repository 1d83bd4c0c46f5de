"""Running instances and a new version: the impact, and the moves in batches."""

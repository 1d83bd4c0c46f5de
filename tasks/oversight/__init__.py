"""Looking on: lists of instances and releases, and what each waits for."""

"""How fast it is, beside what could be expected of it: `python -m tests.bench`."""

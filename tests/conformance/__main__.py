"""Writes docs/coverage.md: ``python -m tests.conformance``."""

from tests.conformance.coverage import REPORT, covered, report

if __name__ == "__main__":
    REPORT.write_text(report())
    states = [each.state for each in covered()]
    print(f"{REPORT}: {states.count('shown')} of {len(states)} shown.")  # noqa: T201

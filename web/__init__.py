"""HTTP and command line: no rules, no SQL."""

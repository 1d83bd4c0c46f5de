"""The kinds of entries that a release gathers, described as data."""

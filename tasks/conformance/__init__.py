"""Requirement → diagram element → evidence: what a release shows of the standard."""

"""Whole processes, told through the verbs of the inbox."""

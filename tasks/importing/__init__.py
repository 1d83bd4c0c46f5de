"""Existing releases come in from the export of another tool."""

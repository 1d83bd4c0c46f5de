"""Runs any BPMN diagram durably; knows nothing of the domain it serves."""

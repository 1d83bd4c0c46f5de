"""The interface for programs, under ``/api/v1``: one blueprint for each noun."""

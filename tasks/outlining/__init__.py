"""The outline editor: a process changed as text, saved to the same draft."""

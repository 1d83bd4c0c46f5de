"""Commands that look for surprises as long as they are given."""

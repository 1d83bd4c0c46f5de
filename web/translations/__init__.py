"""The pages' texts in French; English is in the sources."""

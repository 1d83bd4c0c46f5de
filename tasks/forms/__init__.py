"""Forms: their definition as data, answers read into types, messages."""

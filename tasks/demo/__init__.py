"""A realistic repository: a year of an office's releases, made by its own verbs."""

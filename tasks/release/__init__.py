"""The release: its record, its verbs, and the rules on them."""

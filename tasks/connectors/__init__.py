"""Other tools that a release follows: their records come in, ours go out."""

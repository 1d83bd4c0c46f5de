"""The commands of ``erm``, by noun."""

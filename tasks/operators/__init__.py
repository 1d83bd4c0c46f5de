"""What a diagram may do: one file for each family of service operators."""

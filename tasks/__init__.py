"""What people and service operators do: the release domain."""

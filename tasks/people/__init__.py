"""Who there is, what they may do, and which duties a role has."""

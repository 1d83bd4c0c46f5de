"""What each gate asks for, by process."""

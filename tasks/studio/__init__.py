"""What the process owner's editors need to know of a draft."""

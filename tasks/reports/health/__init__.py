"""Process health: measures, targets, and how long each step takes."""

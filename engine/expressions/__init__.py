"""The safe language of conditions, timers and service parameters."""

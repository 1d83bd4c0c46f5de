"""What will go wrong in a diagram, told before it is published."""

from engine.lint.finding import Finding
from engine.lint.run import lint

__all__ = ["Finding", "lint"]

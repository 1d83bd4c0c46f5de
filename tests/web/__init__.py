"""Pages, interface and command line, over a real database."""

"""A draft played through on the real engine, on a database of its own."""

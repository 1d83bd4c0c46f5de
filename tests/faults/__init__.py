"""What breaks around the product, and what must stand nevertheless."""

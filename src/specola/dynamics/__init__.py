"""States, mean elements, and how they move."""

"""SQL of the books."""

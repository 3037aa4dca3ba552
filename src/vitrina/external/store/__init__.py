"""SQL of external."""

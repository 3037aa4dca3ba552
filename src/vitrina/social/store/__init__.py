"""SQL of social."""

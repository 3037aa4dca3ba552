"""SQL of search; it reads the schemas below."""

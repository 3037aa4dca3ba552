"""SQL of live rooms."""

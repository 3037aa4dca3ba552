"""SQL of affiliates. One function, one statement."""

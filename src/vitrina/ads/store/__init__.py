"""SQL of advertising. One function, one statement."""

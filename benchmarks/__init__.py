"""Measurements: each program prints one JSON object with its figures, bounds and ratios."""

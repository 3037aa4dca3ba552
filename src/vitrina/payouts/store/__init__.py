"""SQL of payouts."""

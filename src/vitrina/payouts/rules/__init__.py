"""What payouts decide without asking anybody."""

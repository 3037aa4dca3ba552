"""SQL of sponsorships."""

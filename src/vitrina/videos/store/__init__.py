"""SQL of videos."""

"""Live shows: rooms, what is broadcast in them, and what is said, pinned and bought there."""

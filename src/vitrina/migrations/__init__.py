"""SQL files that build the database, applied in order of their number; append-only, forward-only."""

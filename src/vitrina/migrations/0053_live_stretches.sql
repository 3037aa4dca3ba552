-- A recording leaves out what a host was away for: which moments of the show lie where in it, so that chapters keep
-- to the pictures they belong to. [{"started_ms", "position_ms"}, ...]; null: it never stopped, or nobody noted it.
alter table live.rooms add column recording_stretches jsonb;

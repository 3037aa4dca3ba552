-- What is said in a live show can be reported: its words stay for the case that it comes back, and no viewer gets them.
insert into moderation.kinds (kind) values ('live_message');

alter table live.log add column hidden_at timestamptz;
-- What was said last, and what was said around a line, however much else a log tells.
create index log_said_idx on live.log (room_id, seq) where message_id is not null;

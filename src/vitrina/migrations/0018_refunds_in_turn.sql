-- When a refund's provider was asked in vain: the next in turn is the one that has waited longest.
alter table payments.refunds add column tried_at timestamptz;
create index refunds_turn_idx on payments.refunds (coalesce(tried_at, asked_at)) where status = 'queued';
drop index payments.refunds_queued_idx;

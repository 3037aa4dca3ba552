-- A refund that its provider refused may be asked for again, by a person who mended the reason.
alter table payments.refunds
    -- How often it was asked for again: a part of the key of the next try, for a provider repeats its answer.
    add column turn int not null default 0 check (turn >= 0),
    -- Why its provider refused it.
    add column reason text not null default '' check (length(reason) <= 200);
create index refunds_refused_idx on payments.refunds (id) where status = 'refused';

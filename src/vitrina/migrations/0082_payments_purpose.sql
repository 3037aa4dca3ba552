-- Whose a payment is: only who asked for the money knows what to do when a provider answers late.
alter table payments.payments add column purpose text not null default 'purchase'
    check (purpose in ('purchase', 'tip'));

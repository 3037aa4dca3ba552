-- Money of which a provider has not said the last word is asked for until it has, and what waits is seen.
alter table payments.payments add column pending_since timestamptz;
update payments.payments set pending_since = opened_at where status = 'pending';

-- The sandbox remembers what it was told to abandon, also when it had never heard of it (no card then).
alter table payments.sandbox_charges
    alter column card drop not null,
    drop constraint sandbox_charges_outcome_check,
    add constraint sandbox_charges_outcome_check
        check (outcome in ('captured', 'declined', 'challenge', 'pending', 'abandoned')),
    add check (card is not null or outcome = 'abandoned');

-- Give back what purchases hold, and let what expired be taken no more: no money can buy it after this.
create function inventory.release(purchases uuid[]) returns setof uuid
    language plpgsql as $$
begin
    perform 1
       from inventory.holds h
      where h.purchase_id = any(purchases)
      order by h.purchase_id, h.variant_id
        for update;
    update inventory.holds h
       set state = 'released'
     where h.purchase_id = any(purchases)
       and h.state = 'expired';
    return query select g from inventory.give_back(purchases, null, 'active', 'release') as g;
end $$;

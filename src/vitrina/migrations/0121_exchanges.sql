-- A return may end in another variant of the same product; and guests send pictures with what they give back.
alter table returns.returns
    -- What the buyer wants instead of money, as it was called; held for her from the shop's yes on.
    add column wanted_variant_id uuid,
    add column wanted_values jsonb check (jsonb_typeof(wanted_values) = 'array'),
    add column sent_carrier text check (length(sent_carrier) <= 60),
    add column sent_number text check (length(sent_number) <= 60),
    add column sent_url text check (length(sent_url) <= 500),
    add constraint returns_wanted_check check ((wanted_variant_id is null) = (wanted_values is null));
do $$
declare
    old record;
begin
    for old in
        select c.conname
          from pg_constraint c
         where c.conrelid = 'returns.returns'::regclass
           and c.contype = 'c'
           and pg_get_constraintdef(c.oid) like '%lapsed%'
    loop
        execute format('alter table returns.returns drop constraint %I', old.conname);
    end loop;
end $$;
alter table returns.returns
    add constraint returns_state_check
        check (state in ('requested', 'accepted', 'sent', 'refunded', 'exchanged', 'refused', 'withdrawn',
                         'lapsed')),
    add constraint returns_due_check
        check ((due_at is null) = (state in ('refunded', 'exchanged', 'refused', 'withdrawn', 'lapsed'))),
    add constraint returns_exchanged_check
        check (state <> 'exchanged' or (wanted_variant_id is not null and sent_number is not null));

-- Pictures that a guest sent for an order and has not used yet; they go within a day.
create table returns.photos (
    file_id uuid primary key,
    order_id uuid not null,
    at timestamptz not null
);
create index photos_order_id_idx on returns.photos (order_id);
create index photos_at_idx on returns.photos (at);

-- Take units of a variant for who gets them in the place of others, wholly or not at all. Answers how many there
-- were to take, when too few. The same one again changes nothing.
create function inventory.exchange(purchase uuid, variant uuid, units integer) returns integer
    language plpgsql as $$
declare
    free integer;
begin
    perform 1 from inventory.holds h where h.purchase_id = purchase and h.variant_id = variant for update;
    if found then
        return null;
    end if;
    update inventory.stock s
       set available = s.available - units
     where s.variant_id = variant
       and s.of_variant_id is null
       and s.available >= units;
    if not found then
        select s.available into free from inventory.stock s where s.variant_id = variant;
        return coalesce(free, 0);
    end if;
    insert into inventory.holds (purchase_id, variant_id, quantity, state, until)
    values (purchase, variant, units, 'sold', kit.now());
    insert into inventory.movements (variant_id, change, cause, purchase_id, at)
    values (variant, -units, 'exchange', purchase, kit.now());
    return null;
end $$;

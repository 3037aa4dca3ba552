-- Addresses that carry lines of a cart.
create table channels.cart_links (
    code text primary key check (length(code) = 16),
    person_id uuid not null,
    -- [{"variant_id", "quantity"}], as they were when the link was made; prices and stock are those of now.
    lines jsonb not null check (jsonb_array_length(lines) between 1 and 20),
    -- The clip that it was shared from, whose creator earns.
    video_id uuid,
    made_at timestamptz not null
);
create index cart_links_person_id_idx on channels.cart_links (person_id, made_at desc, code desc);

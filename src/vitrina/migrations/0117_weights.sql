-- What things weigh, and rates that go by weight.
alter table catalogue.variants
    add column weight_g integer check (weight_g between 1 and 1000000);

-- What a piece is counted with whose weight nobody told.
alter table shops.shops
    add column default_weight_g integer not null default 500 check (default_weight_g between 1 and 1000000);

alter table shipping.rates
    add column weight_steps jsonb not null default '[]'
        check (jsonb_typeof(weight_steps) = 'array' and jsonb_array_length(weight_steps) <= 10),
    -- The heaviest parcel that it takes.
    add column weight_max_g integer check (weight_max_g between 1 and 100000000),
    add constraint rates_one_kind_of_steps check (steps = '[]' or weight_steps = '[]');

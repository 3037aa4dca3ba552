-- What a shop wants to keep of a sale, and what it knows of its own costs.
create schema margins;

create table margins.terms (
    shop_id uuid primary key,
    floor_bps int not null check (floor_bps between 0 and 9000),
    provider_bps int not null check (provider_bps between 0 and 3000),
    provider_fixed_minor bigint not null check (provider_fixed_minor between 0 and 1000000),
    returns_bps int not null check (returns_bps between 0 and 9000),
    withheld_bps int not null check (withheld_bps between 0 and 5000),
    parcel_minor bigint check (parcel_minor between 0 and 1000000000)
);

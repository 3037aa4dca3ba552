-- Shops that hold their things for who pays with a voucher; a shop that is not here lets nobody hold them for days.
create table payments.voucher_shops (
    shop_id uuid primary key,
    at timestamptz not null
);

-- What the whole instance sold, gave back and lost to banks on each day, in each currency: operators' charts.
create table analytics.market_days (
    day date not null,
    currency char(3) not null,
    purchase_count bigint not null check (purchase_count >= 0),
    sold_minor bigint not null check (sold_minor >= 0),
    refund_count bigint not null check (refund_count >= 0),
    refunded_minor bigint not null check (refunded_minor >= 0),
    dispute_count bigint not null check (dispute_count >= 0),
    disputed_minor bigint not null check (disputed_minor >= 0),
    primary key (day, currency)
);

-- The next turn sums up again, now with these.
delete from analytics.summed;

-- The days of the longest window one by one, of each subject: what charts draw, and what windows are summed of.
create table analytics.daily (
    kind text not null,
    subject_id uuid not null,
    day date not null,
    view_count bigint not null,
    completed_count bigint not null,
    watched_ms bigint not null,
    tap_count bigint not null,
    primary key (kind, subject_id, day)
);

create table analytics.daily_sales (
    kind text not null,
    subject_id uuid not null,
    day date not null,
    currency char(3) not null,
    order_count bigint not null,
    sold_minor bigint not null,
    earned_minor bigint not null,
    primary key (kind, subject_id, day, currency)
);

-- The next turn sums up again, now with days.
delete from analytics.summed;

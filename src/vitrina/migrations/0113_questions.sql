-- Questions about a product, and what its shop and people who received it answer. Both are taken down as reviews are.
create table reviews.questions (
    id uuid primary key,
    product_id uuid not null,
    -- Whose product it is, as a copy: a product never changes hands.
    shop_id uuid not null,
    author_id uuid not null,
    text text not null check (length(text) between 1 and 500),
    -- What was taken down and took this with it: itself, or its author.
    hidden_for uuid,
    asked_at timestamptz not null
);
create index questions_newest_idx on reviews.questions (product_id, asked_at desc, id desc)
    where hidden_for is null;
create index questions_shop_idx on reviews.questions (shop_id, asked_at desc, id desc) where hidden_for is null;
create index questions_author_idx on reviews.questions (author_id, asked_at desc);
create index questions_hidden_idx on reviews.questions (hidden_for) where hidden_for is not null;

create table reviews.answers (
    id uuid primary key,
    question_id uuid not null references reviews.questions on delete cascade,
    product_id uuid not null,
    shop_id uuid not null,
    -- Who typed it; of a shop, whoever runs it then.
    author_id uuid not null,
    is_shop boolean not null,
    text text not null check (length(text) between 1 and 1000),
    hidden_for uuid,
    answered_at timestamptz not null,
    changed_at timestamptz not null,
    constraint answers_once_key unique (question_id, author_id)
);
-- A shop answers once, whoever runs it.
create unique index answers_shop_key on reviews.answers (question_id) where is_shop;
create index answers_author_idx on reviews.answers (author_id, answered_at desc);
create index answers_of_shop_idx on reviews.answers (shop_id) where is_shop;
create index answers_hidden_idx on reviews.answers (hidden_for) where hidden_for is not null;

insert into moderation.kinds (kind) values ('question'), ('answer');

-- What can be found: products, clips, people and shops as words; the words themselves; by what products are filtered.
create schema search;

-- Only what is on sale. What is sold, hidden or renamed since is checked again when it is read.
create table search.products (
    id uuid primary key,
    shop_id uuid not null,
    category text not null,
    currency char(3) not null,
    price_minor bigint not null,
    -- Below what it really cost before, in basis points.
    discount_bps int not null check (discount_bps between 0 and 10000),
    is_in_stock boolean not null,
    ships_free boolean not null,
    -- Such as 'size:m' and 'colour:black': of what the product comes in, and of what of it is there.
    facets text[] not null,
    stocked_facets text[] not null,
    published_at timestamptz not null,
    -- As feed.popularity.hot: log2(points) + time in half-lives; 0 when nobody bought it.
    hot double precision not null default 0,
    words text[] not null,
    terms tsvector not null
);
create index products_terms_idx on search.products using gin (terms) with (fastupdate = off);
create index products_facets_idx on search.products using gin (facets) with (fastupdate = off);
create index products_stocked_facets_idx on search.products using gin (stocked_facets) with (fastupdate = off);
create index products_hot_idx on search.products (hot desc, id desc);
create index products_newest_idx on search.products (published_at desc, id desc);
create index products_price_idx on search.products (currency, price_minor, id);
create index products_discount_idx on search.products (discount_bps desc, id desc) where discount_bps > 0;
create index products_category_hot_idx on search.products (category, hot desc, id desc);
create index products_category_newest_idx on search.products (category, published_at desc, id desc);
create index products_category_price_idx on search.products (category, currency, price_minor, id);
create index products_shop_idx on search.products (shop_id, published_at desc, id desc);

-- Apart from the product, whose row stands in many indexes: what was bought is added up here, and told there now and then.
create table search.heat (
    product_id uuid primary key,
    hot double precision not null,
    is_new boolean not null default true
) with (fillfactor = 50);
create index heat_new_idx on search.heat (product_id) where is_new;

create table search.clips (
    id uuid primary key,
    published_at timestamptz not null,
    hashtags text[] not null,
    words text[] not null,
    terms tsvector not null
);
create index clips_terms_idx on search.clips using gin (terms) with (fastupdate = off);
create index clips_hashtags_idx on search.clips using gin (hashtags) with (fastupdate = off);
create index clips_newest_idx on search.clips (published_at desc, id desc);

create table search.hashtags (
    hashtag text primary key,
    shown text not null,
    clip_count int not null
);
create index hashtags_1_idx on search.hashtags (left(hashtag, 1), clip_count desc);
create index hashtags_2_idx on search.hashtags (left(hashtag, 2), clip_count desc);
create index hashtags_3_idx on search.hashtags (left(hashtag, 3), clip_count desc);

create table search.profiles (
    id uuid primary key,
    kind text not null check (kind in ('person', 'shop')),
    handle text not null,
    terms tsvector not null
);
create index profiles_terms_idx on search.profiles using gin (terms) with (fastupdate = off);

-- The words that products and clips use, without accents; shown: with them. A word that nothing uses any more stays.
create table search.words (
    word text primary key check (length(word) between 2 and 30),
    shown text not null,
    use_count int not null
) with (fillfactor = 70);
create index words_1_idx on search.words (left(word, 1), use_count desc);
create index words_2_idx on search.words (left(word, 2), use_count desc);
create index words_3_idx on search.words (left(word, 3), use_count desc);

-- Each word with one letter left out: a mistyped word shares one of these with the right one.
create table search.spellings (
    key text,
    word text,
    primary key (key, word)
);

-- How far the index has come in what it follows: rows by the transaction that changed them, then by id.
create table search.places (
    name text primary key,
    tx bigint not null default 0,
    id uuid not null default '00000000-0000-0000-0000-000000000000',
    number bigint not null default 0
);
insert into search.places (name) values ('products'), ('movements'), ('shops'), ('persons'), ('videos');

-- The transaction of a row's last change, as catalogue.products has it: the index asks what changed since its place.
alter table shops.shops add column changed_tx bigint not null default pg_current_xact_id()::text::bigint;
alter table identity.persons add column changed_tx bigint not null default pg_current_xact_id()::text::bigint;
alter table videos.videos add column changed_tx bigint not null default pg_current_xact_id()::text::bigint;
create index shops_changed_tx_idx on shops.shops (changed_tx, id);
create index persons_changed_tx_idx on identity.persons (changed_tx, id);
create index videos_changed_tx_idx on videos.videos (changed_tx, id);

create function search.mark_change() returns trigger language plpgsql as $$
begin
    new.changed_tx := pg_current_xact_id()::text::bigint;
    return new;
end $$;
create trigger mark_change before update on shops.shops for each row execute function search.mark_change();
create trigger mark_change before update of name, bio, avatar_file_id on identity.persons
    for each row execute function search.mark_change();
create trigger mark_change before update of caption, language, published_at on videos.videos
    for each row execute function search.mark_change();

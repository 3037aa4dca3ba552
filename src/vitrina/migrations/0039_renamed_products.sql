-- Clips are found by the titles of what they show: those of a product that is called otherwise now are read anew.
create table search.renamed (
    product_id uuid primary key,
    -- The last clip that was read anew.
    after_id uuid not null
);

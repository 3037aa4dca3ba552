-- What buyers show of what they received: pictures of their own, in their order.
alter table reviews.reviews add column photo_file_ids uuid[] not null default '{}';
alter table reviews.reviews add constraint reviews_photos_check check (cardinality(photo_file_ids) <= 5) not valid;

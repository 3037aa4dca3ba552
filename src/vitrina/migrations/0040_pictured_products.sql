-- A shop chooses among what it has pictures of; a fresh import may have thousands of products without.
create index products_pictured_idx on catalogue.products (shop_id, id desc)
 where status = 'active' and image_file_ids <> '{}';

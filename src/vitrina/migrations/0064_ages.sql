-- What is for adults alone: products and shows say so. A birth date that was told stays; an operator mends it.
alter table catalogue.products add column age_limit smallint not null default 0
    constraint products_age_limit_check check (age_limit in (0, 18));

alter table live.rooms add column age_limit smallint not null default 0
    constraint rooms_age_limit_check check (age_limit in (0, 18));

-- The doors of the catalogue and of clips in SQL: is it, or does it show, something for adults alone?
create function catalogue.is_limited(product uuid) returns boolean language sql stable
return exists (select 1 from catalogue.products p where p.id = product and p.age_limit > 0);

create function videos.is_limited(video uuid) returns boolean language sql stable
return exists (select 1 from videos.tags t where t.video_id = video and catalogue.is_limited(t.product_id));

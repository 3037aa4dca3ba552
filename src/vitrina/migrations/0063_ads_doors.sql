-- What other modules may ask of clips in SQL: who made one that is shown, and what it shows.
create function videos.creator_of_shown(video uuid, moment timestamptz) returns uuid language sql stable
return (select v.creator_id from videos.videos v where v.id = video and v.published_at <= moment);

create function videos.shows_shop(video uuid, shop uuid) returns boolean language sql stable
return exists (select 1
                 from videos.tags t
                 join catalogue.products p on p.id = t.product_id
                where t.video_id = video
                  and p.shop_id = shop
                  and p.status = 'active');

create function videos.shows_category(clips uuid[], categories text[]) returns boolean language sql stable
return exists (select 1
                 from videos.tags t
                 join catalogue.products p on p.id = t.product_id
                where t.video_id = any(clips)
                  and p.category = any(categories));

-- Published clips that show something of a shop.
create function videos.showing(shop uuid)
    returns table (id uuid, caption text, creator_id uuid, published_at timestamptz) language sql stable
begin atomic
    select v.id, v.caption, v.creator_id, v.published_at
      from videos.videos v
     where v.published_at is not null
       and v.id in (select t.video_id
                      from catalogue.products p
                      join videos.tags t on t.product_id = p.id
                     where p.shop_id = shop
                       and p.status = 'active');
end;

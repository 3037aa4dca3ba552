--
-- PostgreSQL database dump
--

--
-- Name: account; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA account;

--
-- Name: addresses; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA addresses;

--
-- Name: ads; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA ads;

--
-- Name: affiliates; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA affiliates;

--
-- Name: analytics; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA analytics;

--
-- Name: books; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA books;

--
-- Name: carts; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA carts;

--
-- Name: catalogue; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA catalogue;

--
-- Name: channels; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA channels;

--
-- Name: checkout; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA checkout;

--
-- Name: drops; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA drops;

--
-- Name: external; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA external;

--
-- Name: feed; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA feed;

--
-- Name: identity; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA identity;

--
-- Name: imports; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA imports;

--
-- Name: inventory; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA inventory;

--
-- Name: kit; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA kit;

--
-- Name: ledger; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA ledger;

--
-- Name: live; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA live;

--
-- Name: margins; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA margins;

--
-- Name: media; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA media;

--
-- Name: messaging; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA messaging;

--
-- Name: moderation; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA moderation;

--
-- Name: notifications; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA notifications;

--
-- Name: orders; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA orders;

--
-- Name: partners; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA partners;

--
-- Name: payments; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA payments;

--
-- Name: payouts; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA payouts;

--
-- Name: prohibitions; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA prohibitions;

--
-- Name: promotions; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA promotions;

--
-- Name: returns; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA returns;

--
-- Name: reviews; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA reviews;

--
-- Name: search; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA search;

--
-- Name: shipping; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA shipping;

--
-- Name: shops; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA shops;

--
-- Name: slideshows; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA slideshows;

--
-- Name: social; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA social;

--
-- Name: sponsorships; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA sponsorships;

--
-- Name: tips; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA tips;

--
-- Name: verification; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA verification;

--
-- Name: videos; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA videos;

--
-- Name: wishes; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA wishes;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: affiliates; Owner: -
--

CREATE FUNCTION affiliates.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_temp'
    AS $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'AF001';
end $$;

--
-- Name: products; Type: TABLE; Schema: catalogue; Owner: -
--

CREATE TABLE catalogue.products (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    category text NOT NULL,
    currency character(3) NOT NULL,
    status text NOT NULL,
    options jsonb NOT NULL,
    image_file_ids uuid[] NOT NULL,
    published_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    changed_tx bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    listed_tx bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    hidden_for uuid,
    hidden_status text,
    rating_count integer DEFAULT 0 NOT NULL,
    stars_sum integer DEFAULT 0 NOT NULL,
    age_limit smallint DEFAULT 0 NOT NULL,
    tax_class text DEFAULT 'general'::text NOT NULL,
    CONSTRAINT products_age_limit_check CHECK ((age_limit = ANY (ARRAY[0, 18]))),
    CONSTRAINT products_category_check CHECK (((length(category) >= 1) AND (length(category) <= 40))),
    CONSTRAINT products_check CHECK (((status <> 'active'::text) OR (published_at IS NOT NULL))),
    CONSTRAINT products_description_check CHECK ((length(description) <= 5000)),
    CONSTRAINT products_hidden_status_check CHECK ((hidden_status = ANY (ARRAY['draft'::text, 'active'::text, 'archived'::text]))),
    CONSTRAINT products_image_file_ids_check CHECK ((cardinality(image_file_ids) <= 10)),
    CONSTRAINT products_options_check CHECK ((jsonb_array_length(options) <= 3)),
    CONSTRAINT products_rating_count_check CHECK ((rating_count >= 0)),
    CONSTRAINT products_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'archived'::text]))),
    CONSTRAINT products_tax_class_check CHECK ((tax_class = ANY (ARRAY['general'::text, 'reduced'::text, 'zero'::text]))),
    CONSTRAINT products_title_check CHECK (((length(title) >= 1) AND (length(title) <= 120)))
);

--
-- Name: campaigns; Type: TABLE; Schema: sponsorships; Owner: -
--

CREATE TABLE sponsorships.campaigns (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    title text NOT NULL,
    brief text NOT NULL,
    product_ids uuid[] NOT NULL,
    currency character(3) NOT NULL,
    fee_minor bigint NOT NULL,
    fee_bps integer NOT NULL,
    review_days integer NOT NULL,
    places_max integer NOT NULL,
    places_taken integer DEFAULT 0 NOT NULL,
    places_returned integer DEFAULT 0 NOT NULL,
    submit_by timestamp with time zone NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    hidden_at timestamp with time zone,
    CONSTRAINT campaigns_brief_check CHECK (((length(brief) >= 1) AND (length(brief) <= 2000))),
    CONSTRAINT campaigns_check CHECK (((fee_minor * places_max) <= '1000000000000'::bigint)),
    CONSTRAINT campaigns_check1 CHECK (((state = 'open'::text) = (ended_at IS NULL))),
    CONSTRAINT campaigns_fee_bps_check CHECK (((fee_bps >= 0) AND (fee_bps <= 5000))),
    CONSTRAINT campaigns_fee_minor_check CHECK ((fee_minor > 0)),
    CONSTRAINT campaigns_places_check CHECK (
CASE state
    WHEN 'open'::text THEN ((places_taken <= places_max) AND (places_returned = 0))
    ELSE ((places_taken + places_returned) = places_max)
END),
    CONSTRAINT campaigns_places_max_check CHECK (((places_max >= 1) AND (places_max <= 100))),
    CONSTRAINT campaigns_places_returned_check CHECK ((places_returned >= 0)),
    CONSTRAINT campaigns_places_taken_check CHECK ((places_taken >= 0)),
    CONSTRAINT campaigns_product_ids_check CHECK ((cardinality(product_ids) <= 10)),
    CONSTRAINT campaigns_review_days_check CHECK (((review_days >= 1) AND (review_days <= 30))),
    CONSTRAINT campaigns_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text, 'cancelled'::text]))),
    CONSTRAINT campaigns_title_check CHECK (((length(title) >= 1) AND (length(title) <= 80)))
);

--
-- Name: sponsorships; Type: TABLE; Schema: sponsorships; Owner: -
--

CREATE TABLE sponsorships.sponsorships (
    id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    creator_id uuid NOT NULL,
    is_invited boolean NOT NULL,
    state text NOT NULL,
    words text NOT NULL,
    wanted text DEFAULT ''::text NOT NULL,
    video_id uuid,
    changes_count smallint DEFAULT 0 NOT NULL,
    due_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT sponsorships_changes_count_check CHECK (((changes_count >= 0) AND (changes_count <= 2))),
    CONSTRAINT sponsorships_check CHECK (((video_id IS NOT NULL) OR (state <> ALL (ARRAY['submitted'::text, 'changes'::text, 'released'::text])))),
    CONSTRAINT sponsorships_check1 CHECK (((due_at IS NOT NULL) = (state = ANY (ARRAY['applied'::text, 'invited'::text, 'accepted'::text, 'submitted'::text, 'changes'::text])))),
    CONSTRAINT sponsorships_state_check CHECK ((state = ANY (ARRAY['applied'::text, 'invited'::text, 'accepted'::text, 'submitted'::text, 'changes'::text, 'released'::text, 'declined'::text, 'withdrawn'::text, 'expired'::text, 'cancelled'::text]))),
    CONSTRAINT sponsorships_wanted_check CHECK ((length(wanted) <= 1000)),
    CONSTRAINT sponsorships_words_check CHECK ((length(words) <= 500))
);

--
-- Name: tags; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.tags (
    video_id uuid NOT NULL,
    "position" smallint NOT NULL,
    product_id uuid NOT NULL,
    from_ms integer NOT NULL,
    to_ms integer NOT NULL,
    CONSTRAINT tags_check CHECK ((to_ms >= from_ms)),
    CONSTRAINT tags_from_ms_check CHECK ((from_ms >= 0)),
    CONSTRAINT tags_position_check CHECK ((("position" >= 0) AND ("position" <= 29)))
);

--
-- Name: videos; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.videos (
    id uuid NOT NULL,
    creator_id uuid NOT NULL,
    status text NOT NULL,
    failure text,
    caption text NOT NULL,
    language text NOT NULL,
    upload_id uuid,
    file_id uuid,
    duration_ms integer,
    progress_percent smallint DEFAULT 0 NOT NULL,
    attempt_count smallint DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    queued_at timestamp with time zone,
    published_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    hidden_for uuid,
    published_before timestamp with time zone,
    changed_tx bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    scheduled_for timestamp with time zone,
    captions_at timestamp with time zone,
    start_ms integer DEFAULT 0 NOT NULL,
    end_ms integer,
    cover_ms integer,
    CONSTRAINT videos_caption_check CHECK ((length(caption) <= 2200)),
    CONSTRAINT videos_check CHECK (((status = 'failed'::text) = (failure IS NOT NULL))),
    CONSTRAINT videos_check1 CHECK (((status <> 'ready'::text) OR ((file_id IS NOT NULL) AND (duration_ms IS NOT NULL)))),
    CONSTRAINT videos_check2 CHECK (((published_at IS NULL) OR (status = 'ready'::text))),
    CONSTRAINT videos_cover_ms_check CHECK ((cover_ms >= 0)),
    CONSTRAINT videos_duration_ms_check CHECK ((duration_ms > 0)),
    CONSTRAINT videos_end_ms_check CHECK ((end_ms >= 0)),
    CONSTRAINT videos_failure_check CHECK ((length(failure) <= 60)),
    CONSTRAINT videos_language_check CHECK ((language = ANY (ARRAY['es'::text, 'pt'::text, 'en'::text]))),
    CONSTRAINT videos_progress_percent_check CHECK (((progress_percent >= 0) AND (progress_percent <= 100))),
    CONSTRAINT videos_start_ms_check CHECK ((start_ms >= 0)),
    CONSTRAINT videos_status_check CHECK ((status = ANY (ARRAY['processing'::text, 'ready'::text, 'failed'::text])))
);

--
-- Name: subjects(); Type: FUNCTION; Schema: analytics; Owner: -
--

CREATE FUNCTION analytics.subjects() RETURNS TABLE(kind text, subject_id uuid, video_id uuid, shop_id uuid)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT 'video'::text AS kind,
     v.id AS subject_id,
     v.id AS video_id,
     NULL::uuid AS shop_id
    FROM videos.videos v
 UNION ALL
  SELECT 'creator'::text,
     v.creator_id,
     v.id,
     NULL::uuid AS uuid
    FROM videos.videos v
 UNION ALL
  SELECT DISTINCT 'shop'::text,
     p.shop_id,
     t.video_id,
     p.shop_id
    FROM (videos.tags t
      JOIN catalogue.products p ON (((p.id = t.product_id) AND (p.status <> 'draft'::text))))
 UNION ALL
  SELECT DISTINCT 'sponsorship'::text,
     s.campaign_id,
     s.video_id,
     c.shop_id
    FROM (sponsorships.sponsorships s
      JOIN sponsorships.campaigns c ON ((c.id = s.campaign_id)))
   WHERE (s.state = ANY (ARRAY['submitted'::text, 'changes'::text, 'released'::text]));
END;

--
-- Name: is_limited(uuid); Type: FUNCTION; Schema: catalogue; Owner: -
--

CREATE FUNCTION catalogue.is_limited(product uuid) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (EXISTS (SELECT 1 FROM catalogue.products p WHERE ((p.id = is_limited.product) AND (p.age_limit > 0))));

--
-- Name: keep_hidden(); Type: FUNCTION; Schema: catalogue; Owner: -
--

CREATE FUNCTION catalogue.keep_hidden() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if new.hidden_for is null and new.status <> 'draft' and shops.is_closed(new.shop_id) then
        new.hidden_for := new.shop_id;
    end if;
    if new.hidden_for is not null and new.status <> 'draft' then
        new.hidden_status := new.status;
        new.status := 'draft';
    end if;
    return new;
end
$$;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: external; Owner: -
--

CREATE FUNCTION external.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_temp'
    AS $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'EX001';
end $$;

--
-- Name: departures; Type: TABLE; Schema: identity; Owner: -
--

CREATE TABLE identity.departures (
    person_id uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    erasing_since timestamp with time zone,
    CONSTRAINT departures_check CHECK ((due_at > asked_at))
);

--
-- Name: suspensions; Type: TABLE; Schema: identity; Owner: -
--

CREATE TABLE identity.suspensions (
    person_id uuid NOT NULL,
    suspended_at timestamp with time zone NOT NULL
);

--
-- Name: is_hidden(uuid); Type: FUNCTION; Schema: identity; Owner: -
--

CREATE FUNCTION identity.is_hidden(person uuid) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN ((EXISTS (SELECT 1 FROM identity.suspensions s WHERE (s.person_id = is_hidden.person))) OR (EXISTS (SELECT 1 FROM identity.departures d WHERE (d.person_id = is_hidden.person))));

--
-- Name: add_free(uuid[], integer[], text, uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.add_free(variants uuid[], changes integer[], cause text, person uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
      with changed as (
               update inventory.stock s
                  set available = greatest(0, s.available - s.short_by + c.change),
                      short_by = greatest(0, -(s.available - s.short_by + c.change))
                 from unnest(variants, changes) as c (variant_id, change)
                where s.variant_id = c.variant_id
                  and c.change <> 0
               returning s.variant_id, c.change
           )
    insert into inventory.movements (variant_id, change, cause, person_id, at)
    select c.variant_id, c.change, add_free.cause, person, kit.now() from changed c;
end $$;

--
-- Name: at_home(uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.at_home(variant uuid) RETURNS integer
    LANGUAGE sql STABLE
    AS $$
    select coalesce(s.available - s.short_by, 0) + p.held + p.sold_unshipped + p.set_aside
           - inventory.elsewhere(variant)
      from inventory.promised(variant) p
      left join inventory.stock s on s.variant_id = variant
$$;

--
-- Name: come_back(uuid, uuid[], integer[], boolean); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.come_back(purchase uuid, variants uuid[], quantities integer[], is_restocked boolean) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
declare
    given record;
    sent record;
    left_quantity integer;
    units integer;
begin
    for given in
        select l.variant_id, sum(l.quantity)::integer as quantity
          from unnest(variants, quantities) as l (variant_id, quantity)
         group by l.variant_id
         order by l.variant_id
    loop
        left_quantity := given.quantity;
        for sent in
            select e.id, e.variant_id, e.out_quantity
              from inventory.exchanges e
             where e.purchase_id = purchase
               and e.of_variant_id = given.variant_id
               and e.out_quantity > 0
             order by e.at desc, e.id desc
               for update
        loop
            exit when left_quantity = 0;
            units := least(left_quantity, sent.out_quantity);
            update inventory.exchanges e
               set out_quantity = e.out_quantity - units
             where e.id = sent.id;
            if is_restocked then
                return query
                    select inventory.take_back(sent.id, array[sent.variant_id], array[units], true);
            end if;
            left_quantity := left_quantity - units;
        end loop;
        if is_restocked and left_quantity > 0 then
            -- A unit may have been sold from a shelf, under an id of its own.
            return query
                select b.id
                  from (select array_agg(h.variant_id) as variants, array_agg(left_quantity) as quantities
                          from inventory.stock s
                          join inventory.holds h
                            on h.purchase_id = purchase
                           and h.variant_id = s.variant_id
                           and h.state in ('sold', 'shipped')
                         where given.variant_id in (s.variant_id, s.of_variant_id)) lying,
                       inventory.take_back(purchase, lying.variants, lying.quantities, true) as b (id);
        end if;
    end loop;
end $$;

--
-- Name: count(uuid[], integer[], uuid, text); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.count(variants uuid[], quantities integer[], person uuid, cause text DEFAULT 'count'::text) RETURNS TABLE(variant_id uuid, change integer)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
begin
    insert into inventory.stock (variant_id)
    select distinct v from unnest(variants) as v order by v
    on conflict do nothing;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

    -- Read only now, for the reason given in `hold`.
    return query
      with counted as (
               select s.variant_id,
                      c.quantity - (p.held + p.sold_unshipped + p.set_aside)
                          + case when cause = 'count' then 0 else inventory.elsewhere(s.variant_id) end as free,
                      s.available - s.short_by as free_before
                 from unnest(variants, quantities) as c (variant_id, quantity)
                 join inventory.stock s on s.variant_id = c.variant_id
                 cross join inventory.promised(s.variant_id) p
           ),
           changed as (
               update inventory.stock s
                  set available = greatest(0, c.free),
                      short_by = greatest(0, -c.free)
                 from counted c
                where s.variant_id = c.variant_id
                  and c.free <> c.free_before
           )
    insert into inventory.movements as m (variant_id, change, cause, person_id, at)
    select c.variant_id, c.free - c.free_before, count.cause, person, k.now
      from counted c, (select kit.now() as now) k
     where c.free <> c.free_before
    returning m.variant_id, m.change;
end $$;

--
-- Name: count_at(uuid, uuid[], integer[], uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.count_at(place uuid, variants uuid[], quantities integer[], person uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    counted record;
    is_open boolean;
begin
    select l.is_active into is_open from inventory.locations l where l.id = place for share;
    insert into inventory.stock (variant_id)
    select distinct v from unnest(variants) as v order by v
    on conflict do nothing;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

      with wanted as (
               select c.variant_id, c.quantity, coalesce(p.quantity, 0) as before
                 from unnest(variants, quantities) as c (variant_id, quantity)
                 left join inventory.location_stock p
                        on p.variant_id = c.variant_id
                       and p.location_id = place
           ),
           written as (
               insert into inventory.location_stock as p (variant_id, location_id, quantity)
               select w.variant_id, place, w.quantity from wanted w where w.quantity <> w.before
               on conflict (variant_id, location_id) do update set quantity = excluded.quantity
           ),
           told as (
               insert into inventory.location_movements (variant_id, location_id, change, cause, person_id, at)
               select w.variant_id, place, w.quantity - w.before, 'count', person, kit.now()
                 from wanted w
                where w.quantity <> w.before
           )
    select array_agg(w.variant_id) as variants, array_agg(w.quantity - w.before) as changes
      into counted
      from wanted w;
    if is_open then
        perform inventory.add_free(counted.variants, counted.changes, 'count', person);
    end if;
end $$;

--
-- Name: count_own(uuid[], integer[], uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.count_own(variants uuid[], quantities integer[], person uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    totals integer[];
begin
    insert into inventory.stock (variant_id)
    select distinct v from unnest(variants) as v order by v
    on conflict do nothing;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;
    select array_agg(c.quantity + inventory.elsewhere(c.variant_id) order by c.turn)
      into totals
      from unnest(variants, quantities) with ordinality as c (variant_id, quantity, turn);
    perform inventory.count(variants, totals, person);
end $$;

--
-- Name: elsewhere(uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.elsewhere(variant uuid) RETURNS integer
    LANGUAGE sql STABLE
    AS $$
    select coalesce(sum(p.quantity), 0)::integer
      from inventory.location_stock p
      join inventory.locations l on l.id = p.location_id and l.is_active
     where p.variant_id = variant
$$;

--
-- Name: empty_cleared(integer); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.empty_cleared(limit_count integer) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
declare
    shelves uuid[];
begin
    select array_agg(d.variant_id)
      into shelves
      from (select s.variant_id
              from inventory.stock s
             where s.is_cleared
               and s.available > 0
             limit limit_count) d;
    if shelves is null then
        return;
    end if;
    perform 1
       from inventory.stock s
      where s.variant_id = any(shelves)
         or s.variant_id in (select o.of_variant_id from inventory.stock o where o.variant_id = any(shelves))
      order by s.variant_id
        for update;

    -- Read only now, for the reason given in `hold`.
    return query
      with lying as (
               select s.variant_id, s.of_variant_id, s.available
                 from inventory.stock s
                where s.variant_id = any(shelves)
                  and s.is_cleared
                  and s.available > 0
           ),
           emptied as (
               update inventory.stock s
                  set available = 0
                 from lying l
                where s.variant_id = l.variant_id
           ),
           filled as (
               update inventory.stock s
                  set available = s.available + greatest(0, l.units - s.short_by),
                      short_by = greatest(0, s.short_by - l.units)
                 from (select of_variant_id, sum(available)::integer as units
                         from lying
                        group by of_variant_id) l
                where s.variant_id = l.of_variant_id
           )
    insert into inventory.movements as m (variant_id, change, cause, at)
    select e.variant_id, e.change, 'cleared', k.now
      from (select l.variant_id, -l.available as change from lying l
             union all
            select l.of_variant_id, l.available from lying l) e,
           (select kit.now() as now) k
    returning m.variant_id;
end $$;

--
-- Name: exchange(uuid, uuid, integer); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.exchange(purchase uuid, variant uuid, units integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    free integer;
begin
    perform 1 from inventory.holds h where h.purchase_id = purchase and h.variant_id = variant for update;
    if found then
        return null;
    end if;
    update inventory.stock s
       set available = s.available - units
     where s.variant_id = variant
       and s.of_variant_id is null
       and s.available >= units;
    if not found then
        select s.available into free from inventory.stock s where s.variant_id = variant;
        return coalesce(free, 0);
    end if;
    insert into inventory.holds (purchase_id, variant_id, quantity, state, until)
    values (purchase, variant, units, 'sold', kit.now());
    insert into inventory.movements (variant_id, change, cause, purchase_id, at)
    values (variant, -units, 'exchange', purchase, kit.now());
    return null;
end $$;

--
-- Name: expire(integer); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.expire(limit_count integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    given record;
begin
      with due as (
               select h.purchase_id, h.variant_id
                 from inventory.holds h
                where h.state = 'active'
                  and h.until <= kit.now()
                order by h.until
                limit limit_count
                  for update skip locked
           ),
           changed as (
               update inventory.holds h
                  set state = 'expired'
                 from due d
                where h.purchase_id = d.purchase_id
                  and h.variant_id = d.variant_id
               returning h.purchase_id, h.variant_id, h.quantity
           )
    select array_agg(c.purchase_id) as purchases,
           array_agg(c.variant_id) as variants,
           array_agg(c.quantity) as quantities
      into given
      from changed c;
    if given.purchases is null then
        return 0;
    end if;
    perform inventory.put_back(given.purchases, given.variants, given.quantities, 'expiry');
    return cardinality(given.purchases);
end $$;

--
-- Name: give_back(uuid[], uuid[], text, text); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.give_back(purchases uuid[], variants uuid[], from_state text, cause text) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
declare
    given record;
begin
    perform 1
       from inventory.holds h
      where h.purchase_id = any(purchases)
      order by h.purchase_id, h.variant_id
        for update;

      with here as (
               select h.purchase_id, h.variant_id, h.quantity - h.sent_quantity as quantity
                 from inventory.holds h
                where h.purchase_id = any(purchases)
                  and (give_back.variants is null or h.variant_id = any(give_back.variants))
                  and h.state = from_state
           ),
           changed as (
               update inventory.holds h
                  set state = case when h.sent_quantity > 0 then 'shipped' else 'released' end,
                      quantity = case when h.sent_quantity > 0 then h.sent_quantity else h.quantity end,
                      sent_quantity = 0
                 from here e
                where h.purchase_id = e.purchase_id
                  and h.variant_id = e.variant_id
               returning e.purchase_id, e.variant_id, e.quantity
           )
    select array_agg(c.purchase_id) as purchases,
           array_agg(c.variant_id) as variants,
           array_agg(c.quantity) as quantities
      into given
      from changed c;
    if given.purchases is not null then
        perform inventory.put_back(given.purchases, given.variants, given.quantities, cause);
    end if;
    return query select distinct unnest(given.variants);
end $$;

--
-- Name: grant_in_turn(uuid[], uuid[], integer[]); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.grant_in_turn(purchases uuid[], variants uuid[], quantities integer[]) RETURNS TABLE(purchase_id uuid, variant_id uuid, wanted integer, available integer, is_granted boolean)
    LANGUAGE plpgsql
    AS $$
declare
    stocked uuid[];
    free integer[];
    purchase record;
    is_short boolean;
begin
    select array_agg(s.variant_id order by s.variant_id), array_agg(s.available order by s.variant_id)
      into stocked, free
      from inventory.stock s
     where s.variant_id = any(variants);
    for purchase in
          with line as (
                   select l.purchase_id,
                          l.variant_id,
                          sum(l.quantity)::integer as quantity,
                          min(l.turn) as turn
                     from unnest(purchases, variants, quantities)
                          with ordinality as l (purchase_id, variant_id, quantity, turn)
                    group by l.purchase_id, l.variant_id
               )
        select l.purchase_id as id,
               array_agg(l.variant_id order by l.turn) as variants,
               array_agg(l.quantity order by l.turn) as quantities,
               array_agg(s.place::integer order by l.turn) as places
          from line l
          left join unnest(stocked) with ordinality as s (variant_id, place) on s.variant_id = l.variant_id
         group by l.purchase_id
         order by min(l.turn)
    loop
        is_short := false;
        for i in 1 .. cardinality(purchase.places) loop
            if coalesce(free[purchase.places[i]], 0) < purchase.quantities[i] then
                is_short := true;
            end if;
        end loop;
        for i in 1 .. cardinality(purchase.places) loop
            purchase_id := purchase.id;
            variant_id := purchase.variants[i];
            wanted := purchase.quantities[i];
            available := coalesce(free[purchase.places[i]], 0);
            is_granted := not is_short;
            if is_granted then
                free[purchase.places[i]] := available - wanted;
            end if;
            return next;
        end loop;
    end loop;
end $$;

--
-- Name: hold(uuid[], uuid[], integer[], timestamp with time zone[]); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.hold(purchases uuid[], variants uuid[], quantities integer[], untils timestamp with time zone[]) RETURNS TABLE(purchase_id uuid, variant_id uuid, wanted integer, available integer)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
    at_once constant timestamptz := kit.now();
begin
    perform 1
       from inventory.holds h
      where h.purchase_id = any(purchases)
      order by h.purchase_id, h.variant_id
        for update;
    if found then
        -- A purchase that comes back after its time wants what it says now, not what it said then.
        delete from inventory.holds h
         where h.purchase_id = any(purchases)
           and h.state in ('released', 'expired')
           and not exists (select 1
                             from inventory.holds other
                            where other.purchase_id = h.purchase_id
                              and other.state in ('active', 'sold', 'shipped'))
           and not exists (select 1
                             from unnest(purchases, variants) as l (purchase_id, variant_id)
                            where l.purchase_id = h.purchase_id
                              and l.variant_id = h.variant_id);
    end if;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

    -- Read only now: a statement that began before the locks were ours would not see what others took.
    return query
      with known as (
               select h.purchase_id
                 from inventory.holds h
                where h.purchase_id = any(purchases)
                group by h.purchase_id
               having bool_or(h.state in ('sold', 'shipped'))
                   or bool_and(h.state = 'active')
           ),
           line as (
               select l.*
                 from unnest(purchases, variants, quantities, untils)
                      with ordinality as l (purchase_id, variant_id, quantity, until, turn)
                where not exists (select 1 from known k where k.purchase_id = l.purchase_id)
                  -- When a purchase expired in part, the rest of it is still held.
                  and not exists (select 1
                                    from inventory.holds h
                                   where h.purchase_id = l.purchase_id
                                     and h.variant_id = l.variant_id
                                     and h.state = 'active')
           ),
           answer as (
               select a.*
                 from (select array_agg(l.purchase_id order by l.turn) as purchases,
                              array_agg(l.variant_id order by l.turn) as variants,
                              array_agg(l.quantity order by l.turn) as quantities
                         from line l) l,
                      inventory.grant_in_turn(l.purchases, l.variants, l.quantities) a
                where l.purchases is not null
           ),
           taken as (
               update inventory.stock s
                  set available = s.available - t.quantity
                 from (select a.variant_id, sum(a.wanted)::integer as quantity
                         from answer a
                        where a.is_granted
                        group by a.variant_id) t
                where s.variant_id = t.variant_id
           ),
           held as (
               insert into inventory.holds as h (purchase_id, variant_id, quantity, state, until)
               select a.purchase_id, a.variant_id, a.wanted, 'active', min(l.until)
                 from answer a
                 join line l on l.purchase_id = a.purchase_id and l.variant_id = a.variant_id
                where a.is_granted
                group by a.purchase_id, a.variant_id, a.wanted
               on conflict (purchase_id, variant_id) do update
                  set quantity = excluded.quantity, state = 'active', until = excluded.until
           ),
           moved as (
               insert into inventory.movements (variant_id, change, cause, purchase_id, at)
               select a.variant_id, -a.wanted, 'hold', a.purchase_id, at_once
                 from answer a
                where a.is_granted
           )
    select a.purchase_id, a.variant_id, a.wanted, a.available
      from answer a
     where not a.is_granted
       and a.wanted > a.available;
end $$;

--
-- Name: hold_again(uuid[], uuid[]); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.hold_again(late uuid[], turns uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform 1
       from inventory.stock s
      where s.variant_id in (select h.variant_id
                               from inventory.holds h
                              where h.purchase_id = any(late)
                                and h.state = 'expired')
      order by s.variant_id
        for update;

      with answer as (
               select a.*
                 from (select array_agg(h.purchase_id order by o.turn, h.variant_id) as purchases,
                              array_agg(h.variant_id order by o.turn, h.variant_id) as variants,
                              array_agg(h.quantity order by o.turn, h.variant_id) as quantities
                         from inventory.holds h
                         join (select t.purchase_id, min(t.turn) as turn
                                 from unnest(turns) with ordinality as t (purchase_id, turn)
                                group by t.purchase_id) o on o.purchase_id = h.purchase_id
                        where h.purchase_id = any(late)
                          and h.state = 'expired') l,
                      inventory.grant_in_turn(l.purchases, l.variants, l.quantities) a
                where a.is_granted
           ),
           taken as (
               update inventory.stock s
                  set available = s.available - t.quantity
                 from (select a.variant_id, sum(a.wanted)::integer as quantity
                         from answer a
                        group by a.variant_id) t
                where s.variant_id = t.variant_id
           ),
           held as (
               update inventory.holds h
                  set state = 'active'
                 from answer a
                where h.purchase_id = a.purchase_id
                  and h.variant_id = a.variant_id
           )
    insert into inventory.movements (variant_id, change, cause, purchase_id, at)
    select a.variant_id, -a.wanted, 'late_payment', a.purchase_id, c.now
      from answer a, (select kit.now() as now) c;
end $$;

--
-- Name: leave(uuid, uuid, uuid, uuid[], integer[], uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.leave(seller uuid, place uuid, purchase uuid, variants uuid[], quantities integer[], person uuid) RETURNS TABLE(variant_id uuid, wanted integer, available integer)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
    shop uuid := seller;
    chosen uuid := place;
    leaving record;
    line record;
    source record;
    rest integer;
    units integer;
begin
    if shop is null then
        select l.shop_id
          into shop
          from inventory.location_stock p
          join inventory.locations l on l.id = p.location_id
         where p.variant_id = any(variants)
         limit 1;
    end if;
    if shop is null or not exists (select 1 from inventory.locations l where l.shop_id = shop and l.id <> shop) then
        return;
    end if;
    -- Holds, then the place, then stock, as everybody does.
    perform 1 from inventory.holds h where h.purchase_id = purchase order by h.variant_id for update;
    if place is not null then
        perform 1 from inventory.locations l where l.id = place and l.shop_id = shop and l.is_active for share;
        if not found then
            return query select null::uuid, 0, 0;
            return;
        end if;
    end if;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;
    select array_agg(c.variant_id order by c.variant_id) as variants,
           array_agg(c.quantity order by c.variant_id) as quantities
      into leaving
      from (select u.variant_id, least(u.quantity, h.here) as quantity
              from (select w.variant_id, sum(w.quantity)::integer as quantity
                      from unnest(variants, quantities) as w (variant_id, quantity)
                     group by w.variant_id) u
             cross join lateral (
                      select coalesce(sum(h.quantity - h.sent_quantity), 0)::integer as here
                        from inventory.holds h
                       where h.purchase_id = purchase
                         and h.state = 'sold'
                         and (h.variant_id = u.variant_id
                              or h.variant_id in (select s.variant_id
                                                    from inventory.stock s
                                                   where s.of_variant_id = u.variant_id))) h) c
     where c.quantity > 0;
    if leaving.variants is null then
        return;
    end if;
    if place is not null then
        return query
        select c.variant_id, c.quantity, greatest(0, inventory.lies_at(shop, place, c.variant_id))
          from unnest(leaving.variants, leaving.quantities) as c (variant_id, quantity)
         where inventory.lies_at(shop, place, c.variant_id) < c.quantity;
        if found then
            return;
        end if;
    else
        select l.id
          into chosen
          from inventory.locations l
         where l.shop_id = shop
           and l.is_active
           and not exists (select 1
                             from unnest(leaving.variants, leaving.quantities) as c (variant_id, quantity)
                            where inventory.lies_at(shop, l.id, c.variant_id) < c.quantity)
         order by l.priority, l.id
         limit 1;
    end if;
    for line in
        select c.variant_id, c.quantity
          from unnest(leaving.variants, leaving.quantities) as c (variant_id, quantity)
         order by c.variant_id
    loop
        rest := line.quantity;
        for source in
            select l.id, l.is_active, h.quantity
              from inventory.locations l
             cross join lateral (select inventory.lies_at(shop, l.id, line.variant_id) as quantity) h
             where l.shop_id = shop
               and (chosen is null or l.id = chosen)
               and h.quantity > 0
             order by l.is_active desc, h.quantity >= line.quantity desc, l.priority, l.id
        loop
            units := least(rest, source.quantity);
            if units > 0 then
                update inventory.location_stock p
                   set quantity = p.quantity - units
                 where p.variant_id = line.variant_id
                   and p.location_id = source.id;
                insert into inventory.location_movements
                       (variant_id, location_id, change, cause, purchase_id, person_id, at)
                values (line.variant_id, source.id, -units, 'shipment', purchase, person, kit.now());
                rest := rest - units;
                -- What leaves a closed place was not counted among what may leave.
                if not source.is_active then
                    perform inventory.add_free(array[line.variant_id], array[units], 'location', person);
                end if;
            end if;
        end loop;
    end loop;
end $$;

--
-- Name: lies_at(uuid, uuid, uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.lies_at(shop uuid, place uuid, variant uuid) RETURNS integer
    LANGUAGE sql STABLE
    AS $$
    select case when place = shop then inventory.at_home(variant)
                else coalesce((select p.quantity
                                 from inventory.location_stock p
                                where p.variant_id = variant
                                  and p.location_id = place), 0)
           end
$$;

--
-- Name: line_up(uuid, uuid[]); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.line_up(seller uuid, purchases uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if not exists (select 1 from inventory.locations l where l.shop_id = seller and l.id <> seller) then
        return;
    end if;
    perform 1
       from inventory.holds h
      where h.purchase_id = any(purchases)
      order by h.purchase_id, h.variant_id
        for update;
    perform 1
       from inventory.stock s
      where s.variant_id in (select coalesce(o.of_variant_id, o.variant_id)
                               from inventory.holds h
                               join inventory.stock o on o.variant_id = h.variant_id
                              where h.purchase_id = any(purchases)
                                and h.state in ('sold', 'shipped'))
      order by s.variant_id
        for update;
end $$;

--
-- Name: move(uuid, uuid, uuid, uuid, uuid[], integer[], uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.move(move uuid, shop uuid, from_place uuid, to_place uuid, variants uuid[], quantities integer[], person uuid) RETURNS TABLE(variant_id uuid, wanted integer, available integer)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
declare
    open_count integer;
begin
    if exists (select 1 from inventory.location_movements m where m.move_id = move) then
        return;
    end if;
    perform 1 from inventory.locations l where l.id in (from_place, to_place) and l.is_active order by l.id for share;
    get diagnostics open_count = row_count;
    if open_count < 2 then
        return query select null::uuid, 0, 0;
        return;
    end if;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;
    -- Once more: the same move may have waited for itself.
    if exists (select 1 from inventory.location_movements m where m.move_id = move) then
        return;
    end if;
    return query
    select c.variant_id, c.quantity, greatest(0, inventory.lies_at(shop, from_place, c.variant_id))
      from unnest(variants, quantities) as c (variant_id, quantity)
     where inventory.lies_at(shop, from_place, c.variant_id) < c.quantity;
    if found then
        return;
    end if;
    update inventory.location_stock p
       set quantity = p.quantity - c.quantity
      from unnest(variants, quantities) as c (variant_id, quantity)
     where p.variant_id = c.variant_id
       and p.location_id = from_place;
    insert into inventory.location_stock as p (variant_id, location_id, quantity)
    select c.variant_id, to_place, c.quantity
      from unnest(variants, quantities) as c (variant_id, quantity)
     where to_place <> shop
    on conflict (variant_id, location_id) do update set quantity = p.quantity + excluded.quantity;
    insert into inventory.location_movements (variant_id, location_id, change, cause, move_id, person_id, at)
    select c.variant_id, e.place, e.sign * c.quantity, 'move', move, person, kit.now()
      from unnest(variants, quantities) as c (variant_id, quantity)
     cross join (values (from_place, -1), (to_place, 1)) as e (place, sign);
end $$;

--
-- Name: open_location(uuid, boolean, uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.open_location(place uuid, is_open boolean, person uuid) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    lying record;
begin
    -- The place before the variants, as everybody does who counts there: nothing comes or goes meanwhile.
    update inventory.locations l
       set is_active = is_open
     where l.id = place
       and l.is_active <> is_open;
    if not found then
        return false;
    end if;
    perform 1
       from inventory.stock s
      where s.variant_id in (select p.variant_id
                               from inventory.location_stock p
                              where p.location_id = place
                                and p.quantity > 0)
      order by s.variant_id
        for update;
    select array_agg(p.variant_id) as variants,
           array_agg(case when is_open then p.quantity else -p.quantity end) as changes
      into lying
      from inventory.location_stock p
     where p.location_id = place
       and p.quantity > 0;
    if lying.variants is not null then
        perform inventory.add_free(lying.variants, lying.changes, 'location', person);
    end if;
    return true;
end $$;

--
-- Name: promised(uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.promised(variant uuid) RETURNS TABLE(held integer, sold_unshipped integer, set_aside integer)
    LANGUAGE sql STABLE
    AS $$
    select coalesce(sum(h.quantity) filter (where h.state = 'active'), 0)::integer,
           coalesce(sum(h.quantity - h.sent_quantity) filter (where h.state = 'sold'), 0)::integer,
           coalesce((select sum(s.available)
                       from inventory.stock s
                      where s.of_variant_id = variant), 0)::integer
      from (select variant as id
             union all
            select s.variant_id
              from inventory.stock s
             where s.of_variant_id = variant) place
      join inventory.holds h on h.variant_id = place.id and h.state in ('active', 'sold')
$$;

--
-- Name: put_back(uuid[], uuid[], integer[], text); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.put_back(purchases uuid[], variants uuid[], quantities integer[], cause text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

    update inventory.stock s
       set available = s.available + greatest(0, b.quantity - s.short_by),
           short_by = greatest(0, s.short_by - b.quantity)
      from (select l.variant_id, sum(l.quantity)::integer as quantity
              from unnest(variants, quantities) as l (variant_id, quantity)
             group by l.variant_id) b
     where s.variant_id = b.variant_id;
    insert into inventory.movements (variant_id, change, cause, purchase_id, at)
    select l.variant_id, l.quantity, put_back.cause, l.purchase_id, c.now
      from unnest(purchases, variants, quantities) as l (purchase_id, variant_id, quantity),
           (select kit.now() as now) c;
end $$;

--
-- Name: recount(uuid[], integer[], uuid); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.recount(variants uuid[], changes integer[], person uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;

      with counted as (
               select s.variant_id,
                      greatest(s.available - s.short_by + c.change,
                               inventory.elsewhere(s.variant_id)
                                   - (p.held + p.sold_unshipped + p.set_aside)) as free,
                      s.available - s.short_by as free_before
                 from unnest(variants, changes) as c (variant_id, change)
                 join inventory.stock s on s.variant_id = c.variant_id
                 cross join inventory.promised(s.variant_id) p
           ),
           changed as (
               update inventory.stock s
                  set available = greatest(0, c.free),
                      short_by = greatest(0, -c.free)
                 from counted c
                where s.variant_id = c.variant_id
                  and c.free <> c.free_before
           )
    insert into inventory.movements (variant_id, change, cause, person_id, at)
    select c.variant_id, c.free - c.free_before, 'import', person, k.now
      from counted c, (select kit.now() as now) k
     where c.free <> c.free_before;
end $$;

--
-- Name: release(uuid[]); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.release(purchases uuid[]) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
begin
    perform 1
       from inventory.holds h
      where h.purchase_id = any(purchases)
      order by h.purchase_id, h.variant_id
        for update;
    update inventory.holds h
       set state = 'released'
     where h.purchase_id = any(purchases)
       and h.state = 'expired';
    return query select g from inventory.give_back(purchases, null, 'active', 'release') as g;
end $$;

--
-- Name: sell(uuid[]); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.sell(purchases uuid[]) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
declare
    late uuid[];
begin
    perform 1
       from inventory.holds h
      where h.purchase_id = any(purchases)
      order by h.purchase_id, h.variant_id
        for update;
    select array_agg(l.purchase_id)
      into late
      from (select h.purchase_id
              from inventory.holds h
             where h.purchase_id = any(purchases)
             group by h.purchase_id
            having bool_or(h.state = 'expired')
               and bool_and(h.state in ('active', 'expired'))) l;
    if late is not null then
        perform inventory.hold_again(late, purchases);
    end if;

    update inventory.holds h
       set state = 'sold'
     where h.purchase_id = any(purchases)
       and h.state = 'active'
       and not exists (select 1
                         from inventory.holds other
                        where other.purchase_id = h.purchase_id
                          and other.state in ('expired', 'released'));
    return query
    select distinct h.purchase_id
      from inventory.holds h
     where h.purchase_id = any(purchases)
       and h.state in ('sold', 'shipped');
end $$;

--
-- Name: send(uuid, uuid[], integer[]); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.send(purchase uuid, variants uuid[], quantities integer[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    wanted record;
    place record;
    rest integer;
    units integer;
begin
    perform 1 from inventory.holds h where h.purchase_id = purchase order by h.variant_id for update;
    for wanted in
        select l.variant_id, sum(l.quantity)::integer as quantity
          from unnest(variants, quantities) as l (variant_id, quantity)
         group by l.variant_id
         order by l.variant_id
    loop
        rest := wanted.quantity;
        for place in
            select h.variant_id, h.quantity - h.sent_quantity as here
              from inventory.holds h
             where h.purchase_id = purchase
               and h.state = 'sold'
               and (h.variant_id = wanted.variant_id
                    or h.variant_id in (select s.variant_id
                                          from inventory.stock s
                                         where s.of_variant_id = wanted.variant_id))
             order by h.variant_id
        loop
            units := least(rest, place.here);
            update inventory.holds h
               set sent_quantity = case when units = place.here then 0 else h.sent_quantity + units end,
                   state = case when units = place.here then 'shipped' else 'sold' end
             where h.purchase_id = purchase
               and h.variant_id = place.variant_id
               and units > 0;
            rest := rest - units;
        end loop;
    end loop;
end $$;

--
-- Name: set_aside(uuid, uuid, integer); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.set_aside(shelf uuid, variant uuid, units integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    free integer;
begin
    perform 1 from inventory.stock s where s.variant_id = variant for update;
    if exists (select 1 from inventory.stock s where s.variant_id = shelf) then
        return null;
    end if;
    update inventory.stock s
       set available = s.available - units
     where s.variant_id = variant
       and s.of_variant_id is null
       and s.available >= units;
    if not found then
        select s.available into free from inventory.stock s where s.variant_id = variant;
        return coalesce(free, 0);
    end if;
    insert into inventory.stock (variant_id, available, of_variant_id) values (shelf, units, variant);
    insert into inventory.movements (variant_id, change, cause, at)
    values (variant, -units, 'set_aside', kit.now()),
           (shelf, units, 'set_aside', kit.now());
    return null;
end $$;

--
-- Name: take_back(uuid, uuid[], integer[], boolean); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.take_back(purchase uuid, variants uuid[], quantities integer[], are_sent boolean DEFAULT NULL::boolean) RETURNS SETOF uuid
    LANGUAGE plpgsql
    AS $$
declare
    given record;
begin
    perform 1
       from inventory.holds h
      where h.purchase_id = purchase
      order by h.variant_id
        for update;

      with wanted as (
               select l.variant_id, sum(l.quantity)::integer as quantity
                 from unnest(variants, quantities) as l (variant_id, quantity)
                group by l.variant_id
           ),
           found as (
               select h.variant_id,
                      h.state,
                      w.quantity,
                      h.quantity - w.quantity as left_quantity,
                      case when h.state = 'shipped' then 0
                           when coalesce(are_sent, false) then h.sent_quantity - w.quantity
                           else h.sent_quantity
                      end as left_sent
                 from inventory.holds h
                 join wanted w on w.variant_id = h.variant_id
                where h.purchase_id = purchase
                  and case when h.state = 'shipped' then coalesce(are_sent, true) and h.quantity >= w.quantity
                           when h.state <> 'sold' then false
                           when coalesce(are_sent, false) then h.sent_quantity >= w.quantity
                           else h.quantity - h.sent_quantity >= w.quantity
                      end
           ),
           changed as (
               update inventory.holds h
                  set quantity = case when f.left_quantity = 0 then h.quantity else f.left_quantity end,
                      sent_quantity = case when f.left_sent = f.left_quantity then 0 else f.left_sent end,
                      state = case when f.left_quantity = 0 then 'released'
                                   when f.left_sent = f.left_quantity then 'shipped'
                                   else h.state
                              end
                 from found f
                where h.purchase_id = purchase
                  and h.variant_id = f.variant_id
               returning h.purchase_id, h.variant_id, f.quantity
           )
    select array_agg(c.purchase_id) as purchases,
           array_agg(c.variant_id) as variants,
           array_agg(c.quantity) as quantities
      into given
      from changed c;
    if given.purchases is not null then
        perform inventory.put_back(given.purchases, given.variants, given.quantities,
                                   case when are_sent then 'return' else 'cancellation' end);
    end if;
    return query select distinct unnest(given.variants);
end $$;

--
-- Name: unsend(uuid, uuid[], integer[], timestamp with time zone); Type: FUNCTION; Schema: inventory; Owner: -
--

CREATE FUNCTION inventory.unsend(purchase uuid, variants uuid[], quantities integer[], left_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    wanted record;
    source record;
    rest integer;
    units integer;
    taken integer := 0;
begin
    -- Holds, then the places, then stock, as everybody does.
    perform 1 from inventory.holds h where h.purchase_id = purchase order by h.variant_id for update;
    perform 1
       from inventory.locations l
      where l.id in (select m.location_id
                       from inventory.location_movements m
                      where m.purchase_id = purchase
                        and m.cause = 'shipment')
      order by l.id
        for share;
    perform 1 from inventory.stock s where s.variant_id = any(variants) order by s.variant_id for update;
    for wanted in
        select l.variant_id, sum(l.quantity)::integer as quantity
          from unnest(variants, quantities) as l (variant_id, quantity)
         group by l.variant_id
         order by l.variant_id
    loop
        rest := wanted.quantity;
        for source in
            select h.variant_id, case when h.state = 'shipped' then h.quantity else h.sent_quantity end as gone
              from inventory.holds h
             where h.purchase_id = purchase
               and h.state in ('sold', 'shipped')
               and (h.variant_id = wanted.variant_id
                    or h.variant_id in (select s.variant_id
                                          from inventory.stock s
                                         where s.of_variant_id = wanted.variant_id))
             order by h.variant_id desc
        loop
            units := least(rest, source.gone);
            update inventory.holds h
               set sent_quantity = source.gone - units,
                   state = 'sold'
             where h.purchase_id = purchase
               and h.variant_id = source.variant_id
               and units > 0;
            rest := rest - units;
            taken := taken + units;
        end loop;
        rest := wanted.quantity - rest;
        for source in
            select m.location_id,
                   l.is_active,
                   l.shop_id = l.id as is_own,
                   -sum(m.change)::integer as gone
              from inventory.location_movements m
              join inventory.locations l on l.id = m.location_id
             where m.purchase_id = purchase
               and m.variant_id = wanted.variant_id
               and m.cause in ('shipment', 'recall')
             group by m.location_id, l.is_active, l.shop_id, l.id
            having sum(m.change) < 0
             order by min(abs(extract(epoch from m.at - left_at))) filter (where m.cause = 'shipment'), m.location_id
        loop
            units := least(rest, source.gone);
            continue when units = 0;
            update inventory.location_stock p
               set quantity = p.quantity + units
             where p.variant_id = wanted.variant_id
               and p.location_id = source.location_id;
            insert into inventory.location_movements
                   (variant_id, location_id, change, cause, purchase_id, at)
            values (wanted.variant_id, source.location_id, units, 'recall', purchase, kit.now());
            -- What lies at a closed place is not counted among what may leave.
            if not source.is_active and not source.is_own then
                perform inventory.add_free(array[wanted.variant_id], array[-units], 'location', null);
            end if;
            rest := rest - units;
        end loop;
    end loop;
    return taken;
end $$;

--
-- Name: now(); Type: FUNCTION; Schema: kit; Owner: -
--

CREATE FUNCTION kit.now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$select now() + offset_s * interval '1 second' from kit.clock$$;

--
-- Name: bodies(bigint, bigint); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.bodies(after_id bigint, upto_id bigint) RETURNS TABLE(id bigint, body text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select j.id,
           json_build_array(
               j.id, j.key, j.kind, j.source, j.line_count, j.is_forced, j.reverses_id,
               (extract(epoch from j.effective_at) * 1000000)::bigint,
               (extract(epoch from j.posted_at) * 1000000)::bigint,
               json_agg(json_build_array(e.line, a.kind, a.owner, e.currency, e.amount_minor) order by e.line)
           )::text
      from ledger.journals j
      left join ledger.entries e on e.journal_id = j.id
      left join ledger.accounts a on a.id = e.account_id
     where j.id > after_id
       and j.id <= upto_id
     group by j.id
$$;

--
-- Name: broken_seals(); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.broken_seals() RETURNS TABLE(number bigint, after_id bigint, upto_id bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    with chain as materialized (
        select s.number,
               s.upto_journal_id as upto_id,
               s.hash,
               lag(s.hash, 1, ''::bytea) over by_number as previous,
               lag(s.upto_journal_id, 1, 0::bigint) over by_number as after_id,
               row_number() over by_number as place
          from ledger.seals s
        window by_number as (order by s.number)
    ), bounds as materialized (
        select array_agg(c.upto_id order by c.place) as upto_ids, max(c.upto_id) as upto_id
          from chain c
    ), found as (
        select 1 + width_bucket(t.id - 1, b.upto_ids) as place,
               string_agg(t.body, e'\n' order by t.id) as body
          from bounds b
         cross join lateral ledger.bodies(0, b.upto_id) t
         group by 1
    )
    select c.number, c.after_id, c.upto_id
      from chain c
      left join found f on f.place = c.place
     where c.hash <> sha256(c.previous || convert_to(coalesce(f.body, ''), 'UTF8'))
$$;

--
-- Name: check_entries(); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.check_entries() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
declare
    wrong record;
begin
    select f.journal_id, f.currency, sum(f.amount_minor) as amount_minor
      into wrong
      from fresh f
     group by f.journal_id, f.currency
    having sum(f.amount_minor) <> 0
     limit 1;
    if found then
        raise exception 'journal % is out of balance by % %', wrong.journal_id, wrong.amount_minor, wrong.currency
            using errcode = 'LG002';
    end if;
    select j.id, j.line_count
      into wrong
      from (select distinct f.journal_id from fresh f) t
      join ledger.journals j on j.id = t.journal_id
     where j.line_count <> (select count(*) from ledger.entries e where e.journal_id = j.id)
     limit 1;
    if found then
        raise exception 'journal % must have % lines', wrong.id, wrong.line_count using errcode = 'LG003';
    end if;
    return null;
end $$;

--
-- Name: check_journal(); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.check_journal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
begin
    if (select count(*) from ledger.entries e where e.journal_id = new.id) <> new.line_count then
        raise exception 'journal % has not its % lines', new.id, new.line_count using errcode = 'LG003';
    end if;
    return null;
end $$;

--
-- Name: digest(bytea, bigint, bigint); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.digest(previous bytea, after_id bigint, upto_id bigint) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select sha256(previous || convert_to(coalesce(string_agg(t.body, e'\n' order by t.id), ''), 'UTF8'))
      from ledger.bodies(after_id, upto_id) t
$$;

--
-- Name: find_accounts(text[], text[], text[]); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.find_accounts(kinds text[], owners text[], currencies text[]) RETURNS bigint[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select array_agg(a.id order by l.position)
      from unnest(kinds, owners, currencies) with ordinality as l (kind, owner, currency, position)
      left join ledger.accounts a
        on a.kind = l.kind
       and a.owner = l.owner
       and a.currency = l.currency
$$;

--
-- Name: find_same(text[], boolean[], integer[], integer[], bigint[], bigint[]); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.find_same(keys text[], is_new boolean[], line_journals integer[], line_numbers integer[], line_accounts bigint[], line_amounts bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    journal_ids bigint[];
    differing text;
begin
    select array_agg(j.id order by k.position)
      into journal_ids
      from unnest(keys) with ordinality as k (key, position)
      join ledger.journals j on j.key = k.key;

    with asked as (
        select k.position, k.key, journal_ids[k.position] as journal_id
          from unnest(keys, is_new) with ordinality as k (key, was_new, position)
         where not k.was_new
    ), given as (
        select l.journal, l.number, l.account_id, l.amount_minor
          from unnest(line_journals, line_numbers, line_accounts, line_amounts)
               as l (journal, number, account_id, amount_minor)
    )
    select a.key
      into differing
      from asked a
     where exists (select g.number, g.account_id, g.amount_minor
                     from given g
                    where g.journal = a.position
                   except
                   select e.line, e.account_id, e.amount_minor
                     from ledger.entries e
                    where e.journal_id = a.journal_id)
        or exists (select e.line, e.account_id, e.amount_minor
                     from ledger.entries e
                    where e.journal_id = a.journal_id
                   except
                   select g.number, g.account_id, g.amount_minor
                     from given g
                    where g.journal = a.position)
     limit 1;
    if found then
        raise exception 'the key % was used for other lines', differing using errcode = 'LG004';
    end if;
    return journal_ids;
end $$;

--
-- Name: move_balances(boolean[], boolean[], integer[], bigint[], bigint[]); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.move_balances(is_new boolean[], forced boolean[], line_journals integer[], line_accounts bigint[], line_amounts bigint[]) RETURNS SETOF bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform 1
       from ledger.balances b
      where b.account_id = any (line_accounts)
      order by b.account_id
        for update;

    return query
    with moves as (
        select l.account_id,
               sum(l.amount_minor) as amount_minor,
               coalesce(sum(l.amount_minor) filter (where not forced[l.journal]), 0) as unforced_minor
          from unnest(line_journals, line_accounts, line_amounts) as l (journal, account_id, amount_minor)
         where is_new[l.journal]
         group by l.account_id
        having sum(l.amount_minor) <> 0
    ), moved as (
        update ledger.balances b
           set amount_minor = b.amount_minor + m.amount_minor,
               version = b.version + 1
          from moves m
         where b.account_id = m.account_id
        returning b.account_id, b.amount_minor, m.unforced_minor
    )
    select a.id
      from moved m
      join ledger.accounts a on a.id = m.account_id
     cross join lateral (select case a.side when 'D' then 1 else -1 end as sign) s
     where a.floor_minor is not null
       and s.sign * m.amount_minor < a.floor_minor
       and s.sign * m.unforced_minor < 0;
end $$;

--
-- Name: open_accounts(bigint[], text[], text[], text[]); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.open_accounts(line_accounts bigint[], line_kinds text[], line_owners text[], line_currencies text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    unknown text;
begin
    select l.kind
      into unknown
      from unnest(line_accounts, line_kinds) as l (account_id, kind)
     where l.account_id is null
       and not exists (select 1 from ledger.chart c where c.kind = l.kind)
     limit 1;
    if found then
        raise exception 'the chart of accounts has no %', unknown using errcode = 'LG006';
    end if;

    with wanted as (
        select distinct l.kind, l.owner, l.currency
          from unnest(line_accounts, line_kinds, line_owners, line_currencies)
               as l (account_id, kind, owner, currency)
         where l.account_id is null
    ), opened as (
        insert into ledger.accounts (kind, owner, currency, side, is_guarded, floor_minor)
        select w.kind, w.owner, w.currency, c.side, c.is_guarded, c.floor_minor
          from wanted w
          join ledger.chart c on c.kind = w.kind
         order by w.kind, w.owner, w.currency
            on conflict (kind, owner, currency) do nothing
        returning id, is_guarded
    )
    insert into ledger.balances (account_id)
    select o.id
      from opened o
     where o.is_guarded;
end $$;

--
-- Name: post(text[], text[], text[], integer[], boolean[], text[], timestamp with time zone[], integer[], integer[], text[], text[], text[], bigint[]); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.post(keys text[], kinds text[], sources text[], line_counts integer[], forced boolean[], reversed_keys text[], effective timestamp with time zone[], line_journals integer[], line_numbers integer[], line_kinds text[], line_owners text[], line_currencies text[], line_amounts bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
    line_accounts bigint[];
    new_ids jsonb;
    journal_ids bigint[];
    is_new boolean[];
    unknown text;
    low record;
begin
    line_accounts := ledger.find_accounts(line_kinds, line_owners, line_currencies);
    if array_position(line_accounts, null) is not null then
        perform ledger.open_accounts(line_accounts, line_kinds, line_owners, line_currencies);
        line_accounts := ledger.find_accounts(line_kinds, line_owners, line_currencies);
    end if;

    select k.key
      into unknown
      from unnest(reversed_keys) as k (key)
     where k.key is not null
       and not exists (select 1 from ledger.journals j where j.key = k.key)
     limit 1;
    if found then
        raise exception 'there is no journal % to reverse', unknown using errcode = 'LG007';
    end if;

    with inserted as (
        insert into ledger.journals (key, kind, source, line_count, is_forced, reverses_id, effective_at)
        select g.key,
               g.kind,
               g.source,
               g.line_count,
               g.is_forced,
               (select j.id from ledger.journals j where j.key = g.reversed_key),
               g.effective_at
          from unnest(keys, kinds, sources, line_counts, forced, reversed_keys, effective) with ordinality
               as g (key, kind, source, line_count, is_forced, reversed_key, effective_at, position)
         order by g.key, g.position
            on conflict (key) do nothing
        returning id, key
    )
    select coalesce(jsonb_object_agg(i.key, i.id), '{}')
      into new_ids
      from inserted i;

    -- The same key twice in one call: the first is posted, the others are compared with it.
    select array_agg((new_ids ->> k.key)::bigint order by k.position),
           array_agg(new_ids ? k.key and k.turn = 1 order by k.position)
      into journal_ids, is_new
      from (select u.key, u.position, row_number() over (partition by u.key order by u.position) as turn
              from unnest(keys) with ordinality as u (key, position)) k;

    insert into ledger.entries (journal_id, line, account_id, currency, amount_minor)
    select journal_ids[l.journal], l.number, l.account_id, l.currency, l.amount_minor
      from unnest(line_journals, line_numbers, line_accounts, line_currencies, line_amounts)
           as l (journal, number, account_id, currency, amount_minor)
     where is_new[l.journal];

    if false = any (is_new) then
        journal_ids := ledger.find_same(
            keys, is_new, line_journals, line_numbers, line_accounts, line_amounts
        );
    end if;

    select a.kind, a.owner, a.currency
      into low
      from ledger.move_balances(is_new, forced, line_journals, line_accounts, line_amounts) as m (account_id)
      join ledger.accounts a on a.id = m.account_id
     limit 1;
    if found then
        raise exception 'too little on %:% (%)', low.kind, low.owner, low.currency using errcode = 'LG005';
    end if;
    return journal_ids;
end $$;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    raise exception 'the ledger is append-only: % on %', tg_op, tg_table_name using errcode = 'LG001';
end $$;

--
-- Name: revenue_kinds(); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.revenue_kinds() RETURNS TABLE(kind text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select c.kind
      from ledger.chart c
     where c.side = 'C'
       and not c.is_guarded
       and c.kind like '%\_income'
$$;

--
-- Name: seal(bigint, integer); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.seal(settled_upto bigint, journals_max integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    last_number bigint := 0;
    last_upto bigint := 0;
    last_hash bytea := '';
    upto bigint;
    sealed int;
begin
    perform pg_advisory_xact_lock(hashtext('ledger.seal'));
    select s.number, s.upto_journal_id, s.hash
      into last_number, last_upto, last_hash
      from ledger.seals s
     order by s.number desc
     limit 1;
    select max(t.id), count(*)
      into upto, sealed
      from (select j.id
              from ledger.journals j
             where j.id > coalesce(last_upto, 0)
               and j.id <= settled_upto
             order by j.id
             limit journals_max) t;
    if sealed > 0 then
        insert into ledger.seals (number, upto_journal_id, hash)
        values (coalesce(last_number, 0) + 1,
                upto,
                ledger.digest(coalesce(last_hash, ''), coalesce(last_upto, 0), upto));
    end if;
    return sealed;
end $$;

--
-- Name: settled_upto(); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.settled_upto() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    lock table ledger.journals in share mode;
    return coalesce((select max(j.id) from ledger.journals j), 0);
end $$;

--
-- Name: sum_revenue(bigint, integer); Type: FUNCTION; Schema: ledger; Owner: -
--

CREATE FUNCTION ledger.sum_revenue(settled_upto bigint, journals_max integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    after_id bigint;
    upto bigint;
    passed int;
begin
    select p.upto_journal_id into after_id from ledger.revenue_progress p for update;
    select max(t.id), count(*)
      into upto, passed
      from (select j.id
              from ledger.journals j
             where j.id > after_id
               and j.id <= settled_upto
             order by j.id
             limit journals_max) t;
    insert into ledger.revenue_months
           (account_id, month, amount_minor, line_count, first_journal_id, last_journal_id)
    select e.account_id,
           date_trunc('month', j.effective_at at time zone 'UTC')::date,
           -sum(e.amount_minor),
           count(*),
           min(j.id),
           max(j.id)
      from ledger.accounts a
      join ledger.revenue_kinds() k on k.kind = a.kind
      join ledger.entries e on e.account_id = a.id and e.journal_id > after_id and e.journal_id <= upto
      join ledger.journals j on j.id = e.journal_id
     group by 1, 2
        on conflict (account_id, month) do update
       set amount_minor = revenue_months.amount_minor + excluded.amount_minor,
           line_count = revenue_months.line_count + excluded.line_count,
           first_journal_id = least(revenue_months.first_journal_id, excluded.first_journal_id),
           last_journal_id = greatest(revenue_months.last_journal_id, excluded.last_journal_id);
    update ledger.revenue_progress p
       set upto_journal_id = coalesce(upto, p.upto_journal_id),
           summed_at = clock_timestamp();
    return passed;
end $$;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: moderation; Owner: -
--

CREATE FUNCTION moderation.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'a decision stays as it was made';
end
$$;

--
-- Name: keep_parcel(); Type: FUNCTION; Schema: orders; Owner: -
--

CREATE FUNCTION orders.keep_parcel() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_temp'
    AS $$
declare
    parcel uuid := gen_random_uuid();
begin
    if exists (select 1 from orders.parcels p where p.order_id = new.id) then
        return null;
    end if;
    insert into orders.parcels (id, order_id, number, carrier, tracking_number, tracking_url, shipped_at)
    values (parcel, new.id, 1, new.carrier, new.tracking_number, new.tracking_url, new.shipped_at);
    with sent as (
        update orders.lines l
           set sent_quantity = l.quantity - l.dropped_quantity
         where l.order_id = new.id
        returning l.id, l.sent_quantity
    )
    insert into orders.parcel_lines (parcel_id, line_id, quantity)
    select parcel, s.id, s.sent_quantity from sent s where s.sent_quantity > 0;
    return null;
end $$;

--
-- Name: count_refund(); Type: FUNCTION; Schema: payments; Owner: -
--

CREATE FUNCTION payments.count_refund() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_temp'
    AS $$
begin
    update payments.payments set refunded_minor = refunded_minor + new.amount_minor where id = new.payment_id;
    return null;
end $$;

--
-- Name: check_move(); Type: FUNCTION; Schema: payouts; Owner: -
--

CREATE FUNCTION payouts.check_move() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if tg_op = 'DELETE'
       or (new.id, new.code, new.payee_kind, new.payee_id, new.currency, new.amount_minor, new.withheld_minor,
           new.destination_id, new.approvals_needed, new.created_at, new.provider)
          is distinct from
          (old.id, old.code, old.payee_kind, old.payee_id, old.currency, old.amount_minor, old.withheld_minor,
           old.destination_id, old.approvals_needed, old.created_at, old.provider)
       or new.approval_count < old.approval_count
       or new.came_back_minor < old.came_back_minor
       or (new.state <> old.state
           and (old.state, new.state) not in (('waiting', 'ready'), ('waiting', 'refused'), ('ready', 'refused'),
                                              ('ready', 'sent'), ('sent', 'paid'), ('sent', 'failed'))
           and not ((old.state, new.state) = ('paid', 'failed') and new.came_back_minor > old.came_back_minor))
    then
        raise exception 'a payout does not move from % like that', old.state using errcode = 'PY001';
    end if;
    return new;
end $$;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: payouts; Owner: -
--

CREATE FUNCTION payouts.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    raise exception 'what was done to payouts is never changed' using errcode = 'PY002';
end $$;

--
-- Name: give_back(uuid[], timestamp with time zone); Type: FUNCTION; Schema: promotions; Owner: -
--

CREATE FUNCTION promotions.give_back(purchases uuid[], at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform 1
       from promotions.coupons c
      where c.id in (select u.coupon_id
                       from promotions.uses u
                      where u.purchase_id = any (purchases)
                        and u.given_back_at is null)
      order by c.id
        for update;
    with returned as (
        update promotions.uses u
           set given_back_at = at
         where u.purchase_id = any (purchases)
           and u.given_back_at is null
        returning u.coupon_id
    ), counted as (
        select r.coupon_id, count(*)::int as use_count from returned r group by r.coupon_id
    )
    update promotions.coupons c
       set use_count = c.use_count - n.use_count
      from counted n
     where c.id = n.coupon_id;
end $$;

--
-- Name: redeem(uuid[], uuid[], uuid[], bigint[], timestamp with time zone); Type: FUNCTION; Schema: promotions; Owner: -
--

CREATE FUNCTION promotions.redeem(purchases uuid[], coupons uuid[], buyers uuid[], discounts bigint[], at timestamp with time zone) RETURNS TABLE(purchase_id uuid, coupon_id uuid)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    asked record;
    refused uuid[];
begin
    perform 1 from promotions.coupons c where c.id = any (coupons) order by c.id for update;
    for asked in
        select w.purchase_id as id, w.buyer_key, array_agg(w.coupon_id) as coupon_ids,
               array_agg(w.discount_minor) as discounts
          from unnest(purchases, coupons, buyers, discounts) with ordinality
               as w (purchase_id, coupon_id, buyer_key, discount_minor, position)
         group by w.purchase_id, w.buyer_key
         order by min(w.position)
    loop
        refused := array(select promotions.unusable(asked.coupon_ids, asked.buyer_key, at));
        if cardinality(refused) > 0 then
            return query select asked.id, r.id from unnest(refused) as r (id);
            continue;
        end if;
        insert into promotions.uses as u (purchase_id, coupon_id, buyer_key, discount_minor, used_at)
        select asked.id, d.coupon_id, asked.buyer_key, d.discount_minor, at
          from unnest(asked.coupon_ids, asked.discounts) as d (coupon_id, discount_minor)
            on conflict (purchase_id, coupon_id) do update
           set buyer_key = excluded.buyer_key,
               discount_minor = excluded.discount_minor,
               used_at = excluded.used_at,
               given_back_at = null;
        update promotions.coupons c set use_count = c.use_count + 1 where c.id = any (asked.coupon_ids);
    end loop;
end $$;

--
-- Name: retake(uuid[]); Type: FUNCTION; Schema: promotions; Owner: -
--

CREATE FUNCTION promotions.retake(purchases uuid[]) RETURNS SETOF uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    asked record;
begin
    if not exists (select 1
                     from promotions.uses u
                    where u.purchase_id = any (purchases)
                      and u.given_back_at is not null) then
        return;
    end if;
    perform 1
       from promotions.coupons c
      where c.id in (select u.coupon_id from promotions.uses u where u.purchase_id = any (purchases))
      order by c.id
        for update;
    for asked in
        select u.purchase_id as id, array_agg(u.coupon_id) as coupon_ids
          from promotions.uses u
         where u.purchase_id = any (purchases)
           and u.given_back_at is not null
         group by u.purchase_id
         order by u.purchase_id
    loop
        if exists (select 1
                     from promotions.coupons c
                    where c.id = any (asked.coupon_ids)
                      and c.use_count >= c.uses_max) then
            return next asked.id;
            continue;
        end if;
        update promotions.uses u
           set given_back_at = null
         where u.purchase_id = asked.id
           and u.coupon_id = any (asked.coupon_ids);
        update promotions.coupons c set use_count = c.use_count + 1 where c.id = any (asked.coupon_ids);
    end loop;
end $$;

--
-- Name: unusable(uuid[], uuid, timestamp with time zone); Type: FUNCTION; Schema: promotions; Owner: -
--

CREATE FUNCTION promotions.unusable(wanted uuid[], buyer uuid, at timestamp with time zone) RETURNS SETOF uuid
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select c.id
      from promotions.coupons c
     where c.id = any (wanted)
       and (c.is_paused
            or at < c.starts_at
            or at >= c.ends_at
            or c.use_count >= c.uses_max
            or c.uses_per_buyer_max <= (select count(*)
                                          from promotions.uses u
                                         where u.coupon_id = c.id
                                           and u.buyer_key = buyer
                                           and u.given_back_at is null))
$$;

--
-- Name: add_to_ratings(uuid[], integer[], integer[]); Type: FUNCTION; Schema: reviews; Owner: -
--

CREATE FUNCTION reviews.add_to_ratings(product_ids uuid[], stars integer[], amounts integer[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if product_ids is null then
        return;
    end if;
    insert into reviews.ratings as r (product_id)
    select distinct u.product_id from unnest(product_ids) as u (product_id) order by u.product_id
    on conflict do nothing;
    perform 1 from reviews.ratings r where r.product_id = any(product_ids) order by r.product_id for update;
    with change as (
        select u.product_id,
               coalesce(sum(u.amount) filter (where u.stars = 1), 0) as stars_1,
               coalesce(sum(u.amount) filter (where u.stars = 2), 0) as stars_2,
               coalesce(sum(u.amount) filter (where u.stars = 3), 0) as stars_3,
               coalesce(sum(u.amount) filter (where u.stars = 4), 0) as stars_4,
               coalesce(sum(u.amount) filter (where u.stars = 5), 0) as stars_5
          from unnest(product_ids, stars, amounts) as u (product_id, stars, amount)
         group by u.product_id
    )
    update reviews.ratings r
       set stars_1 = r.stars_1 + c.stars_1,
           stars_2 = r.stars_2 + c.stars_2,
           stars_3 = r.stars_3 + c.stars_3,
           stars_4 = r.stars_4 + c.stars_4,
           stars_5 = r.stars_5 + c.stars_5
      from change c
     where r.product_id = c.product_id;
end
$$;

--
-- Name: count_answer(); Type: FUNCTION; Schema: reviews; Owner: -
--

CREATE FUNCTION reviews.count_answer() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    change integer := 0;
begin
    if tg_op in ('UPDATE', 'DELETE') and old.hidden_for is null then
        change := change - 1;
    end if;
    if tg_op in ('INSERT', 'UPDATE') and new.hidden_for is null then
        change := change + 1;
    end if;
    if change <> 0 then
        update reviews.questions q
           set answer_count = q.answer_count + change
         where q.id = case when tg_op = 'DELETE' then old.question_id else new.question_id end;
    end if;
    return null;
end $$;

--
-- Name: count_reviews(); Type: FUNCTION; Schema: reviews; Owner: -
--

CREATE FUNCTION reviews.count_reviews() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'INSERT' then
        perform reviews.add_to_ratings(array_agg(n.product_id), array_agg(n.stars::int), array_agg(1))
           from new_rows n where n.hidden_for is null;
    elsif tg_op = 'DELETE' then
        perform reviews.add_to_ratings(array_agg(o.product_id), array_agg(o.stars::int), array_agg(-1))
           from old_rows o where o.hidden_for is null;
    else
        perform reviews.add_to_ratings(array_agg(c.product_id), array_agg(c.stars), array_agg(c.amount))
           from old_rows o
           join new_rows n using (id)
          cross join lateral (values (o.product_id, o.stars::int, -1, o.hidden_for is null),
                                     (n.product_id, n.stars::int, 1, n.hidden_for is null))
                as c (product_id, stars, amount, is_shown)
          where (o.stars, o.hidden_for is null) is distinct from (n.stars, n.hidden_for is null)
            and c.is_shown;
    end if;
    return null;
end
$$;

--
-- Name: count_vote(); Type: FUNCTION; Schema: reviews; Owner: -
--

CREATE FUNCTION reviews.count_vote() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    update reviews.answers a
       set helpful_count = a.helpful_count + case when tg_op = 'INSERT' then 1 else -1 end
     where a.id = case when tg_op = 'INSERT' then new.answer_id else old.answer_id end;
    return null;
end $$;

--
-- Name: mark_change(); Type: FUNCTION; Schema: search; Owner: -
--

CREATE FUNCTION search.mark_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.changed_tx := pg_current_xact_id()::text::bigint;
    return new;
end $$;

--
-- Name: closures; Type: TABLE; Schema: shops; Owner: -
--

CREATE TABLE shops.closures (
    shop_id uuid NOT NULL,
    closed_at timestamp with time zone NOT NULL
);

--
-- Name: shops; Type: TABLE; Schema: shops; Owner: -
--

CREATE TABLE shops.shops (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    handle text NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    country text NOT NULL,
    currency character(3) NOT NULL,
    shipping_minor bigint NOT NULL,
    return_days smallint NOT NULL,
    transit_max_days smallint NOT NULL,
    avatar_file_id uuid,
    opened_at timestamp with time zone NOT NULL,
    changed_tx bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    prices_include_tax boolean DEFAULT true NOT NULL,
    has_exempt_buyers boolean DEFAULT false NOT NULL,
    default_weight_g integer DEFAULT 500 NOT NULL,
    CONSTRAINT shops_country_check CHECK ((country = ANY (ARRAY['MX'::text, 'BR'::text, 'CO'::text, 'CL'::text, 'AR'::text, 'PE'::text, 'US'::text]))),
    CONSTRAINT shops_currency_check CHECK ((currency = ANY (ARRAY['MXN'::bpchar, 'BRL'::bpchar, 'COP'::bpchar, 'CLP'::bpchar, 'ARS'::bpchar, 'PEN'::bpchar, 'USD'::bpchar]))),
    CONSTRAINT shops_default_weight_g_check CHECK (((default_weight_g >= 1) AND (default_weight_g <= 1000000))),
    CONSTRAINT shops_description_check CHECK ((length(description) <= 1000)),
    CONSTRAINT shops_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    CONSTRAINT shops_return_days_check CHECK (((return_days >= 0) AND (return_days <= 90))),
    CONSTRAINT shops_shipping_minor_check CHECK (((shipping_minor >= 0) AND (shipping_minor <= '1000000000000'::bigint))),
    CONSTRAINT shops_transit_max_days_check CHECK (((transit_max_days >= 1) AND (transit_max_days <= 60)))
);

--
-- Name: is_closed(uuid); Type: FUNCTION; Schema: shops; Owner: -
--

CREATE FUNCTION shops.is_closed(shop uuid) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN ((EXISTS (SELECT 1 FROM shops.closures c WHERE (c.shop_id = is_closed.shop))) OR (EXISTS (SELECT 1 FROM shops.shops s WHERE ((s.id = is_closed.shop) AND identity.is_hidden(s.owner_id)))));

--
-- Name: is_verified(uuid, text); Type: FUNCTION; Schema: shops; Owner: -
--

CREATE FUNCTION shops.is_verified(shop uuid, called text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$select exists (select from shops.verified v where v.shop_id = shop and v.name = called)$$;

--
-- Name: blocks; Type: TABLE; Schema: social; Owner: -
--

CREATE TABLE social.blocks (
    blocker_id uuid NOT NULL,
    blocked_id uuid NOT NULL,
    blocked_at timestamp with time zone NOT NULL,
    CONSTRAINT blocks_check CHECK ((blocked_id <> blocker_id))
);

--
-- Name: is_apart(uuid, uuid); Type: FUNCTION; Schema: social; Owner: -
--

CREATE FUNCTION social.is_apart(one uuid, other uuid) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN ((EXISTS (SELECT 1 FROM social.blocks b WHERE ((b.blocker_id = is_apart.one) AND (b.blocked_id = is_apart.other)))) OR (EXISTS (SELECT 1 FROM social.blocks b WHERE ((b.blocker_id = is_apart.other) AND (b.blocked_id = is_apart.one)))));

--
-- Name: mutes; Type: TABLE; Schema: social; Owner: -
--

CREATE TABLE social.mutes (
    muter_id uuid NOT NULL,
    muted_id uuid NOT NULL,
    muted_at timestamp with time zone NOT NULL,
    CONSTRAINT mutes_check CHECK ((muted_id <> muter_id))
);

--
-- Name: is_unseen(uuid, uuid); Type: FUNCTION; Schema: social; Owner: -
--

CREATE FUNCTION social.is_unseen(reader uuid, author uuid) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (social.is_apart(reader, author) OR (EXISTS (SELECT 1 FROM social.mutes m WHERE ((m.muter_id = is_unseen.reader) AND (m.muted_id = is_unseen.author)))));

--
-- Name: add_to_counts(uuid[], uuid[], integer[]); Type: FUNCTION; Schema: videos; Owner: -
--

CREATE FUNCTION videos.add_to_counts(video_ids uuid[], parent_ids uuid[], amounts integer[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if video_ids is null then
        return;
    end if;
    -- A clip that is being deleted has no counts any more.
    insert into videos.talk_counts (video_id, comment_count)
    select v.id, 0
      from videos.videos v
     where v.id = any(video_ids)
     order by v.id
    on conflict do nothing;
    with change as (
        select c.video_id, sum(a.amount) as amount
          from unnest(video_ids, amounts) as a (video_id, amount)
          join videos.talk_counts c using (video_id)
         group by c.video_id
         order by c.video_id
    )
    update videos.talk_counts c
       set comment_count = c.comment_count + change.amount
      from change
     where c.video_id = change.video_id;
    with change as (
        select a.parent_id, sum(a.amount) as amount
          from unnest(parent_ids, amounts) as a (parent_id, amount)
         where a.parent_id is not null
         group by a.parent_id
    )
    update videos.comments c
       set reply_count = c.reply_count + change.amount
      from change
     where c.id = change.parent_id;
end
$$;

--
-- Name: count_comments(); Type: FUNCTION; Schema: videos; Owner: -
--

CREATE FUNCTION videos.count_comments() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'INSERT' then
        perform videos.add_to_counts(array_agg(n.video_id), array_agg(n.parent_id), array_agg(1))
           from new_rows n where n.is_shown;
    elsif tg_op = 'DELETE' then
        perform videos.add_to_counts(array_agg(o.video_id), array_agg(o.parent_id), array_agg(-1))
           from old_rows o where o.is_shown;
    else
        perform videos.add_to_counts(array_agg(n.video_id), array_agg(n.parent_id),
                                     array_agg(n.is_shown::int - o.is_shown::int))
           from new_rows n join old_rows o using (id) where n.is_shown <> o.is_shown;
    end if;
    return null;
end
$$;

--
-- Name: creator_of_shown(uuid, timestamp with time zone); Type: FUNCTION; Schema: videos; Owner: -
--

CREATE FUNCTION videos.creator_of_shown(video uuid, moment timestamp with time zone) RETURNS uuid
    LANGUAGE sql STABLE
    RETURN (SELECT v.creator_id FROM videos.videos v WHERE ((v.id = creator_of_shown.video) AND (v.published_at <= creator_of_shown.moment)));

--
-- Name: is_limited(uuid); Type: FUNCTION; Schema: videos; Owner: -
--

CREATE FUNCTION videos.is_limited(video uuid) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (EXISTS (SELECT 1 FROM videos.tags t WHERE ((t.video_id = is_limited.video) AND catalogue.is_limited(t.product_id))));

--
-- Name: showing(uuid); Type: FUNCTION; Schema: videos; Owner: -
--

CREATE FUNCTION videos.showing(shop uuid) RETURNS TABLE(id uuid, caption text, creator_id uuid, published_at timestamp with time zone)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT v.id,
     v.caption,
     v.creator_id,
     v.published_at
    FROM videos.videos v
   WHERE ((v.published_at IS NOT NULL) AND (v.id IN ( SELECT t.video_id
            FROM (catalogue.products p
              JOIN videos.tags t ON ((t.product_id = p.id)))
           WHERE ((p.shop_id = showing.shop) AND (p.status = 'active'::text)))));
END;

--
-- Name: shows_category(uuid[], text[]); Type: FUNCTION; Schema: videos; Owner: -
--

CREATE FUNCTION videos.shows_category(clips uuid[], categories text[]) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (EXISTS (SELECT 1 FROM (videos.tags t JOIN catalogue.products p ON ((p.id = t.product_id))) WHERE ((t.video_id = ANY (shows_category.clips)) AND (p.category = ANY (shows_category.categories)))));

--
-- Name: shows_shop(uuid, uuid); Type: FUNCTION; Schema: videos; Owner: -
--

CREATE FUNCTION videos.shows_shop(video uuid, shop uuid) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (EXISTS (SELECT 1 FROM (videos.tags t JOIN catalogue.products p ON ((p.id = t.product_id))) WHERE ((t.video_id = shows_shop.video) AND (p.shop_id = shows_shop.shop) AND (p.status = 'active'::text))));

--
-- Name: erasures; Type: TABLE; Schema: account; Owner: -
--

CREATE TABLE account.erasures (
    person_id uuid NOT NULL,
    email text,
    begun_at timestamp with time zone NOT NULL,
    done text[] DEFAULT '{}'::text[] NOT NULL,
    tried_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT erasures_check CHECK (((finished_at IS NULL) = (email IS NOT NULL))),
    CONSTRAINT erasures_email_check CHECK ((length(email) <= 254))
);

--
-- Name: exports; Type: TABLE; Schema: account; Owner: -
--

CREATE TABLE account.exports (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    language text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    attempt_count smallint DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    ready_at timestamp with time zone,
    expires_at timestamp with time zone,
    size_bytes bigint,
    CONSTRAINT exports_check CHECK (((state = ANY (ARRAY['ready'::text, 'expired'::text])) = (expires_at IS NOT NULL))),
    CONSTRAINT exports_check1 CHECK (((state <> 'ready'::text) OR (size_bytes IS NOT NULL))),
    CONSTRAINT exports_language_check CHECK ((language = ANY (ARRAY['es'::text, 'pt'::text, 'en'::text]))),
    CONSTRAINT exports_size_bytes_check CHECK ((size_bytes > 0)),
    CONSTRAINT exports_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'failed'::text, 'expired'::text])))
);

--
-- Name: saved; Type: TABLE; Schema: addresses; Owner: -
--

CREATE TABLE addresses.saved (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    label text NOT NULL,
    is_default boolean NOT NULL,
    address jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT saved_address_check CHECK (((jsonb_typeof(address) = 'object'::text) AND (length((address)::text) <= 4000))),
    CONSTRAINT saved_label_check CHECK ((length(label) <= 40))
);

--
-- Name: accounts; Type: TABLE; Schema: ads; Owner: -
--

CREATE TABLE ads.accounts (
    shop_id uuid NOT NULL,
    currency character(3) NOT NULL,
    deposited_minor bigint DEFAULT 0 NOT NULL,
    spent_milli bigint DEFAULT 0 NOT NULL,
    posted_minor bigint DEFAULT 0 NOT NULL,
    CONSTRAINT accounts_balance_check CHECK ((spent_milli <= (deposited_minor * 1000))),
    CONSTRAINT accounts_deposited_minor_check CHECK ((deposited_minor >= 0)),
    CONSTRAINT accounts_posted_check CHECK (((posted_minor * 1000) <= spent_milli)),
    CONSTRAINT accounts_posted_minor_check CHECK ((posted_minor >= 0)),
    CONSTRAINT accounts_spent_milli_check CHECK ((spent_milli >= 0))
);

--
-- Name: campaigns; Type: TABLE; Schema: ads; Owner: -
--

CREATE TABLE ads.campaigns (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    advertiser_id uuid NOT NULL,
    video_id uuid NOT NULL,
    name text NOT NULL,
    currency character(3) NOT NULL,
    pricing text NOT NULL,
    bid_minor bigint NOT NULL,
    worth_minor bigint GENERATED ALWAYS AS (
CASE pricing
    WHEN 'tap'::text THEN (bid_minor * 10)
    ELSE bid_minor
END) STORED NOT NULL,
    budget_minor bigint NOT NULL,
    daily_cap_minor bigint NOT NULL,
    countries text[] NOT NULL,
    languages text[] NOT NULL,
    age_bands text[] NOT NULL,
    categories text[] NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    status text NOT NULL,
    spent_milli bigint DEFAULT 0 NOT NULL,
    spent_on date NOT NULL,
    day_milli bigint DEFAULT 0 NOT NULL,
    made_at timestamp with time zone NOT NULL,
    hidden_at timestamp with time zone,
    CONSTRAINT campaigns_age_bands_check CHECK ((cardinality(age_bands) <= 10)),
    CONSTRAINT campaigns_bid_check CHECK (((bid_minor <= budget_minor) AND (daily_cap_minor <= budget_minor))),
    CONSTRAINT campaigns_bid_minor_check CHECK ((bid_minor > 0)),
    CONSTRAINT campaigns_budget_check CHECK (((spent_milli >= 0) AND (spent_milli <= (budget_minor * 1000)))),
    CONSTRAINT campaigns_budget_minor_check CHECK ((budget_minor > 0)),
    CONSTRAINT campaigns_cap_check CHECK (((day_milli >= 0) AND (day_milli <= (daily_cap_minor * 1000)))),
    CONSTRAINT campaigns_categories_check CHECK ((cardinality(categories) <= 20)),
    CONSTRAINT campaigns_check CHECK ((ends_at > starts_at)),
    CONSTRAINT campaigns_countries_check CHECK (((cardinality(countries) >= 1) AND (cardinality(countries) <= 10))),
    CONSTRAINT campaigns_daily_cap_minor_check CHECK ((daily_cap_minor > 0)),
    CONSTRAINT campaigns_languages_check CHECK ((cardinality(languages) <= 10)),
    CONSTRAINT campaigns_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    CONSTRAINT campaigns_pricing_check CHECK ((pricing = ANY (ARRAY['impression'::text, 'tap'::text]))),
    CONSTRAINT campaigns_status_check CHECK ((status = ANY (ARRAY['running'::text, 'paused'::text, 'ended'::text])))
);

--
-- Name: charges; Type: TABLE; Schema: ads; Owner: -
--

CREATE TABLE ads.charges (
    impression_id uuid NOT NULL,
    kind text NOT NULL,
    campaign_id uuid NOT NULL,
    viewer_id uuid NOT NULL,
    price_milli bigint NOT NULL,
    charged_at timestamp with time zone NOT NULL,
    CONSTRAINT charges_kind_check CHECK ((kind = ANY (ARRAY['impression'::text, 'tap'::text]))),
    CONSTRAINT charges_price_milli_check CHECK ((price_milli >= 0))
);

--
-- Name: consents; Type: TABLE; Schema: ads; Owner: -
--

CREATE TABLE ads.consents (
    video_id uuid NOT NULL,
    creator_id uuid NOT NULL,
    allowed_at timestamp with time zone NOT NULL
);

--
-- Name: days; Type: TABLE; Schema: ads; Owner: -
--

CREATE TABLE ads.days (
    campaign_id uuid NOT NULL,
    day date NOT NULL,
    served_count bigint DEFAULT 0 NOT NULL,
    viewable_count bigint DEFAULT 0 NOT NULL,
    tap_count bigint DEFAULT 0 NOT NULL,
    filtered_count bigint DEFAULT 0 NOT NULL
);

--
-- Name: hides; Type: TABLE; Schema: ads; Owner: -
--

CREATE TABLE ads.hides (
    viewer_id uuid NOT NULL,
    campaign_id uuid NOT NULL
);

--
-- Name: moves; Type: TABLE; Schema: ads; Owner: -
--

CREATE TABLE ads.moves (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    CONSTRAINT moves_amount_minor_check CHECK ((amount_minor <> 0))
);

--
-- Name: pace; Type: TABLE; Schema: ads; Owner: -
--

CREATE TABLE ads.pace (
    viewer_id uuid NOT NULL,
    clip_ids uuid[] NOT NULL,
    served_at timestamp with time zone NOT NULL
);

--
-- Name: seen; Type: TABLE; Schema: ads; Owner: -
--

CREATE TABLE ads.seen (
    viewer_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    day date NOT NULL,
    seen_count integer NOT NULL
);

--
-- Name: adjustments; Type: TABLE; Schema: affiliates; Owner: -
--

CREATE TABLE affiliates.adjustments (
    key text NOT NULL,
    commission_id uuid NOT NULL,
    reason text NOT NULL,
    amount_minor bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT adjustments_amount_minor_check CHECK ((amount_minor < 0)),
    CONSTRAINT adjustments_reason_check CHECK ((reason = ANY (ARRAY['order_cancelled'::text, 'refund'::text, 'chargeback'::text])))
);

--
-- Name: agreements; Type: TABLE; Schema: affiliates; Owner: -
--

CREATE TABLE affiliates.agreements (
    room_id uuid NOT NULL,
    product_id uuid NOT NULL,
    creator_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    rate_bps integer NOT NULL,
    agreed_at timestamp with time zone NOT NULL,
    CONSTRAINT agreements_rate_bps_check CHECK (((rate_bps >= 100) AND (rate_bps <= 8000)))
);

--
-- Name: commissions; Type: TABLE; Schema: affiliates; Owner: -
--

CREATE TABLE affiliates.commissions (
    id uuid NOT NULL,
    line_id uuid NOT NULL,
    order_id uuid NOT NULL,
    order_code text NOT NULL,
    shop_id uuid NOT NULL,
    creator_id uuid NOT NULL,
    video_id uuid,
    product_id uuid NOT NULL,
    product_title text NOT NULL,
    currency character(3) NOT NULL,
    price_paid_minor bigint NOT NULL,
    discount_minor bigint NOT NULL,
    tax_rate_bps integer NOT NULL,
    tax_minor bigint NOT NULL,
    base_minor bigint NOT NULL,
    plan_kind text NOT NULL,
    plan_version integer NOT NULL,
    rate_bps integer NOT NULL,
    amount_minor bigint NOT NULL,
    reversed_minor bigint DEFAULT 0 NOT NULL,
    state text NOT NULL,
    hold_until timestamp with time zone,
    hold_reason text,
    available_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    locked_until timestamp with time zone,
    surface text DEFAULT 'clip'::text NOT NULL,
    room_id uuid,
    CONSTRAINT commissions_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT commissions_base_minor_check CHECK ((base_minor >= 0)),
    CONSTRAINT commissions_check CHECK (((reversed_minor >= 0) AND (reversed_minor <= amount_minor))),
    CONSTRAINT commissions_check1 CHECK ((base_minor = (price_paid_minor - tax_minor))),
    CONSTRAINT commissions_check2 CHECK ((((state = 'available'::text) = (available_at IS NOT NULL)) OR (state = 'void'::text))),
    CONSTRAINT commissions_discount_minor_check CHECK ((discount_minor >= 0)),
    CONSTRAINT commissions_hold_reason_check CHECK ((hold_reason = ANY (ARRAY['waiting_delivery'::text, 'transit_max'::text, 'return_window'::text, 'return_open'::text]))),
    CONSTRAINT commissions_place_check CHECK ((((surface = 'clip'::text) = (video_id IS NOT NULL)) AND ((surface = ANY (ARRAY['live'::text, 'replay'::text])) = (room_id IS NOT NULL)))),
    CONSTRAINT commissions_plan_kind_check CHECK ((plan_kind = ANY (ARRAY['shop'::text, 'product'::text, 'default'::text, 'agreed'::text]))),
    CONSTRAINT commissions_price_paid_minor_check CHECK ((price_paid_minor >= 0)),
    CONSTRAINT commissions_rate_bps_check CHECK (((rate_bps >= 1) AND (rate_bps <= 8000))),
    CONSTRAINT commissions_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'available'::text, 'void'::text]))),
    CONSTRAINT commissions_surface_check CHECK ((surface = ANY (ARRAY['clip'::text, 'link'::text, 'live'::text, 'replay'::text]))),
    CONSTRAINT commissions_tax_minor_check CHECK ((tax_minor >= 0)),
    CONSTRAINT commissions_tax_rate_bps_check CHECK ((tax_rate_bps >= 0))
);

--
-- Name: decisions; Type: TABLE; Schema: affiliates; Owner: -
--

CREATE TABLE affiliates.decisions (
    line_id uuid NOT NULL,
    order_id uuid NOT NULL,
    rule text NOT NULL,
    winner_touch_id uuid,
    touches jsonb NOT NULL,
    window_days integer NOT NULL,
    decided_at timestamp with time zone NOT NULL
);

--
-- Name: freezes; Type: TABLE; Schema: affiliates; Owner: -
--

CREATE TABLE affiliates.freezes (
    cart_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    touch_id uuid NOT NULL,
    frozen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT freezes_check CHECK ((expires_at > frozen_at))
);

--
-- Name: grants; Type: TABLE; Schema: affiliates; Owner: -
--

CREATE TABLE affiliates.grants (
    creator_id uuid NOT NULL,
    product_id uuid NOT NULL,
    plan_kind text NOT NULL,
    plan_version integer NOT NULL,
    rate_bps integer NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    locked_until timestamp with time zone NOT NULL,
    lost_at timestamp with time zone,
    CONSTRAINT grants_check CHECK ((locked_until > granted_at)),
    CONSTRAINT grants_plan_kind_check CHECK ((plan_kind = ANY (ARRAY['shop'::text, 'product'::text]))),
    CONSTRAINT grants_plan_version_check CHECK ((plan_version > 0)),
    CONSTRAINT grants_rate_bps_check CHECK (((rate_bps >= 100) AND (rate_bps <= 8000)))
);

--
-- Name: plan_versions; Type: TABLE; Schema: affiliates; Owner: -
--

CREATE TABLE affiliates.plan_versions (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    product_id uuid,
    version integer NOT NULL,
    rate_bps integer,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT plan_versions_rate_bps_check CHECK (((rate_bps >= 100) AND (rate_bps <= 8000))),
    CONSTRAINT plan_versions_version_check CHECK ((version > 0))
);

--
-- Name: reserves; Type: TABLE; Schema: affiliates; Owner: -
--

CREATE TABLE affiliates.reserves (
    key text NOT NULL,
    commission_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    state text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT reserves_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT reserves_key_check CHECK ((length(key) <= 255)),
    CONSTRAINT reserves_state_check CHECK ((state = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text])))
);

--
-- Name: shop_policies; Type: TABLE; Schema: affiliates; Owner: -
--

CREATE TABLE affiliates.shop_policies (
    shop_id uuid NOT NULL,
    is_default_plan_opted_out boolean DEFAULT false NOT NULL
);

--
-- Name: touches; Type: TABLE; Schema: affiliates; Owner: -
--

CREATE TABLE affiliates.touches (
    id uuid NOT NULL,
    visitor_id uuid NOT NULL,
    person_id uuid,
    creator_id uuid NOT NULL,
    video_id uuid,
    product_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    is_earning boolean NOT NULL,
    plan_kind text,
    plan_version integer,
    rate_bps integer,
    at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    locked_until timestamp with time zone,
    surface text DEFAULT 'clip'::text NOT NULL,
    room_id uuid,
    CONSTRAINT touches_check CHECK ((expires_at > at)),
    CONSTRAINT touches_check1 CHECK (((rate_bps IS NULL) = (plan_kind IS NULL))),
    CONSTRAINT touches_place_check CHECK ((((surface = 'clip'::text) = (video_id IS NOT NULL)) AND ((surface = ANY (ARRAY['live'::text, 'replay'::text])) = (room_id IS NOT NULL)))),
    CONSTRAINT touches_plan_kind_check CHECK ((plan_kind = ANY (ARRAY['shop'::text, 'product'::text, 'default'::text, 'agreed'::text]))),
    CONSTRAINT touches_rate_bps_check CHECK (((rate_bps >= 1) AND (rate_bps <= 8000))),
    CONSTRAINT touches_surface_check CHECK ((surface = ANY (ARRAY['clip'::text, 'link'::text, 'live'::text, 'replay'::text])))
);

--
-- Name: audiences; Type: TABLE; Schema: analytics; Owner: -
--

CREATE TABLE analytics.audiences (
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    window_days smallint NOT NULL,
    dimension text NOT NULL,
    name text NOT NULL,
    people_count bigint NOT NULL,
    CONSTRAINT audiences_dimension_check CHECK ((dimension = ANY (ARRAY['all'::text, 'age'::text, 'language'::text, 'country'::text]))),
    CONSTRAINT audiences_people_count_check CHECK ((people_count > 0))
);

--
-- Name: daily; Type: TABLE; Schema: analytics; Owner: -
--

CREATE TABLE analytics.daily (
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    day date NOT NULL,
    view_count bigint NOT NULL,
    completed_count bigint NOT NULL,
    watched_ms bigint NOT NULL,
    tap_count bigint NOT NULL
);

--
-- Name: daily_sales; Type: TABLE; Schema: analytics; Owner: -
--

CREATE TABLE analytics.daily_sales (
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    day date NOT NULL,
    currency character(3) NOT NULL,
    order_count bigint NOT NULL,
    sold_minor bigint NOT NULL,
    earned_minor bigint NOT NULL
);

--
-- Name: days; Type: TABLE; Schema: analytics; Owner: -
--

CREATE TABLE analytics.days (
    video_id uuid NOT NULL,
    day date NOT NULL,
    view_count bigint DEFAULT 0 NOT NULL,
    completed_count bigint DEFAULT 0 NOT NULL,
    watched_ms bigint DEFAULT 0 NOT NULL,
    CONSTRAINT days_completed_count_check CHECK ((completed_count >= 0)),
    CONSTRAINT days_view_count_check CHECK ((view_count >= 0)),
    CONSTRAINT days_watched_ms_check CHECK ((watched_ms >= 0))
)
WITH (fillfactor='50');

--
-- Name: market_days; Type: TABLE; Schema: analytics; Owner: -
--

CREATE TABLE analytics.market_days (
    day date NOT NULL,
    currency character(3) NOT NULL,
    purchase_count bigint NOT NULL,
    sold_minor bigint NOT NULL,
    refund_count bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    dispute_count bigint NOT NULL,
    disputed_minor bigint NOT NULL,
    CONSTRAINT market_days_dispute_count_check CHECK ((dispute_count >= 0)),
    CONSTRAINT market_days_disputed_minor_check CHECK ((disputed_minor >= 0)),
    CONSTRAINT market_days_purchase_count_check CHECK ((purchase_count >= 0)),
    CONSTRAINT market_days_refund_count_check CHECK ((refund_count >= 0)),
    CONSTRAINT market_days_refunded_minor_check CHECK ((refunded_minor >= 0)),
    CONSTRAINT market_days_sold_minor_check CHECK ((sold_minor >= 0))
);

--
-- Name: sales; Type: TABLE; Schema: analytics; Owner: -
--

CREATE TABLE analytics.sales (
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    window_days smallint NOT NULL,
    currency character(3) NOT NULL,
    order_count bigint NOT NULL,
    sold_minor bigint NOT NULL,
    earned_minor bigint NOT NULL
);

--
-- Name: summed; Type: TABLE; Schema: analytics; Owner: -
--

CREATE TABLE analytics.summed (
    is_only boolean DEFAULT true NOT NULL,
    through date NOT NULL,
    CONSTRAINT summed_is_only_check CHECK (is_only)
);

--
-- Name: totals; Type: TABLE; Schema: analytics; Owner: -
--

CREATE TABLE analytics.totals (
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    window_days smallint NOT NULL,
    view_count bigint NOT NULL,
    completed_count bigint NOT NULL,
    watched_ms bigint NOT NULL,
    tap_count bigint NOT NULL
);

--
-- Name: viewings; Type: TABLE; Schema: analytics; Owner: -
--

CREATE TABLE analytics.viewings (
    day date NOT NULL,
    video_id uuid NOT NULL,
    viewer_id uuid NOT NULL
);

--
-- Name: audits; Type: TABLE; Schema: books; Owner: -
--

CREATE TABLE books.audits (
    id uuid NOT NULL,
    began_at timestamp with time zone NOT NULL,
    took_ms integer NOT NULL,
    journal_count bigint NOT NULL,
    findings jsonb NOT NULL,
    breach_count integer NOT NULL,
    CONSTRAINT audits_breach_count_check CHECK ((breach_count >= 0)),
    CONSTRAINT audits_journal_count_check CHECK ((journal_count >= 0)),
    CONSTRAINT audits_took_ms_check CHECK ((took_ms >= 0))
);

--
-- Name: carts; Type: TABLE; Schema: carts; Owner: -
--

CREATE TABLE carts.carts (
    id uuid NOT NULL,
    touched_at timestamp with time zone NOT NULL
);

--
-- Name: lines; Type: TABLE; Schema: carts; Owner: -
--

CREATE TABLE carts.lines (
    cart_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    product_id uuid NOT NULL,
    quantity smallint NOT NULL,
    touch_id uuid,
    price_when_added_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT lines_price_when_added_minor_check CHECK ((price_when_added_minor > 0)),
    CONSTRAINT lines_quantity_check CHECK (((quantity >= 1) AND (quantity <= 99)))
);

--
-- Name: collected; Type: TABLE; Schema: catalogue; Owner: -
--

CREATE TABLE catalogue.collected (
    collection_id uuid NOT NULL,
    product_id uuid NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT collected_position_check CHECK ((("position" >= 0) AND ("position" <= 199)))
);

--
-- Name: collections; Type: TABLE; Schema: catalogue; Owner: -
--

CREATE TABLE catalogue.collections (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    name text NOT NULL,
    cover_file_id uuid,
    is_hidden boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    changed_tx bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT collections_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)))
);

--
-- Name: flash_prices; Type: TABLE; Schema: catalogue; Owner: -
--

CREATE TABLE catalogue.flash_prices (
    id uuid NOT NULL,
    variant_id uuid NOT NULL,
    product_id uuid NOT NULL,
    price_minor bigint NOT NULL,
    before_minor bigint,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    CONSTRAINT flash_prices_check CHECK ((before_minor > price_minor)),
    CONSTRAINT flash_prices_check1 CHECK ((ends_at > starts_at)),
    CONSTRAINT flash_prices_price_minor_check CHECK (((price_minor >= 1) AND (price_minor <= 1000000000)))
);

--
-- Name: prices; Type: TABLE; Schema: catalogue; Owner: -
--

CREATE TABLE catalogue.prices (
    variant_id uuid NOT NULL,
    version integer NOT NULL,
    price_minor bigint NOT NULL,
    compare_at_minor bigint,
    currency character(3) NOT NULL,
    valid_from timestamp with time zone NOT NULL
);

--
-- Name: variants; Type: TABLE; Schema: catalogue; Owner: -
--

CREATE TABLE catalogue.variants (
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    "position" smallint NOT NULL,
    sku text NOT NULL,
    option_values text[] NOT NULL,
    price_minor bigint NOT NULL,
    compare_at_minor bigint,
    price_version integer DEFAULT 1 NOT NULL,
    removed_at timestamp with time zone,
    weight_g integer,
    CONSTRAINT variants_check CHECK (((compare_at_minor > price_minor) AND (compare_at_minor <= 1000000000))),
    CONSTRAINT variants_option_values_check CHECK ((cardinality(option_values) <= 3)),
    CONSTRAINT variants_price_minor_check CHECK (((price_minor >= 1) AND (price_minor <= 1000000000))),
    CONSTRAINT variants_price_version_check CHECK ((price_version > 0)),
    CONSTRAINT variants_sku_check CHECK ((length(sku) <= 64)),
    CONSTRAINT variants_weight_g_check CHECK (((weight_g >= 1) AND (weight_g <= 1000000)))
);

--
-- Name: cart_links; Type: TABLE; Schema: channels; Owner: -
--

CREATE TABLE channels.cart_links (
    code text NOT NULL,
    person_id uuid NOT NULL,
    lines jsonb NOT NULL,
    video_id uuid,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT cart_links_code_check CHECK ((length(code) = 16)),
    CONSTRAINT cart_links_lines_check CHECK (((jsonb_array_length(lines) >= 1) AND (jsonb_array_length(lines) <= 20)))
);

--
-- Name: feeds; Type: TABLE; Schema: channels; Owner: -
--

CREATE TABLE channels.feeds (
    shop_id uuid NOT NULL,
    target text NOT NULL,
    token_digest bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    fetched_at timestamp with time zone,
    row_count integer,
    left_out_count integer,
    CONSTRAINT feeds_left_out_count_check CHECK ((left_out_count >= 0)),
    CONSTRAINT feeds_row_count_check CHECK ((row_count >= 0)),
    CONSTRAINT feeds_target_check CHECK ((target = ANY (ARRAY['meta'::text, 'google'::text, 'tiktok'::text]))),
    CONSTRAINT feeds_token_digest_check CHECK ((length(token_digest) = 32))
);

--
-- Name: exempt_buyers; Type: TABLE; Schema: checkout; Owner: -
--

CREATE TABLE checkout.exempt_buyers (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    person_id uuid,
    email text,
    document text NOT NULL,
    ends_on date NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT exempt_buyers_check CHECK (((person_id IS NULL) <> (email IS NULL))),
    CONSTRAINT exempt_buyers_document_check CHECK (((length(document) >= 1) AND (length(document) <= 60))),
    CONSTRAINT exempt_buyers_email_check CHECK ((length(email) <= 254))
);

--
-- Name: purchases; Type: TABLE; Schema: checkout; Owner: -
--

CREATE TABLE checkout.purchases (
    id uuid NOT NULL,
    buyer_id uuid,
    request_hash bytea NOT NULL,
    currency character(3) NOT NULL,
    total_minor bigint NOT NULL,
    status text DEFAULT 'awaiting_payment'::text NOT NULL,
    orders json NOT NULL,
    hold_until timestamp with time zone NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    given_up_at timestamp with time zone,
    CONSTRAINT purchases_check CHECK (((status <> 'paid'::text) OR (paid_at IS NOT NULL))),
    CONSTRAINT purchases_check1 CHECK (((given_up_at IS NULL) OR (status = ANY (ARRAY['expired'::text, 'refunded'::text])))),
    CONSTRAINT purchases_request_hash_check CHECK ((length(request_hash) = 32)),
    CONSTRAINT purchases_status_check CHECK ((status = ANY (ARRAY['awaiting_payment'::text, 'challenge'::text, 'declined'::text, 'waiting'::text, 'confirmed'::text, 'pending'::text, 'paid'::text, 'expired'::text, 'refunded'::text]))),
    CONSTRAINT purchases_total_minor_check CHECK ((total_minor > 0))
)
WITH (fillfactor='85');

--
-- Name: claims; Type: TABLE; Schema: drops; Owner: -
--

CREATE TABLE drops.claims (
    id uuid NOT NULL,
    drop_id uuid NOT NULL,
    holder_id uuid NOT NULL,
    person_id uuid,
    quantity integer NOT NULL,
    state text NOT NULL,
    turn bigint NOT NULL,
    until timestamp with time zone,
    asked_at timestamp with time zone NOT NULL,
    address_key bytea,
    instrument_key bytea,
    CONSTRAINT claims_check CHECK (((state <> 'held'::text) OR (until IS NOT NULL))),
    CONSTRAINT claims_check1 CHECK (((person_id IS NULL) OR (person_id = holder_id))),
    CONSTRAINT claims_quantity_check CHECK (((quantity >= 1) AND (quantity <= 10))),
    CONSTRAINT claims_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'held'::text, 'bought'::text, 'over'::text, 'missed'::text])))
)
WITH (fillfactor='80');

--
-- Name: claims_turn_seq; Type: SEQUENCE; Schema: drops; Owner: -
--

ALTER TABLE drops.claims ALTER COLUMN turn ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME drops.claims_turn_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: drops; Type: TABLE; Schema: drops; Owner: -
--

CREATE TABLE drops.drops (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    place text NOT NULL,
    place_id uuid,
    price_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    unit_count integer NOT NULL,
    buyer_max integer NOT NULL,
    needs_account boolean NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    is_cancelled boolean DEFAULT false NOT NULL,
    CONSTRAINT drops_buyer_max_check CHECK (((buyer_max >= 1) AND (buyer_max <= 10))),
    CONSTRAINT drops_check CHECK ((closes_at > opens_at)),
    CONSTRAINT drops_check1 CHECK (((place = ANY (ARRAY['video'::text, 'room'::text])) = (place_id IS NOT NULL))),
    CONSTRAINT drops_check2 CHECK (((ended_at IS NOT NULL) OR (NOT is_cancelled))),
    CONSTRAINT drops_place_check CHECK ((place = ANY (ARRAY['product'::text, 'video'::text, 'room'::text, 'link'::text]))),
    CONSTRAINT drops_price_minor_check CHECK ((price_minor > 0)),
    CONSTRAINT drops_unit_count_check CHECK (((unit_count >= 1) AND (unit_count <= 100000)))
);

--
-- Name: instruments; Type: TABLE; Schema: drops; Owner: -
--

CREATE TABLE drops.instruments (
    drop_id uuid NOT NULL,
    instrument_key bytea NOT NULL,
    CONSTRAINT instruments_instrument_key_check CHECK ((length(instrument_key) = 32))
);

--
-- Name: changes; Type: TABLE; Schema: external; Owner: -
--

CREATE TABLE external.changes (
    conversion_id uuid NOT NULL,
    number integer NOT NULL,
    cause text NOT NULL,
    state text NOT NULL,
    commission_minor bigint NOT NULL,
    creator_change_minor bigint NOT NULL,
    postback_id uuid,
    receipt_id uuid,
    at timestamp with time zone NOT NULL,
    CONSTRAINT changes_cause_check CHECK ((cause = ANY (ARRAY['postback'::text, 'matched'::text, 'money_received'::text]))),
    CONSTRAINT changes_number_check CHECK ((number > 0)),
    CONSTRAINT changes_state_check CHECK ((state = ANY (ARRAY['reported'::text, 'confirmed'::text, 'rejected'::text])))
);

--
-- Name: clicks; Type: TABLE; Schema: external; Owner: -
--

CREATE TABLE external.clicks (
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    creator_id uuid NOT NULL,
    merchant_id uuid,
    video_id uuid,
    visitor_id uuid NOT NULL,
    person_id uuid,
    share_bps integer NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT clicks_share_bps_check CHECK (((share_bps >= 0) AND (share_bps <= 10000)))
);

--
-- Name: conversions; Type: TABLE; Schema: external; Owner: -
--

CREATE TABLE external.conversions (
    id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    transaction_ref text NOT NULL,
    event text NOT NULL,
    click_id uuid,
    creator_id uuid,
    product_id uuid,
    product_title text NOT NULL,
    currency character(3) NOT NULL,
    sale_minor bigint,
    commission_minor bigint NOT NULL,
    share_bps integer NOT NULL,
    state text NOT NULL,
    received_minor bigint DEFAULT 0 NOT NULL,
    reported_minor bigint DEFAULT 0 NOT NULL,
    pending_minor bigint DEFAULT 0 NOT NULL,
    available_minor bigint DEFAULT 0 NOT NULL,
    receivable_minor bigint DEFAULT 0 NOT NULL,
    change_count integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT conversions_available_minor_check CHECK ((available_minor >= 0)),
    CONSTRAINT conversions_check CHECK (((click_id IS NULL) = (creator_id IS NULL))),
    CONSTRAINT conversions_commission_minor_check CHECK ((commission_minor >= 0)),
    CONSTRAINT conversions_event_check CHECK ((length(event) <= 60)),
    CONSTRAINT conversions_pending_minor_check CHECK ((pending_minor >= 0)),
    CONSTRAINT conversions_reported_minor_check CHECK ((reported_minor >= 0)),
    CONSTRAINT conversions_sale_minor_check CHECK ((sale_minor >= 0)),
    CONSTRAINT conversions_share_bps_check CHECK (((share_bps >= 0) AND (share_bps <= 10000))),
    CONSTRAINT conversions_state_check CHECK ((state = ANY (ARRAY['reported'::text, 'confirmed'::text, 'rejected'::text]))),
    CONSTRAINT conversions_transaction_ref_check CHECK (((length(transaction_ref) >= 1) AND (length(transaction_ref) <= 200)))
);

--
-- Name: merchants; Type: TABLE; Schema: external; Owner: -
--

CREATE TABLE external.merchants (
    id uuid NOT NULL,
    person_id uuid,
    host text NOT NULL,
    name text NOT NULL,
    sub_id_template text NOT NULL,
    creator_share_bps integer NOT NULL,
    commission_bps integer,
    parameters jsonb NOT NULL,
    statuses jsonb NOT NULL,
    is_signature_required boolean NOT NULL,
    secret_number integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT merchants_commission_bps_check CHECK (((commission_bps >= 0) AND (commission_bps <= 10000))),
    CONSTRAINT merchants_creator_share_bps_check CHECK (((creator_share_bps >= 0) AND (creator_share_bps <= 10000))),
    CONSTRAINT merchants_host_check CHECK (((length(host) >= 1) AND (length(host) <= 253))),
    CONSTRAINT merchants_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
    CONSTRAINT merchants_secret_number_check CHECK ((secret_number > 0)),
    CONSTRAINT merchants_sub_id_template_check CHECK ((length(sub_id_template) <= 300))
);

--
-- Name: postbacks; Type: TABLE; Schema: external; Owner: -
--

CREATE TABLE external.postbacks (
    id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    parameters jsonb NOT NULL,
    digest bytea,
    outcome text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT postbacks_outcome_check CHECK ((length(outcome) <= 60))
);

--
-- Name: products; Type: TABLE; Schema: external; Owner: -
--

CREATE TABLE external.products (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    code text NOT NULL,
    url text NOT NULL,
    canonical_url text NOT NULL,
    host text NOT NULL,
    title text NOT NULL,
    merchant_name text NOT NULL,
    price_minor bigint,
    currency character(3),
    price_seen_at timestamp with time zone,
    failure text,
    image_url text,
    image_state text DEFAULT 'none'::text NOT NULL,
    image_file_id uuid,
    removed_at timestamp with time zone,
    refreshed_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT products_canonical_url_check CHECK ((length(canonical_url) <= 2000)),
    CONSTRAINT products_check CHECK (((price_minor IS NULL) = (currency IS NULL))),
    CONSTRAINT products_check1 CHECK (((price_minor IS NULL) = (price_seen_at IS NULL))),
    CONSTRAINT products_check2 CHECK (((image_state = 'here'::text) = (image_file_id IS NOT NULL))),
    CONSTRAINT products_code_check CHECK (((length(code) >= 6) AND (length(code) <= 20))),
    CONSTRAINT products_failure_check CHECK ((length(failure) <= 60)),
    CONSTRAINT products_host_check CHECK (((length(host) >= 1) AND (length(host) <= 253))),
    CONSTRAINT products_image_state_check CHECK ((image_state = ANY (ARRAY['none'::text, 'waiting'::text, 'here'::text, 'failed'::text]))),
    CONSTRAINT products_image_url_check CHECK ((length(image_url) <= 2000)),
    CONSTRAINT products_merchant_name_check CHECK ((length(merchant_name) <= 80)),
    CONSTRAINT products_price_minor_check CHECK (((price_minor >= 0) AND (price_minor <= '1000000000000'::bigint))),
    CONSTRAINT products_title_check CHECK ((length(title) <= 200)),
    CONSTRAINT products_url_check CHECK (((url ~ '^https?://'::text) AND (length(url) <= 2000)))
);

--
-- Name: receipts; Type: TABLE; Schema: external; Owner: -
--

CREATE TABLE external.receipts (
    id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    operator_id uuid NOT NULL,
    currency character(3) NOT NULL,
    amount_minor bigint NOT NULL,
    note text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT receipts_note_check CHECK ((length(note) <= 200))
);

--
-- Name: popularity; Type: TABLE; Schema: feed; Owner: -
--

CREATE TABLE feed.popularity (
    video_id uuid NOT NULL,
    hot double precision NOT NULL,
    view_count bigint DEFAULT 0 NOT NULL,
    completed_count bigint DEFAULT 0 NOT NULL,
    watched_ms bigint DEFAULT 0 NOT NULL,
    CONSTRAINT popularity_completed_count_check CHECK ((completed_count >= 0)),
    CONSTRAINT popularity_view_count_check CHECK ((view_count >= 0)),
    CONSTRAINT popularity_watched_ms_check CHECK ((watched_ms >= 0))
)
WITH (fillfactor='50');

--
-- Name: rankings; Type: TABLE; Schema: feed; Owner: -
--

CREATE TABLE feed.rankings (
    at timestamp with time zone NOT NULL,
    video_ids uuid[] NOT NULL,
    whys text[] NOT NULL,
    CONSTRAINT rankings_check CHECK ((cardinality(video_ids) = cardinality(whys))),
    CONSTRAINT rankings_video_ids_check CHECK ((cardinality(video_ids) <= 500))
);

--
-- Name: attempts; Type: TABLE; Schema: identity; Owner: -
--

CREATE TABLE identity.attempts (
    kind text NOT NULL,
    email text NOT NULL,
    address text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT attempts_kind_check CHECK ((kind = ANY (ARRAY['code'::text, 'password'::text])))
);

--
-- Name: handles; Type: TABLE; Schema: identity; Owner: -
--

CREATE TABLE identity.handles (
    handle text NOT NULL,
    kind text NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT handles_handle_check CHECK ((handle ~ '^[a-z0-9][a-z0-9._]{1,28}[a-z0-9]$'::text)),
    CONSTRAINT handles_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'shop'::text])))
);

--
-- Name: persons; Type: TABLE; Schema: identity; Owner: -
--

CREATE TABLE identity.persons (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    bio text DEFAULT ''::text NOT NULL,
    birth_date date,
    language text NOT NULL,
    country text,
    avatar_file_id uuid,
    capabilities text[] DEFAULT '{}'::text[] NOT NULL,
    password_hash text,
    is_demo boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_tx bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT persons_bio_check CHECK ((length(bio) <= 300)),
    CONSTRAINT persons_capabilities_check CHECK ((capabilities <@ ARRAY['earn'::text, 'sell'::text, 'operate'::text])),
    CONSTRAINT persons_country_check CHECK ((country = ANY (ARRAY['MX'::text, 'BR'::text, 'CO'::text, 'CL'::text, 'AR'::text, 'PE'::text, 'US'::text]))),
    CONSTRAINT persons_email_check CHECK ((((length(email) >= 3) AND (length(email) <= 254)) AND (email = lower(email)))),
    CONSTRAINT persons_language_check CHECK ((language = ANY (ARRAY['es'::text, 'pt'::text, 'en'::text]))),
    CONSTRAINT persons_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)))
);

--
-- Name: retired_handles; Type: TABLE; Schema: identity; Owner: -
--

CREATE TABLE identity.retired_handles (
    digest bytea NOT NULL,
    until timestamp with time zone NOT NULL,
    CONSTRAINT retired_handles_digest_check CHECK ((length(digest) = 32))
);

--
-- Name: sessions; Type: TABLE; Schema: identity; Owner: -
--

CREATE TABLE identity.sessions (
    digest bytea NOT NULL,
    person_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT sessions_digest_check CHECK ((length(digest) = 32))
);

--
-- Name: sign_in_codes; Type: TABLE; Schema: identity; Owner: -
--

CREATE TABLE identity.sign_in_codes (
    id uuid NOT NULL,
    email text NOT NULL,
    language text NOT NULL,
    attempts_left smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT sign_in_codes_attempts_left_check CHECK ((attempts_left >= 0)),
    CONSTRAINT sign_in_codes_language_check CHECK ((language = ANY (ARRAY['es'::text, 'pt'::text, 'en'::text])))
);

--
-- Name: tokens; Type: TABLE; Schema: identity; Owner: -
--

CREATE TABLE identity.tokens (
    id uuid NOT NULL,
    digest bytea NOT NULL,
    person_id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    CONSTRAINT tokens_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT tokens_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)))
);

--
-- Name: changes; Type: TABLE; Schema: imports; Owner: -
--

CREATE TABLE imports.changes (
    run_id uuid NOT NULL,
    external_id text NOT NULL,
    product_id uuid NOT NULL,
    before text,
    digest_before bytea,
    was_gone boolean NOT NULL,
    counted text DEFAULT '{}'::text NOT NULL
);

--
-- Name: items; Type: TABLE; Schema: imports; Owner: -
--

CREATE TABLE imports.items (
    run_id uuid NOT NULL,
    external_id text NOT NULL,
    line integer NOT NULL,
    digest bytea,
    body text,
    is_complete boolean NOT NULL,
    verdict text NOT NULL,
    CONSTRAINT items_external_id_check CHECK ((length(external_id) <= 200)),
    CONSTRAINT items_verdict_check CHECK ((verdict = ANY (ARRAY['new'::text, 'changed'::text, 'unchanged'::text, 'wrong'::text, 'vanishing'::text])))
);

--
-- Name: pictures; Type: TABLE; Schema: imports; Owner: -
--

CREATE TABLE imports.pictures (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    url text NOT NULL,
    url_digest bytea NOT NULL,
    host text NOT NULL,
    file_id uuid,
    failure text,
    attempt_count integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone,
    CONSTRAINT pictures_failure_check CHECK ((length(failure) <= 60)),
    CONSTRAINT pictures_url_check CHECK ((length(url) <= 2000))
);

--
-- Name: problems; Type: TABLE; Schema: imports; Owner: -
--

CREATE TABLE imports.problems (
    run_id uuid NOT NULL,
    "position" integer NOT NULL,
    line integer NOT NULL,
    external_id text NOT NULL,
    field text NOT NULL,
    code text NOT NULL,
    sample text NOT NULL,
    is_error boolean NOT NULL,
    CONSTRAINT problems_sample_check CHECK ((length(sample) <= 80))
);

--
-- Name: product_pictures; Type: TABLE; Schema: imports; Owner: -
--

CREATE TABLE imports.product_pictures (
    product_id uuid NOT NULL,
    "position" smallint NOT NULL,
    picture_id uuid NOT NULL
);

--
-- Name: products; Type: TABLE; Schema: imports; Owner: -
--

CREATE TABLE imports.products (
    shop_id uuid NOT NULL,
    external_id text NOT NULL,
    product_id uuid NOT NULL,
    source_id uuid NOT NULL,
    digest bytea,
    is_gone boolean DEFAULT false NOT NULL,
    CONSTRAINT products_external_id_check CHECK ((length(external_id) <= 200))
);

--
-- Name: runs; Type: TABLE; Schema: imports; Owner: -
--

CREATE TABLE imports.runs (
    id uuid NOT NULL,
    source_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    person_id uuid NOT NULL,
    upload_id uuid,
    status text NOT NULL,
    is_automatic boolean NOT NULL,
    attempt_count integer DEFAULT 0 NOT NULL,
    tries_left integer DEFAULT 3 NOT NULL,
    lease_until timestamp with time zone,
    format text,
    encoding text,
    delimiter text,
    columns jsonb DEFAULT '[]'::jsonb NOT NULL,
    failure text,
    etag text,
    modified text,
    row_count integer DEFAULT 0 NOT NULL,
    new_count integer DEFAULT 0 NOT NULL,
    changed_count integer DEFAULT 0 NOT NULL,
    unchanged_count integer DEFAULT 0 NOT NULL,
    wrong_count integer DEFAULT 0 NOT NULL,
    vanishing_count integer DEFAULT 0 NOT NULL,
    problem_count integer DEFAULT 0 NOT NULL,
    unnumbered_count integer DEFAULT 0 NOT NULL,
    known_count integer DEFAULT 0 NOT NULL,
    size_bytes bigint DEFAULT 0 NOT NULL,
    read_bytes bigint DEFAULT 0 NOT NULL,
    done_count integer DEFAULT 0 NOT NULL,
    done_until text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    queued_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT runs_etag_check CHECK ((length(etag) <= 200)),
    CONSTRAINT runs_failure_check CHECK ((length(failure) <= 60)),
    CONSTRAINT runs_modified_check CHECK ((length(modified) <= 200)),
    CONSTRAINT runs_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'reading'::text, 'mapping'::text, 'ready'::text, 'applying'::text, 'done'::text, 'unchanged'::text, 'cancelled'::text, 'failed'::text, 'undoing'::text, 'undone'::text])))
);

--
-- Name: sources; Type: TABLE; Schema: imports; Owner: -
--

CREATE TABLE imports.sources (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    name text NOT NULL,
    url text,
    mode text NOT NULL,
    schedule text NOT NULL,
    category text NOT NULL,
    assumed_quantity integer NOT NULL,
    mapping jsonb DEFAULT '{}'::jsonb NOT NULL,
    etag text,
    modified text,
    next_pull_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT sources_assumed_quantity_check CHECK (((assumed_quantity >= 0) AND (assumed_quantity <= 1000))),
    CONSTRAINT sources_category_check CHECK (((length(category) >= 1) AND (length(category) <= 40))),
    CONSTRAINT sources_check CHECK (((schedule = 'off'::text) OR (url IS NOT NULL))),
    CONSTRAINT sources_check1 CHECK (((schedule = 'off'::text) = (next_pull_at IS NULL))),
    CONSTRAINT sources_etag_check CHECK ((length(etag) <= 200)),
    CONSTRAINT sources_mode_check CHECK ((mode = ANY (ARRAY['full'::text, 'delta'::text]))),
    CONSTRAINT sources_modified_check CHECK ((length(modified) <= 200)),
    CONSTRAINT sources_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
    CONSTRAINT sources_schedule_check CHECK ((schedule = ANY (ARRAY['off'::text, 'hourly'::text, 'daily'::text]))),
    CONSTRAINT sources_url_check CHECK ((length(url) <= 2000))
);

--
-- Name: exchanges; Type: TABLE; Schema: inventory; Owner: -
--

CREATE TABLE inventory.exchanges (
    id uuid NOT NULL,
    variant_id uuid NOT NULL,
    purchase_id uuid NOT NULL,
    of_variant_id uuid NOT NULL,
    out_quantity integer NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT exchanges_out_quantity_check CHECK ((out_quantity >= 0))
);

--
-- Name: holds; Type: TABLE; Schema: inventory; Owner: -
--

CREATE TABLE inventory.holds (
    purchase_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    quantity integer NOT NULL,
    state text NOT NULL,
    until timestamp with time zone NOT NULL,
    sent_quantity integer DEFAULT 0 NOT NULL,
    CONSTRAINT holds_quantity_check CHECK ((quantity > 0)),
    CONSTRAINT holds_sent_check CHECK (((sent_quantity >= 0) AND (sent_quantity <= quantity))),
    CONSTRAINT holds_state_check CHECK ((state = ANY (ARRAY['active'::text, 'sold'::text, 'shipped'::text, 'released'::text, 'expired'::text])))
)
WITH (fillfactor='80');

--
-- Name: location_movements; Type: TABLE; Schema: inventory; Owner: -
--

CREATE TABLE inventory.location_movements (
    id bigint NOT NULL,
    variant_id uuid NOT NULL,
    location_id uuid NOT NULL,
    change integer NOT NULL,
    cause text NOT NULL,
    move_id uuid,
    purchase_id uuid,
    person_id uuid,
    at timestamp with time zone NOT NULL,
    CONSTRAINT location_movements_cause_check CHECK ((cause = ANY (ARRAY['count'::text, 'move'::text, 'shipment'::text, 'recall'::text]))),
    CONSTRAINT location_movements_change_check CHECK ((change <> 0)),
    CONSTRAINT location_movements_check CHECK (((cause = 'move'::text) = (move_id IS NOT NULL)))
);

--
-- Name: location_movements_id_seq; Type: SEQUENCE; Schema: inventory; Owner: -
--

ALTER TABLE inventory.location_movements ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME inventory.location_movements_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: location_stock; Type: TABLE; Schema: inventory; Owner: -
--

CREATE TABLE inventory.location_stock (
    variant_id uuid NOT NULL,
    location_id uuid NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT location_stock_quantity_check CHECK ((quantity >= 0))
);

--
-- Name: locations; Type: TABLE; Schema: inventory; Owner: -
--

CREATE TABLE inventory.locations (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    name text NOT NULL,
    address jsonb,
    is_active boolean DEFAULT true NOT NULL,
    priority smallint NOT NULL,
    CONSTRAINT locations_address_check CHECK (((jsonb_typeof(address) = 'object'::text) AND (length((address)::text) <= 4000))),
    CONSTRAINT locations_check CHECK ((is_active OR (id <> shop_id))),
    CONSTRAINT locations_name_check CHECK ((length(name) <= 60)),
    CONSTRAINT locations_priority_check CHECK (((priority >= 0) AND (priority <= 99)))
);

--
-- Name: movements; Type: TABLE; Schema: inventory; Owner: -
--

CREATE TABLE inventory.movements (
    id bigint NOT NULL,
    variant_id uuid NOT NULL,
    change integer NOT NULL,
    cause text NOT NULL,
    purchase_id uuid,
    person_id uuid,
    at timestamp with time zone NOT NULL,
    tx bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT movements_cause_check CHECK ((cause = ANY (ARRAY['count'::text, 'import'::text, 'partner'::text, 'hold'::text, 'late_payment'::text, 'release'::text, 'expiry'::text, 'cancellation'::text, 'return'::text, 'exchange'::text, 'set_aside'::text, 'cleared'::text, 'location'::text]))),
    CONSTRAINT movements_change_check CHECK ((change <> 0)),
    CONSTRAINT movements_whose CHECK (((cause = ANY (ARRAY['count'::text, 'import'::text, 'partner'::text, 'set_aside'::text, 'cleared'::text, 'location'::text])) = (purchase_id IS NULL)))
);

--
-- Name: movements_id_seq; Type: SEQUENCE; Schema: inventory; Owner: -
--

ALTER TABLE inventory.movements ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME inventory.movements_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: stock; Type: TABLE; Schema: inventory; Owner: -
--

CREATE TABLE inventory.stock (
    variant_id uuid NOT NULL,
    available integer DEFAULT 0 NOT NULL,
    short_by integer DEFAULT 0 NOT NULL,
    of_variant_id uuid,
    is_cleared boolean DEFAULT false NOT NULL,
    CONSTRAINT stock_available_check CHECK ((available >= 0)),
    CONSTRAINT stock_check CHECK (((available = 0) OR (short_by = 0))),
    CONSTRAINT stock_no_shelf_of_itself CHECK ((of_variant_id <> variant_id)),
    CONSTRAINT stock_only_shelves_are_cleared CHECK (((of_variant_id IS NOT NULL) OR (NOT is_cleared))),
    CONSTRAINT stock_short_by_check CHECK ((short_by >= 0))
)
WITH (fillfactor='70');

--
-- Name: clock; Type: TABLE; Schema: kit; Owner: -
--

CREATE TABLE kit.clock (
    is_only boolean DEFAULT true NOT NULL,
    offset_s bigint DEFAULT 0 NOT NULL,
    CONSTRAINT clock_is_only_check CHECK (is_only),
    CONSTRAINT clock_offset_s_check CHECK ((offset_s >= 0))
);

--
-- Name: cursors; Type: TABLE; Schema: kit; Owner: -
--

CREATE TABLE kit.cursors (
    subscriber text NOT NULL,
    tx bigint DEFAULT 0 NOT NULL,
    id bigint DEFAULT 0 NOT NULL
);

--
-- Name: events; Type: TABLE; Schema: kit; Owner: -
--

CREATE TABLE kit.events (
    id bigint NOT NULL,
    tx bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    name text NOT NULL,
    body jsonb NOT NULL,
    at timestamp with time zone DEFAULT kit.now() NOT NULL
);

--
-- Name: events_id_seq; Type: SEQUENCE; Schema: kit; Owner: -
--

ALTER TABLE kit.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME kit.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: idempotency_keys; Type: TABLE; Schema: kit; Owner: -
--

CREATE TABLE kit.idempotency_keys (
    actor bytea NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status smallint,
    content_type text,
    body bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);

--
-- Name: accounts; Type: TABLE; Schema: ledger; Owner: -
--

CREATE TABLE ledger.accounts (
    id bigint NOT NULL,
    kind text NOT NULL,
    owner text NOT NULL,
    currency character(3) NOT NULL,
    side character(1) NOT NULL,
    is_guarded boolean NOT NULL,
    floor_minor bigint,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT accounts_owner_check CHECK ((length(owner) <= 200)),
    CONSTRAINT accounts_side_check CHECK ((side = ANY (ARRAY['D'::bpchar, 'C'::bpchar])))
);

--
-- Name: accounts_id_seq; Type: SEQUENCE; Schema: ledger; Owner: -
--

ALTER TABLE ledger.accounts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME ledger.accounts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: balances; Type: TABLE; Schema: ledger; Owner: -
--

CREATE TABLE ledger.balances (
    account_id bigint NOT NULL,
    amount_minor bigint DEFAULT 0 NOT NULL,
    version bigint DEFAULT 0 NOT NULL
)
WITH (fillfactor='50');

--
-- Name: chart; Type: TABLE; Schema: ledger; Owner: -
--

CREATE TABLE ledger.chart (
    kind text NOT NULL,
    side character(1) NOT NULL,
    is_guarded boolean NOT NULL,
    floor_minor bigint,
    CONSTRAINT chart_check CHECK (((floor_minor IS NULL) OR is_guarded)),
    CONSTRAINT chart_kind_check CHECK ((kind ~ '^[a-z_]{3,40}$'::text)),
    CONSTRAINT chart_side_check CHECK ((side = ANY (ARRAY['D'::bpchar, 'C'::bpchar])))
);

--
-- Name: currencies; Type: TABLE; Schema: ledger; Owner: -
--

CREATE TABLE ledger.currencies (
    code character(3) NOT NULL,
    exponent smallint NOT NULL,
    CONSTRAINT currencies_exponent_check CHECK (((exponent >= 0) AND (exponent <= 4)))
);

--
-- Name: entries; Type: TABLE; Schema: ledger; Owner: -
--

CREATE TABLE ledger.entries (
    journal_id bigint NOT NULL,
    line smallint NOT NULL,
    account_id bigint NOT NULL,
    currency character(3) NOT NULL,
    amount_minor bigint NOT NULL,
    CONSTRAINT entries_amount_minor_check CHECK (((amount_minor <> 0) AND (abs(amount_minor) < '1000000000000000'::bigint))),
    CONSTRAINT entries_line_check CHECK ((line > 0))
);

--
-- Name: journals; Type: TABLE; Schema: ledger; Owner: -
--

CREATE TABLE ledger.journals (
    id bigint NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    line_count smallint NOT NULL,
    is_forced boolean NOT NULL,
    reverses_id bigint,
    effective_at timestamp with time zone NOT NULL,
    posted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT journals_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255))),
    CONSTRAINT journals_kind_check CHECK (((length(kind) >= 1) AND (length(kind) <= 60))),
    CONSTRAINT journals_line_count_check CHECK (((line_count >= 2) AND (line_count <= 500))),
    CONSTRAINT journals_source_check CHECK (((length(source) >= 1) AND (length(source) <= 200)))
);

--
-- Name: journals_id_seq; Type: SEQUENCE; Schema: ledger; Owner: -
--

ALTER TABLE ledger.journals ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME ledger.journals_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: revenue_months; Type: TABLE; Schema: ledger; Owner: -
--

CREATE TABLE ledger.revenue_months (
    account_id bigint NOT NULL,
    month date NOT NULL,
    amount_minor bigint NOT NULL,
    line_count bigint NOT NULL,
    first_journal_id bigint NOT NULL,
    last_journal_id bigint NOT NULL,
    CONSTRAINT revenue_months_check CHECK ((last_journal_id >= first_journal_id)),
    CONSTRAINT revenue_months_line_count_check CHECK ((line_count > 0)),
    CONSTRAINT revenue_months_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);

--
-- Name: revenue_progress; Type: TABLE; Schema: ledger; Owner: -
--

CREATE TABLE ledger.revenue_progress (
    is_only boolean DEFAULT true NOT NULL,
    upto_journal_id bigint NOT NULL,
    summed_at timestamp with time zone,
    CONSTRAINT revenue_progress_is_only_check CHECK (is_only)
);

--
-- Name: seals; Type: TABLE; Schema: ledger; Owner: -
--

CREATE TABLE ledger.seals (
    number bigint NOT NULL,
    upto_journal_id bigint NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT seals_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT seals_number_check CHECK ((number > 0))
);

--
-- Name: counters; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.counters (
    room_id uuid NOT NULL,
    last_seq bigint DEFAULT 0 NOT NULL,
    last_number integer DEFAULT 0 NOT NULL
)
WITH (fillfactor='50');

--
-- Name: earnings; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.earnings (
    line_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    CONSTRAINT earnings_amount_minor_check CHECK ((amount_minor > 0))
);

--
-- Name: filters; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.filters (
    host_id uuid NOT NULL,
    words text[] NOT NULL,
    CONSTRAINT filters_words_check CHECK ((cardinality(words) <= 200))
);

--
-- Name: items; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.items (
    room_id uuid NOT NULL,
    product_id uuid NOT NULL,
    number integer NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT items_number_check CHECK (((number >= 1) AND (number <= 999)))
);

--
-- Name: log; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.log (
    room_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    media_ms bigint,
    body jsonb NOT NULL,
    message_id uuid,
    person_id uuid,
    at timestamp with time zone NOT NULL,
    hidden_at timestamp with time zone
);

--
-- Name: pins; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.pins (
    id uuid NOT NULL,
    room_id uuid NOT NULL,
    product_id uuid NOT NULL,
    number integer NOT NULL,
    slot smallint NOT NULL,
    price_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    available integer NOT NULL,
    from_ms bigint NOT NULL,
    to_ms bigint,
    CONSTRAINT pins_check CHECK ((to_ms >= from_ms)),
    CONSTRAINT pins_slot_check CHECK (((slot >= 0) AND (slot <= 2)))
);

--
-- Name: reminders; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.reminders (
    room_id uuid NOT NULL,
    person_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: rooms; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.rooms (
    id uuid NOT NULL,
    host_id uuid NOT NULL,
    shop_id uuid,
    title text NOT NULL,
    cover_file_id uuid,
    state text DEFAULT 'scheduled'::text NOT NULL,
    scheduled_at timestamp with time zone,
    stream_key_hash bytea NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    is_on_air boolean DEFAULT false NOT NULL,
    off_air_at timestamp with time zone,
    recording_path text,
    recording_index_path text,
    recording_start_ms bigint,
    recording_ms integer,
    heart_count bigint DEFAULT 0 NOT NULL,
    viewer_peak integer DEFAULT 0 NOT NULL,
    hidden_for uuid,
    created_at timestamp with time zone NOT NULL,
    recording_stretches jsonb,
    age_limit smallint DEFAULT 0 NOT NULL,
    CONSTRAINT rooms_age_limit_check CHECK ((age_limit = ANY (ARRAY[0, 18]))),
    CONSTRAINT rooms_check CHECK (((state = ANY (ARRAY['live'::text, 'ended'::text])) = (started_at IS NOT NULL))),
    CONSTRAINT rooms_check1 CHECK (((state = 'ended'::text) = (ended_at IS NOT NULL))),
    CONSTRAINT rooms_check2 CHECK (((recording_path IS NULL) = (recording_index_path IS NULL))),
    CONSTRAINT rooms_check3 CHECK (((recording_path IS NULL) = (recording_start_ms IS NULL))),
    CONSTRAINT rooms_check4 CHECK (((recording_path IS NULL) = (recording_ms IS NULL))),
    CONSTRAINT rooms_recording_ms_check CHECK ((recording_ms > 0)),
    CONSTRAINT rooms_state_check CHECK ((state = ANY (ARRAY['scheduled'::text, 'live'::text, 'ended'::text, 'cancelled'::text]))),
    CONSTRAINT rooms_title_check CHECK (((length(title) >= 1) AND (length(title) <= 80)))
);

--
-- Name: sales; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.sales (
    line_id uuid NOT NULL,
    room_id uuid NOT NULL,
    order_code text NOT NULL,
    product_id uuid NOT NULL,
    title text NOT NULL,
    quantity integer NOT NULL,
    paid_minor bigint NOT NULL,
    shop_keeps_minor bigint,
    currency character(3) NOT NULL,
    is_replay boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT sales_quantity_check CHECK ((quantity > 0))
);

--
-- Name: silences; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.silences (
    host_id uuid NOT NULL,
    person_id uuid NOT NULL,
    until timestamp with time zone,
    at timestamp with time zone NOT NULL
);

--
-- Name: taps; Type: TABLE; Schema: live; Owner: -
--

CREATE TABLE live.taps (
    touch_id uuid NOT NULL,
    room_id uuid NOT NULL,
    is_replay boolean NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: terms; Type: TABLE; Schema: margins; Owner: -
--

CREATE TABLE margins.terms (
    shop_id uuid NOT NULL,
    floor_bps integer NOT NULL,
    provider_bps integer NOT NULL,
    provider_fixed_minor bigint NOT NULL,
    returns_bps integer NOT NULL,
    withheld_bps integer NOT NULL,
    parcel_minor bigint,
    CONSTRAINT terms_floor_bps_check CHECK (((floor_bps >= 0) AND (floor_bps <= 9000))),
    CONSTRAINT terms_parcel_minor_check CHECK (((parcel_minor >= 0) AND (parcel_minor <= 1000000000))),
    CONSTRAINT terms_provider_bps_check CHECK (((provider_bps >= 0) AND (provider_bps <= 3000))),
    CONSTRAINT terms_provider_fixed_minor_check CHECK (((provider_fixed_minor >= 0) AND (provider_fixed_minor <= 1000000))),
    CONSTRAINT terms_returns_bps_check CHECK (((returns_bps >= 0) AND (returns_bps <= 9000))),
    CONSTRAINT terms_withheld_bps_check CHECK (((withheld_bps >= 0) AND (withheld_bps <= 5000)))
);

--
-- Name: files; Type: TABLE; Schema: media; Owner: -
--

CREATE TABLE media.files (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    size_bytes bigint NOT NULL,
    source_digest bytea,
    created_at timestamp with time zone NOT NULL,
    playlist text DEFAULT 'index.m3u8'::text NOT NULL,
    av1_playlist text,
    source jsonb,
    poster_ms integer,
    CONSTRAINT files_av1_playlist_check CHECK (((length(av1_playlist) >= 1) AND (length(av1_playlist) <= 100))),
    CONSTRAINT files_height_check CHECK (((height >= 1) AND (height <= 16384))),
    CONSTRAINT files_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200))),
    CONSTRAINT files_kind_check CHECK ((kind = ANY (ARRAY['image'::text, 'clip'::text]))),
    CONSTRAINT files_playlist_check CHECK (((length(playlist) >= 1) AND (length(playlist) <= 100))),
    CONSTRAINT files_poster_ms_check CHECK ((poster_ms >= 0)),
    CONSTRAINT files_size_bytes_check CHECK ((size_bytes > 0)),
    CONSTRAINT files_source_digest_check CHECK ((length(source_digest) = 32)),
    CONSTRAINT files_width_check CHECK (((width >= 1) AND (width <= 16384)))
);

--
-- Name: trash; Type: TABLE; Schema: media; Owner: -
--

CREATE TABLE media.trash (
    key text NOT NULL,
    is_upload boolean DEFAULT false NOT NULL,
    due_at timestamp with time zone NOT NULL,
    CONSTRAINT trash_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200)))
);

--
-- Name: upload_days; Type: TABLE; Schema: media; Owner: -
--

CREATE TABLE media.upload_days (
    owner_id uuid NOT NULL,
    day date NOT NULL,
    opened_count integer NOT NULL,
    CONSTRAINT upload_days_opened_count_check CHECK ((opened_count > 0))
);

--
-- Name: uploads; Type: TABLE; Schema: media; Owner: -
--

CREATE TABLE media.uploads (
    id uuid NOT NULL,
    owner_id uuid NOT NULL,
    length_bytes bigint NOT NULL,
    metadata text,
    finished_at timestamp with time zone,
    is_claimed boolean DEFAULT false NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    is_length_deferred boolean DEFAULT false NOT NULL,
    CONSTRAINT uploads_check CHECK (((NOT is_claimed) OR (finished_at IS NOT NULL))),
    CONSTRAINT uploads_finished_length CHECK (((finished_at IS NULL) OR (NOT is_length_deferred))),
    CONSTRAINT uploads_length_bytes_check CHECK ((length_bytes > 0)),
    CONSTRAINT uploads_metadata_check CHECK ((length(metadata) <= 4096))
);

--
-- Name: cart_lines; Type: TABLE; Schema: messaging; Owner: -
--

CREATE TABLE messaging.cart_lines (
    cart_id uuid NOT NULL,
    "position" smallint NOT NULL,
    variant_id uuid NOT NULL,
    product_id uuid NOT NULL,
    quantity integer NOT NULL,
    price_minor bigint NOT NULL,
    asked_quantity integer NOT NULL,
    asked_price_minor bigint NOT NULL,
    touch_id uuid,
    CONSTRAINT cart_lines_asked_price_minor_check CHECK ((asked_price_minor >= 0)),
    CONSTRAINT cart_lines_asked_quantity_check CHECK (((asked_quantity >= 1) AND (asked_quantity <= 99))),
    CONSTRAINT cart_lines_price_minor_check CHECK ((price_minor >= 0)),
    CONSTRAINT cart_lines_quantity_check CHECK (((quantity >= 0) AND (quantity <= 99)))
);

--
-- Name: carts; Type: TABLE; Schema: messaging; Owner: -
--

CREATE TABLE messaging.carts (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    status text NOT NULL,
    version integer NOT NULL,
    currency character(3) NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    purchase_id uuid,
    paying_until timestamp with time zone,
    order_id uuid,
    expires_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT carts_note_check CHECK ((length(note) <= 500)),
    CONSTRAINT carts_status_check CHECK ((status = ANY (ARRAY['sent'::text, 'confirmed'::text, 'edited'::text, 'declined'::text, 'paid'::text, 'expired'::text]))),
    CONSTRAINT carts_version_check CHECK ((version >= 1))
)
WITH (fillfactor='80');

--
-- Name: contact_touches; Type: TABLE; Schema: messaging; Owner: -
--

CREATE TABLE messaging.contact_touches (
    conversation_id uuid NOT NULL,
    product_id uuid NOT NULL,
    touch_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: conversations; Type: TABLE; Schema: messaging; Owner: -
--

CREATE TABLE messaging.conversations (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    buyer_id uuid,
    channel text DEFAULT 'here'::text NOT NULL,
    contact_id text,
    contact_name text DEFAULT ''::text NOT NULL,
    last_seq integer DEFAULT 0 NOT NULL,
    last_at timestamp with time zone,
    buyer_read_seq integer DEFAULT 0 NOT NULL,
    shop_read_seq integer DEFAULT 0 NOT NULL,
    buyer_unread_count integer DEFAULT 0 NOT NULL,
    shop_unread_count integer DEFAULT 0 NOT NULL,
    started_at timestamp with time zone NOT NULL,
    CONSTRAINT conversations_buyer_unread_count_check CHECK ((buyer_unread_count >= 0)),
    CONSTRAINT conversations_channel_check CHECK ((channel = ANY (ARRAY['here'::text, 'whatsapp'::text]))),
    CONSTRAINT conversations_check CHECK (((channel = 'here'::text) = (contact_id IS NULL))),
    CONSTRAINT conversations_check1 CHECK (((buyer_id IS NOT NULL) OR (contact_id IS NOT NULL))),
    CONSTRAINT conversations_contact_id_check CHECK ((length(contact_id) <= 64)),
    CONSTRAINT conversations_contact_name_check CHECK ((length(contact_name) <= 120)),
    CONSTRAINT conversations_last_seq_check CHECK ((last_seq >= 0)),
    CONSTRAINT conversations_shop_unread_count_check CHECK ((shop_unread_count >= 0))
)
WITH (fillfactor='80');

--
-- Name: messages; Type: TABLE; Schema: messaging; Owner: -
--

CREATE TABLE messaging.messages (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq integer NOT NULL,
    side text NOT NULL,
    author_id uuid,
    kind text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    file_id uuid,
    product_id uuid,
    cart_id uuid,
    order_id uuid,
    happening text,
    at timestamp with time zone NOT NULL,
    hidden_at timestamp with time zone,
    CONSTRAINT messages_check CHECK (((kind <> 'photo'::text) OR (file_id IS NOT NULL) OR (author_id IS NULL))),
    CONSTRAINT messages_check1 CHECK (((kind <> 'product'::text) OR (product_id IS NOT NULL))),
    CONSTRAINT messages_check2 CHECK (((kind = 'cart'::text) <= ((cart_id IS NOT NULL) AND (happening IS NOT NULL)))),
    CONSTRAINT messages_check3 CHECK (((kind = 'order'::text) <= ((order_id IS NOT NULL) AND (happening IS NOT NULL)))),
    CONSTRAINT messages_happening_check CHECK ((happening = ANY (ARRAY['sent'::text, 'confirmed'::text, 'edited'::text, 'declined'::text, 'expired'::text, 'paid'::text, 'partly_shipped'::text, 'shipped'::text, 'parcel_delivered'::text, 'tracking_corrected'::text, 'parcel_recalled'::text, 'delivered'::text, 'cancelled'::text, 'refunded'::text, 'return_requested'::text, 'return_accepted'::text, 'return_sent'::text, 'return_refused'::text, 'return_withdrawn'::text, 'return_lapsed'::text, 'return_exchanged'::text]))),
    CONSTRAINT messages_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'photo'::text, 'product'::text, 'cart'::text, 'order'::text]))),
    CONSTRAINT messages_seq_check CHECK ((seq >= 1)),
    CONSTRAINT messages_side_check CHECK ((side = ANY (ARRAY['buyer'::text, 'shop'::text]))),
    CONSTRAINT messages_text_check CHECK ((length(text) <= 2000))
);

--
-- Name: whatsapp_codes; Type: TABLE; Schema: messaging; Owner: -
--

CREATE TABLE messaging.whatsapp_codes (
    code text NOT NULL,
    shop_id uuid NOT NULL,
    product_id uuid NOT NULL,
    touch_id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT whatsapp_codes_code_check CHECK ((code ~ '^[A-Z0-9]{8}$'::text))
);

--
-- Name: whatsapp_inbox; Type: TABLE; Schema: messaging; Owner: -
--

CREATE TABLE messaging.whatsapp_inbox (
    id text NOT NULL,
    phone_number_id text NOT NULL,
    contact_id text NOT NULL,
    contact_name text DEFAULT ''::text NOT NULL,
    body jsonb NOT NULL,
    received_at timestamp with time zone NOT NULL,
    worked_at timestamp with time zone,
    CONSTRAINT whatsapp_inbox_contact_id_check CHECK ((length(contact_id) <= 64)),
    CONSTRAINT whatsapp_inbox_contact_name_check CHECK ((length(contact_name) <= 120)),
    CONSTRAINT whatsapp_inbox_id_check CHECK (((length(id) >= 1) AND (length(id) <= 200))),
    CONSTRAINT whatsapp_inbox_phone_number_id_check CHECK ((length(phone_number_id) <= 64))
);

--
-- Name: whatsapp_outbox; Type: TABLE; Schema: messaging; Owner: -
--

CREATE TABLE messaging.whatsapp_outbox (
    message_id uuid NOT NULL,
    whatsapp_id text,
    failure text,
    at timestamp with time zone NOT NULL
);

--
-- Name: appeals; Type: TABLE; Schema: moderation; Owner: -
--

CREATE TABLE moderation.appeals (
    id uuid NOT NULL,
    decision_id uuid NOT NULL,
    person_id uuid NOT NULL,
    words text NOT NULL,
    appealed_at timestamp with time zone NOT NULL,
    operator_id uuid,
    outcome text,
    answer text DEFAULT ''::text NOT NULL,
    decided_at timestamp with time zone,
    CONSTRAINT appeals_answer_check CHECK ((length(answer) <= 500)),
    CONSTRAINT appeals_check CHECK ((((decided_at IS NULL) = (outcome IS NULL)) AND ((decided_at IS NULL) = (operator_id IS NULL)))),
    CONSTRAINT appeals_outcome_check CHECK ((outcome = ANY (ARRAY['upheld'::text, 'reversed'::text]))),
    CONSTRAINT appeals_words_check CHECK ((length(words) <= 1000))
);

--
-- Name: cases; Type: TABLE; Schema: moderation; Owner: -
--

CREATE TABLE moderation.cases (
    kind text NOT NULL,
    thing_id uuid NOT NULL,
    open_count integer DEFAULT 0 NOT NULL,
    waiting_since timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    CONSTRAINT cases_open_count_check CHECK ((open_count >= 0))
);

--
-- Name: decisions; Type: TABLE; Schema: moderation; Owner: -
--

CREATE TABLE moderation.decisions (
    id uuid NOT NULL,
    kind text NOT NULL,
    thing_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    operator_id uuid NOT NULL,
    action text NOT NULL,
    reason text NOT NULL,
    words text NOT NULL,
    title text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT decisions_action_check CHECK ((action = ANY (ARRAY['take_down'::text, 'restore'::text, 'warn'::text, 'dismiss'::text]))),
    CONSTRAINT decisions_reason_check CHECK ((length(reason) <= 30)),
    CONSTRAINT decisions_title_check CHECK ((length(title) <= 200)),
    CONSTRAINT decisions_words_check CHECK ((length(words) <= 500))
);

--
-- Name: kinds; Type: TABLE; Schema: moderation; Owner: -
--

CREATE TABLE moderation.kinds (
    kind text NOT NULL,
    CONSTRAINT kinds_kind_check CHECK ((length(kind) <= 30))
);

--
-- Name: reports; Type: TABLE; Schema: moderation; Owner: -
--

CREATE TABLE moderation.reports (
    id uuid NOT NULL,
    reporter_id uuid NOT NULL,
    kind text NOT NULL,
    thing_id uuid NOT NULL,
    reason text NOT NULL,
    note text NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT reports_note_check CHECK ((length(note) <= 500)),
    CONSTRAINT reports_reason_check CHECK ((length(reason) <= 30))
);

--
-- Name: mails; Type: TABLE; Schema: notifications; Owner: -
--

CREATE TABLE notifications.mails (
    id uuid NOT NULL,
    recipient text NOT NULL,
    language text NOT NULL,
    facts jsonb NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempt_count smallint DEFAULT 0 NOT NULL,
    last_error text,
    written_at timestamp with time zone NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT mails_language_check CHECK ((language = ANY (ARRAY['es'::text, 'pt'::text, 'en'::text]))),
    CONSTRAINT mails_last_error_check CHECK ((length(last_error) <= 500)),
    CONSTRAINT mails_recipient_check CHECK (((length(recipient) >= 3) AND (length(recipient) <= 254))),
    CONSTRAINT mails_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text, 'expired'::text])))
);

--
-- Name: notices; Type: TABLE; Schema: notifications; Owner: -
--

CREATE TABLE notifications.notices (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    facts jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    group_key text,
    CONSTRAINT notices_group_key_check CHECK ((length(group_key) <= 80))
);

--
-- Name: push_devices; Type: TABLE; Schema: notifications; Owner: -
--

CREATE TABLE notifications.push_devices (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_digest bytea NOT NULL,
    endpoint text NOT NULL,
    p256dh bytea NOT NULL,
    auth bytea NOT NULL,
    language text NOT NULL,
    agent text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    failure_count smallint DEFAULT 0 NOT NULL,
    wait_until timestamp with time zone,
    CONSTRAINT push_devices_agent_check CHECK ((length(agent) <= 200)),
    CONSTRAINT push_devices_auth_check CHECK ((length(auth) = 16)),
    CONSTRAINT push_devices_endpoint_check CHECK ((((length(endpoint) >= 12) AND (length(endpoint) <= 1000)) AND (endpoint ~~ 'https://%'::text))),
    CONSTRAINT push_devices_failure_count_check CHECK ((failure_count >= 0)),
    CONSTRAINT push_devices_language_check CHECK ((language = ANY (ARRAY['es'::text, 'pt'::text, 'en'::text]))),
    CONSTRAINT push_devices_p256dh_check CHECK ((length(p256dh) = 65)),
    CONSTRAINT push_devices_session_digest_check CHECK ((length(session_digest) = 32))
);

--
-- Name: push_settings; Type: TABLE; Schema: notifications; Owner: -
--

CREATE TABLE notifications.push_settings (
    person_id uuid NOT NULL,
    silenced text[] NOT NULL,
    zone text NOT NULL,
    quiet_from time without time zone,
    quiet_until time without time zone,
    CONSTRAINT push_settings_check CHECK (((quiet_from IS NULL) = (quiet_until IS NULL))),
    CONSTRAINT push_settings_check1 CHECK ((quiet_from <> quiet_until)),
    CONSTRAINT push_settings_silenced_check CHECK ((silenced <@ ARRAY['orders'::text, 'messages'::text, 'shows'::text, 'drops'::text, 'sales'::text, 'shop'::text, 'earnings'::text, 'talk'::text, 'reactions'::text, 'account'::text])),
    CONSTRAINT push_settings_zone_check CHECK (((length(zone) >= 1) AND (length(zone) <= 64)))
);

--
-- Name: pushes; Type: TABLE; Schema: notifications; Owner: -
--

CREATE TABLE notifications.pushes (
    id uuid NOT NULL,
    device_id uuid NOT NULL,
    notice_id uuid,
    group_key text,
    is_held boolean NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempt_count smallint DEFAULT 0 NOT NULL,
    last_error text,
    written_at timestamp with time zone NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT pushes_check CHECK (((notice_id IS NULL) OR (group_key IS NULL))),
    CONSTRAINT pushes_group_key_check CHECK ((length(group_key) <= 80)),
    CONSTRAINT pushes_last_error_check CHECK ((length(last_error) <= 200)),
    CONSTRAINT pushes_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text, 'expired'::text, 'dropped'::text])))
);

--
-- Name: readers; Type: TABLE; Schema: notifications; Owner: -
--

CREATE TABLE notifications.readers (
    person_id uuid NOT NULL,
    read_until uuid NOT NULL
);

--
-- Name: silenced; Type: TABLE; Schema: notifications; Owner: -
--

CREATE TABLE notifications.silenced (
    person_id uuid NOT NULL,
    kinds text[] NOT NULL,
    CONSTRAINT silenced_kinds_check CHECK ((kinds <@ ARRAY['likes'::text, 'comments'::text, 'mentions'::text, 'follows'::text]))
);

--
-- Name: disputes; Type: TABLE; Schema: orders; Owner: -
--

CREATE TABLE orders.disputes (
    provider text NOT NULL,
    dispute_id text NOT NULL,
    order_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    division jsonb,
    state text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    refund_id uuid,
    CONSTRAINT disputes_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT disputes_check CHECK (((state = 'open'::text) = (closed_at IS NULL))),
    CONSTRAINT disputes_dispute_id_check CHECK (((length(dispute_id) >= 1) AND (length(dispute_id) <= 200))),
    CONSTRAINT disputes_division_check CHECK ((pg_column_size(division) <= 65536)),
    CONSTRAINT disputes_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40))),
    CONSTRAINT disputes_state_check CHECK ((state = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text])))
);

--
-- Name: exempt_orders; Type: TABLE; Schema: orders; Owner: -
--

CREATE TABLE orders.exempt_orders (
    order_id uuid NOT NULL,
    document text NOT NULL,
    CONSTRAINT exempt_orders_document_check CHECK ((length(document) <= 60))
);

--
-- Name: lines; Type: TABLE; Schema: orders; Owner: -
--

CREATE TABLE orders.lines (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" smallint NOT NULL,
    product_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    title text NOT NULL,
    variant_values jsonb NOT NULL,
    image_file_id uuid,
    quantity integer NOT NULL,
    unit_price_minor bigint NOT NULL,
    discount_minor bigint NOT NULL,
    paid_minor bigint NOT NULL,
    tax_rate_bps integer NOT NULL,
    tax_minor bigint NOT NULL,
    base_minor bigint NOT NULL,
    fee_minor bigint NOT NULL,
    touch_id uuid,
    cart_id uuid,
    refunded_quantity integer DEFAULT 0 NOT NULL,
    refunded_minor bigint DEFAULT 0 NOT NULL,
    sent_quantity integer DEFAULT 0 NOT NULL,
    dropped_quantity integer DEFAULT 0 NOT NULL,
    CONSTRAINT lines_check CHECK ((paid_minor = ((unit_price_minor * quantity) - discount_minor))),
    CONSTRAINT lines_check1 CHECK ((base_minor = (paid_minor - tax_minor))),
    CONSTRAINT lines_check2 CHECK (((fee_minor >= 0) AND (fee_minor <= base_minor))),
    CONSTRAINT lines_discount_minor_check CHECK ((discount_minor >= 0)),
    CONSTRAINT lines_dropped_check CHECK ((dropped_quantity <= refunded_quantity)),
    CONSTRAINT lines_position_check CHECK (("position" > 0)),
    CONSTRAINT lines_quantity_check CHECK (((quantity >= 1) AND (quantity <= 99))),
    CONSTRAINT lines_refunded_check CHECK (((refunded_minor >= 0) AND (refunded_minor <= paid_minor))),
    CONSTRAINT lines_refunded_quantity_check CHECK (((refunded_quantity >= 0) AND (refunded_quantity <= quantity))),
    CONSTRAINT lines_sent_check CHECK (((sent_quantity >= 0) AND (dropped_quantity >= 0) AND ((sent_quantity + dropped_quantity) <= quantity))),
    CONSTRAINT lines_tax_minor_check CHECK ((tax_minor >= 0)),
    CONSTRAINT lines_tax_rate_bps_check CHECK ((tax_rate_bps >= 0)),
    CONSTRAINT lines_title_check CHECK ((length(title) <= 200)),
    CONSTRAINT lines_unit_price_minor_check CHECK ((unit_price_minor > 0)),
    CONSTRAINT lines_variant_values_check CHECK ((jsonb_typeof(variant_values) = 'array'::text))
);

--
-- Name: orders; Type: TABLE; Schema: orders; Owner: -
--

CREATE TABLE orders.orders (
    id uuid NOT NULL,
    purchase_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    code text NOT NULL,
    buyer_id uuid,
    buyer_email text NOT NULL,
    buyer_name text NOT NULL,
    buyer_phone text,
    language text NOT NULL,
    address jsonb NOT NULL,
    currency character(3) NOT NULL,
    goods_minor bigint NOT NULL,
    shipping_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    fee_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    return_days smallint NOT NULL,
    transit_max_days smallint NOT NULL,
    status text DEFAULT 'placed'::text NOT NULL,
    carrier text,
    tracking_number text,
    tracking_url text,
    cancelled_by text,
    cancel_reason text,
    placed_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    paid_tx bigint,
    shipped_at timestamp with time zone,
    delivered_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    matures_at timestamp with time zone,
    matured_at timestamp with time zone,
    stuck_since timestamp with time zone,
    is_cash boolean DEFAULT false NOT NULL,
    refused_at timestamp with time zone,
    remitted_at timestamp with time zone,
    promo_minor bigint DEFAULT 0 NOT NULL,
    coupon_codes text[] DEFAULT '{}'::text[] NOT NULL,
    shipping_name text,
    promised_from date,
    promised_until date,
    buyer_note text,
    refunded_minor bigint DEFAULT 0 NOT NULL,
    refunded_shipping_minor bigint DEFAULT 0 NOT NULL,
    paused_at timestamp with time zone,
    paid_with text,
    CONSTRAINT orders_buyer_email_check CHECK (((length(buyer_email) <= 254) AND (buyer_email = lower(buyer_email)))),
    CONSTRAINT orders_buyer_name_check CHECK ((length(buyer_name) <= 120)),
    CONSTRAINT orders_buyer_note_check CHECK ((length(buyer_note) <= 300)),
    CONSTRAINT orders_buyer_phone_check CHECK ((length(buyer_phone) <= 30)),
    CONSTRAINT orders_cancel_reason_check CHECK ((length(cancel_reason) <= 300)),
    CONSTRAINT orders_cancelled_by_check CHECK ((cancelled_by = ANY (ARRAY['buyer'::text, 'shop'::text, 'system'::text]))),
    CONSTRAINT orders_carrier_check CHECK ((length(carrier) <= 60)),
    CONSTRAINT orders_cash_check CHECK ((is_cash OR ((status <> 'confirmed'::text) AND (refused_at IS NULL) AND (remitted_at IS NULL)))),
    CONSTRAINT orders_check CHECK (((fee_minor >= 0) AND (fee_minor <= goods_minor))),
    CONSTRAINT orders_check1 CHECK ((promised_until >= promised_from)),
    CONSTRAINT orders_check2 CHECK (((paid_at IS NULL) = (paid_tx IS NULL))),
    CONSTRAINT orders_check4 CHECK (((status <> ALL (ARRAY['shipped'::text, 'delivered'::text])) OR ((shipped_at IS NOT NULL) AND (carrier IS NOT NULL) AND (tracking_number IS NOT NULL)))),
    CONSTRAINT orders_check5 CHECK (((status <> 'delivered'::text) OR (delivered_at IS NOT NULL))),
    CONSTRAINT orders_check6 CHECK (((status = 'cancelled'::text) = (cancelled_at IS NOT NULL))),
    CONSTRAINT orders_check7 CHECK (((matures_at IS NULL) OR (shipped_at IS NOT NULL))),
    CONSTRAINT orders_check8 CHECK (((matured_at IS NULL) OR (matures_at IS NOT NULL))),
    CONSTRAINT orders_code_check CHECK (((length(code) >= 3) AND (length(code) <= 20))),
    CONSTRAINT orders_coupon_codes_check CHECK ((cardinality(coupon_codes) <= 5)),
    CONSTRAINT orders_goods_minor_check CHECK ((goods_minor >= 0)),
    CONSTRAINT orders_language_check CHECK ((length(language) = 2)),
    CONSTRAINT orders_matures_paid_check CHECK (((matures_at IS NULL) OR (paid_at IS NOT NULL))),
    CONSTRAINT orders_paid_check CHECK (((status <> ALL (ARRAY['paid'::text, 'packed'::text, 'partly_shipped'::text, 'shipped'::text, 'delivered'::text])) OR (paid_at IS NOT NULL) OR (is_cash AND (status = ANY (ARRAY['packed'::text, 'shipped'::text]))))),
    CONSTRAINT orders_paid_with_check CHECK ((paid_with = ANY (ARRAY['card'::text, 'voucher'::text, 'transfer'::text, 'cash'::text]))),
    CONSTRAINT orders_promo_minor_check CHECK ((promo_minor >= 0)),
    CONSTRAINT orders_refunded_check CHECK (((refunded_minor >= 0) AND (refunded_minor <= total_minor))),
    CONSTRAINT orders_refunded_shipping_check CHECK (((refunded_shipping_minor >= 0) AND (refunded_shipping_minor <= shipping_minor))),
    CONSTRAINT orders_return_days_check CHECK ((return_days >= 0)),
    CONSTRAINT orders_shipping_minor_check CHECK ((shipping_minor >= 0)),
    CONSTRAINT orders_shipping_name_check CHECK ((length(shipping_name) <= 60)),
    CONSTRAINT orders_status_check CHECK ((status = ANY (ARRAY['placed'::text, 'confirmed'::text, 'paid'::text, 'packed'::text, 'partly_shipped'::text, 'shipped'::text, 'delivered'::text, 'cancelled'::text]))),
    CONSTRAINT orders_tax_minor_check CHECK ((tax_minor >= 0)),
    CONSTRAINT orders_total_check CHECK (((total_minor = ((goods_minor + shipping_minor) - promo_minor)) AND (total_minor > 0))),
    CONSTRAINT orders_tracking_number_check CHECK ((length(tracking_number) <= 60)),
    CONSTRAINT orders_tracking_url_check CHECK ((length(tracking_url) <= 500)),
    CONSTRAINT orders_transit_max_days_check CHECK ((transit_max_days > 0))
)
WITH (fillfactor='80');

--
-- Name: parcel_lines; Type: TABLE; Schema: orders; Owner: -
--

CREATE TABLE orders.parcel_lines (
    parcel_id uuid NOT NULL,
    line_id uuid NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT parcel_lines_quantity_check CHECK (((quantity >= 1) AND (quantity <= 99)))
);

--
-- Name: parcels; Type: TABLE; Schema: orders; Owner: -
--

CREATE TABLE orders.parcels (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    number smallint NOT NULL,
    carrier text NOT NULL,
    tracking_number text NOT NULL,
    tracking_url text,
    shipped_at timestamp with time zone NOT NULL,
    delivered_at timestamp with time zone,
    box_id uuid,
    CONSTRAINT parcels_carrier_check CHECK ((length(carrier) <= 60)),
    CONSTRAINT parcels_number_check CHECK ((number > 0)),
    CONSTRAINT parcels_tracking_number_check CHECK ((length(tracking_number) <= 60)),
    CONSTRAINT parcels_tracking_url_check CHECK ((length(tracking_url) <= 500))
);

--
-- Name: recalled_parcels; Type: TABLE; Schema: orders; Owner: -
--

CREATE TABLE orders.recalled_parcels (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    number smallint NOT NULL,
    shipped_at timestamp with time zone NOT NULL,
    recalled_at timestamp with time zone NOT NULL,
    CONSTRAINT recalled_parcels_number_check CHECK ((number > 0))
);

--
-- Name: refund_lines; Type: TABLE; Schema: orders; Owner: -
--

CREATE TABLE orders.refund_lines (
    refund_id uuid NOT NULL,
    line_id uuid NOT NULL,
    quantity integer NOT NULL,
    amount_minor bigint NOT NULL,
    CONSTRAINT refund_lines_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT refund_lines_check CHECK (((quantity > 0) OR (amount_minor > 0))),
    CONSTRAINT refund_lines_quantity_check CHECK ((quantity >= 0))
);

--
-- Name: refunds; Type: TABLE; Schema: orders; Owner: -
--

CREATE TABLE orders.refunds (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    shipping_minor bigint NOT NULL,
    fee_minor bigint NOT NULL,
    reason text NOT NULL,
    is_restocked boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT refunds_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT refunds_fee_minor_check CHECK ((fee_minor >= 0)),
    CONSTRAINT refunds_reason_check CHECK ((length(reason) <= 300)),
    CONSTRAINT refunds_shipping_minor_check CHECK ((shipping_minor >= 0))
);

--
-- Name: timeline; Type: TABLE; Schema: orders; Owner: -
--

CREATE TABLE orders.timeline (
    order_id uuid NOT NULL,
    status text NOT NULL,
    at timestamp with time zone NOT NULL,
    note text,
    CONSTRAINT timeline_note_check CHECK ((length(note) <= 300)),
    CONSTRAINT timeline_status_check CHECK ((status = ANY (ARRAY['confirmed'::text, 'paid'::text, 'packed'::text, 'partly_shipped'::text, 'shipped'::text, 'delivered'::text, 'cancelled'::text])))
);

--
-- Name: acknowledgements; Type: TABLE; Schema: partners; Owner: -
--

CREATE TABLE partners.acknowledgements (
    order_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    reference text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT acknowledgements_reference_check CHECK ((length(reference) <= 60))
);

--
-- Name: deliveries; Type: TABLE; Schema: partners; Owner: -
--

CREATE TABLE partners.deliveries (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    kind text NOT NULL,
    order_id uuid NOT NULL,
    order_code text NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    status text NOT NULL,
    attempt_count integer DEFAULT 0 NOT NULL,
    replay_count integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone,
    failure text,
    tried_at timestamp with time zone,
    ended_at timestamp with time zone,
    about_id uuid,
    CONSTRAINT deliveries_attempt_count_check CHECK ((attempt_count >= 0)),
    CONSTRAINT deliveries_check CHECK (((status = 'waiting'::text) = (next_at IS NOT NULL))),
    CONSTRAINT deliveries_kind_check CHECK ((kind = ANY (ARRAY['order.paid'::text, 'order.shipped'::text, 'order.delivered'::text, 'order.cancelled'::text, 'order.refunded'::text, 'parcel.shipped'::text, 'parcel.delivered'::text, 'parcel.corrected'::text, 'parcel.recalled'::text, 'return.moved'::text]))),
    CONSTRAINT deliveries_replay_count_check CHECK ((replay_count >= 0)),
    CONSTRAINT deliveries_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'delivered'::text, 'dead'::text])))
);

--
-- Name: endpoints; Type: TABLE; Schema: partners; Owner: -
--

CREATE TABLE partners.endpoints (
    shop_id uuid NOT NULL,
    url text NOT NULL,
    salt uuid NOT NULL,
    old_salt uuid,
    old_until timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    failing_since timestamp with time zone,
    failure_count integer DEFAULT 0 NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT endpoints_check CHECK (((old_salt IS NULL) = (old_until IS NULL))),
    CONSTRAINT endpoints_failure_count_check CHECK ((failure_count >= 0)),
    CONSTRAINT endpoints_url_check CHECK ((length(url) <= 2000))
);

--
-- Name: events; Type: TABLE; Schema: partners; Owner: -
--

CREATE TABLE partners.events (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    title text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT events_title_check CHECK (((length(title) >= 1) AND (length(title) <= 80)))
);

--
-- Name: invitations; Type: TABLE; Schema: partners; Owner: -
--

CREATE TABLE partners.invitations (
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    creator_id uuid NOT NULL,
    status text NOT NULL,
    room_id uuid NOT NULL,
    answered_at timestamp with time zone,
    CONSTRAINT invitations_check CHECK (((status = 'open'::text) = (answered_at IS NULL))),
    CONSTRAINT invitations_status_check CHECK ((status = ANY (ARRAY['open'::text, 'accepted'::text, 'declined'::text, 'withdrawn'::text])))
);

--
-- Name: invited_products; Type: TABLE; Schema: partners; Owner: -
--

CREATE TABLE partners.invited_products (
    invitation_id uuid NOT NULL,
    "position" smallint NOT NULL,
    product_id uuid NOT NULL,
    rate_bps integer NOT NULL,
    CONSTRAINT invited_products_rate_bps_check CHECK (((rate_bps >= 100) AND (rate_bps <= 8000)))
);

--
-- Name: keys; Type: TABLE; Schema: partners; Owner: -
--

CREATE TABLE partners.keys (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    name text NOT NULL,
    digest bytea NOT NULL,
    hint text NOT NULL,
    scopes text[] NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT keys_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT keys_hint_check CHECK ((length(hint) <= 8)),
    CONSTRAINT keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    CONSTRAINT keys_scopes_check CHECK (((scopes <@ ARRAY['stock'::text, 'orders'::text]) AND (cardinality(scopes) > 0)))
);

--
-- Name: stamps; Type: TABLE; Schema: partners; Owner: -
--

CREATE TABLE partners.stamps (
    variant_id uuid NOT NULL,
    kind text NOT NULL,
    shop_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT stamps_kind_check CHECK ((kind = ANY (ARRAY['stock'::text, 'price'::text])))
)
WITH (fillfactor='80');

--
-- Name: terms; Type: TABLE; Schema: partners; Owner: -
--

CREATE TABLE partners.terms (
    shop_id uuid NOT NULL,
    stock_buffer integer NOT NULL,
    price_jump_max_percent integer NOT NULL,
    CONSTRAINT terms_price_jump_max_percent_check CHECK (((price_jump_max_percent >= 1) AND (price_jump_max_percent <= 1000))),
    CONSTRAINT terms_stock_buffer_check CHECK (((stock_buffer >= 0) AND (stock_buffer <= 1000)))
);

--
-- Name: accounts; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.accounts (
    id uuid NOT NULL,
    provider text NOT NULL,
    owner text NOT NULL,
    person_id uuid NOT NULL,
    country character(2) NOT NULL,
    reference text,
    state text DEFAULT 'missing'::text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    checked_at timestamp with time zone,
    CONSTRAINT accounts_check CHECK (((state = 'missing'::text) OR (reference IS NOT NULL))),
    CONSTRAINT accounts_owner_check CHECK (((length(owner) >= 1) AND (length(owner) <= 80))),
    CONSTRAINT accounts_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40))),
    CONSTRAINT accounts_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 100))),
    CONSTRAINT accounts_state_check CHECK ((state = ANY (ARRAY['missing'::text, 'ready'::text, 'closed'::text])))
);

--
-- Name: cash_shops; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.cash_shops (
    shop_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: disputes; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.disputes (
    provider text NOT NULL,
    id text NOT NULL,
    payment_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    fee_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    reason text,
    state text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT disputes_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT disputes_check CHECK (((state = 'open'::text) = (closed_at IS NULL))),
    CONSTRAINT disputes_fee_minor_check CHECK ((fee_minor >= 0)),
    CONSTRAINT disputes_id_check CHECK (((length(id) >= 1) AND (length(id) <= 200))),
    CONSTRAINT disputes_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40))),
    CONSTRAINT disputes_reason_check CHECK ((length(reason) <= 100)),
    CONSTRAINT disputes_state_check CHECK ((state = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text])))
);

--
-- Name: movements; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.movements (
    provider text NOT NULL,
    id text NOT NULL,
    kind text NOT NULL,
    reference text NOT NULL,
    amount_minor bigint NOT NULL,
    fee_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    at timestamp with time zone NOT NULL,
    settles_at timestamp with time zone NOT NULL,
    booked_at timestamp with time zone,
    source text,
    settled_at timestamp with time zone,
    is_agreed boolean DEFAULT false NOT NULL,
    CONSTRAINT movements_amount_minor_check CHECK ((abs(amount_minor) < '1000000000000000'::bigint)),
    CONSTRAINT movements_check CHECK (((booked_at IS NULL) = (source IS NULL))),
    CONSTRAINT movements_check1 CHECK (((settled_at IS NULL) OR (booked_at IS NOT NULL))),
    CONSTRAINT movements_fee_minor_check CHECK ((abs(fee_minor) < '1000000000000000'::bigint)),
    CONSTRAINT movements_id_check CHECK (((length(id) >= 1) AND (length(id) <= 200))),
    CONSTRAINT movements_kind_check CHECK ((kind = ANY (ARRAY['charge'::text, 'refund'::text, 'dispute'::text, 'transfer'::text, 'payout'::text, 'fee'::text, 'other'::text]))),
    CONSTRAINT movements_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40))),
    CONSTRAINT movements_reference_check CHECK ((length(reference) <= 200)),
    CONSTRAINT movements_source_check CHECK ((length(source) <= 200))
);

--
-- Name: payments; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.payments (
    id uuid NOT NULL,
    purchase_id uuid NOT NULL,
    attempt smallint NOT NULL,
    provider text NOT NULL,
    amount_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    order_ids uuid[] NOT NULL,
    order_amounts bigint[] NOT NULL,
    status text DEFAULT 'open'::text NOT NULL,
    reference text,
    decline_reason text,
    challenge_hint text,
    opened_at timestamp with time zone NOT NULL,
    captured_at timestamp with time zone,
    poll_at timestamp with time zone,
    pending_since timestamp with time zone,
    purpose text DEFAULT 'purchase'::text NOT NULL,
    method text,
    instalments smallint DEFAULT 1 NOT NULL,
    pay_by timestamp with time zone,
    instructions jsonb,
    refunded_minor bigint DEFAULT 0 NOT NULL,
    kept_card_id uuid,
    keep_for uuid,
    CONSTRAINT payments_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT payments_attempt_check CHECK (((attempt >= 1) AND (attempt <= 20))),
    CONSTRAINT payments_challenge_hint_check CHECK ((length(challenge_hint) <= 200)),
    CONSTRAINT payments_check CHECK (((cardinality(order_ids) > 0) AND (cardinality(order_ids) = cardinality(order_amounts)))),
    CONSTRAINT payments_check1 CHECK (((status = 'captured'::text) = (captured_at IS NOT NULL))),
    CONSTRAINT payments_check2 CHECK (((status = 'declined'::text) = (decline_reason IS NOT NULL))),
    CONSTRAINT payments_check3 CHECK (((status <> 'waiting'::text) OR (instructions IS NOT NULL))),
    CONSTRAINT payments_decline_reason_check CHECK ((length(decline_reason) <= 60)),
    CONSTRAINT payments_instalments_check CHECK (((instalments >= 1) AND (instalments <= 24))),
    CONSTRAINT payments_instructions_check CHECK ((pg_column_size(instructions) <= 8192)),
    CONSTRAINT payments_method_check CHECK (((length(method) >= 1) AND (length(method) <= 40))),
    CONSTRAINT payments_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40))),
    CONSTRAINT payments_purpose_check CHECK ((purpose = ANY (ARRAY['purchase'::text, 'tip'::text]))),
    CONSTRAINT payments_reference_check CHECK ((length(reference) <= 200)),
    CONSTRAINT payments_refunded_check CHECK (((refunded_minor >= 0) AND (refunded_minor <= amount_minor))),
    CONSTRAINT payments_status_check CHECK ((status = ANY (ARRAY['open'::text, 'challenge'::text, 'waiting'::text, 'pending'::text, 'captured'::text, 'declined'::text, 'abandoned'::text])))
);

--
-- Name: refunds; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.refunds (
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    order_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    reference text,
    asked_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    tried_at timestamp with time zone,
    turn integer DEFAULT 0 NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT refunds_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT refunds_check CHECK (((status = 'done'::text) = (done_at IS NOT NULL))),
    CONSTRAINT refunds_reason_check CHECK ((length(reason) <= 200)),
    CONSTRAINT refunds_reference_check CHECK ((length(reference) <= 200)),
    CONSTRAINT refunds_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'done'::text, 'refused'::text]))),
    CONSTRAINT refunds_turn_check CHECK ((turn >= 0))
);

--
-- Name: reversals; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.reversals (
    provider text NOT NULL,
    reference text NOT NULL,
    transfer_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT reversals_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT reversals_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 200)))
);

--
-- Name: transfers; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.transfers (
    id uuid NOT NULL,
    provider text NOT NULL,
    account text NOT NULL,
    amount_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    source text NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    turn integer DEFAULT 0 NOT NULL,
    reference text,
    reason text DEFAULT ''::text NOT NULL,
    reversed_minor bigint DEFAULT 0 NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    tried_at timestamp with time zone,
    done_at timestamp with time zone,
    CONSTRAINT transfers_account_check CHECK (((length(account) >= 1) AND (length(account) <= 100))),
    CONSTRAINT transfers_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT transfers_check CHECK ((((status = 'done'::text) = (reference IS NOT NULL)) AND ((status = 'done'::text) = (done_at IS NOT NULL)))),
    CONSTRAINT transfers_check1 CHECK (((reversed_minor = 0) OR (status = 'done'::text))),
    CONSTRAINT transfers_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40))),
    CONSTRAINT transfers_reason_check CHECK ((length(reason) <= 200)),
    CONSTRAINT transfers_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 100))),
    CONSTRAINT transfers_reversed_once CHECK (((reversed_minor >= 0) AND (reversed_minor <= amount_minor))),
    CONSTRAINT transfers_source_check CHECK (((length(source) >= 1) AND (length(source) <= 200))),
    CONSTRAINT transfers_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'done'::text, 'refused'::text]))),
    CONSTRAINT transfers_turn_check CHECK ((turn >= 0))
);

--
-- Name: ours; Type: VIEW; Schema: payments; Owner: -
--

CREATE VIEW payments.ours AS
 SELECT p.provider,
    'charge'::text AS kind,
    p.reference,
    true AS is_in,
    p.amount_minor,
    p.currency,
    p.captured_at AS at,
    ('purchase:'::text || p.purchase_id) AS source
   FROM payments.payments p
  WHERE ((p.status = 'captured'::text) AND (p.reference IS NOT NULL))
UNION ALL
 SELECT p.provider,
    'refund'::text AS kind,
    r.reference,
    false AS is_in,
    (- r.amount_minor) AS amount_minor,
    r.currency,
    r.done_at AS at,
    ('order:'::text || r.order_id) AS source
   FROM (payments.refunds r
     JOIN payments.payments p ON ((p.id = r.payment_id)))
  WHERE ((r.status = 'done'::text) AND (r.reference IS NOT NULL))
UNION ALL
 SELECT d.provider,
    'dispute'::text AS kind,
    d.id AS reference,
    false AS is_in,
    ((- d.amount_minor) - d.fee_minor) AS amount_minor,
    d.currency,
    d.opened_at AS at,
    ('dispute:'::text || d.id) AS source
   FROM payments.disputes d
UNION ALL
 SELECT d.provider,
    'dispute'::text AS kind,
    d.id AS reference,
    true AS is_in,
    d.amount_minor,
    d.currency,
    d.closed_at AS at,
    ('dispute:'::text || d.id) AS source
   FROM payments.disputes d
  WHERE (d.state = 'won'::text)
UNION ALL
 SELECT t.provider,
    'transfer'::text AS kind,
    t.reference,
    false AS is_in,
    (- t.amount_minor) AS amount_minor,
    t.currency,
    t.done_at AS at,
    t.source
   FROM payments.transfers t
  WHERE (t.status = 'done'::text)
UNION ALL
 SELECT r.provider,
    'transfer'::text AS kind,
    r.reference,
    true AS is_in,
    r.amount_minor,
    t.currency,
    r.at,
    t.source
   FROM (payments.reversals r
     JOIN payments.transfers t ON ((t.id = r.transfer_id)));

--
-- Name: settlements; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.settlements (
    id uuid NOT NULL,
    provider text NOT NULL,
    subject text NOT NULL,
    movement_id text,
    kind text NOT NULL,
    reference text NOT NULL,
    is_in boolean NOT NULL,
    amount_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    reason text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    CONSTRAINT settlements_amount_minor_check CHECK ((amount_minor <> 0)),
    CONSTRAINT settlements_check CHECK (((approved_by IS NULL) = (approved_at IS NULL))),
    CONSTRAINT settlements_four_eyes CHECK ((approved_by <> proposed_by)),
    CONSTRAINT settlements_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40))),
    CONSTRAINT settlements_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 200))),
    CONSTRAINT settlements_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 300)))
);

--
-- Name: unbooked; Type: VIEW; Schema: payments; Owner: -
--

CREATE VIEW payments.unbooked AS
 SELECT m.provider,
    m.id,
    m.kind,
    m.reference,
    (m.amount_minor > 0) AS is_in,
    (m.amount_minor -
        CASE
            WHEN ((m.kind = 'dispute'::text) AND (m.amount_minor < 0)) THEN m.fee_minor
            ELSE (0)::bigint
        END) AS amount_minor,
    m.currency,
    m.at,
    o.amount_minor AS our_amount_minor,
    o.currency AS our_currency,
    o.source AS our_source
   FROM (payments.movements m
     LEFT JOIN LATERAL ( SELECT o_1.amount_minor,
            o_1.currency,
            o_1.source
           FROM payments.ours o_1
          WHERE ((o_1.provider = m.provider) AND (o_1.kind = m.kind) AND (o_1.reference = m.reference) AND (o_1.is_in = (m.amount_minor > 0)) AND (NOT (EXISTS ( SELECT 1
                   FROM payments.movements b
                  WHERE ((b.provider = m.provider) AND (b.kind = m.kind) AND (b.reference = m.reference) AND ((b.amount_minor > 0) = (m.amount_minor > 0)) AND ((b.booked_at IS NOT NULL) OR (ROW(b.at, b.id) < ROW(m.at, m.id))))))) AND (NOT (EXISTS ( SELECT 1
                   FROM payments.settlements s
                  WHERE ((s.provider = m.provider) AND (s.kind = m.kind) AND (s.reference = m.reference) AND (s.is_in = (m.amount_minor > 0)) AND (s.movement_id IS NULL) AND (s.approved_at IS NOT NULL))))))
         LIMIT 1) o ON (true))
  WHERE (m.booked_at IS NULL);

--
-- Name: fitting; Type: VIEW; Schema: payments; Owner: -
--

CREATE VIEW payments.fitting AS
 SELECT provider,
    id,
    COALESCE(our_source, ((provider || ':txn:'::text) || id)) AS source
   FROM payments.unbooked u
  WHERE (((our_amount_minor = amount_minor) AND (our_currency = currency)) OR ((kind = ANY (ARRAY['payout'::text, 'fee'::text])) AND (EXISTS ( SELECT 1
           FROM ledger.currencies c
          WHERE (c.code = u.currency)))));

--
-- Name: readings; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.readings (
    provider text NOT NULL,
    read_until timestamp with time zone NOT NULL,
    reading_from timestamp with time zone,
    reading_until timestamp with time zone,
    page text,
    CONSTRAINT readings_check CHECK ((((page IS NULL) = (reading_from IS NULL)) AND ((page IS NULL) = (reading_until IS NULL)))),
    CONSTRAINT readings_page_check CHECK ((length(page) <= 200)),
    CONSTRAINT readings_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40)))
);

--
-- Name: differences; Type: VIEW; Schema: payments; Owner: -
--

CREATE VIEW payments.differences AS
 WITH closed AS (
         SELECT readings.provider,
            (date_trunc('day'::text, (readings.read_until AT TIME ZONE 'UTC'::text)) AT TIME ZONE 'UTC'::text) AS before
           FROM payments.readings
        )
 SELECT u.provider,
    ('movement:'::text || u.id) AS subject,
    u.id AS movement_id,
    u.kind,
    u.reference,
    u.is_in,
        CASE
            WHEN (u.our_source IS NULL) THEN 'missing_here'::text
            ELSE 'differs'::text
        END AS what,
    u.our_amount_minor,
    u.amount_minor,
    u.currency,
    ((COALESCE(u.our_currency, u.currency) = u.currency) AND (EXISTS ( SELECT 1
           FROM ledger.currencies c_1
          WHERE (c_1.code = u.currency)))) AS is_ours,
    u.at,
    u.our_source AS source
   FROM (payments.unbooked u
     JOIN closed c USING (provider))
  WHERE ((u.at < c.before) AND (NOT (EXISTS ( SELECT 1
           FROM payments.fitting f
          WHERE ((f.provider = u.provider) AND (f.id = u.id))))))
UNION ALL
 SELECT o.provider,
    ((('ours:'::text || o.kind) ||
        CASE
            WHEN o.is_in THEN ':in:'::text
            ELSE ':out:'::text
        END) || o.reference) AS subject,
    NULL::text AS movement_id,
    o.kind,
    o.reference,
    o.is_in,
    'missing_there'::text AS what,
    o.amount_minor AS our_amount_minor,
    NULL::bigint AS amount_minor,
    o.currency,
    true AS is_ours,
    o.at,
    o.source
   FROM (payments.ours o
     JOIN closed c USING (provider))
  WHERE ((o.at < c.before) AND (NOT (EXISTS ( SELECT 1
           FROM payments.movements m
          WHERE ((m.provider = o.provider) AND (m.kind = o.kind) AND (m.reference = o.reference) AND ((m.amount_minor > 0) = o.is_in))))) AND (NOT (EXISTS ( SELECT 1
           FROM payments.settlements s
          WHERE ((s.provider = o.provider) AND (s.kind = o.kind) AND (s.reference = o.reference) AND (s.is_in = o.is_in) AND (s.movement_id IS NULL) AND (s.approved_at IS NOT NULL))))));

--
-- Name: hints; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.hints (
    provider text NOT NULL,
    event_id text NOT NULL,
    kind text NOT NULL,
    object_id text NOT NULL,
    payment_id uuid,
    state text DEFAULT 'received'::text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT hints_check CHECK (((state = 'received'::text) = (done_at IS NULL))),
    CONSTRAINT hints_event_id_check CHECK (((length(event_id) >= 1) AND (length(event_id) <= 200))),
    CONSTRAINT hints_kind_check CHECK ((length(kind) <= 100)),
    CONSTRAINT hints_object_id_check CHECK ((length(object_id) <= 200)),
    CONSTRAINT hints_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40))),
    CONSTRAINT hints_state_check CHECK ((state = ANY (ARRAY['received'::text, 'done'::text, 'parked'::text])))
);

--
-- Name: kept_cards; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.kept_cards (
    id uuid NOT NULL,
    person_id uuid,
    provider text NOT NULL,
    token text NOT NULL,
    brand text NOT NULL,
    last4 text NOT NULL,
    expires_month smallint NOT NULL,
    expires_year smallint NOT NULL,
    fingerprint text NOT NULL,
    kept_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT kept_cards_brand_check CHECK ((brand ~ '^[a-z_ ]{1,40}$'::text)),
    CONSTRAINT kept_cards_check CHECK (((person_id IS NOT NULL) OR (removed_at IS NOT NULL))),
    CONSTRAINT kept_cards_expires_month_check CHECK (((expires_month >= 1) AND (expires_month <= 12))),
    CONSTRAINT kept_cards_expires_year_check CHECK (((expires_year >= 2000) AND (expires_year <= 2199))),
    CONSTRAINT kept_cards_fingerprint_check CHECK (((length(fingerprint) >= 1) AND (length(fingerprint) <= 200))),
    CONSTRAINT kept_cards_last4_check CHECK ((last4 ~ '^[0-9]{4}$'::text)),
    CONSTRAINT kept_cards_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40))),
    CONSTRAINT kept_cards_token_check CHECK (((length(token) >= 1) AND (length(token) <= 200)))
);

--
-- Name: receipts; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.receipts (
    key uuid NOT NULL,
    word text NOT NULL,
    person_id uuid,
    at timestamp with time zone NOT NULL,
    CONSTRAINT receipts_check CHECK (((person_id IS NOT NULL) OR (word = 'closed'::text))),
    CONSTRAINT receipts_word_check CHECK ((word = ANY (ARRAY['received'::text, 'closed'::text, 'returned'::text])))
);

--
-- Name: sandbox_cards; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.sandbox_cards (
    token text NOT NULL,
    card text NOT NULL,
    is_forgotten boolean DEFAULT false NOT NULL,
    CONSTRAINT sandbox_cards_card_check CHECK ((card = ANY (ARRAY['success'::text, 'decline'::text, 'challenge'::text, 'time_out'::text]))),
    CONSTRAINT sandbox_cards_token_check CHECK (((length(token) >= 1) AND (length(token) <= 200)))
);

--
-- Name: sandbox_charges; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.sandbox_charges (
    key uuid NOT NULL,
    amount_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    card text,
    outcome text NOT NULL,
    at timestamp with time zone NOT NULL,
    payable_until timestamp with time zone,
    captured_at timestamp with time zone,
    CONSTRAINT sandbox_charges_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT sandbox_charges_card_check CHECK ((card = ANY (ARRAY['success'::text, 'decline'::text, 'challenge'::text, 'time_out'::text, 'voucher'::text]))),
    CONSTRAINT sandbox_charges_check CHECK (((card IS NOT NULL) OR (outcome = 'abandoned'::text))),
    CONSTRAINT sandbox_charges_outcome_check CHECK ((outcome = ANY (ARRAY['captured'::text, 'declined'::text, 'challenge'::text, 'waiting'::text, 'pending'::text, 'abandoned'::text])))
);

--
-- Name: sandbox_payouts; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.sandbox_payouts (
    currency character(3) NOT NULL,
    day date NOT NULL,
    amount_minor bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT sandbox_payouts_amount_minor_check CHECK ((amount_minor > 0))
);

--
-- Name: sandbox_refunds; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.sandbox_refunds (
    key uuid NOT NULL,
    charge_key uuid NOT NULL,
    amount_minor bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT sandbox_refunds_amount_minor_check CHECK ((amount_minor > 0))
);

--
-- Name: sandbox_transfers; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.sandbox_transfers (
    key uuid NOT NULL,
    account text NOT NULL,
    amount_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT sandbox_transfers_account_check CHECK (((length(account) >= 1) AND (length(account) <= 100))),
    CONSTRAINT sandbox_transfers_amount_minor_check CHECK ((amount_minor > 0))
);

--
-- Name: sandbox_movements; Type: VIEW; Schema: payments; Owner: -
--

CREATE VIEW payments.sandbox_movements AS
 SELECT ('sbx_txn_c'::text || replace((c.key)::text, '-'::text, ''::text)) AS id,
    'charge'::text AS kind,
    ('sbx_ch_'::text || replace((c.key)::text, '-'::text, ''::text)) AS reference,
    c.amount_minor,
    (((c.amount_minor * 360) + 5000) / 10000) AS fee_minor,
    c.currency,
    COALESCE(c.captured_at, c.at) AS at,
    (COALESCE(c.captured_at, c.at) + '2 days'::interval) AS settles_at
   FROM payments.sandbox_charges c
  WHERE (c.outcome = 'captured'::text)
UNION ALL
 SELECT ('sbx_txn_r'::text || replace((r.key)::text, '-'::text, ''::text)) AS id,
    'refund'::text AS kind,
    ('sbx_re_'::text || replace((r.key)::text, '-'::text, ''::text)) AS reference,
    (- r.amount_minor) AS amount_minor,
    0 AS fee_minor,
    c.currency,
    r.at,
    r.at AS settles_at
   FROM (payments.sandbox_refunds r
     JOIN payments.sandbox_charges c ON ((c.key = r.charge_key)))
UNION ALL
 SELECT (('sbx_txn_p'::text || (p.currency)::text) || to_char((p.day)::timestamp with time zone, 'YYYYMMDD'::text)) AS id,
    'payout'::text AS kind,
    (('sbx_po_'::text || (p.currency)::text) || to_char((p.day)::timestamp with time zone, 'YYYYMMDD'::text)) AS reference,
    (- p.amount_minor) AS amount_minor,
    0 AS fee_minor,
    p.currency,
    p.at,
    p.at AS settles_at
   FROM payments.sandbox_payouts p
UNION ALL
 SELECT ('sbx_txn_t'::text || replace((t.key)::text, '-'::text, ''::text)) AS id,
    'transfer'::text AS kind,
    ('sbx_tr_'::text || replace((t.key)::text, '-'::text, ''::text)) AS reference,
    (- t.amount_minor) AS amount_minor,
    0 AS fee_minor,
    t.currency,
    t.at,
    t.at AS settles_at
   FROM payments.sandbox_transfers t;

--
-- Name: voucher_shops; Type: TABLE; Schema: payments; Owner: -
--

CREATE TABLE payments.voucher_shops (
    shop_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: destinations; Type: TABLE; Schema: payouts; Owner: -
--

CREATE TABLE payouts.destinations (
    id uuid NOT NULL,
    payee_kind text NOT NULL,
    payee_id uuid NOT NULL,
    person_id uuid NOT NULL,
    currency character(3) NOT NULL,
    kind text NOT NULL,
    holder text NOT NULL,
    number text NOT NULL,
    institution text NOT NULL,
    tax_id text NOT NULL,
    set_at timestamp with time zone NOT NULL,
    usable_at timestamp with time zone NOT NULL,
    replaced_at timestamp with time zone,
    CONSTRAINT destinations_check CHECK ((usable_at >= set_at)),
    CONSTRAINT destinations_holder_check CHECK (((length(holder) >= 1) AND (length(holder) <= 100))),
    CONSTRAINT destinations_institution_check CHECK ((length(institution) <= 60)),
    CONSTRAINT destinations_kind_check CHECK ((kind = ANY (ARRAY['bank'::text, 'clabe'::text, 'pix'::text, 'provider'::text]))),
    CONSTRAINT destinations_number_check CHECK (((length(number) >= 1) AND (length(number) <= 100))),
    CONSTRAINT destinations_payee_kind_check CHECK ((payee_kind = ANY (ARRAY['shop'::text, 'creator'::text]))),
    CONSTRAINT destinations_tax_id_check CHECK ((length(tax_id) <= 20))
);

--
-- Name: downloads; Type: TABLE; Schema: payouts; Owner: -
--

CREATE TABLE payouts.downloads (
    id bigint NOT NULL,
    file_id uuid NOT NULL,
    person_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: downloads_id_seq; Type: SEQUENCE; Schema: payouts; Owner: -
--

ALTER TABLE payouts.downloads ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME payouts.downloads_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: files; Type: TABLE; Schema: payouts; Owner: -
--

CREATE TABLE payouts.files (
    id uuid NOT NULL,
    code text NOT NULL,
    currency character(3) NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone NOT NULL
);

--
-- Name: moves; Type: TABLE; Schema: payouts; Owner: -
--

CREATE TABLE payouts.moves (
    id bigint NOT NULL,
    payout_id uuid NOT NULL,
    step text NOT NULL,
    actor_id uuid,
    note text DEFAULT ''::text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT moves_note_check CHECK ((length(note) <= 200)),
    CONSTRAINT moves_step_check CHECK ((step = ANY (ARRAY['created'::text, 'approved'::text, 'ready'::text, 'sent'::text, 'paid'::text, 'failed'::text, 'refused'::text, 'came_back'::text])))
);

--
-- Name: moves_id_seq; Type: SEQUENCE; Schema: payouts; Owner: -
--

ALTER TABLE payouts.moves ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME payouts.moves_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: paydays; Type: TABLE; Schema: payouts; Owner: -
--

CREATE TABLE payouts.paydays (
    day date NOT NULL,
    done_at timestamp with time zone NOT NULL
);

--
-- Name: payouts; Type: TABLE; Schema: payouts; Owner: -
--

CREATE TABLE payouts.payouts (
    id uuid NOT NULL,
    code text NOT NULL,
    payee_kind text NOT NULL,
    payee_id uuid NOT NULL,
    currency character(3) NOT NULL,
    amount_minor bigint NOT NULL,
    withheld_minor bigint NOT NULL,
    destination_id uuid NOT NULL,
    payday date,
    approvals_needed smallint NOT NULL,
    approval_count smallint DEFAULT 0 NOT NULL,
    state text NOT NULL,
    file_id uuid,
    note text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    provider text,
    came_back_minor bigint DEFAULT 0 NOT NULL,
    CONSTRAINT payouts_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT payouts_approval_count_check CHECK (((approval_count >= 0) AND (approval_count <= 2))),
    CONSTRAINT payouts_approvals_needed_check CHECK ((approvals_needed = ANY (ARRAY[0, 2]))),
    CONSTRAINT payouts_came_back CHECK (((came_back_minor = 0) OR ((provider IS NOT NULL) AND ((came_back_minor >= 1) AND (came_back_minor <= (amount_minor - withheld_minor))) AND (state =
CASE
    WHEN (came_back_minor = (amount_minor - withheld_minor)) THEN 'failed'::text
    ELSE 'paid'::text
END)))),
    CONSTRAINT payouts_four_eyes CHECK (((state = ANY (ARRAY['waiting'::text, 'refused'::text])) OR (approval_count >= approvals_needed))),
    CONSTRAINT payouts_in_a_file CHECK (((file_id IS NOT NULL) = ((provider IS NULL) AND (state = ANY (ARRAY['sent'::text, 'paid'::text, 'failed'::text]))))),
    CONSTRAINT payouts_note_check CHECK ((length(note) <= 200)),
    CONSTRAINT payouts_payee_kind_check CHECK ((payee_kind = ANY (ARRAY['shop'::text, 'creator'::text]))),
    CONSTRAINT payouts_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 40))),
    CONSTRAINT payouts_something_left CHECK ((withheld_minor < amount_minor)),
    CONSTRAINT payouts_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'sent'::text, 'paid'::text, 'failed'::text, 'refused'::text]))),
    CONSTRAINT payouts_withheld_minor_check CHECK ((withheld_minor >= 0))
);

--
-- Name: sales; Type: TABLE; Schema: payouts; Owner: -
--

CREATE TABLE payouts.sales (
    journal_id bigint NOT NULL,
    payee_kind text NOT NULL,
    payee_id uuid NOT NULL,
    currency character(3) NOT NULL,
    order_id uuid NOT NULL,
    posted_at timestamp with time zone NOT NULL,
    payout_id uuid,
    refunded_minor bigint DEFAULT 0 NOT NULL,
    is_refunded boolean DEFAULT false NOT NULL,
    CONSTRAINT sales_payee_kind_check CHECK ((payee_kind = ANY (ARRAY['shop'::text, 'creator'::text]))),
    CONSTRAINT sales_refunded_minor_check CHECK ((refunded_minor >= 0))
);

--
-- Name: tax_returns; Type: TABLE; Schema: payouts; Owner: -
--

CREATE TABLE payouts.tax_returns (
    payout_id uuid NOT NULL,
    tax text NOT NULL,
    order_id uuid NOT NULL,
    refunded_minor bigint NOT NULL,
    base_minor bigint NOT NULL,
    rate_bps integer NOT NULL,
    amount_minor bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT tax_returns_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT tax_returns_base_minor_check CHECK ((base_minor > 0)),
    CONSTRAINT tax_returns_rate_bps_check CHECK (((rate_bps >= 1) AND (rate_bps <= 10000))),
    CONSTRAINT tax_returns_refunded_minor_check CHECK ((refunded_minor > 0)),
    CONSTRAINT tax_returns_tax_check CHECK (((length(tax) >= 1) AND (length(tax) <= 20)))
);

--
-- Name: withholdings; Type: TABLE; Schema: payouts; Owner: -
--

CREATE TABLE payouts.withholdings (
    payout_id uuid NOT NULL,
    tax text NOT NULL,
    base_minor bigint NOT NULL,
    rate_bps integer NOT NULL,
    amount_minor bigint NOT NULL,
    CONSTRAINT withholdings_base_minor_check CHECK ((base_minor > 0)),
    CONSTRAINT withholdings_check CHECK (((amount_minor > 0) AND (amount_minor <= base_minor))),
    CONSTRAINT withholdings_rate_bps_check CHECK (((rate_bps >= 1) AND (rate_bps <= 10000))),
    CONSTRAINT withholdings_tax_check CHECK (((length(tax) >= 1) AND (length(tax) <= 20)))
);

--
-- Name: write_offs; Type: TABLE; Schema: payouts; Owner: -
--

CREATE TABLE payouts.write_offs (
    id uuid NOT NULL,
    payee_kind text NOT NULL,
    payee_id uuid NOT NULL,
    currency character(3) NOT NULL,
    amount_minor bigint NOT NULL,
    reason text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    CONSTRAINT write_offs_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT write_offs_check CHECK (((approved_by IS NULL) = (approved_at IS NULL))),
    CONSTRAINT write_offs_four_eyes CHECK ((approved_by <> proposed_by)),
    CONSTRAINT write_offs_payee_kind_check CHECK ((payee_kind = ANY (ARRAY['shop'::text, 'creator'::text]))),
    CONSTRAINT write_offs_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
);

--
-- Name: permit_requests; Type: TABLE; Schema: prohibitions; Owner: -
--

CREATE TABLE prohibitions.permit_requests (
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    digest bytea NOT NULL,
    title text NOT NULL,
    goods text[] NOT NULL,
    countries text[] NOT NULL,
    words text NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    state text DEFAULT 'asked'::text NOT NULL,
    permitted text[] DEFAULT '{}'::text[] NOT NULL,
    answer text DEFAULT ''::text NOT NULL,
    ruled_by uuid,
    ruled_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT permit_requests_answer_check CHECK ((length(answer) <= 500)),
    CONSTRAINT permit_requests_check CHECK (((state = ANY (ARRAY['permitted'::text, 'upheld'::text])) = (ruled_at IS NOT NULL))),
    CONSTRAINT permit_requests_check1 CHECK (((state = 'permitted'::text) = (cardinality(permitted) > 0))),
    CONSTRAINT permit_requests_check2 CHECK ((permitted <@ countries)),
    CONSTRAINT permit_requests_countries_check CHECK (((cardinality(countries) >= 1) AND (cardinality(countries) <= 50))),
    CONSTRAINT permit_requests_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT permit_requests_goods_check CHECK (((cardinality(goods) >= 1) AND (cardinality(goods) <= 50))),
    CONSTRAINT permit_requests_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'replaced'::text, 'permitted'::text, 'upheld'::text]))),
    CONSTRAINT permit_requests_title_check CHECK ((length(title) <= 120)),
    CONSTRAINT permit_requests_words_check CHECK ((length(words) <= 500))
);

--
-- Name: coupons; Type: TABLE; Schema: promotions; Owner: -
--

CREATE TABLE promotions.coupons (
    id uuid NOT NULL,
    funder text NOT NULL,
    shop_id uuid,
    code text NOT NULL,
    kind text NOT NULL,
    rate_bps integer,
    amount_minor bigint,
    discount_max_minor bigint,
    currency character(3) NOT NULL,
    min_spend_minor bigint NOT NULL,
    product_ids uuid[] NOT NULL,
    collection_ids uuid[] NOT NULL,
    uses_max integer,
    uses_per_buyer_max integer,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    is_paused boolean DEFAULT false NOT NULL,
    use_count integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    works_on_flash boolean DEFAULT false NOT NULL,
    CONSTRAINT coupons_amount_minor_check CHECK (((amount_minor >= 1) AND (amount_minor <= 1000000000))),
    CONSTRAINT coupons_check CHECK (((funder = 'platform'::text) OR (shop_id IS NOT NULL))),
    CONSTRAINT coupons_check1 CHECK (((kind = 'percent'::text) = (rate_bps IS NOT NULL))),
    CONSTRAINT coupons_check2 CHECK (((kind = 'amount'::text) = (amount_minor IS NOT NULL))),
    CONSTRAINT coupons_check3 CHECK (((discount_max_minor IS NULL) OR (kind = 'percent'::text))),
    CONSTRAINT coupons_check4 CHECK (((ends_at IS NULL) OR (ends_at > starts_at))),
    CONSTRAINT coupons_code_check CHECK ((code ~ '^[A-Z0-9][A-Z0-9_-]{2,19}$'::text)),
    CONSTRAINT coupons_collection_ids_check CHECK ((cardinality(collection_ids) <= 20)),
    CONSTRAINT coupons_discount_max_minor_check CHECK (((discount_max_minor >= 1) AND (discount_max_minor <= 1000000000))),
    CONSTRAINT coupons_funder_check CHECK ((funder = ANY (ARRAY['shop'::text, 'platform'::text]))),
    CONSTRAINT coupons_kind_check CHECK ((kind = ANY (ARRAY['percent'::text, 'amount'::text, 'free_shipping'::text]))),
    CONSTRAINT coupons_min_spend_minor_check CHECK (((min_spend_minor >= 0) AND (min_spend_minor <= '1000000000000'::bigint))),
    CONSTRAINT coupons_product_ids_check CHECK ((cardinality(product_ids) <= 200)),
    CONSTRAINT coupons_rate_bps_check CHECK (((rate_bps >= 1) AND (rate_bps <= 10000))),
    CONSTRAINT coupons_use_count_check CHECK ((use_count >= 0)),
    CONSTRAINT coupons_uses_left CHECK ((use_count <= uses_max)),
    CONSTRAINT coupons_uses_max_check CHECK (((uses_max >= 1) AND (uses_max <= 1000000))),
    CONSTRAINT coupons_uses_per_buyer_max_check CHECK (((uses_per_buyer_max >= 1) AND (uses_per_buyer_max <= 1000)))
);

--
-- Name: uses; Type: TABLE; Schema: promotions; Owner: -
--

CREATE TABLE promotions.uses (
    purchase_id uuid NOT NULL,
    coupon_id uuid NOT NULL,
    buyer_key uuid NOT NULL,
    discount_minor bigint NOT NULL,
    used_at timestamp with time zone NOT NULL,
    given_back_at timestamp with time zone,
    CONSTRAINT uses_discount_minor_check CHECK ((discount_minor > 0))
);

--
-- Name: lines; Type: TABLE; Schema: returns; Owner: -
--

CREATE TABLE returns.lines (
    return_id uuid NOT NULL,
    line_id uuid NOT NULL,
    quantity integer NOT NULL,
    refunded_before integer NOT NULL,
    accepted_quantity integer,
    CONSTRAINT lines_check CHECK (((accepted_quantity >= 0) AND (accepted_quantity <= quantity))),
    CONSTRAINT lines_quantity_check CHECK (((quantity >= 1) AND (quantity <= 99))),
    CONSTRAINT lines_refunded_before_check CHECK ((refunded_before >= 0))
);

--
-- Name: moves; Type: TABLE; Schema: returns; Owner: -
--

CREATE TABLE returns.moves (
    return_id uuid NOT NULL,
    state text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT moves_by_check CHECK ((by = ANY (ARRAY['buyer'::text, 'shop'::text, 'time'::text])))
);

--
-- Name: photos; Type: TABLE; Schema: returns; Owner: -
--

CREATE TABLE returns.photos (
    file_id uuid NOT NULL,
    order_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: returns; Type: TABLE; Schema: returns; Owner: -
--

CREATE TABLE returns.returns (
    id uuid NOT NULL,
    code text NOT NULL,
    order_id uuid NOT NULL,
    order_code text NOT NULL,
    shop_id uuid NOT NULL,
    buyer_id uuid,
    buyer_email text NOT NULL,
    language text NOT NULL,
    currency character(3) NOT NULL,
    state text NOT NULL,
    reason text NOT NULL,
    words text NOT NULL,
    is_withdrawal boolean NOT NULL,
    payer text NOT NULL,
    instructions text,
    label_url text,
    carrier text,
    tracking_number text,
    answer text,
    exclusion text,
    refunded_minor bigint,
    photo_file_ids uuid[] NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    wanted_variant_id uuid,
    wanted_values jsonb,
    sent_carrier text,
    sent_number text,
    sent_url text,
    CONSTRAINT returns_answer_check CHECK ((length(answer) <= 1000)),
    CONSTRAINT returns_buyer_email_check CHECK ((length(buyer_email) <= 254)),
    CONSTRAINT returns_carrier_check CHECK ((length(carrier) <= 60)),
    CONSTRAINT returns_check1 CHECK (((state <> 'sent'::text) OR ((carrier IS NOT NULL) AND (tracking_number IS NOT NULL)))),
    CONSTRAINT returns_check2 CHECK (((state = 'refunded'::text) = (refunded_minor IS NOT NULL))),
    CONSTRAINT returns_code_check CHECK (((length(code) >= 3) AND (length(code) <= 20))),
    CONSTRAINT returns_due_check CHECK (((due_at IS NULL) = (state = ANY (ARRAY['refunded'::text, 'exchanged'::text, 'refused'::text, 'withdrawn'::text, 'lapsed'::text])))),
    CONSTRAINT returns_exchanged_check CHECK (((state <> 'exchanged'::text) OR ((wanted_variant_id IS NOT NULL) AND (sent_number IS NOT NULL)))),
    CONSTRAINT returns_exclusion_check CHECK ((exclusion = ANY (ARRAY['perishable'::text, 'made_to_order'::text, 'personal_use'::text, 'digital'::text]))),
    CONSTRAINT returns_instructions_check CHECK ((length(instructions) <= 1000)),
    CONSTRAINT returns_label_url_check CHECK ((length(label_url) <= 500)),
    CONSTRAINT returns_language_check CHECK ((length(language) = 2)),
    CONSTRAINT returns_order_code_check CHECK (((length(order_code) >= 3) AND (length(order_code) <= 20))),
    CONSTRAINT returns_payer_check CHECK ((payer = ANY (ARRAY['shop'::text, 'buyer'::text]))),
    CONSTRAINT returns_photo_file_ids_check CHECK ((cardinality(photo_file_ids) <= 5)),
    CONSTRAINT returns_reason_check CHECK ((reason = ANY (ARRAY['changed_mind'::text, 'damaged'::text, 'wrong_item'::text, 'not_as_described'::text, 'does_not_fit'::text, 'other'::text]))),
    CONSTRAINT returns_refunded_minor_check CHECK ((refunded_minor >= 0)),
    CONSTRAINT returns_sent_carrier_check CHECK ((length(sent_carrier) <= 60)),
    CONSTRAINT returns_sent_number_check CHECK ((length(sent_number) <= 60)),
    CONSTRAINT returns_sent_url_check CHECK ((length(sent_url) <= 500)),
    CONSTRAINT returns_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'accepted'::text, 'sent'::text, 'refunded'::text, 'exchanged'::text, 'refused'::text, 'withdrawn'::text, 'lapsed'::text]))),
    CONSTRAINT returns_tracking_number_check CHECK ((length(tracking_number) <= 60)),
    CONSTRAINT returns_wanted_check CHECK (((wanted_variant_id IS NULL) = (wanted_values IS NULL))),
    CONSTRAINT returns_wanted_values_check CHECK ((jsonb_typeof(wanted_values) = 'array'::text)),
    CONSTRAINT returns_words_check CHECK ((length(words) <= 1000))
);

--
-- Name: withdrawals; Type: TABLE; Schema: returns; Owner: -
--

CREATE TABLE returns.withdrawals (
    code text NOT NULL,
    order_code text NOT NULL,
    email text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    outcome text,
    CONSTRAINT withdrawals_check CHECK (((outcome IS NULL) OR (asked_at IS NOT NULL))),
    CONSTRAINT withdrawals_code_check CHECK (((length(code) >= 3) AND (length(code) <= 20))),
    CONSTRAINT withdrawals_email_check CHECK ((length(email) <= 254)),
    CONSTRAINT withdrawals_order_code_check CHECK ((length(order_code) <= 20)),
    CONSTRAINT withdrawals_outcome_check CHECK ((outcome = ANY (ARRAY['cancelled'::text, 'return'::text, 'nothing'::text])))
);

--
-- Name: answers; Type: TABLE; Schema: reviews; Owner: -
--

CREATE TABLE reviews.answers (
    id uuid NOT NULL,
    question_id uuid NOT NULL,
    product_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    author_id uuid NOT NULL,
    is_shop boolean NOT NULL,
    text text NOT NULL,
    hidden_for uuid,
    answered_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    helpful_count integer DEFAULT 0 NOT NULL,
    CONSTRAINT answers_helpful_count_check CHECK ((helpful_count >= 0)),
    CONSTRAINT answers_text_check CHECK (((length(text) >= 1) AND (length(text) <= 1000)))
);

--
-- Name: questions; Type: TABLE; Schema: reviews; Owner: -
--

CREATE TABLE reviews.questions (
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    author_id uuid NOT NULL,
    text text NOT NULL,
    hidden_for uuid,
    asked_at timestamp with time zone NOT NULL,
    answer_count integer DEFAULT 0 NOT NULL,
    CONSTRAINT questions_answer_count_check CHECK ((answer_count >= 0)),
    CONSTRAINT questions_text_check CHECK (((length(text) >= 1) AND (length(text) <= 500)))
);

--
-- Name: ratings; Type: TABLE; Schema: reviews; Owner: -
--

CREATE TABLE reviews.ratings (
    product_id uuid NOT NULL,
    stars_1 integer DEFAULT 0 NOT NULL,
    stars_2 integer DEFAULT 0 NOT NULL,
    stars_3 integer DEFAULT 0 NOT NULL,
    stars_4 integer DEFAULT 0 NOT NULL,
    stars_5 integer DEFAULT 0 NOT NULL,
    review_count integer GENERATED ALWAYS AS (((((stars_1 + stars_2) + stars_3) + stars_4) + stars_5)) STORED NOT NULL,
    stars_sum integer GENERATED ALWAYS AS (((((stars_1 + (2 * stars_2)) + (3 * stars_3)) + (4 * stars_4)) + (5 * stars_5))) STORED NOT NULL,
    CONSTRAINT ratings_stars_1_check CHECK ((stars_1 >= 0)),
    CONSTRAINT ratings_stars_2_check CHECK ((stars_2 >= 0)),
    CONSTRAINT ratings_stars_3_check CHECK ((stars_3 >= 0)),
    CONSTRAINT ratings_stars_4_check CHECK ((stars_4 >= 0)),
    CONSTRAINT ratings_stars_5_check CHECK ((stars_5 >= 0))
)
WITH (fillfactor='50');

--
-- Name: reviews; Type: TABLE; Schema: reviews; Owner: -
--

CREATE TABLE reviews.reviews (
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    author_id uuid NOT NULL,
    stars smallint NOT NULL,
    text text NOT NULL,
    answer text,
    answered_at timestamp with time zone,
    hidden_for uuid,
    written_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    answer_hidden_at timestamp with time zone,
    photo_file_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT reviews_answer_check CHECK (((length(answer) >= 1) AND (length(answer) <= 1000))),
    CONSTRAINT reviews_check CHECK (((answer IS NULL) = (answered_at IS NULL))),
    CONSTRAINT reviews_stars_check CHECK (((stars >= 1) AND (stars <= 5))),
    CONSTRAINT reviews_text_check CHECK ((length(text) <= 2000))
)
WITH (fillfactor='80');

--
-- Name: votes; Type: TABLE; Schema: reviews; Owner: -
--

CREATE TABLE reviews.votes (
    answer_id uuid NOT NULL,
    person_id uuid NOT NULL,
    voted_at timestamp with time zone NOT NULL
);

--
-- Name: words; Type: TABLE; Schema: reviews; Owner: -
--

CREATE TABLE reviews.words (
    id bigint NOT NULL,
    author_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: words_id_seq; Type: SEQUENCE; Schema: reviews; Owner: -
--

ALTER TABLE reviews.words ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME reviews.words_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: clips; Type: TABLE; Schema: search; Owner: -
--

CREATE TABLE search.clips (
    id uuid NOT NULL,
    published_at timestamp with time zone NOT NULL,
    hashtags text[] NOT NULL,
    words text[] NOT NULL,
    terms tsvector NOT NULL
);

--
-- Name: hashtags; Type: TABLE; Schema: search; Owner: -
--

CREATE TABLE search.hashtags (
    hashtag text NOT NULL,
    shown text NOT NULL,
    clip_count integer NOT NULL
);

--
-- Name: heat; Type: TABLE; Schema: search; Owner: -
--

CREATE TABLE search.heat (
    product_id uuid NOT NULL,
    hot double precision NOT NULL,
    is_new boolean DEFAULT true NOT NULL
)
WITH (fillfactor='50');

--
-- Name: places; Type: TABLE; Schema: search; Owner: -
--

CREATE TABLE search.places (
    name text NOT NULL,
    tx bigint DEFAULT 0 NOT NULL,
    id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    number bigint DEFAULT 0 NOT NULL
);

--
-- Name: products; Type: TABLE; Schema: search; Owner: -
--

CREATE TABLE search.products (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    category text NOT NULL,
    currency character(3) NOT NULL,
    price_minor bigint NOT NULL,
    discount_bps integer NOT NULL,
    is_in_stock boolean NOT NULL,
    ships_free boolean NOT NULL,
    facets text[] NOT NULL,
    stocked_facets text[] NOT NULL,
    published_at timestamp with time zone NOT NULL,
    hot double precision DEFAULT 0 NOT NULL,
    words text[] NOT NULL,
    terms tsvector NOT NULL,
    rating_tenths smallint DEFAULT 0 NOT NULL,
    rating_score double precision DEFAULT 0 NOT NULL,
    CONSTRAINT products_discount_bps_check CHECK (((discount_bps >= 0) AND (discount_bps <= 10000))),
    CONSTRAINT products_rating_tenths_check CHECK (((rating_tenths >= 0) AND (rating_tenths <= 50)))
);

--
-- Name: profiles; Type: TABLE; Schema: search; Owner: -
--

CREATE TABLE search.profiles (
    id uuid NOT NULL,
    kind text NOT NULL,
    handle text NOT NULL,
    terms tsvector NOT NULL,
    CONSTRAINT profiles_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'shop'::text])))
);

--
-- Name: renamed; Type: TABLE; Schema: search; Owner: -
--

CREATE TABLE search.renamed (
    product_id uuid NOT NULL,
    after_id uuid NOT NULL
);

--
-- Name: spellings; Type: TABLE; Schema: search; Owner: -
--

CREATE TABLE search.spellings (
    key text NOT NULL,
    word text NOT NULL
);

--
-- Name: words; Type: TABLE; Schema: search; Owner: -
--

CREATE TABLE search.words (
    word text NOT NULL,
    shown text NOT NULL,
    use_count integer NOT NULL,
    CONSTRAINT words_word_check CHECK (((length(word) >= 2) AND (length(word) <= 30)))
)
WITH (fillfactor='70');

--
-- Name: rates; Type: TABLE; Schema: shipping; Owner: -
--

CREATE TABLE shipping.rates (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    "position" smallint NOT NULL,
    name text NOT NULL,
    is_pickup boolean NOT NULL,
    country character(2) NOT NULL,
    states text[] NOT NULL,
    postal_prefixes text[] NOT NULL,
    price_minor bigint NOT NULL,
    steps jsonb NOT NULL,
    free_from_minor bigint,
    handling_days smallint NOT NULL,
    transit_min_days smallint NOT NULL,
    transit_max_days smallint NOT NULL,
    weight_steps jsonb DEFAULT '[]'::jsonb NOT NULL,
    weight_max_g integer,
    CONSTRAINT rates_check CHECK (((transit_max_days >= transit_min_days) AND (transit_max_days <= 60))),
    CONSTRAINT rates_free_from_minor_check CHECK (((free_from_minor >= 1) AND (free_from_minor <= '1000000000000'::bigint))),
    CONSTRAINT rates_handling_days_check CHECK (((handling_days >= 0) AND (handling_days <= 30))),
    CONSTRAINT rates_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    CONSTRAINT rates_one_kind_of_steps CHECK (((steps = '[]'::jsonb) OR (weight_steps = '[]'::jsonb))),
    CONSTRAINT rates_position_check CHECK ((("position" >= 0) AND ("position" <= 39))),
    CONSTRAINT rates_postal_prefixes_check CHECK ((cardinality(postal_prefixes) <= 100)),
    CONSTRAINT rates_price_minor_check CHECK (((price_minor >= 0) AND (price_minor <= 1000000000))),
    CONSTRAINT rates_states_check CHECK ((cardinality(states) <= 60)),
    CONSTRAINT rates_steps_check CHECK (((jsonb_typeof(steps) = 'array'::text) AND (jsonb_array_length(steps) <= 10))),
    CONSTRAINT rates_transit_min_days_check CHECK (((transit_min_days >= 0) AND (transit_min_days <= 60))),
    CONSTRAINT rates_weight_max_g_check CHECK (((weight_max_g >= 1) AND (weight_max_g <= 100000000))),
    CONSTRAINT rates_weight_steps_check CHECK (((jsonb_typeof(weight_steps) = 'array'::text) AND (jsonb_array_length(weight_steps) <= 10)))
);

--
-- Name: verified; Type: TABLE; Schema: shops; Owner: -
--

CREATE TABLE shops.verified (
    shop_id uuid NOT NULL,
    name text NOT NULL,
    verified_at timestamp with time zone NOT NULL
);

--
-- Name: runs; Type: TABLE; Schema: slideshows; Owner: -
--

CREATE TABLE slideshows.runs (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    person_id uuid NOT NULL,
    language text NOT NULL,
    is_publishing boolean NOT NULL,
    cancelled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT runs_language_check CHECK ((language = ANY (ARRAY['es'::text, 'pt'::text, 'en'::text])))
);

--
-- Name: slideshows; Type: TABLE; Schema: slideshows; Owner: -
--

CREATE TABLE slideshows.slideshows (
    run_id uuid NOT NULL,
    "position" smallint NOT NULL,
    product_id uuid NOT NULL,
    video_id uuid NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    failure text,
    attempt_count smallint DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    CONSTRAINT slideshows_check CHECK (((state = 'failed'::text) = (failure IS NOT NULL))),
    CONSTRAINT slideshows_failure_check CHECK ((failure = ANY (ARRAY['no_picture'::text, 'not_on_sale'::text, 'not_made'::text, 'no_room'::text]))),
    CONSTRAINT slideshows_position_check CHECK ((("position" >= 0) AND ("position" <= 9))),
    CONSTRAINT slideshows_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'making'::text, 'made'::text, 'failed'::text, 'cancelled'::text])))
);

--
-- Name: counts; Type: TABLE; Schema: social; Owner: -
--

CREATE TABLE social.counts (
    owner_id uuid NOT NULL,
    follower_count bigint DEFAULT 0 NOT NULL,
    following_count bigint DEFAULT 0 NOT NULL,
    CONSTRAINT counts_follower_count_check CHECK ((follower_count >= 0)),
    CONSTRAINT counts_following_count_check CHECK ((following_count >= 0))
);

--
-- Name: follows; Type: TABLE; Schema: social; Owner: -
--

CREATE TABLE social.follows (
    follower_id uuid NOT NULL,
    followee_id uuid NOT NULL,
    followed_at timestamp with time zone NOT NULL,
    CONSTRAINT follows_check CHECK ((followee_id <> follower_id))
);

--
-- Name: days; Type: TABLE; Schema: tips; Owner: -
--

CREATE TABLE tips.days (
    side text NOT NULL,
    person_id uuid NOT NULL,
    currency character(3) NOT NULL,
    day date NOT NULL,
    amount_minor bigint NOT NULL,
    cap_minor bigint NOT NULL,
    CONSTRAINT days_amount_minor_check CHECK ((amount_minor >= 0)),
    CONSTRAINT days_cap CHECK ((amount_minor <= cap_minor)),
    CONSTRAINT days_side_check CHECK ((side = ANY (ARRAY['given'::text, 'received'::text])))
);

--
-- Name: tips; Type: TABLE; Schema: tips; Owner: -
--

CREATE TABLE tips.tips (
    id uuid NOT NULL,
    giver_id uuid NOT NULL,
    creator_id uuid NOT NULL,
    video_id uuid,
    room_id uuid,
    amount_minor bigint NOT NULL,
    currency character(3) NOT NULL,
    fee_minor bigint NOT NULL,
    is_anonymous boolean NOT NULL,
    state text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    matures_at timestamp with time zone,
    CONSTRAINT tips_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT tips_check CHECK (((fee_minor >= 0) AND (fee_minor < amount_minor))),
    CONSTRAINT tips_check1 CHECK (((paid_at IS NOT NULL) = (state = ANY (ARRAY['paid'::text, 'available'::text, 'refunded'::text])))),
    CONSTRAINT tips_check2 CHECK (((matures_at IS NOT NULL) = (paid_at IS NOT NULL))),
    CONSTRAINT tips_not_to_oneself CHECK ((giver_id <> creator_id)),
    CONSTRAINT tips_one_place CHECK ((num_nonnulls(video_id, room_id) = 1)),
    CONSTRAINT tips_state_check CHECK ((state = ANY (ARRAY['open'::text, 'failed'::text, 'paid'::text, 'available'::text, 'refunded'::text])))
);

--
-- Name: applications; Type: TABLE; Schema: verification; Owner: -
--

CREATE TABLE verification.applications (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    person_id uuid NOT NULL,
    shop_name text NOT NULL,
    status text NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    words text DEFAULT ''::text NOT NULL,
    CONSTRAINT applications_check CHECK (((status = 'pending'::text) = (decided_at IS NULL))),
    CONSTRAINT applications_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'verified'::text, 'refused'::text, 'withdrawn'::text, 'lapsed'::text]))),
    CONSTRAINT applications_words_check CHECK ((length(words) <= 500))
);

--
-- Name: decisions; Type: TABLE; Schema: verification; Owner: -
--

CREATE TABLE verification.decisions (
    id bigint NOT NULL,
    application_id uuid NOT NULL,
    operator_id uuid NOT NULL,
    outcome text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT decisions_outcome_check CHECK ((outcome = ANY (ARRAY['verified'::text, 'refused'::text, 'withdrawn'::text])))
);

--
-- Name: decisions_id_seq; Type: SEQUENCE; Schema: verification; Owner: -
--

ALTER TABLE verification.decisions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME verification.decisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: documents; Type: TABLE; Schema: verification; Owner: -
--

CREATE TABLE verification.documents (
    id uuid NOT NULL,
    shop_id uuid NOT NULL,
    person_id uuid NOT NULL,
    application_id uuid,
    kind text NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT documents_content_check CHECK (((length(content) >= 1) AND (length(content) <= 5242880))),
    CONSTRAINT documents_kind_check CHECK ((kind = ANY (ARRAY['identity'::text, 'tax_registration'::text, 'proof_of_address'::text]))),
    CONSTRAINT documents_media_type_check CHECK ((media_type = ANY (ARRAY['application/pdf'::text, 'image/webp'::text])))
);

--
-- Name: captions; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.captions (
    video_id uuid NOT NULL,
    language text NOT NULL,
    cues jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT captions_cues_check CHECK (((jsonb_array_length(cues) >= 1) AND (jsonb_array_length(cues) <= 500))),
    CONSTRAINT captions_language_check CHECK ((language = ANY (ARRAY['es'::text, 'pt'::text, 'en'::text])))
);

--
-- Name: comment_filters; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.comment_filters (
    person_id uuid NOT NULL,
    words text[] NOT NULL,
    CONSTRAINT comment_filters_words_check CHECK ((cardinality(words) <= 100))
);

--
-- Name: comment_likes; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.comment_likes (
    comment_id uuid NOT NULL,
    person_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: comments; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.comments (
    id uuid NOT NULL,
    video_id uuid NOT NULL,
    parent_id uuid,
    creator_id uuid NOT NULL,
    author_id uuid NOT NULL,
    text text NOT NULL,
    mentions jsonb DEFAULT '[]'::jsonb NOT NULL,
    held_because text,
    deleted_for uuid,
    deleted_at timestamp with time zone,
    deleted_by uuid,
    hidden_for uuid,
    is_shown boolean GENERATED ALWAYS AS (((held_because IS NULL) AND (deleted_for IS NULL) AND (hidden_for IS NULL))) STORED NOT NULL,
    is_pinned boolean DEFAULT false NOT NULL,
    like_count integer DEFAULT 0 NOT NULL,
    reply_count integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT comments_check CHECK (((deleted_for IS NULL) = (deleted_at IS NULL))),
    CONSTRAINT comments_check1 CHECK (((NOT is_pinned) OR (parent_id IS NULL))),
    CONSTRAINT comments_held_because_check CHECK ((held_because = ANY (ARRAY['word'::text, 'link'::text, 'duplicate'::text]))),
    CONSTRAINT comments_like_count_check CHECK ((like_count >= 0)),
    CONSTRAINT comments_mentions_check CHECK ((jsonb_array_length(mentions) <= 5)),
    CONSTRAINT comments_reply_count_check CHECK ((reply_count >= 0)),
    CONSTRAINT comments_text_check CHECK (((length(text) >= 1) AND (length(text) <= 500)))
)
WITH (fillfactor='80');

--
-- Name: disinterests; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.disinterests (
    person_id uuid NOT NULL,
    video_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: external_tags; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.external_tags (
    video_id uuid NOT NULL,
    "position" smallint NOT NULL,
    external_id uuid NOT NULL,
    from_ms integer NOT NULL,
    to_ms integer NOT NULL,
    CONSTRAINT external_tags_check CHECK ((to_ms >= from_ms)),
    CONSTRAINT external_tags_from_ms_check CHECK ((from_ms >= 0)),
    CONSTRAINT external_tags_position_check CHECK ((("position" >= 0) AND ("position" <= 29)))
);

--
-- Name: ladders; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.ladders (
    video_id uuid NOT NULL,
    file_id uuid NOT NULL,
    step text NOT NULL,
    attempt_count smallint DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    queued_at timestamp with time zone NOT NULL,
    CONSTRAINT ladders_step_check CHECK ((step = ANY (ARRAY['rungs'::text, 'av1'::text])))
);

--
-- Name: like_counts; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.like_counts (
    video_id uuid NOT NULL,
    like_count integer DEFAULT 0 NOT NULL,
    CONSTRAINT like_counts_like_count_check CHECK ((like_count >= 0))
)
WITH (fillfactor='50');

--
-- Name: likes; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.likes (
    video_id uuid NOT NULL,
    person_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

--
-- Name: listed; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.listed (
    list_id uuid NOT NULL,
    person_id uuid NOT NULL,
    video_id uuid NOT NULL,
    listed_at timestamp with time zone NOT NULL
);

--
-- Name: lists; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.lists (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT lists_name_check CHECK (((length(name) >= 1) AND (length(name) <= 40)))
);

--
-- Name: remakes; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.remakes (
    video_id uuid NOT NULL,
    id uuid NOT NULL,
    is_cut boolean NOT NULL,
    start_ms integer NOT NULL,
    end_ms integer,
    cover_ms integer,
    progress_percent smallint DEFAULT 0 NOT NULL,
    failure text,
    attempt_count smallint DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    queued_at timestamp with time zone NOT NULL,
    CONSTRAINT remakes_cover_ms_check CHECK ((cover_ms >= 0)),
    CONSTRAINT remakes_end_ms_check CHECK ((end_ms >= 0)),
    CONSTRAINT remakes_failure_check CHECK ((length(failure) <= 60)),
    CONSTRAINT remakes_progress_percent_check CHECK (((progress_percent >= 0) AND (progress_percent <= 100))),
    CONSTRAINT remakes_start_ms_check CHECK ((start_ms >= 0))
);

--
-- Name: saves; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.saves (
    person_id uuid NOT NULL,
    video_id uuid NOT NULL,
    saved_at timestamp with time zone NOT NULL
);

--
-- Name: stickers; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.stickers (
    video_id uuid NOT NULL,
    "position" smallint NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    product_id uuid,
    style text NOT NULL,
    x real NOT NULL,
    y real NOT NULL,
    from_ms integer NOT NULL,
    to_ms integer NOT NULL,
    CONSTRAINT stickers_check CHECK ((to_ms > from_ms)),
    CONSTRAINT stickers_check1 CHECK (((kind = 'price'::text) = (product_id IS NOT NULL))),
    CONSTRAINT stickers_check2 CHECK (((kind = 'text'::text) = (text <> ''::text))),
    CONSTRAINT stickers_from_ms_check CHECK ((from_ms >= 0)),
    CONSTRAINT stickers_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'price'::text]))),
    CONSTRAINT stickers_position_check CHECK ((("position" >= 0) AND ("position" <= 9))),
    CONSTRAINT stickers_style_check CHECK ((style = ANY (ARRAY['plain'::text, 'paper'::text, 'night'::text, 'rosa'::text]))),
    CONSTRAINT stickers_text_check CHECK ((length(text) <= 60)),
    CONSTRAINT stickers_x_check CHECK (((x >= (0)::double precision) AND (x <= (1)::double precision))),
    CONSTRAINT stickers_y_check CHECK (((y >= (0)::double precision) AND (y <= (1)::double precision)))
);

--
-- Name: talk_counts; Type: TABLE; Schema: videos; Owner: -
--

CREATE TABLE videos.talk_counts (
    video_id uuid NOT NULL,
    comment_count integer DEFAULT 0 NOT NULL,
    save_count integer DEFAULT 0 NOT NULL,
    CONSTRAINT talk_counts_comment_count_check CHECK ((comment_count >= 0)),
    CONSTRAINT talk_counts_save_count_check CHECK ((save_count >= 0))
)
WITH (fillfactor='50');

--
-- Name: wishes; Type: TABLE; Schema: wishes; Owner: -
--

CREATE TABLE wishes.wishes (
    person_id uuid NOT NULL,
    product_id uuid NOT NULL,
    price_minor bigint NOT NULL,
    wished_at timestamp with time zone NOT NULL,
    CONSTRAINT wishes_price_minor_check CHECK (((price_minor >= 1) AND (price_minor <= 1000000000)))
);

--
-- Name: erasures erasures_pkey; Type: CONSTRAINT; Schema: account; Owner: -
--

ALTER TABLE ONLY account.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (person_id);

--
-- Name: exports exports_pkey; Type: CONSTRAINT; Schema: account; Owner: -
--

ALTER TABLE ONLY account.exports
    ADD CONSTRAINT exports_pkey PRIMARY KEY (id);

--
-- Name: saved saved_pkey; Type: CONSTRAINT; Schema: addresses; Owner: -
--

ALTER TABLE ONLY addresses.saved
    ADD CONSTRAINT saved_pkey PRIMARY KEY (id);

--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (shop_id);

--
-- Name: campaigns campaigns_pkey; Type: CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.campaigns
    ADD CONSTRAINT campaigns_pkey PRIMARY KEY (id);

--
-- Name: charges charges_pkey; Type: CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.charges
    ADD CONSTRAINT charges_pkey PRIMARY KEY (impression_id, kind);

--
-- Name: consents consents_pkey; Type: CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (video_id);

--
-- Name: days days_pkey; Type: CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.days
    ADD CONSTRAINT days_pkey PRIMARY KEY (campaign_id, day);

--
-- Name: hides hides_pkey; Type: CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.hides
    ADD CONSTRAINT hides_pkey PRIMARY KEY (viewer_id, campaign_id);

--
-- Name: moves moves_pkey; Type: CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.moves
    ADD CONSTRAINT moves_pkey PRIMARY KEY (id);

--
-- Name: pace pace_pkey; Type: CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.pace
    ADD CONSTRAINT pace_pkey PRIMARY KEY (viewer_id);

--
-- Name: seen seen_pkey; Type: CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.seen
    ADD CONSTRAINT seen_pkey PRIMARY KEY (viewer_id, campaign_id, day);

--
-- Name: adjustments adjustments_pkey; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.adjustments
    ADD CONSTRAINT adjustments_pkey PRIMARY KEY (key);

--
-- Name: agreements agreements_pkey; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.agreements
    ADD CONSTRAINT agreements_pkey PRIMARY KEY (room_id, product_id);

--
-- Name: commissions commissions_line_id_key; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.commissions
    ADD CONSTRAINT commissions_line_id_key UNIQUE (line_id);

--
-- Name: commissions commissions_pkey; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.commissions
    ADD CONSTRAINT commissions_pkey PRIMARY KEY (id);

--
-- Name: decisions decisions_pkey; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.decisions
    ADD CONSTRAINT decisions_pkey PRIMARY KEY (line_id);

--
-- Name: freezes freezes_pkey; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.freezes
    ADD CONSTRAINT freezes_pkey PRIMARY KEY (cart_id, variant_id);

--
-- Name: grants grants_pkey; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (creator_id, product_id, granted_at);

--
-- Name: plan_versions plan_versions_pkey; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.plan_versions
    ADD CONSTRAINT plan_versions_pkey PRIMARY KEY (id);

--
-- Name: plan_versions plan_versions_version_key; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.plan_versions
    ADD CONSTRAINT plan_versions_version_key UNIQUE NULLS NOT DISTINCT (shop_id, product_id, version);

--
-- Name: reserves reserves_pkey; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.reserves
    ADD CONSTRAINT reserves_pkey PRIMARY KEY (key, commission_id);

--
-- Name: shop_policies shop_policies_pkey; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.shop_policies
    ADD CONSTRAINT shop_policies_pkey PRIMARY KEY (shop_id);

--
-- Name: touches touches_pkey; Type: CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.touches
    ADD CONSTRAINT touches_pkey PRIMARY KEY (id);

--
-- Name: audiences audiences_pkey; Type: CONSTRAINT; Schema: analytics; Owner: -
--

ALTER TABLE ONLY analytics.audiences
    ADD CONSTRAINT audiences_pkey PRIMARY KEY (kind, subject_id, window_days, dimension, name);

--
-- Name: daily daily_pkey; Type: CONSTRAINT; Schema: analytics; Owner: -
--

ALTER TABLE ONLY analytics.daily
    ADD CONSTRAINT daily_pkey PRIMARY KEY (kind, subject_id, day);

--
-- Name: daily_sales daily_sales_pkey; Type: CONSTRAINT; Schema: analytics; Owner: -
--

ALTER TABLE ONLY analytics.daily_sales
    ADD CONSTRAINT daily_sales_pkey PRIMARY KEY (kind, subject_id, day, currency);

--
-- Name: days days_pkey; Type: CONSTRAINT; Schema: analytics; Owner: -
--

ALTER TABLE ONLY analytics.days
    ADD CONSTRAINT days_pkey PRIMARY KEY (video_id, day);

--
-- Name: market_days market_days_pkey; Type: CONSTRAINT; Schema: analytics; Owner: -
--

ALTER TABLE ONLY analytics.market_days
    ADD CONSTRAINT market_days_pkey PRIMARY KEY (day, currency);

--
-- Name: sales sales_pkey; Type: CONSTRAINT; Schema: analytics; Owner: -
--

ALTER TABLE ONLY analytics.sales
    ADD CONSTRAINT sales_pkey PRIMARY KEY (kind, subject_id, window_days, currency);

--
-- Name: summed summed_pkey; Type: CONSTRAINT; Schema: analytics; Owner: -
--

ALTER TABLE ONLY analytics.summed
    ADD CONSTRAINT summed_pkey PRIMARY KEY (is_only);

--
-- Name: totals totals_pkey; Type: CONSTRAINT; Schema: analytics; Owner: -
--

ALTER TABLE ONLY analytics.totals
    ADD CONSTRAINT totals_pkey PRIMARY KEY (kind, subject_id, window_days);

--
-- Name: viewings viewings_pkey; Type: CONSTRAINT; Schema: analytics; Owner: -
--

ALTER TABLE ONLY analytics.viewings
    ADD CONSTRAINT viewings_pkey PRIMARY KEY (day, video_id, viewer_id);

--
-- Name: audits audits_pkey; Type: CONSTRAINT; Schema: books; Owner: -
--

ALTER TABLE ONLY books.audits
    ADD CONSTRAINT audits_pkey PRIMARY KEY (id);

--
-- Name: carts carts_pkey; Type: CONSTRAINT; Schema: carts; Owner: -
--

ALTER TABLE ONLY carts.carts
    ADD CONSTRAINT carts_pkey PRIMARY KEY (id);

--
-- Name: lines lines_pkey; Type: CONSTRAINT; Schema: carts; Owner: -
--

ALTER TABLE ONLY carts.lines
    ADD CONSTRAINT lines_pkey PRIMARY KEY (cart_id, variant_id);

--
-- Name: collected collected_pkey; Type: CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.collected
    ADD CONSTRAINT collected_pkey PRIMARY KEY (collection_id, product_id);

--
-- Name: collections collections_pkey; Type: CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.collections
    ADD CONSTRAINT collections_pkey PRIMARY KEY (id);

--
-- Name: flash_prices flash_prices_overlap; Type: CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.flash_prices
    ADD CONSTRAINT flash_prices_overlap EXCLUDE USING gist (int8range(uuid_hash_extended(variant_id, (0)::bigint), uuid_hash_extended(variant_id, (0)::bigint), '[]'::text) WITH &&, tstzrange(starts_at, ends_at) WITH &&);

--
-- Name: flash_prices flash_prices_pkey; Type: CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.flash_prices
    ADD CONSTRAINT flash_prices_pkey PRIMARY KEY (id, variant_id);

--
-- Name: prices prices_pkey; Type: CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.prices
    ADD CONSTRAINT prices_pkey PRIMARY KEY (variant_id, version);

--
-- Name: products products_hidden_check; Type: CHECK CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE catalogue.products
    ADD CONSTRAINT products_hidden_check CHECK (((hidden_for IS NULL) OR ((status = 'draft'::text) AND (hidden_status IS NOT NULL)))) NOT VALID;

--
-- Name: products products_pkey; Type: CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (id);

--
-- Name: products products_stars_check; Type: CHECK CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE catalogue.products
    ADD CONSTRAINT products_stars_check CHECK (((stars_sum >= rating_count) AND (stars_sum <= (5 * rating_count)))) NOT VALID;

--
-- Name: variants variants_pkey; Type: CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.variants
    ADD CONSTRAINT variants_pkey PRIMARY KEY (id);

--
-- Name: variants variants_values_key; Type: CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.variants
    ADD CONSTRAINT variants_values_key EXCLUDE USING btree (product_id WITH =, option_values WITH =) WHERE ((removed_at IS NULL)) DEFERRABLE INITIALLY DEFERRED;

--
-- Name: cart_links cart_links_pkey; Type: CONSTRAINT; Schema: channels; Owner: -
--

ALTER TABLE ONLY channels.cart_links
    ADD CONSTRAINT cart_links_pkey PRIMARY KEY (code);

--
-- Name: feeds feeds_pkey; Type: CONSTRAINT; Schema: channels; Owner: -
--

ALTER TABLE ONLY channels.feeds
    ADD CONSTRAINT feeds_pkey PRIMARY KEY (shop_id, target);

--
-- Name: exempt_buyers exempt_buyers_pkey; Type: CONSTRAINT; Schema: checkout; Owner: -
--

ALTER TABLE ONLY checkout.exempt_buyers
    ADD CONSTRAINT exempt_buyers_pkey PRIMARY KEY (id);

--
-- Name: purchases purchases_pkey; Type: CONSTRAINT; Schema: checkout; Owner: -
--

ALTER TABLE ONLY checkout.purchases
    ADD CONSTRAINT purchases_pkey PRIMARY KEY (id);

--
-- Name: claims claims_pkey; Type: CONSTRAINT; Schema: drops; Owner: -
--

ALTER TABLE ONLY drops.claims
    ADD CONSTRAINT claims_pkey PRIMARY KEY (id);

--
-- Name: drops drops_pkey; Type: CONSTRAINT; Schema: drops; Owner: -
--

ALTER TABLE ONLY drops.drops
    ADD CONSTRAINT drops_pkey PRIMARY KEY (id);

--
-- Name: instruments instruments_pkey; Type: CONSTRAINT; Schema: drops; Owner: -
--

ALTER TABLE ONLY drops.instruments
    ADD CONSTRAINT instruments_pkey PRIMARY KEY (drop_id, instrument_key);

--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (conversion_id, number);

--
-- Name: clicks clicks_pkey; Type: CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.clicks
    ADD CONSTRAINT clicks_pkey PRIMARY KEY (id);

--
-- Name: conversions conversions_event_key; Type: CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.conversions
    ADD CONSTRAINT conversions_event_key UNIQUE (merchant_id, transaction_ref, event);

--
-- Name: conversions conversions_pkey; Type: CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.conversions
    ADD CONSTRAINT conversions_pkey PRIMARY KEY (id);

--
-- Name: merchants merchants_host_key; Type: CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.merchants
    ADD CONSTRAINT merchants_host_key UNIQUE NULLS NOT DISTINCT (person_id, host);

--
-- Name: merchants merchants_pkey; Type: CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.merchants
    ADD CONSTRAINT merchants_pkey PRIMARY KEY (id);

--
-- Name: postbacks postbacks_pkey; Type: CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.postbacks
    ADD CONSTRAINT postbacks_pkey PRIMARY KEY (id);

--
-- Name: products products_code_key; Type: CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.products
    ADD CONSTRAINT products_code_key UNIQUE (code);

--
-- Name: products products_pkey; Type: CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (id);

--
-- Name: receipts receipts_pkey; Type: CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (id);

--
-- Name: popularity popularity_pkey; Type: CONSTRAINT; Schema: feed; Owner: -
--

ALTER TABLE ONLY feed.popularity
    ADD CONSTRAINT popularity_pkey PRIMARY KEY (video_id);

--
-- Name: rankings rankings_pkey; Type: CONSTRAINT; Schema: feed; Owner: -
--

ALTER TABLE ONLY feed.rankings
    ADD CONSTRAINT rankings_pkey PRIMARY KEY (at);

--
-- Name: departures departures_pkey; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.departures
    ADD CONSTRAINT departures_pkey PRIMARY KEY (person_id);

--
-- Name: handles handles_owner_id_key; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.handles
    ADD CONSTRAINT handles_owner_id_key UNIQUE (owner_id);

--
-- Name: handles handles_pkey; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.handles
    ADD CONSTRAINT handles_pkey PRIMARY KEY (handle);

--
-- Name: persons persons_email_key; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.persons
    ADD CONSTRAINT persons_email_key UNIQUE (email);

--
-- Name: persons persons_pkey; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.persons
    ADD CONSTRAINT persons_pkey PRIMARY KEY (id);

--
-- Name: retired_handles retired_handles_pkey; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.retired_handles
    ADD CONSTRAINT retired_handles_pkey PRIMARY KEY (digest);

--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (digest);

--
-- Name: sign_in_codes sign_in_codes_pkey; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.sign_in_codes
    ADD CONSTRAINT sign_in_codes_pkey PRIMARY KEY (id);

--
-- Name: suspensions suspensions_pkey; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.suspensions
    ADD CONSTRAINT suspensions_pkey PRIMARY KEY (person_id);

--
-- Name: tokens tokens_digest_key; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.tokens
    ADD CONSTRAINT tokens_digest_key UNIQUE (digest);

--
-- Name: tokens tokens_pkey; Type: CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (id);

--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (run_id, external_id);

--
-- Name: items items_pkey; Type: CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (run_id, external_id, line);

--
-- Name: pictures pictures_pkey; Type: CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.pictures
    ADD CONSTRAINT pictures_pkey PRIMARY KEY (id);

--
-- Name: pictures pictures_url_key; Type: CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.pictures
    ADD CONSTRAINT pictures_url_key UNIQUE (shop_id, url_digest);

--
-- Name: problems problems_pkey; Type: CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.problems
    ADD CONSTRAINT problems_pkey PRIMARY KEY (run_id, "position");

--
-- Name: product_pictures product_pictures_pkey; Type: CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.product_pictures
    ADD CONSTRAINT product_pictures_pkey PRIMARY KEY (product_id, "position");

--
-- Name: products products_pkey; Type: CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (shop_id, external_id);

--
-- Name: products products_product_id_key; Type: CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.products
    ADD CONSTRAINT products_product_id_key UNIQUE (product_id);

--
-- Name: runs runs_pkey; Type: CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);

--
-- Name: sources sources_pkey; Type: CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.sources
    ADD CONSTRAINT sources_pkey PRIMARY KEY (id);

--
-- Name: exchanges exchanges_pkey; Type: CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.exchanges
    ADD CONSTRAINT exchanges_pkey PRIMARY KEY (id);

--
-- Name: holds holds_pkey; Type: CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.holds
    ADD CONSTRAINT holds_pkey PRIMARY KEY (purchase_id, variant_id);

--
-- Name: location_movements location_movements_pkey; Type: CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.location_movements
    ADD CONSTRAINT location_movements_pkey PRIMARY KEY (id);

--
-- Name: location_stock location_stock_pkey; Type: CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.location_stock
    ADD CONSTRAINT location_stock_pkey PRIMARY KEY (variant_id, location_id);

--
-- Name: locations locations_pkey; Type: CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.locations
    ADD CONSTRAINT locations_pkey PRIMARY KEY (id);

--
-- Name: movements movements_pkey; Type: CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.movements
    ADD CONSTRAINT movements_pkey PRIMARY KEY (variant_id, id);

--
-- Name: stock stock_pkey; Type: CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.stock
    ADD CONSTRAINT stock_pkey PRIMARY KEY (variant_id);

--
-- Name: clock clock_pkey; Type: CONSTRAINT; Schema: kit; Owner: -
--

ALTER TABLE ONLY kit.clock
    ADD CONSTRAINT clock_pkey PRIMARY KEY (is_only);

--
-- Name: cursors cursors_pkey; Type: CONSTRAINT; Schema: kit; Owner: -
--

ALTER TABLE ONLY kit.cursors
    ADD CONSTRAINT cursors_pkey PRIMARY KEY (subscriber);

--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: kit; Owner: -
--

ALTER TABLE ONLY kit.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);

--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: kit; Owner: -
--

ALTER TABLE ONLY kit.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (actor, key);

--
-- Name: accounts accounts_id_currency_key; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.accounts
    ADD CONSTRAINT accounts_id_currency_key UNIQUE (id, currency);

--
-- Name: accounts accounts_name_key; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.accounts
    ADD CONSTRAINT accounts_name_key UNIQUE (kind, owner, currency);

--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

--
-- Name: balances balances_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.balances
    ADD CONSTRAINT balances_pkey PRIMARY KEY (account_id);

--
-- Name: chart chart_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.chart
    ADD CONSTRAINT chart_pkey PRIMARY KEY (kind);

--
-- Name: currencies currencies_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.currencies
    ADD CONSTRAINT currencies_pkey PRIMARY KEY (code);

--
-- Name: entries entries_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (journal_id, line);

--
-- Name: journals journals_key_key; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.journals
    ADD CONSTRAINT journals_key_key UNIQUE (key);

--
-- Name: journals journals_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.journals
    ADD CONSTRAINT journals_pkey PRIMARY KEY (id);

--
-- Name: revenue_months revenue_months_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.revenue_months
    ADD CONSTRAINT revenue_months_pkey PRIMARY KEY (account_id, month);

--
-- Name: revenue_progress revenue_progress_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.revenue_progress
    ADD CONSTRAINT revenue_progress_pkey PRIMARY KEY (is_only);

--
-- Name: seals seals_pkey; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.seals
    ADD CONSTRAINT seals_pkey PRIMARY KEY (number);

--
-- Name: seals seals_upto_journal_id_key; Type: CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.seals
    ADD CONSTRAINT seals_upto_journal_id_key UNIQUE (upto_journal_id);

--
-- Name: counters counters_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (room_id);

--
-- Name: earnings earnings_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.earnings
    ADD CONSTRAINT earnings_pkey PRIMARY KEY (line_id);

--
-- Name: filters filters_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.filters
    ADD CONSTRAINT filters_pkey PRIMARY KEY (host_id);

--
-- Name: items items_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (room_id, product_id);

--
-- Name: items items_room_id_number_key; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.items
    ADD CONSTRAINT items_room_id_number_key UNIQUE (room_id, number);

--
-- Name: log log_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.log
    ADD CONSTRAINT log_pkey PRIMARY KEY (room_id, seq);

--
-- Name: pins pins_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.pins
    ADD CONSTRAINT pins_pkey PRIMARY KEY (id);

--
-- Name: reminders reminders_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.reminders
    ADD CONSTRAINT reminders_pkey PRIMARY KEY (room_id, person_id);

--
-- Name: rooms rooms_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.rooms
    ADD CONSTRAINT rooms_pkey PRIMARY KEY (id);

--
-- Name: rooms rooms_stream_key_hash_key; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.rooms
    ADD CONSTRAINT rooms_stream_key_hash_key UNIQUE (stream_key_hash);

--
-- Name: sales sales_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.sales
    ADD CONSTRAINT sales_pkey PRIMARY KEY (line_id);

--
-- Name: silences silences_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.silences
    ADD CONSTRAINT silences_pkey PRIMARY KEY (host_id, person_id);

--
-- Name: taps taps_pkey; Type: CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.taps
    ADD CONSTRAINT taps_pkey PRIMARY KEY (touch_id);

--
-- Name: terms terms_pkey; Type: CONSTRAINT; Schema: margins; Owner: -
--

ALTER TABLE ONLY margins.terms
    ADD CONSTRAINT terms_pkey PRIMARY KEY (shop_id);

--
-- Name: files files_key_key; Type: CONSTRAINT; Schema: media; Owner: -
--

ALTER TABLE ONLY media.files
    ADD CONSTRAINT files_key_key UNIQUE (key);

--
-- Name: files files_pkey; Type: CONSTRAINT; Schema: media; Owner: -
--

ALTER TABLE ONLY media.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (id);

--
-- Name: files files_source_key; Type: CONSTRAINT; Schema: media; Owner: -
--

ALTER TABLE ONLY media.files
    ADD CONSTRAINT files_source_key UNIQUE (owner_id, source_digest);

--
-- Name: trash trash_pkey; Type: CONSTRAINT; Schema: media; Owner: -
--

ALTER TABLE ONLY media.trash
    ADD CONSTRAINT trash_pkey PRIMARY KEY (key);

--
-- Name: upload_days upload_days_pkey; Type: CONSTRAINT; Schema: media; Owner: -
--

ALTER TABLE ONLY media.upload_days
    ADD CONSTRAINT upload_days_pkey PRIMARY KEY (owner_id);

--
-- Name: uploads uploads_pkey; Type: CONSTRAINT; Schema: media; Owner: -
--

ALTER TABLE ONLY media.uploads
    ADD CONSTRAINT uploads_pkey PRIMARY KEY (id);

--
-- Name: cart_lines cart_lines_pkey; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.cart_lines
    ADD CONSTRAINT cart_lines_pkey PRIMARY KEY (cart_id, variant_id);

--
-- Name: carts carts_pkey; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.carts
    ADD CONSTRAINT carts_pkey PRIMARY KEY (id);

--
-- Name: contact_touches contact_touches_pkey; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.contact_touches
    ADD CONSTRAINT contact_touches_pkey PRIMARY KEY (conversation_id, product_id);

--
-- Name: conversations conversations_buyer_key; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.conversations
    ADD CONSTRAINT conversations_buyer_key UNIQUE (shop_id, buyer_id);

--
-- Name: conversations conversations_contact_key; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.conversations
    ADD CONSTRAINT conversations_contact_key UNIQUE (shop_id, channel, contact_id);

--
-- Name: conversations conversations_pkey; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);

--
-- Name: messages messages_pkey; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);

--
-- Name: messages messages_place_key; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_place_key UNIQUE (conversation_id, seq);

--
-- Name: whatsapp_codes whatsapp_codes_pkey; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.whatsapp_codes
    ADD CONSTRAINT whatsapp_codes_pkey PRIMARY KEY (code);

--
-- Name: whatsapp_inbox whatsapp_inbox_pkey; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.whatsapp_inbox
    ADD CONSTRAINT whatsapp_inbox_pkey PRIMARY KEY (id);

--
-- Name: whatsapp_outbox whatsapp_outbox_pkey; Type: CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.whatsapp_outbox
    ADD CONSTRAINT whatsapp_outbox_pkey PRIMARY KEY (message_id);

--
-- Name: appeals appeals_decision_key; Type: CONSTRAINT; Schema: moderation; Owner: -
--

ALTER TABLE ONLY moderation.appeals
    ADD CONSTRAINT appeals_decision_key UNIQUE (decision_id);

--
-- Name: appeals appeals_pkey; Type: CONSTRAINT; Schema: moderation; Owner: -
--

ALTER TABLE ONLY moderation.appeals
    ADD CONSTRAINT appeals_pkey PRIMARY KEY (id);

--
-- Name: cases cases_pkey; Type: CONSTRAINT; Schema: moderation; Owner: -
--

ALTER TABLE ONLY moderation.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (kind, thing_id);

--
-- Name: decisions decisions_pkey; Type: CONSTRAINT; Schema: moderation; Owner: -
--

ALTER TABLE ONLY moderation.decisions
    ADD CONSTRAINT decisions_pkey PRIMARY KEY (id);

--
-- Name: kinds kinds_pkey; Type: CONSTRAINT; Schema: moderation; Owner: -
--

ALTER TABLE ONLY moderation.kinds
    ADD CONSTRAINT kinds_pkey PRIMARY KEY (kind);

--
-- Name: reports reports_pkey; Type: CONSTRAINT; Schema: moderation; Owner: -
--

ALTER TABLE ONLY moderation.reports
    ADD CONSTRAINT reports_pkey PRIMARY KEY (id);

--
-- Name: mails mails_pkey; Type: CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);

--
-- Name: notices notices_pkey; Type: CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (id);

--
-- Name: push_devices push_devices_endpoint_key; Type: CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.push_devices
    ADD CONSTRAINT push_devices_endpoint_key UNIQUE (endpoint);

--
-- Name: push_devices push_devices_pkey; Type: CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.push_devices
    ADD CONSTRAINT push_devices_pkey PRIMARY KEY (id);

--
-- Name: push_settings push_settings_pkey; Type: CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.push_settings
    ADD CONSTRAINT push_settings_pkey PRIMARY KEY (person_id);

--
-- Name: pushes pushes_group_key; Type: CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.pushes
    ADD CONSTRAINT pushes_group_key UNIQUE (device_id, group_key);

--
-- Name: pushes pushes_notice_key; Type: CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.pushes
    ADD CONSTRAINT pushes_notice_key UNIQUE (device_id, notice_id);

--
-- Name: pushes pushes_pkey; Type: CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.pushes
    ADD CONSTRAINT pushes_pkey PRIMARY KEY (id);

--
-- Name: readers readers_pkey; Type: CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.readers
    ADD CONSTRAINT readers_pkey PRIMARY KEY (person_id);

--
-- Name: silenced silenced_pkey; Type: CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.silenced
    ADD CONSTRAINT silenced_pkey PRIMARY KEY (person_id);

--
-- Name: disputes disputes_pkey; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.disputes
    ADD CONSTRAINT disputes_pkey PRIMARY KEY (provider, dispute_id, order_id);

--
-- Name: disputes disputes_refund_id_key; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.disputes
    ADD CONSTRAINT disputes_refund_id_key UNIQUE (refund_id);

--
-- Name: exempt_orders exempt_orders_pkey; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.exempt_orders
    ADD CONSTRAINT exempt_orders_pkey PRIMARY KEY (order_id);

--
-- Name: lines lines_pkey; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.lines
    ADD CONSTRAINT lines_pkey PRIMARY KEY (id);

--
-- Name: lines lines_position_key; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.lines
    ADD CONSTRAINT lines_position_key UNIQUE (order_id, "position");

--
-- Name: orders orders_code_key; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.orders
    ADD CONSTRAINT orders_code_key UNIQUE (code);

--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

--
-- Name: parcel_lines parcel_lines_pkey; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.parcel_lines
    ADD CONSTRAINT parcel_lines_pkey PRIMARY KEY (parcel_id, line_id);

--
-- Name: parcels parcels_number_key; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.parcels
    ADD CONSTRAINT parcels_number_key UNIQUE (order_id, number);

--
-- Name: parcels parcels_pkey; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.parcels
    ADD CONSTRAINT parcels_pkey PRIMARY KEY (id);

--
-- Name: recalled_parcels recalled_parcels_pkey; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.recalled_parcels
    ADD CONSTRAINT recalled_parcels_pkey PRIMARY KEY (id);

--
-- Name: refund_lines refund_lines_pkey; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.refund_lines
    ADD CONSTRAINT refund_lines_pkey PRIMARY KEY (refund_id, line_id);

--
-- Name: refunds refunds_pkey; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.refunds
    ADD CONSTRAINT refunds_pkey PRIMARY KEY (id);

--
-- Name: timeline timeline_pkey; Type: CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.timeline
    ADD CONSTRAINT timeline_pkey PRIMARY KEY (order_id, status);

--
-- Name: acknowledgements acknowledgements_pkey; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.acknowledgements
    ADD CONSTRAINT acknowledgements_pkey PRIMARY KEY (order_id);

--
-- Name: deliveries deliveries_pkey; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);

--
-- Name: endpoints endpoints_pkey; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.endpoints
    ADD CONSTRAINT endpoints_pkey PRIMARY KEY (shop_id);

--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);

--
-- Name: invitations invitations_creator_key; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.invitations
    ADD CONSTRAINT invitations_creator_key UNIQUE (event_id, creator_id);

--
-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);

--
-- Name: invited_products invited_products_pkey; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.invited_products
    ADD CONSTRAINT invited_products_pkey PRIMARY KEY (invitation_id, product_id);

--
-- Name: keys keys_digest_key; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.keys
    ADD CONSTRAINT keys_digest_key UNIQUE (digest);

--
-- Name: keys keys_pkey; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.keys
    ADD CONSTRAINT keys_pkey PRIMARY KEY (id);

--
-- Name: stamps stamps_pkey; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.stamps
    ADD CONSTRAINT stamps_pkey PRIMARY KEY (variant_id, kind);

--
-- Name: terms terms_pkey; Type: CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.terms
    ADD CONSTRAINT terms_pkey PRIMARY KEY (shop_id);

--
-- Name: accounts accounts_owner_key; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.accounts
    ADD CONSTRAINT accounts_owner_key UNIQUE (provider, owner);

--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

--
-- Name: accounts accounts_reference_key; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.accounts
    ADD CONSTRAINT accounts_reference_key UNIQUE (provider, reference);

--
-- Name: cash_shops cash_shops_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.cash_shops
    ADD CONSTRAINT cash_shops_pkey PRIMARY KEY (shop_id);

--
-- Name: disputes disputes_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.disputes
    ADD CONSTRAINT disputes_pkey PRIMARY KEY (provider, id);

--
-- Name: hints hints_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.hints
    ADD CONSTRAINT hints_pkey PRIMARY KEY (provider, event_id);

--
-- Name: kept_cards kept_cards_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.kept_cards
    ADD CONSTRAINT kept_cards_pkey PRIMARY KEY (id);

--
-- Name: kept_cards kept_cards_token_key; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.kept_cards
    ADD CONSTRAINT kept_cards_token_key UNIQUE (provider, token);

--
-- Name: movements movements_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.movements
    ADD CONSTRAINT movements_pkey PRIMARY KEY (provider, id);

--
-- Name: payments payments_attempt_key; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.payments
    ADD CONSTRAINT payments_attempt_key UNIQUE (purchase_id, attempt);

--
-- Name: payments payments_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (id);

--
-- Name: readings readings_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.readings
    ADD CONSTRAINT readings_pkey PRIMARY KEY (provider);

--
-- Name: receipts receipts_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (key);

--
-- Name: refunds refunds_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.refunds
    ADD CONSTRAINT refunds_pkey PRIMARY KEY (id);

--
-- Name: reversals reversals_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.reversals
    ADD CONSTRAINT reversals_pkey PRIMARY KEY (provider, reference);

--
-- Name: sandbox_cards sandbox_cards_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.sandbox_cards
    ADD CONSTRAINT sandbox_cards_pkey PRIMARY KEY (token);

--
-- Name: sandbox_charges sandbox_charges_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.sandbox_charges
    ADD CONSTRAINT sandbox_charges_pkey PRIMARY KEY (key);

--
-- Name: sandbox_payouts sandbox_payouts_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.sandbox_payouts
    ADD CONSTRAINT sandbox_payouts_pkey PRIMARY KEY (currency, day);

--
-- Name: sandbox_refunds sandbox_refunds_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.sandbox_refunds
    ADD CONSTRAINT sandbox_refunds_pkey PRIMARY KEY (key);

--
-- Name: sandbox_transfers sandbox_transfers_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.sandbox_transfers
    ADD CONSTRAINT sandbox_transfers_pkey PRIMARY KEY (key);

--
-- Name: settlements settlements_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.settlements
    ADD CONSTRAINT settlements_pkey PRIMARY KEY (id);

--
-- Name: transfers transfers_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.transfers
    ADD CONSTRAINT transfers_pkey PRIMARY KEY (id);

--
-- Name: transfers transfers_reference_key; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.transfers
    ADD CONSTRAINT transfers_reference_key UNIQUE (provider, reference);

--
-- Name: voucher_shops voucher_shops_pkey; Type: CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.voucher_shops
    ADD CONSTRAINT voucher_shops_pkey PRIMARY KEY (shop_id);

--
-- Name: destinations destinations_pkey; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.destinations
    ADD CONSTRAINT destinations_pkey PRIMARY KEY (id);

--
-- Name: downloads downloads_pkey; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.downloads
    ADD CONSTRAINT downloads_pkey PRIMARY KEY (id);

--
-- Name: files files_code_key; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.files
    ADD CONSTRAINT files_code_key UNIQUE (code);

--
-- Name: files files_pkey; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (id);

--
-- Name: moves moves_pkey; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.moves
    ADD CONSTRAINT moves_pkey PRIMARY KEY (id);

--
-- Name: paydays paydays_pkey; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.paydays
    ADD CONSTRAINT paydays_pkey PRIMARY KEY (day);

--
-- Name: payouts payouts_code_key; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.payouts
    ADD CONSTRAINT payouts_code_key UNIQUE (code);

--
-- Name: payouts payouts_pkey; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.payouts
    ADD CONSTRAINT payouts_pkey PRIMARY KEY (id);

--
-- Name: sales sales_pkey; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.sales
    ADD CONSTRAINT sales_pkey PRIMARY KEY (journal_id);

--
-- Name: tax_returns tax_returns_pkey; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.tax_returns
    ADD CONSTRAINT tax_returns_pkey PRIMARY KEY (payout_id, tax, order_id, refunded_minor);

--
-- Name: withholdings withholdings_pkey; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.withholdings
    ADD CONSTRAINT withholdings_pkey PRIMARY KEY (payout_id, tax);

--
-- Name: write_offs write_offs_pkey; Type: CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.write_offs
    ADD CONSTRAINT write_offs_pkey PRIMARY KEY (id);

--
-- Name: permit_requests permit_requests_digest_key; Type: CONSTRAINT; Schema: prohibitions; Owner: -
--

ALTER TABLE ONLY prohibitions.permit_requests
    ADD CONSTRAINT permit_requests_digest_key UNIQUE (product_id, digest);

--
-- Name: permit_requests permit_requests_pkey; Type: CONSTRAINT; Schema: prohibitions; Owner: -
--

ALTER TABLE ONLY prohibitions.permit_requests
    ADD CONSTRAINT permit_requests_pkey PRIMARY KEY (id);

--
-- Name: coupons coupons_pkey; Type: CONSTRAINT; Schema: promotions; Owner: -
--

ALTER TABLE ONLY promotions.coupons
    ADD CONSTRAINT coupons_pkey PRIMARY KEY (id);

--
-- Name: uses uses_pkey; Type: CONSTRAINT; Schema: promotions; Owner: -
--

ALTER TABLE ONLY promotions.uses
    ADD CONSTRAINT uses_pkey PRIMARY KEY (purchase_id, coupon_id);

--
-- Name: lines lines_pkey; Type: CONSTRAINT; Schema: returns; Owner: -
--

ALTER TABLE ONLY returns.lines
    ADD CONSTRAINT lines_pkey PRIMARY KEY (return_id, line_id);

--
-- Name: moves moves_pkey; Type: CONSTRAINT; Schema: returns; Owner: -
--

ALTER TABLE ONLY returns.moves
    ADD CONSTRAINT moves_pkey PRIMARY KEY (return_id, state);

--
-- Name: photos photos_pkey; Type: CONSTRAINT; Schema: returns; Owner: -
--

ALTER TABLE ONLY returns.photos
    ADD CONSTRAINT photos_pkey PRIMARY KEY (file_id);

--
-- Name: returns returns_code_key; Type: CONSTRAINT; Schema: returns; Owner: -
--

ALTER TABLE ONLY returns.returns
    ADD CONSTRAINT returns_code_key UNIQUE (code);

--
-- Name: returns returns_pkey; Type: CONSTRAINT; Schema: returns; Owner: -
--

ALTER TABLE ONLY returns.returns
    ADD CONSTRAINT returns_pkey PRIMARY KEY (id);

--
-- Name: withdrawals withdrawals_pkey; Type: CONSTRAINT; Schema: returns; Owner: -
--

ALTER TABLE ONLY returns.withdrawals
    ADD CONSTRAINT withdrawals_pkey PRIMARY KEY (code);

--
-- Name: answers answers_once_key; Type: CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE ONLY reviews.answers
    ADD CONSTRAINT answers_once_key UNIQUE (question_id, author_id);

--
-- Name: answers answers_pkey; Type: CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE ONLY reviews.answers
    ADD CONSTRAINT answers_pkey PRIMARY KEY (id);

--
-- Name: questions questions_pkey; Type: CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE ONLY reviews.questions
    ADD CONSTRAINT questions_pkey PRIMARY KEY (id);

--
-- Name: ratings ratings_pkey; Type: CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE ONLY reviews.ratings
    ADD CONSTRAINT ratings_pkey PRIMARY KEY (product_id);

--
-- Name: reviews reviews_answer_hidden_check; Type: CHECK CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE reviews.reviews
    ADD CONSTRAINT reviews_answer_hidden_check CHECK (((answer_hidden_at IS NULL) OR (answer IS NOT NULL))) NOT VALID;

--
-- Name: reviews reviews_once_key; Type: CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE ONLY reviews.reviews
    ADD CONSTRAINT reviews_once_key UNIQUE (product_id, author_id);

--
-- Name: reviews reviews_photos_check; Type: CHECK CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE reviews.reviews
    ADD CONSTRAINT reviews_photos_check CHECK ((cardinality(photo_file_ids) <= 5)) NOT VALID;

--
-- Name: reviews reviews_pkey; Type: CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE ONLY reviews.reviews
    ADD CONSTRAINT reviews_pkey PRIMARY KEY (id);

--
-- Name: votes votes_pkey; Type: CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE ONLY reviews.votes
    ADD CONSTRAINT votes_pkey PRIMARY KEY (answer_id, person_id);

--
-- Name: words words_pkey; Type: CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE ONLY reviews.words
    ADD CONSTRAINT words_pkey PRIMARY KEY (id);

--
-- Name: clips clips_pkey; Type: CONSTRAINT; Schema: search; Owner: -
--

ALTER TABLE ONLY search.clips
    ADD CONSTRAINT clips_pkey PRIMARY KEY (id);

--
-- Name: hashtags hashtags_pkey; Type: CONSTRAINT; Schema: search; Owner: -
--

ALTER TABLE ONLY search.hashtags
    ADD CONSTRAINT hashtags_pkey PRIMARY KEY (hashtag);

--
-- Name: heat heat_pkey; Type: CONSTRAINT; Schema: search; Owner: -
--

ALTER TABLE ONLY search.heat
    ADD CONSTRAINT heat_pkey PRIMARY KEY (product_id);

--
-- Name: places places_pkey; Type: CONSTRAINT; Schema: search; Owner: -
--

ALTER TABLE ONLY search.places
    ADD CONSTRAINT places_pkey PRIMARY KEY (name);

--
-- Name: products products_pkey; Type: CONSTRAINT; Schema: search; Owner: -
--

ALTER TABLE ONLY search.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (id);

--
-- Name: profiles profiles_pkey; Type: CONSTRAINT; Schema: search; Owner: -
--

ALTER TABLE ONLY search.profiles
    ADD CONSTRAINT profiles_pkey PRIMARY KEY (id);

--
-- Name: renamed renamed_pkey; Type: CONSTRAINT; Schema: search; Owner: -
--

ALTER TABLE ONLY search.renamed
    ADD CONSTRAINT renamed_pkey PRIMARY KEY (product_id);

--
-- Name: spellings spellings_pkey; Type: CONSTRAINT; Schema: search; Owner: -
--

ALTER TABLE ONLY search.spellings
    ADD CONSTRAINT spellings_pkey PRIMARY KEY (key, word);

--
-- Name: words words_pkey; Type: CONSTRAINT; Schema: search; Owner: -
--

ALTER TABLE ONLY search.words
    ADD CONSTRAINT words_pkey PRIMARY KEY (word);

--
-- Name: rates rates_pkey; Type: CONSTRAINT; Schema: shipping; Owner: -
--

ALTER TABLE ONLY shipping.rates
    ADD CONSTRAINT rates_pkey PRIMARY KEY (shop_id, id);

--
-- Name: rates rates_position_key; Type: CONSTRAINT; Schema: shipping; Owner: -
--

ALTER TABLE ONLY shipping.rates
    ADD CONSTRAINT rates_position_key UNIQUE (shop_id, "position");

--
-- Name: closures closures_pkey; Type: CONSTRAINT; Schema: shops; Owner: -
--

ALTER TABLE ONLY shops.closures
    ADD CONSTRAINT closures_pkey PRIMARY KEY (shop_id);

--
-- Name: shops shops_handle_key; Type: CONSTRAINT; Schema: shops; Owner: -
--

ALTER TABLE ONLY shops.shops
    ADD CONSTRAINT shops_handle_key UNIQUE (handle);

--
-- Name: shops shops_pkey; Type: CONSTRAINT; Schema: shops; Owner: -
--

ALTER TABLE ONLY shops.shops
    ADD CONSTRAINT shops_pkey PRIMARY KEY (id);

--
-- Name: verified verified_pkey; Type: CONSTRAINT; Schema: shops; Owner: -
--

ALTER TABLE ONLY shops.verified
    ADD CONSTRAINT verified_pkey PRIMARY KEY (shop_id);

--
-- Name: runs runs_pkey; Type: CONSTRAINT; Schema: slideshows; Owner: -
--

ALTER TABLE ONLY slideshows.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);

--
-- Name: slideshows slideshows_pkey; Type: CONSTRAINT; Schema: slideshows; Owner: -
--

ALTER TABLE ONLY slideshows.slideshows
    ADD CONSTRAINT slideshows_pkey PRIMARY KEY (run_id, "position");

--
-- Name: slideshows slideshows_run_id_product_id_key; Type: CONSTRAINT; Schema: slideshows; Owner: -
--

ALTER TABLE ONLY slideshows.slideshows
    ADD CONSTRAINT slideshows_run_id_product_id_key UNIQUE (run_id, product_id);

--
-- Name: slideshows slideshows_video_id_key; Type: CONSTRAINT; Schema: slideshows; Owner: -
--

ALTER TABLE ONLY slideshows.slideshows
    ADD CONSTRAINT slideshows_video_id_key UNIQUE (video_id);

--
-- Name: blocks blocks_pkey; Type: CONSTRAINT; Schema: social; Owner: -
--

ALTER TABLE ONLY social.blocks
    ADD CONSTRAINT blocks_pkey PRIMARY KEY (blocker_id, blocked_id);

--
-- Name: counts counts_pkey; Type: CONSTRAINT; Schema: social; Owner: -
--

ALTER TABLE ONLY social.counts
    ADD CONSTRAINT counts_pkey PRIMARY KEY (owner_id);

--
-- Name: follows follows_pkey; Type: CONSTRAINT; Schema: social; Owner: -
--

ALTER TABLE ONLY social.follows
    ADD CONSTRAINT follows_pkey PRIMARY KEY (follower_id, followee_id);

--
-- Name: mutes mutes_pkey; Type: CONSTRAINT; Schema: social; Owner: -
--

ALTER TABLE ONLY social.mutes
    ADD CONSTRAINT mutes_pkey PRIMARY KEY (muter_id, muted_id);

--
-- Name: campaigns campaigns_pkey; Type: CONSTRAINT; Schema: sponsorships; Owner: -
--

ALTER TABLE ONLY sponsorships.campaigns
    ADD CONSTRAINT campaigns_pkey PRIMARY KEY (id);

--
-- Name: sponsorships sponsorships_creator_key; Type: CONSTRAINT; Schema: sponsorships; Owner: -
--

ALTER TABLE ONLY sponsorships.sponsorships
    ADD CONSTRAINT sponsorships_creator_key UNIQUE (campaign_id, creator_id);

--
-- Name: sponsorships sponsorships_pkey; Type: CONSTRAINT; Schema: sponsorships; Owner: -
--

ALTER TABLE ONLY sponsorships.sponsorships
    ADD CONSTRAINT sponsorships_pkey PRIMARY KEY (id);

--
-- Name: days days_pkey; Type: CONSTRAINT; Schema: tips; Owner: -
--

ALTER TABLE ONLY tips.days
    ADD CONSTRAINT days_pkey PRIMARY KEY (side, person_id, currency, day);

--
-- Name: tips tips_pkey; Type: CONSTRAINT; Schema: tips; Owner: -
--

ALTER TABLE ONLY tips.tips
    ADD CONSTRAINT tips_pkey PRIMARY KEY (id);

--
-- Name: applications applications_pkey; Type: CONSTRAINT; Schema: verification; Owner: -
--

ALTER TABLE ONLY verification.applications
    ADD CONSTRAINT applications_pkey PRIMARY KEY (id);

--
-- Name: decisions decisions_pkey; Type: CONSTRAINT; Schema: verification; Owner: -
--

ALTER TABLE ONLY verification.decisions
    ADD CONSTRAINT decisions_pkey PRIMARY KEY (id);

--
-- Name: documents documents_pkey; Type: CONSTRAINT; Schema: verification; Owner: -
--

ALTER TABLE ONLY verification.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (id);

--
-- Name: captions captions_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.captions
    ADD CONSTRAINT captions_pkey PRIMARY KEY (video_id, language);

--
-- Name: comment_filters comment_filters_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.comment_filters
    ADD CONSTRAINT comment_filters_pkey PRIMARY KEY (person_id);

--
-- Name: comment_likes comment_likes_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.comment_likes
    ADD CONSTRAINT comment_likes_pkey PRIMARY KEY (comment_id, person_id);

--
-- Name: comments comments_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);

--
-- Name: disinterests disinterests_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.disinterests
    ADD CONSTRAINT disinterests_pkey PRIMARY KEY (person_id, video_id);

--
-- Name: external_tags external_tags_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.external_tags
    ADD CONSTRAINT external_tags_pkey PRIMARY KEY (video_id, "position");

--
-- Name: ladders ladders_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.ladders
    ADD CONSTRAINT ladders_pkey PRIMARY KEY (video_id);

--
-- Name: like_counts like_counts_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.like_counts
    ADD CONSTRAINT like_counts_pkey PRIMARY KEY (video_id);

--
-- Name: likes likes_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.likes
    ADD CONSTRAINT likes_pkey PRIMARY KEY (video_id, person_id);

--
-- Name: listed listed_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.listed
    ADD CONSTRAINT listed_pkey PRIMARY KEY (list_id, video_id);

--
-- Name: lists lists_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.lists
    ADD CONSTRAINT lists_pkey PRIMARY KEY (id);

--
-- Name: remakes remakes_id_key; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.remakes
    ADD CONSTRAINT remakes_id_key UNIQUE (id);

--
-- Name: remakes remakes_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.remakes
    ADD CONSTRAINT remakes_pkey PRIMARY KEY (video_id);

--
-- Name: saves saves_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.saves
    ADD CONSTRAINT saves_pkey PRIMARY KEY (person_id, video_id);

--
-- Name: stickers stickers_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.stickers
    ADD CONSTRAINT stickers_pkey PRIMARY KEY (video_id, "position");

--
-- Name: tags tags_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (video_id, "position");

--
-- Name: talk_counts talk_counts_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.talk_counts
    ADD CONSTRAINT talk_counts_pkey PRIMARY KEY (video_id);

--
-- Name: videos videos_file_id_key; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.videos
    ADD CONSTRAINT videos_file_id_key UNIQUE (file_id);

--
-- Name: videos videos_hidden_check; Type: CHECK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE videos.videos
    ADD CONSTRAINT videos_hidden_check CHECK (((hidden_for IS NULL) OR (published_at IS NULL))) NOT VALID;

--
-- Name: videos videos_pkey; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.videos
    ADD CONSTRAINT videos_pkey PRIMARY KEY (id);

--
-- Name: videos videos_scheduled_check; Type: CHECK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE videos.videos
    ADD CONSTRAINT videos_scheduled_check CHECK (((scheduled_for IS NULL) OR ((published_at IS NULL) AND (status = 'ready'::text)))) NOT VALID;

--
-- Name: videos videos_upload_id_key; Type: CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.videos
    ADD CONSTRAINT videos_upload_id_key UNIQUE (upload_id);

--
-- Name: wishes wishes_pkey; Type: CONSTRAINT; Schema: wishes; Owner: -
--

ALTER TABLE ONLY wishes.wishes
    ADD CONSTRAINT wishes_pkey PRIMARY KEY (person_id, product_id);

--
-- Name: erasures_unfinished_idx; Type: INDEX; Schema: account; Owner: -
--

CREATE INDEX erasures_unfinished_idx ON account.erasures USING btree (tried_at) WHERE (finished_at IS NULL);

--
-- Name: exports_expires_at_idx; Type: INDEX; Schema: account; Owner: -
--

CREATE INDEX exports_expires_at_idx ON account.exports USING btree (expires_at) WHERE (state = 'ready'::text);

--
-- Name: exports_lease_idx; Type: INDEX; Schema: account; Owner: -
--

CREATE INDEX exports_lease_idx ON account.exports USING btree (asked_at) WHERE (state = 'waiting'::text);

--
-- Name: exports_person_id_idx; Type: INDEX; Schema: account; Owner: -
--

CREATE INDEX exports_person_id_idx ON account.exports USING btree (person_id, asked_at DESC);

--
-- Name: exports_waiting_key; Type: INDEX; Schema: account; Owner: -
--

CREATE UNIQUE INDEX exports_waiting_key ON account.exports USING btree (person_id) WHERE (state = 'waiting'::text);

--
-- Name: saved_default_key; Type: INDEX; Schema: addresses; Owner: -
--

CREATE UNIQUE INDEX saved_default_key ON addresses.saved USING btree (person_id) WHERE is_default;

--
-- Name: saved_person_idx; Type: INDEX; Schema: addresses; Owner: -
--

CREATE INDEX saved_person_idx ON addresses.saved USING btree (person_id, changed_at DESC, id DESC);

--
-- Name: accounts_unposted_idx; Type: INDEX; Schema: ads; Owner: -
--

CREATE INDEX accounts_unposted_idx ON ads.accounts USING btree (shop_id) WHERE ((spent_milli - (posted_minor * 1000)) >= 1000);

--
-- Name: campaigns_auction_idx; Type: INDEX; Schema: ads; Owner: -
--

CREATE INDEX campaigns_auction_idx ON ads.campaigns USING btree (currency, worth_minor DESC, id) WHERE (status = 'running'::text);

--
-- Name: campaigns_over_idx; Type: INDEX; Schema: ads; Owner: -
--

CREATE INDEX campaigns_over_idx ON ads.campaigns USING btree (ends_at) WHERE (status <> 'ended'::text);

--
-- Name: campaigns_shop_idx; Type: INDEX; Schema: ads; Owner: -
--

CREATE INDEX campaigns_shop_idx ON ads.campaigns USING btree (shop_id, id);

--
-- Name: charges_age_idx; Type: INDEX; Schema: ads; Owner: -
--

CREATE INDEX charges_age_idx ON ads.charges USING btree (charged_at);

--
-- Name: charges_viewer_idx; Type: INDEX; Schema: ads; Owner: -
--

CREATE INDEX charges_viewer_idx ON ads.charges USING btree (viewer_id, charged_at);

--
-- Name: consents_creator_idx; Type: INDEX; Schema: ads; Owner: -
--

CREATE INDEX consents_creator_idx ON ads.consents USING btree (creator_id);

--
-- Name: pace_age_idx; Type: INDEX; Schema: ads; Owner: -
--

CREATE INDEX pace_age_idx ON ads.pace USING btree (served_at);

--
-- Name: seen_day_idx; Type: INDEX; Schema: ads; Owner: -
--

CREATE INDEX seen_day_idx ON ads.seen USING btree (day);

--
-- Name: adjustments_commission_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX adjustments_commission_idx ON affiliates.adjustments USING btree (commission_id);

--
-- Name: agreements_creator_id_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX agreements_creator_id_idx ON affiliates.agreements USING btree (creator_id);

--
-- Name: commissions_created_at_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX commissions_created_at_idx ON affiliates.commissions USING brin (created_at);

--
-- Name: commissions_creator_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX commissions_creator_idx ON affiliates.commissions USING btree (creator_id, created_at DESC, id DESC);

--
-- Name: commissions_due_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX commissions_due_idx ON affiliates.commissions USING btree (hold_until) WHERE (state = 'pending'::text);

--
-- Name: commissions_order_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX commissions_order_idx ON affiliates.commissions USING btree (order_id);

--
-- Name: commissions_room_id_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX commissions_room_id_idx ON affiliates.commissions USING btree (room_id) WHERE (room_id IS NOT NULL);

--
-- Name: plan_versions_product_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX plan_versions_product_idx ON affiliates.plan_versions USING btree (product_id, version DESC);

--
-- Name: reserves_commission_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX reserves_commission_idx ON affiliates.reserves USING btree (commission_id) WHERE (state = 'open'::text);

--
-- Name: touches_at_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX touches_at_idx ON affiliates.touches USING brin (at);

--
-- Name: touches_person_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX touches_person_idx ON affiliates.touches USING btree (person_id, product_id, at DESC) WHERE (person_id IS NOT NULL);

--
-- Name: touches_visitor_idx; Type: INDEX; Schema: affiliates; Owner: -
--

CREATE INDEX touches_visitor_idx ON affiliates.touches USING btree (visitor_id, product_id, at DESC);

--
-- Name: days_day_idx; Type: INDEX; Schema: analytics; Owner: -
--

CREATE INDEX days_day_idx ON analytics.days USING btree (day);

--
-- Name: viewings_video_idx; Type: INDEX; Schema: analytics; Owner: -
--

CREATE INDEX viewings_video_idx ON analytics.viewings USING btree (video_id);

--
-- Name: viewings_viewer_idx; Type: INDEX; Schema: analytics; Owner: -
--

CREATE INDEX viewings_viewer_idx ON analytics.viewings USING btree (viewer_id);

--
-- Name: audits_began_idx; Type: INDEX; Schema: books; Owner: -
--

CREATE INDEX audits_began_idx ON books.audits USING btree (began_at DESC, id DESC);

--
-- Name: carts_touched_at_idx; Type: INDEX; Schema: carts; Owner: -
--

CREATE INDEX carts_touched_at_idx ON carts.carts USING btree (touched_at);

--
-- Name: collected_position_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX collected_position_idx ON catalogue.collected USING btree (collection_id, "position");

--
-- Name: collected_product_id_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX collected_product_id_idx ON catalogue.collected USING btree (product_id);

--
-- Name: collections_changed_tx_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX collections_changed_tx_idx ON catalogue.collections USING btree (changed_tx);

--
-- Name: collections_newest_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX collections_newest_idx ON catalogue.collections USING btree (created_at DESC, id DESC) WHERE ((deleted_at IS NULL) AND (NOT is_hidden));

--
-- Name: collections_shop_id_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX collections_shop_id_idx ON catalogue.collections USING btree (shop_id, created_at DESC, id DESC);

--
-- Name: flash_prices_ends_at_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX flash_prices_ends_at_idx ON catalogue.flash_prices USING btree (ends_at);

--
-- Name: flash_prices_product_id_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX flash_prices_product_id_idx ON catalogue.flash_prices USING btree (product_id, starts_at DESC);

--
-- Name: flash_prices_starts_at_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX flash_prices_starts_at_idx ON catalogue.flash_prices USING btree (starts_at);

--
-- Name: flash_prices_variant_id_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX flash_prices_variant_id_idx ON catalogue.flash_prices USING btree (variant_id, ends_at);

--
-- Name: products_category_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX products_category_idx ON catalogue.products USING btree (category, published_at DESC, id DESC) WHERE (status = 'active'::text);

--
-- Name: products_changed_tx_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX products_changed_tx_idx ON catalogue.products USING btree (changed_tx);

--
-- Name: products_hidden_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX products_hidden_idx ON catalogue.products USING btree (hidden_for) WHERE (hidden_for IS NOT NULL);

--
-- Name: products_pictured_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX products_pictured_idx ON catalogue.products USING btree (shop_id, id DESC) WHERE ((status = 'active'::text) AND (image_file_ids <> '{}'::uuid[]));

--
-- Name: products_published_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX products_published_idx ON catalogue.products USING btree (published_at DESC, id DESC) WHERE (status = 'active'::text);

--
-- Name: products_shop_id_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX products_shop_id_idx ON catalogue.products USING btree (shop_id, id DESC);

--
-- Name: variants_product_id_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX variants_product_id_idx ON catalogue.variants USING btree (product_id, "position");

--
-- Name: variants_sku_idx; Type: INDEX; Schema: catalogue; Owner: -
--

CREATE INDEX variants_sku_idx ON catalogue.variants USING btree (sku) WHERE ((sku <> ''::text) AND (removed_at IS NULL));

--
-- Name: cart_links_person_id_idx; Type: INDEX; Schema: channels; Owner: -
--

CREATE INDEX cart_links_person_id_idx ON channels.cart_links USING btree (person_id, made_at DESC, code DESC);

--
-- Name: exempt_buyers_email_key; Type: INDEX; Schema: checkout; Owner: -
--

CREATE UNIQUE INDEX exempt_buyers_email_key ON checkout.exempt_buyers USING btree (shop_id, email) WHERE (person_id IS NULL);

--
-- Name: exempt_buyers_person_key; Type: INDEX; Schema: checkout; Owner: -
--

CREATE UNIQUE INDEX exempt_buyers_person_key ON checkout.exempt_buyers USING btree (shop_id, person_id) WHERE (email IS NULL);

--
-- Name: purchases_expired_idx; Type: INDEX; Schema: checkout; Owner: -
--

CREATE INDEX purchases_expired_idx ON checkout.purchases USING btree (hold_until) WHERE ((status = 'expired'::text) AND (given_up_at IS NULL));

--
-- Name: purchases_unpaid_idx; Type: INDEX; Schema: checkout; Owner: -
--

CREATE INDEX purchases_unpaid_idx ON checkout.purchases USING btree (hold_until) WHERE (status = ANY (ARRAY['awaiting_payment'::text, 'challenge'::text, 'declined'::text, 'waiting'::text]));

--
-- Name: claims_address_idx; Type: INDEX; Schema: drops; Owner: -
--

CREATE INDEX claims_address_idx ON drops.claims USING btree (drop_id, address_key) WHERE (address_key IS NOT NULL);

--
-- Name: claims_bought_idx; Type: INDEX; Schema: drops; Owner: -
--

CREATE INDEX claims_bought_idx ON drops.claims USING btree (drop_id, holder_id) WHERE (state = 'bought'::text);

--
-- Name: claims_held_idx; Type: INDEX; Schema: drops; Owner: -
--

CREATE INDEX claims_held_idx ON drops.claims USING btree (drop_id) WHERE (state = 'held'::text);

--
-- Name: claims_instrument_idx; Type: INDEX; Schema: drops; Owner: -
--

CREATE INDEX claims_instrument_idx ON drops.claims USING btree (drop_id, instrument_key) WHERE (instrument_key IS NOT NULL);

--
-- Name: claims_line_idx; Type: INDEX; Schema: drops; Owner: -
--

CREATE INDEX claims_line_idx ON drops.claims USING btree (drop_id, turn) WHERE (state = 'waiting'::text);

--
-- Name: claims_one_at_a_time; Type: INDEX; Schema: drops; Owner: -
--

CREATE UNIQUE INDEX claims_one_at_a_time ON drops.claims USING btree (drop_id, holder_id) WHERE (state = ANY (ARRAY['waiting'::text, 'held'::text]));

--
-- Name: claims_person_idx; Type: INDEX; Schema: drops; Owner: -
--

CREATE INDEX claims_person_idx ON drops.claims USING btree (person_id, turn) WHERE (person_id IS NOT NULL);

--
-- Name: claims_until_idx; Type: INDEX; Schema: drops; Owner: -
--

CREATE INDEX claims_until_idx ON drops.claims USING btree (until) WHERE (state = 'held'::text);

--
-- Name: drops_closing_idx; Type: INDEX; Schema: drops; Owner: -
--

CREATE INDEX drops_closing_idx ON drops.drops USING btree (closes_at) WHERE (ended_at IS NULL);

--
-- Name: drops_product_idx; Type: INDEX; Schema: drops; Owner: -
--

CREATE INDEX drops_product_idx ON drops.drops USING btree (product_id, opens_at) WHERE (ended_at IS NULL);

--
-- Name: drops_shop_idx; Type: INDEX; Schema: drops; Owner: -
--

CREATE INDEX drops_shop_idx ON drops.drops USING btree (shop_id, opens_at DESC, id DESC);

--
-- Name: clicks_person_idx; Type: INDEX; Schema: external; Owner: -
--

CREATE INDEX clicks_person_idx ON external.clicks USING btree (person_id, at DESC) WHERE (person_id IS NOT NULL);

--
-- Name: clicks_product_idx; Type: INDEX; Schema: external; Owner: -
--

CREATE INDEX clicks_product_idx ON external.clicks USING btree (product_id, at DESC);

--
-- Name: conversions_creator_idx; Type: INDEX; Schema: external; Owner: -
--

CREATE INDEX conversions_creator_idx ON external.conversions USING btree (creator_id, created_at DESC, id DESC) WHERE (creator_id IS NOT NULL);

--
-- Name: conversions_merchant_idx; Type: INDEX; Schema: external; Owner: -
--

CREATE INDEX conversions_merchant_idx ON external.conversions USING btree (merchant_id, created_at DESC, id DESC);

--
-- Name: conversions_open_idx; Type: INDEX; Schema: external; Owner: -
--

CREATE INDEX conversions_open_idx ON external.conversions USING btree (merchant_id, currency) INCLUDE (receivable_minor) WHERE (receivable_minor <> 0);

--
-- Name: postbacks_digest_key; Type: INDEX; Schema: external; Owner: -
--

CREATE UNIQUE INDEX postbacks_digest_key ON external.postbacks USING btree (merchant_id, digest) WHERE (digest IS NOT NULL);

--
-- Name: postbacks_merchant_idx; Type: INDEX; Schema: external; Owner: -
--

CREATE INDEX postbacks_merchant_idx ON external.postbacks USING btree (merchant_id, received_at DESC, id DESC);

--
-- Name: postbacks_received_idx; Type: INDEX; Schema: external; Owner: -
--

CREATE INDEX postbacks_received_idx ON external.postbacks USING btree (received_at);

--
-- Name: products_canonical_key; Type: INDEX; Schema: external; Owner: -
--

CREATE UNIQUE INDEX products_canonical_key ON external.products USING btree (person_id, md5(canonical_url)) WHERE (removed_at IS NULL);

--
-- Name: products_person_idx; Type: INDEX; Schema: external; Owner: -
--

CREATE INDEX products_person_idx ON external.products USING btree (person_id, created_at DESC, id DESC);

--
-- Name: receipts_merchant_idx; Type: INDEX; Schema: external; Owner: -
--

CREATE INDEX receipts_merchant_idx ON external.receipts USING btree (merchant_id, at DESC, id DESC);

--
-- Name: popularity_hot_idx; Type: INDEX; Schema: feed; Owner: -
--

CREATE INDEX popularity_hot_idx ON feed.popularity USING btree (hot DESC);

--
-- Name: attempts_address_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX attempts_address_idx ON identity.attempts USING btree (address, kind, at);

--
-- Name: attempts_at_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX attempts_at_idx ON identity.attempts USING btree (at);

--
-- Name: attempts_email_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX attempts_email_idx ON identity.attempts USING btree (email, kind, at);

--
-- Name: departures_due_at_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX departures_due_at_idx ON identity.departures USING btree (due_at) WHERE (erasing_since IS NULL);

--
-- Name: persons_changed_tx_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX persons_changed_tx_idx ON identity.persons USING btree (changed_tx, id);

--
-- Name: persons_is_demo_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX persons_is_demo_idx ON identity.persons USING btree (id) WHERE is_demo;

--
-- Name: retired_handles_until_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX retired_handles_until_idx ON identity.retired_handles USING btree (until);

--
-- Name: sessions_expires_at_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX sessions_expires_at_idx ON identity.sessions USING btree (expires_at);

--
-- Name: sessions_person_id_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX sessions_person_id_idx ON identity.sessions USING btree (person_id);

--
-- Name: sign_in_codes_email_created_at_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX sign_in_codes_email_created_at_idx ON identity.sign_in_codes USING btree (email, created_at DESC);

--
-- Name: sign_in_codes_expires_at_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX sign_in_codes_expires_at_idx ON identity.sign_in_codes USING btree (expires_at);

--
-- Name: tokens_expires_at_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX tokens_expires_at_idx ON identity.tokens USING btree (expires_at);

--
-- Name: tokens_person_id_idx; Type: INDEX; Schema: identity; Owner: -
--

CREATE INDEX tokens_person_id_idx ON identity.tokens USING btree (person_id);

--
-- Name: pictures_due_at_idx; Type: INDEX; Schema: imports; Owner: -
--

CREATE INDEX pictures_due_at_idx ON imports.pictures USING btree (due_at) WHERE (due_at IS NOT NULL);

--
-- Name: pictures_failed_idx; Type: INDEX; Schema: imports; Owner: -
--

CREATE INDEX pictures_failed_idx ON imports.pictures USING btree (shop_id, id) WHERE (failure IS NOT NULL);

--
-- Name: product_pictures_picture_id_idx; Type: INDEX; Schema: imports; Owner: -
--

CREATE INDEX product_pictures_picture_id_idx ON imports.product_pictures USING btree (picture_id);

--
-- Name: products_source_id_idx; Type: INDEX; Schema: imports; Owner: -
--

CREATE INDEX products_source_id_idx ON imports.products USING btree (source_id, external_id) WHERE (NOT is_gone);

--
-- Name: runs_busy_key; Type: INDEX; Schema: imports; Owner: -
--

CREATE UNIQUE INDEX runs_busy_key ON imports.runs USING btree (source_id) WHERE (status = ANY (ARRAY['waiting'::text, 'reading'::text, 'applying'::text, 'undoing'::text]));

--
-- Name: runs_open_idx; Type: INDEX; Schema: imports; Owner: -
--

CREATE INDEX runs_open_idx ON imports.runs USING btree (created_at) WHERE (status = ANY (ARRAY['mapping'::text, 'ready'::text]));

--
-- Name: runs_source_id_idx; Type: INDEX; Schema: imports; Owner: -
--

CREATE INDEX runs_source_id_idx ON imports.runs USING btree (source_id, created_at DESC, id DESC);

--
-- Name: runs_working_idx; Type: INDEX; Schema: imports; Owner: -
--

CREATE INDEX runs_working_idx ON imports.runs USING btree (queued_at) WHERE (status = ANY (ARRAY['waiting'::text, 'reading'::text, 'applying'::text, 'undoing'::text]));

--
-- Name: sources_next_pull_at_idx; Type: INDEX; Schema: imports; Owner: -
--

CREATE INDEX sources_next_pull_at_idx ON imports.sources USING btree (next_pull_at) WHERE (next_pull_at IS NOT NULL);

--
-- Name: sources_shop_id_idx; Type: INDEX; Schema: imports; Owner: -
--

CREATE INDEX sources_shop_id_idx ON imports.sources USING btree (shop_id, id);

--
-- Name: exchanges_purchase_idx; Type: INDEX; Schema: inventory; Owner: -
--

CREATE INDEX exchanges_purchase_idx ON inventory.exchanges USING btree (purchase_id, of_variant_id);

--
-- Name: holds_until_idx; Type: INDEX; Schema: inventory; Owner: -
--

CREATE INDEX holds_until_idx ON inventory.holds USING btree (until) WHERE (state = 'active'::text);

--
-- Name: holds_variant_id_idx; Type: INDEX; Schema: inventory; Owner: -
--

CREATE INDEX holds_variant_id_idx ON inventory.holds USING btree (variant_id) WHERE (state = ANY (ARRAY['active'::text, 'sold'::text]));

--
-- Name: location_movements_move_key; Type: INDEX; Schema: inventory; Owner: -
--

CREATE UNIQUE INDEX location_movements_move_key ON inventory.location_movements USING btree (move_id, location_id, variant_id) WHERE (move_id IS NOT NULL);

--
-- Name: location_movements_newest_idx; Type: INDEX; Schema: inventory; Owner: -
--

CREATE INDEX location_movements_newest_idx ON inventory.location_movements USING btree (location_id, id DESC);

--
-- Name: location_stock_location_id_idx; Type: INDEX; Schema: inventory; Owner: -
--

CREATE INDEX location_stock_location_id_idx ON inventory.location_stock USING btree (location_id, variant_id) WHERE (quantity > 0);

--
-- Name: locations_shop_id_idx; Type: INDEX; Schema: inventory; Owner: -
--

CREATE INDEX locations_shop_id_idx ON inventory.locations USING btree (shop_id, priority, id);

--
-- Name: movements_at_idx; Type: INDEX; Schema: inventory; Owner: -
--

CREATE INDEX movements_at_idx ON inventory.movements USING btree (variant_id, at DESC, id DESC);

--
-- Name: movements_tx_idx; Type: INDEX; Schema: inventory; Owner: -
--

CREATE INDEX movements_tx_idx ON inventory.movements USING btree (tx);

--
-- Name: stock_cleared_idx; Type: INDEX; Schema: inventory; Owner: -
--

CREATE INDEX stock_cleared_idx ON inventory.stock USING btree (variant_id) WHERE is_cleared;

--
-- Name: stock_of_variant_id_idx; Type: INDEX; Schema: inventory; Owner: -
--

CREATE INDEX stock_of_variant_id_idx ON inventory.stock USING btree (of_variant_id) WHERE (of_variant_id IS NOT NULL);

--
-- Name: events_buyer_email_idx; Type: INDEX; Schema: kit; Owner: -
--

CREATE INDEX events_buyer_email_idx ON kit.events USING btree (((body ->> 'buyer_email'::text)), id) WHERE (body ? 'buyer_email'::text);

--
-- Name: events_email_idx; Type: INDEX; Schema: kit; Owner: -
--

CREATE INDEX events_email_idx ON kit.events USING btree (((body ->> 'email'::text)), id) WHERE (body ? 'email'::text);

--
-- Name: events_subject_id_idx; Type: INDEX; Schema: kit; Owner: -
--

CREATE INDEX events_subject_id_idx ON kit.events USING btree (((body ->> 'subject_id'::text)), id) WHERE (body ? 'subject_id'::text);

--
-- Name: events_tx_id_idx; Type: INDEX; Schema: kit; Owner: -
--

CREATE INDEX events_tx_id_idx ON kit.events USING btree (tx, id);

--
-- Name: idempotency_keys_created_at_idx; Type: INDEX; Schema: kit; Owner: -
--

CREATE INDEX idempotency_keys_created_at_idx ON kit.idempotency_keys USING btree (created_at);

--
-- Name: accounts_kind_idx; Type: INDEX; Schema: ledger; Owner: -
--

CREATE INDEX accounts_kind_idx ON ledger.accounts USING btree (kind, id);

--
-- Name: entries_account_idx; Type: INDEX; Schema: ledger; Owner: -
--

CREATE INDEX entries_account_idx ON ledger.entries USING btree (account_id, journal_id) INCLUDE (amount_minor);

--
-- Name: journals_reverses_id_idx; Type: INDEX; Schema: ledger; Owner: -
--

CREATE INDEX journals_reverses_id_idx ON ledger.journals USING btree (reverses_id) WHERE (reverses_id IS NOT NULL);

--
-- Name: journals_source_idx; Type: INDEX; Schema: ledger; Owner: -
--

CREATE INDEX journals_source_idx ON ledger.journals USING btree (source);

--
-- Name: revenue_months_month_idx; Type: INDEX; Schema: ledger; Owner: -
--

CREATE INDEX revenue_months_month_idx ON ledger.revenue_months USING btree (month DESC);

--
-- Name: log_message_key; Type: INDEX; Schema: live; Owner: -
--

CREATE UNIQUE INDEX log_message_key ON live.log USING btree (message_id) WHERE (message_id IS NOT NULL);

--
-- Name: log_person_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX log_person_idx ON live.log USING btree (person_id, at DESC) WHERE (person_id IS NOT NULL);

--
-- Name: log_said_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX log_said_idx ON live.log USING btree (room_id, seq) WHERE (message_id IS NOT NULL);

--
-- Name: pins_product_key; Type: INDEX; Schema: live; Owner: -
--

CREATE UNIQUE INDEX pins_product_key ON live.pins USING btree (room_id, product_id) WHERE (to_ms IS NULL);

--
-- Name: pins_room_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX pins_room_idx ON live.pins USING btree (room_id, from_ms);

--
-- Name: pins_slot_key; Type: INDEX; Schema: live; Owner: -
--

CREATE UNIQUE INDEX pins_slot_key ON live.pins USING btree (room_id, slot) WHERE (to_ms IS NULL);

--
-- Name: reminders_person_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX reminders_person_idx ON live.reminders USING btree (person_id);

--
-- Name: rooms_host_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX rooms_host_idx ON live.rooms USING btree (host_id, id DESC);

--
-- Name: rooms_live_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX rooms_live_idx ON live.rooms USING btree (started_at DESC, id DESC) WHERE (state = 'live'::text);

--
-- Name: rooms_on_stage_key; Type: INDEX; Schema: live; Owner: -
--

CREATE UNIQUE INDEX rooms_on_stage_key ON live.rooms USING btree (host_id) WHERE (state = 'live'::text);

--
-- Name: rooms_replays_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX rooms_replays_idx ON live.rooms USING btree (ended_at DESC, id DESC) WHERE ((state = 'ended'::text) AND (recording_path IS NOT NULL));

--
-- Name: rooms_scheduled_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX rooms_scheduled_idx ON live.rooms USING btree (scheduled_at, id) WHERE (state = 'scheduled'::text);

--
-- Name: rooms_shop_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX rooms_shop_idx ON live.rooms USING btree (shop_id, id DESC) WHERE (shop_id IS NOT NULL);

--
-- Name: sales_room_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX sales_room_idx ON live.sales USING btree (room_id, at DESC, line_id DESC);

--
-- Name: silences_person_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX silences_person_idx ON live.silences USING btree (person_id);

--
-- Name: taps_at_idx; Type: INDEX; Schema: live; Owner: -
--

CREATE INDEX taps_at_idx ON live.taps USING btree (at);

--
-- Name: trash_due_at_idx; Type: INDEX; Schema: media; Owner: -
--

CREATE INDEX trash_due_at_idx ON media.trash USING btree (due_at);

--
-- Name: upload_days_day_idx; Type: INDEX; Schema: media; Owner: -
--

CREATE INDEX upload_days_day_idx ON media.upload_days USING btree (day);

--
-- Name: uploads_expires_at_idx; Type: INDEX; Schema: media; Owner: -
--

CREATE INDEX uploads_expires_at_idx ON media.uploads USING btree (expires_at) WHERE (NOT is_claimed);

--
-- Name: uploads_owner_id_idx; Type: INDEX; Schema: media; Owner: -
--

CREATE INDEX uploads_owner_id_idx ON media.uploads USING btree (owner_id);

--
-- Name: carts_conversation_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX carts_conversation_idx ON messaging.carts USING btree (conversation_id);

--
-- Name: carts_due_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX carts_due_idx ON messaging.carts USING btree (expires_at) WHERE (status = ANY (ARRAY['sent'::text, 'confirmed'::text, 'edited'::text]));

--
-- Name: carts_open_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX carts_open_idx ON messaging.carts USING btree (conversation_id) WHERE (status = ANY (ARRAY['sent'::text, 'confirmed'::text, 'edited'::text]));

--
-- Name: carts_order_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE UNIQUE INDEX carts_order_idx ON messaging.carts USING btree (order_id) WHERE (order_id IS NOT NULL);

--
-- Name: conversations_contacts_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX conversations_contacts_idx ON messaging.conversations USING btree (last_at) WHERE (buyer_id IS NULL);

--
-- Name: conversations_of_buyer_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX conversations_of_buyer_idx ON messaging.conversations USING btree (buyer_id, last_at DESC, id DESC) WHERE (last_at IS NOT NULL);

--
-- Name: conversations_of_shop_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX conversations_of_shop_idx ON messaging.conversations USING btree (shop_id, last_at DESC, id DESC) WHERE (last_at IS NOT NULL);

--
-- Name: messages_author_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX messages_author_idx ON messaging.messages USING btree (author_id, at DESC) WHERE (author_id IS NOT NULL);

--
-- Name: messages_cart_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX messages_cart_idx ON messaging.messages USING btree (cart_id) WHERE (cart_id IS NOT NULL);

--
-- Name: messages_hidden_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX messages_hidden_idx ON messaging.messages USING btree (conversation_id, seq) WHERE (hidden_at IS NOT NULL);

--
-- Name: whatsapp_codes_old_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX whatsapp_codes_old_idx ON messaging.whatsapp_codes USING btree (made_at);

--
-- Name: whatsapp_inbox_old_idx; Type: INDEX; Schema: messaging; Owner: -
--

CREATE INDEX whatsapp_inbox_old_idx ON messaging.whatsapp_inbox USING btree (received_at);

--
-- Name: appeals_decided_idx; Type: INDEX; Schema: moderation; Owner: -
--

CREATE INDEX appeals_decided_idx ON moderation.appeals USING btree (decided_at DESC, id DESC) WHERE (decided_at IS NOT NULL);

--
-- Name: appeals_open_idx; Type: INDEX; Schema: moderation; Owner: -
--

CREATE INDEX appeals_open_idx ON moderation.appeals USING btree (appealed_at, id) WHERE (decided_at IS NULL);

--
-- Name: appeals_person_idx; Type: INDEX; Schema: moderation; Owner: -
--

CREATE INDEX appeals_person_idx ON moderation.appeals USING btree (person_id);

--
-- Name: cases_decided_idx; Type: INDEX; Schema: moderation; Owner: -
--

CREATE INDEX cases_decided_idx ON moderation.cases USING btree (decided_at DESC, thing_id DESC) WHERE (decided_at IS NOT NULL);

--
-- Name: cases_open_idx; Type: INDEX; Schema: moderation; Owner: -
--

CREATE INDEX cases_open_idx ON moderation.cases USING btree (waiting_since, thing_id) WHERE (open_count > 0);

--
-- Name: decisions_subject_idx; Type: INDEX; Schema: moderation; Owner: -
--

CREATE INDEX decisions_subject_idx ON moderation.decisions USING btree (subject_id, decided_at DESC, id DESC);

--
-- Name: decisions_thing_idx; Type: INDEX; Schema: moderation; Owner: -
--

CREATE INDEX decisions_thing_idx ON moderation.decisions USING btree (kind, thing_id, decided_at DESC, id DESC);

--
-- Name: reports_open_key; Type: INDEX; Schema: moderation; Owner: -
--

CREATE UNIQUE INDEX reports_open_key ON moderation.reports USING btree (reporter_id, kind, thing_id) WHERE (closed_at IS NULL);

--
-- Name: reports_reporter_idx; Type: INDEX; Schema: moderation; Owner: -
--

CREATE INDEX reports_reporter_idx ON moderation.reports USING btree (reporter_id, reported_at DESC);

--
-- Name: reports_thing_idx; Type: INDEX; Schema: moderation; Owner: -
--

CREATE INDEX reports_thing_idx ON moderation.reports USING btree (kind, thing_id, reported_at DESC, id DESC);

--
-- Name: mails_next_attempt_at_idx; Type: INDEX; Schema: notifications; Owner: -
--

CREATE INDEX mails_next_attempt_at_idx ON notifications.mails USING btree (next_attempt_at) WHERE (state = 'waiting'::text);

--
-- Name: mails_recipient_idx; Type: INDEX; Schema: notifications; Owner: -
--

CREATE INDEX mails_recipient_idx ON notifications.mails USING btree (recipient);

--
-- Name: mails_written_at_idx; Type: INDEX; Schema: notifications; Owner: -
--

CREATE INDEX mails_written_at_idx ON notifications.mails USING btree (written_at);

--
-- Name: notices_at_idx; Type: INDEX; Schema: notifications; Owner: -
--

CREATE INDEX notices_at_idx ON notifications.notices USING btree (at);

--
-- Name: notices_group_key; Type: INDEX; Schema: notifications; Owner: -
--

CREATE UNIQUE INDEX notices_group_key ON notifications.notices USING btree (person_id, group_key) WHERE (group_key IS NOT NULL);

--
-- Name: notices_person_id_id_idx; Type: INDEX; Schema: notifications; Owner: -
--

CREATE INDEX notices_person_id_id_idx ON notifications.notices USING btree (person_id, id DESC);

--
-- Name: push_devices_person_id_idx; Type: INDEX; Schema: notifications; Owner: -
--

CREATE INDEX push_devices_person_id_idx ON notifications.push_devices USING btree (person_id, made_at);

--
-- Name: pushes_next_attempt_at_idx; Type: INDEX; Schema: notifications; Owner: -
--

CREATE INDEX pushes_next_attempt_at_idx ON notifications.pushes USING btree (next_attempt_at) WHERE (state = 'waiting'::text);

--
-- Name: pushes_trial_key; Type: INDEX; Schema: notifications; Owner: -
--

CREATE UNIQUE INDEX pushes_trial_key ON notifications.pushes USING btree (device_id) WHERE ((state = 'waiting'::text) AND (notice_id IS NULL) AND (group_key IS NULL));

--
-- Name: pushes_written_at_idx; Type: INDEX; Schema: notifications; Owner: -
--

CREATE INDEX pushes_written_at_idx ON notifications.pushes USING btree (written_at);

--
-- Name: disputes_order_id_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX disputes_order_id_idx ON orders.disputes USING btree (order_id);

--
-- Name: orders_buyer_id_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX orders_buyer_id_idx ON orders.orders USING btree (buyer_id, id DESC) WHERE (buyer_id IS NOT NULL);

--
-- Name: orders_cash_buyer_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX orders_cash_buyer_idx ON orders.orders USING btree (buyer_email) WHERE is_cash;

--
-- Name: orders_guest_email_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX orders_guest_email_idx ON orders.orders USING btree (buyer_email) WHERE (buyer_id IS NULL);

--
-- Name: orders_matures_at_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX orders_matures_at_idx ON orders.orders USING btree (matures_at) WHERE ((matured_at IS NULL) AND (matures_at IS NOT NULL));

--
-- Name: orders_purchase_id_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX orders_purchase_id_idx ON orders.orders USING btree (purchase_id);

--
-- Name: orders_shop_id_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX orders_shop_id_idx ON orders.orders USING btree (shop_id, id DESC);

--
-- Name: orders_stuck_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX orders_stuck_idx ON orders.orders USING btree (stuck_since) WHERE ((stuck_since IS NOT NULL) AND (matured_at IS NULL));

--
-- Name: orders_unremitted_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX orders_unremitted_idx ON orders.orders USING btree (id) WHERE (is_cash AND (remitted_at IS NULL));

--
-- Name: parcel_lines_line_id_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX parcel_lines_line_id_idx ON orders.parcel_lines USING btree (line_id);

--
-- Name: parcels_box_id_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX parcels_box_id_idx ON orders.parcels USING btree (box_id) WHERE (box_id IS NOT NULL);

--
-- Name: recalled_parcels_order_id_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX recalled_parcels_order_id_idx ON orders.recalled_parcels USING btree (order_id);

--
-- Name: refund_lines_line_id_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX refund_lines_line_id_idx ON orders.refund_lines USING btree (line_id);

--
-- Name: refunds_order_id_idx; Type: INDEX; Schema: orders; Owner: -
--

CREATE INDEX refunds_order_id_idx ON orders.refunds USING btree (order_id, at);

--
-- Name: acknowledgements_shop_id_idx; Type: INDEX; Schema: partners; Owner: -
--

CREATE INDEX acknowledgements_shop_id_idx ON partners.acknowledgements USING btree (shop_id);

--
-- Name: deliveries_about_key; Type: INDEX; Schema: partners; Owner: -
--

CREATE UNIQUE INDEX deliveries_about_key ON partners.deliveries USING btree (about_id, kind, happened_at) WHERE (about_id IS NOT NULL);

--
-- Name: deliveries_dead_idx; Type: INDEX; Schema: partners; Owner: -
--

CREATE INDEX deliveries_dead_idx ON partners.deliveries USING btree (shop_id, id DESC) WHERE (status = 'dead'::text);

--
-- Name: deliveries_fact_key; Type: INDEX; Schema: partners; Owner: -
--

CREATE UNIQUE INDEX deliveries_fact_key ON partners.deliveries USING btree (order_id, kind) WHERE (about_id IS NULL);

--
-- Name: deliveries_next_at_idx; Type: INDEX; Schema: partners; Owner: -
--

CREATE INDEX deliveries_next_at_idx ON partners.deliveries USING btree (shop_id, next_at) WHERE (status = 'waiting'::text);

--
-- Name: deliveries_shop_id_idx; Type: INDEX; Schema: partners; Owner: -
--

CREATE INDEX deliveries_shop_id_idx ON partners.deliveries USING btree (shop_id, id DESC);

--
-- Name: events_shop_id_idx; Type: INDEX; Schema: partners; Owner: -
--

CREATE INDEX events_shop_id_idx ON partners.events USING btree (shop_id, id DESC);

--
-- Name: invitations_creator_id_idx; Type: INDEX; Schema: partners; Owner: -
--

CREATE INDEX invitations_creator_id_idx ON partners.invitations USING btree (creator_id, id DESC);

--
-- Name: keys_shop_id_idx; Type: INDEX; Schema: partners; Owner: -
--

CREATE INDEX keys_shop_id_idx ON partners.keys USING btree (shop_id, id) WHERE (revoked_at IS NULL);

--
-- Name: stamps_shop_id_idx; Type: INDEX; Schema: partners; Owner: -
--

CREATE INDEX stamps_shop_id_idx ON partners.stamps USING btree (shop_id);

--
-- Name: accounts_person_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX accounts_person_idx ON payments.accounts USING btree (person_id);

--
-- Name: disputes_payment_id_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX disputes_payment_id_idx ON payments.disputes USING btree (payment_id);

--
-- Name: hints_parked_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX hints_parked_idx ON payments.hints USING btree (received_at) WHERE (state <> 'done'::text);

--
-- Name: kept_cards_person_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX kept_cards_person_idx ON payments.kept_cards USING btree (person_id, kept_at DESC);

--
-- Name: kept_cards_removed_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX kept_cards_removed_idx ON payments.kept_cards USING btree (removed_at) WHERE (removed_at IS NOT NULL);

--
-- Name: movements_at_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX movements_at_idx ON payments.movements USING btree (provider, at);

--
-- Name: movements_fit_key; Type: INDEX; Schema: payments; Owner: -
--

CREATE UNIQUE INDEX movements_fit_key ON payments.movements USING btree (provider, kind, reference, ((amount_minor > 0))) WHERE ((booked_at IS NOT NULL) AND (NOT is_agreed) AND (kind = ANY (ARRAY['charge'::text, 'refund'::text, 'dispute'::text, 'transfer'::text])));

--
-- Name: movements_reference_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX movements_reference_idx ON payments.movements USING btree (provider, kind, reference);

--
-- Name: movements_unbooked_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX movements_unbooked_idx ON payments.movements USING btree (at) WHERE (booked_at IS NULL);

--
-- Name: movements_unsettled_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX movements_unsettled_idx ON payments.movements USING btree (settles_at) WHERE ((booked_at IS NOT NULL) AND (settled_at IS NULL));

--
-- Name: payments_charge_key; Type: INDEX; Schema: payments; Owner: -
--

CREATE UNIQUE INDEX payments_charge_key ON payments.payments USING btree (provider, reference) WHERE (status = 'captured'::text);

--
-- Name: payments_keep_for_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX payments_keep_for_idx ON payments.payments USING btree (keep_for) WHERE (keep_for IS NOT NULL);

--
-- Name: payments_kept_card_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX payments_kept_card_idx ON payments.payments USING btree (kept_card_id) WHERE (kept_card_id IS NOT NULL);

--
-- Name: payments_live_key; Type: INDEX; Schema: payments; Owner: -
--

CREATE UNIQUE INDEX payments_live_key ON payments.payments USING btree (purchase_id) WHERE (status = ANY (ARRAY['open'::text, 'challenge'::text, 'waiting'::text, 'pending'::text, 'captured'::text]));

--
-- Name: payments_poll_at_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX payments_poll_at_idx ON payments.payments USING btree (poll_at) WHERE (poll_at IS NOT NULL);

--
-- Name: payments_reference_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX payments_reference_idx ON payments.payments USING btree (reference) WHERE (reference IS NOT NULL);

--
-- Name: refunds_order_id_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX refunds_order_id_idx ON payments.refunds USING btree (order_id);

--
-- Name: refunds_payment_id_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX refunds_payment_id_idx ON payments.refunds USING btree (payment_id);

--
-- Name: refunds_reference_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX refunds_reference_idx ON payments.refunds USING btree (reference) WHERE (reference IS NOT NULL);

--
-- Name: refunds_refused_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX refunds_refused_idx ON payments.refunds USING btree (id) WHERE (status = 'refused'::text);

--
-- Name: refunds_turn_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX refunds_turn_idx ON payments.refunds USING btree (COALESCE(tried_at, asked_at)) WHERE (status = 'queued'::text);

--
-- Name: reversals_transfer_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX reversals_transfer_idx ON payments.reversals USING btree (transfer_id);

--
-- Name: sandbox_refunds_charge_key_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX sandbox_refunds_charge_key_idx ON payments.sandbox_refunds USING btree (charge_key);

--
-- Name: settlements_approved_by_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX settlements_approved_by_idx ON payments.settlements USING btree (approved_by) WHERE (approved_by IS NOT NULL);

--
-- Name: settlements_lacking_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX settlements_lacking_idx ON payments.settlements USING btree (provider, kind, reference) WHERE (movement_id IS NULL);

--
-- Name: settlements_proposed_by_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX settlements_proposed_by_idx ON payments.settlements USING btree (proposed_by);

--
-- Name: settlements_subject_key; Type: INDEX; Schema: payments; Owner: -
--

CREATE UNIQUE INDEX settlements_subject_key ON payments.settlements USING btree (provider, subject);

--
-- Name: transfers_queued_idx; Type: INDEX; Schema: payments; Owner: -
--

CREATE INDEX transfers_queued_idx ON payments.transfers USING btree (COALESCE(tried_at, asked_at)) WHERE (status = 'queued'::text);

--
-- Name: destinations_in_force_key; Type: INDEX; Schema: payouts; Owner: -
--

CREATE UNIQUE INDEX destinations_in_force_key ON payouts.destinations USING btree (payee_kind, payee_id, currency) WHERE (replaced_at IS NULL);

--
-- Name: destinations_payee_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX destinations_payee_idx ON payouts.destinations USING btree (payee_kind, payee_id, set_at);

--
-- Name: destinations_person_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX destinations_person_idx ON payouts.destinations USING btree (person_id);

--
-- Name: downloads_file_id_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX downloads_file_id_idx ON payouts.downloads USING btree (file_id, id);

--
-- Name: downloads_person_id_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX downloads_person_id_idx ON payouts.downloads USING btree (person_id);

--
-- Name: files_made_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX files_made_idx ON payouts.files USING btree (made_at DESC, id DESC);

--
-- Name: moves_actor_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX moves_actor_idx ON payouts.moves USING btree (actor_id) WHERE (actor_id IS NOT NULL);

--
-- Name: moves_approved_key; Type: INDEX; Schema: payouts; Owner: -
--

CREATE UNIQUE INDEX moves_approved_key ON payouts.moves USING btree (payout_id, actor_id) WHERE (step = 'approved'::text);

--
-- Name: moves_payout_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX moves_payout_idx ON payouts.moves USING btree (payout_id, id);

--
-- Name: payouts_carried_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX payouts_carried_idx ON payouts.payouts USING btree (created_at, id) WHERE ((state = 'ready'::text) AND (provider IS NOT NULL));

--
-- Name: payouts_created_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX payouts_created_idx ON payouts.payouts USING btree (created_at DESC, id DESC);

--
-- Name: payouts_destination_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX payouts_destination_idx ON payouts.payouts USING btree (destination_id);

--
-- Name: payouts_file_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX payouts_file_idx ON payouts.payouts USING btree (file_id) WHERE (file_id IS NOT NULL);

--
-- Name: payouts_payday_key; Type: INDEX; Schema: payouts; Owner: -
--

CREATE UNIQUE INDEX payouts_payday_key ON payouts.payouts USING btree (payee_kind, payee_id, currency, payday) WHERE (payday IS NOT NULL);

--
-- Name: payouts_payee_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX payouts_payee_idx ON payouts.payouts USING btree (payee_kind, payee_id, created_at DESC, id DESC);

--
-- Name: payouts_ready_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX payouts_ready_idx ON payouts.payouts USING btree (currency, created_at, id) WHERE (state = 'ready'::text);

--
-- Name: payouts_state_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX payouts_state_idx ON payouts.payouts USING btree (state, created_at DESC, id DESC);

--
-- Name: sales_latest_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX sales_latest_idx ON payouts.sales USING btree (payee_kind, payee_id, currency, posted_at DESC);

--
-- Name: sales_open_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX sales_open_idx ON payouts.sales USING btree (payee_kind, payee_id, currency) WHERE (payout_id IS NULL);

--
-- Name: sales_order_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX sales_order_idx ON payouts.sales USING btree (order_id);

--
-- Name: sales_payout_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX sales_payout_idx ON payouts.sales USING btree (payout_id) WHERE (payout_id IS NOT NULL);

--
-- Name: sales_refunded_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX sales_refunded_idx ON payouts.sales USING btree (journal_id) WHERE is_refunded;

--
-- Name: tax_returns_at_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX tax_returns_at_idx ON payouts.tax_returns USING btree (at);

--
-- Name: write_offs_open_key; Type: INDEX; Schema: payouts; Owner: -
--

CREATE UNIQUE INDEX write_offs_open_key ON payouts.write_offs USING btree (payee_kind, payee_id, currency) WHERE (approved_at IS NULL);

--
-- Name: write_offs_proposed_idx; Type: INDEX; Schema: payouts; Owner: -
--

CREATE INDEX write_offs_proposed_idx ON payouts.write_offs USING btree (proposed_at DESC, id DESC);

--
-- Name: permit_requests_asked_key; Type: INDEX; Schema: prohibitions; Owner: -
--

CREATE UNIQUE INDEX permit_requests_asked_key ON prohibitions.permit_requests USING btree (product_id) WHERE (state = 'asked'::text);

--
-- Name: permit_requests_person_idx; Type: INDEX; Schema: prohibitions; Owner: -
--

CREATE INDEX permit_requests_person_idx ON prohibitions.permit_requests USING btree (asked_by, asked_at);

--
-- Name: permit_requests_ruled_idx; Type: INDEX; Schema: prohibitions; Owner: -
--

CREATE INDEX permit_requests_ruled_idx ON prohibitions.permit_requests USING btree (ruled_at DESC, id DESC) WHERE (ruled_at IS NOT NULL);

--
-- Name: permit_requests_waiting_idx; Type: INDEX; Schema: prohibitions; Owner: -
--

CREATE INDEX permit_requests_waiting_idx ON prohibitions.permit_requests USING btree (asked_at, id) WHERE (state = 'asked'::text);

--
-- Name: coupons_code_idx; Type: INDEX; Schema: promotions; Owner: -
--

CREATE INDEX coupons_code_idx ON promotions.coupons USING btree (code);

--
-- Name: coupons_platform_code_key; Type: INDEX; Schema: promotions; Owner: -
--

CREATE UNIQUE INDEX coupons_platform_code_key ON promotions.coupons USING btree (code) WHERE (funder = 'platform'::text);

--
-- Name: coupons_platform_idx; Type: INDEX; Schema: promotions; Owner: -
--

CREATE INDEX coupons_platform_idx ON promotions.coupons USING btree (id DESC) WHERE (funder = 'platform'::text);

--
-- Name: coupons_shop_code_key; Type: INDEX; Schema: promotions; Owner: -
--

CREATE UNIQUE INDEX coupons_shop_code_key ON promotions.coupons USING btree (shop_id, code) WHERE (funder = 'shop'::text);

--
-- Name: coupons_shop_id_idx; Type: INDEX; Schema: promotions; Owner: -
--

CREATE INDEX coupons_shop_id_idx ON promotions.coupons USING btree (shop_id, id DESC) WHERE (funder = 'shop'::text);

--
-- Name: uses_buyer_key_idx; Type: INDEX; Schema: promotions; Owner: -
--

CREATE INDEX uses_buyer_key_idx ON promotions.uses USING btree (buyer_key, coupon_id) WHERE (given_back_at IS NULL);

--
-- Name: uses_coupon_id_idx; Type: INDEX; Schema: promotions; Owner: -
--

CREATE INDEX uses_coupon_id_idx ON promotions.uses USING btree (coupon_id, used_at DESC);

--
-- Name: uses_given_back_idx; Type: INDEX; Schema: promotions; Owner: -
--

CREATE INDEX uses_given_back_idx ON promotions.uses USING btree (purchase_id) WHERE (given_back_at IS NOT NULL);

--
-- Name: photos_at_idx; Type: INDEX; Schema: returns; Owner: -
--

CREATE INDEX photos_at_idx ON returns.photos USING btree (at);

--
-- Name: photos_order_id_idx; Type: INDEX; Schema: returns; Owner: -
--

CREATE INDEX photos_order_id_idx ON returns.photos USING btree (order_id);

--
-- Name: returns_buyer_idx; Type: INDEX; Schema: returns; Owner: -
--

CREATE INDEX returns_buyer_idx ON returns.returns USING btree (buyer_id) WHERE (buyer_id IS NOT NULL);

--
-- Name: returns_due_idx; Type: INDEX; Schema: returns; Owner: -
--

CREATE INDEX returns_due_idx ON returns.returns USING btree (due_at) WHERE (due_at IS NOT NULL);

--
-- Name: returns_open_key; Type: INDEX; Schema: returns; Owner: -
--

CREATE UNIQUE INDEX returns_open_key ON returns.returns USING btree (order_id) WHERE (state = ANY (ARRAY['requested'::text, 'accepted'::text, 'sent'::text]));

--
-- Name: returns_order_idx; Type: INDEX; Schema: returns; Owner: -
--

CREATE INDEX returns_order_idx ON returns.returns USING btree (order_id, id);

--
-- Name: returns_shop_idx; Type: INDEX; Schema: returns; Owner: -
--

CREATE INDEX returns_shop_idx ON returns.returns USING btree (shop_id, id DESC);

--
-- Name: withdrawals_asked_idx; Type: INDEX; Schema: returns; Owner: -
--

CREATE INDEX withdrawals_asked_idx ON returns.withdrawals USING btree (asked_at);

--
-- Name: withdrawals_email_idx; Type: INDEX; Schema: returns; Owner: -
--

CREATE INDEX withdrawals_email_idx ON returns.withdrawals USING btree (email, asked_at);

--
-- Name: answers_author_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX answers_author_idx ON reviews.answers USING btree (author_id, answered_at DESC);

--
-- Name: answers_hidden_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX answers_hidden_idx ON reviews.answers USING btree (hidden_for) WHERE (hidden_for IS NOT NULL);

--
-- Name: answers_of_shop_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX answers_of_shop_idx ON reviews.answers USING btree (shop_id) WHERE is_shop;

--
-- Name: answers_shop_key; Type: INDEX; Schema: reviews; Owner: -
--

CREATE UNIQUE INDEX answers_shop_key ON reviews.answers USING btree (question_id) WHERE is_shop;

--
-- Name: questions_answered_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX questions_answered_idx ON reviews.questions USING btree (product_id, ((answer_count > 0)) DESC, asked_at DESC, id DESC) WHERE (hidden_for IS NULL);

--
-- Name: questions_author_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX questions_author_idx ON reviews.questions USING btree (author_id, asked_at DESC);

--
-- Name: questions_hidden_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX questions_hidden_idx ON reviews.questions USING btree (hidden_for) WHERE (hidden_for IS NOT NULL);

--
-- Name: questions_shop_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX questions_shop_idx ON reviews.questions USING btree (shop_id, asked_at DESC, id DESC) WHERE (hidden_for IS NULL);

--
-- Name: reviews_author_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX reviews_author_idx ON reviews.reviews USING btree (author_id, written_at DESC);

--
-- Name: reviews_hidden_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX reviews_hidden_idx ON reviews.reviews USING btree (hidden_for) WHERE (hidden_for IS NOT NULL);

--
-- Name: reviews_newest_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX reviews_newest_idx ON reviews.reviews USING btree (product_id, written_at DESC, id DESC) WHERE (hidden_for IS NULL);

--
-- Name: reviews_shop_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX reviews_shop_idx ON reviews.reviews USING btree (shop_id, written_at DESC, id DESC) WHERE (hidden_for IS NULL);

--
-- Name: reviews_stars_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX reviews_stars_idx ON reviews.reviews USING btree (product_id, stars, written_at DESC, id DESC) WHERE (hidden_for IS NULL);

--
-- Name: reviews_unanswered_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX reviews_unanswered_idx ON reviews.reviews USING btree (shop_id, written_at DESC, id DESC) WHERE ((hidden_for IS NULL) AND (answer IS NULL));

--
-- Name: votes_person_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX votes_person_idx ON reviews.votes USING btree (person_id, voted_at DESC);

--
-- Name: words_author_id_idx; Type: INDEX; Schema: reviews; Owner: -
--

CREATE INDEX words_author_id_idx ON reviews.words USING btree (author_id, at);

--
-- Name: clips_hashtags_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX clips_hashtags_idx ON search.clips USING gin (hashtags) WITH (fastupdate=off);

--
-- Name: clips_newest_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX clips_newest_idx ON search.clips USING btree (published_at DESC, id DESC);

--
-- Name: clips_terms_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX clips_terms_idx ON search.clips USING gin (terms) WITH (fastupdate=off);

--
-- Name: hashtags_1_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX hashtags_1_idx ON search.hashtags USING btree ("left"(hashtag, 1), clip_count DESC);

--
-- Name: hashtags_2_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX hashtags_2_idx ON search.hashtags USING btree ("left"(hashtag, 2), clip_count DESC);

--
-- Name: hashtags_3_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX hashtags_3_idx ON search.hashtags USING btree ("left"(hashtag, 3), clip_count DESC);

--
-- Name: heat_new_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX heat_new_idx ON search.heat USING btree (product_id) WHERE is_new;

--
-- Name: products_category_hot_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_category_hot_idx ON search.products USING btree (category, hot DESC, id DESC);

--
-- Name: products_category_newest_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_category_newest_idx ON search.products USING btree (category, published_at DESC, id DESC);

--
-- Name: products_category_price_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_category_price_idx ON search.products USING btree (category, currency, price_minor, id);

--
-- Name: products_discount_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_discount_idx ON search.products USING btree (discount_bps DESC, id DESC) WHERE (discount_bps > 0);

--
-- Name: products_facets_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_facets_idx ON search.products USING gin (facets) WITH (fastupdate=off);

--
-- Name: products_hot_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_hot_idx ON search.products USING btree (hot DESC, id DESC);

--
-- Name: products_newest_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_newest_idx ON search.products USING btree (published_at DESC, id DESC);

--
-- Name: products_price_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_price_idx ON search.products USING btree (currency, price_minor, id);

--
-- Name: products_rated_3_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_rated_3_idx ON search.products USING btree (hot DESC, id DESC) WHERE (rating_tenths >= 30);

--
-- Name: products_rated_4_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_rated_4_idx ON search.products USING btree (hot DESC, id DESC) WHERE (rating_tenths >= 40);

--
-- Name: products_score_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_score_idx ON search.products USING btree (rating_score DESC, id DESC);

--
-- Name: products_shop_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_shop_idx ON search.products USING btree (shop_id, published_at DESC, id DESC);

--
-- Name: products_stocked_facets_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_stocked_facets_idx ON search.products USING gin (stocked_facets) WITH (fastupdate=off);

--
-- Name: products_terms_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX products_terms_idx ON search.products USING gin (terms) WITH (fastupdate=off);

--
-- Name: profiles_terms_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX profiles_terms_idx ON search.profiles USING gin (terms) WITH (fastupdate=off);

--
-- Name: words_1_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX words_1_idx ON search.words USING btree ("left"(word, 1), use_count DESC);

--
-- Name: words_2_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX words_2_idx ON search.words USING btree ("left"(word, 2), use_count DESC);

--
-- Name: words_3_idx; Type: INDEX; Schema: search; Owner: -
--

CREATE INDEX words_3_idx ON search.words USING btree ("left"(word, 3), use_count DESC);

--
-- Name: shops_changed_tx_idx; Type: INDEX; Schema: shops; Owner: -
--

CREATE INDEX shops_changed_tx_idx ON shops.shops USING btree (changed_tx, id);

--
-- Name: shops_owner_id_idx; Type: INDEX; Schema: shops; Owner: -
--

CREATE INDEX shops_owner_id_idx ON shops.shops USING btree (owner_id, id);

--
-- Name: runs_shop_id_idx; Type: INDEX; Schema: slideshows; Owner: -
--

CREATE INDEX runs_shop_id_idx ON slideshows.runs USING btree (shop_id, created_at DESC, id DESC);

--
-- Name: slideshows_making_idx; Type: INDEX; Schema: slideshows; Owner: -
--

CREATE INDEX slideshows_making_idx ON slideshows.slideshows USING btree (lease_until) WHERE (state = 'making'::text);

--
-- Name: blocks_blocked_id_idx; Type: INDEX; Schema: social; Owner: -
--

CREATE INDEX blocks_blocked_id_idx ON social.blocks USING btree (blocked_id);

--
-- Name: blocks_newest_idx; Type: INDEX; Schema: social; Owner: -
--

CREATE INDEX blocks_newest_idx ON social.blocks USING btree (blocker_id, blocked_at DESC, blocked_id);

--
-- Name: follows_followee_id_idx; Type: INDEX; Schema: social; Owner: -
--

CREATE INDEX follows_followee_id_idx ON social.follows USING btree (followee_id, followed_at DESC);

--
-- Name: follows_followee_newest_idx; Type: INDEX; Schema: social; Owner: -
--

CREATE INDEX follows_followee_newest_idx ON social.follows USING btree (followee_id, followed_at DESC, follower_id);

--
-- Name: follows_follower_newest_idx; Type: INDEX; Schema: social; Owner: -
--

CREATE INDEX follows_follower_newest_idx ON social.follows USING btree (follower_id, followed_at DESC, followee_id);

--
-- Name: follows_newest_idx; Type: INDEX; Schema: social; Owner: -
--

CREATE INDEX follows_newest_idx ON social.follows USING btree (follower_id, followed_at DESC);

--
-- Name: mutes_muted_id_idx; Type: INDEX; Schema: social; Owner: -
--

CREATE INDEX mutes_muted_id_idx ON social.mutes USING btree (muted_id);

--
-- Name: mutes_newest_idx; Type: INDEX; Schema: social; Owner: -
--

CREATE INDEX mutes_newest_idx ON social.mutes USING btree (muter_id, muted_at DESC, muted_id);

--
-- Name: campaigns_due_idx; Type: INDEX; Schema: sponsorships; Owner: -
--

CREATE INDEX campaigns_due_idx ON sponsorships.campaigns USING btree (submit_by) WHERE (state = 'open'::text);

--
-- Name: campaigns_open_idx; Type: INDEX; Schema: sponsorships; Owner: -
--

CREATE INDEX campaigns_open_idx ON sponsorships.campaigns USING btree (created_at DESC, id DESC) WHERE ((state = 'open'::text) AND (places_taken < places_max));

--
-- Name: campaigns_shop_idx; Type: INDEX; Schema: sponsorships; Owner: -
--

CREATE INDEX campaigns_shop_idx ON sponsorships.campaigns USING btree (shop_id, created_at DESC, id DESC);

--
-- Name: sponsorships_campaign_idx; Type: INDEX; Schema: sponsorships; Owner: -
--

CREATE INDEX sponsorships_campaign_idx ON sponsorships.sponsorships USING btree (campaign_id, created_at DESC, id DESC);

--
-- Name: sponsorships_creator_idx; Type: INDEX; Schema: sponsorships; Owner: -
--

CREATE INDEX sponsorships_creator_idx ON sponsorships.sponsorships USING btree (creator_id, created_at DESC, id DESC);

--
-- Name: sponsorships_due_idx; Type: INDEX; Schema: sponsorships; Owner: -
--

CREATE INDEX sponsorships_due_idx ON sponsorships.sponsorships USING btree (due_at) WHERE (due_at IS NOT NULL);

--
-- Name: sponsorships_video_key; Type: INDEX; Schema: sponsorships; Owner: -
--

CREATE UNIQUE INDEX sponsorships_video_key ON sponsorships.sponsorships USING btree (video_id) WHERE (state = ANY (ARRAY['submitted'::text, 'changes'::text, 'released'::text]));

--
-- Name: days_age_idx; Type: INDEX; Schema: tips; Owner: -
--

CREATE INDEX days_age_idx ON tips.days USING btree (day);

--
-- Name: tips_creator_idx; Type: INDEX; Schema: tips; Owner: -
--

CREATE INDEX tips_creator_idx ON tips.tips USING btree (creator_id, created_at DESC, id DESC) WHERE (paid_at IS NOT NULL);

--
-- Name: tips_giver_idx; Type: INDEX; Schema: tips; Owner: -
--

CREATE INDEX tips_giver_idx ON tips.tips USING btree (giver_id, created_at DESC, id DESC);

--
-- Name: tips_maturing_idx; Type: INDEX; Schema: tips; Owner: -
--

CREATE INDEX tips_maturing_idx ON tips.tips USING btree (matures_at) WHERE (state = 'paid'::text);

--
-- Name: tips_open_idx; Type: INDEX; Schema: tips; Owner: -
--

CREATE INDEX tips_open_idx ON tips.tips USING btree (created_at) WHERE (state = 'open'::text);

--
-- Name: tips_paid_idx; Type: INDEX; Schema: tips; Owner: -
--

CREATE INDEX tips_paid_idx ON tips.tips USING btree (created_at DESC, id DESC) WHERE (paid_at IS NOT NULL);

--
-- Name: applications_decided_idx; Type: INDEX; Schema: verification; Owner: -
--

CREATE INDEX applications_decided_idx ON verification.applications USING btree (decided_at DESC, id DESC) WHERE (decided_at IS NOT NULL);

--
-- Name: applications_pending_idx; Type: INDEX; Schema: verification; Owner: -
--

CREATE INDEX applications_pending_idx ON verification.applications USING btree (sent_at, id) WHERE (status = 'pending'::text);

--
-- Name: applications_person_idx; Type: INDEX; Schema: verification; Owner: -
--

CREATE INDEX applications_person_idx ON verification.applications USING btree (person_id);

--
-- Name: applications_running_key; Type: INDEX; Schema: verification; Owner: -
--

CREATE UNIQUE INDEX applications_running_key ON verification.applications USING btree (shop_id) WHERE (status = ANY (ARRAY['pending'::text, 'verified'::text]));

--
-- Name: applications_shop_idx; Type: INDEX; Schema: verification; Owner: -
--

CREATE INDEX applications_shop_idx ON verification.applications USING btree (shop_id, sent_at DESC, id DESC);

--
-- Name: decisions_application_idx; Type: INDEX; Schema: verification; Owner: -
--

CREATE INDEX decisions_application_idx ON verification.decisions USING btree (application_id);

--
-- Name: documents_application_idx; Type: INDEX; Schema: verification; Owner: -
--

CREATE INDEX documents_application_idx ON verification.documents USING btree (application_id);

--
-- Name: documents_person_idx; Type: INDEX; Schema: verification; Owner: -
--

CREATE INDEX documents_person_idx ON verification.documents USING btree (person_id);

--
-- Name: documents_shop_idx; Type: INDEX; Schema: verification; Owner: -
--

CREATE INDEX documents_shop_idx ON verification.documents USING btree (shop_id);

--
-- Name: documents_unsent_idx; Type: INDEX; Schema: verification; Owner: -
--

CREATE INDEX documents_unsent_idx ON verification.documents USING btree (added_at) WHERE (application_id IS NULL);

--
-- Name: comment_likes_person_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX comment_likes_person_idx ON videos.comment_likes USING btree (person_id, at DESC);

--
-- Name: comments_author_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX comments_author_idx ON videos.comments USING btree (author_id, created_at DESC, id DESC);

--
-- Name: comments_deleted_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX comments_deleted_idx ON videos.comments USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

--
-- Name: comments_held_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX comments_held_idx ON videos.comments USING btree (creator_id, created_at DESC, id DESC) WHERE ((held_because IS NOT NULL) AND (deleted_for IS NULL) AND (hidden_for IS NULL));

--
-- Name: comments_hidden_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX comments_hidden_idx ON videos.comments USING btree (hidden_for) WHERE (hidden_for IS NOT NULL);

--
-- Name: comments_newest_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX comments_newest_idx ON videos.comments USING btree (video_id, is_pinned DESC, created_at DESC, id DESC) WHERE ((parent_id IS NULL) AND is_shown);

--
-- Name: comments_pinned_key; Type: INDEX; Schema: videos; Owner: -
--

CREATE UNIQUE INDEX comments_pinned_key ON videos.comments USING btree (video_id) WHERE is_pinned;

--
-- Name: comments_replies_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX comments_replies_idx ON videos.comments USING btree (parent_id, created_at, id) WHERE (parent_id IS NOT NULL);

--
-- Name: comments_top_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX comments_top_idx ON videos.comments USING btree (video_id, is_pinned DESC, like_count DESC, created_at DESC, id DESC) WHERE ((parent_id IS NULL) AND is_shown);

--
-- Name: disinterests_newest_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX disinterests_newest_idx ON videos.disinterests USING btree (person_id, at DESC, video_id DESC);

--
-- Name: disinterests_video_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX disinterests_video_idx ON videos.disinterests USING btree (video_id);

--
-- Name: external_tags_external_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX external_tags_external_idx ON videos.external_tags USING btree (external_id);

--
-- Name: ladders_step_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX ladders_step_idx ON videos.ladders USING btree (step, queued_at);

--
-- Name: likes_person_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX likes_person_idx ON videos.likes USING btree (person_id, at DESC);

--
-- Name: listed_newest_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX listed_newest_idx ON videos.listed USING btree (list_id, listed_at DESC, video_id DESC);

--
-- Name: listed_save_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX listed_save_idx ON videos.listed USING btree (person_id, video_id);

--
-- Name: lists_person_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX lists_person_idx ON videos.lists USING btree (person_id, created_at DESC, id DESC);

--
-- Name: remakes_queued_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX remakes_queued_idx ON videos.remakes USING btree (queued_at) WHERE (failure IS NULL);

--
-- Name: saves_newest_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX saves_newest_idx ON videos.saves USING btree (person_id, saved_at DESC, video_id DESC);

--
-- Name: saves_video_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX saves_video_idx ON videos.saves USING btree (video_id);

--
-- Name: tags_product_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX tags_product_idx ON videos.tags USING btree (product_id);

--
-- Name: videos_changed_tx_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX videos_changed_tx_idx ON videos.videos USING btree (changed_tx, id);

--
-- Name: videos_creator_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX videos_creator_idx ON videos.videos USING btree (creator_id, id DESC);

--
-- Name: videos_creator_published_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX videos_creator_published_idx ON videos.videos USING btree (creator_id, published_at DESC, id DESC) WHERE (published_at IS NOT NULL);

--
-- Name: videos_hidden_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX videos_hidden_idx ON videos.videos USING btree (hidden_for) WHERE (hidden_for IS NOT NULL);

--
-- Name: videos_processing_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX videos_processing_idx ON videos.videos USING btree (queued_at) WHERE (status = 'processing'::text);

--
-- Name: videos_published_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX videos_published_idx ON videos.videos USING btree (published_at DESC, id DESC) WHERE (published_at IS NOT NULL);

--
-- Name: videos_scheduled_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX videos_scheduled_idx ON videos.videos USING btree (scheduled_for) WHERE (scheduled_for IS NOT NULL);

--
-- Name: videos_sources_idx; Type: INDEX; Schema: videos; Owner: -
--

CREATE INDEX videos_sources_idx ON videos.videos USING btree (created_at) WHERE ((status = 'ready'::text) AND (upload_id IS NOT NULL));

--
-- Name: wishes_newest_idx; Type: INDEX; Schema: wishes; Owner: -
--

CREATE INDEX wishes_newest_idx ON wishes.wishes USING btree (person_id, wished_at DESC, product_id DESC);

--
-- Name: adjustments adjustments_append_only; Type: TRIGGER; Schema: affiliates; Owner: -
--

CREATE TRIGGER adjustments_append_only BEFORE DELETE OR UPDATE ON affiliates.adjustments FOR EACH ROW EXECUTE FUNCTION affiliates.refuse_change();

--
-- Name: decisions decisions_append_only; Type: TRIGGER; Schema: affiliates; Owner: -
--

CREATE TRIGGER decisions_append_only BEFORE DELETE OR UPDATE ON affiliates.decisions FOR EACH ROW EXECUTE FUNCTION affiliates.refuse_change();

--
-- Name: plan_versions plan_versions_append_only; Type: TRIGGER; Schema: affiliates; Owner: -
--

CREATE TRIGGER plan_versions_append_only BEFORE DELETE OR UPDATE ON affiliates.plan_versions FOR EACH ROW EXECUTE FUNCTION affiliates.refuse_change();

--
-- Name: touches touches_append_only; Type: TRIGGER; Schema: affiliates; Owner: -
--

CREATE TRIGGER touches_append_only BEFORE DELETE OR UPDATE ON affiliates.touches FOR EACH ROW EXECUTE FUNCTION affiliates.refuse_change();

--
-- Name: products products_keep_hidden; Type: TRIGGER; Schema: catalogue; Owner: -
--

CREATE TRIGGER products_keep_hidden BEFORE INSERT OR UPDATE ON catalogue.products FOR EACH ROW EXECUTE FUNCTION catalogue.keep_hidden();

--
-- Name: changes changes_append_only; Type: TRIGGER; Schema: external; Owner: -
--

CREATE TRIGGER changes_append_only BEFORE DELETE OR UPDATE ON external.changes FOR EACH ROW EXECUTE FUNCTION external.refuse_change();

--
-- Name: clicks clicks_append_only; Type: TRIGGER; Schema: external; Owner: -
--

CREATE TRIGGER clicks_append_only BEFORE DELETE OR UPDATE ON external.clicks FOR EACH ROW EXECUTE FUNCTION external.refuse_change();

--
-- Name: receipts receipts_append_only; Type: TRIGGER; Schema: external; Owner: -
--

CREATE TRIGGER receipts_append_only BEFORE DELETE OR UPDATE ON external.receipts FOR EACH ROW EXECUTE FUNCTION external.refuse_change();

--
-- Name: persons mark_change; Type: TRIGGER; Schema: identity; Owner: -
--

CREATE TRIGGER mark_change BEFORE UPDATE OF name, bio, avatar_file_id ON identity.persons FOR EACH ROW EXECUTE FUNCTION search.mark_change();

--
-- Name: accounts accounts_append_only; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER accounts_append_only BEFORE DELETE OR UPDATE ON ledger.accounts FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

--
-- Name: accounts accounts_no_truncate; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER accounts_no_truncate BEFORE TRUNCATE ON ledger.accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

--
-- Name: balances balances_no_delete; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER balances_no_delete BEFORE DELETE ON ledger.balances FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

--
-- Name: balances balances_no_truncate; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER balances_no_truncate BEFORE TRUNCATE ON ledger.balances FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

--
-- Name: entries entries_append_only; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER entries_append_only BEFORE DELETE OR UPDATE ON ledger.entries FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

--
-- Name: entries entries_balanced; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER entries_balanced AFTER INSERT ON ledger.entries REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_entries();

--
-- Name: entries entries_no_truncate; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON ledger.entries FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

--
-- Name: journals journals_append_only; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER journals_append_only BEFORE DELETE OR UPDATE ON ledger.journals FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

--
-- Name: journals journals_have_lines; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE CONSTRAINT TRIGGER journals_have_lines AFTER INSERT ON ledger.journals DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_journal();

--
-- Name: journals journals_no_truncate; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER journals_no_truncate BEFORE TRUNCATE ON ledger.journals FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

--
-- Name: seals seals_append_only; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER seals_append_only BEFORE DELETE OR UPDATE ON ledger.seals FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();

--
-- Name: seals seals_no_truncate; Type: TRIGGER; Schema: ledger; Owner: -
--

CREATE TRIGGER seals_no_truncate BEFORE TRUNCATE ON ledger.seals FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

--
-- Name: decisions decisions_stay; Type: TRIGGER; Schema: moderation; Owner: -
--

CREATE TRIGGER decisions_stay BEFORE DELETE OR UPDATE ON moderation.decisions FOR EACH ROW EXECUTE FUNCTION moderation.refuse_change();

--
-- Name: decisions decisions_stay_whole; Type: TRIGGER; Schema: moderation; Owner: -
--

CREATE TRIGGER decisions_stay_whole BEFORE TRUNCATE ON moderation.decisions FOR EACH STATEMENT EXECUTE FUNCTION moderation.refuse_change();

--
-- Name: orders orders_keep_parcel; Type: TRIGGER; Schema: orders; Owner: -
--

CREATE TRIGGER orders_keep_parcel AFTER UPDATE OF status ON orders.orders FOR EACH ROW WHEN (((new.status = 'shipped'::text) AND (old.status = ANY (ARRAY['confirmed'::text, 'paid'::text, 'packed'::text])))) EXECUTE FUNCTION orders.keep_parcel();

--
-- Name: refunds refunds_are_counted; Type: TRIGGER; Schema: payments; Owner: -
--

CREATE TRIGGER refunds_are_counted AFTER INSERT ON payments.refunds FOR EACH ROW EXECUTE FUNCTION payments.count_refund();

--
-- Name: moves moves_append_only; Type: TRIGGER; Schema: payouts; Owner: -
--

CREATE TRIGGER moves_append_only BEFORE DELETE OR UPDATE ON payouts.moves FOR EACH ROW EXECUTE FUNCTION payouts.refuse_change();

--
-- Name: payouts payouts_moves; Type: TRIGGER; Schema: payouts; Owner: -
--

CREATE TRIGGER payouts_moves BEFORE DELETE OR UPDATE ON payouts.payouts FOR EACH ROW EXECUTE FUNCTION payouts.check_move();

--
-- Name: answers answers_count; Type: TRIGGER; Schema: reviews; Owner: -
--

CREATE TRIGGER answers_count AFTER INSERT OR DELETE OR UPDATE OF hidden_for ON reviews.answers FOR EACH ROW EXECUTE FUNCTION reviews.count_answer();

--
-- Name: reviews reviews_changed; Type: TRIGGER; Schema: reviews; Owner: -
--

CREATE TRIGGER reviews_changed AFTER UPDATE ON reviews.reviews REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION reviews.count_reviews();

--
-- Name: reviews reviews_gone; Type: TRIGGER; Schema: reviews; Owner: -
--

CREATE TRIGGER reviews_gone AFTER DELETE ON reviews.reviews REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION reviews.count_reviews();

--
-- Name: reviews reviews_written; Type: TRIGGER; Schema: reviews; Owner: -
--

CREATE TRIGGER reviews_written AFTER INSERT ON reviews.reviews REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION reviews.count_reviews();

--
-- Name: votes votes_count; Type: TRIGGER; Schema: reviews; Owner: -
--

CREATE TRIGGER votes_count AFTER INSERT OR DELETE ON reviews.votes FOR EACH ROW EXECUTE FUNCTION reviews.count_vote();

--
-- Name: shops mark_change; Type: TRIGGER; Schema: shops; Owner: -
--

CREATE TRIGGER mark_change BEFORE UPDATE ON shops.shops FOR EACH ROW EXECUTE FUNCTION search.mark_change();

--
-- Name: comments comments_added; Type: TRIGGER; Schema: videos; Owner: -
--

CREATE TRIGGER comments_added AFTER INSERT ON videos.comments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION videos.count_comments();

--
-- Name: comments comments_changed; Type: TRIGGER; Schema: videos; Owner: -
--

CREATE TRIGGER comments_changed AFTER UPDATE ON videos.comments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION videos.count_comments();

--
-- Name: comments comments_gone; Type: TRIGGER; Schema: videos; Owner: -
--

CREATE TRIGGER comments_gone AFTER DELETE ON videos.comments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION videos.count_comments();

--
-- Name: videos mark_change; Type: TRIGGER; Schema: videos; Owner: -
--

CREATE TRIGGER mark_change BEFORE UPDATE OF caption, language, published_at, captions_at ON videos.videos FOR EACH ROW EXECUTE FUNCTION search.mark_change();

--
-- Name: campaigns campaigns_shop_id_fkey; Type: FK CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.campaigns
    ADD CONSTRAINT campaigns_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES ads.accounts(shop_id);

--
-- Name: charges charges_campaign_id_fkey; Type: FK CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.charges
    ADD CONSTRAINT charges_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES ads.campaigns(id);

--
-- Name: days days_campaign_id_fkey; Type: FK CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.days
    ADD CONSTRAINT days_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES ads.campaigns(id);

--
-- Name: hides hides_campaign_id_fkey; Type: FK CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.hides
    ADD CONSTRAINT hides_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES ads.campaigns(id);

--
-- Name: moves moves_shop_id_fkey; Type: FK CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.moves
    ADD CONSTRAINT moves_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES ads.accounts(shop_id);

--
-- Name: seen seen_campaign_id_fkey; Type: FK CONSTRAINT; Schema: ads; Owner: -
--

ALTER TABLE ONLY ads.seen
    ADD CONSTRAINT seen_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES ads.campaigns(id);

--
-- Name: adjustments adjustments_commission_id_fkey; Type: FK CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.adjustments
    ADD CONSTRAINT adjustments_commission_id_fkey FOREIGN KEY (commission_id) REFERENCES affiliates.commissions(id);

--
-- Name: commissions commissions_line_id_fkey; Type: FK CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.commissions
    ADD CONSTRAINT commissions_line_id_fkey FOREIGN KEY (line_id) REFERENCES affiliates.decisions(line_id);

--
-- Name: decisions decisions_winner_touch_id_fkey; Type: FK CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.decisions
    ADD CONSTRAINT decisions_winner_touch_id_fkey FOREIGN KEY (winner_touch_id) REFERENCES affiliates.touches(id);

--
-- Name: freezes freezes_touch_id_fkey; Type: FK CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.freezes
    ADD CONSTRAINT freezes_touch_id_fkey FOREIGN KEY (touch_id) REFERENCES affiliates.touches(id);

--
-- Name: reserves reserves_commission_id_fkey; Type: FK CONSTRAINT; Schema: affiliates; Owner: -
--

ALTER TABLE ONLY affiliates.reserves
    ADD CONSTRAINT reserves_commission_id_fkey FOREIGN KEY (commission_id) REFERENCES affiliates.commissions(id);

--
-- Name: lines lines_cart_id_fkey; Type: FK CONSTRAINT; Schema: carts; Owner: -
--

ALTER TABLE ONLY carts.lines
    ADD CONSTRAINT lines_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES carts.carts(id) ON DELETE CASCADE;

--
-- Name: collected collected_collection_id_fkey; Type: FK CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.collected
    ADD CONSTRAINT collected_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES catalogue.collections(id) ON DELETE CASCADE;

--
-- Name: collected collected_product_id_fkey; Type: FK CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.collected
    ADD CONSTRAINT collected_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalogue.products(id);

--
-- Name: flash_prices flash_prices_product_id_fkey; Type: FK CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.flash_prices
    ADD CONSTRAINT flash_prices_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalogue.products(id);

--
-- Name: flash_prices flash_prices_variant_id_fkey; Type: FK CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.flash_prices
    ADD CONSTRAINT flash_prices_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES catalogue.variants(id);

--
-- Name: prices prices_variant_id_fkey; Type: FK CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.prices
    ADD CONSTRAINT prices_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES catalogue.variants(id);

--
-- Name: variants variants_product_id_fkey; Type: FK CONSTRAINT; Schema: catalogue; Owner: -
--

ALTER TABLE ONLY catalogue.variants
    ADD CONSTRAINT variants_product_id_fkey FOREIGN KEY (product_id) REFERENCES catalogue.products(id);

--
-- Name: claims claims_drop_id_fkey; Type: FK CONSTRAINT; Schema: drops; Owner: -
--

ALTER TABLE ONLY drops.claims
    ADD CONSTRAINT claims_drop_id_fkey FOREIGN KEY (drop_id) REFERENCES drops.drops(id);

--
-- Name: instruments instruments_drop_id_fkey; Type: FK CONSTRAINT; Schema: drops; Owner: -
--

ALTER TABLE ONLY drops.instruments
    ADD CONSTRAINT instruments_drop_id_fkey FOREIGN KEY (drop_id) REFERENCES drops.drops(id);

--
-- Name: changes changes_conversion_id_fkey; Type: FK CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.changes
    ADD CONSTRAINT changes_conversion_id_fkey FOREIGN KEY (conversion_id) REFERENCES external.conversions(id);

--
-- Name: conversions conversions_click_id_fkey; Type: FK CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.conversions
    ADD CONSTRAINT conversions_click_id_fkey FOREIGN KEY (click_id) REFERENCES external.clicks(id);

--
-- Name: conversions conversions_merchant_id_fkey; Type: FK CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.conversions
    ADD CONSTRAINT conversions_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES external.merchants(id);

--
-- Name: postbacks postbacks_merchant_id_fkey; Type: FK CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.postbacks
    ADD CONSTRAINT postbacks_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES external.merchants(id);

--
-- Name: receipts receipts_merchant_id_fkey; Type: FK CONSTRAINT; Schema: external; Owner: -
--

ALTER TABLE ONLY external.receipts
    ADD CONSTRAINT receipts_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES external.merchants(id);

--
-- Name: departures departures_person_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.departures
    ADD CONSTRAINT departures_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.persons(id) ON DELETE CASCADE;

--
-- Name: sessions sessions_person_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.sessions
    ADD CONSTRAINT sessions_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.persons(id) ON DELETE CASCADE;

--
-- Name: suspensions suspensions_person_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.suspensions
    ADD CONSTRAINT suspensions_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.persons(id) ON DELETE CASCADE;

--
-- Name: tokens tokens_person_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: -
--

ALTER TABLE ONLY identity.tokens
    ADD CONSTRAINT tokens_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.persons(id) ON DELETE CASCADE;

--
-- Name: changes changes_run_id_fkey; Type: FK CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.changes
    ADD CONSTRAINT changes_run_id_fkey FOREIGN KEY (run_id) REFERENCES imports.runs(id) ON DELETE CASCADE;

--
-- Name: items items_run_id_fkey; Type: FK CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.items
    ADD CONSTRAINT items_run_id_fkey FOREIGN KEY (run_id) REFERENCES imports.runs(id) ON DELETE CASCADE;

--
-- Name: problems problems_run_id_fkey; Type: FK CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.problems
    ADD CONSTRAINT problems_run_id_fkey FOREIGN KEY (run_id) REFERENCES imports.runs(id) ON DELETE CASCADE;

--
-- Name: product_pictures product_pictures_picture_id_fkey; Type: FK CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.product_pictures
    ADD CONSTRAINT product_pictures_picture_id_fkey FOREIGN KEY (picture_id) REFERENCES imports.pictures(id) ON DELETE CASCADE;

--
-- Name: runs runs_source_id_fkey; Type: FK CONSTRAINT; Schema: imports; Owner: -
--

ALTER TABLE ONLY imports.runs
    ADD CONSTRAINT runs_source_id_fkey FOREIGN KEY (source_id) REFERENCES imports.sources(id) ON DELETE CASCADE;

--
-- Name: holds holds_variant_id_fkey; Type: FK CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.holds
    ADD CONSTRAINT holds_variant_id_fkey FOREIGN KEY (variant_id) REFERENCES inventory.stock(variant_id);

--
-- Name: location_movements location_movements_location_id_fkey; Type: FK CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.location_movements
    ADD CONSTRAINT location_movements_location_id_fkey FOREIGN KEY (location_id) REFERENCES inventory.locations(id);

--
-- Name: location_stock location_stock_location_id_fkey; Type: FK CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.location_stock
    ADD CONSTRAINT location_stock_location_id_fkey FOREIGN KEY (location_id) REFERENCES inventory.locations(id);

--
-- Name: stock stock_of_variant_id_fkey; Type: FK CONSTRAINT; Schema: inventory; Owner: -
--

ALTER TABLE ONLY inventory.stock
    ADD CONSTRAINT stock_of_variant_id_fkey FOREIGN KEY (of_variant_id) REFERENCES inventory.stock(variant_id);

--
-- Name: accounts accounts_currency_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.accounts
    ADD CONSTRAINT accounts_currency_fkey FOREIGN KEY (currency) REFERENCES ledger.currencies(code);

--
-- Name: accounts accounts_kind_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.accounts
    ADD CONSTRAINT accounts_kind_fkey FOREIGN KEY (kind) REFERENCES ledger.chart(kind);

--
-- Name: balances balances_account_id_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.balances
    ADD CONSTRAINT balances_account_id_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

--
-- Name: entries entries_account_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.entries
    ADD CONSTRAINT entries_account_fkey FOREIGN KEY (account_id, currency) REFERENCES ledger.accounts(id, currency);

--
-- Name: entries entries_journal_id_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.entries
    ADD CONSTRAINT entries_journal_id_fkey FOREIGN KEY (journal_id) REFERENCES ledger.journals(id);

--
-- Name: journals journals_reverses_id_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.journals
    ADD CONSTRAINT journals_reverses_id_fkey FOREIGN KEY (reverses_id) REFERENCES ledger.journals(id);

--
-- Name: revenue_months revenue_months_account_id_fkey; Type: FK CONSTRAINT; Schema: ledger; Owner: -
--

ALTER TABLE ONLY ledger.revenue_months
    ADD CONSTRAINT revenue_months_account_id_fkey FOREIGN KEY (account_id) REFERENCES ledger.accounts(id);

--
-- Name: counters counters_room_id_fkey; Type: FK CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.counters
    ADD CONSTRAINT counters_room_id_fkey FOREIGN KEY (room_id) REFERENCES live.rooms(id) ON DELETE CASCADE;

--
-- Name: items items_room_id_fkey; Type: FK CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.items
    ADD CONSTRAINT items_room_id_fkey FOREIGN KEY (room_id) REFERENCES live.rooms(id) ON DELETE CASCADE;

--
-- Name: log log_room_id_fkey; Type: FK CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.log
    ADD CONSTRAINT log_room_id_fkey FOREIGN KEY (room_id) REFERENCES live.rooms(id) ON DELETE CASCADE;

--
-- Name: pins pins_room_id_fkey; Type: FK CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.pins
    ADD CONSTRAINT pins_room_id_fkey FOREIGN KEY (room_id) REFERENCES live.rooms(id) ON DELETE CASCADE;

--
-- Name: reminders reminders_room_id_fkey; Type: FK CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.reminders
    ADD CONSTRAINT reminders_room_id_fkey FOREIGN KEY (room_id) REFERENCES live.rooms(id) ON DELETE CASCADE;

--
-- Name: sales sales_room_id_fkey; Type: FK CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.sales
    ADD CONSTRAINT sales_room_id_fkey FOREIGN KEY (room_id) REFERENCES live.rooms(id) ON DELETE CASCADE;

--
-- Name: taps taps_room_id_fkey; Type: FK CONSTRAINT; Schema: live; Owner: -
--

ALTER TABLE ONLY live.taps
    ADD CONSTRAINT taps_room_id_fkey FOREIGN KEY (room_id) REFERENCES live.rooms(id) ON DELETE CASCADE;

--
-- Name: cart_lines cart_lines_cart_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.cart_lines
    ADD CONSTRAINT cart_lines_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES messaging.carts(id) ON DELETE CASCADE;

--
-- Name: carts carts_conversation_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.carts
    ADD CONSTRAINT carts_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES messaging.conversations(id) ON DELETE CASCADE;

--
-- Name: contact_touches contact_touches_conversation_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.contact_touches
    ADD CONSTRAINT contact_touches_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES messaging.conversations(id) ON DELETE CASCADE;

--
-- Name: messages messages_cart_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES messaging.carts(id) ON DELETE CASCADE;

--
-- Name: messages messages_conversation_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.messages
    ADD CONSTRAINT messages_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES messaging.conversations(id) ON DELETE CASCADE;

--
-- Name: whatsapp_outbox whatsapp_outbox_message_id_fkey; Type: FK CONSTRAINT; Schema: messaging; Owner: -
--

ALTER TABLE ONLY messaging.whatsapp_outbox
    ADD CONSTRAINT whatsapp_outbox_message_id_fkey FOREIGN KEY (message_id) REFERENCES messaging.messages(id) ON DELETE CASCADE;

--
-- Name: appeals appeals_decision_id_fkey; Type: FK CONSTRAINT; Schema: moderation; Owner: -
--

ALTER TABLE ONLY moderation.appeals
    ADD CONSTRAINT appeals_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES moderation.decisions(id);

--
-- Name: decisions decisions_kind_fkey; Type: FK CONSTRAINT; Schema: moderation; Owner: -
--

ALTER TABLE ONLY moderation.decisions
    ADD CONSTRAINT decisions_kind_fkey FOREIGN KEY (kind) REFERENCES moderation.kinds(kind) NOT VALID;

--
-- Name: reports reports_kind_fkey; Type: FK CONSTRAINT; Schema: moderation; Owner: -
--

ALTER TABLE ONLY moderation.reports
    ADD CONSTRAINT reports_kind_fkey FOREIGN KEY (kind) REFERENCES moderation.kinds(kind) NOT VALID;

--
-- Name: pushes pushes_device_id_fkey; Type: FK CONSTRAINT; Schema: notifications; Owner: -
--

ALTER TABLE ONLY notifications.pushes
    ADD CONSTRAINT pushes_device_id_fkey FOREIGN KEY (device_id) REFERENCES notifications.push_devices(id) ON DELETE CASCADE;

--
-- Name: disputes disputes_order_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.disputes
    ADD CONSTRAINT disputes_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

--
-- Name: disputes disputes_refund_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.disputes
    ADD CONSTRAINT disputes_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES orders.refunds(id);

--
-- Name: exempt_orders exempt_orders_order_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.exempt_orders
    ADD CONSTRAINT exempt_orders_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

--
-- Name: lines lines_order_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.lines
    ADD CONSTRAINT lines_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

--
-- Name: parcel_lines parcel_lines_line_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.parcel_lines
    ADD CONSTRAINT parcel_lines_line_id_fkey FOREIGN KEY (line_id) REFERENCES orders.lines(id);

--
-- Name: parcel_lines parcel_lines_parcel_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.parcel_lines
    ADD CONSTRAINT parcel_lines_parcel_id_fkey FOREIGN KEY (parcel_id) REFERENCES orders.parcels(id);

--
-- Name: parcels parcels_order_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.parcels
    ADD CONSTRAINT parcels_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

--
-- Name: recalled_parcels recalled_parcels_order_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.recalled_parcels
    ADD CONSTRAINT recalled_parcels_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

--
-- Name: refund_lines refund_lines_line_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.refund_lines
    ADD CONSTRAINT refund_lines_line_id_fkey FOREIGN KEY (line_id) REFERENCES orders.lines(id);

--
-- Name: refund_lines refund_lines_refund_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.refund_lines
    ADD CONSTRAINT refund_lines_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES orders.refunds(id);

--
-- Name: refunds refunds_order_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.refunds
    ADD CONSTRAINT refunds_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

--
-- Name: timeline timeline_order_id_fkey; Type: FK CONSTRAINT; Schema: orders; Owner: -
--

ALTER TABLE ONLY orders.timeline
    ADD CONSTRAINT timeline_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

--
-- Name: invitations invitations_event_id_fkey; Type: FK CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.invitations
    ADD CONSTRAINT invitations_event_id_fkey FOREIGN KEY (event_id) REFERENCES partners.events(id) ON DELETE CASCADE;

--
-- Name: invited_products invited_products_invitation_id_fkey; Type: FK CONSTRAINT; Schema: partners; Owner: -
--

ALTER TABLE ONLY partners.invited_products
    ADD CONSTRAINT invited_products_invitation_id_fkey FOREIGN KEY (invitation_id) REFERENCES partners.invitations(id) ON DELETE CASCADE;

--
-- Name: disputes disputes_payment_id_fkey; Type: FK CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.disputes
    ADD CONSTRAINT disputes_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments.payments(id);

--
-- Name: refunds refunds_payment_id_fkey; Type: FK CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.refunds
    ADD CONSTRAINT refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments.payments(id);

--
-- Name: reversals reversals_transfer_id_fkey; Type: FK CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.reversals
    ADD CONSTRAINT reversals_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES payments.transfers(id);

--
-- Name: sandbox_refunds sandbox_refunds_charge_key_fkey; Type: FK CONSTRAINT; Schema: payments; Owner: -
--

ALTER TABLE ONLY payments.sandbox_refunds
    ADD CONSTRAINT sandbox_refunds_charge_key_fkey FOREIGN KEY (charge_key) REFERENCES payments.sandbox_charges(key);

--
-- Name: downloads downloads_file_id_fkey; Type: FK CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.downloads
    ADD CONSTRAINT downloads_file_id_fkey FOREIGN KEY (file_id) REFERENCES payouts.files(id);

--
-- Name: moves moves_payout_id_fkey; Type: FK CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.moves
    ADD CONSTRAINT moves_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES payouts.payouts(id);

--
-- Name: payouts payouts_destination_id_fkey; Type: FK CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.payouts
    ADD CONSTRAINT payouts_destination_id_fkey FOREIGN KEY (destination_id) REFERENCES payouts.destinations(id);

--
-- Name: payouts payouts_file_id_fkey; Type: FK CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.payouts
    ADD CONSTRAINT payouts_file_id_fkey FOREIGN KEY (file_id) REFERENCES payouts.files(id);

--
-- Name: sales sales_payout_id_fkey; Type: FK CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.sales
    ADD CONSTRAINT sales_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES payouts.payouts(id);

--
-- Name: tax_returns tax_returns_payout_id_fkey; Type: FK CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.tax_returns
    ADD CONSTRAINT tax_returns_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES payouts.payouts(id);

--
-- Name: withholdings withholdings_payout_id_fkey; Type: FK CONSTRAINT; Schema: payouts; Owner: -
--

ALTER TABLE ONLY payouts.withholdings
    ADD CONSTRAINT withholdings_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES payouts.payouts(id);

--
-- Name: uses uses_coupon_id_fkey; Type: FK CONSTRAINT; Schema: promotions; Owner: -
--

ALTER TABLE ONLY promotions.uses
    ADD CONSTRAINT uses_coupon_id_fkey FOREIGN KEY (coupon_id) REFERENCES promotions.coupons(id);

--
-- Name: lines lines_return_id_fkey; Type: FK CONSTRAINT; Schema: returns; Owner: -
--

ALTER TABLE ONLY returns.lines
    ADD CONSTRAINT lines_return_id_fkey FOREIGN KEY (return_id) REFERENCES returns.returns(id);

--
-- Name: moves moves_return_id_fkey; Type: FK CONSTRAINT; Schema: returns; Owner: -
--

ALTER TABLE ONLY returns.moves
    ADD CONSTRAINT moves_return_id_fkey FOREIGN KEY (return_id) REFERENCES returns.returns(id);

--
-- Name: answers answers_question_id_fkey; Type: FK CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE ONLY reviews.answers
    ADD CONSTRAINT answers_question_id_fkey FOREIGN KEY (question_id) REFERENCES reviews.questions(id) ON DELETE CASCADE;

--
-- Name: votes votes_answer_id_fkey; Type: FK CONSTRAINT; Schema: reviews; Owner: -
--

ALTER TABLE ONLY reviews.votes
    ADD CONSTRAINT votes_answer_id_fkey FOREIGN KEY (answer_id) REFERENCES reviews.answers(id) ON DELETE CASCADE;

--
-- Name: closures closures_shop_id_fkey; Type: FK CONSTRAINT; Schema: shops; Owner: -
--

ALTER TABLE ONLY shops.closures
    ADD CONSTRAINT closures_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops.shops(id);

--
-- Name: verified verified_shop_id_fkey; Type: FK CONSTRAINT; Schema: shops; Owner: -
--

ALTER TABLE ONLY shops.verified
    ADD CONSTRAINT verified_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops.shops(id);

--
-- Name: slideshows slideshows_run_id_fkey; Type: FK CONSTRAINT; Schema: slideshows; Owner: -
--

ALTER TABLE ONLY slideshows.slideshows
    ADD CONSTRAINT slideshows_run_id_fkey FOREIGN KEY (run_id) REFERENCES slideshows.runs(id) ON DELETE CASCADE;

--
-- Name: sponsorships sponsorships_campaign_id_fkey; Type: FK CONSTRAINT; Schema: sponsorships; Owner: -
--

ALTER TABLE ONLY sponsorships.sponsorships
    ADD CONSTRAINT sponsorships_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES sponsorships.campaigns(id);

--
-- Name: decisions decisions_application_id_fkey; Type: FK CONSTRAINT; Schema: verification; Owner: -
--

ALTER TABLE ONLY verification.decisions
    ADD CONSTRAINT decisions_application_id_fkey FOREIGN KEY (application_id) REFERENCES verification.applications(id);

--
-- Name: documents documents_application_id_fkey; Type: FK CONSTRAINT; Schema: verification; Owner: -
--

ALTER TABLE ONLY verification.documents
    ADD CONSTRAINT documents_application_id_fkey FOREIGN KEY (application_id) REFERENCES verification.applications(id);

--
-- Name: captions captions_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.captions
    ADD CONSTRAINT captions_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: comment_likes comment_likes_comment_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.comment_likes
    ADD CONSTRAINT comment_likes_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES videos.comments(id) ON DELETE CASCADE;

--
-- Name: comments comments_parent_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.comments
    ADD CONSTRAINT comments_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES videos.comments(id) ON DELETE CASCADE;

--
-- Name: comments comments_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.comments
    ADD CONSTRAINT comments_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: disinterests disinterests_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.disinterests
    ADD CONSTRAINT disinterests_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: external_tags external_tags_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.external_tags
    ADD CONSTRAINT external_tags_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: ladders ladders_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.ladders
    ADD CONSTRAINT ladders_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: like_counts like_counts_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.like_counts
    ADD CONSTRAINT like_counts_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: likes likes_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.likes
    ADD CONSTRAINT likes_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: listed listed_list_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.listed
    ADD CONSTRAINT listed_list_id_fkey FOREIGN KEY (list_id) REFERENCES videos.lists(id) ON DELETE CASCADE;

--
-- Name: listed listed_person_id_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.listed
    ADD CONSTRAINT listed_person_id_video_id_fkey FOREIGN KEY (person_id, video_id) REFERENCES videos.saves(person_id, video_id) ON DELETE CASCADE;

--
-- Name: remakes remakes_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.remakes
    ADD CONSTRAINT remakes_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: saves saves_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.saves
    ADD CONSTRAINT saves_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: stickers stickers_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.stickers
    ADD CONSTRAINT stickers_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: tags tags_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.tags
    ADD CONSTRAINT tags_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: talk_counts talk_counts_video_id_fkey; Type: FK CONSTRAINT; Schema: videos; Owner: -
--

ALTER TABLE ONLY videos.talk_counts
    ADD CONSTRAINT talk_counts_video_id_fkey FOREIGN KEY (video_id) REFERENCES videos.videos(id) ON DELETE CASCADE;

--
-- Name: SCHEMA account; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA account TO vitrina_app;

--
-- Name: SCHEMA addresses; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA addresses TO vitrina_app;

--
-- Name: SCHEMA ads; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA ads TO vitrina_app;

--
-- Name: SCHEMA affiliates; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA affiliates TO vitrina_app;

--
-- Name: SCHEMA analytics; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA analytics TO vitrina_app;

--
-- Name: SCHEMA books; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA books TO vitrina_app;

--
-- Name: SCHEMA carts; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA carts TO vitrina_app;

--
-- Name: SCHEMA catalogue; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA catalogue TO vitrina_app;

--
-- Name: SCHEMA channels; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA channels TO vitrina_app;

--
-- Name: SCHEMA checkout; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA checkout TO vitrina_app;

--
-- Name: SCHEMA drops; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA drops TO vitrina_app;

--
-- Name: SCHEMA external; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA external TO vitrina_app;

--
-- Name: SCHEMA feed; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA feed TO vitrina_app;

--
-- Name: SCHEMA identity; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA identity TO vitrina_app;

--
-- Name: SCHEMA imports; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA imports TO vitrina_app;

--
-- Name: SCHEMA inventory; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA inventory TO vitrina_app;

--
-- Name: SCHEMA kit; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA kit TO vitrina_app;

--
-- Name: SCHEMA ledger; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA ledger TO vitrina_app;

--
-- Name: SCHEMA live; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA live TO vitrina_app;

--
-- Name: SCHEMA margins; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA margins TO vitrina_app;

--
-- Name: SCHEMA media; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA media TO vitrina_app;

--
-- Name: SCHEMA messaging; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA messaging TO vitrina_app;

--
-- Name: SCHEMA moderation; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA moderation TO vitrina_app;

--
-- Name: SCHEMA notifications; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA notifications TO vitrina_app;

--
-- Name: SCHEMA orders; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA orders TO vitrina_app;

--
-- Name: SCHEMA partners; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA partners TO vitrina_app;

--
-- Name: SCHEMA payments; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA payments TO vitrina_app;

--
-- Name: SCHEMA payouts; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA payouts TO vitrina_app;

--
-- Name: SCHEMA prohibitions; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA prohibitions TO vitrina_app;

--
-- Name: SCHEMA promotions; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA promotions TO vitrina_app;

--
-- Name: SCHEMA returns; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA returns TO vitrina_app;

--
-- Name: SCHEMA reviews; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA reviews TO vitrina_app;

--
-- Name: SCHEMA search; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA search TO vitrina_app;

--
-- Name: SCHEMA shipping; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA shipping TO vitrina_app;

--
-- Name: SCHEMA shops; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA shops TO vitrina_app;

--
-- Name: SCHEMA slideshows; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA slideshows TO vitrina_app;

--
-- Name: SCHEMA social; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA social TO vitrina_app;

--
-- Name: SCHEMA sponsorships; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA sponsorships TO vitrina_app;

--
-- Name: SCHEMA tips; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA tips TO vitrina_app;

--
-- Name: SCHEMA verification; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA verification TO vitrina_app;

--
-- Name: SCHEMA videos; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA videos TO vitrina_app;

--
-- Name: SCHEMA wishes; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA wishes TO vitrina_app;

--
-- Name: FUNCTION refuse_change(); Type: ACL; Schema: affiliates; Owner: -
--

GRANT ALL ON FUNCTION affiliates.refuse_change() TO vitrina_app;

--
-- Name: TABLE products; Type: ACL; Schema: catalogue; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE catalogue.products TO vitrina_app;

--
-- Name: TABLE campaigns; Type: ACL; Schema: sponsorships; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE sponsorships.campaigns TO vitrina_app;

--
-- Name: TABLE sponsorships; Type: ACL; Schema: sponsorships; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE sponsorships.sponsorships TO vitrina_app;

--
-- Name: TABLE tags; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.tags TO vitrina_app;

--
-- Name: TABLE videos; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.videos TO vitrina_app;

--
-- Name: FUNCTION subjects(); Type: ACL; Schema: analytics; Owner: -
--

GRANT ALL ON FUNCTION analytics.subjects() TO vitrina_app;

--
-- Name: FUNCTION is_limited(product uuid); Type: ACL; Schema: catalogue; Owner: -
--

GRANT ALL ON FUNCTION catalogue.is_limited(product uuid) TO vitrina_app;

--
-- Name: FUNCTION keep_hidden(); Type: ACL; Schema: catalogue; Owner: -
--

GRANT ALL ON FUNCTION catalogue.keep_hidden() TO vitrina_app;

--
-- Name: FUNCTION refuse_change(); Type: ACL; Schema: external; Owner: -
--

GRANT ALL ON FUNCTION external.refuse_change() TO vitrina_app;

--
-- Name: TABLE departures; Type: ACL; Schema: identity; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE identity.departures TO vitrina_app;

--
-- Name: TABLE suspensions; Type: ACL; Schema: identity; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE identity.suspensions TO vitrina_app;

--
-- Name: FUNCTION is_hidden(person uuid); Type: ACL; Schema: identity; Owner: -
--

GRANT ALL ON FUNCTION identity.is_hidden(person uuid) TO vitrina_app;

--
-- Name: FUNCTION add_free(variants uuid[], changes integer[], cause text, person uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.add_free(variants uuid[], changes integer[], cause text, person uuid) TO vitrina_app;

--
-- Name: FUNCTION at_home(variant uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.at_home(variant uuid) TO vitrina_app;

--
-- Name: FUNCTION come_back(purchase uuid, variants uuid[], quantities integer[], is_restocked boolean); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.come_back(purchase uuid, variants uuid[], quantities integer[], is_restocked boolean) TO vitrina_app;

--
-- Name: FUNCTION count(variants uuid[], quantities integer[], person uuid, cause text); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.count(variants uuid[], quantities integer[], person uuid, cause text) TO vitrina_app;

--
-- Name: FUNCTION count_at(place uuid, variants uuid[], quantities integer[], person uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.count_at(place uuid, variants uuid[], quantities integer[], person uuid) TO vitrina_app;

--
-- Name: FUNCTION count_own(variants uuid[], quantities integer[], person uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.count_own(variants uuid[], quantities integer[], person uuid) TO vitrina_app;

--
-- Name: FUNCTION elsewhere(variant uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.elsewhere(variant uuid) TO vitrina_app;

--
-- Name: FUNCTION empty_cleared(limit_count integer); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.empty_cleared(limit_count integer) TO vitrina_app;

--
-- Name: FUNCTION exchange(purchase uuid, variant uuid, units integer); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.exchange(purchase uuid, variant uuid, units integer) TO vitrina_app;

--
-- Name: FUNCTION expire(limit_count integer); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.expire(limit_count integer) TO vitrina_app;

--
-- Name: FUNCTION give_back(purchases uuid[], variants uuid[], from_state text, cause text); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.give_back(purchases uuid[], variants uuid[], from_state text, cause text) TO vitrina_app;

--
-- Name: FUNCTION grant_in_turn(purchases uuid[], variants uuid[], quantities integer[]); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.grant_in_turn(purchases uuid[], variants uuid[], quantities integer[]) TO vitrina_app;

--
-- Name: FUNCTION hold(purchases uuid[], variants uuid[], quantities integer[], untils timestamp with time zone[]); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.hold(purchases uuid[], variants uuid[], quantities integer[], untils timestamp with time zone[]) TO vitrina_app;

--
-- Name: FUNCTION hold_again(late uuid[], turns uuid[]); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.hold_again(late uuid[], turns uuid[]) TO vitrina_app;

--
-- Name: FUNCTION leave(seller uuid, place uuid, purchase uuid, variants uuid[], quantities integer[], person uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.leave(seller uuid, place uuid, purchase uuid, variants uuid[], quantities integer[], person uuid) TO vitrina_app;

--
-- Name: FUNCTION lies_at(shop uuid, place uuid, variant uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.lies_at(shop uuid, place uuid, variant uuid) TO vitrina_app;

--
-- Name: FUNCTION line_up(seller uuid, purchases uuid[]); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.line_up(seller uuid, purchases uuid[]) TO vitrina_app;

--
-- Name: FUNCTION move(move uuid, shop uuid, from_place uuid, to_place uuid, variants uuid[], quantities integer[], person uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.move(move uuid, shop uuid, from_place uuid, to_place uuid, variants uuid[], quantities integer[], person uuid) TO vitrina_app;

--
-- Name: FUNCTION open_location(place uuid, is_open boolean, person uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.open_location(place uuid, is_open boolean, person uuid) TO vitrina_app;

--
-- Name: FUNCTION promised(variant uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.promised(variant uuid) TO vitrina_app;

--
-- Name: FUNCTION put_back(purchases uuid[], variants uuid[], quantities integer[], cause text); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.put_back(purchases uuid[], variants uuid[], quantities integer[], cause text) TO vitrina_app;

--
-- Name: FUNCTION recount(variants uuid[], changes integer[], person uuid); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.recount(variants uuid[], changes integer[], person uuid) TO vitrina_app;

--
-- Name: FUNCTION release(purchases uuid[]); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.release(purchases uuid[]) TO vitrina_app;

--
-- Name: FUNCTION sell(purchases uuid[]); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.sell(purchases uuid[]) TO vitrina_app;

--
-- Name: FUNCTION send(purchase uuid, variants uuid[], quantities integer[]); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.send(purchase uuid, variants uuid[], quantities integer[]) TO vitrina_app;

--
-- Name: FUNCTION set_aside(shelf uuid, variant uuid, units integer); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.set_aside(shelf uuid, variant uuid, units integer) TO vitrina_app;

--
-- Name: FUNCTION take_back(purchase uuid, variants uuid[], quantities integer[], are_sent boolean); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.take_back(purchase uuid, variants uuid[], quantities integer[], are_sent boolean) TO vitrina_app;

--
-- Name: FUNCTION unsend(purchase uuid, variants uuid[], quantities integer[], left_at timestamp with time zone); Type: ACL; Schema: inventory; Owner: -
--

GRANT ALL ON FUNCTION inventory.unsend(purchase uuid, variants uuid[], quantities integer[], left_at timestamp with time zone) TO vitrina_app;

--
-- Name: FUNCTION now(); Type: ACL; Schema: kit; Owner: -
--

GRANT ALL ON FUNCTION kit.now() TO vitrina_app;

--
-- Name: FUNCTION bodies(after_id bigint, upto_id bigint); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.bodies(after_id bigint, upto_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.bodies(after_id bigint, upto_id bigint) TO vitrina_app;

--
-- Name: FUNCTION broken_seals(); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.broken_seals() FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.broken_seals() TO vitrina_app;

--
-- Name: FUNCTION check_entries(); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.check_entries() FROM PUBLIC;

--
-- Name: FUNCTION check_journal(); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.check_journal() FROM PUBLIC;

--
-- Name: FUNCTION digest(previous bytea, after_id bigint, upto_id bigint); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.digest(previous bytea, after_id bigint, upto_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.digest(previous bytea, after_id bigint, upto_id bigint) TO vitrina_app;

--
-- Name: FUNCTION find_accounts(kinds text[], owners text[], currencies text[]); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.find_accounts(kinds text[], owners text[], currencies text[]) FROM PUBLIC;

--
-- Name: FUNCTION find_same(keys text[], is_new boolean[], line_journals integer[], line_numbers integer[], line_accounts bigint[], line_amounts bigint[]); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.find_same(keys text[], is_new boolean[], line_journals integer[], line_numbers integer[], line_accounts bigint[], line_amounts bigint[]) FROM PUBLIC;

--
-- Name: FUNCTION move_balances(is_new boolean[], forced boolean[], line_journals integer[], line_accounts bigint[], line_amounts bigint[]); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.move_balances(is_new boolean[], forced boolean[], line_journals integer[], line_accounts bigint[], line_amounts bigint[]) FROM PUBLIC;

--
-- Name: FUNCTION open_accounts(line_accounts bigint[], line_kinds text[], line_owners text[], line_currencies text[]); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.open_accounts(line_accounts bigint[], line_kinds text[], line_owners text[], line_currencies text[]) FROM PUBLIC;

--
-- Name: FUNCTION post(keys text[], kinds text[], sources text[], line_counts integer[], forced boolean[], reversed_keys text[], effective timestamp with time zone[], line_journals integer[], line_numbers integer[], line_kinds text[], line_owners text[], line_currencies text[], line_amounts bigint[]); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.post(keys text[], kinds text[], sources text[], line_counts integer[], forced boolean[], reversed_keys text[], effective timestamp with time zone[], line_journals integer[], line_numbers integer[], line_kinds text[], line_owners text[], line_currencies text[], line_amounts bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.post(keys text[], kinds text[], sources text[], line_counts integer[], forced boolean[], reversed_keys text[], effective timestamp with time zone[], line_journals integer[], line_numbers integer[], line_kinds text[], line_owners text[], line_currencies text[], line_amounts bigint[]) TO vitrina_app;

--
-- Name: FUNCTION refuse_change(); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.refuse_change() FROM PUBLIC;

--
-- Name: FUNCTION revenue_kinds(); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.revenue_kinds() FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.revenue_kinds() TO vitrina_app;

--
-- Name: FUNCTION seal(settled_upto bigint, journals_max integer); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.seal(settled_upto bigint, journals_max integer) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.seal(settled_upto bigint, journals_max integer) TO vitrina_app;

--
-- Name: FUNCTION settled_upto(); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.settled_upto() FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.settled_upto() TO vitrina_app;

--
-- Name: FUNCTION sum_revenue(settled_upto bigint, journals_max integer); Type: ACL; Schema: ledger; Owner: -
--

REVOKE ALL ON FUNCTION ledger.sum_revenue(settled_upto bigint, journals_max integer) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.sum_revenue(settled_upto bigint, journals_max integer) TO vitrina_app;

--
-- Name: FUNCTION refuse_change(); Type: ACL; Schema: moderation; Owner: -
--

GRANT ALL ON FUNCTION moderation.refuse_change() TO vitrina_app;

--
-- Name: FUNCTION keep_parcel(); Type: ACL; Schema: orders; Owner: -
--

GRANT ALL ON FUNCTION orders.keep_parcel() TO vitrina_app;

--
-- Name: FUNCTION count_refund(); Type: ACL; Schema: payments; Owner: -
--

GRANT ALL ON FUNCTION payments.count_refund() TO vitrina_app;

--
-- Name: FUNCTION check_move(); Type: ACL; Schema: payouts; Owner: -
--

GRANT ALL ON FUNCTION payouts.check_move() TO vitrina_app;

--
-- Name: FUNCTION refuse_change(); Type: ACL; Schema: payouts; Owner: -
--

GRANT ALL ON FUNCTION payouts.refuse_change() TO vitrina_app;

--
-- Name: FUNCTION give_back(purchases uuid[], at timestamp with time zone); Type: ACL; Schema: promotions; Owner: -
--

GRANT ALL ON FUNCTION promotions.give_back(purchases uuid[], at timestamp with time zone) TO vitrina_app;

--
-- Name: FUNCTION redeem(purchases uuid[], coupons uuid[], buyers uuid[], discounts bigint[], at timestamp with time zone); Type: ACL; Schema: promotions; Owner: -
--

GRANT ALL ON FUNCTION promotions.redeem(purchases uuid[], coupons uuid[], buyers uuid[], discounts bigint[], at timestamp with time zone) TO vitrina_app;

--
-- Name: FUNCTION retake(purchases uuid[]); Type: ACL; Schema: promotions; Owner: -
--

GRANT ALL ON FUNCTION promotions.retake(purchases uuid[]) TO vitrina_app;

--
-- Name: FUNCTION unusable(wanted uuid[], buyer uuid, at timestamp with time zone); Type: ACL; Schema: promotions; Owner: -
--

GRANT ALL ON FUNCTION promotions.unusable(wanted uuid[], buyer uuid, at timestamp with time zone) TO vitrina_app;

--
-- Name: FUNCTION add_to_ratings(product_ids uuid[], stars integer[], amounts integer[]); Type: ACL; Schema: reviews; Owner: -
--

GRANT ALL ON FUNCTION reviews.add_to_ratings(product_ids uuid[], stars integer[], amounts integer[]) TO vitrina_app;

--
-- Name: FUNCTION count_answer(); Type: ACL; Schema: reviews; Owner: -
--

GRANT ALL ON FUNCTION reviews.count_answer() TO vitrina_app;

--
-- Name: FUNCTION count_reviews(); Type: ACL; Schema: reviews; Owner: -
--

GRANT ALL ON FUNCTION reviews.count_reviews() TO vitrina_app;

--
-- Name: FUNCTION count_vote(); Type: ACL; Schema: reviews; Owner: -
--

GRANT ALL ON FUNCTION reviews.count_vote() TO vitrina_app;

--
-- Name: FUNCTION mark_change(); Type: ACL; Schema: search; Owner: -
--

GRANT ALL ON FUNCTION search.mark_change() TO vitrina_app;

--
-- Name: TABLE closures; Type: ACL; Schema: shops; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shops.closures TO vitrina_app;

--
-- Name: TABLE shops; Type: ACL; Schema: shops; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shops.shops TO vitrina_app;

--
-- Name: FUNCTION is_closed(shop uuid); Type: ACL; Schema: shops; Owner: -
--

GRANT ALL ON FUNCTION shops.is_closed(shop uuid) TO vitrina_app;

--
-- Name: FUNCTION is_verified(shop uuid, called text); Type: ACL; Schema: shops; Owner: -
--

GRANT ALL ON FUNCTION shops.is_verified(shop uuid, called text) TO vitrina_app;

--
-- Name: TABLE blocks; Type: ACL; Schema: social; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE social.blocks TO vitrina_app;

--
-- Name: FUNCTION is_apart(one uuid, other uuid); Type: ACL; Schema: social; Owner: -
--

GRANT ALL ON FUNCTION social.is_apart(one uuid, other uuid) TO vitrina_app;

--
-- Name: TABLE mutes; Type: ACL; Schema: social; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE social.mutes TO vitrina_app;

--
-- Name: FUNCTION is_unseen(reader uuid, author uuid); Type: ACL; Schema: social; Owner: -
--

GRANT ALL ON FUNCTION social.is_unseen(reader uuid, author uuid) TO vitrina_app;

--
-- Name: FUNCTION add_to_counts(video_ids uuid[], parent_ids uuid[], amounts integer[]); Type: ACL; Schema: videos; Owner: -
--

GRANT ALL ON FUNCTION videos.add_to_counts(video_ids uuid[], parent_ids uuid[], amounts integer[]) TO vitrina_app;

--
-- Name: FUNCTION count_comments(); Type: ACL; Schema: videos; Owner: -
--

GRANT ALL ON FUNCTION videos.count_comments() TO vitrina_app;

--
-- Name: FUNCTION creator_of_shown(video uuid, moment timestamp with time zone); Type: ACL; Schema: videos; Owner: -
--

GRANT ALL ON FUNCTION videos.creator_of_shown(video uuid, moment timestamp with time zone) TO vitrina_app;

--
-- Name: FUNCTION is_limited(video uuid); Type: ACL; Schema: videos; Owner: -
--

GRANT ALL ON FUNCTION videos.is_limited(video uuid) TO vitrina_app;

--
-- Name: FUNCTION showing(shop uuid); Type: ACL; Schema: videos; Owner: -
--

GRANT ALL ON FUNCTION videos.showing(shop uuid) TO vitrina_app;

--
-- Name: FUNCTION shows_category(clips uuid[], categories text[]); Type: ACL; Schema: videos; Owner: -
--

GRANT ALL ON FUNCTION videos.shows_category(clips uuid[], categories text[]) TO vitrina_app;

--
-- Name: FUNCTION shows_shop(video uuid, shop uuid); Type: ACL; Schema: videos; Owner: -
--

GRANT ALL ON FUNCTION videos.shows_shop(video uuid, shop uuid) TO vitrina_app;

--
-- Name: TABLE erasures; Type: ACL; Schema: account; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE account.erasures TO vitrina_app;

--
-- Name: TABLE exports; Type: ACL; Schema: account; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE account.exports TO vitrina_app;

--
-- Name: TABLE saved; Type: ACL; Schema: addresses; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE addresses.saved TO vitrina_app;

--
-- Name: TABLE accounts; Type: ACL; Schema: ads; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE ads.accounts TO vitrina_app;

--
-- Name: TABLE campaigns; Type: ACL; Schema: ads; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE ads.campaigns TO vitrina_app;

--
-- Name: TABLE charges; Type: ACL; Schema: ads; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE ads.charges TO vitrina_app;

--
-- Name: TABLE consents; Type: ACL; Schema: ads; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE ads.consents TO vitrina_app;

--
-- Name: TABLE days; Type: ACL; Schema: ads; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE ads.days TO vitrina_app;

--
-- Name: TABLE hides; Type: ACL; Schema: ads; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE ads.hides TO vitrina_app;

--
-- Name: TABLE moves; Type: ACL; Schema: ads; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE ads.moves TO vitrina_app;

--
-- Name: TABLE pace; Type: ACL; Schema: ads; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE ads.pace TO vitrina_app;

--
-- Name: TABLE seen; Type: ACL; Schema: ads; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE ads.seen TO vitrina_app;

--
-- Name: TABLE adjustments; Type: ACL; Schema: affiliates; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE affiliates.adjustments TO vitrina_app;

--
-- Name: TABLE agreements; Type: ACL; Schema: affiliates; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE affiliates.agreements TO vitrina_app;

--
-- Name: TABLE commissions; Type: ACL; Schema: affiliates; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE affiliates.commissions TO vitrina_app;

--
-- Name: TABLE decisions; Type: ACL; Schema: affiliates; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE affiliates.decisions TO vitrina_app;

--
-- Name: TABLE freezes; Type: ACL; Schema: affiliates; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE affiliates.freezes TO vitrina_app;

--
-- Name: TABLE grants; Type: ACL; Schema: affiliates; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE affiliates.grants TO vitrina_app;

--
-- Name: TABLE plan_versions; Type: ACL; Schema: affiliates; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE affiliates.plan_versions TO vitrina_app;

--
-- Name: TABLE reserves; Type: ACL; Schema: affiliates; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE affiliates.reserves TO vitrina_app;

--
-- Name: TABLE shop_policies; Type: ACL; Schema: affiliates; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE affiliates.shop_policies TO vitrina_app;

--
-- Name: TABLE touches; Type: ACL; Schema: affiliates; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE affiliates.touches TO vitrina_app;

--
-- Name: TABLE audiences; Type: ACL; Schema: analytics; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE analytics.audiences TO vitrina_app;

--
-- Name: TABLE daily; Type: ACL; Schema: analytics; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE analytics.daily TO vitrina_app;

--
-- Name: TABLE daily_sales; Type: ACL; Schema: analytics; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE analytics.daily_sales TO vitrina_app;

--
-- Name: TABLE days; Type: ACL; Schema: analytics; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE analytics.days TO vitrina_app;

--
-- Name: TABLE market_days; Type: ACL; Schema: analytics; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE analytics.market_days TO vitrina_app;

--
-- Name: TABLE sales; Type: ACL; Schema: analytics; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE analytics.sales TO vitrina_app;

--
-- Name: TABLE summed; Type: ACL; Schema: analytics; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE analytics.summed TO vitrina_app;

--
-- Name: TABLE totals; Type: ACL; Schema: analytics; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE analytics.totals TO vitrina_app;

--
-- Name: TABLE viewings; Type: ACL; Schema: analytics; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE analytics.viewings TO vitrina_app;

--
-- Name: TABLE audits; Type: ACL; Schema: books; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE books.audits TO vitrina_app;

--
-- Name: TABLE carts; Type: ACL; Schema: carts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE carts.carts TO vitrina_app;

--
-- Name: TABLE lines; Type: ACL; Schema: carts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE carts.lines TO vitrina_app;

--
-- Name: TABLE collected; Type: ACL; Schema: catalogue; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE catalogue.collected TO vitrina_app;

--
-- Name: TABLE collections; Type: ACL; Schema: catalogue; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE catalogue.collections TO vitrina_app;

--
-- Name: TABLE flash_prices; Type: ACL; Schema: catalogue; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE catalogue.flash_prices TO vitrina_app;

--
-- Name: TABLE prices; Type: ACL; Schema: catalogue; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE catalogue.prices TO vitrina_app;

--
-- Name: TABLE variants; Type: ACL; Schema: catalogue; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE catalogue.variants TO vitrina_app;

--
-- Name: TABLE cart_links; Type: ACL; Schema: channels; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE channels.cart_links TO vitrina_app;

--
-- Name: TABLE feeds; Type: ACL; Schema: channels; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE channels.feeds TO vitrina_app;

--
-- Name: TABLE exempt_buyers; Type: ACL; Schema: checkout; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE checkout.exempt_buyers TO vitrina_app;

--
-- Name: TABLE purchases; Type: ACL; Schema: checkout; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE checkout.purchases TO vitrina_app;

--
-- Name: TABLE claims; Type: ACL; Schema: drops; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE drops.claims TO vitrina_app;

--
-- Name: SEQUENCE claims_turn_seq; Type: ACL; Schema: drops; Owner: -
--

GRANT SELECT,USAGE ON SEQUENCE drops.claims_turn_seq TO vitrina_app;

--
-- Name: TABLE drops; Type: ACL; Schema: drops; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE drops.drops TO vitrina_app;

--
-- Name: TABLE instruments; Type: ACL; Schema: drops; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE drops.instruments TO vitrina_app;

--
-- Name: TABLE changes; Type: ACL; Schema: external; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE external.changes TO vitrina_app;

--
-- Name: TABLE clicks; Type: ACL; Schema: external; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE external.clicks TO vitrina_app;

--
-- Name: TABLE conversions; Type: ACL; Schema: external; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE external.conversions TO vitrina_app;

--
-- Name: TABLE merchants; Type: ACL; Schema: external; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE external.merchants TO vitrina_app;

--
-- Name: TABLE postbacks; Type: ACL; Schema: external; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE external.postbacks TO vitrina_app;

--
-- Name: TABLE products; Type: ACL; Schema: external; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE external.products TO vitrina_app;

--
-- Name: TABLE receipts; Type: ACL; Schema: external; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE external.receipts TO vitrina_app;

--
-- Name: TABLE popularity; Type: ACL; Schema: feed; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE feed.popularity TO vitrina_app;

--
-- Name: TABLE rankings; Type: ACL; Schema: feed; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE feed.rankings TO vitrina_app;

--
-- Name: TABLE attempts; Type: ACL; Schema: identity; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE identity.attempts TO vitrina_app;

--
-- Name: TABLE handles; Type: ACL; Schema: identity; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE identity.handles TO vitrina_app;

--
-- Name: TABLE persons; Type: ACL; Schema: identity; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE identity.persons TO vitrina_app;

--
-- Name: TABLE retired_handles; Type: ACL; Schema: identity; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE identity.retired_handles TO vitrina_app;

--
-- Name: TABLE sessions; Type: ACL; Schema: identity; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE identity.sessions TO vitrina_app;

--
-- Name: TABLE sign_in_codes; Type: ACL; Schema: identity; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE identity.sign_in_codes TO vitrina_app;

--
-- Name: TABLE tokens; Type: ACL; Schema: identity; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE identity.tokens TO vitrina_app;

--
-- Name: TABLE changes; Type: ACL; Schema: imports; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE imports.changes TO vitrina_app;

--
-- Name: TABLE items; Type: ACL; Schema: imports; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE imports.items TO vitrina_app;

--
-- Name: TABLE pictures; Type: ACL; Schema: imports; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE imports.pictures TO vitrina_app;

--
-- Name: TABLE problems; Type: ACL; Schema: imports; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE imports.problems TO vitrina_app;

--
-- Name: TABLE product_pictures; Type: ACL; Schema: imports; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE imports.product_pictures TO vitrina_app;

--
-- Name: TABLE products; Type: ACL; Schema: imports; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE imports.products TO vitrina_app;

--
-- Name: TABLE runs; Type: ACL; Schema: imports; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE imports.runs TO vitrina_app;

--
-- Name: TABLE sources; Type: ACL; Schema: imports; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE imports.sources TO vitrina_app;

--
-- Name: TABLE exchanges; Type: ACL; Schema: inventory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE inventory.exchanges TO vitrina_app;

--
-- Name: TABLE holds; Type: ACL; Schema: inventory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE inventory.holds TO vitrina_app;

--
-- Name: TABLE location_movements; Type: ACL; Schema: inventory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE inventory.location_movements TO vitrina_app;

--
-- Name: SEQUENCE location_movements_id_seq; Type: ACL; Schema: inventory; Owner: -
--

GRANT SELECT,USAGE ON SEQUENCE inventory.location_movements_id_seq TO vitrina_app;

--
-- Name: TABLE location_stock; Type: ACL; Schema: inventory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE inventory.location_stock TO vitrina_app;

--
-- Name: TABLE locations; Type: ACL; Schema: inventory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE inventory.locations TO vitrina_app;

--
-- Name: TABLE movements; Type: ACL; Schema: inventory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE inventory.movements TO vitrina_app;

--
-- Name: SEQUENCE movements_id_seq; Type: ACL; Schema: inventory; Owner: -
--

GRANT SELECT,USAGE ON SEQUENCE inventory.movements_id_seq TO vitrina_app;

--
-- Name: TABLE stock; Type: ACL; Schema: inventory; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE inventory.stock TO vitrina_app;

--
-- Name: TABLE clock; Type: ACL; Schema: kit; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kit.clock TO vitrina_app;

--
-- Name: TABLE cursors; Type: ACL; Schema: kit; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kit.cursors TO vitrina_app;

--
-- Name: TABLE events; Type: ACL; Schema: kit; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kit.events TO vitrina_app;

--
-- Name: SEQUENCE events_id_seq; Type: ACL; Schema: kit; Owner: -
--

GRANT SELECT,USAGE ON SEQUENCE kit.events_id_seq TO vitrina_app;

--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: kit; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kit.idempotency_keys TO vitrina_app;

--
-- Name: TABLE accounts; Type: ACL; Schema: ledger; Owner: -
--

GRANT SELECT ON TABLE ledger.accounts TO vitrina_app;

--
-- Name: TABLE balances; Type: ACL; Schema: ledger; Owner: -
--

GRANT SELECT ON TABLE ledger.balances TO vitrina_app;

--
-- Name: TABLE chart; Type: ACL; Schema: ledger; Owner: -
--

GRANT SELECT ON TABLE ledger.chart TO vitrina_app;

--
-- Name: TABLE currencies; Type: ACL; Schema: ledger; Owner: -
--

GRANT SELECT ON TABLE ledger.currencies TO vitrina_app;

--
-- Name: TABLE entries; Type: ACL; Schema: ledger; Owner: -
--

GRANT SELECT ON TABLE ledger.entries TO vitrina_app;

--
-- Name: TABLE journals; Type: ACL; Schema: ledger; Owner: -
--

GRANT SELECT ON TABLE ledger.journals TO vitrina_app;

--
-- Name: TABLE revenue_months; Type: ACL; Schema: ledger; Owner: -
--

GRANT SELECT ON TABLE ledger.revenue_months TO vitrina_app;

--
-- Name: TABLE revenue_progress; Type: ACL; Schema: ledger; Owner: -
--

GRANT SELECT ON TABLE ledger.revenue_progress TO vitrina_app;

--
-- Name: TABLE seals; Type: ACL; Schema: ledger; Owner: -
--

GRANT SELECT ON TABLE ledger.seals TO vitrina_app;

--
-- Name: TABLE counters; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.counters TO vitrina_app;

--
-- Name: TABLE earnings; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.earnings TO vitrina_app;

--
-- Name: TABLE filters; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.filters TO vitrina_app;

--
-- Name: TABLE items; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.items TO vitrina_app;

--
-- Name: TABLE log; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.log TO vitrina_app;

--
-- Name: TABLE pins; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.pins TO vitrina_app;

--
-- Name: TABLE reminders; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.reminders TO vitrina_app;

--
-- Name: TABLE rooms; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.rooms TO vitrina_app;

--
-- Name: TABLE sales; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.sales TO vitrina_app;

--
-- Name: TABLE silences; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.silences TO vitrina_app;

--
-- Name: TABLE taps; Type: ACL; Schema: live; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE live.taps TO vitrina_app;

--
-- Name: TABLE terms; Type: ACL; Schema: margins; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE margins.terms TO vitrina_app;

--
-- Name: TABLE files; Type: ACL; Schema: media; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE media.files TO vitrina_app;

--
-- Name: TABLE trash; Type: ACL; Schema: media; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE media.trash TO vitrina_app;

--
-- Name: TABLE upload_days; Type: ACL; Schema: media; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE media.upload_days TO vitrina_app;

--
-- Name: TABLE uploads; Type: ACL; Schema: media; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE media.uploads TO vitrina_app;

--
-- Name: TABLE cart_lines; Type: ACL; Schema: messaging; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE messaging.cart_lines TO vitrina_app;

--
-- Name: TABLE carts; Type: ACL; Schema: messaging; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE messaging.carts TO vitrina_app;

--
-- Name: TABLE contact_touches; Type: ACL; Schema: messaging; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE messaging.contact_touches TO vitrina_app;

--
-- Name: TABLE conversations; Type: ACL; Schema: messaging; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE messaging.conversations TO vitrina_app;

--
-- Name: TABLE messages; Type: ACL; Schema: messaging; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE messaging.messages TO vitrina_app;

--
-- Name: TABLE whatsapp_codes; Type: ACL; Schema: messaging; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE messaging.whatsapp_codes TO vitrina_app;

--
-- Name: TABLE whatsapp_inbox; Type: ACL; Schema: messaging; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE messaging.whatsapp_inbox TO vitrina_app;

--
-- Name: TABLE whatsapp_outbox; Type: ACL; Schema: messaging; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE messaging.whatsapp_outbox TO vitrina_app;

--
-- Name: TABLE appeals; Type: ACL; Schema: moderation; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE moderation.appeals TO vitrina_app;

--
-- Name: TABLE cases; Type: ACL; Schema: moderation; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE moderation.cases TO vitrina_app;

--
-- Name: TABLE decisions; Type: ACL; Schema: moderation; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE moderation.decisions TO vitrina_app;

--
-- Name: TABLE kinds; Type: ACL; Schema: moderation; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE moderation.kinds TO vitrina_app;

--
-- Name: TABLE reports; Type: ACL; Schema: moderation; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE moderation.reports TO vitrina_app;

--
-- Name: TABLE mails; Type: ACL; Schema: notifications; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.mails TO vitrina_app;

--
-- Name: TABLE notices; Type: ACL; Schema: notifications; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.notices TO vitrina_app;

--
-- Name: TABLE push_devices; Type: ACL; Schema: notifications; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.push_devices TO vitrina_app;

--
-- Name: TABLE push_settings; Type: ACL; Schema: notifications; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.push_settings TO vitrina_app;

--
-- Name: TABLE pushes; Type: ACL; Schema: notifications; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.pushes TO vitrina_app;

--
-- Name: TABLE readers; Type: ACL; Schema: notifications; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.readers TO vitrina_app;

--
-- Name: TABLE silenced; Type: ACL; Schema: notifications; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.silenced TO vitrina_app;

--
-- Name: TABLE disputes; Type: ACL; Schema: orders; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE orders.disputes TO vitrina_app;

--
-- Name: TABLE exempt_orders; Type: ACL; Schema: orders; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE orders.exempt_orders TO vitrina_app;

--
-- Name: TABLE lines; Type: ACL; Schema: orders; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE orders.lines TO vitrina_app;

--
-- Name: TABLE orders; Type: ACL; Schema: orders; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE orders.orders TO vitrina_app;

--
-- Name: TABLE parcel_lines; Type: ACL; Schema: orders; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE orders.parcel_lines TO vitrina_app;

--
-- Name: TABLE parcels; Type: ACL; Schema: orders; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE orders.parcels TO vitrina_app;

--
-- Name: TABLE recalled_parcels; Type: ACL; Schema: orders; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE orders.recalled_parcels TO vitrina_app;

--
-- Name: TABLE refund_lines; Type: ACL; Schema: orders; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE orders.refund_lines TO vitrina_app;

--
-- Name: TABLE refunds; Type: ACL; Schema: orders; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE orders.refunds TO vitrina_app;

--
-- Name: TABLE timeline; Type: ACL; Schema: orders; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE orders.timeline TO vitrina_app;

--
-- Name: TABLE acknowledgements; Type: ACL; Schema: partners; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partners.acknowledgements TO vitrina_app;

--
-- Name: TABLE deliveries; Type: ACL; Schema: partners; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partners.deliveries TO vitrina_app;

--
-- Name: TABLE endpoints; Type: ACL; Schema: partners; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partners.endpoints TO vitrina_app;

--
-- Name: TABLE events; Type: ACL; Schema: partners; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partners.events TO vitrina_app;

--
-- Name: TABLE invitations; Type: ACL; Schema: partners; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partners.invitations TO vitrina_app;

--
-- Name: TABLE invited_products; Type: ACL; Schema: partners; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partners.invited_products TO vitrina_app;

--
-- Name: TABLE keys; Type: ACL; Schema: partners; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partners.keys TO vitrina_app;

--
-- Name: TABLE stamps; Type: ACL; Schema: partners; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partners.stamps TO vitrina_app;

--
-- Name: TABLE terms; Type: ACL; Schema: partners; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partners.terms TO vitrina_app;

--
-- Name: TABLE accounts; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.accounts TO vitrina_app;

--
-- Name: TABLE cash_shops; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.cash_shops TO vitrina_app;

--
-- Name: TABLE disputes; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.disputes TO vitrina_app;

--
-- Name: TABLE movements; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.movements TO vitrina_app;

--
-- Name: TABLE payments; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.payments TO vitrina_app;

--
-- Name: TABLE refunds; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.refunds TO vitrina_app;

--
-- Name: TABLE reversals; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.reversals TO vitrina_app;

--
-- Name: TABLE transfers; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.transfers TO vitrina_app;

--
-- Name: TABLE ours; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.ours TO vitrina_app;

--
-- Name: TABLE settlements; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.settlements TO vitrina_app;

--
-- Name: TABLE unbooked; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.unbooked TO vitrina_app;

--
-- Name: TABLE fitting; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.fitting TO vitrina_app;

--
-- Name: TABLE readings; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.readings TO vitrina_app;

--
-- Name: TABLE differences; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.differences TO vitrina_app;

--
-- Name: TABLE hints; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.hints TO vitrina_app;

--
-- Name: TABLE kept_cards; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.kept_cards TO vitrina_app;

--
-- Name: TABLE receipts; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.receipts TO vitrina_app;

--
-- Name: TABLE sandbox_cards; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.sandbox_cards TO vitrina_app;

--
-- Name: TABLE sandbox_charges; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.sandbox_charges TO vitrina_app;

--
-- Name: TABLE sandbox_payouts; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.sandbox_payouts TO vitrina_app;

--
-- Name: TABLE sandbox_refunds; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.sandbox_refunds TO vitrina_app;

--
-- Name: TABLE sandbox_transfers; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.sandbox_transfers TO vitrina_app;

--
-- Name: TABLE sandbox_movements; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.sandbox_movements TO vitrina_app;

--
-- Name: TABLE voucher_shops; Type: ACL; Schema: payments; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payments.voucher_shops TO vitrina_app;

--
-- Name: TABLE destinations; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payouts.destinations TO vitrina_app;

--
-- Name: TABLE downloads; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payouts.downloads TO vitrina_app;

--
-- Name: SEQUENCE downloads_id_seq; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,USAGE ON SEQUENCE payouts.downloads_id_seq TO vitrina_app;

--
-- Name: TABLE files; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payouts.files TO vitrina_app;

--
-- Name: TABLE moves; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payouts.moves TO vitrina_app;

--
-- Name: SEQUENCE moves_id_seq; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,USAGE ON SEQUENCE payouts.moves_id_seq TO vitrina_app;

--
-- Name: TABLE paydays; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payouts.paydays TO vitrina_app;

--
-- Name: TABLE payouts; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payouts.payouts TO vitrina_app;

--
-- Name: TABLE sales; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payouts.sales TO vitrina_app;

--
-- Name: TABLE tax_returns; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payouts.tax_returns TO vitrina_app;

--
-- Name: TABLE withholdings; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payouts.withholdings TO vitrina_app;

--
-- Name: TABLE write_offs; Type: ACL; Schema: payouts; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE payouts.write_offs TO vitrina_app;

--
-- Name: TABLE permit_requests; Type: ACL; Schema: prohibitions; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE prohibitions.permit_requests TO vitrina_app;

--
-- Name: TABLE coupons; Type: ACL; Schema: promotions; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE promotions.coupons TO vitrina_app;

--
-- Name: TABLE uses; Type: ACL; Schema: promotions; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE promotions.uses TO vitrina_app;

--
-- Name: TABLE lines; Type: ACL; Schema: returns; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE returns.lines TO vitrina_app;

--
-- Name: TABLE moves; Type: ACL; Schema: returns; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE returns.moves TO vitrina_app;

--
-- Name: TABLE photos; Type: ACL; Schema: returns; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE returns.photos TO vitrina_app;

--
-- Name: TABLE returns; Type: ACL; Schema: returns; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE returns.returns TO vitrina_app;

--
-- Name: TABLE withdrawals; Type: ACL; Schema: returns; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE returns.withdrawals TO vitrina_app;

--
-- Name: TABLE answers; Type: ACL; Schema: reviews; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE reviews.answers TO vitrina_app;

--
-- Name: TABLE questions; Type: ACL; Schema: reviews; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE reviews.questions TO vitrina_app;

--
-- Name: TABLE ratings; Type: ACL; Schema: reviews; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE reviews.ratings TO vitrina_app;

--
-- Name: TABLE reviews; Type: ACL; Schema: reviews; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE reviews.reviews TO vitrina_app;

--
-- Name: TABLE votes; Type: ACL; Schema: reviews; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE reviews.votes TO vitrina_app;

--
-- Name: TABLE words; Type: ACL; Schema: reviews; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE reviews.words TO vitrina_app;

--
-- Name: SEQUENCE words_id_seq; Type: ACL; Schema: reviews; Owner: -
--

GRANT SELECT,USAGE ON SEQUENCE reviews.words_id_seq TO vitrina_app;

--
-- Name: TABLE clips; Type: ACL; Schema: search; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE search.clips TO vitrina_app;

--
-- Name: TABLE hashtags; Type: ACL; Schema: search; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE search.hashtags TO vitrina_app;

--
-- Name: TABLE heat; Type: ACL; Schema: search; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE search.heat TO vitrina_app;

--
-- Name: TABLE places; Type: ACL; Schema: search; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE search.places TO vitrina_app;

--
-- Name: TABLE products; Type: ACL; Schema: search; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE search.products TO vitrina_app;

--
-- Name: TABLE profiles; Type: ACL; Schema: search; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE search.profiles TO vitrina_app;

--
-- Name: TABLE renamed; Type: ACL; Schema: search; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE search.renamed TO vitrina_app;

--
-- Name: TABLE spellings; Type: ACL; Schema: search; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE search.spellings TO vitrina_app;

--
-- Name: TABLE words; Type: ACL; Schema: search; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE search.words TO vitrina_app;

--
-- Name: TABLE rates; Type: ACL; Schema: shipping; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shipping.rates TO vitrina_app;

--
-- Name: TABLE verified; Type: ACL; Schema: shops; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE shops.verified TO vitrina_app;

--
-- Name: TABLE runs; Type: ACL; Schema: slideshows; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE slideshows.runs TO vitrina_app;

--
-- Name: TABLE slideshows; Type: ACL; Schema: slideshows; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE slideshows.slideshows TO vitrina_app;

--
-- Name: TABLE counts; Type: ACL; Schema: social; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE social.counts TO vitrina_app;

--
-- Name: TABLE follows; Type: ACL; Schema: social; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE social.follows TO vitrina_app;

--
-- Name: TABLE days; Type: ACL; Schema: tips; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tips.days TO vitrina_app;

--
-- Name: TABLE tips; Type: ACL; Schema: tips; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tips.tips TO vitrina_app;

--
-- Name: TABLE applications; Type: ACL; Schema: verification; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE verification.applications TO vitrina_app;

--
-- Name: TABLE decisions; Type: ACL; Schema: verification; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE verification.decisions TO vitrina_app;

--
-- Name: SEQUENCE decisions_id_seq; Type: ACL; Schema: verification; Owner: -
--

GRANT SELECT,USAGE ON SEQUENCE verification.decisions_id_seq TO vitrina_app;

--
-- Name: TABLE documents; Type: ACL; Schema: verification; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE verification.documents TO vitrina_app;

--
-- Name: TABLE captions; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.captions TO vitrina_app;

--
-- Name: TABLE comment_filters; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.comment_filters TO vitrina_app;

--
-- Name: TABLE comment_likes; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.comment_likes TO vitrina_app;

--
-- Name: TABLE comments; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.comments TO vitrina_app;

--
-- Name: TABLE disinterests; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.disinterests TO vitrina_app;

--
-- Name: TABLE external_tags; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.external_tags TO vitrina_app;

--
-- Name: TABLE ladders; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.ladders TO vitrina_app;

--
-- Name: TABLE like_counts; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.like_counts TO vitrina_app;

--
-- Name: TABLE likes; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.likes TO vitrina_app;

--
-- Name: TABLE listed; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.listed TO vitrina_app;

--
-- Name: TABLE lists; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.lists TO vitrina_app;

--
-- Name: TABLE remakes; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.remakes TO vitrina_app;

--
-- Name: TABLE saves; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.saves TO vitrina_app;

--
-- Name: TABLE stickers; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.stickers TO vitrina_app;

--
-- Name: TABLE talk_counts; Type: ACL; Schema: videos; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE videos.talk_counts TO vitrina_app;

--
-- Name: TABLE wishes; Type: ACL; Schema: wishes; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE wishes.wishes TO vitrina_app;

--
-- PostgreSQL database dump complete
--

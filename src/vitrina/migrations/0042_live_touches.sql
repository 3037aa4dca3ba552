-- A tap can come from a live show or its replay, not from a clip alone; so can the commission it wins.
alter table affiliates.touches add column surface text not null default 'clip'
    check (surface in ('clip', 'live', 'replay'));
alter table affiliates.touches add column room_id uuid;
alter table affiliates.touches alter column video_id drop not null;
alter table affiliates.touches add constraint touches_place_check
    check ((surface = 'clip') = (video_id is not null) and (surface = 'clip') = (room_id is null)) not valid;
alter table affiliates.touches validate constraint touches_place_check;

alter table affiliates.commissions add column surface text not null default 'clip'
    check (surface in ('clip', 'live', 'replay'));
alter table affiliates.commissions add column room_id uuid;
alter table affiliates.commissions alter column video_id drop not null;
alter table affiliates.commissions add constraint commissions_place_check
    check ((surface = 'clip') = (video_id is not null) and (surface = 'clip') = (room_id is null)) not valid;
alter table affiliates.commissions validate constraint commissions_place_check;

-- A shared link carries who shared it: a touch, and the commission it wins, may come without a clip or a show.
alter table affiliates.touches drop constraint touches_surface_check;
alter table affiliates.touches add constraint touches_surface_check
    check (surface in ('clip', 'link', 'live', 'replay')) not valid;
alter table affiliates.touches validate constraint touches_surface_check;
alter table affiliates.touches drop constraint touches_place_check;
alter table affiliates.touches add constraint touches_place_check
    check (
        (surface = 'clip') = (video_id is not null) and (surface in ('live', 'replay')) = (room_id is not null)
    ) not valid;
alter table affiliates.touches validate constraint touches_place_check;

alter table affiliates.commissions drop constraint commissions_surface_check;
alter table affiliates.commissions add constraint commissions_surface_check
    check (surface in ('clip', 'link', 'live', 'replay')) not valid;
alter table affiliates.commissions validate constraint commissions_surface_check;
alter table affiliates.commissions drop constraint commissions_place_check;
alter table affiliates.commissions add constraint commissions_place_check
    check (
        (surface = 'clip') = (video_id is not null) and (surface in ('live', 'replay')) = (room_id is not null)
    ) not valid;
alter table affiliates.commissions validate constraint commissions_place_check;

-- A shared link carries who shared it: a touch may come without a clip, and says by which surface it came.
alter table affiliates.touches alter column video_id drop not null;
alter table affiliates.touches add column surface text not null default 'clip' check (surface in ('clip', 'link'));
alter table affiliates.touches add constraint touches_clip_check check (surface = 'link' or video_id is not null);
alter table affiliates.commissions alter column video_id drop not null;

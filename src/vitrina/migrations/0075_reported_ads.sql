-- Ads can be reported: a campaign that is taken down wins no slot, and is its shop's as it was when it comes back.
insert into moderation.kinds (kind) values ('ad');

alter table ads.campaigns add column hidden_at timestamptz;

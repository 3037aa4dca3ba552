-- Erasing a person looked at every event there ever was; these lead to hers alone.
create index events_buyer_email_idx on kit.events ((body ->> 'buyer_email'), id) where body ? 'buyer_email';
create index events_email_idx on kit.events ((body ->> 'email'), id) where body ? 'email';
create index events_subject_id_idx on kit.events ((body ->> 'subject_id'), id) where body ? 'subject_id';

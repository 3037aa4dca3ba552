-- Notices also go to browsers that asked for them, as encrypted messages through the services of browser makers.
create table notifications.push_devices (
    id uuid primary key,
    person_id uuid not null,
    -- Of identity: what is signed out gets nothing any more.
    session_digest bytea not null check (length(session_digest) = 32),
    -- Where messages for this browser go: said by the browser, and never believed more than that.
    endpoint text not null check (length(endpoint) between 12 and 1000 and endpoint like 'https://%'),
    p256dh bytea not null check (length(p256dh) = 65),
    auth bytea not null check (length(auth) = 16),
    language text not null check (language in ('es', 'pt', 'en')),
    agent text not null check (length(agent) <= 200),
    made_at timestamptz not null,
    -- When its service last took a message, and how many it has refused since.
    taken_at timestamptz,
    failure_count smallint not null default 0 check (failure_count >= 0),
    -- Its service asked for a pause.
    wait_until timestamptz,
    constraint push_devices_endpoint_key unique (endpoint)
);
create index push_devices_person_id_idx on notifications.push_devices (person_id, made_at);

-- What a person wants to be told on her lock screen, and when not. Quiet hours are hours of her zone.
create table notifications.push_settings (
    person_id uuid primary key,
    silenced text[] not null check (silenced <@ array['orders', 'messages', 'shows', 'drops', 'sales', 'shop',
                                                      'earnings', 'talk', 'reactions', 'account']),
    zone text not null check (length(zone) between 1 and 64),
    quiet_from time,
    quiet_until time,
    check ((quiet_from is null) = (quiet_until is null)),
    check (quiet_from <> quiet_until)
);

-- One notice for one device. A notice that grows is pushed once; a row without a notice is a trial.
create table notifications.pushes (
    id uuid primary key,
    device_id uuid not null references notifications.push_devices (id) on delete cascade,
    notice_id uuid,
    group_key text check (length(group_key) <= 80),
    -- It came in quiet hours.
    is_held boolean not null,
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'expired', 'dropped')),
    attempt_count smallint not null default 0,
    last_error text check (length(last_error) <= 200),
    written_at timestamptz not null,
    next_attempt_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    check (notice_id is null or group_key is null),
    constraint pushes_notice_key unique (device_id, notice_id),
    constraint pushes_group_key unique (device_id, group_key)
);
create unique index pushes_trial_key on notifications.pushes (device_id)
    where state = 'waiting' and notice_id is null and group_key is null;
create index pushes_next_attempt_at_idx on notifications.pushes (next_attempt_at) where state = 'waiting';
create index pushes_written_at_idx on notifications.pushes (written_at);

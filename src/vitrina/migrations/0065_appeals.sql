-- Shows and messages can be reported as well, and who answers for a thing may appeal against a decision, once.
-- What can be reported is a table: another kind is another row.
create table moderation.kinds (kind text primary key check (length(kind) <= 30));
insert into moderation.kinds (kind)
values ('clip'), ('comment'), ('person'), ('shop'), ('product'), ('review'), ('live'), ('message');

alter table moderation.reports drop constraint reports_kind_check;
alter table moderation.reports add constraint reports_kind_fkey
    foreign key (kind) references moderation.kinds (kind) not valid;
alter table moderation.decisions drop constraint decisions_kind_check;
alter table moderation.decisions add constraint decisions_kind_fkey
    foreign key (kind) references moderation.kinds (kind) not valid;

create table moderation.appeals (
    id uuid primary key,
    decision_id uuid not null constraint appeals_decision_key unique references moderation.decisions (id),
    person_id uuid not null,
    words text not null check (length(words) <= 1000),
    appealed_at timestamptz not null,
    operator_id uuid,
    outcome text check (outcome in ('upheld', 'reversed')),
    answer text not null default '' check (length(answer) <= 500),
    decided_at timestamptz,
    check ((decided_at is null) = (outcome is null) and (decided_at is null) = (operator_id is null))
);
create index appeals_open_idx on moderation.appeals (appealed_at, id) where decided_at is null;
create index appeals_decided_idx on moderation.appeals (decided_at desc, id desc) where decided_at is not null;
create index appeals_person_idx on moderation.appeals (person_id);

-- A message that was taken down: its words stay for the case that it comes back, and neither side gets them.
alter table messaging.messages add column hidden_at timestamptz;

-- Which answers helped, one vote a person; and questions that were answered stand before those that were not.
alter table reviews.answers
    add column helpful_count integer not null default 0 check (helpful_count >= 0);
alter table reviews.questions
    -- Of those that are shown.
    add column answer_count integer not null default 0 check (answer_count >= 0);
update reviews.questions q
   set answer_count = a.count
  from (select question_id, count(*) as count from reviews.answers where hidden_for is null group by question_id) a
 where a.question_id = q.id;
create index questions_answered_idx on reviews.questions (product_id, (answer_count > 0) desc, asked_at desc, id desc)
    where hidden_for is null;
drop index reviews.questions_newest_idx;

create table reviews.votes (
    answer_id uuid not null references reviews.answers on delete cascade,
    person_id uuid not null,
    voted_at timestamptz not null,
    primary key (answer_id, person_id)
);
create index votes_person_idx on reviews.votes (person_id, voted_at desc);

create function reviews.count_vote() returns trigger language plpgsql as $$
begin
    update reviews.answers a
       set helpful_count = a.helpful_count + case when tg_op = 'INSERT' then 1 else -1 end
     where a.id = case when tg_op = 'INSERT' then new.answer_id else old.answer_id end;
    return null;
end $$;
create trigger votes_count after insert or delete on reviews.votes
    for each row execute function reviews.count_vote();

-- Added to and taken from, so that two who answer at once both count.
create function reviews.count_answer() returns trigger language plpgsql as $$
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
create trigger answers_count after insert or delete or update of hidden_for on reviews.answers
    for each row execute function reviews.count_answer();

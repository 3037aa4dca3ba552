-- What a shop answers to a review can be reported apart from the review; taken down it stays for the shop alone.
insert into moderation.kinds (kind) values ('review_answer');

alter table reviews.reviews add column answer_hidden_at timestamptz;
alter table reviews.reviews add constraint reviews_answer_hidden_check
    check (answer_hidden_at is null or answer is not null) not valid;

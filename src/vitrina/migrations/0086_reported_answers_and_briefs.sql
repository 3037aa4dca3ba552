-- What a shop answers to a review can be reported apart from the review, and what it offers to creators as well; what is
-- taken down stays for the shop alone.
insert into moderation.kinds (kind) values ('review_answer'), ('brief');

alter table reviews.reviews add column answer_hidden_at timestamptz;
alter table reviews.reviews add constraint reviews_answer_hidden_check
    check (answer_hidden_at is null or answer is not null) not valid;

alter table sponsorships.campaigns add column hidden_at timestamptz;

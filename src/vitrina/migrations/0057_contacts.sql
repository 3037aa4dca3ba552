-- Conversations with people without an account are deleted a year after their last word, the oldest first.
create index conversations_contacts_idx on messaging.conversations (last_at) where buyer_id is null;

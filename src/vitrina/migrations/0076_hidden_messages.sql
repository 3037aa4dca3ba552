-- Who has a conversation open is told which of its messages were taken down.
create index messages_hidden_idx on messaging.messages (conversation_id, seq) where hidden_at is not null;

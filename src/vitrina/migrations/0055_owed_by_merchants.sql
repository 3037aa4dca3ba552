-- What merchants owe is added up of what is open alone, however much was settled before.
create index conversions_open_idx on external.conversions (merchant_id, currency) include (receivable_minor)
 where receivable_minor <> 0;

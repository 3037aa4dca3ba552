-- Who took the numbers of accounts along: each download of a file for the bank.
create table payouts.downloads (
    id bigint generated always as identity primary key,
    file_id uuid not null references payouts.files,
    person_id uuid not null,
    at timestamptz not null
);
create index downloads_file_id_idx on payouts.downloads (file_id, id);
create index downloads_person_id_idx on payouts.downloads (person_id);

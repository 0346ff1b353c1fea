-- Keeps the key of the digests, unless there is one.
insert into digest_key (key) select %(key)s::bytea where not exists (select from digest_key)
on conflict do nothing

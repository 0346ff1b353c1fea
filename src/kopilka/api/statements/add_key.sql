-- Makes a key; of its secret only the hash is kept.
insert into api_key (program, shop, note, digest, recorded_at)
values (%(program)s, %(shop)s, %(note)s, %(digest)s, %(recorded_at)s)
returning id

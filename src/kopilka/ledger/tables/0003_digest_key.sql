-- The key of the digests lies beside them: with another key every repeat would look like other content.
create table digest_key (
    is_only boolean primary key default true check (is_only),
    key bytea not null check (octet_length(key) = 32)
);

comment on table digest_key is 'The key with which inputs are hashed, for telling a repeat from other content; one row.';
comment on column operation.part is 'The return''s id within its receipt; level-now for a change by which a level works at once.';

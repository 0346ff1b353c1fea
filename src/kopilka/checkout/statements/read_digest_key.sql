-- The key of the digests.
select key from digest_key

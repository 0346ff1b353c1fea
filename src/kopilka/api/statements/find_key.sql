-- The program and the shop of a key that has not been revoked.
select id, program, shop from api_key where digest = %(digest)s and revoked_at is null

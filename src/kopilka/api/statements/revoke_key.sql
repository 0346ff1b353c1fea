-- Revokes a key; answers nothing when there is none to revoke.
update api_key set revoked_at = %(revoked_at)s where id = %(id)s and revoked_at is null returning id

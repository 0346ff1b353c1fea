-- Every key with its program, oldest first.
select api_key.id, program.slug, api_key.shop, api_key.note, api_key.recorded_at, api_key.revoked_at
from api_key join program on program.id = api_key.program
order by api_key.id

-- What happened to a membership, the newest first; a page before a given version.
select id, version, kind, shop, number, part, body, answer, happened_at
from operation
where program = %(program)s and member = %(member)s and version < %(before)s
order by version desc
limit %(most)s

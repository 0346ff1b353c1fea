-- A receipt and everything that followed it, in the order in which it was written.
select kind, part, id, member, body, answer, happened_at, follow_up
from operation
where program = %(program)s and shop = %(shop)s and number = %(number)s
order by id

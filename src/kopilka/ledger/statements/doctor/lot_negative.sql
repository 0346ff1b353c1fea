-- Lots with less than nothing left, or more lapsed than left.
select format('lot %s of member %s in program %s: left %s, lapsed %s', id, member, program, "left", lapsed)
from lot where "left" < 0 or lapsed < 0 or lapsed > "left"
order by program, id

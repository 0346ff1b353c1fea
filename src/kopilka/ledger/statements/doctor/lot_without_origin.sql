-- Lots without the operation that made them, or without a member.
select format('lot %s of member %s in program %s: its origin is %s', id, member, program, origin)
from lot
where not exists (select from operation where operation.program = lot.program and operation.id = lot.origin)
    or not exists (select from membership where membership.program = lot.program and membership.id = lot.member)
order by program, id

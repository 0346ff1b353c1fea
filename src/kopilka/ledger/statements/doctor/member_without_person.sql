-- Memberships of a person, or in a program, that does not exist.
select format('member %s of program %s: person %s', membership.id, membership.program, person)
from membership
where (person is not null and not exists (select from person as known where known.id = membership.person))
    or not exists (select from program as known where known.id = membership.program)
order by membership.program, membership.id

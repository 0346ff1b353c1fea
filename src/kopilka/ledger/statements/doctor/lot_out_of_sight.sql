-- Lots in which something is left and has not lapsed, which their account does not name among its live ones.
select format('lot %s of member %s in program %s is not read by receipts', lot.id, lot.member, lot.program)
from lot join membership on membership.program = lot.program and membership.id = lot.member
where lot."left" > lot.lapsed and not lot.id = any (membership.live)
order by lot.program, lot.id

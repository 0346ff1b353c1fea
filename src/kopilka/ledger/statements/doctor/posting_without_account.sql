-- Postings on an account, or in a lot, that does not exist.
select distinct format('posting of operation %s of program %s: account %s, lot %s', operation, program, account, lot)
from posting
where account > 0 and (
    not exists (select from membership where membership.program = posting.program and membership.id = posting.account)
    or lot > 0 and not exists (
        select from lot as held
        where held.program = posting.program and held.member = posting.account and held.id = posting.lot)
)
order by 1

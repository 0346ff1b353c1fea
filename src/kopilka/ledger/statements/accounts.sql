-- Every account with its cached numbers and its lots, in the order of `account_postings`.
select membership.program, membership.id, membership.points, membership.debt, membership.spend,
    coalesce(membership.account[1], 0), owned.numbers
from membership
left join (
    select program, member, array_agg(array[id, "left" - lapsed]) as numbers from lot group by program, member
) as owned on owned.program = membership.program and owned.member = membership.id
order by membership.program, membership.id

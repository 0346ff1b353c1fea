-- A membership by card, by telephone or by id, with every lot in which something is left.
with found as (
    select coalesce(
        (select membership from card where program = %(program)s and number = %(card)s::text),
        (select held.id from person join membership as held on held.program = %(program)s and held.person = person.id
            where person.phone = %(phone)s::text),
        %(member)s::bigint
    ) as id
)
select
    membership.id, membership.version, membership.debt, membership.latest, membership.account, membership.profile,
    owned.numbers, owned.clauses
from found
join membership on membership.program = %(program)s and membership.id = found.id
left join lateral (
    select
        array_agg(array[lot.id, lot.origin, lot.amount, lot."left", lot.available_from, lot.lapses_at, lot.lapsed]) as numbers,
        array_agg(lot.clause) as clauses
    from lot
    where lot.program = membership.program and lot.member = membership.id and lot."left" > 0
) as owned on true

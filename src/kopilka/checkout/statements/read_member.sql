-- A membership by card, by telephone or by id, with every lot in which something is left; asked about a moment before
-- the latest, with what moved the accumulated spend.
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
    owned.numbers, owned.clauses, spent.history
from found
join membership on membership.program = %(program)s and membership.id = found.id
left join lateral (
    select
        array_agg(array[lot.id, lot.origin, lot.amount, lot."left", lot.available_from, lot.lapses_at, lot.lapsed]) as numbers,
        array_agg(lot.clause) as clauses
    from lot
    where lot.program = membership.program and lot.member = membership.id and lot."left" > 0
) as owned on true
left join lateral (
    select array_agg(array[moved.happened_at, moved.id, coalesce(posting.amount, 0), moved.what]) as history
    from (
        select
            done.program, done.id, done.member, done.happened_at,
            case done.kind when 'receipt' then 0 when 'change' then 2 else 1 end as what
        from operation as done
        where %(at)s::bigint < membership.latest and done.program = membership.program and done.member = membership.id
            and (done.kind in ('receipt', 'return', 'void')
                or done.kind = 'change' and done.part = 'level-now')
    ) as moved
    left join posting on posting.program = moved.program and posting.operation = moved.id
        and posting.account = moved.member and posting.unit = 2 and posting.kind in (8, 9)
) as spent on true

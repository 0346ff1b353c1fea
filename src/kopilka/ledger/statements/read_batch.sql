-- For each message of a batch: what was answered to it before, the sale that it is about, the card, and the state of
-- the membership with the lots that may be needed. `limit 1` in the lateral parts keeps the plan of an empty table
-- from scanning a whole index for ever.
select
    asked.place,
    coalesce(same_key.id, same_fiscal.id), coalesce(same_key.kind, same_fiscal.kind),
    coalesce(same_key.shop, same_fiscal.shop), coalesce(same_key.number, same_fiscal.number),
    coalesce(same_key.digest, same_fiscal.digest), coalesce(same_key.answer, same_fiscal.answer),
    sale.id, sale.body, sale.answer, sale.followed, sale.follow_up,
    card.state,
    membership.id, membership.version, membership.debt, membership.latest, membership.account, membership.profile,
    owned.numbers, owned.clauses, spent.history
from unnest(%(program)s, %(kind)s, %(shop)s, %(number)s, %(part)s, %(fiscal)s, %(card)s, %(phone)s, %(member)s,
        %(happened_at)s)
    with ordinality as asked (program, kind, shop, number, part, fiscal, card, phone, member, happened_at, place)
left join lateral (
    select id, kind, shop, number, digest, answer from operation
    where operation.program = asked.program and operation.shop = asked.shop and operation.number = asked.number
        and operation.kind = asked.kind and operation.part = asked.part
    limit 1
) as same_key on true
left join lateral (
    select id, kind, shop, number, digest, answer from operation
    where asked.fiscal is not null and same_key.id is null
        and operation.program = asked.program and operation.fiscal = asked.fiscal
    limit 1
) as same_fiscal on true
left join lateral (
    select
        id, member, body, answer, followed, follow_up,
        lots || array(
            select unnest(back.lots) from operation as back
            where operation.followed > 0 and back.program = asked.program and back.shop = asked.shop
                and back.number = asked.number and back.kind = 'return'
        ) as lots
    from operation
    where asked.kind in ('return', 'void')
        and operation.program = asked.program and operation.shop = asked.shop and operation.number = asked.number
        and operation.kind = 'receipt' and operation.part = ''
    limit 1
) as sale on true
left join lateral (
    select card.state, card.membership from card
    where asked.card is not null and card.program = asked.program and card.number = asked.card
    limit 1
) as card on true
left join lateral (
    select held.id from person join membership as held on held.program = asked.program and held.person = person.id
    where asked.phone is not null and person.phone = asked.phone
    limit 1
) as caller on true
left join lateral (
    select * from membership as found
    where found.program = asked.program
        and found.id = coalesce(card.membership, caller.id, sale.member, nullif(asked.member, 0))
    limit 1
) as membership on true
left join lateral (
    select
        array_agg(array[lot.id, lot.origin, lot.amount, lot."left", lot.available_from, lot.lapses_at, lot.lapsed]) as numbers,
        array_agg(lot.clause) as clauses
    from lot
    where lot.program = asked.program and lot.member = membership.id
        and lot.id = any (
            coalesce(sale.lots, '{}') || case
                when asked.happened_at > membership.latest - %(late)s then membership.live
                else array(
                    select every.id from lot as every
                    where every.program = asked.program and every.member = membership.id and every."left" > 0
                )
            end
        )
) as owned on true
left join lateral (
    -- Only for a late message: what moved the accumulated spend, so that the level of its own time can be folded.
    select array_agg(array[moved.happened_at, moved.id, coalesce(posting.amount, 0), moved.what]) as history
    from (
        select
            done.program, done.id, done.member, done.happened_at,
            case done.kind when 'receipt' then 0 when 'change' then 2 else 1 end as what
        from operation as done
        where asked.happened_at < membership.latest and done.program = asked.program and done.member = membership.id
            and (done.kind in ('receipt', 'return', 'void')
                or done.kind = 'change' and done.part = 'level-now')
    ) as moved
    left join posting on posting.program = moved.program and posting.operation = moved.id
        and posting.account = moved.member and posting.unit = 2 and posting.kind in (8, 9)
) as spent on true

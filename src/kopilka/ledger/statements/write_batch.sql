-- Writes a settled batch: for each account only if its version is still the one that was read, for each returned sale
-- only if nothing followed it meanwhile. Answers which operations were written; the others are settled again. A key
-- that somebody else has written in between refuses the whole batch, which is then written one by one: that is rare,
-- and looking out for it in every batch is not. Accounts come in the order of their keys and are found one by one, so
-- that two processes never wait for each other.
-- `(… in (select …)) is true` is a hashed look-up whatever the planner thinks of a table that was empty a minute ago.
with asked as materialized (
    select * from unnest(
        %(program)s, %(id)s, %(kind)s, %(shop)s, %(number)s, %(part)s, %(fiscal)s, %(member)s, %(version)s,
        %(digest)s, %(body)s, %(answer)s, %(lots)s, %(happened_at)s,
        %(points)s, %(debt)s, %(spend)s, %(latest)s, %(account)s, %(live)s, %(profile)s,
        %(sale)s, %(followed)s, %(follow_up)s
    ) as input (
        program, id, kind, shop, number, part, fiscal, member, version,
        digest, body, answer, lots, happened_at,
        points, debt, spend, latest, account, live, profile,
        sale, followed, follow_up
    )
),
held_sale as materialized (
    select asked.id from operation
    join asked on asked.sale > 0 and operation.program = asked.program and operation.shop = asked.shop
        and operation.number = asked.number and operation.kind = 'receipt' and operation.part = ''
        and operation.id = asked.sale and operation.followed = asked.followed
    order by operation.program, operation.id
    for update of operation
),
counted as (
    update membership set
        version = asked.version + 1, points = asked.points, debt = asked.debt, spend = asked.spend,
        latest = asked.latest, account = asked.account::bigint[], live = asked.live::bigint[],
        profile = asked.profile::json
    from asked
    where asked.member > 0 and membership.program = asked.program and membership.id = asked.member
        and membership.version = asked.version
        and (asked.sale = 0 or (asked.id in (select held_sale.id from held_sale)) is true)
    returning asked.id
),
written as (
    insert into operation (
        program, id, kind, shop, number, part, fiscal, member, version, digest, body, answer, lots,
        happened_at, recorded_at)
    select
        program, id, kind, shop, number, part, fiscal, nullif(member, 0), case when member > 0 then version + 1 end,
        digest, body, answer, lots::bigint[], happened_at, %(recorded_at)s
    from asked
    where (member = 0 or (id in (select counted.id from counted)) is true)
        and (sale = 0 or (id in (select held_sale.id from held_sale)) is true)
    returning id
),
followed as (
    update operation set followed = asked.followed + 1, follow_up = asked.follow_up
    from asked
    where (asked.id in (select id from written)) is true
        and asked.sale > 0 and operation.program = asked.program and operation.shop = asked.shop
        and operation.number = asked.number and operation.kind = 'receipt' and operation.part = ''
        and operation.id = asked.sale
),
made as (
    insert into lot (origin, program, member, id, clause, amount, "left", lapsed, available_from, lapses_at)
    select * from unnest(
        %(made_operation)s, %(made_program)s, %(made_member)s, %(made_id)s, %(made_clause)s, %(made_amount)s,
        %(made_left)s, %(made_lapsed)s, %(made_available_from)s, %(made_lapses_at)s
    ) as fresh (operation, program, member, id, clause, amount, "left", lapsed, available_from, lapses_at)
    where (fresh.operation in (select id from written)) is true
),
taken as (
    update lot set "left" = spent."left", lapsed = spent.lapsed
    from unnest(
        %(taken_operation)s, %(taken_program)s, %(taken_member)s, %(taken_id)s, %(taken_left)s, %(taken_lapsed)s
    ) as spent (operation, program, member, id, "left", lapsed)
    where (spent.operation in (select id from written)) is true
        and lot.program = spent.program and lot.member = spent.member and lot.id = spent.id
),
posted as (
    insert into posting (operation, program, leg, unit, kind, account, lot, amount, happened_at, recorded_at)
    select leg.*, %(recorded_at)s
    from unnest(
        %(leg_operation)s, %(leg_program)s, %(leg_leg)s, %(leg_unit)s, %(leg_kind)s, %(leg_account)s, %(leg_lot)s,
        %(leg_amount)s, %(leg_happened_at)s
    ) as leg (operation, program, leg, unit, kind, account, lot, amount, happened_at)
    where (leg.operation in (select id from written)) is true
)
select id from written

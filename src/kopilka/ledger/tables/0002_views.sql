-- The ledger for readers: one id in each row, names instead of numbers, moments as timestamps.

create view program_view as
select id, slug from program;

create view membership_view as
select
    membership.id, membership.program as program_id, membership.person as person_id, membership.version,
    membership.points, membership.debt, membership.spend,
    membership.profile ->> 'region' as region,
    to_timestamp(membership.recorded_at) as recorded_at
from membership;

create view lot_view as
select
    lot.id, lot.program as program_id, lot.member as membership_id, lot.origin as operation_id, lot.clause,
    lot.amount, lot."left", lot.lapsed, to_timestamp(lot.available_from) as available_from,
    -- The largest moment is « never ».
    case when lot.lapses_at < 4102444800 then to_timestamp(lot.lapses_at) end as lapses_at
from lot;

create view operation_view as
select
    operation.id, operation.program as program_id, operation.kind, operation.shop, operation.number, operation.part,
    operation.member as membership_id, operation.followed,
    to_timestamp(operation.happened_at) as happened_at, to_timestamp(operation.recorded_at) as recorded_at
from operation;

create view posting_view as
select
    -- The legs of an operation are few; a number of both is unique.
    posting.operation::numeric * 32768 + posting.leg as id,
    posting.program as program_id, posting.operation as operation_id, posting_kind.name as kind,
    case posting.unit when 1 then 'points' else 'spend' end as unit,
    nullif(posting.account, 0) as membership_id, nullif(posting.lot, 0) as lot_id, posting.amount,
    to_timestamp(posting.happened_at) as happened_at, to_timestamp(posting.recorded_at) as recorded_at
from posting join posting_kind on posting_kind.id = posting.kind;

-- What each of some operations moved on a membership's points: one row for each kind, lapses with the lot's own moment.
select posting.operation, posting_kind.name, sum(posting.amount)::bigint, max(lot.lapses_at)
from posting
join posting_kind on posting_kind.id = posting.kind
left join lot on lot.program = posting.program and lot.member = posting.account and lot.id = posting.lot
where posting.program = %(program)s and posting.operation = any(%(operations)s) and posting.account = %(member)s
    and posting.unit = 1
group by posting.operation, posting_kind.name, case when posting_kind.name in ('lapsed', 'unlapsed') then lot.lapses_at end
order by posting.operation, max(lot.lapses_at)

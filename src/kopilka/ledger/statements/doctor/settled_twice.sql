-- Receipts, returns, voids and grants that stand here more than once; found without the index that forbids it.
select format('%s %s/%s%s of program %s stands here %s times', kind, shop, number,
    case when part = '' then '' else ' ' || part end, program, count(*))
from operation group by program, shop, number, kind, part having count(*) > 1
order by 1

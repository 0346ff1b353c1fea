-- Fiscal signs that two receipts carry.
select format('fiscal sign %s of program %s is on %s receipts', fiscal, program, count(*))
from operation where fiscal is not null group by program, fiscal having count(*) > 1
order by 1

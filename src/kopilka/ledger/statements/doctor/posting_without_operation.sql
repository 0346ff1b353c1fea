-- Postings of an operation that does not exist.
select distinct format('posting of operation %s of program %s: there is no such operation', operation, program)
from posting
where not exists (select from operation where operation.program = posting.program and operation.id = posting.operation)
order by 1

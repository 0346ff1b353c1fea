-- Operations whose legs do not sum to zero in some unit.
select format('operation %s of program %s: the sum in unit %s is %s', operation, program, unit, sum(amount))
from posting group by program, operation, unit having sum(amount) <> 0
order by program, operation

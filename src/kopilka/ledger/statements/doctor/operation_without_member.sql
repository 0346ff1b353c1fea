-- Operations of a member who does not exist, or with a version that the account has not reached.
select format('operation %s of program %s: member %s, version %s', operation.id, operation.program, member,
    operation.version)
from operation left join membership
    on membership.program = operation.program and membership.id = operation.member
where operation.member is not null and (membership.id is null or membership.version < operation.version)
order by operation.program, operation.id

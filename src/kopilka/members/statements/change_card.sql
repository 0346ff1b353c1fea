-- Changes the state of a card and raises the version of its account, so that no receipt is settled on the old state.
with changed as (
    update card set state = %(state)s
    where program = %(program)s and number = %(number)s and state <> 'closed'
    returning program, membership
)
update membership set version = version + 1
from changed
where membership.program = changed.program and membership.id = changed.membership
returning membership.id

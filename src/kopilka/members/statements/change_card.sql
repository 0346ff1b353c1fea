-- Changes the state of a card and raises the version of its account, so that no receipt is settled on the old state.
-- Answers the membership, null for a card that is closed; no row when there is no such card.
with changed as (
    update card set state = %(state)s
    where program = %(program)s and number = %(number)s and state <> 'closed'
    returning program, membership
), raised as (
    update membership set version = version + 1
    from changed
    where membership.program = changed.program and membership.id = changed.membership
    returning membership.id
)
select (select id from raised)
from card
where program = %(program)s and number = %(number)s

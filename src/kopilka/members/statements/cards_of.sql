-- The cards of a membership, oldest first.
select number, state from card where program = %(program)s and membership = %(membership)s order by id

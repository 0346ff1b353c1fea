-- Cards of a member who does not exist.
select format('card %s of program %s: there is no member %s', card.id, card.program, card.membership)
from card
where not exists (select from membership where membership.program = card.program and membership.id = card.membership)
order by card.program, card.id

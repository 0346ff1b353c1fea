-- Gives a card to a membership; answers nothing when the number is taken.
insert into card (program, number, membership, state, recorded_at)
values (%(program)s, %(number)s, %(membership)s, 'active', %(recorded_at)s)
on conflict do nothing
returning id

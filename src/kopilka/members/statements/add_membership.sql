-- Makes a membership; answers nothing when the person has one in this program.
insert into membership (program, id, person, account, recorded_at)
values (%(program)s, %(id)s, %(person)s, %(account)s, %(recorded_at)s)
on conflict do nothing
returning id

-- Finds or makes the person of a telephone; a birth date that was not known is filled in.
insert into person (phone, birth_date, recorded_at) values (%(phone)s, %(birth_date)s, %(recorded_at)s)
on conflict (phone) do update set birth_date = coalesce(person.birth_date, excluded.birth_date)
returning id

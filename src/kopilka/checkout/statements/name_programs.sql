-- Gives every program its number, once and for ever.
with named as (
    insert into program (slug)
    select slug from unnest(%(slugs)s::text[]) as known (slug)
    where not exists (select from program where program.slug = known.slug)
    on conflict do nothing
    returning id, slug
)
select id, slug from named
union
select id, slug from program

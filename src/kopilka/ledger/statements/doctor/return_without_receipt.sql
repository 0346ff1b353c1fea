-- Receipts whose count of returns and voids is not how many there are, and returns of nothing.
select format('receipt %s/%s of program %s: %s followed it, %s are counted', followers.shop, followers.number,
    followers.program, followers.count, coalesce(sale.followed, -1))
from (
    select program, shop, number, count(*) filter (where kind in ('return', 'void')) as count
    from operation where kind in ('receipt', 'return', 'void')
    group by program, shop, number
) as followers
left join operation as sale
    on sale.program = followers.program and sale.shop = followers.shop and sale.number = followers.number
        and sale.kind = 'receipt'
where sale.id is null or sale.followed <> followers.count
order by 1

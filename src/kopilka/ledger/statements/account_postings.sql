-- Every posting on a member's account, by account.
select program, account, unit, lot, amount from posting where account > 0 order by program, account

-- Takes the next block of numbers; the sequence counts by its length.
select nextval('ledger_number')

drop table posting, posting_kind, operation, lot, membership, program;
drop sequence ledger_number;
drop function refuse_change, refuse_stale, refuse_imbalance;

drop view posting_view, operation_view, lot_view, membership_view, program_view;

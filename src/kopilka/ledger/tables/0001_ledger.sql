-- The ledger: memberships with their account, lots, operations and postings.
--
-- Every key begins with the program, so that no statement of the till crosses programs. The hot tables carry no
-- foreign keys (`kopilka doctor` checks instead); everything else that must hold is held here. Amounts are
-- hundredths, moments are seconds since 1970.

create table program (
    id integer primary key generated always as identity,
    slug text collate "C" not null unique
);

create sequence ledger_number as bigint increment by 10000;

create table membership (
    program integer not null,
    id bigint not null check (id > 0),
    person bigint,
    version bigint not null default 0 check (version >= 0),
    points bigint not null default 0,
    debt bigint not null default 0 check (debt >= 0),
    spend bigint not null default 0,
    latest bigint not null default 0,
    account bigint[] not null default '{}',
    live bigint[] not null default '{}',
    profile json not null default '{}',
    recorded_at bigint not null,
    primary key (program, id)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

comment on table membership is 'One person or card in one program, and its account.';
comment on column membership.version is 'Raised by every writer of the account; a write counts only while it is the one that was read.';
comment on column membership.points is 'The cached balance: the sum of the postings, which is what is left in lots and not lapsed, less the debt.';
comment on column membership.spend is 'The cached accumulated spend in kopecks: the sum of the postings in that unit.';
comment on column membership.account is 'The engine''s counters; the first is the accumulated spend.';
comment on column membership.live is 'The lots that a receipt may need.';
comment on column membership.profile is 'What else the engine knows: region, birth date, segments, modes, levels.';

create unique index membership_person on membership (program, person) where person is not null;

create table lot (
    program integer not null,
    member bigint not null,
    id bigint not null check (id > 0),
    origin bigint not null,
    clause text collate "C" not null,
    amount bigint not null check (amount >= 0),
    "left" bigint not null check ("left" >= 0),
    lapsed bigint not null default 0 check (lapsed >= 0 and lapsed <= "left"),
    available_from bigint not null,
    lapses_at bigint not null,
    primary key (program, member, id)
) with (fillfactor = 80);

comment on table lot is 'Points of one origin that are spent, wait and lapse together.';
comment on column lot.lapsed is 'How much of what is left was written down as lapsed.';

create table operation (
    program integer not null,
    id bigint not null,
    kind text collate "C" not null check (kind in ('receipt', 'return', 'void', 'grant', 'change', 'lapse')),
    shop text collate "C" not null,
    number text collate "C" not null,
    part text collate "C" not null default '',
    fiscal text collate "C",
    member bigint,
    version bigint,
    digest bytea not null,
    body bytea not null,
    answer bytea not null,
    lots bigint[] not null default '{}',
    followed integer not null default 0,
    follow_up bytea,
    happened_at bigint not null,
    recorded_at bigint not null,
    primary key (program, id),
    check ((member is null) = (version is null))
) with (fillfactor = 95, toast_tuple_target = 8160);

comment on table operation is 'Everything that was written, once: its key makes a repeat harmless.';
comment on column operation.part is 'The return''s id within its receipt.';
comment on column operation.version is 'The account''s version that the operation made: nobody else can have made it.';
comment on column operation.digest is 'Keyed hash of the input, for telling a repeat from other content.';
comment on column operation.body is 'The canonical input; it names the member by id only.';
comment on column operation.answer is 'What was answered, with every reason.';
comment on column operation.lots is 'The lots that it made or took from.';
comment on column operation.followed is 'How many returns and voids a receipt has had.';
comment on column operation.follow_up is 'What the returns have left of a receipt.';

-- A receipt, its returns and its void stand together; a number is unique in its shop for ever.
create unique index operation_key on operation (program, shop, number, kind, part);
create unique index operation_fiscal on operation (program, fiscal) where fiscal is not null;
create unique index operation_version on operation (program, member, version) where member is not null;

create table posting (
    program integer not null,
    operation bigint not null,
    leg smallint not null,
    unit smallint not null check (unit in (1, 2)),
    kind smallint not null,
    account bigint not null,
    lot bigint not null,
    amount bigint not null check (amount <> 0),
    happened_at bigint not null,
    recorded_at bigint not null,
    primary key (program, operation, leg)
);

comment on table posting is 'One leg of an operation; never changed, never removed.';
comment on column posting.unit is '1 hundredths of a point, 2 kopecks of accumulated spend.';
comment on column posting.account is 'The membership, or 0 for the program''s own side, of which the kind names the account.';
comment on column posting.lot is 'The lot, 0 for a debt, for accumulated spend and on the program''s own side.';
comment on column posting.leg is 'Its place within the operation.';

create table posting_kind (
    id smallint primary key,
    name text collate "C" not null unique
);

insert into posting_kind (id, name) values
    (1, 'earned'), (2, 'spent'), (3, 'refilled'), (4, 'taken-back'), (5, 'granted'), (6, 'lapsed'), (7, 'unlapsed'),
    (8, 'purchase'), (9, 'return'), (10, 'fall');

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only: % of % is refused', lower(tg_op), tg_table_name
        using errcode = 'restrict_violation', hint = 'Write a compensating operation instead.';
end
$$;

create trigger posting_stays before update or delete on posting for each row execute function refuse_change();
create trigger posting_is_not_emptied before truncate on posting for each statement execute function refuse_change();
create trigger operation_is_not_removed before delete on operation for each row execute function refuse_change();
create trigger operation_is_not_emptied before truncate on operation for each statement execute function refuse_change();
create trigger operation_stays before update on operation for each row
    when ((old.program, old.id, old.kind, old.shop, old.number, old.part, old.member, old.version, old.digest, old.body,
           old.answer, old.happened_at, old.recorded_at)
          is distinct from
          (new.program, new.id, new.kind, new.shop, new.number, new.part, new.member, new.version, new.digest, new.body,
           new.answer, new.happened_at, new.recorded_at)
          or new.followed <= old.followed)
    execute function refuse_change();

create function refuse_stale() returns trigger language plpgsql as $$
begin
    raise exception 'membership % of program %: a writer must raise the version above %', old.id, old.program, old.version
        using errcode = 'restrict_violation';
end
$$;

create trigger membership_version before update on membership for each row
    when (new.version <= old.version or new.id <> old.id or new.program <> old.program) execute function refuse_stale();

create trigger lot_stays before update on lot for each row
    when (new.amount <> old.amount or new.available_from <> old.available_from or new.origin <> old.origin
          or new.id <> old.id or new.member <> old.member)
    execute function refuse_change();

create function refuse_imbalance() returns trigger language plpgsql as $$
declare
    wrong record;
begin
    select program, operation, unit, sum(amount) as amount into wrong
    from added group by program, operation, unit having sum(amount) <> 0 limit 1;
    if found then
        raise exception 'operation % of program % does not balance: % in unit %',
            wrong.operation, wrong.program, wrong.amount, wrong.unit using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create trigger posting_balances after insert on posting referencing new table as added
    for each statement execute function refuse_imbalance();

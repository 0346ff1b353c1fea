"""Reading and writing a batch: one statement each, whatever its size (design §2).

Nothing is decided here. What is asked goes in as columns, what is known comes back in the same order; what was settled
goes in as columns, and back comes which operations were written.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from kopilka.engine.state import MemberState, Movement
from kopilka.ledger.columns import Blobs, Numbers, Texts
from kopilka.ledger.connections import Connection
from kopilka.ledger.memberships import LATE_SECONDS, as_list, live_lots, points_of, read_state, write_profile
from kopilka.ledger.queries import statement

UNITS = {"points": 1, "spend": 2}
KINDS = {
    "earned": 1,
    "spent": 2,
    "refilled": 3,
    "taken-back": 4,
    "granted": 5,
    "lapsed": 6,
    "unlapsed": 7,
    "purchase": 8,
    "return": 9,
    "fall": 10,
}
PROGRAM_SIDE = 0


class OperationKey(msgspec.Struct, frozen=True):
    """What an operation is known by, once and for ever within its program."""

    kind: str
    """``receipt``, ``return``, ``void``, ``grant``, ``change``; ``quote`` for what is never written."""
    shop: str
    number: str
    part: str = ""


class Question(msgspec.Struct, kw_only=True):
    """What has to be known before a message can be settled. At most one of card, phone and member is given."""

    program: int
    key: OperationKey
    fiscal: str | None = None
    card: str | None = None
    phone: str | None = None
    member: int = 0
    happened_at: int


class KnownOperation(msgspec.Struct, frozen=True):
    """An operation that was written before under the same key or the same fiscal sign."""

    id: int
    key: OperationKey
    digest: bytes
    answer: bytes


class Sale(msgspec.Struct, frozen=True):
    """The receipt that a return or a void is about."""

    id: int
    body: bytes
    answer: bytes
    followed: int
    follow_up: bytes | None


class Knowledge(msgspec.Struct, frozen=True):
    """The answer to a question."""

    known: KnownOperation | None
    sale: Sale | None
    card_state: str | None
    state: MemberState | None


class Entry(msgspec.Struct, kw_only=True):
    """A settled message, ready to be written: what it says, and what it did to the member's state."""

    program: int
    id: int
    key: OperationKey
    fiscal: str | None
    digest: bytes
    body: bytes
    answer: bytes
    happened_at: int
    state: MemberState | None
    """As the message left it; ``version`` is still the one that was read."""
    lots_before: dict[int, tuple[int, int]]
    """Left and lapsed of each lot as they were read."""
    movements: Sequence[Movement]
    sale: Sale | None = None
    follow_up: bytes | None = None


async def read_batch(connection: Connection, questions: Sequence[Question]) -> list[Knowledge]:
    """Return what is known for each question, in their order."""
    columns = zip(
        *(
            (
                q.program,
                q.key.kind,
                q.key.shop,
                q.key.number,
                q.key.part,
                q.fiscal,
                q.card,
                q.phone,
                q.member,
                q.happened_at,
            )
            for q in questions
        ),
        strict=True,
    )
    parameters = _filled(READ_COLUMNS, columns)
    parameters["late"] = LATE_SECONDS
    cursor = connection.cursor(binary=True)
    await cursor.execute(statement("read_batch"), parameters, prepare=True)
    rows = await cursor.fetchall()
    answers: list[Knowledge | None] = [None] * len(questions)
    for row in rows:
        answers[row[0] - 1] = _knowledge(row)
    return [answer for answer in answers if answer is not None]


def _knowledge(row: tuple[Any, ...]) -> Knowledge:
    known = KnownOperation(row[1], OperationKey(*row[2:5]), row[5], row[6]) if row[1] is not None else None
    sale = Sale(*row[7:12]) if row[7] is not None else None
    state = read_state(*row[13:]) if row[13] is not None else None
    return Knowledge(known, sale, row[12], state)


async def write_batch(connection: Connection, entries: Sequence[Entry], recorded_at: int) -> set[int]:
    """Write the entries whose account, sale and key are as they were read; return the ids of those written."""
    ordered = sorted(entries, key=_locking_order)
    made: list[tuple[Any, ...]] = []
    taken: list[tuple[Any, ...]] = []
    legs: list[tuple[Any, ...]] = []
    operations = [_operation(entry, made, taken) for entry in ordered]
    for entry in ordered:
        _add_legs(entry, legs)
    parameters = _filled(OPERATION_COLUMNS, zip(*operations, strict=True))
    parameters |= _filled(MADE_COLUMNS, zip(*made, strict=True))
    parameters |= _filled(TAKEN_COLUMNS, zip(*taken, strict=True))
    parameters |= _filled(LEG_COLUMNS, zip(*legs, strict=True))
    parameters["recorded_at"] = recorded_at
    cursor = connection.cursor(binary=True)
    await cursor.execute(statement("write_batch"), parameters, prepare=True)
    return {row[0] for row in await cursor.fetchall()}


def _locking_order(entry: Entry) -> tuple[int, int, str, str]:
    member = entry.state.id if entry.state is not None else 0
    return entry.program, member, entry.key.shop, entry.key.number


def _operation(entry: Entry, made: list[tuple[Any, ...]], taken: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Return the entry's row, and put the lots that it made and changed beside it."""
    key, state, sale = entry.key, entry.state, entry.sale
    head = (entry.program, entry.id, key.kind, key.shop, key.number, key.part, entry.fiscal)
    content = (entry.digest, entry.body, entry.answer)
    tail = (sale.id, sale.followed, entry.follow_up) if sale is not None else (0, 0, None)
    if state is None:
        return (*head, 0, 0, *content, "{}", entry.happened_at, 0, 0, 0, 0, "{}", "{}", "{}", *tail)
    touched = _lots(entry, state, made, taken)
    return (
        *head,
        state.id,
        state.version,
        *content,
        as_list(touched),
        entry.happened_at,
        points_of(state),
        state.debt,
        state.account[0],
        state.latest,
        as_list(state.account),
        as_list(live_lots(state)),
        write_profile(state),
        *tail,
    )


def _lots(
    entry: Entry, state: MemberState, made: list[tuple[Any, ...]], taken: list[tuple[Any, ...]]
) -> list[int]:
    touched = []
    for lot in state.lots:
        before = entry.lots_before.get(lot.id)
        if before is None:
            row = (lot.clause, lot.amount, lot.left, lot.lapsed, lot.available_from, lot.lapses_at)
            made.append((entry.id, entry.program, state.id, lot.id, *row))
        elif before != (lot.left, lot.lapsed):
            taken.append((entry.id, entry.program, state.id, lot.id, lot.left, lot.lapsed))
        else:
            continue
        touched.append(lot.id)
    return touched


def _add_legs(entry: Entry, legs: list[tuple[Any, ...]]) -> None:
    """Add a leg on the member's account for each movement, and one on the program's side for each unit and kind."""
    if entry.state is None:
        return
    account, at = entry.state.id, entry.happened_at
    against: dict[tuple[int, int], int] = {}
    leg = 0
    for movement in entry.movements:
        unit, kind = UNITS[movement.unit], KINDS[movement.kind]
        leg += 1
        legs.append((entry.id, entry.program, leg, unit, kind, account, movement.lot, movement.amount, at))
        against[unit, kind] = against.get((unit, kind), 0) - movement.amount
    for (unit, kind), amount in against.items():
        if amount:
            leg += 1
            legs.append((entry.id, entry.program, leg, unit, kind, PROGRAM_SIDE, 0, amount, at))


Pack = Callable[[Any], object]
READ_COLUMNS: dict[str, Pack] = {
    "program": Numbers,
    "kind": Texts,
    "shop": Texts,
    "number": Texts,
    "part": Texts,
    "fiscal": Texts,
    "card": Texts,
    "phone": Texts,
    "member": Numbers,
    "happened_at": Numbers,
}
OPERATION_COLUMNS: dict[str, Pack] = {
    "program": Numbers,
    "id": Numbers,
    "kind": Texts,
    "shop": Texts,
    "number": Texts,
    "part": Texts,
    "fiscal": Texts,
    "member": Numbers,
    "version": Numbers,
    "digest": Blobs,
    "body": Blobs,
    "answer": Blobs,
    "lots": Texts,
    "happened_at": Numbers,
    "points": Numbers,
    "debt": Numbers,
    "spend": Numbers,
    "latest": Numbers,
    "account": Texts,
    "live": Texts,
    "profile": Texts,
    "sale": Numbers,
    "followed": Numbers,
    "follow_up": Blobs,
}
MADE_COLUMNS: dict[str, Pack] = {
    "made_operation": Numbers,
    "made_program": Numbers,
    "made_member": Numbers,
    "made_id": Numbers,
    "made_clause": Texts,
    "made_amount": Numbers,
    "made_left": Numbers,
    "made_lapsed": Numbers,
    "made_available_from": Numbers,
    "made_lapses_at": Numbers,
}
TAKEN_COLUMNS: dict[str, Pack] = {
    "taken_operation": Numbers,
    "taken_program": Numbers,
    "taken_member": Numbers,
    "taken_id": Numbers,
    "taken_left": Numbers,
    "taken_lapsed": Numbers,
}
LEG_COLUMNS: dict[str, Pack] = {
    "leg_operation": Numbers,
    "leg_program": Numbers,
    "leg_leg": Numbers,
    "leg_unit": Numbers,
    "leg_kind": Numbers,
    "leg_account": Numbers,
    "leg_lot": Numbers,
    "leg_amount": Numbers,
    "leg_happened_at": Numbers,
}


def _filled(packs: dict[str, Pack], columns: Iterable[Sequence[Any]]) -> dict[str, object]:
    """Return parameters by name, empty columns when there is no row."""
    filled = dict(zip(packs, columns, strict=False))
    return {name: pack(filled.get(name, ())) for name, pack in packs.items()}

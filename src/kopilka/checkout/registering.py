"""Registering a member: person, membership, card and welcome points in one transaction (M1, C3, P10)."""

from collections.abc import Callable
from datetime import date

import msgspec

from kopilka.checkout.kept import change_body, digest_of
from kopilka.checkout.orders import Changed, Tenant, change_key, encode
from kopilka.engine.core.shapes import ACCOUNT
from kopilka.engine.membership import read_birth_date, register
from kopilka.engine.messages import Registration, read_at
from kopilka.engine.state import MemberState
from kopilka.ledger.batch import Entry, write_batch
from kopilka.ledger.connections import Connection
from kopilka.ledger.numbering import Numbering
from kopilka.ledger.queries import statement
from kopilka.members.cards import issue_card
from kopilka.members.numbers import read_card_number, read_phone
from kopilka.problems import Problem

PACKAGE = "kopilka.members"
NUMBERS = 8


class NewMember(msgspec.Struct, frozen=True):
    """A member who has just been registered."""

    id: int
    card: str


async def register_member(
    connection: Connection,
    numbering: Numbering,
    tenant: Tenant,
    message: Registration,
    recorded_at: int,
) -> NewMember:
    """Make a member with a card, the one named or a new one. Raises Problem, and then nothing has changed."""
    who = message.member
    card = read_card_number(who.card, "card") if who.card is not None else None
    phone = read_phone(who.phone, "phone") if who.phone is not None else None
    born = read_birth_date(message.birth_date)
    await numbering.reserve(connection, NUMBERS)
    async with connection.transaction():
        person = await _person(connection, phone, born, recorded_at) if phone is not None else None
        state = await _membership(connection, tenant, person, numbering.take(), recorded_at)
        number = await issue_card(connection, tenant.id, state.id, card, recorded_at)
        entry = registration_entry(tenant, message, state, numbering.take)
        if await write_batch(connection, [entry], recorded_at) != {entry.id}:
            raise RuntimeError("a new membership was changed by somebody else")
    return NewMember(state.id, number)


def registration_entry(
    tenant: Tenant, message: Registration, state: MemberState, next_number: Callable[[], int]
) -> Entry:
    """Let the engine register the member, and return what to write."""
    operation = next_number()
    movements = register(tenant.program, state, message, operation, next_number)
    at = read_at(message.at)
    body = change_body(message, at)
    key = change_key(message, str(operation))
    return Entry(
        program=tenant.id,
        id=operation,
        key=key,
        fiscal=None,
        digest=digest_of(tenant.digest_key, ("change", key.number, body)),
        body=body,
        answer=encode(Changed()),
        happened_at=at,
        state=state,
        lots_before={},
        movements=movements,
    )


async def _person(connection: Connection, phone: str, born: date | None, recorded_at: int) -> int:
    cursor = await connection.execute(
        statement("find_person", PACKAGE), {"phone": phone, "birth_date": born, "recorded_at": recorded_at}
    )
    row = await cursor.fetchone()
    if row is None:
        raise RuntimeError("a person was neither found nor made")
    return int(row[0])


async def _membership(
    connection: Connection, tenant: Tenant, person: int | None, number: int, recorded_at: int
) -> MemberState:
    parameters = {
        "program": tenant.id,
        "id": number,
        "person": person,
        "account": [0] * ACCOUNT,
        "recorded_at": recorded_at,
    }
    cursor = await connection.execute(statement("add_membership", PACKAGE), parameters)
    if await cursor.fetchone() is None:
        raise Problem("member_exists", "phone")
    return MemberState(id=number)

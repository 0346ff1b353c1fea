"""Questions about what is written: a receipt with what followed it, a member, a member's history."""

from typing import Any

import msgspec

from kopilka.checkout.kept import KeptReceipt, read_kept_receipt
from kopilka.checkout.orders import read_give_back, read_settlement
from kopilka.engine.messages import Who, check_name
from kopilka.engine.returns import returned_nothing
from kopilka.engine.settlements import GiveBack, Returned, Settlement
from kopilka.engine.state import MemberState
from kopilka.ledger.connections import Connection
from kopilka.ledger.memberships import read_state
from kopilka.ledger.queries import statement
from kopilka.members.numbers import read_card_number, read_phone
from kopilka.problems import Problem

PACKAGE = "kopilka.checkout"
LATEST_VERSION = 1 << 62
_read_returned = msgspec.json.Decoder(Returned).decode


class Followed(msgspec.Struct, frozen=True):
    """A return or a void of a receipt."""

    kind: str
    part: str
    """The return's id, empty for a void."""
    moved: GiveBack


class ReceiptFound(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt as it is written."""

    operation: int
    member: int | None
    body: KeptReceipt
    settlement: Settlement
    returned: Returned
    followed: list[Followed]


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of a member's history."""

    operation: int
    version: int
    kind: str
    shop: str
    number: str
    part: str
    body: bytes
    answer: bytes
    at: int


def identified(text: str) -> Who:
    """Read ``card:…``, ``phone:…`` or ``id:…``; Problem otherwise."""
    kind, separator, value = text.partition(":")
    if not separator or kind not in {"card", "phone", "id"}:
        raise Problem("invalid_value", "identifier", detail="card:…, phone:… or id:…")
    who = Who(**{kind: value})
    who.key()
    return who


async def find_receipt(connection: Connection, program: int, shop: str, number: str) -> ReceiptFound | None:
    """Return a receipt with what followed it. Raises Problem when shop or number can't be ones."""
    check_name(shop, "shop")
    check_name(number, "number")
    cursor = connection.cursor(binary=True)
    await cursor.execute(
        statement("read_receipt", PACKAGE), {"program": program, "shop": shop, "number": number}, prepare=True
    )
    rows = await cursor.fetchall()
    sale = next((row for row in rows if row[0] == "receipt"), None)
    if sale is None:
        return None
    settlement = read_settlement(sale[5])
    return ReceiptFound(
        operation=sale[2],
        member=sale[3],
        body=read_kept_receipt(sale[4]),
        settlement=settlement,
        returned=_read_returned(sale[7]) if sale[7] is not None else returned_nothing(settlement),
        followed=[
            Followed(row[0], row[1], read_give_back(row[5])) for row in rows if row[0] in {"return", "void"}
        ],
    )


async def find_member(
    connection: Connection, program: int, who: Who, at: int | None = None
) -> MemberState | None:
    """Return a member's state with every lot in which something is left, able to answer about the moment ``at``."""
    parameters: dict[str, Any] = {"program": program, "card": None, "phone": None, "member": None, "at": at}
    if who.card is not None:
        parameters["card"] = read_card_number(who.card, "member.card")
    elif who.phone is not None:
        parameters["phone"] = read_phone(who.phone, "member.phone")
    elif who.id is not None and who.id.isascii() and who.id.isdigit() and int(who.id) < LATEST_VERSION:
        parameters["member"] = int(who.id)
    else:
        return None
    cursor = connection.cursor(binary=True)
    await cursor.execute(statement("read_member", PACKAGE), parameters, prepare=True)
    row = await cursor.fetchone()
    return None if row is None else read_state(*row)


async def history_of(
    connection: Connection, program: int, member: int, most: int, before: int = LATEST_VERSION
) -> list[Happened]:
    """Return what happened to a member, newest first, older than the version ``before``."""
    cursor = connection.cursor(binary=True)
    await cursor.execute(
        statement("read_history", PACKAGE),
        {"program": program, "member": member, "most": most, "before": before},
        prepare=True,
    )
    return [
        Happened(
            operation=row[0],
            version=row[1],
            kind=row[2],
            shop=row[3],
            number=row[4],
            part=row[5],
            body=row[6],
            answer=row[7],
            at=row[8],
        )
        for row in await cursor.fetchall()
    ]

"""What is kept of a message: its canonical body, and the keyed hash by which a repeat is told from other content.

The body has the moment in seconds, quantities in their shortest form, and no default that was not said. ``offline`` and
``settled`` are left out, so that a till may repeat a live receipt as an offline one; who the member is stands in the
ledger by id, and enters the hash as the till said it.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from kopilka.engine.messages import (
    Fiscal,
    Grant,
    Line,
    Payment,
    Receipt,
    Registration,
    Return,
    Void,
    quantity_of,
)
from kopilka.money import read_quantity, write_quantity

DIGEST_BYTES = 16
STORE = "store"
"""The channel when none is said; a default is left out only where it is this very object."""


class KeptReceipt(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A receipt; its shop, number and member are columns of the ledger."""

    at: int
    lines: list[Line]
    channel: str = STORE
    till: str | None = None
    shift: str | None = None
    cashier: str | None = None
    spend: int = 0
    """Hundredths of a point, -1 for as many as possible."""
    confirmed: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    collect: str | None = None
    fiscal: Fiscal | None = None
    payments: tuple[Payment, ...] | None = None


class KeptReturn(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A return: line numbers with thousandths, None for everything that was left."""

    at: int
    lines: list[tuple[int, int]] | None = None


class KeptGrant(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A grant."""

    at: int
    amount: int
    reason: str = ""


encode = msgspec.json.Encoder().encode
read_kept_receipt = msgspec.json.Decoder(KeptReceipt).decode


def receipt_body(receipt: Receipt, at: int, spend: int) -> bytes:
    """Return the body of a receipt with what it asks to spend; Problem when a quantity can't be read."""
    return encode(
        KeptReceipt(
            at=at,
            lines=[
                line if is_plain(line.quantity) else _with_plain_quantity(line, place)
                for place, line in enumerate(receipt.lines)
            ],
            channel=STORE if receipt.channel == STORE else receipt.channel,
            till=receipt.till,
            shift=receipt.shift,
            cashier=receipt.cashier,
            spend=spend,
            confirmed=receipt.confirmed,
            coupons=receipt.coupons,
            collect=receipt.collect,
            fiscal=receipt.fiscal,
            payments=receipt.payments,
        )
    )


@lru_cache(maxsize=4_096)
def is_plain(text: str) -> bool:
    """Tell whether a quantity is in its shortest form."""
    try:
        return write_quantity(read_quantity(text)) == text
    except ValueError:
        return False


def _with_plain_quantity(line: Line, place: int) -> Line:
    """Return the line with the shortest form of its quantity, so that ``2`` and ``2.000`` are one content."""
    plain = write_quantity(quantity_of(line.quantity, f"lines[{place}].quantity"))
    return msgspec.structs.replace(line, quantity=plain)


def return_body(message: Return, at: int) -> bytes:
    """Return the body of a return; Problem when a quantity can't be read."""
    if message.lines is None:
        return encode(KeptReturn(at=at))
    lines = [
        (line.line, quantity_of(line.quantity, f"lines[{place}].quantity"))
        for place, line in enumerate(message.lines)
    ]
    return encode(KeptReturn(at=at, lines=lines))


def void_body(_message: Void, at: int) -> bytes:
    """Return the body of a void."""
    return encode(KeptReturn(at=at))


def grant_body(message: Grant, at: int) -> bytes:
    """Return the body of a grant."""
    return encode(KeptGrant(at=at, amount=message.amount, reason=message.reason))


def change_body(message: Registration, at: int) -> bytes:
    """Return the body of a registration or a change, without who the member is."""
    plain = msgspec.to_builtins(message)
    for name in ("member", "program", "kind"):
        plain.pop(name, None)
    plain["at"] = at
    return encode({name: value for name, value in plain.items() if value is not None})


def digest_of(key: bytes, parts: Sequence[bytes | str]) -> bytes:
    """Return the keyed hash of a message's parts."""
    plain = [part.encode() if isinstance(part, str) else part for part in parts]
    # With their lengths in front, no two lists of parts are one text.
    text = b"".join((*(b"%d:" % len(part) for part in plain), *plain))
    return hashlib.blake2b(text, key=key, digest_size=DIGEST_BYTES).digest()

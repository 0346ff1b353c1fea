"""Messages made ready for a batch: what must be known, how it is settled, what is kept.

One function for each kind of message. Each reads what can be read without a database and may raise ``Problem``; the
order that it returns is settled later, inside a batch, by the engine's verb.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from kopilka.checkout import kept
from kopilka.engine.compiling import CompiledProgram
from kopilka.engine.grants import GivenPoints, give_points
from kopilka.engine.levels import age, edition_for
from kopilka.engine.membership import register
from kopilka.engine.messages import (
    Grant,
    Receipt,
    Registration,
    Return,
    ReturnLine,
    Void,
    Who,
    check_amount,
    check_fiscal,
    check_name,
    check_text,
    read_at,
)
from kopilka.engine.points import write_lapses
from kopilka.engine.purchases import asked_for, book_purchase, check_printed, settle_receipt
from kopilka.engine.returns import give_back, quantities_back, returned_nothing
from kopilka.engine.settlements import GiveBack, Returned, Settlement
from kopilka.engine.state import MemberState, Movement
from kopilka.ledger.batch import Knowledge, OperationKey, Question, Sale
from kopilka.members.numbers import read_card_number, read_phone
from kopilka.problems import Problem

Answer = Settlement | GiveBack | GivenPoints
NextLot = Callable[[], int]
LEVEL_NOW = "level-now"


class Tenant(NamedTuple):
    """A program as this server knows it: its number in the ledger, its rules, and the key of its hashes."""

    id: int
    program: CompiledProgram
    digest_key: bytes


class Settled(NamedTuple):
    """What a message came to: the answer to keep, what moved, and what a receipt is left with."""

    answer: msgspec.Struct
    movements: Sequence[Movement]
    follow_up: bytes | None = None
    at: int | None = None
    """The moment at which it happened, where it is another one than the order's."""
    body: bytes | None = None
    """The body with that moment."""


class Order(msgspec.Struct, kw_only=True):
    """A message that waits for its batch."""

    question: Question
    turn: str
    """Whose turn it takes: two orders of one turn are never in two batches at once."""
    digest: bytes
    body: bytes
    at: int
    is_written: bool = True
    """False for a quote."""
    taken: tuple[str, str]
    """The field and the value to name when the key was used with other content."""
    settle: Callable[[Knowledge, int, NextLot], Settled]


class SettlementChanged(Problem):
    """A live receipt that comes out differently from what the customer saw; carries the new settlement."""

    def __init__(self, problem: Problem, receipt: Receipt, settlement: Settlement) -> None:
        super().__init__(problem.code, problem.field, **problem.numbers)
        self.shop, self.number = receipt.shop, receipt.number
        self.settlement = settlement


encode = msgspec.json.Encoder().encode
read_settlement = msgspec.json.Decoder(Settlement).decode
read_give_back = msgspec.json.Decoder(GiveBack).decode
read_given = msgspec.json.Decoder(GivenPoints).decode
_read_returned = msgspec.json.Decoder(Returned).decode


def receipt_order(tenant: Tenant, receipt: Receipt) -> Order:
    """Prepare the commit of a receipt."""
    _check_program(tenant, receipt.program)
    check_name(receipt.shop, "shop")
    check_name(receipt.number, "number")
    at = read_at(receipt.at)
    edition = tenant.program.edition_at(at)
    body = kept.receipt_body(receipt, at, asked_for(edition, receipt) if edition else 0)
    question = _about(tenant, OperationKey("receipt", receipt.shop, receipt.number), at, receipt.member)
    question.fiscal = _fiscal_sign(receipt)
    who = _who_of(question)

    def settle(known: Knowledge, operation: int, next_lot: NextLot) -> Settled:
        state = _member(known, receipt.member)
        settlement = _settle_receipt(tenant.program, state, receipt)
        if state is None:
            return Settled(settlement, ())
        moved = book_purchase(tenant.program, state, receipt.shop, settlement, operation, next_lot)
        return Settled(settlement, moved)

    return Order(
        question=question,
        turn=who or f"receipt:{receipt.shop}/{receipt.number}",
        digest=kept.digest_of(tenant.digest_key, (receipt.shop, receipt.number, who, body)),
        body=body,
        at=at,
        taken=("number", receipt.number),
        settle=settle,
    )


def quote_order(tenant: Tenant, receipt: Receipt) -> Order:
    """Prepare a quote: a receipt that is settled and not written."""
    _check_program(tenant, receipt.program)
    check_name(receipt.shop, "shop")
    check_name(receipt.number, "number")
    at = read_at(receipt.at)
    question = _about(tenant, OperationKey("quote", receipt.shop, receipt.number), at, receipt.member)

    def settle(known: Knowledge, _operation: int, _next_lot: NextLot) -> Settled:
        state = _member(known, receipt.member)
        return Settled(settle_receipt(tenant.program, state, receipt), ())

    return Order(
        question=question,
        turn="",
        digest=b"",
        body=b"",
        at=at,
        is_written=False,
        taken=("number", receipt.number),
        settle=settle,
    )


def return_order(tenant: Tenant, message: Return, *, is_dated: bool = True) -> Order:
    """Prepare a return by line (R4, R6); without a date of its own it is never before its receipt."""
    check_name(message.shop, "shop")
    check_name(message.number, "number")
    check_name(message.return_, "return")
    at = read_at(message.at)
    body = kept.return_body(message, at)
    key = OperationKey("return", message.shop, message.number, message.return_)

    def settle(known: Knowledge, _operation: int, _next_lot: NextLot) -> Settled:
        settled = _give_back(tenant.program, known, message, message.lines, at, is_dated=is_dated)
        return settled if settled.at is None else settled._replace(body=kept.return_body(message, settled.at))

    return Order(
        question=_about(tenant, key, at, None),
        turn=f"receipt:{message.shop}/{message.number}",
        digest=kept.digest_of(
            tenant.digest_key, ("return", message.shop, message.number, message.return_, body)
        ),
        body=body,
        at=at,
        taken=("return", message.return_),
        settle=settle,
    )


def void_order(tenant: Tenant, message: Void, *, is_dated: bool = True) -> Order:
    """Prepare a void; whatever its time, a repeated void is the same void.

    Without a date of its own it is never before its receipt, which may have come from a clock ahead of ours.
    """
    check_name(message.shop, "shop")
    check_name(message.number, "number")
    at = read_at(message.at)
    key = OperationKey("void", message.shop, message.number)

    def settle(known: Knowledge, _operation: int, _next_lot: NextLot) -> Settled:
        settled = _give_back(tenant.program, known, message, None, at, is_dated=is_dated)
        return settled if settled.at is None else settled._replace(body=kept.void_body(message, settled.at))

    return Order(
        question=_about(tenant, key, at, None),
        turn=f"receipt:{message.shop}/{message.number}",
        digest=kept.digest_of(tenant.digest_key, ("void", message.shop, message.number)),
        body=kept.void_body(message, at),
        at=at,
        taken=("number", message.number),
        settle=settle,
    )


def grant_order(tenant: Tenant, message: Grant, *, is_dated: bool = True) -> Order:
    """Prepare a grant of points (P10); without a date of its own, a repeat at another moment is the same grant."""
    check_name(message.grant, "grant")
    check_text(message.reason, "reason")
    check_amount(message.amount, "amount")
    if message.amount == 0:
        raise Problem("invalid_value", "amount", detail="a grant is more than nothing")
    at = read_at(message.at)
    body = kept.grant_body(message, at)
    question = _about(tenant, OperationKey("grant", "", message.grant), at, message.member)
    who = _who_of(question)

    def settle(known: Knowledge, operation: int, next_lot: NextLot) -> Settled:
        state = _known_member(known, message.member)
        edition = edition_for(tenant.program, at)
        movements = age(tenant.program, state, at)
        given = give_points(edition, state, message.reason, message.amount, at, operation, next_lot)
        movements += given.movements
        movements += write_lapses(state)
        given.movements = []
        return Settled(given, movements)

    return Order(
        question=question,
        turn=who,
        digest=kept.digest_of(
            tenant.digest_key,
            ("grant", message.grant, who, body if is_dated else f"{message.amount} {message.reason}"),
        ),
        body=body,
        at=at,
        taken=("grant", message.grant),
        settle=settle,
    )


def change_order(tenant: Tenant, message: Registration, number: str) -> Order:
    """Prepare a registration or a change of a member that exists; ``number`` is the change's own (P7, P10)."""
    at = read_at(message.at)
    body = kept.change_body(message, at)
    question = _about(tenant, change_key(message, number), at, message.member)

    def settle(known: Knowledge, operation: int, next_lot: NextLot) -> Settled:
        state = _known_member(known, message.member)
        return Settled(Changed(), register(tenant.program, state, message, operation, next_lot))

    return Order(
        question=question,
        turn=_who_of(question),
        digest=kept.digest_of(tenant.digest_key, ("change", number, body)),
        body=body,
        at=at,
        taken=("number", number),
        settle=settle,
    )


def change_key(message: Registration, number: str) -> OperationKey:
    """Return the key of a change; its part tells a late message that a level began to work here."""
    return OperationKey("change", "", number, LEVEL_NOW if message.level == "now" else "")


class Changed(msgspec.Struct, array_like=True):
    """A change answers with the member as it is now, so nothing of it is kept."""


def _check_program(tenant: Tenant, named: str | None) -> None:
    """Refuse a message for another program, be it new or a repeat."""
    if named is not None and named != tenant.program.name:
        raise Problem("wrong_program", "program", value=named, program=tenant.program.name)


def _settle_receipt(program: CompiledProgram, state: MemberState | None, receipt: Receipt) -> Settlement:
    settlement = settle_receipt(program, state, receipt)
    try:
        check_printed(receipt, settlement)
    except Problem as problem:
        if problem.code == "settlement_changed":
            raise SettlementChanged(problem, receipt, settlement) from None
        raise
    return settlement


def _give_back(
    program: CompiledProgram,
    known: Knowledge,
    message: Return | Void,
    lines: tuple[ReturnLine, ...] | None,
    at: int,
    *,
    is_dated: bool,
) -> Settled:
    sale: Sale | None = known.sale
    if sale is None:
        raise Problem("unknown_receipt", "number", value=message.number)
    settlement = read_settlement(sale.answer)
    returned = returned_nothing(settlement) if sale.follow_up is None else _read_returned(sale.follow_up)
    is_void = isinstance(message, Void)
    if is_void and not returned.voided and any(returned.quantities):
        raise Problem("already_returned", "number")
    later = None if is_dated or settlement.at <= at else settlement.at
    back = quantities_back(settlement, returned, lines)
    answer, movements = give_back(program, known.state, sale.id, settlement, returned, back, later or at)
    returned.voided = returned.voided or is_void
    return Settled(answer, movements, encode(returned), later)


def _about(tenant: Tenant, key: OperationKey, at: int, who: Who | None) -> Question:
    question = Question(program=tenant.id, key=key, happened_at=at)
    if who is None:
        return question
    who.key()
    if who.card is not None:
        question.card = read_card_number(who.card, "member.card")
    elif who.phone is not None:
        question.phone = read_phone(who.phone, "member.phone")
    elif who.id is not None:
        if not (who.id.isascii() and who.id.isdigit() and 0 < int(who.id) < 1 << 62):
            raise Problem("unknown_member", "member.id")
        question.member = int(who.id)
    return question


def _who_of(question: Question) -> str:
    if question.card is not None:
        return f"card:{question.card}"
    if question.phone is not None:
        return f"phone:{question.phone}"
    return f"id:{question.member}" if question.member else ""


def _fiscal_sign(receipt: Receipt) -> str | None:
    fiscal = receipt.fiscal
    if fiscal is None:
        return None
    check_fiscal(fiscal)
    return f"{fiscal.fn}/{fiscal.i}/{fiscal.fp}"


def _member(known: Knowledge, who: Who | None) -> MemberState | None:
    return None if who is None else _known_member(known, who)


def _known_member(known: Knowledge, who: Who) -> MemberState:
    """Return the member's state; a Problem when there is none, or when the card may not be used."""
    name = "card" if who.card is not None else "phone" if who.phone is not None else "id"
    if known.state is None:
        raise Problem("unknown_member", f"member.{name}")
    if known.card_state is not None and known.card_state != "active":
        raise Problem("card_not_active", "member.card", state=known.card_state)
    return known.state

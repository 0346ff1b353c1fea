"""What a till says: receipts, returns, voids, grants, registrations, as strict typed structures (design §5).

Unknown fields are refused by name, amounts are integers in hundredths, times carry an offset. ``check_receipt`` says what
types can't: sums that agree, line numbers that differ, amounts in range.
"""

import re
from typing import Literal

import msgspec
from msgspec.structs import asdict

from kopilka import clock
from kopilka.money import MOST, QUANTITY_UNIT, read_quantity
from kopilka.problems import Problem

MOST_LINES = 1_000
MOST_LISTED = 50
"""How many coupons, segments, categories or marks may stand in one list."""
LONGEST_WORD = 64
LONGEST_TEXT = 200
UNSEEN = {0xA0: " ", 0x202F: " ", 0xAD: None}
"""Spaces that do not break and soft hyphens, which the names of goods may have."""
TOLERANCE = 1
"""Hundredths by which a sum may exceed price × quantity."""

PaymentMeans = Literal["cash", "card", "bank", "certificate", "payment_card", "partner_points"]


class Message(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of everything that comes from outside."""


class Who(Message):
    """A member as the till knows one: by card, by phone or by id."""

    card: str | None = None
    phone: str | None = None
    id: str | None = None

    def key(self) -> str:
        """Return the identity as ``card:…``, ``phone:…`` or ``id:…``; exactly one must be given."""
        given = [
            (name, value) for name in ("card", "phone", "id") if (value := getattr(self, name)) is not None
        ]
        if len(given) != 1:
            raise Problem("invalid_value", "member", detail="give exactly one of card, phone, id")
        name, value = given[0]
        if not value or len(value) > 64 or not value.isprintable():
            raise Problem("invalid_value", f"member.{name}", detail="1 to 64 printable characters")
        return f"{name}:{value}"


class Line(Message):
    """One line of a receipt; ``quantity`` is a decimal string, ``sum`` is before Kopilka's discounts."""

    line: int
    quantity: str
    sum: int
    article: str = ""
    name: str = ""
    categories: tuple[str, ...] = ()
    price: int | None = None
    marks: tuple[str, ...] = ()


class Payment(Message):
    """How a part of a receipt was paid (R10)."""

    by: PaymentMeans
    sum: int
    number: str | None = None
    brand: str | None = None


class Settled(Message):
    """The amounts of the quote that the customer saw."""

    discount: int
    points: int
    to_pay: int


class Fiscal(Message):
    """The fiscal signs of a receipt."""

    fn: str
    i: str
    fp: str


class Receipt(Message):
    """A receipt, to be quoted or committed."""

    shop: str
    number: str
    at: str
    lines: tuple[Line, ...]
    program: str | None = None
    channel: str = "store"
    till: str | None = None
    shift: str | None = None
    cashier: str | None = None
    member: Who | None = None
    spend: int | Literal["max"] | None = None
    confirmed: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    collect: Literal["accumulation", "points"] | None = None
    offline: bool = False
    fiscal: Fiscal | None = None
    payments: tuple[Payment, ...] | None = None
    settled: Settled | None = None
    kind: Literal["receipt"] = "receipt"


class ReturnLine(Message):
    """How much of a line comes back."""

    line: int
    quantity: str


class Return(Message):
    """Goods that come back; without ``lines`` everything that is left (R4, R6)."""

    shop: str
    number: str
    return_: str = msgspec.field(name="return")
    at: str
    lines: tuple[ReturnLine, ...] | None = None
    program: str | None = None
    kind: Literal["return"] = "return"


class Void(Message):
    """A whole receipt that was a mistake."""

    shop: str
    number: str
    at: str
    program: str | None = None
    kind: Literal["void"] = "void"


class Chosen(Message):
    """A mode with the points' part of a combined one, in hundredths of a percent (P7)."""

    name: str
    share: int | None = None


class Registration(Message):
    """A member's registration, or a change of the fields that it has."""

    at: str
    member: Who
    birth_date: str | None = None
    region: str | None = None
    mode: str | Chosen | None = None
    segments: tuple[str, ...] | None = None
    level: Literal["now"] | None = None
    """The service desk asks that a level already reached works from the next receipt (P5)."""
    program: str | None = None
    kind: Literal["member"] = "member"


class Grant(Message):
    """Points that are given, not earned (P10)."""

    grant: str
    at: str
    member: Who
    amount: int
    reason: str = ""
    program: str | None = None
    kind: Literal["grant"] = "grant"


class BalanceQuestion(Message):
    """What a member has at a moment."""

    at: str
    member: Who
    program: str | None = None
    kind: Literal["balance"] = "balance"


_WHERE = re.compile(r" - at `\$?\.?(.*)`$")
_NAMED = re.compile(r"`([^`]*)`")


def problem_of(error: msgspec.MsgspecError) -> Problem:
    """Turn a refusal of msgspec into a problem that names the field."""
    if not isinstance(error, msgspec.ValidationError):
        return Problem("malformed", "", detail=str(error))
    text = str(error)
    match = _WHERE.search(text)
    field = match[1] if match else ""
    detail = _WHERE.sub("", text)
    named = _NAMED.findall(detail)
    if detail.startswith("Object contains unknown field"):
        return Problem("unknown_field", f"{field}.{named[0]}".lstrip("."), name=named[0])
    if detail.startswith("Object missing required field"):
        return Problem("missing_field", f"{field}.{named[0]}".lstrip("."), name=named[0])
    return Problem("invalid_value", field, detail=detail.replace("`", ""))


def read_at(text: str, field: str = "at") -> int:
    """Read the moment of a message in seconds since 1970."""
    try:
        at = clock.read_moment(text)
    except (ValueError, OverflowError) as error:
        raise Problem("invalid_time", field, value=text[:40]) from error
    if not clock.EARLIEST <= at < clock.LATEST:
        raise Problem("time_out_of_range", field, value=text[:40])
    return at


def quantity_of(text: str, field: str) -> int:
    """Read a quantity in thousandths, above zero."""
    try:
        quantity = read_quantity(text)
    except ValueError as error:
        raise Problem("invalid_quantity", field, value=text[:40]) from error
    if quantity == 0:
        raise Problem("invalid_quantity", field, value=text)
    return quantity


def check_amount(amount: int, field: str) -> None:
    """Refuse an amount that is negative or absurd."""
    if not 0 <= amount <= MOST:
        raise Problem("amount_out_of_range", field, value=amount, most=MOST)


def check_name(text: str, field: str) -> None:
    """Refuse an identifier that is empty, too long or unprintable."""
    if not text or len(text) > 64 or not text.isprintable():
        raise Problem("invalid_value", field, detail="1 to 64 printable characters")


def check_text(text: str, field: str, longest: int = LONGEST_WORD) -> None:
    """Refuse a text that is too long or unprintable; it may be empty."""
    if len(text) > longest or not text.isprintable():
        raise Problem("invalid_value", field, detail=f"at most {longest} printable characters")


def check_listed(texts: tuple[str, ...], field: str, longest: int = LONGEST_WORD) -> None:
    """Refuse a list that is too long, or has a text that is."""
    if len(texts) > MOST_LISTED:
        raise Problem("invalid_value", field, detail=f"at most {MOST_LISTED}")
    for place, text in enumerate(texts):
        check_text(text, f"{field}[{place}]", longest)


def check_texts(receipt: Receipt) -> None:
    """Check the texts beside the lines; all together are short almost always, so they are looked at together first."""
    said = (receipt.channel, receipt.till or "", receipt.shift or "", receipt.cashier or "")
    together = "".join((*said, *receipt.coupons, *receipt.confirmed))
    if (
        len(together) > LONGEST_WORD
        or not together.isprintable()
        or len(receipt.coupons) > MOST_LISTED
        or len(receipt.confirmed) > MOST_LISTED
    ):
        for name, text in zip(("channel", "till", "shift", "cashier"), said, strict=True):
            check_text(text, name)
        check_listed(receipt.coupons, "coupons")
        check_listed(receipt.confirmed, "confirmed")


def check_line_texts(line: Line, place: int) -> None:
    """Check the texts of a line, together first."""
    together = "".join((line.article, line.name, *line.categories, *line.marks))
    if (
        len(together) > LONGEST_TEXT
        or not together.isprintable()
        or len(line.categories) > MOST_LISTED
        or len(line.marks) > MOST_LISTED
    ):
        check_text(line.article, f"lines[{place}].article", LONGEST_TEXT)
        check_text(line.name.translate(UNSEEN), f"lines[{place}].name", LONGEST_TEXT)
        check_listed(line.categories, f"lines[{place}].categories", LONGEST_TEXT)
        check_listed(line.marks, f"lines[{place}].marks", LONGEST_TEXT)


def check_fiscal(fiscal: Fiscal) -> None:
    """Refuse fiscal signs that are not digits; so the three of them, put together, are of one receipt only."""
    for name in ("fn", "i", "fp"):
        sign = getattr(fiscal, name)
        if not (sign.isascii() and sign.isdigit() and len(sign) <= LONGEST_WORD):
            raise Problem("invalid_value", f"fiscal.{name}", detail=f"1 to {LONGEST_WORD} digits")


def check_receipt(receipt: Receipt) -> list[int]:
    """Check what types can't; return the quantities in thousandths. Raises Problem with the field that is wrong."""
    check_name(receipt.shop, "shop")
    check_name(receipt.number, "number")
    check_texts(receipt)
    if not receipt.lines:
        raise Problem("no_lines", "lines")
    if len(receipt.lines) > MOST_LINES:
        raise Problem("too_many_lines", "lines", most=MOST_LINES)
    quantities = [check_line(line, place) for place, line in enumerate(receipt.lines)]
    if len({line.line for line in receipt.lines}) < len(receipt.lines):
        numbers = [line.line for line in receipt.lines]
        place = next(place for place, number in enumerate(numbers) if number in numbers[:place])
        raise Problem("line_twice", f"lines[{place}].line", value=numbers[place])
    if isinstance(receipt.spend, int):
        check_amount(receipt.spend, "spend")
    if receipt.offline and receipt.spend:
        raise Problem("offline_spending", "spend")
    check_settled(receipt)
    for place, payment in enumerate(receipt.payments or ()):
        check_amount(payment.sum, f"payments[{place}].sum")
        check_text(payment.number or "", f"payments[{place}].number")
        check_text(payment.brand or "", f"payments[{place}].brand")
    return quantities


def check_line(line: Line, place: int) -> int:
    """Check one line; return its quantity in thousandths."""
    check_line_texts(line, place)
    if not 0 < line.line < 1 << 31:
        raise Problem("invalid_value", f"lines[{place}].line", detail="a number above zero")
    if not 0 <= line.sum <= MOST:
        check_amount(line.sum, f"lines[{place}].sum")
    quantity = quantity_of(line.quantity, f"lines[{place}].quantity")
    if line.price is not None:
        check_amount(line.price, f"lines[{place}].price")
        if line.sum * QUANTITY_UNIT > line.price * quantity + TOLERANCE * QUANTITY_UNIT:
            product = line.price * quantity // QUANTITY_UNIT
            raise Problem("sum_above_price", f"lines[{place}].sum", sum=line.sum, product=product)
    return quantity


def check_settled(receipt: Receipt) -> None:
    """Refuse printed amounts that do not add up."""
    settled = receipt.settled
    if settled is None:
        return
    for name in ("discount", "points", "to_pay"):
        check_amount(getattr(settled, name), f"settled.{name}")
    total = sum(line.sum for line in receipt.lines)
    if total - settled.discount - settled.points != settled.to_pay:
        raise Problem("settled_does_not_add_up", "settled", total=total)
    if receipt.offline and settled.points:
        raise Problem("offline_spending", "settled.points")


LEFT_OUT = frozenset({"offline", "settled", "kind"})
"""What a repeat may say differently: a till without a connection repeats what it has sent live."""


def canonical(message: Message, member: object, **changes: object) -> bytes:
    """Return the body by which repeats are compared.

    Defaults are filled in, ``offline`` and ``settled`` left out, the member stands by id and never by phone or card, the
    moment in seconds.
    """
    said = {name: value for name, value in asdict(message).items() if name not in LEFT_OUT}
    return msgspec.json.encode(said | {"member": member} | changes, order="sorted")

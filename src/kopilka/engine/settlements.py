"""What is kept of a settled receipt: amounts by line and clause, lots, reasons as numbers.

Enough to answer a repeat with the first answer, to give goods back by the receipt's own edition, and to say why. All
integers; ``answers`` puts it into the words of the interface.
"""

import msgspec


class NewLot(msgspec.Struct, array_like=True):
    """A lot that an operation makes; ``id`` is given when it is booked."""

    id: int
    clause: str
    amount: int
    available_from: int
    lapses_at: int


class Settlement(msgspec.Struct, kw_only=True, array_like=True):
    """One receipt, settled. Money in kopecks, points in hundredths, quantities in thousandths."""

    edition: int
    at: int
    asked: int | None
    """None when as many points as possible were asked for."""
    total: int
    discount: int
    allowed: int
    taken: int
    worth: int
    to_pay: int
    earned: int
    level: int | None
    mode: str
    lines: list[int]
    sums: list[int]
    quantities: list[int]
    discounts: list[int]
    points: list[int]
    earned_lines: list[int]
    earn_on: list[int]
    clause_rate: list[int]
    clause_earned: list[int]
    reasons: list[int]
    debt_paid: int = 0
    printed_differs: bool = False
    """Whether an offline till had printed other amounts (R11)."""
    lots: list[NewLot] = []
    spent: list[tuple[int, int]] = []
    """Lots taken from, and how much, in the order of taking."""


class Returned(msgspec.Struct, kw_only=True, array_like=True):
    """What came back of a receipt so far."""

    quantities: list[int]
    refunded: int = 0
    refilled: int = 0
    taken_back: int = 0
    voided: bool = False
    moment: int = 0
    """When goods came back last; a further return at the same moment takes back anew what that one took …"""
    before: list[int] = []
    """… counting from what had come back until then …"""
    taken: list[tuple[int, int]] = []
    """… from these lots, and …"""
    owed: int = 0
    """… made this a debt."""


class GiveBack(msgspec.Struct, kw_only=True, array_like=True):
    """One return or void: what really moved."""

    at: int
    refund: int
    points_back: int
    earned_back: int
    debt: int
    lines: list[int]
    quantities: list[int]
    refunds: list[int]
    points: list[int]

"""The tables that the settlement core works on: columns of integers, and names for their places.

The core is the plain subset of Python that numba compiles: CPython runs it on lists for one receipt at the till, numba
runs the same source on arrays for the back-test. So a table is a named tuple of columns, made by the caller and filled
in place; nothing is allocated and nothing is raised here.
"""

from collections.abc import MutableSequence, Sequence
from typing import Final, NamedTuple

NEVER: Final = 1 << 62
"""The moment of what never happens: the ``lapses_at`` of a lot that does not lapse."""

# Where a percentage comes from. A rate of zero or more is itself; these stand for what the member brings.
BY_LEVEL: Final = -1
BY_SHARE: Final = -2
BY_LEVEL_LESS_SHARE: Final = -3
BY_MODE: Final = -4
BY_SUM: Final = -5

# How discounts meet on one line (design §3.2).
LARGEST: Final = 0
SUM: Final = 1
EXCLUSIVE: Final = 2

# What an earning clause counts.
PERCENT: Final = 0
STEPS: Final = 1

# Of which amount of a line.
MONEY_PAID: Final = 0
AFTER_DISCOUNTS: Final = 1
BEFORE_DISCOUNTS: Final = 2

# Where money must stay (P17).
NO_FLOOR: Final = 0
ON_RECEIPT: Final = 1
ON_POSITION: Final = 2
ON_UNIT: Final = 3

# What becomes of earned points at a return when they are spent already (design §3).
WAITING_ONLY: Final = 0
WITHIN_BALANCE: Final = 1
DEBT: Final = 2

SPEND_MAX: Final = -1


class Rules(NamedTuple):
    """One edition of a program as the core reads it. Rates are hundredths of a percent, amounts hundredths."""

    edition: int
    """The edition's first day, as a number."""
    zone_starts: Sequence[int]
    zone_offsets: Sequence[int]

    worth: int
    """Kopecks of one point (P18)."""
    unit: int
    """Hundredths of a point that are spent at once, at the least."""

    discount_rate: Sequence[int]
    discount_rounding: Sequence[int]
    """Kopecks to which a clause's whole discount on the receipt is rounded down; 1 keeps them (P8)."""
    conflict: int

    earn_kind: Sequence[int]
    earn_rate: Sequence[int]
    earn_points: Sequence[int]
    """Hundredths of a point for a full step (P2)."""
    earn_step: Sequence[int]
    earn_base: Sequence[int]
    earn_rounding: Sequence[int]
    """Hundredths of a point to which a clause's earning on the receipt is rounded down."""
    sum_first: Sequence[int]
    """For each earning clause, where its rows of ``sum_from`` and ``sum_rate`` begin (P3) …"""
    sum_last: Sequence[int]
    """… and where they end, exclusive."""
    sum_from: Sequence[int]
    sum_rate: Sequence[int]
    lapse_seconds: Sequence[int]
    lapse_months: Sequence[int]
    """Counted from the crediting; zero in both never lapses (P22)."""

    delay_first: Sequence[int]
    delay_last: Sequence[int]
    delay_channel: Sequence[int]
    """The channel for which a delay is meant, -1 for any (P21)."""
    delay_above: Sequence[int]
    """Hundredths of a point above which a delay is meant, -1 for any."""
    delay_credited: Sequence[int]
    """Seconds from the purchase to the crediting; a lapse counts from there."""
    delay_usable: Sequence[int]
    """Seconds from the crediting until the points can be spent."""

    share: int
    """What part of the receipt points may pay (P17)."""
    share_of_payable: int
    """1 when the share counts only what points may pay, 0 when it counts the whole receipt."""
    share_of_initial: int
    """1 when the share counts the sums before discounts."""
    share_with_discounts: int
    """1 when the discounts given use up the same share."""
    floor_kind: int
    floor: int
    """Kopecks that stay in money for the receipt, each position or each unit."""
    returned: int

    level_from: Sequence[int]
    level_rate: Sequence[int]
    level_start_at_once: int
    fall_months: int
    """Months without a purchase after which the level falls by one step; 0 never (P6)."""
    fall_floor: int
    """The step below which a level never falls."""

    mode_discount: Sequence[int]
    mode_earn: Sequence[int]
    """Where each mode's percentage comes from (P7)."""


class Basket(NamedTuple):
    """One receipt, selected: for each line its amounts and which clauses apply to it."""

    sums: Sequence[int]
    quantities: Sequence[int]
    discount_on: Sequence[int]
    """A bit for each discount clause that applies to the line."""
    earn_on: Sequence[int]
    """A bit for each earning clause that applies to the line."""
    unpayable: Sequence[int]
    """0 when points may pay the line, otherwise 1 + the group of goods that forbids it (P16)."""
    unearning: Sequence[int]
    """0, or 1 + the group of goods for which a clause that would apply does not (P15)."""
    dearest: Sequence[int]
    """Places of the lines, largest sum first, ties by line number (P19)."""


class Visit(NamedTuple):
    """Who stands at the till, when, and what is asked."""

    at: int
    channel: int
    mode: int
    share: int
    """The part of the percentage that a combined mode gives as points (P7)."""
    level: int
    """The member's percentage at this moment; 0 without levels."""
    member: int
    """1 when a card of the program was shown."""
    available: int
    """Hundredths of a point that can be spent now."""
    debt: int
    spend: int
    """Hundredths of a point asked for, ``SPEND_MAX`` for as many as possible, 0 for none (P20)."""
    printed: int
    """The discount that an offline till has printed already, -1 when there is none (R11)."""


class Answer(NamedTuple):
    """What the core fills in: columns by line and by clause, totals, lots taken from, and rows of reasons."""

    discount: MutableSequence[int]
    discount_by: MutableSequence[int]
    discount_rate: MutableSequence[int]
    """By discount clause: the percentage that it has on this receipt."""
    points: MutableSequence[int]
    """Kopecks of each line that points pay."""
    earned: MutableSequence[int]
    base: MutableSequence[int]
    """By line, what the clause at work counts."""
    clause_rate: MutableSequence[int]
    clause_base: MutableSequence[int]
    clause_earned: MutableSequence[int]
    credited_at: MutableSequence[int]
    available_from: MutableSequence[int]
    lapses_at: MutableSequence[int]
    """By earning clause: the lot that it makes …"""
    lot: MutableSequence[int]
    """… and what is in it after a debt was paid."""
    totals: MutableSequence[int]
    reasons: MutableSequence[int]


class Lots(NamedTuple):
    """A member's lots, in the order in which they are spent: by ``lapses_at``, ``available_from``, age (P22)."""

    left: MutableSequence[int]
    available_from: MutableSequence[int]
    lapses_at: MutableSequence[int]


# Places in ``Answer.totals``.
TOTAL: Final = 0
DISCOUNT: Final = 1
ALLOWED: Final = 2
TAKEN: Final = 3
WORTH: Final = 4
TO_PAY: Final = 5
EARNED: Final = 6
STEP: Final = 7
REASONS: Final = 8
ACCUMULATES: Final = 9
TOTALS: Final = 10

# Places in a member's account.
ACCUMULATED: Final = 0
"""Kopecks of spend that count towards a level (P4)."""
LEVEL_STEP: Final = 1
LEVEL_SINCE: Final = 2
"""When the step begins to work; until then the step before it does (P5)."""
LEVEL_BEFORE: Final = 3
IDLE_SINCE: Final = 4
"""The last purchase, or the last fall of the level; 0 before the first purchase (P6)."""
LEVEL_EDITION: Final = 5
"""The edition whose steps ``LEVEL_STEP`` counts."""
ACCOUNT: Final = 6

# A row of ``Answer.reasons``: line (-1 the receipt), code, clause, up to four numbers.
REASON_WIDTH: Final = 7

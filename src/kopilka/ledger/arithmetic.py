"""The ledger's arithmetic: what an account must be, from its postings alone. Pure, and the only place that says so.

Every cached number is compared with this: by `kopilka doctor` on what is stored, by tests on what the engine does.
"""

from collections.abc import Iterable
from typing import NamedTuple

POINTS = 1
SPEND = 2


class Posted(NamedTuple):
    """One leg on a member's account."""

    unit: int
    lot: int
    """0 for a debt and for accumulated spend."""
    amount: int


class Balance(NamedTuple):
    """An account, in hundredths: points less debt, the debt, kopecks accumulated, and what stands in each lot."""

    points: int
    debt: int
    spend: int
    lots: dict[int, int]
    """What is left and has not lapsed, for every lot that ever had a posting."""


def replayed(postings: Iterable[Posted]) -> Balance:
    """Return what the postings of one account come to, in whatever order they are given."""
    points = owed = spend = 0
    lots: dict[int, int] = {}
    for unit, lot, amount in postings:
        if unit == SPEND:
            spend += amount
            continue
        points += amount
        if lot:
            lots[lot] = lots.get(lot, 0) + amount
        else:
            owed -= amount
    return Balance(points, owed, spend, lots)

"""Lots: which points can be spent, which go first, and what comes back (P22, design §2–§3).

The columns stand in spending order. What is ``left`` in a lot counts at ``available_from <= at < lapses_at``; a lot that
has lapsed keeps its rest, so that a late message can disprove the lapse.
"""

from collections.abc import MutableSequence

from kopilka.engine.core.shapes import WAITING_ONLY, Lots


def available(lots: Lots, count: int, at: int) -> int:
    """Return hundredths of a point that can be spent at a moment."""
    points = 0
    for lot in range(count):
        if lots.available_from[lot] <= at < lots.lapses_at[lot]:
            points += lots.left[lot]
    return points


def waiting(lots: Lots, count: int, at: int) -> int:
    """Return hundredths of a point that are earned and can't be spent yet (P21)."""
    points = 0
    for lot in range(count):
        if at < lots.available_from[lot] and at < lots.lapses_at[lot]:
            points += lots.left[lot]
    return points


def spend(lots: Lots, count: int, at: int, amount: int, taken: MutableSequence[int]) -> int:
    """Take points from the usable lots, the first to lapse first; ``taken`` gets each lot's part. Return the rest."""
    rest = amount
    for lot in range(count):
        if rest == 0:
            break
        if lots.available_from[lot] <= at < lots.lapses_at[lot] and lots.left[lot]:
            part = min(rest, lots.left[lot])
            lots.left[lot] -= part
            taken[lot] += part
            rest -= part
    return rest


def take_back(
    lots: Lots,
    count: int,
    own: MutableSequence[int],
    at: int,
    amount: int,
    policy: int,
    taken: MutableSequence[int],
) -> int:
    """Take earned points back and return what was not found (R4).

    From the receipt's own lots (``own`` is 1) first, then from the others in spending order, waiting ones too.
    """
    rest = take_where(lots, count, own, 1, at, amount, policy, taken)
    return take_where(lots, count, own, 0, at, rest, policy, taken)


def take_where(
    lots: Lots,
    count: int,
    own: MutableSequence[int],
    wanted: int,
    at: int,
    amount: int,
    policy: int,
    taken: MutableSequence[int],
) -> int:
    """Take from the lots whose ``own`` is as wanted and that have not lapsed."""
    rest = amount
    for lot in range(count):
        if rest == 0:
            break
        if own[lot] != wanted or at >= lots.lapses_at[lot]:
            continue
        if policy == WAITING_ONLY and at >= lots.available_from[lot]:
            continue
        part = min(rest, lots.left[lot])
        lots.left[lot] -= part
        taken[lot] += part
        rest -= part
    return rest

"""Points that are given: welcome, birthday, «just so» (P10)."""

from collections.abc import Callable

import msgspec

from kopilka.engine.compiling import CompiledEdition
from kopilka.engine.core.calendar import after
from kopilka.engine.core.shapes import NEVER
from kopilka.engine.points import add_lot, pay_debt
from kopilka.engine.state import Lot, MemberState, Movement
from kopilka.problems import Problem


class GivenPoints(msgspec.Struct, kw_only=True):
    """A grant as it came out; ``lot`` is 0 when all of it paid a debt."""

    amount: int
    available_from: int
    lapses_at: int
    lot: int
    movements: list[Movement]


def give_points(
    edition: CompiledEdition,
    state: MemberState,
    reason: str,
    amount: int,
    at: int,
    operation: int,
    next_lot: Callable[[], int],
) -> GivenPoints:
    """Give hundredths of a point for a reason; a clause of that name dates them, else ``other grants`` does."""
    if not edition.has_points:
        raise Problem("no_points", "grant")
    clause = edition.edition.grants.get(reason, edition.edition.other_grants)
    name = f"grants.{reason}" if reason in edition.edition.grants else "grants"
    available_from = at + clause.usable.seconds
    lapse = edition.grant_lapse(clause)
    rules = edition.rules
    lapses_at = NEVER
    if lapse is not None:
        lapses_at = after(rules.zone_starts, rules.zone_offsets, at, lapse.seconds, lapse.months)
    rest = pay_debt(state, amount)
    movements = [Movement("points", "granted", 0, amount - rest)] if amount > rest else []
    lot = 0
    if rest:
        lot = next_lot()
        movements.append(Movement("points", "granted", lot, rest))
        add_lot(
            state.lots,
            Lot(
                id=lot,
                origin=operation,
                clause=name,
                amount=rest,
                left=rest,
                available_from=available_from,
                lapses_at=lapses_at,
            ),
        )
    return GivenPoints(
        amount=amount, available_from=available_from, lapses_at=lapses_at, lot=lot, movements=movements
    )

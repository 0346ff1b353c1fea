"""Giving goods back: by line and quantity, several times, never above what was bought (R4, R6)."""

from collections.abc import Sequence

from kopilka.engine.compiling import CompiledEdition, CompiledProgram
from kopilka.engine.core import lots as lot_rules
from kopilka.engine.core.giving_back import earned_on_rest, money_of, worth_of
from kopilka.engine.core.shapes import DEBT, Rules
from kopilka.engine.levels import enter_spend
from kopilka.engine.messages import ReturnLine, quantity_of
from kopilka.engine.points import columns, pay_debt, write_lapses
from kopilka.engine.settlements import GiveBack, Returned, Settlement
from kopilka.engine.state import Lot, MemberState, Movement, Spend, SpendKind
from kopilka.money import write_quantity
from kopilka.problems import Problem


def returned_nothing(settlement: Settlement) -> Returned:
    """Return the beginning: nothing of a receipt came back yet."""
    return Returned(quantities=[0] * len(settlement.lines))


def quantities_back(
    settlement: Settlement, returned: Returned, lines: tuple[ReturnLine, ...] | None
) -> list[int]:
    """Return thousandths that come back for each line of the receipt; None is all that is left. Raises Problem."""
    if returned.voided:
        raise Problem("already_voided", "number")
    left = [bought - back for bought, back in zip(settlement.quantities, returned.quantities, strict=True)]
    if not any(left):
        raise Problem("nothing_left", "number")
    if lines is None:
        return left
    if not lines:
        raise Problem("no_lines", "lines")
    back = [0] * len(left)
    for place, line in enumerate(lines):
        field = f"lines[{place}]"
        if line.line not in settlement.lines:
            raise Problem("unknown_line", f"{field}.line", value=line.line)
        index = settlement.lines.index(line.line)
        if back[index]:
            raise Problem("line_twice", f"{field}.line", value=line.line)
        back[index] = quantity_of(line.quantity, f"{field}.quantity")
        if back[index] > left[index]:
            raise Problem(
                "more_than_left", f"{field}.quantity", line=line.line, left=write_quantity(left[index])
            )
    return back


def give_back(
    program: CompiledProgram,
    state: MemberState | None,
    operation: int,
    settlement: Settlement,
    returned: Returned,
    back: list[int],
    at: int,
) -> tuple[GiveBack, list[Movement]]:
    """Give goods back by the receipt's own edition: spent points come back first, then earned ones are taken.

    Changes ``returned`` and ``state``. Any split of a return at one moment gives the same as the whole.
    """
    if at < settlement.at:
        raise Problem("return_before_purchase", "at")
    edition = program.by_number[settlement.edition]
    after = [before + now for before, now in zip(returned.quantities, back, strict=True)]
    refunds, points = line_differences(settlement, returned.quantities, after)
    answer = GiveBack(
        at=at,
        refund=sum(refunds),
        points_back=0,
        earned_back=0,
        debt=0,
        lines=settlement.lines,
        quantities=back,
        refunds=refunds,
        points=points,
    )
    movements: list[Movement] = []
    if state is not None:
        undone = undo_moment(state, returned, at, movements)
        movements += refill(edition.rules, state, settlement, returned, after, at, answer)
        movements += take_back(edition, state, operation, settlement, returned, after, at, answer)
        answer.earned_back -= undone
        movements += enter_spend(
            program, state, Spend(at, operation, -answer.refund, SpendKind.RETURN), "return"
        )
        movements += write_lapses(state)
    returned.quantities = after
    returned.refunded += answer.refund
    return answer, movements


def undo_moment(state: MemberState, returned: Returned, at: int, movements: list[Movement]) -> int:
    """Put back what an earlier return of the receipt took at this very moment, so that the two take as one would.

    Return hundredths of a point put back.
    """
    lots = {lot.id: lot for lot in state.lots}
    if returned.moment != at or any(lot not in lots for lot, _ in returned.taken):
        returned.moment, returned.before = at, returned.quantities
        returned.taken, returned.owed = [], 0
        return 0
    for lot, amount in returned.taken:
        lots[lot].left += amount
        movements.append(Movement("points", "taken-back", lot, amount))
    owed = min(returned.owed, state.debt)
    if owed:
        state.debt -= owed
        movements.append(Movement("points", "taken-back", 0, owed))
    undone = sum(amount for _, amount in returned.taken) + owed
    returned.taken_back -= undone
    returned.taken, returned.owed = [], 0
    return undone


def line_differences(
    settlement: Settlement, before: list[int], after: list[int]
) -> tuple[list[int], list[int]]:
    """Return kopecks of money and of points that go back for each line: what these many units are worth, less before."""
    refunds, points = [], []
    for line, quantity in enumerate(settlement.quantities):
        net = settlement.sums[line] - settlement.discounts[line]
        paid = settlement.points[line]
        refunds.append(
            money_of(net, paid, after[line], quantity) - money_of(net, paid, before[line], quantity)
        )
        points.append(worth_of(paid, after[line], quantity) - worth_of(paid, before[line], quantity))
    return refunds, points


def refill(
    rules: Rules,
    state: MemberState,
    settlement: Settlement,
    returned: Returned,
    after: list[int],
    at: int,
    answer: GiveBack,
) -> list[Movement]:
    """Put the points that had paid back into their lots, the one taken first refilled first, with its own dates (R4)."""
    worth = sum(
        worth_of(points, back, quantity)
        for points, back, quantity in zip(settlement.points, after, settlement.quantities, strict=True)
    )
    until = settlement.taken if worth == settlement.worth else worth * 100 // rules.worth
    lots = {lot.id: lot for lot in state.lots}
    movements = []
    passed = 0
    for lot_id, amount in settlement.spent:
        start, passed = passed, passed + amount
        part = min(until, passed) - max(returned.refilled, start)
        if part > 0:
            movements += refill_lot(state, lots[lot_id], part, at)
    answer.points_back = until - returned.refilled
    returned.refilled = until
    return movements


def refill_lot(state: MemberState, lot: Lot, part: int, at: int) -> list[Movement]:
    """Refill one lot; what belongs to a lapsed one lapses at once, the rest pays a debt first (design §2)."""
    rest = part if at >= lot.lapses_at else pay_debt(state, part)
    lot.left += rest
    movements = [Movement("points", "refilled", 0, part - rest)] if part > rest else []
    if rest:
        movements.append(Movement("points", "refilled", lot.id, rest))
    return movements


def take_back(
    edition: CompiledEdition,
    state: MemberState,
    operation: int,
    settlement: Settlement,
    returned: Returned,
    after: list[int],
    at: int,
    answer: GiveBack,
) -> list[Movement]:
    """Take back what the goods earned: earned before less earned after (R4).

    Each clause from the lot that it made, then from the receipt's other lots, then from the others in spending order;
    what an earlier return of the receipt did not find is looked for again.
    """
    rules = edition.rules
    kept_before = earned_by_clause(rules, settlement, returned.before)
    kept_after = earned_by_clause(rules, settlement, after)
    lots, count = columns(state.lots)
    taken = [0] * count
    missing = sum(settlement.clause_earned) - sum(kept_before) - returned.taken_back
    wanted = missing + sum(kept_before) - sum(kept_after)
    for name, before, now in zip(edition.earnings, kept_before, kept_after, strict=True):
        own = [int(lot.origin == operation and lot.clause == f"earning.{name}") for lot in state.lots]
        missing += lot_rules.take_where(lots, count, own, 1, at, before - now, rules.returned, taken)
    own = [int(lot.origin == operation) for lot in state.lots]
    missing = lot_rules.take_back(lots, count, own, at, missing, rules.returned, taken)
    movements = lots_taken(state, lots.left, taken)
    returned.taken = [(lot.id, part) for lot, part in zip(state.lots, taken, strict=True) if part]
    if missing and rules.returned == DEBT:
        state.debt += missing
        answer.debt = returned.owed = missing
        movements.append(Movement("points", "taken-back", 0, -missing))
        missing = 0
    answer.earned_back = wanted - missing
    returned.taken_back += wanted - missing
    return movements


def lots_taken(state: MemberState, left: Sequence[int], taken: list[int]) -> list[Movement]:
    """Write what was taken into the lots."""
    movements = []
    for lot, rest, part in zip(state.lots, left, taken, strict=True):
        if part:
            lot.left = rest
            movements.append(Movement("points", "taken-back", lot.id, -part))
    return movements


def earned_by_clause(rules: Rules, settlement: Settlement, returned: list[int]) -> list[int]:
    """Return hundredths of a point that each clause gives for what is kept."""
    return [
        earned_on_rest(
            rules,
            clause,
            rate,
            settlement.sums,
            settlement.discounts,
            settlement.points,
            settlement.quantities,
            returned,
            settlement.earn_on,
        )
        if settlement.clause_earned[clause]
        else 0
        for clause, rate in enumerate(settlement.clause_rate)
    ]

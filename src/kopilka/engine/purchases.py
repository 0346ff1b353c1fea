"""Settling a receipt for a member, and booking what was settled into the member's state.

``settle_receipt`` changes nothing, so it serves a quote as well; ``book_purchase`` is what a commit adds.
"""

from collections.abc import Callable, Sequence

from kopilka.engine.compiling import CompiledEdition, CompiledProgram
from kopilka.engine.core import lots as lot_rules
from kopilka.engine.core import settlement as core
from kopilka.engine.core.calendar import next_midnight
from kopilka.engine.core.levels import step_for
from kopilka.engine.core.reasons import LEVEL_FELL, LEVEL_NOW, LEVEL_REACHED, WHOLE_RECEIPT
from kopilka.engine.core.shapes import (
    ALLOWED,
    DISCOUNT,
    EARNED,
    REASON_WIDTH,
    REASONS,
    SPEND_MAX,
    TAKEN,
    TO_PAY,
    TOTAL,
    TOTALS,
    WORTH,
    Answer,
    Basket,
    Visit,
)
from kopilka.engine.levels import Standing, edition_for, enter_spend, standing_at
from kopilka.engine.membership import mode_at, settle_region
from kopilka.engine.messages import Receipt, check_receipt, read_at
from kopilka.engine.points import add_lot, columns, write_lapses
from kopilka.engine.selection import ALL
from kopilka.engine.settlements import NewLot, Settlement
from kopilka.engine.state import Lot, MemberState, Movement, Spend
from kopilka.problems import Problem

NOBODY = Standing(0, 0, 0)
NOT_PRINTED = -1


def settle_receipt(program: CompiledProgram, state: MemberState | None, receipt: Receipt) -> Settlement:
    """Settle a receipt as design §3 says; ``state`` is None without a card. Raises Problem; changes nothing."""
    quantities = check_receipt(receipt)
    if receipt.program is not None and receipt.program != program.name:
        raise Problem("wrong_program", "program", value=receipt.program, program=program.name)
    at = read_at(receipt.at)
    edition = edition_for(program, at)
    basket = select(edition, program.region_of(receipt.shop), receipt, quantities, at)
    standing = standing_at(program, state, at) if state is not None else NOBODY
    visit = visit_of(program, edition, state, standing, receipt, at)
    answer = settle_basket(edition, basket, visit)
    printed = receipt.settled.discount if receipt.offline and receipt.settled else answer.totals[DISCOUNT]
    differs = printed != answer.totals[DISCOUNT]
    if differs:
        answer = settle_basket(edition, basket, visit._replace(printed=printed))
    kept = keep(edition, state, visit, basket, answer, [line.line for line in receipt.lines])
    kept.printed_differs = differs
    if state is not None and edition.has_levels:
        kept.reasons += level_reasons(edition, standing, kept, late=at < state.latest)
    return kept


def level_reasons(edition: CompiledEdition, standing: Standing, kept: Settlement, *, late: bool) -> list[int]:
    """Say which level worked, whether it had fallen, and which one this receipt reaches (P4–P6)."""
    rules = edition.rules
    accumulated, level = standing.accumulated, standing.level
    rows = [WHOLE_RECEIPT, LEVEL_NOW, 0, level, accumulated, 0, 0]
    if standing.before_fall > level:
        rows += [WHOLE_RECEIPT, LEVEL_FELL, 0, standing.before_fall, level, rules.fall_months, 0]
    total = accumulated + kept.to_pay
    reached = rules.level_rate[step_for(rules, total)]
    if not late and reached > rules.level_rate[step_for(rules, accumulated)]:
        at_once = rules.level_start_at_once
        starts = kept.at if at_once else next_midnight(rules.zone_starts, rules.zone_offsets, kept.at)
        rows += [WHOLE_RECEIPT, LEVEL_REACHED, 0, reached, total, starts, at_once]
    return rows


def select(
    edition: CompiledEdition, region: str | None, receipt: Receipt, quantities: Sequence[int], at: int
) -> Basket:
    """Ask the selection about every line, and order the lines from the dearest (P19)."""
    touch = edition.selection.touch
    touches = [touch(line.article, line.categories, line.marks) for line in receipt.lines]
    discounts, earnings = edition.selection.receipt_bits(receipt.channel, region, at)
    discount_on, earn_on, unpayable, unearning = map(list, zip(*touches, strict=True))
    if discounts != ALL:
        discount_on = [bits & discounts for bits in discount_on]
    if earnings != ALL:
        earn_on = [bits & earnings for bits in earn_on]
    sums = [line.sum for line in receipt.lines]
    return Basket(
        sums=sums,
        quantities=quantities,
        discount_on=discount_on,
        earn_on=earn_on,
        unpayable=unpayable,
        unearning=unearning,
        dearest=dearest_first(sums, [line.line for line in receipt.lines]),
    )


def dearest_first(sums: list[int], numbers: list[int]) -> list[int]:
    """Return the places of the lines, the largest sum first, ties by line number (P19)."""
    places = sorted(range(len(sums)), key=numbers.__getitem__)
    places.sort(key=sums.__getitem__, reverse=True)
    return places


def visit_of(
    program: CompiledProgram,
    edition: CompiledEdition,
    state: MemberState | None,
    standing: Standing,
    receipt: Receipt,
    at: int,
) -> Visit:
    """Tell the core who stands at the till and what is asked (P5, P7, P20)."""
    if state is None:
        return Visit(at, 0, 0, 0, 0, 0, 0, 0, asked_for(edition, receipt), NOT_PRINTED)
    mode = mode_at(program, edition, state, receipt.shop, at)
    lots, count = columns(state.lots)
    return Visit(
        at=at,
        channel=edition.channel_code(receipt.channel),
        mode=edition.modes.index(mode.mode) if mode.mode in edition.modes else 0,
        share=mode.share,
        level=standing.level,
        member=1,
        available=lot_rules.available(lots, count, at) if state.lots else 0,
        debt=state.debt,
        spend=asked_for(edition, receipt),
        printed=NOT_PRINTED,
    )


def asked_for(edition: CompiledEdition, receipt: Receipt) -> int:
    """Return hundredths of a point asked for, or ``SPEND_MAX``; absent, the program's default (P20)."""
    if receipt.spend == "max":
        return SPEND_MAX
    if isinstance(receipt.spend, int):
        return receipt.spend
    paying = edition.edition.paying
    automatic = paying is not None and paying.spends == "automatically" and not receipt.offline
    return SPEND_MAX if automatic else 0


def settle_basket(edition: CompiledEdition, basket: Basket, visit: Visit) -> Answer:
    """Run the core over fresh columns, with room for every reason it can give."""
    lines, clauses = len(basket.sums), len(edition.earnings)
    rows = lines * (6 + len(edition.discounts) + clauses) + 6 * clauses + 16
    answer = Answer(
        discount=[0] * lines,
        discount_by=[0] * lines,
        discount_rate=[0] * len(edition.discounts),
        points=[0] * lines,
        earned=[0] * lines,
        base=[0] * lines,
        clause_rate=[0] * clauses,
        clause_base=[0] * clauses,
        clause_earned=[0] * clauses,
        credited_at=[0] * clauses,
        available_from=[0] * clauses,
        lapses_at=[0] * clauses,
        lot=[0] * clauses,
        totals=[0] * TOTALS,
        reasons=[0] * (rows * REASON_WIDTH),
    )
    core.settle(edition.rules, basket, visit, answer)
    return answer


def keep(
    edition: CompiledEdition,
    state: MemberState | None,
    visit: Visit,
    basket: Basket,
    answer: Answer,
    numbers: list[int],
) -> Settlement:
    """Keep what the core has filled in."""
    totals = answer.totals
    lots = [
        NewLot(
            0, f"earning.{name}", answer.lot[clause], answer.available_from[clause], answer.lapses_at[clause]
        )
        for clause, name in enumerate(edition.earnings)
        if answer.lot[clause]
    ]
    return Settlement(
        edition=edition.rules.edition,
        at=visit.at,
        asked=None if visit.spend == SPEND_MAX else visit.spend,
        total=totals[TOTAL],
        discount=totals[DISCOUNT],
        allowed=totals[ALLOWED],
        taken=totals[TAKEN],
        worth=totals[WORTH],
        to_pay=totals[TO_PAY],
        earned=totals[EARNED],
        level=visit.level if state is not None and edition.has_levels else None,
        mode=edition.modes[visit.mode] if state is not None else "",
        lines=numbers,
        sums=list(basket.sums),
        quantities=list(basket.quantities),
        discounts=list(answer.discount),
        points=list(answer.points),
        earned_lines=list(answer.earned),
        earn_on=list(basket.earn_on),
        clause_rate=list(answer.clause_rate),
        clause_earned=list(answer.clause_earned),
        reasons=list(answer.reasons[: totals[REASONS] * REASON_WIDTH]),
        debt_paid=totals[EARNED] - sum(answer.lot),
        lots=lots,
    )


def check_printed(receipt: Receipt, settlement: Settlement) -> None:
    """Refuse a live commit that comes out differently from what the customer saw, and payments that do not add up.

    Without a connection the printed amounts stand, and ``printed_differs`` tells the operator (R11).
    """
    settled = receipt.settled
    if settled is not None and not receipt.offline:
        came_out = (settlement.discount, settlement.worth, settlement.to_pay)
        if (settled.discount, settled.points, settled.to_pay) != came_out:
            raise Problem(
                "settlement_changed",
                "settled",
                discount=settlement.discount,
                points=settlement.worth,
                to_pay=settlement.to_pay,
            )
    if receipt.payments is not None:
        paid = sum(payment.sum for payment in receipt.payments)
        if paid != settlement.to_pay:
            raise Problem("payments_differ", "payments", paid=paid, to_pay=settlement.to_pay)


def book_purchase(
    program: CompiledProgram,
    state: MemberState,
    shop: str,
    settlement: Settlement,
    operation: int,
    next_lot: Callable[[], int],
) -> list[Movement]:
    """Let a settled receipt change the member's state; return what moved, one leg each (design §2)."""
    at = settlement.at
    settle_region(program, state, shop, at)
    movements = take_spent(state, settlement, at)
    if settlement.debt_paid:
        state.debt -= settlement.debt_paid
        movements.append(Movement("points", "earned", 0, settlement.debt_paid))
    for lot in settlement.lots:
        lot.id = next_lot()
        add_lot(
            state.lots,
            Lot(
                id=lot.id,
                origin=operation,
                clause=lot.clause,
                amount=lot.amount,
                left=lot.amount,
                available_from=lot.available_from,
                lapses_at=lot.lapses_at,
            ),
        )
        movements.append(Movement("points", "earned", lot.id, lot.amount))
    movements += enter_spend(program, state, Spend(at, operation, settlement.to_pay), "purchase")
    return movements + write_lapses(state)


def take_spent(state: MemberState, settlement: Settlement, at: int) -> list[Movement]:
    """Take the points that pay from the lots, the first to lapse first, and remember from which (P22)."""
    if not settlement.taken:
        return []
    lots, count = columns(state.lots)
    taken = [0] * count
    rest = lot_rules.spend(lots, count, at, settlement.taken, taken)
    if rest:
        raise AssertionError("a settlement takes no more than is available")
    movements = []
    for lot, left, part in zip(state.lots, lots.left, taken, strict=True):
        if part:
            lot.left = left
            settlement.spent.append((lot.id, part))
            movements.append(Movement("points", "spent", lot.id, -part))
    return movements

"""Discounts of a receipt: what each line gets, which gives way, and how kopecks are dropped (P8, design §3.2)."""

from kopilka.engine.core.rates import rate_of
from kopilka.engine.core.reasons import (
    DISCOUNT_PERCENT,
    KOPECKS_DROPPED,
    LARGER_DISCOUNT,
    PRINTED_DISCOUNT,
    note,
)
from kopilka.engine.core.shapes import LARGEST, SUM, Answer, Basket, Rules, Visit


def give_discounts(rules: Rules, basket: Basket, visit: Visit, answer: Answer) -> None:
    """Give each line its discounts, half up to the kopeck, and drop the kopecks where the program says so (P8)."""
    clauses = len(rules.discount_rate)
    highest = 0
    for clause in range(clauses):
        rate = rate_of(rules.discount_rate[clause], rules.mode_discount, visit)
        answer.discount_rate[clause] = rate
        highest = max(highest, rate)
    if highest == 0:
        return
    discount_on = basket.discount_on
    for line in range(len(discount_on)):
        if discount_on[line]:
            give_line_discount(rules, basket.sums[line], discount_on[line], visit.level, answer, line)
    for clause in range(clauses):
        if rules.discount_rounding[clause] > 1:
            drop_kopecks(basket, answer, clause, rules.discount_rounding[clause])


def give_line_discount(
    rules: Rules, amount: int, clauses_on: int, level: int, answer: Answer, line: int
) -> None:
    """Apply the program's policy for discounts that meet on one line: the largest, their sum, the first named."""
    rates = answer.discount_rate
    given = 0
    given_by = -1
    for clause in range(len(rates)):
        offered = (amount * rates[clause] + 5_000) // 10_000
        if offered == 0 or clauses_on >> clause & 1 == 0:
            continue
        if rules.conflict == SUM:
            offered = min(offered, amount - given)
            given += offered
            given_by = clause
            note(
                answer.totals,
                answer.reasons,
                line,
                DISCOUNT_PERCENT,
                clause,
                rates[clause],
                amount,
                offered,
                level,
            )
        elif given_by < 0 or (rules.conflict == LARGEST and offered > given):
            given = offered
            given_by = clause
    if given_by < 0:
        return
    answer.discount[line] = given
    answer.discount_by[line] = given_by
    if rules.conflict != SUM:
        note(
            answer.totals,
            answer.reasons,
            line,
            DISCOUNT_PERCENT,
            given_by,
            rates[given_by],
            amount,
            given,
            level,
        )
        if clauses_on != 1 << given_by:
            note_smaller_discounts(rules, clauses_on, answer, line, given_by)


def note_smaller_discounts(rules: Rules, clauses_on: int, answer: Answer, line: int, given_by: int) -> None:
    """Tell which discounts gave way to a larger or an earlier one."""
    for clause in range(len(rules.discount_rate)):
        rate = answer.discount_rate[clause]
        if clause != given_by and clauses_on >> clause & 1 and rate > 0:
            note(answer.totals, answer.reasons, line, LARGER_DISCOUNT, clause, rate, given_by, 0, 0)


def drop_kopecks(basket: Basket, answer: Answer, clause: int, rounding: int) -> None:
    """Drop the kopecks of a clause's whole discount on the receipt, dearest position first (P8).

    The whole is the exact percentage of the lines together; each line was half up to the kopeck before, so what the
    lines have above it comes off the dearest, and the rare kopeck below it goes there.
    """
    base = 0
    given = 0
    for line in range(len(basket.sums)):
        if has_discount(basket, answer, clause, line):
            base += basket.sums[line]
            given += answer.discount[line]
    exact = base * answer.discount_rate[clause] // 10_000
    excess = given - (exact - exact % rounding)
    for line in basket.dearest:
        if excess == 0:
            return
        if has_discount(basket, answer, clause, line):
            dropped = min(excess, answer.discount[line])
            answer.discount[line] -= dropped
            excess -= dropped
            note(answer.totals, answer.reasons, line, KOPECKS_DROPPED, clause, dropped, rounding, exact, 0)


def has_discount(basket: Basket, answer: Answer, clause: int, line: int) -> bool:
    """Tell whether a line has its discount from a clause; one too small for a kopeck counts towards the whole."""
    if basket.discount_on[line] >> clause & 1 == 0:
        return False
    return answer.discount[line] == 0 or answer.discount_by[line] == clause


def keep_printed_discount(basket: Basket, printed: int, answer: Answer) -> None:
    """Deal a discount that was printed already over the lines by their sums, so that the parts sum to it (R11)."""
    total = 0
    for line in range(len(basket.sums)):
        total += basket.sums[line]
    if total == 0:
        return
    before = 0
    dealt = 0
    for line in range(len(basket.sums)):
        before += basket.sums[line]
        part = printed * before // total - dealt
        dealt += part
        answer.discount[line] = part
        if part:
            note(answer.totals, answer.reasons, line, PRINTED_DISCOUNT, 0, part, printed, 0, 0)

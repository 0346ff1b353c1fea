"""How one receipt is settled: discounts, then points that pay, then points that are earned (design §3).

Pure arithmetic over ``shapes``: which clauses touch which line was decided before, what the lots and the level become is
decided after. Plain Python that numba compiles; every amount is written with its reason.
"""

from kopilka.engine.core.discounts import give_discounts, keep_printed_discount
from kopilka.engine.core.earning import earn
from kopilka.engine.core.paying import take_points
from kopilka.engine.core.reasons import NO_MEMBER, WHOLE_RECEIPT, note
from kopilka.engine.core.shapes import DISCOUNT, TO_PAY, TOTAL, WORTH, Answer, Basket, Rules, Visit


def settle(rules: Rules, basket: Basket, visit: Visit, answer: Answer) -> None:
    """Settle a receipt into ``answer``, whose columns come in as zeros."""
    if visit.printed >= 0:
        keep_printed_discount(basket, visit.printed, answer)
    elif visit.member:
        give_discounts(rules, basket, visit, answer)
    add_up(basket, answer)
    if visit.member:
        take_points(rules, basket, visit, answer)
    totals = answer.totals
    totals[TO_PAY] = totals[TOTAL] - totals[DISCOUNT] - totals[WORTH]
    if visit.member:
        earn(rules, basket, visit, answer)
    else:
        note(totals, answer.reasons, WHOLE_RECEIPT, NO_MEMBER, 0, 0, 0, 0, 0)


def add_up(basket: Basket, answer: Answer) -> None:
    """Sum the lines and their discounts."""
    total = 0
    discount = 0
    for line in range(len(basket.sums)):
        total += basket.sums[line]
        discount += answer.discount[line]
    answer.totals[TOTAL] = total
    answer.totals[DISCOUNT] = discount

"""What a return is worth: cumulative differences over the stored amounts of the lines (R4, R6, design §3).

Of ``q`` units returned of ``Q`` a line is worth ``paid·q // Q``, its points ``points·q // Q``, its money the rest. So at one
moment any split of a return gives the same as the whole.
"""

from collections.abc import Sequence

from kopilka.engine.core.earning import earned_for
from kopilka.engine.core.shapes import AFTER_DISCOUNTS, BEFORE_DISCOUNTS, Rules


def worth_of(amount: int, returned: int, quantity: int) -> int:
    """Return the part of an amount that ``returned`` of ``quantity`` thousandths stand for, down to the hundredth."""
    if quantity == 0:
        return amount
    return amount * returned // quantity


def money_of(net: int, points: int, returned: int, quantity: int) -> int:
    """Return the kopecks of money that go back for a line of which ``returned`` came back so far."""
    return worth_of(net, returned, quantity) - worth_of(points, returned, quantity)


def earned_on_rest(
    rules: Rules,
    clause: int,
    rate: int,
    sums: Sequence[int],
    discounts: Sequence[int],
    points: Sequence[int],
    quantities: Sequence[int],
    returned: Sequence[int],
    earn_on: Sequence[int],
) -> int:
    """Return hundredths of a point that a clause gives for what the customer keeps, by the receipt's own edition."""
    base = 0
    for line in range(len(sums)):
        if not earn_on[line] >> clause & 1:
            continue
        net = sums[line] - discounts[line]
        if rules.earn_base[clause] == BEFORE_DISCOUNTS:
            base += sums[line] - worth_of(sums[line], returned[line], quantities[line])
        elif rules.earn_base[clause] == AFTER_DISCOUNTS:
            base += net - worth_of(net, returned[line], quantities[line])
        else:
            base += net - points[line] - money_of(net, points[line], returned[line], quantities[line])
    return earned_for(rules, clause, base, rate)

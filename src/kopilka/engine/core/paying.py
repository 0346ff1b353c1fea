"""Points that pay: goods, floors, share, balance, whole points; laid from the dearest position (P16–P20, design §3.3)."""

from kopilka.engine.core.reasons import (
    ASKED_LESS,
    BALANCE_REACHED,
    LEFT_IN_MONEY,
    NOT_PAYABLE,
    POINTS_TAKEN,
    SHARE_REACHED,
    WHOLE_POINTS_TAKEN,
    WHOLE_RECEIPT,
    note,
)
from kopilka.engine.core.shapes import (
    ALLOWED,
    DISCOUNT,
    NO_FLOOR,
    ON_POSITION,
    ON_RECEIPT,
    ON_UNIT,
    TAKEN,
    TOTAL,
    WORTH,
    Answer,
    Basket,
    Rules,
    Visit,
)


def take_points(rules: Rules, basket: Basket, visit: Visit, answer: Answer) -> None:
    """Find how many points may pay, take what was asked for, and lay it on the lines (P16–P20)."""
    payable = room_for_points(rules, basket, answer, visit.spend != 0)
    limit = min(payable, share_limit(rules, basket, answer))
    permitted = limit * 100 // rules.worth
    if visit.available < permitted:
        permitted = visit.available
        if visit.spend:
            note(
                answer.totals, answer.reasons, WHOLE_RECEIPT, BALANCE_REACHED, 0, visit.available, limit, 0, 0
            )
    elif visit.spend and limit < payable:
        note(answer.totals, answer.reasons, WHOLE_RECEIPT, SHARE_REACHED, 0, rules.share, limit, payable, 0)
    allowed = permitted - permitted % rules.unit
    taken = allowed if visit.spend < 0 else min(visit.spend, allowed)
    answer.totals[ALLOWED] = allowed
    answer.totals[TAKEN] = taken
    if visit.spend and allowed < permitted and taken == allowed:
        note(
            answer.totals,
            answer.reasons,
            WHOLE_RECEIPT,
            WHOLE_POINTS_TAKEN,
            0,
            permitted,
            allowed,
            rules.unit,
            0,
        )
    if visit.spend > allowed:
        note(answer.totals, answer.reasons, WHOLE_RECEIPT, ASKED_LESS, 0, visit.spend, allowed, 0, 0)
    worth = taken * rules.worth // 100
    answer.totals[WORTH] = worth
    lay_points(rules, basket, answer, worth)


def room_on_line(rules: Rules, basket: Basket, answer: Answer, line: int) -> int:
    """Return how many kopecks of a line points may pay: what is left after discounts, less what must stay in money."""
    if basket.unpayable[line]:
        return 0
    room = basket.sums[line] - answer.discount[line]
    if rules.floor_kind == ON_POSITION:
        room -= rules.floor
    elif rules.floor_kind == ON_UNIT:
        room -= rules.floor * ((basket.quantities[line] + 999) // 1_000)
    return max(room, 0)


def room_for_points(rules: Rules, basket: Basket, answer: Answer, asked: bool) -> int:
    """Return how many kopecks of the receipt points may pay by goods and floors, and say what forbids the rest."""
    room = 0
    for line in range(len(basket.sums)):
        room += room_on_line(rules, basket, answer, line)
        if asked and basket.unpayable[line]:
            note(answer.totals, answer.reasons, line, NOT_PAYABLE, 0, basket.unpayable[line] - 1, 0, 0, 0)
    if rules.floor_kind == ON_RECEIPT:
        in_money = answer.totals[TOTAL] - answer.totals[DISCOUNT] - rules.floor
        if in_money < room:
            room = max(in_money, 0)
            if asked:
                note(
                    answer.totals,
                    answer.reasons,
                    WHOLE_RECEIPT,
                    LEFT_IN_MONEY,
                    0,
                    rules.floor,
                    ON_RECEIPT,
                    0,
                    0,
                )
    return room


def share_limit(rules: Rules, basket: Basket, answer: Answer) -> int:
    """Return what part of the receipt points may pay, in kopecks rounded down (P17)."""
    base = answer.totals[TOTAL]
    discounts = answer.totals[DISCOUNT]
    if rules.share_of_payable:
        for line in range(len(basket.sums)):
            if basket.unpayable[line]:
                base -= basket.sums[line]
                discounts -= answer.discount[line]
    if not rules.share_of_initial:
        base -= discounts
    limit = base * rules.share // 10_000
    if rules.share_with_discounts:
        limit -= discounts
    return max(limit, 0)


def lay_points(rules: Rules, basket: Basket, answer: Answer, worth: int) -> None:
    """Lay the points on the lines from the dearest position to the cheapest (P19)."""
    rest = worth
    for line in basket.dearest:
        if rest == 0:
            return
        room = room_on_line(rules, basket, answer, line)
        part = min(rest, room)
        if part == 0:
            continue
        answer.points[line] = part
        rest -= part
        note(answer.totals, answer.reasons, line, POINTS_TAKEN, 0, part, worth, 0, 0)
        if part == room and rules.floor_kind != NO_FLOOR and rules.floor_kind != ON_RECEIPT:
            left = basket.sums[line] - answer.discount[line] - part
            note(answer.totals, answer.reasons, line, LEFT_IN_MONEY, 0, left, rules.floor_kind, 0, 0)

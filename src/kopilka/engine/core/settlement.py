"""How one receipt is settled: discounts, then points that pay, then points that are earned (design §3).

Pure arithmetic over ``shapes``: which clauses touch which line was decided before, what the lots and the level become is
decided after. Plain Python that numba compiles; every amount is written with its reason.
"""

from kopilka.engine.core.calendar import after
from kopilka.engine.core.reasons import (
    ASKED_LESS,
    BALANCE_REACHED,
    BELOW_STEP,
    BELOW_WHOLE_POINT,
    DEBT_PAID,
    DISCOUNT_PERCENT,
    EARNED_PERCENT,
    EARNED_STEPS,
    GOODS_DO_NOT_EARN,
    KOPECKS_DROPPED,
    LAPSES,
    LARGER_DISCOUNT,
    LEFT_IN_MONEY,
    MODE_DOES_NOT_EARN,
    NO_MEMBER,
    NOT_PAYABLE,
    NOTHING_PAID,
    POINTS_TAKEN,
    PRINTED_DISCOUNT,
    SHARE_REACHED,
    USABLE_LATER,
    WHOLE_POINTS_TAKEN,
    WHOLE_RECEIPT,
    note,
)
from kopilka.engine.core.shapes import (
    AFTER_DISCOUNTS,
    ALLOWED,
    BEFORE_DISCOUNTS,
    BY_LEVEL,
    BY_LEVEL_LESS_SHARE,
    BY_MODE,
    BY_SHARE,
    BY_SUM,
    DISCOUNT,
    EARNED,
    LARGEST,
    NEVER,
    NO_FLOOR,
    ON_POSITION,
    ON_RECEIPT,
    ON_UNIT,
    PERCENT,
    SUM,
    TAKEN,
    TO_PAY,
    TOTAL,
    WORTH,
    Answer,
    Basket,
    Rules,
    Visit,
)


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


# Discounts


def give_discounts(rules: Rules, basket: Basket, visit: Visit, answer: Answer) -> None:
    """Give each line its discounts, half up to the kopeck, and drop the kopecks where the program says so (P8)."""
    clauses = len(rules.discount_rate)
    if clauses == 0:
        return
    for clause in range(clauses):
        answer.discount_rate[clause] = rate_of(rules.discount_rate[clause], rules.mode_discount, visit)
    for line in range(len(basket.sums)):
        if basket.discount_on[line]:
            give_line_discount(rules, basket, visit, answer, line)
    for clause in range(clauses):
        if rules.discount_rounding[clause] > 1:
            drop_kopecks(basket, answer, clause, rules.discount_rounding[clause])


def give_line_discount(rules: Rules, basket: Basket, visit: Visit, answer: Answer, line: int) -> None:
    """Apply the program's policy for discounts that meet on one line: the largest, their sum, the first named."""
    amount = basket.sums[line]
    given = 0
    given_by = -1
    for clause in range(len(rules.discount_rate)):
        if not basket.discount_on[line] >> clause & 1:
            continue
        rate = answer.discount_rate[clause]
        offered = (amount * rate + 5_000) // 10_000
        if offered == 0:
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
                rate,
                amount,
                offered,
                visit.level,
            )
        elif given_by < 0 or (rules.conflict == LARGEST and offered > given):
            given = offered
            given_by = clause
    if given_by < 0:
        return
    answer.discount[line] = given
    answer.discount_by[line] = given_by
    if rules.conflict != SUM:
        rate = answer.discount_rate[given_by]
        note(
            answer.totals, answer.reasons, line, DISCOUNT_PERCENT, given_by, rate, amount, given, visit.level
        )
        note_smaller_discounts(rules, basket, answer, line, given_by)


def note_smaller_discounts(rules: Rules, basket: Basket, answer: Answer, line: int, given_by: int) -> None:
    """Tell which discounts gave way to a larger or an earlier one."""
    if basket.discount_on[line] == 1 << given_by:
        return
    for clause in range(len(rules.discount_rate)):
        if clause != given_by and basket.discount_on[line] >> clause & 1:
            rate = answer.discount_rate[clause]
            if rate > 0:
                note(answer.totals, answer.reasons, line, LARGER_DISCOUNT, clause, rate, given_by, 0, 0)


def drop_kopecks(basket: Basket, answer: Answer, clause: int, rounding: int) -> None:
    """Round a clause's whole discount down, taking the kopecks off the dearest position first (P8)."""
    given = 0
    for line in range(len(basket.sums)):
        if answer.discount[line] and answer.discount_by[line] == clause:
            given += answer.discount[line]
    excess = given % rounding
    for line in basket.dearest:
        if excess == 0:
            return
        if answer.discount[line] and answer.discount_by[line] == clause:
            dropped = min(excess, answer.discount[line])
            answer.discount[line] -= dropped
            excess -= dropped
            note(answer.totals, answer.reasons, line, KOPECKS_DROPPED, clause, dropped, rounding, given, 0)


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


def rate_of(source: int, by_mode: object, visit: Visit) -> int:
    """Resolve where a percentage comes from to hundredths of a percent (P4, P7)."""
    if source == BY_MODE:
        source = by_mode[visit.mode]  # type: ignore[index]
    if source >= 0:
        return source
    if source == BY_LEVEL:
        return visit.level
    if source == BY_SHARE:
        return min(visit.share, visit.level)
    if source == BY_LEVEL_LESS_SHARE:
        return max(visit.level - visit.share, 0)
    return 0


# Points that pay


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
    base = 0
    discounts = 0
    for line in range(len(basket.sums)):
        if rules.share_of_payable and basket.unpayable[line]:
            continue
        base += basket.sums[line]
        discounts += answer.discount[line]
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


# Points that are earned


def earn(rules: Rules, basket: Basket, visit: Visit, answer: Answer) -> None:
    """Count what each earning clause brings, deal it to the lines, and say when it can be spent (P1–P3, P21, P22)."""
    totals = answer.totals
    debt = visit.debt
    for line in range(len(basket.sums)):
        if basket.unearning[line]:
            note(totals, answer.reasons, line, GOODS_DO_NOT_EARN, 0, basket.unearning[line] - 1, 0, 0, 0)
    for clause in range(len(rules.earn_rate)):
        base = 0
        for line in range(len(basket.sums)):
            if basket.earn_on[line] >> clause & 1:
                base += earning_base(rules, basket, answer, clause, line)
        earned = earn_by_clause(rules, visit, answer, clause, base)
        if earned == 0:
            continue
        deal_earned(rules, basket, answer, clause, base, earned)
        totals[EARNED] += earned
        paid = min(debt, earned)
        debt -= paid
        if paid:
            note(totals, answer.reasons, WHOLE_RECEIPT, DEBT_PAID, clause, paid, debt, 0, 0)
        answer.lot[clause] = earned - paid
        date_lot(rules, visit, answer, clause, earned)


def earning_base(rules: Rules, basket: Basket, answer: Answer, clause: int, line: int) -> int:
    """Return the kopecks of a line that a clause counts; by default the money paid (P1)."""
    base = basket.sums[line]
    if rules.earn_base[clause] != BEFORE_DISCOUNTS:
        base -= answer.discount[line]
    if rules.earn_base[clause] != BEFORE_DISCOUNTS and rules.earn_base[clause] != AFTER_DISCOUNTS:
        base -= answer.points[line]
    return base


def earn_by_clause(rules: Rules, visit: Visit, answer: Answer, clause: int, base: int) -> int:
    """Return hundredths of a point for the base, rounded down as the clause says, and note why it is nothing."""
    totals = answer.totals
    answer.clause_base[clause] = base
    rate = 0
    if rules.earn_kind[clause] == PERCENT:
        rate = rules.earn_rate[clause]
        if rate != BY_SUM:
            rate = rate_of(rate, rules.mode_earn, visit)
            answer.clause_rate[clause] = rate
            if rate == 0:
                note(totals, answer.reasons, WHOLE_RECEIPT, MODE_DOES_NOT_EARN, clause, visit.mode, 0, 0, 0)
                return 0
    earned = earned_for(rules, clause, base, rate)
    answer.clause_earned[clause] = earned
    if earned == 0 and base > 0:
        if rules.earn_kind[clause] == PERCENT:
            note(totals, answer.reasons, WHOLE_RECEIPT, BELOW_WHOLE_POINT, clause, base, rate, 0, 0)
        else:
            note(
                totals, answer.reasons, WHOLE_RECEIPT, BELOW_STEP, clause, base, rules.earn_step[clause], 0, 0
            )
    elif base == 0 and totals[TOTAL] > 0 and totals[TO_PAY] == 0:
        note(totals, answer.reasons, WHOLE_RECEIPT, NOTHING_PAID, clause, 0, 0, 0, 0)
    return earned


def earned_for(rules: Rules, clause: int, base: int, rate: int) -> int:
    """Return hundredths of a point that a clause gives for a base; a return asks it again for what is left."""
    if rules.earn_kind[clause] != PERCENT:
        return base // rules.earn_step[clause] * rules.earn_points[clause]
    if rules.earn_rate[clause] == BY_SUM:
        rate = rate_by_sum(rules, clause, base)
    earned = base * rate // (100 * rules.worth)
    return earned - earned % rules.earn_rounding[clause]


def rate_by_sum(rules: Rules, clause: int, base: int) -> int:
    """Return the percentage for a sum: the dearer the purchase, the higher (P3)."""
    rate = 0
    for row in range(rules.sum_first[clause], rules.sum_last[clause]):
        if base >= rules.sum_from[row]:
            rate = rules.sum_rate[row]
    return rate


def deal_earned(rules: Rules, basket: Basket, answer: Answer, clause: int, base: int, earned: int) -> None:
    """Deal what a clause earned to its lines by their base, so that the parts sum to the whole."""
    rate = answer.clause_rate[clause]
    if rules.earn_rate[clause] == BY_SUM:
        rate = rate_by_sum(rules, clause, base)
    before = 0
    dealt = 0
    for line in range(len(basket.sums)):
        if not basket.earn_on[line] >> clause & 1:
            continue
        own = earning_base(rules, basket, answer, clause, line)
        before += own
        part = earned * before // base - dealt
        dealt += part
        answer.earned[line] += part
        if rules.earn_kind[clause] == PERCENT:
            note(answer.totals, answer.reasons, line, EARNED_PERCENT, clause, rate, own, part, earned)
        else:
            note(
                answer.totals,
                answer.reasons,
                line,
                EARNED_STEPS,
                clause,
                rules.earn_points[clause],
                rules.earn_step[clause],
                part,
                base,
            )


def date_lot(rules: Rules, visit: Visit, answer: Answer, clause: int, earned: int) -> None:
    """Say when the points of a clause are credited, can be spent and lapse (P21, P22)."""
    credited = visit.at
    available = visit.at
    above = -1
    for row in range(rules.delay_first[clause], rules.delay_last[clause]):
        for_channel = rules.delay_channel[row] < 0 or rules.delay_channel[row] == visit.channel
        if for_channel and earned > rules.delay_above[row]:
            above = rules.delay_above[row]
            credited = visit.at + rules.delay_credited[row]
            available = credited + rules.delay_usable[row]
            break
    lapses = lapse_after(rules, clause, credited)
    answer.credited_at[clause] = credited
    answer.available_from[clause] = available
    answer.lapses_at[clause] = lapses
    if available > visit.at:
        note(answer.totals, answer.reasons, WHOLE_RECEIPT, USABLE_LATER, clause, available, earned, above, 0)
    if lapses < NEVER:
        note(answer.totals, answer.reasons, WHOLE_RECEIPT, LAPSES, clause, lapses, earned, 0, 0)


def lapse_after(rules: Rules, clause: int, credited: int) -> int:
    """Return when points credited at a moment lapse, ``NEVER`` when they do not."""
    seconds = rules.lapse_seconds[clause]
    months = rules.lapse_months[clause]
    if seconds == 0 and months == 0:
        return NEVER
    return after(rules.zone_starts, rules.zone_offsets, credited, seconds, months)

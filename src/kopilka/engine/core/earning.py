"""Points that are earned: base, rate, rounding, the lines' parts, and the dates of the lots (P1–P3, P21, P22)."""

from kopilka.engine.core.calendar import after
from kopilka.engine.core.rates import rate_of
from kopilka.engine.core.reasons import (
    BELOW_STEP,
    BELOW_WHOLE_POINT,
    DEBT_PAID,
    EARNED_PERCENT,
    EARNED_STEPS,
    GOODS_DO_NOT_EARN,
    LAPSES,
    MODE_DOES_NOT_EARN,
    NOTHING_PAID,
    USABLE_LATER,
    WHOLE_RECEIPT,
    note,
)
from kopilka.engine.core.shapes import (
    AFTER_DISCOUNTS,
    BEFORE_DISCOUNTS,
    BY_SUM,
    EARNED,
    NEVER,
    PERCENT,
    TO_PAY,
    TOTAL,
    Answer,
    Basket,
    Rules,
    Visit,
)


def earn(rules: Rules, basket: Basket, visit: Visit, answer: Answer) -> None:
    """Count what each earning clause brings, deal it to the lines, and say when it can be spent (P1–P3, P21, P22)."""
    totals = answer.totals
    debt = visit.debt
    for line in range(len(basket.sums)):
        if basket.unearning[line]:
            note(totals, answer.reasons, line, GOODS_DO_NOT_EARN, 0, basket.unearning[line] - 1, 0, 0, 0)
    for clause in range(len(rules.earn_rate)):
        rate = earning_rate(rules, visit, answer, clause)
        if rate == 0:
            continue
        base = add_up_base(rules, basket, answer, clause)
        earned = earn_by_clause(rules, answer, clause, base, rate)
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


def earning_rate(rules: Rules, visit: Visit, answer: Answer, clause: int) -> int:
    """Return a clause's percentage, or that it has another measure; 0 when the member's mode earns nothing (P7)."""
    if rules.earn_kind[clause] != PERCENT or rules.earn_rate[clause] == BY_SUM:
        return BY_SUM
    rate = rate_of(rules.earn_rate[clause], rules.mode_earn, visit)
    answer.clause_rate[clause] = rate
    if rate == 0:
        note(answer.totals, answer.reasons, WHOLE_RECEIPT, MODE_DOES_NOT_EARN, clause, visit.mode, 0, 0, 0)
    return rate


def add_up_base(rules: Rules, basket: Basket, answer: Answer, clause: int) -> int:
    """Return the kopecks that a clause counts, each line's in ``answer.base``; by default the money paid (P1)."""
    of = rules.earn_base[clause]
    earn_on = basket.earn_on
    base = answer.base
    total = 0
    for line in range(len(earn_on)):
        own = 0
        if earn_on[line] >> clause & 1:
            own = basket.sums[line]
            if of != BEFORE_DISCOUNTS:
                own -= answer.discount[line]
                if of != AFTER_DISCOUNTS:
                    own -= answer.points[line]
        base[line] = own
        total += own
    return total


def earn_by_clause(rules: Rules, answer: Answer, clause: int, base: int, rate: int) -> int:
    """Return hundredths of a point for the base, rounded down as the clause says, and note why it is nothing."""
    totals = answer.totals
    answer.clause_base[clause] = base
    earned = earned_for(rules, clause, base, rate)
    answer.clause_earned[clause] = earned
    if earned == 0 and base > 0:
        if rules.earn_kind[clause] == PERCENT:
            note(totals, answer.reasons, WHOLE_RECEIPT, BELOW_WHOLE_POINT, clause, base, rate, 0, 0)
        else:
            step = rules.earn_step[clause]
            note(totals, answer.reasons, WHOLE_RECEIPT, BELOW_STEP, clause, base, step, 0, 0)
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
        if basket.earn_on[line] >> clause & 1 == 0:
            continue
        own = answer.base[line]
        before += own
        part = earned * before // base - dealt
        dealt += part
        answer.earned[line] += part
        if rules.earn_kind[clause] == PERCENT:
            note(answer.totals, answer.reasons, line, EARNED_PERCENT, clause, rate, own, part, earned)
        else:
            points, step = rules.earn_points[clause], rules.earn_step[clause]
            note(answer.totals, answer.reasons, line, EARNED_STEPS, clause, points, step, part, base)


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

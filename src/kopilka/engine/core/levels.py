"""How a level grows with spend and falls when nobody buys (P4–P6).

The account keeps the last step and the one before it, because a new step begins to work on the next day.
"""

from collections.abc import MutableSequence

from kopilka.engine.core.calendar import DAY, add_months, next_midnight
from kopilka.engine.core.shapes import (
    ACCUMULATED,
    IDLE_SINCE,
    LEVEL_BEFORE,
    LEVEL_EDITION,
    LEVEL_SINCE,
    LEVEL_STEP,
    Rules,
)

SHORTEST_MONTH = 28 * DAY - DAY
"""Seconds that a month has at the least, a change of the clock included."""


def step_at(account: MutableSequence[int], at: int) -> int:
    """Return the step that works at a moment."""
    return account[LEVEL_STEP] if at >= account[LEVEL_SINCE] else account[LEVEL_BEFORE]


def step_for(rules: Rules, accumulated: int) -> int:
    """Return the step that an accumulated spend in kopecks reaches."""
    step = 0
    for row in range(len(rules.level_from)):
        if accumulated >= rules.level_from[row]:
            step = row
    return step


def enter_edition(rules: Rules, account: MutableSequence[int]) -> None:
    """Count the level by the steps of the edition in force, when it is another than before (P27)."""
    if account[LEVEL_EDITION] != rules.edition:
        account[LEVEL_EDITION] = rules.edition
        account[LEVEL_STEP] = step_for(rules, account[ACCUMULATED])
        account[LEVEL_BEFORE] = account[LEVEL_STEP]
        account[LEVEL_SINCE] = 0


def falls_at(rules: Rules, account: MutableSequence[int]) -> int:
    """Return when the level falls next if nobody buys, 0 when it does not (P6)."""
    if rules.fall_months == 0 or account[IDLE_SINCE] == 0 or account[LEVEL_STEP] <= rules.fall_floor:
        return 0
    return add_months(rules.zone_starts, rules.zone_offsets, account[IDLE_SINCE], rules.fall_months)


def falls_by(rules: Rules, account: MutableSequence[int], at: int) -> int:
    """Return when the level falls next, 0 when it does not until a moment; mostly without asking the calendar."""
    if account[IDLE_SINCE] + rules.fall_months * SHORTEST_MONTH > at:
        return 0
    moment = falls_at(rules, account)
    return moment if moment <= at else 0


def fall(rules: Rules, account: MutableSequence[int], at: int) -> None:
    """Let the level fall by one step at a moment, and the accumulated spend to that step's threshold (P6)."""
    account[ACCUMULATED] = min(account[ACCUMULATED], rules.level_from[account[LEVEL_STEP] - 1])
    move_to(account, account[LEVEL_STEP] - 1, at, at)
    account[IDLE_SINCE] = at


def catch_up(rules: Rules, account: MutableSequence[int], at: int) -> None:
    """Write down what time has done to a level until a moment."""
    enter_edition(rules, account)
    moment = falls_by(rules, account, at)
    while moment:
        fall(rules, account, moment)
        moment = falls_by(rules, account, at)


def accumulate(rules: Rules, account: MutableSequence[int], at: int, amount: int) -> None:
    """Add kopecks to the accumulated spend, or take them off, and move the level from the next day (P4, P5, R4)."""
    account[ACCUMULATED] = max(account[ACCUMULATED] + amount, 0)
    if len(rules.level_from) == 0:
        return
    step = step_for(rules, account[ACCUMULATED])
    if step != account[LEVEL_STEP]:
        starts_at = at
        if not rules.level_start_at_once:
            starts_at = next_midnight(rules.zone_starts, rules.zone_offsets, at)
        move_to(account, step, at, starts_at)


def move_to(account: MutableSequence[int], step: int, at: int, starts_at: int) -> None:
    """Let a step begin to work at a moment; one that had not begun yet is forgotten."""
    if account[LEVEL_SINCE] <= at:
        account[LEVEL_BEFORE] = account[LEVEL_STEP]
    account[LEVEL_STEP] = step
    account[LEVEL_SINCE] = starts_at

"""The codes of the reasons that the core writes beside every amount (P28, X3).

A reason is a row of integers; ``kopilka.engine.wording`` puts it into a Russian or English sentence when somebody reads
it. A code is never renumbered: stored receipts name it.
"""

from collections.abc import MutableSequence
from typing import Final

from kopilka.engine.core.shapes import REASON_WIDTH, REASONS

WHOLE_RECEIPT: Final = -1

DISCOUNT_PERCENT: Final = 1
KOPECKS_DROPPED: Final = 2
LARGER_DISCOUNT: Final = 3
PRINTED_DISCOUNT: Final = 4

NOT_PAYABLE: Final = 10
LEFT_IN_MONEY: Final = 11
POINTS_TAKEN: Final = 12
SHARE_REACHED: Final = 13
BALANCE_REACHED: Final = 14
WHOLE_POINTS_TAKEN: Final = 15
ASKED_LESS: Final = 16
NO_SPENDING_OFFLINE: Final = 17
CARD_CANNOT_SPEND: Final = 18

EARNED_PERCENT: Final = 20
EARNED_STEPS: Final = 21
GOODS_DO_NOT_EARN: Final = 22
MODE_DOES_NOT_EARN: Final = 23
BELOW_STEP: Final = 24
NO_MEMBER: Final = 25
USABLE_LATER: Final = 26
LAPSES: Final = 27
DEBT_PAID: Final = 28
NOTHING_PAID: Final = 29
BELOW_WHOLE_POINT: Final = 30

LEVEL_NOW: Final = 40
LEVEL_REACHED: Final = 41
LEVEL_FELL: Final = 42


def note(
    totals: MutableSequence[int],
    reasons: MutableSequence[int],
    line: int,
    code: int,
    clause: int,
    first: int,
    second: int,
    third: int,
    fourth: int,
) -> None:
    """Write one reason into the caller's buffer; what does not fit is counted and left out."""
    start = totals[REASONS] * REASON_WIDTH
    totals[REASONS] += 1
    if start + REASON_WIDTH <= len(reasons):
        reasons[start] = line
        reasons[start + 1] = code
        reasons[start + 2] = clause
        reasons[start + 3] = first
        reasons[start + 4] = second
        reasons[start + 5] = third
        reasons[start + 6] = fourth

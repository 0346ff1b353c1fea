"""The pure engine alone: how many receipts of the benchmark it settles and books in one second of processor time."""

import time
from itertools import count, islice

import msgspec

from kopilka.checkout.service import compiled_programs
from kopilka.engine.messages import Receipt
from kopilka.engine.purchases import book_purchase, settle_receipt
from kopilka.engine.state import MemberState, ModeSince
from tests.bench.baskets import MODES, PROGRAM, drawn_bodies

RECEIPTS = 4_000
REPEATS = 5


def engine_receipts_per_cpu_second() -> float:
    """Return the best of a few repeats."""
    program = compiled_programs()[PROGRAM]
    decode = msgspec.json.Decoder(Receipt).decode
    receipts = [decode(before + b"1" + after) for before, after in islice(drawn_bodies(7), RECEIPTS)]
    best = 0.0
    for _ in range(REPEATS):
        members = [
            MemberState(
                id=place, registered=True, region="spb", modes=[ModeSince(since=0, mode=mode, share=300)]
            )
            for place, mode in enumerate(MODES * 200)
        ]
        operations, lots = count(1), count(1)
        began = time.process_time()
        for place, receipt in enumerate(receipts):
            state = members[place % len(members)]
            settlement = settle_receipt(program, state, receipt)
            book_purchase(program, state, receipt.shop, settlement, next(operations), lots.__next__)
        best = max(best, RECEIPTS / (time.process_time() - began))
    return best

"""A process that commits receipts through the checkout itself: 64 tills, each waiting for its answer.

python -m tests.bench.till DSN SECONDS SEED      # prints one JSON line
"""

import asyncio
import os
import sys
import time
from itertools import count

import msgspec
import uvloop

from kopilka.checkout.memory import set_aside_what_is_loaded
from kopilka.checkout.service import Checkout, compiled_programs
from kopilka.engine.messages import Receipt
from tests.bench.baskets import PROGRAM, drawn_bodies
from tests.bench.result import Result, summed_up

CLIENTS = 64


async def commit_for(dsn: str, seconds: float, seed: int) -> Result:
    """Commit receipts for some seconds."""
    checkout = Checkout(dsn, compiled_programs())
    await checkout.start()
    set_aside_what_is_loaded()
    tenant = checkout.tenants[PROGRAM]
    decode = msgspec.json.Decoder(Receipt).decode
    bodies, numbers = drawn_bodies(seed), count()
    latencies: list[float] = []
    acknowledged: list[str] = []

    async def till(end: float) -> None:
        while (began := time.perf_counter()) < end:
            before, after = next(bodies)
            number = f"{seed}-{os.getpid()}-{next(numbers)}"
            outcome = await checkout.commit(tenant, decode(before + number.encode() + after))
            latencies.append(time.perf_counter() - began)
            if outcome.is_new:
                acknowledged.append(number)

    async def tills(length: float) -> None:
        end = time.perf_counter() + length
        async with asyncio.TaskGroup() as group:
            for _ in range(CLIENTS):
                group.create_task(till(end))

    await tills(1.0)
    warmed_up = len(latencies)
    print("ready", flush=True)
    sys.stdin.readline()
    used, began = time.process_time(), time.perf_counter()
    await tills(seconds)
    used, took = time.process_time() - used, time.perf_counter() - began
    await checkout.stop()
    return summed_up(latencies[warmed_up:], acknowledged, took, used)


if __name__ == "__main__":
    outcome = uvloop.run(commit_for(sys.argv[1], float(sys.argv[2]), int(sys.argv[3])))
    print(msgspec.json.encode(outcome).decode())

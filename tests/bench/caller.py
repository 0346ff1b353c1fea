"""A process that commits receipts through HTTP: 64 connections kept open, each waiting for its answer.

Written on bare sockets, so that what is measured is the server and not the client.

    python -m tests.bench.caller PORT KEY SECONDS SEED      # prints one JSON line
"""

import asyncio
import os
import sys
import time
from itertools import count
from typing import cast

import msgspec
import uvloop

from tests.bench.baskets import SHOP, drawn_bodies
from tests.bench.result import Result, summed_up

CLIENTS = 64
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "
CREATED = b"HTTP/1.1 201"


class Load:
    """What all connections share: the receipts to send, the answers that came."""

    def __init__(self, key: str, seed: int) -> None:
        self.bodies = drawn_bodies(seed)
        self.numbers = count()
        self.prefix = f"{seed}-{os.getpid()}-"
        self.key = key.encode()
        self.latencies: list[float] = []
        self.acknowledged: list[str] = []
        self.refused: list[bytes] = []
        self.end = 0.0

    def request(self) -> tuple[str, bytes]:
        """Return the next receipt's number and the bytes to send."""
        before, after = next(self.bodies)
        number = f"{self.prefix}{next(self.numbers)}"
        name = number.encode()
        length = len(before) + len(name) + len(after)
        head = b"PUT /v1/receipts/%b/%b HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer %b\r\ncontent-length: %d\r\n\r\n"
        return number, head % (SHOP.encode(), name, self.key, length) + before + name + after


class Connection(asyncio.Protocol):
    """One till: sends a receipt, waits for the whole answer, sends the next."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.done = asyncio.get_running_loop().create_future()
        self.received = b""
        self.number = ""
        self.began = 0.0
        self.transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to send."""
        self.transport = cast("asyncio.WriteTransport", transport)

    def send(self) -> None:
        """Send the next receipt, or stop when time is over."""
        self.began = time.perf_counter()
        if self.transport is None or self.began >= self.load.end:
            self.done.set_result(None)
            return
        self.number, request = self.load.request()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Take a piece of the answer."""
        self.received += data
        head = self.received.find(END_OF_HEAD)
        if head < 0:
            return
        start = self.received.find(LENGTH) + len(LENGTH)
        length = int(self.received[start : self.received.find(b"\r", start)])
        if len(self.received) < head + len(END_OF_HEAD) + length:
            return
        self.load.latencies.append(time.perf_counter() - self.began)
        if self.received.startswith(CREATED):
            self.load.acknowledged.append(self.number)
        else:
            self.load.refused.append(self.received)
        self.received = b""
        self.send()

    def connection_lost(self, _exc: Exception | None) -> None:
        """End when the server ended."""
        self.transport = None
        if not self.done.done():
            self.done.set_result(None)


async def call_for(port: int, key: str, seconds: float, seed: int) -> Result:
    """Send receipts for some seconds."""
    loop = asyncio.get_running_loop()
    load = Load(key, seed)
    connections = [
        (await loop.create_connection(lambda: Connection(load), "127.0.0.1", port))[1] for _ in range(CLIENTS)
    ]

    async def tills(length: float) -> None:
        load.end = time.perf_counter() + length
        for connection in connections:
            connection.done = loop.create_future()
            connection.send()
        await asyncio.gather(*(connection.done for connection in connections))

    await tills(1.0)
    warmed_up = len(load.latencies)
    print("ready", flush=True)
    sys.stdin.readline()
    used, began = time.process_time(), time.perf_counter()
    await tills(seconds)
    used, took = time.process_time() - used, time.perf_counter() - began
    if load.refused:
        raise RuntimeError(load.refused[0])
    return summed_up(load.latencies[warmed_up:], load.acknowledged, took, used)


if __name__ == "__main__":
    outcome = uvloop.run(call_for(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4])))
    print(msgspec.json.encode(outcome).decode())

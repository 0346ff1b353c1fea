"""SIGKILL under load: every acknowledged receipt is there exactly once, whichever process dies (R11, X6)."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from kopilka import postgres
from kopilka.ledger.doctor import examined
from tests.bench.baskets import SHOP, drawn_bodies
from tests.bench.ground import KEY, add_members
from tests.processes import line_with, started

pytestmark = [pytest.mark.crash, pytest.mark.server]

TILLS = 16
BEFORE_SECONDS = 2.0
AFTER_SECONDS = 2.0


@pytest.fixture
def ground(data_folder: Path) -> Iterator[postgres.Server]:
    """A durable PostgreSQL of the test's own, with members and a key."""
    with postgres.running(data_folder) as server:
        environment = {
            "KOPILKA_DATABASE_URL": server.dsn,
            "DJANGO_SETTINGS_MODULE": "kopilka.settings",
        }
        migrate = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
        subprocess.run(migrate, check=True, env={**os.environ, **environment})
        add_members(server.dsn)
        yield server


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def serving(server: postgres.Server, port: int) -> Iterator[subprocess.Popen[str]]:
    """Serve the machine interface in a process of its own."""
    with started("tests.bench.serving", port, environment={"KOPILKA_DATABASE_URL": server.dsn}) as process:
        line_with(process, "ready")
        yield process


class Tills:
    """Tills that send receipts for as long as they are let, and remember which were acknowledged."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.bodies = drawn_bodies(1)
        self.sent: dict[str, bytes] = {}
        self.acknowledged: dict[str, Any] = {}
        self.is_open = True

    async def send(self, client: httpx.AsyncClient, number: str) -> None:
        """Send one receipt; an answer that it was written is remembered."""
        try:
            answer = await client.put(f"/v1/receipts/{SHOP}/{number}", content=self.sent[number])
        except httpx.HTTPError:
            await asyncio.sleep(0.05)
            return
        if answer.status_code in {200, 201}:
            before = self.acknowledged.setdefault(number, answer.json())
            assert before == answer.json()
        else:
            assert answer.status_code == 503, answer.text

    async def till(self, client: httpx.AsyncClient, place: int) -> None:
        """Send receipts until the shop closes."""
        while self.is_open:
            before, after = next(self.bodies)
            number = f"{place}-{len(self.sent)}"
            self.sent[number] = before + number.encode() + after
            await self.send(client, number)

    async def work(self, *happenings: Any) -> None:
        """Let all tills work while things happen, each after a pause."""
        headers = {"authorization": f"Bearer {KEY}"}
        base = f"http://127.0.0.1:{self.port}"
        async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as client:
            tills = [asyncio.create_task(self.till(client, place)) for place in range(TILLS)]
            for happening in happenings:
                await asyncio.sleep(BEFORE_SECONDS)
                await asyncio.to_thread(happening)
            await asyncio.sleep(AFTER_SECONDS)
            self.is_open = False
            await asyncio.gather(*tills)

    async def send_all_again(self) -> None:
        """Repeat every receipt, acknowledged or not, as tills do."""
        headers = {"authorization": f"Bearer {KEY}"}
        base = f"http://127.0.0.1:{self.port}"
        async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as client:
            for number in self.sent:
                await self.send(client, number)


def written(server: postgres.Server) -> Counter[str]:
    """Count the receipts by number."""
    with psycopg.connect(server.dsn) as connection:
        return Counter(
            row[0] for row in connection.execute("select number from operation where kind = 'receipt'")
        )


def check(server: postgres.Server, tills: Tills) -> None:
    """Every acknowledged receipt is there once, and after every repeat every receipt that was sent."""
    assert len(tills.acknowledged) > TILLS
    kept = written(server)
    assert set(tills.acknowledged) <= set(kept)
    assert set(kept.values()) == {1}
    asyncio.run(tills.send_all_again())
    assert written(server) == Counter(tills.sent.keys())
    assert list(examined(server.dsn)) == []


def test_the_server_is_killed_under_load(ground: postgres.Server) -> None:
    port = free_port()
    tills = Tills(port)
    with serving(ground, port) as process:
        asyncio.run(tills.work(lambda: os.killpg(process.pid, signal.SIGKILL)))
    assert len(tills.acknowledged) < len(tills.sent)
    with serving(ground, port):
        check(ground, tills)


def test_postgresql_is_killed_under_load(ground: postgres.Server) -> None:
    port = free_port()
    tills = Tills(port)
    with serving(ground, port):
        asyncio.run(tills.work(ground.kill, ground.start, lambda: None))
        check(ground, tills)

"""A whole Kopilka for a test: a database of its own, a checkout on a loop of its own, the machine interface over it.

The cast: Анна with a card, Борис without, the shop on Ленина, 5 in Petersburg, under Maxidom's rules of 2021. The
clock stands until it is told to go on.
"""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any, TypeVar

import httpx
import msgspec
import psycopg
import pytest

from kopilka import postgres
from kopilka.api.app import Application
from kopilka.api.keys import add_key
from kopilka.checkout.service import Checkout, compiled_programs
from kopilka.clock import read_moment, write_moment
from kopilka.engine.messages import Receipt, Registration, Who
from kopilka.ledger.doctor import examined

PROGRAM = "maxidom"
SHOP = "spb-1"
ZONE = "Europe/Moscow"
NOON = read_moment("2024-03-04T12:00:00+03:00")
TEMPLATE = "kopilka_template"
NUMBERS = count(1)
PROGRAMS = compiled_programs()

T = TypeVar("T")


class Clock:
    """A clock that stands."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> int:
        """Return the moment at which it stands."""
        return self.moment


@pytest.fixture(scope="session")
def template(server: postgres.Server) -> str:
    """A migrated database to copy."""
    return migrated(server)


@cache
def migrated(server: postgres.Server) -> str:
    """Make the database once, however many folders of tests ask for it."""
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute(f"create database {TEMPLATE}")
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
        check=True,
        env={
            **os.environ,
            "KOPILKA_DATABASE_URL": server.dsn_for(TEMPLATE),
            "DJANGO_SETTINGS_MODULE": "kopilka.settings",
        },
    )
    return TEMPLATE


@pytest.fixture
def dsn(server: postgres.Server, template: str) -> Iterator[str]:
    """A database of the test's own."""
    name = f"house_{next(NUMBERS)}"
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute(f"create database {name} template {template}")
        yield server.dsn_for(name)
    # As the superuser: autovacuum may be at work in it, and only the superuser may send it away.
    with psycopg.connect(server.dsn_for("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


class House:
    """A checkout with its interface, asked from a test that knows nothing of loops."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.clock = Clock()
        self.loop = asyncio.new_event_loop()
        self.application = Application(lambda: Checkout(dsn, PROGRAMS, self.clock))
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def wait(self, asked: Coroutine[Any, Any, T]) -> T:
        """Wait for a coroutine on the house's loop."""
        return asyncio.run_coroutine_threadsafe(asked, self.loop).result(60)

    def open(self) -> None:
        """Start everything."""
        self._thread.start()
        self.checkout = self.wait(self.application.start())
        self.tenant = self.checkout.tenants[PROGRAM]
        self.key = self.new_key(SHOP)
        transport = httpx.ASGITransport(self.application)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://house")

    def close(self) -> None:
        """Stop everything."""
        self.wait(self.client.aclose())
        self.wait(self.application.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    def new_key(self, shop: str, program: str = PROGRAM) -> str:
        """Make a key."""

        async def made() -> str:
            async with self.checkout.connection() as connection:
                number = self.checkout.tenants[program].id
                return (await add_key(connection, number, shop, "", self.clock()))[1]

        return self.wait(made())

    def call(
        self, method: str, address: str, json: object = None, *, key: str | None = None, **more: Any
    ) -> httpx.Response:
        """Call the interface with the key of the shop on Ленина, 5, or another."""
        headers = {"authorization": f"Bearer {key or self.key}", **more.pop("headers", {})}
        return self.wait(self.client.request(method, address, json=json, headers=headers, **more))

    def at(self, moment: int | None = None) -> str:
        """Return a moment, by default now, as the interface writes it."""
        return write_moment(self.clock() if moment is None else moment, ZONE)

    def register(self, **fields: Any) -> str:
        """Register a member and return the card's number."""
        message = Registration(
            at=self.at(), member=Who(card=fields.pop("card", None)), region="spb", **fields
        )
        return self.wait(self.checkout.register(self.tenant, message)).card

    def grant(self, card: str, amount: int) -> None:
        """Give points to a member, usable at once."""
        answer = self.call(
            "POST", f"/v1/members/card:{card}/grants", {"grant": f"g{next(NUMBERS)}", "amount": amount}
        )
        assert answer.status_code == 201, answer.text

    def basket(self, card: str | None, number: str, **fields: Any) -> dict[str, Any]:
        """Return a receipt of paint for 200 ₽ and a brush for 100 ₽."""
        lines = [
            {"line": 1, "article": "paint-1", "categories": ["paint"], "quantity": "2", "sum": 20_000},
            {"line": 2, "article": "brush-1", "categories": ["tools"], "quantity": "1", "sum": 10_000},
        ]
        who = {"member": {"card": card}} if card else {}
        return {"shop": SHOP, "number": number, "at": self.at(), "lines": lines, **who, **fields}

    def receipt(self, card: str | None, number: str, **fields: Any) -> Receipt:
        """Return the same receipt as a message."""
        return msgspec.convert(self.basket(card, number, **fields), Receipt)

    def balance(self, card: str) -> dict[str, Any]:
        """Return what a member has."""
        answer = self.call("GET", f"/v1/members/card:{card}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            return connection.execute(query).fetchall()

    def written(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return everything that a refused message must leave as it is."""
        return {
            table: self.rows(f"select * from {table} order by 1, 2, 3")  # noqa: S608 - our own names
            for table in ("membership", "lot", "operation", "posting", "card", "person")
        }

    def is_sound(self) -> bool:
        """Tell whether the doctor finds nothing; prints what he finds."""
        found = list(examined(self.dsn))
        for finding in found:
            print(finding)
        return not found


@contextmanager
def opened(dsn: str) -> Iterator[House]:
    """Open a house for the length of the block."""
    house = House(dsn)
    house.open()
    try:
        yield house
    finally:
        house.close()


@pytest.fixture
def house(dsn: str) -> Iterator[House]:
    """A house with nobody in it."""
    with opened(dsn) as house:
        yield house


@pytest.fixture
def anna(house: House) -> str:
    """Анна's card: bonus-back, registered a minute ago."""
    return house.register(mode="bonus-back")


def together(house: House, asked: list[Coroutine[Any, Any, T]]) -> list[T | BaseException]:
    """Ask for many things at once, and return every answer or what was raised instead."""

    async def gathered() -> list[T | BaseException]:
        return await asyncio.gather(*asked, return_exceptions=True)

    return house.wait(gathered())

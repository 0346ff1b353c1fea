"""The checkout of one process: its programs, its connections, its batches, and what one can ask of it.

Everything that a till, a page or a command does with receipts goes through here. It belongs to the event loop that
started it; a page that runs in a thread waits with ``wait_for``.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from kopilka import clock
from kopilka.checkout import orders, reading, registering
from kopilka.checkout.batching import Batching, Meters
from kopilka.checkout.orders import Order, Tenant
from kopilka.checkout.turns import Outcome
from kopilka.engine.compiling import CompiledProgram
from kopilka.engine.messages import Grant, Receipt, Registration, Return, Void, Who, read_at
from kopilka.engine.settlements import Settlement
from kopilka.engine.state import MemberState
from kopilka.ledger.connections import Connection, Connections
from kopilka.ledger.numbering import Numbering
from kopilka.ledger.queries import statement
from kopilka.members.cards import CardState, cards_of, change_card
from kopilka.members.numbers import read_card_number
from kopilka.problems import Problem
from kopilka.programs.checking import load_program
from kopilka.programs.finding import program_paths

MOST_CONNECTIONS = 6
DIGEST_KEY_BYTES = 32
WAIT_SECONDS = 30.0
MOST_AHEAD_SECONDS = 86_400
"""How far the clock of a till may be ahead of ours."""

T = TypeVar("T")


class Checkout:
    """What one can do with receipts, returns, grants and members, and what one can ask."""

    def __init__(
        self,
        dsn: str,
        programs: Mapping[str, CompiledProgram],
        now: Callable[[], int] = clock.now,
    ) -> None:
        self.now = now
        self.tenants: dict[str, Tenant] = {}
        self._programs = programs
        self._connections = Connections(dsn, MOST_CONNECTIONS)
        self._batching = Batching(self._connections, now)
        self._numbering = Numbering()
        self._registering = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Name the programs and begin to take orders; what can't start leaves no connection open."""
        self._loop = asyncio.get_running_loop()
        try:
            await self._name_programs()
        except BaseException:
            await self._connections.close()
            raise
        self._batching.start()

    async def _name_programs(self) -> None:
        async with self._connections.lent() as connection:
            key = await _digest_key(connection)
            cursor = await connection.execute(
                statement("name_programs", "kopilka.checkout"), {"slugs": list(self._programs)}
            )
            for number, slug in await cursor.fetchall():
                if slug in self._programs:
                    self.tenants[slug] = Tenant(number, self._programs[slug], key)

    async def stop(self) -> None:
        """Finish what is on its way and close the connections."""
        await self._batching.stop()
        await self._connections.close()

    def wait_for(self, asked: Coroutine[Any, Any, T]) -> T:
        """Run one of the coroutines below from a thread, and wait for it."""
        if self._loop is None:
            raise RuntimeError("the checkout has not been started")
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result(WAIT_SECONDS)

    def meters(self) -> Meters:
        """Return what the batches have done so far, and who waits."""
        return self._batching.meters()

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection for a question of one's own."""
        return self._connections.lent()

    def tenant(self, slug: str) -> Tenant:
        """Return a program by its name; Problem when this server does not have it."""
        found = self.tenants.get(slug)
        if found is None:
            raise Problem("not_found", "program")
        return found

    def tenant_numbered(self, number: int) -> Tenant | None:
        """Return a program by its number in the ledger."""
        return next((tenant for tenant in self.tenants.values() if tenant.id == number), None)

    async def _take(self, order: Order) -> Outcome:
        """Settle an order in the next batch."""
        self._refuse_future(order.at)
        return await self._batching.take(order)

    def _refuse_future(self, at: int) -> None:
        """Refuse what is dated in the future: it would let a member's points lapse and a level fall."""
        if at > self.now() + MOST_AHEAD_SECONDS:
            raise Problem("time_out_of_range", "at", value=clock.write_moment(at, "UTC"))

    async def quote(self, tenant: Tenant, receipt: Receipt) -> Settlement:
        """Settle a receipt without writing it."""
        outcome = await self._take(orders.quote_order(tenant, receipt))
        return orders.read_settlement(outcome.answer)

    async def commit(self, tenant: Tenant, receipt: Receipt) -> Outcome:
        """Settle and write a receipt, once."""
        return await self._take(orders.receipt_order(tenant, receipt))

    async def give_back(self, tenant: Tenant, message: Return, *, is_dated: bool = True) -> Outcome:
        """Give goods back, once by the return's id; undated, never before the receipt."""
        return await self._take(orders.return_order(tenant, message, is_dated=is_dated))

    async def void(self, tenant: Tenant, message: Void, *, is_dated: bool = True) -> Outcome:
        """Take a whole receipt back; undated, never before the receipt."""
        return await self._take(orders.void_order(tenant, message, is_dated=is_dated))

    async def grant(self, tenant: Tenant, message: Grant, *, is_dated: bool = True) -> Outcome:
        """Give points, once by the grant's id."""
        return await self._take(orders.grant_order(tenant, message, is_dated=is_dated))

    async def change(self, tenant: Tenant, message: Registration) -> MemberState:
        """Change the fields of a member that the message has, and return the member."""
        async with self._registering, self._connections.lent() as connection:
            await self._numbering.reserve(connection, 1)
            number = str(self._numbering.take())
        await self._take(orders.change_order(tenant, message, number))
        return await self.member(tenant, message.member)

    async def register(self, tenant: Tenant, message: Registration) -> registering.NewMember:
        """Make a member with a card."""
        self._refuse_future(read_at(message.at))
        async with self._registering, self._connections.lent() as connection:
            return await registering.register_member(connection, self._numbering, tenant, message, self.now())

    async def member(self, tenant: Tenant, who: Who, at: int | None = None) -> MemberState:
        """Return a member's state, able to answer about the moment ``at``; Problem when there is none."""
        async with self._connections.lent() as connection:
            state = await reading.find_member(connection, tenant.id, who, at)
        if state is None:
            raise Problem("unknown_member", "identifier")
        return state

    async def cards(self, tenant: Tenant, member: int) -> list[tuple[str, str]]:
        """Return number and state of a member's cards, oldest first."""
        async with self._connections.lent() as connection:
            return await cards_of(connection, tenant.id, member)

    async def change_card(self, tenant: Tenant, number: str, state: CardState) -> int:
        """Block, unblock or close a card; return the member's id."""
        async with self._connections.lent() as connection:
            return await change_card(connection, tenant.id, read_card_number(number, "card"), state)

    async def receipt(self, tenant: Tenant, shop: str, number: str) -> reading.ReceiptFound:
        """Return a receipt with what followed it; Problem when there is none."""
        async with self._connections.lent() as connection:
            found = await reading.find_receipt(connection, tenant.id, shop, number)
        if found is None:
            raise Problem("unknown_receipt", "number", value=number)
        return found

    async def history(
        self, tenant: Tenant, member: int, most: int, before: int = reading.LATEST_VERSION
    ) -> list[reading.Happened]:
        """Return what happened to a member, newest first."""
        async with self._connections.lent() as connection:
            return await reading.history_of(connection, tenant.id, member, most, before)


async def _digest_key(connection: Connection) -> bytes:
    """Return the key of the hashes by which repeats are told: made once, kept beside what it has hashed."""
    drawn = {"key": secrets.token_bytes(DIGEST_KEY_BYTES)}
    await connection.execute(statement("keep_digest_key", "kopilka.checkout"), drawn)
    cursor = await connection.execute(statement("read_digest_key", "kopilka.checkout"))
    row = await cursor.fetchone()
    if row is None:
        raise RuntimeError("the key of the digests was neither found nor made")
    return bytes(row[0])


def compiled_programs() -> dict[str, CompiledProgram]:
    """Return every program of the folder of programs, ready to settle. Raises FaultyProgram."""
    programs = (CompiledProgram(load_program(path)) for path in program_paths())
    return {program.name: program for program in programs}


_current: Checkout | None = None


def set_current(checkout: Checkout | None) -> None:
    """Name the checkout of this process."""
    global _current  # noqa: PLW0603 - a process serves one checkout, which its server starts and stops
    _current = checkout


def current() -> Checkout:
    """Return the checkout of this process."""
    if _current is None:
        raise RuntimeError("the checkout has not been started")
    return _current

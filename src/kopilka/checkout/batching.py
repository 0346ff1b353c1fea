"""Receipts in batches: whatever came while the last batch was written goes into the next (design §2).

Two batches are in flight, so that one is settled while the other is written. A batch is one statement that reads,
the engine for each order, one statement that writes. Who loses a race for an account is settled again, who sends a
bad message fails alone, and when the database goes away everybody waits for it a little.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

import structlog
from psycopg import Error, OperationalError
from psycopg.errors import UniqueViolation

from kopilka.checkout.orders import Order, encode
from kopilka.checkout.turns import Outcome, Ticket, Turns
from kopilka.ledger.batch import Entry, Knowledge, read_batch, write_batch
from kopilka.ledger.connections import Connection, Connections
from kopilka.ledger.numbering import Numbering
from kopilka.problems import Problem

MOST_IN_BATCH = 256
BATCHES_IN_FLIGHT = 2
MOST_ROUNDS = 32
QUIET_ROUNDS = 2
SMALL_BATCH = 32
"""What is not worth sharing between two batches."""
MOST_ON_THEIR_WAY = 20_000
MOST_ATTEMPTS = 100
PATIENCE_SECONDS = 15.0
PAUSE_SECONDS = 0.1
NUMBERS_PER_ORDER = 8
"""The operation and its lots: more than any program gives at once."""

_log = structlog.get_logger(__name__)


class Meters(NamedTuple):
    """What batches have done so far, and who waits."""

    orders: int
    batches: int
    settled_again: int
    on_their_way: int


class UnreadableBatch(Exception):
    """What is known about a batch could not be read, because of one of its orders; nothing was settled."""


class Batching:
    """Settles and writes orders; belongs to one event loop."""

    def __init__(self, connections: Connections, now: Callable[[], int]) -> None:
        self._connections = connections
        self._now = now
        self._turns = Turns()
        self._numbering = Numbering()
        self._work = asyncio.Event()
        self._in_flight = 0
        """How many orders are in batches just now."""
        self._orders = self._batches = self._settled_again = 0
        self._workers: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to take orders."""
        self._workers = [asyncio.create_task(self._serve()) for _ in range(BATCHES_IN_FLIGHT)]

    async def stop(self) -> None:
        """Finish what is on its way, then stop."""
        while self._turns.count:  # noqa: ASYNC110 - once, at the end
            await asyncio.sleep(PAUSE_SECONDS)
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def meters(self) -> Meters:
        """Return what was done so far."""
        return Meters(self._orders, self._batches, self._settled_again, self._turns.count)

    async def take(self, order: Order) -> Outcome:
        """Return what became of an order, once it is on the disk. Raises Problem."""
        if self._turns.count >= MOST_ON_THEIR_WAY:
            raise Problem("overloaded")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        self._turns.add(Ticket(order, future, loop.time() + PATIENCE_SECONDS))
        if self._is_worth_a_batch():
            self._work.set()
        return await future

    def _is_worth_a_batch(self) -> bool:
        """Tell whether to begin: at once when nothing is in flight, else when as much has gathered again.

        So two batches of about the same size follow each other, instead of one large and many small ones.
        """
        ready = len(self._turns)
        return bool(ready) and (ready >= min(self._in_flight, MOST_IN_BATCH))

    async def _serve(self) -> None:
        while True:
            await self._work.wait()
            await self._gather()
            if not self._is_worth_a_batch():
                self._work.clear()
                continue
            # The other half is for the other batch: one is settled while the other is written.
            half = max(SMALL_BATCH, self._turns.count // BATCHES_IN_FLIGHT)
            batch = self._turns.take(min(half, MOST_IN_BATCH))
            self._in_flight += len(batch)
            self._batches += 1
            self._orders += len(batch)
            try:
                await self._settle(batch)
            finally:
                self._in_flight -= len(batch)
            self._work.set()

    async def _gather(self) -> None:
        """Let those in who are at the door: while orders keep coming with each round of the loop, wait for them.

        Whoever was answered by the last batch sends again within a few rounds; without them batches split in half.
        """
        quiet = 0
        for _ in range(MOST_ROUNDS):
            before = len(self._turns)
            await asyncio.sleep(0)
            quiet = 0 if len(self._turns) > before else quiet + 1
            if quiet == QUIET_ROUNDS:
                return

    async def _settle(self, batch: list[Ticket]) -> None:
        try:
            async with self._connections.lent() as connection:
                await self._settle_on(connection, batch)
        except OperationalError as error:
            # A write may or may not have happened: the next reading will tell.
            _log.warning("database_unavailable", error=type(error).__name__)
            await self._wait_for_database(batch)
        except UnreadableBatch as error:
            await self._settle_alone(batch, error)
        except Exception as error:  # noqa: BLE001 - whoever waits must be answered
            _log.exception("batch_failed")
            for ticket in self._turns.open_in(batch):
                self._fail(ticket, error)

    async def _settle_alone(self, batch: list[Ticket], error: UnreadableBatch) -> None:
        """Settle each of a batch that can't be read by itself, so that only the guilty one fails."""
        if len(batch) == 1:
            _log.error("order_unreadable", kind=batch[0].order.question.key.kind, exc_info=error.__cause__)
            self._fail(batch[0], error)
            return
        for ticket in batch:
            await self._settle([ticket])

    async def _settle_on(self, connection: Connection, batch: list[Ticket]) -> None:
        await self._numbering.reserve(connection, NUMBERS_PER_ORDER * len(batch))
        try:
            knowledge = await read_batch(connection, [ticket.order.question for ticket in batch])
        except OperationalError:
            raise
        except Exception as error:
            raise UnreadableBatch from error
        pairs: list[tuple[Ticket, Entry]] = []
        for ticket, known in zip(batch, knowledge, strict=True):
            if self._has_turn(ticket, known):
                self._settle_one(ticket, known, pairs)
        if pairs:
            await self._write(connection, pairs)

    def _has_turn(self, ticket: Ticket, known: Knowledge) -> bool:
        """Tell whether the order may go on: two cards can belong to one account, which only the reading shows."""
        if known.state is None or not ticket.order.is_written:
            return True
        if self._turns.hold(ticket, f"id:{known.state.id}"):
            return True
        self._turns.let_go(ticket)
        self._work.set()
        return False

    def _settle_one(self, ticket: Ticket, known: Knowledge, pairs: list[tuple[Ticket, Entry]]) -> None:
        order = ticket.order
        try:
            if known.known is not None:
                self._answer(ticket, repeated(order, known))
                return
            operation = self._numbering.take()
            state = known.state
            before = {lot.id: (lot.left, lot.lapsed) for lot in state.lots} if state is not None else {}
            settled = order.settle(known, operation, self._numbering.take)
            answer = encode(settled.answer)
            if not order.is_written:
                self._answer(ticket, Outcome(operation=0, is_new=True, answer=answer))
                return
        except Problem as problem:
            self._fail(ticket, problem)
        except Exception as error:  # noqa: BLE001 - whoever waits must be answered
            _log.exception("order_failed", kind=order.question.key.kind)
            self._fail(ticket, error)
        else:
            entry = Entry(
                program=order.question.program,
                id=operation,
                key=order.question.key,
                fiscal=order.question.fiscal,
                digest=order.digest,
                body=order.body if settled.body is None else settled.body,
                answer=answer,
                happened_at=order.at if settled.at is None else settled.at,
                state=state,
                lots_before=before,
                movements=settled.movements,
                sale=known.sale,
                follow_up=settled.follow_up,
            )
            pairs.append((ticket, entry))

    async def _write(self, connection: Connection, pairs: Sequence[tuple[Ticket, Entry]]) -> None:
        try:
            won = await write_batch(connection, [entry for _, entry in pairs], self._now())
        except OperationalError:
            raise
        except Error as error:
            await self._write_alone(connection, pairs, error)
            return
        lost = []
        for ticket, entry in pairs:
            if entry.id in won:
                self._answer(ticket, Outcome(operation=entry.id, is_new=True, answer=entry.answer))
            else:
                lost.append(ticket)
        self._again(lost)

    async def _write_alone(
        self, connection: Connection, pairs: Sequence[tuple[Ticket, Entry]], error: Error
    ) -> None:
        """Write each of a refused batch by itself, so that only the guilty one fails.

        Whose key another process has written meanwhile is settled again, and then finds it.
        """
        if len(pairs) == 1 and isinstance(error, UniqueViolation):
            self._again([pairs[0][0]])
            return
        if len(pairs) == 1:
            _log.error("entry_refused", kind=pairs[0][1].key.kind, error=str(error))
            self._fail(pairs[0][0], error)
            return
        for pair in pairs:
            await self._write(connection, [pair])

    def _again(self, lost: list[Ticket]) -> None:
        """Settle again those whose account, sale or key was taken by another process meanwhile."""
        again = []
        for ticket in lost:
            ticket.attempts += 1
            if ticket.attempts < MOST_ATTEMPTS:
                again.append(ticket)
            else:
                self._fail(ticket, Problem("overloaded"))
        self._settled_again += len(again)
        if again:
            self._turns.give_back(again)
            self._work.set()

    async def _wait_for_database(self, batch: list[Ticket]) -> None:
        """Let the orders be tried again until their patience ends."""
        await asyncio.sleep(PAUSE_SECONDS)
        time = asyncio.get_running_loop().time()
        again = []
        for ticket in self._turns.open_in(batch):
            if time < ticket.deadline:
                again.append(ticket)
            else:
                self._fail(ticket, Problem("unavailable"))
        if again:
            self._turns.give_back(again)
            self._work.set()

    def _answer(self, ticket: Ticket, outcome: Outcome) -> None:
        if not ticket.future.done():
            ticket.future.set_result(outcome)
        self._finish(ticket)

    def _fail(self, ticket: Ticket, error: Exception) -> None:
        if not ticket.future.done():
            ticket.future.set_exception(error)
        self._finish(ticket)

    def _finish(self, ticket: Ticket) -> None:
        self._turns.finish(ticket)
        if self._is_worth_a_batch():
            self._work.set()


def repeated(order: Order, known: Knowledge) -> Outcome:
    """Return the first answer to a message that came before; a Problem when it had other content."""
    before = known.known
    if before is None:
        raise ValueError("the message did not come before")
    if before.key != order.question.key and order.question.fiscal is not None:
        raise Problem("number_taken", "fiscal", value=order.question.fiscal)
    if before.key.kind != order.question.key.kind or before.digest != order.digest:
        field, value = order.taken
        raise Problem("number_taken", field, value=value)
    return Outcome(operation=before.id, is_new=False, answer=before.answer)

"""Who waits for what: the orders that are ready for a batch, and those whose account is in a batch already.

A turn is a name (a card, a member, a receipt); while a batch holds it, whoever else needs it waits here.
"""

import asyncio
from collections import deque
from collections.abc import Sequence

import msgspec

from kopilka.checkout.orders import Order


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an order."""

    operation: int
    is_new: bool
    """False when the same message had been answered before."""
    answer: bytes
    """The kept answer, as the order's kind encodes it."""


class Ticket:
    """An order on its way, with the turns that it holds."""

    __slots__ = ("attempts", "deadline", "future", "is_finished", "is_parked", "order", "turns")

    def __init__(self, order: Order, future: asyncio.Future[Outcome], deadline: float) -> None:
        self.order = order
        self.future = future
        self.deadline = deadline
        self.attempts = 0
        self.is_finished = False
        self.is_parked = False
        """Whether it waits for a turn that another order holds."""
        self.turns: list[tuple[int, str]] = []


class Turns:
    """The queue in front of the batches."""

    def __init__(self) -> None:
        self._ready: deque[Ticket] = deque()
        self._waiting: dict[tuple[int, str], deque[Ticket]] = {}
        self.count = 0
        """How many orders are on their way, those in batches included."""

    def __len__(self) -> int:
        """Return how many orders are ready."""
        return len(self._ready)

    def add(self, ticket: Ticket) -> None:
        """Put a new order at the end."""
        self.count += 1
        self._ready.append(ticket)

    def take(self, most: int) -> list[Ticket]:
        """Take the orders that are ready and whose turn it is."""
        batch: list[Ticket] = []
        while self._ready and len(batch) < most:
            ticket = self._ready.popleft()
            if ticket.future.done():
                self.finish(ticket)
            elif self.hold(ticket, ticket.order.turn):
                batch.append(ticket)
        return batch

    def open_in(self, batch: Sequence[Ticket]) -> list[Ticket]:
        """Return the orders of a batch that are neither answered nor waiting for another turn."""
        return [ticket for ticket in batch if not ticket.is_finished and not ticket.is_parked]

    def hold(self, ticket: Ticket, turn: str) -> bool:
        """Hold a turn for an order; when another holds it, the order waits for it and False is returned."""
        if not turn:
            return True
        name = (ticket.order.question.program, turn)
        if name in ticket.turns:
            return True
        if name in self._waiting:
            self._waiting[name].append(ticket)
            ticket.is_parked = True
            return False
        self._waiting[name] = deque()
        ticket.turns.append(name)
        return True

    def finish(self, ticket: Ticket) -> None:
        """Let go of what an order held; it is answered."""
        self.count -= 1
        ticket.is_finished = True
        self._release(ticket)

    def give_back(self, tickets: Sequence[Ticket]) -> None:
        """Put orders back in front, to be taken again; they keep their turns."""
        self._ready.extendleft(reversed(tickets))

    def let_go(self, ticket: Ticket) -> None:
        """Let go of what an order held, because it waits for another turn now."""
        self._release(ticket)

    def _release(self, ticket: Ticket) -> None:
        for name in ticket.turns:
            waiting = self._waiting[name]
            if waiting:
                following = waiting.popleft()
                following.turns.append(name)
                following.is_parked = False
                self._ready.append(following)
            else:
                del self._waiting[name]
        ticket.turns = []

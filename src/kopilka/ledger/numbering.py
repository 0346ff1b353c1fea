"""Numbers for memberships, lots and operations: taken from one sequence in blocks, handed out without a question."""

from kopilka.ledger.connections import Connection
from kopilka.ledger.queries import statement

BLOCK = 10_000
"""What the sequence ``ledger_number`` counts by."""


class Numbering:
    """Hands out numbers that no other process has; a number that is not used is lost, which does no harm."""

    def __init__(self) -> None:
        self._next = 0
        self._end = 0

    def take(self) -> int:
        """Return the next number; ``reserve`` has seen to it that there is one."""
        number = self._next
        if number >= self._end:
            raise RuntimeError("numbers are taken only after they were reserved")
        self._next = number + 1
        return number

    async def reserve(self, connection: Connection, count: int) -> None:
        """See to it that ``count`` numbers, at most a block, can be taken."""
        if self._end - self._next >= count:
            return
        cursor = await connection.execute(statement("reserve_numbers"), prepare=True)
        row = await cursor.fetchone()
        if row is None:
            raise RuntimeError("a sequence answered nothing")
        self._next, self._end = row[0], row[0] + BLOCK

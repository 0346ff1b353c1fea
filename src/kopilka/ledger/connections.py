"""Connections for the statements of the till: set up once, lent one at a time.

They plan once and keep the plan. A plan made while the tables are empty must still be right when they are full, so
these connections may only walk along indexes.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from psycopg import AsyncConnection, OperationalError, adapt, pq
from psycopg.abc import Buffer

from kopilka.ledger.columns import register_columns

Connection = AsyncConnection[tuple[Any, ...]]

SETTINGS: Final = """
set plan_cache_mode = force_generic_plan;
set enable_seqscan = off;
set enable_bitmapscan = off;
set enable_hashjoin = off;
set enable_mergejoin = off;
set lock_timeout = '5s';
set statement_timeout = '30s';
"""


class RawLoader(adapt.Loader):
    """Leaves JSON as bytes; whoever reads it knows its structure."""

    format = pq.Format.BINARY

    def load(self, data: Buffer) -> bytes:
        """Return the text of the value."""
        return bytes(data)


async def connect(dsn: str) -> Connection:
    """Open a connection for the statements of the till."""
    connection: Connection = await AsyncConnection.connect(dsn, autocommit=True)
    register_columns(connection)
    connection.adapters.register_loader("json", RawLoader)
    try:
        await connection.execute(SETTINGS)
    except BaseException:
        await connection.close()
        raise
    return connection


class Connections:
    """A few connections, opened when first needed and again after they broke."""

    def __init__(self, dsn: str, most: int) -> None:
        self._dsn = dsn
        self._free: asyncio.LifoQueue[Connection | None] = asyncio.LifoQueue()
        self._most = most
        for _ in range(most):
            self._free.put_nowait(None)

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Connection]:
        """Lend a connection for the length of the block; raises OperationalError when there is no server."""
        connection = await self._free.get()
        try:
            if connection is None or connection.closed:
                connection = None
                connection = await connect(self._dsn)
            yield connection
        except (OperationalError, asyncio.CancelledError):
            # What state it is in is not known, so it is not lent again.
            if connection is not None:
                await connection.close()
            connection = None
            raise
        finally:
            self._free.put_nowait(connection)

    async def close(self) -> None:
        """Close every connection after it came back."""
        for _ in range(self._most):
            connection = await self._free.get()
            if connection is not None:
                await connection.close()

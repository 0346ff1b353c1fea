"""Bearer keys: made, found, listed, revoked. Each is for one shop of one program and kept only as a hash.

A key that was found is believed for a few seconds, so that a receipt needs no question about it; a revoked key works
no longer than that.
"""

import hashlib
import secrets
import time
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from kopilka.checkout.service import Checkout
from kopilka.ledger.queries import statement
from kopilka.problems import Problem

PACKAGE = "kopilka.api"
PREFIX = "kopilka_"
SECRET_BYTES = 32
BELIEVED_SECONDS = 5.0
MOST_BELIEVED = 10_000
SCHEME = b"bearer "

Connection = AsyncConnection[tuple[Any, ...]]


class Caller(NamedTuple):
    """Who calls: the key's number, its program's number, its shop."""

    key: int
    program: int
    shop: str


class ListedKey(NamedTuple):
    """A key as the operator sees it; moments in seconds since 1970."""

    id: int
    program: str
    shop: str
    note: str
    recorded_at: int
    revoked_at: int | None


class Keys:
    """The keys that were asked about a moment ago."""

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout
        self._believed: dict[bytes, tuple[Caller | None, float]] = {}

    async def caller(self, header: bytes | None) -> Caller:
        """Return who sends an Authorization header. Raises Problem."""
        if header is None or header[: len(SCHEME)].lower() != SCHEME:
            raise Problem("unauthorized", "Authorization")
        digest = digest_of(header[len(SCHEME) :].strip())
        believed = self._believed.get(digest)
        if believed is None or believed[1] < time.monotonic():
            believed = await self._ask(digest)
        if believed[0] is None:
            raise Problem("unauthorized", "Authorization")
        return believed[0]

    async def _ask(self, digest: bytes) -> tuple[Caller | None, float]:
        async with self._checkout.connection() as connection:
            cursor = await connection.execute(
                statement("find_key", PACKAGE), {"digest": digest}, prepare=True
            )
            row = await cursor.fetchone()
        if len(self._believed) >= MOST_BELIEVED:
            self._believed.clear()
        believed = (None if row is None else Caller(*row), time.monotonic() + BELIEVED_SECONDS)
        self._believed[digest] = believed
        return believed


def digest_of(secret: bytes) -> bytes:
    """Return the hash by which a key is known; 256 random bits need no slow one."""
    return hashlib.sha256(secret).digest()


async def add_key(
    connection: Connection, program: int, shop: str, note: str, recorded_at: int
) -> tuple[int, str]:
    """Make a key and return its number and its secret, which is shown this once."""
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    cursor = await connection.execute(
        statement("add_key", PACKAGE),
        {
            "program": program,
            "shop": shop,
            "note": note,
            "digest": digest_of(secret.encode()),
            "recorded_at": recorded_at,
        },
    )
    row = await cursor.fetchone()
    if row is None:
        raise RuntimeError("a key was not made")
    return int(row[0]), secret


async def list_keys(connection: Connection) -> list[ListedKey]:
    """Return every key, oldest first."""
    cursor = await connection.execute(statement("list_keys", PACKAGE))
    return [ListedKey(*row) for row in await cursor.fetchall()]


async def revoke_key(connection: Connection, number: int, revoked_at: int) -> bool:
    """Revoke a key; False when there is none to revoke."""
    cursor = await connection.execute(
        statement("revoke_key", PACKAGE), {"id": number, "revoked_at": revoked_at}
    )
    return await cursor.fetchone() is not None

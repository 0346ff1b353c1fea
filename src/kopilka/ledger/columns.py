"""Columns of a batch as PostgreSQL's binary arrays, packed at once.

A batch goes to the database as one statement over ``unnest`` of its columns. psycopg packs a list element by element;
that was a third of the cost of writing a receipt, so the few types that a batch needs are packed here in one go.
"""

import struct
from collections.abc import Sequence
from typing import Final

from psycopg import AsyncConnection, adapt, pq
from psycopg.abc import Buffer

INT8_OID: Final = 20
INT8_ARRAY_OID: Final = 1016
TEXT_OID: Final = 25
TEXT_ARRAY_OID: Final = 1009
BYTEA_OID: Final = 17
BYTEA_ARRAY_OID: Final = 1001

EMPTY: Final = struct.Struct(">iiI")
HEADER: Final = struct.Struct(">iiIii")


class Numbers(list[int]):
    """A column of ``bigint``; none of them null."""


class Texts(list[str | None]):
    """A column of ``text``."""


class Blobs(list[bytes | None]):
    """A column of ``bytea``."""


class NumbersDumper(adapt.Dumper):
    """Packs ``Numbers`` with one call of struct."""

    format = pq.Format.BINARY
    oid = INT8_ARRAY_OID

    def dump(self, obj: Numbers) -> Buffer:
        """Return the binary array."""
        count = len(obj)
        if not count:
            return EMPTY.pack(0, 0, INT8_OID)
        flat = [8] * (2 * count)
        flat[1::2] = obj
        return HEADER.pack(1, 0, INT8_OID, count, 1) + struct.pack(">" + "iq" * count, *flat)


class TextsDumper(adapt.Dumper):
    """Packs ``Texts``."""

    format = pq.Format.BINARY
    oid = TEXT_ARRAY_OID

    def dump(self, obj: Texts) -> Buffer:
        """Return the binary array."""
        return packed(TEXT_OID, [None if text is None else text.encode() for text in obj])


class BlobsDumper(adapt.Dumper):
    """Packs ``Blobs``."""

    format = pq.Format.BINARY
    oid = BYTEA_ARRAY_OID

    def dump(self, obj: Blobs) -> Buffer:
        """Return the binary array."""
        return packed(BYTEA_OID, obj)


def packed(oid: int, column: Sequence[bytes | None]) -> bytes:
    """Return a one-dimensional array of values whose binary form is their own bytes."""
    if not column:
        return EMPTY.pack(0, 0, oid)
    count = len(column)
    header = HEADER.pack(1, int(None in column), oid, count, 1)
    lengths = struct.pack(f">{count}i", *[-1 if value is None else len(value) for value in column])
    parts = [b""] * (2 * count)
    parts[0::2] = [lengths[start : start + 4] for start in range(0, 4 * count, 4)]
    parts[1::2] = [value or b"" for value in column]
    return header + b"".join(parts)


def register_columns(connection: AsyncConnection[object]) -> None:
    """Teach a connection to pack these columns."""
    connection.adapters.register_dumper(Numbers, NumbersDumper)
    connection.adapters.register_dumper(Texts, TextsDumper)
    connection.adapters.register_dumper(Blobs, BlobsDumper)

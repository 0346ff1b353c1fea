"""The ledger's examination: what the database's own constraints and the till's code should have made impossible.

Reads one snapshot, so a running system may be examined; changes nothing. Every finding names what it is about by ids.
"""

from collections.abc import Iterator
from importlib import resources
from itertools import groupby
from typing import Any, NamedTuple

from psycopg import Connection, IsolationLevel

from kopilka.ledger.arithmetic import Balance, Posted, replayed
from kopilka.ledger.queries import statement

AT_ONCE = 5_000
Row = tuple[Any, ...]


class Finding(NamedTuple):
    """One thing that is wrong: which check found it, and where."""

    check: str
    text: str


def examined(dsn: str) -> Iterator[Finding]:
    """Yield everything that is wrong."""
    with Connection.connect(dsn) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        for check in checks():
            for (text,) in connection.execute(statement(f"doctor/{check}")):
                yield Finding(check, text)
        yield from examined_accounts(connection)


def checks() -> list[str]:
    """Return the names of the checks that are one statement each."""
    folder = resources.files("kopilka.ledger").joinpath("statements", "doctor")
    return sorted(file.name.removesuffix(".sql") for file in folder.iterdir() if file.name.endswith(".sql"))


def examined_accounts(connection: Connection[Row]) -> Iterator[Finding]:
    """Yield every account whose cached numbers are not the replay of its postings."""
    postings = _streamed(connection, "account_postings")
    by_account = groupby(postings, key=lambda row: (row[0], row[1]))
    following = next(by_account, None)
    for account in _streamed(connection, "accounts"):
        key = (account[0], account[1])
        balance = replayed(())
        if following is not None and following[0] == key:
            balance = replayed(Posted(*row[2:]) for row in following[1])
            following = next(by_account, None)
        for text in differences(account, balance):
            yield Finding("balance_differs", f"member {key[1]} of program {key[0]}: {text}")


def differences(account: Row, balance: Balance) -> Iterator[str]:
    """Yield how an account's cached numbers differ from its replay."""
    _, _, points, debt, spend, accumulated, lots = account
    if points != balance.points:
        yield f"points {points}, its postings come to {balance.points}"
    if debt != balance.debt:
        yield f"debt {debt}, its postings come to {balance.debt}"
    if spend != balance.spend or accumulated != balance.spend:
        yield f"spend {spend} and {accumulated}, its postings come to {balance.spend}"
    stored = {number: amount for number, amount in lots or () if amount}
    posted = {number: amount for number, amount in balance.lots.items() if amount}
    if stored != posted:
        wrong = sorted(number for number in stored | posted if stored.get(number) != posted.get(number))
        yield f"lots {wrong[:5]} differ from their postings"


def _streamed(connection: Connection[Row], name: str) -> Iterator[Row]:
    with connection.cursor(name=name) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(statement(name))
        yield from cursor

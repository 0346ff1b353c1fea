"""Cards: issued to a membership, blocked, closed. Every change raises the version of the account (design §2)."""

from typing import Any, Literal

from psycopg import AsyncConnection

from kopilka.ledger.queries import statement
from kopilka.members.numbers import drawn_card_number
from kopilka.problems import Problem

Connection = AsyncConnection[tuple[Any, ...]]
CardState = Literal["active", "blocked", "closed"]

PACKAGE = "kopilka.members"
MOST_DRAWS = 20


def prefix_of(program: int) -> str:
    """Return what the generated card numbers of a program begin with: 2 is the range for a retailer's own codes."""
    return f"2{program % 1000:03d}"


async def issue_card(
    connection: Connection, program: int, membership: int, number: str | None, recorded_at: int
) -> str:
    """Give a card to a membership and return its number: the one given, or one drawn. Raises Problem."""
    for _ in range(MOST_DRAWS):
        drawn = number or drawn_card_number(prefix_of(program))
        row = await (
            await connection.execute(
                statement("add_card", PACKAGE),
                {"program": program, "number": drawn, "membership": membership, "recorded_at": recorded_at},
            )
        ).fetchone()
        if row is not None:
            return drawn
        if number is not None:
            raise Problem("member_exists", "card")
    raise RuntimeError("the card numbers of the program are used up")


async def change_card(connection: Connection, program: int, number: str, state: CardState) -> int:
    """Block, unblock or close a card and return its membership. A closed card stays closed. Raises Problem."""
    row = await (
        await connection.execute(
            statement("change_card", PACKAGE), {"program": program, "number": number, "state": state}
        )
    ).fetchone()
    if row is None:
        raise Problem("unknown_member", "card")
    if row[0] is None:
        raise Problem("card_not_active", "card", state="closed")
    return int(row[0])


async def cards_of(connection: Connection, program: int, membership: int) -> list[tuple[str, str]]:
    """Return number and state of a membership's cards, oldest first."""
    cursor = await connection.execute(
        statement("cards_of", PACKAGE), {"program": program, "membership": membership}
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]
